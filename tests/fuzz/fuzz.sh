#!/bin/sh
# Builds every fuzz target with clang and runs each for its share of the time.
# Cases in tests/fuzz/corpus/TARGET are where it starts from; what it finds new
# goes to build/fuzz/corpus, and what breaks a reader to build/fuzz/found.  Each run of
# a target is a line of build/fuzz/log: when, target, inputs, seconds of processor, edges,
# status.  Those of long runs are kept in tests/fuzz/ran.tsv; the last line printed sums up
# both.  Several may run at once.
#
# usage: tests/fuzz/fuzz.sh SECONDS [TARGET...]    TARGET: as stream_fuzz

set -u
cd "$(dirname "$0")/../.." || exit 71
seconds=${1:?usage: tests/fuzz/fuzz.sh SECONDS [TARGET...]}
shift
clang=${CLANG:-clang}
out=${FUZZ_BUILD:-build/fuzz}

command -v "$clang" >/dev/null || {
	echo 'tests/fuzz/fuzz.sh: clang is missing, and only clang has libFuzzer:' >&2
	echo '"make deps-test" installs it; "make check" replays the known cases with any compiler' >&2
	exit 69
}
[ $# -gt 0 ] || for source in tests/fuzz/*_fuzz.c; do
	set -- "$@" "$(basename "$source" .c)"
done

checks=address,undefined
flags="-O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,$checks -fno-sanitize-recover=all"
quiet_make() {
	# not a build of make's own that is under way, with its jobs and its mode
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s MODE=release BUILD="$out" CC="$clang" \
		CFLAGS="$flags" WERROR= "$@"
}

mkdir -p "$out" || exit 71
work=$(mktemp -d) || exit 71
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
exec 9>>"$out/lock" || exit 71
flock 9 # another may be building

objects=
for target; do objects="$objects $out/tests/fuzz/$target.o"; done
# shellcheck disable=SC2086  # a list of words
quiet_make -j 2 "$out/libtopic.a" $objects >/dev/null || exit 70
libs=$(quiet_make print-libs) || exit 70
for target; do
	# shellcheck disable=SC2086
	"$clang" -g -fsanitize="fuzzer,$checks" -pthread -o "$out/$target.new" \
		"$out/tests/fuzz/$target.o" "$out/libtopic.a" $libs || exit 70
	mv "$out/$target.new" "$out/$target" || exit 70 # it may be running
done
flock -u 9

# seconds of processor of the programs that this shell has waited for
processor() {
	# not in a pipe, where it would be another shell's
	times >"$work/times"
	awk 'NR == 2 { gsub("s", ""); split($1, own, "m"); split($2, kernel, "m")
		printf "%d\n", 60 * (own[1] + kernel[1]) + own[2] + kernel[2] }' "$work/times"
}

share=$((seconds / $#))
[ "$share" -gt 0 ] || share=1
broken=0
for target; do
	mkdir -p "$out/corpus/$target" "$out/found/$target" "tests/fuzz/corpus/$target"
	processor >"$work/before"
	# the limit for one input is a clock's: a busy machine must not look like a loop
	"$out/$target" -max_total_time="$share" -rss_limit_mb=1536 -malloc_limit_mb=1024 \
		-timeout=300 -max_len=20000 -print_final_stats=1 \
		-artifact_prefix="$out/found/$target/" "$out/corpus/$target" \
		"tests/fuzz/corpus/$target" >"$work/$target.log" 2>&1 9>&-
	status=$?
	processor >"$work/after"
	used=$(($(cat "$work/after") - $(cat "$work/before")))
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")
	covered=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$work/$target.log" | tail -n 1)
	echo "$target: ${runs:-0} runs in $used s of processor, ${covered:-0} edges, status $status"
	flock 9
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$target" "${runs:-0}" "$used" \
		"${covered:-0}" "$status" >>"$out/log"
	flock -u 9
	if [ "$status" -ne 0 ]; then
		broken=$((broken + 1))
		grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$work/$target.log"
	fi
	mv "$work/$target.log" "$out/$target.log"
done
awk -F '\t' -v here="$out/log" '{ runs += $3; used += $4 }
	END { printf "%d runs in %d s of processor in all that %s and tests/fuzz/ran.tsv tell of\n",
		runs, used, here }' tests/fuzz/ran.tsv "$out/log"
[ "$broken" -eq 0 ] || { echo "$broken targets broke: see $out/found and the logs beside it"; exit 1; }
