#!/bin/sh
# Which lines of lib/ and cmd/ the tests reached, after "make MODE=cover check":
# a line a file, the least covered first, and the lines never reached in BUILD/coverage/.
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
for listing in "$out"/*.c.gcov; do
	awk -F: '
	NR == 1 { name = $4 }
	$1 ~ /#####|=====/ { missed++ }
	$1 ~ /[0-9]/ { reached++ }
	END { if (reached + missed) printf "%5.1f %%  %4d missed  %s\n",
		100 * reached / (reached + missed), missed, name }' "$listing"
done | sort -n >"$out/summary"
cat "$out/summary"
awk -F: '
	$1 ~ /#####|=====/ { missed++ }
	$1 ~ /[0-9]/ { reached++ }
	END { printf "%.1f %% of %d lines\n", 100 * reached / (reached + missed), reached + missed }
' "$out"/*.c.gcov
