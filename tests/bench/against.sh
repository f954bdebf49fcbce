#!/bin/sh
# One run of compare.sh against an earlier one: what became slower, larger or worse.
#
# usage: tests/bench/against.sh OLD NEW     rows.tsv of compare.sh each
#
# Machines differ in speed, so our seconds are divided by the median ratio of the other
# programs' seconds, new to old; without other programs in both runs they are compared as
# they are, and the output says so.  Marked: more than 1.15 times the time, 1.1 times the
# memory, a worse quality, or a row of ours that the new run lacks.  Status 1 where a row
# is marked, 65 where the runs are of different texts or a file is none of rows.
set -eu
old=${1:?usage: tests/bench/against.sh OLD NEW}
new=${2:?usage: tests/bench/against.sh OLD NEW}
for file in "$old" "$new"; do
	[ -r "$file" ] || { echo "tests/bench/against.sh: $file: no such file" >&2; exit 66; }
done
for file in "$old" "$new"; do
	awk -F '\t' '!/^#/ && NF != 5 { bad = 1 } END { exit bad || NR < 3 }' "$file" || {
		echo "tests/bench/against.sh: $file: no rows.tsv of make bench" >&2
		exit 65
	}
done
text() { sed -n '2s/^# *\([^,]*\).*/\1/p' "$1"; } # its name and documents
[ "$(text "$old")" = "$(text "$new")" ] || {
	echo "tests/bench/against.sh: the runs are of different texts ($(text "$old"); $(text "$new")):" \
		'give the same by TEXT=FILE' >&2
	exit 65
}
sed -n 's/^# */old: /p' "$old"
sed -n 's/^# */new: /p' "$new"
awk -F '\t' '
# errors of singular values: less is better; scores and cosines: more
function worse(before, after) {
	if (before !~ /^-?[0-9.]/ || after !~ /^-?[0-9.]/ || before ~ /nonzeros/) return 0
	if (before < 0 || before !~ /e/) return after + 0 < before - .002
	return after > 1.5 * before && after > 1e-6
}
/^#/ { next }
FILENAME == ARGV[1] {
	seconds[$1, $2] = $3; kib[$1, $2] = $4; quality[$1, $2] = $5
	if ($2 ~ /^topictools/) old[++olds] = $1 SUBSEP $2
	next
}
{ seen[$1, $2] }
!(($1, $2) in seconds) { fresh[++added] = $1 ": " $2; next }
$2 !~ /^topictools/ { if (seconds[$1, $2] > 0) ratio[++others] = $3 / seconds[$1, $2]; next }
{ n++; group[n] = $1; name[n] = $2; now[n] = $3; memory[n] = $4; is[n] = $5 }
END {
	for (i = 1; i <= others; i++)
		for (j = i + 1; j <= others; j++)
			if (ratio[j] < ratio[i]) { swap = ratio[i]; ratio[i] = ratio[j]; ratio[j] = swap }
	machine = 1
	if (others)
		machine = others % 2 ? ratio[(others + 1) / 2] : (ratio[others / 2] + ratio[others / 2 + 1]) / 2
	else
		print "no other program in both runs: seconds are compared as they are"
	if (others) printf "other programs take %.2f times as long as before: ours are divided by that\n", machine
	for (r = 1; r <= n; r++) {
		if (group[r] != group[r - 1]) print group[r]
		before = seconds[group[r], name[r]]
		time = before > 0 ? now[r] / before / machine : 1
		room = kib[group[r], name[r]] > 0 ? memory[r] / kib[group[r], name[r]] : 1
		mark = (time > 1.15 ? " slower" : "") (room > 1.1 ? " larger" : "") \
			(worse(quality[group[r], name[r]], is[r]) ? " worse" : "")
		printf "  %-28s time %.2f  memory %.2f  %s -> %s%s\n", name[r], time, room,
			quality[group[r], name[r]], is[r], mark == "" ? "" : "  !" mark
		if (mark != "") marked++
	}
	for (i = 1; i <= olds; i++)
		if (!(old[i] in seen)) {
			split(old[i], key, SUBSEP)
			print "! gone from the new run: " key[1] ": " key[2]
			marked++
		}
	for (i = 1; i <= added; i++) print "only in the new run: " fresh[i]
	printf "%d rows compared, %d marked\n", n, marked
	exit marked > 0
}' "$old" "$new"
