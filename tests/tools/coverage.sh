#!/bin/sh
# Which lines of lib/ and cmd/ the tests reached, after "make MODE=cover check": a
# line a file, the least covered first, and the sums; then what was not reached in
# lib/, each function with its lines and the reason that tests/uncovered gives.
# The lines never reached are marked in BUILD/coverage/.
# Ends with 1 where lib/ is below 95 %, where a function misses more lines than its reason
# is for, and where more than a few lines in all have none: what is reached in a race
# differs from run to run.
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

# A line of source each: file, function, number, whether it was reached, text.  A
# function with variants for several processors stands in a listing once for each:
# a line is reached where one of them was.
awk '
	FNR == 1 {
		name = FILENAME
		sub(/.*\//, "", name); sub(/\.gcov$/, "", name); gsub(/#/, "/", name)
		inside = ""
	}
	{
		count = $0; sub(/:.*/, "", count)
		number = $0; sub(/^[^:]*:/, "", number); number += 0
		text = $0; sub(/^[^:]*:[^:]*:/, "", text)
	}
	text ~ /^[a-z].*\(/ && text !~ /;$/ {
		inside = text
		sub(/\(.*/, "", inside); sub(/.*[ *]/, "", inside)
	}
	number && count ~ /[0-9#=]/ {
		key = name "\t" inside "\t" number
		said[key] = text
		reached[key] += count ~ /[1-9]/
	}
	text ~ /^\}/ { inside = "" }
	END {
		for (key in said)
			print key "\t" (reached[key] > 0) "\t" said[key]
	}' "$out"/*.c.gcov | sort -t '	' -k 1,1 -k 3,3n >"$out/lines"

awk -F '\t' '{
		floor = $1
		sub(/\/.*/, "/", floor)
		lines[$1]++; lines[floor]++
		hits[$1] += $4; hits[floor] += $4
	}
	END {
		for (name in lines)
			printf "%5.1f %%  %5d missed of %5d  %s\n", 100 * hits[name] / lines[name],
				lines[name] - hits[name], lines[name], name
	}' "$out/lines" | sort -n >"$out/all"
grep -v '/$' "$out/all"

# Reasons stand in tests/uncovered, which says how.
awk -F '\t' -v few=5 '
	FNR == NR {
		if (/^[^#\t]/)
			reason = $0
		if (!/^\t/)
			next
		if ($2 ~ /^\//) {
			why[$2] = reason
			pattern[++patterns] = $2
			next
		}
		words = split("lib/" $2, word, " ")
		why[word[1]] = reason
		most[word[1]] = words > 1 ? word[2] : few
		next
	}
	$1 !~ /^lib\// || $4 { next }
	{
		text = $0
		sub(/^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t/, "", text)
		place = $1 ":" $2
		for (i = 1; i <= patterns; i++)
			if (text ~ substr(pattern[i], 2, length(pattern[i]) - 2)) {
				explained[pattern[i]]++
				next
			}
		if (!(place in lines))
			order[++places] = place
		lines[place]++
		at[place] = at[place] " " $3
		explained[place]++
	}
	END {
		for (i = 1; i <= places; i++) {
			place = order[i]
			if (!(place in why)) {
				because = "NO REASON"
				unexplained += lines[place]
			} else {
				because = why[place]
				if (lines[place] > most[place]) {
					because = "MORE THAN " most[place] " LINES: " because
					over++
				}
			}
			printf "%s:%s: %s\n", place, at[place], because
		}
		for (i = 1; i <= patterns; i++)
			printf "%d lines %s: %s\n", explained[pattern[i]], pattern[i], why[pattern[i]]
		for (where in why)
			if (!explained[where])
				print "tests/uncovered: " where ": was not needed"
		printf "%d lines without a reason, %d places with more lines than their reason is for\n",
			unexplained, over
		exit over > 0 || unexplained > few
	}' tests/uncovered "$out/lines" >"$out/missed" || failed=1
cat "$out/missed"
grep '/$' "$out/all"
awk '$NF == "lib/" && $1 < 95 { exit 1 }' "$out/all"
exit ${failed:-0}
