#!/bin/sh
# What to expect of 1 to 1000 hosts: seconds of a pass by dist-run over SSH, simulated with its
# own schedule (simulate.c), and by MPI, whose ranks are alike, by a formula.
#
# usage: tests/bench/simulate.sh BUILD FOLDER [CONSTANTS]
#     FOLDER     gets table.tsv, and CASE.svg for each case
#     CONSTANTS  what constants.sh printed (it is run)
# environment: CORES (16) of a host and of the driver; DRIVER (400e6), the bytes a second that a
#     driver can receive over SSH, on any network

set -eu
cd "$(dirname "$0")/../.."
build=${1:?usage: tests/bench/simulate.sh BUILD FOLDER [CONSTANTS]}
folder=${2:?usage: tests/bench/simulate.sh BUILD FOLDER [CONSTANTS]}
mkdir -p "$folder"
[ $# -ge 3 ] || {
	tests/bench/constants.sh "$build" >"$folder/constants"
	set -- "$1" "$2" "$folder/constants"
}
export LC_ALL=C

# A line for each point: what is known, then the simulation's words.
while read -r name constants; do
	for corpus in 500e6 10e9; do
		for network in 1 10; do
			for hosts in 1 2 4 8 16 32 64 128 256 512 1000; do
				awk -v name="$name" -v constants="$constants" -v total=$corpus \
					-v network=$network -v hosts=$hosts -v cores="${CORES:-16}" \
					-v driver="${DRIVER:-400e6}" -f tests/bench/terms.awk
			done
		done
	done
done <"$3" >"$folder/points"

printf '#case\tnonzeros\tGbit/s\thosts\ttasks\tssh first\tssh pass\tMB in\tMB out\tMPI pass\n' \
	>"$folder/table.tsv"
while IFS='	' read -r name corpus network hosts tasks ranks words; do
	# shellcheck disable=SC2086 # words
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$corpus" "$network" "$hosts" "$tasks" \
		"$("$build/tests/bench/simulate" $words)" "$ranks"
done <"$folder/points" >>"$folder/table.tsv"
rm "$folder/points"
for name in $(sed 1d "$folder/table.tsv" | cut -f 1 | uniq); do
	for corpus in 500e6 10e9; do
		awk -v name="$name" -v corpus=$corpus -f tests/bench/hosts-chart.awk "$folder/table.tsv" \
			>"$folder/$name-$corpus.svg"
	done
done
cat "$folder/table.tsv"
