#!/bin/sh
# Which lines of lib/ and cmd/ the tests reached, after "make MODE=cover check": a
# line a file, the least covered first, and the sums; the lines never reached are
# marked in BUILD/coverage/.  Ends with 1 where lib/ is below 90 %.
#
# usage: tests/tools/coverage.sh BUILD

set -eu
cd "$(dirname "$0")/../.."
build=${1:?usage: tests/tools/coverage.sh BUILD}
case $build in /*) ;; *) build=$PWD/$build ;; esac
out=$build/coverage

command -v gcov >/dev/null || { echo 'tests/tools/coverage.sh: gcov comes with gcc' >&2; exit 69; }
rm -rf "$out"
mkdir -p "$out"
find "$build/lib" "$build/cmd" -name '*.gcda' >"$out/counted"
[ -s "$out/counted" ] || {
	echo "tests/tools/coverage.sh: nothing ran in $build: make MODE=cover check" >&2
	exit 66
}
# gcov writes where it stands; the sources have unique names
while read -r data; do
	gcov -p -r -s "$PWD" -o "$(dirname "$data")" "$data" >/dev/null 2>&1 || true
	for listing in *.gcov; do
		[ -f "$listing" ] && mv "$listing" "$out/"
	done
done <"$out/counted"

# A function with variants for several processors stands there once for each: a line
# is reached where one of them was.
awk -F: '
	FNR == 1 { name = FILENAME; sub(/.*\//, "", name); sub(/\.gcov$/, "", name); gsub(/#/, "/", name) }
	$1 ~ /#####|=====/ { all[name, $2 + 0] }
	$1 ~ /[0-9]/ { all[name, $2 + 0]; reached[name, $2 + 0] }
	END {
		for (line in all) {
			split(line, part, SUBSEP)
			floor = part[1]
			sub(/\/.*/, "/", floor)
			lines[part[1]]++; lines[floor]++
			hits[part[1]] += line in reached; hits[floor] += line in reached
		}
		for (name in lines)
			printf "%5.1f %%  %5d missed of %5d  %s\n", 100 * hits[name] / lines[name],
				lines[name] - hits[name], lines[name], name
	}' "$out"/*.c.gcov | sort -n >"$out/all"
grep -v '/$' "$out/all"
grep '/$' "$out/all"
awk '$NF == "lib/" && $1 < 90 { exit 1 }' "$out/all"
