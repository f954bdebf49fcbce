#!/bin/sh
# Measures what simulate.sh must know of this machine: seconds of a core, and bytes, of the
# filters that dist-run runs, each for a corpus of the size of a task.  Processor time is
# counted, so other work on the machine matters little.
#
# usage: tests/bench/constants.sh BUILD [DOCUMENTS [CASE...]]
#     DOCUMENTS  20000: 3 M nonzeros
#     CASE       lda-100, lda-1000, lsi-400 (all)
# environment: TERMS (100000)
# prints a line for each case: case, and KEY=VALUE...
#     per     core seconds of a pass for a nonzero
#     start   seconds of a task beside that: reading the model, writing the result of a share
#     read    of that, seconds of a task of no documents
#     up      bytes of the model for a term
#     down    bytes of the result of all these documents; shrink: of a share s, down * s^shrink
#     join    seconds of an addition of results, whatever their size
#     add     bytes of results that are added up in a second beside that
#     end     core seconds between passes for a term

set -eu
. "$(dirname "$0")/work.sh"
build=${1:?usage: constants.sh BUILD [DOCUMENTS [CASE...]]}
case $build in /*) ;; *) build=$PWD/$build ;; esac
documents=${2:-20000}
[ $# -ge 3 ] || set -- - - lda-100 lda-1000 lsi-400
shift 2
cases=" $* "
export PATH="$build/bin:$build/tests/bench:$PATH"
work_in

terms=${TERMS:-100000}
generate --docs "$documents" --terms "$terms" --topics 100 -o all.mz
corpus-split -q --test 0.0625 --rest rest.mz -o part.mz all.mz
corpus-select -q --docs /dev/null -o none.mz all.mz
nonzeros=$(stream-info all.mz | sed -n 's/^nonzeros	//p')
share=$(stream-info part.mz | awk -F '\t' -v all="$nonzeros" '$1 == "nonzeros" { print $2 / all }')
documents=$(stream-info all.mz | sed -n 's/^rows	//p')

# processor seconds of a command
cost() { timer -n 3 "$@" | cut -f 2; }
size() { stat -c %s "$1"; }

# say CASE MODEL WHOLE PART PASS TASK READ ADD MORE END: seconds of these;
# TASK: of the part; ADD, MORE: of adding whole and part once, and thrice
say() {
	awk -v name="$1" -v up="$(size "$2")" -v down="$(size "$3")" -v part="$(size "$4")" \
		-v pass="$5" -v task="$6" -v none="$7" -v once="$8" -v thrice="$9" -v end="${10}" -v n="$nonzeros" \
		-v s="$share" -v v="$terms" 'BEGIN { per = (pass - task) / (n * (1 - s)); start = pass - per * n
		if (start < 0) start = 0
		second = (thrice - once) / 2; join = once > second ? once - second : 0
		printf "%s nonzeros=%d terms=%d per=%.4g start=%.4g read=%.4g "\
		"up=%.4g down=%.4g shrink=%.3f join=%.4g add=%.4g end=%.4g\n", name, n, v, per, start, none,
		up / v, down, log(part / down) / log(s), \
		join, (down + part) / second, end / v }'
}

lda() {
	k=$1
	[ "${cases#* lda-"$k" }" != "$cases" ] || return 0
	lda-init -q -k "$k" --seed 1 -o m0.mz all.mz
	lda-estep -q --model m0.mz -o s.mz all.mz
	lda-mstep -q --model m0.mz -o m1.mz s.mz
	lda-estep -q --model m1.mz -o s.mz all.mz
	lda-mstep -q --model m1.mz -o m2.mz s.mz
	pass=$(cost lda-estep -q -j1 --model m2.mz -f -o s.mz all.mz)
	task=$(cost lda-estep -q -j1 --model m2.mz -f -o p.mz part.mz)
	say "lda-$k" m2.mz s.mz p.mz "$pass" "$task" \
		"$(cost lda-estep -q -j1 --model m2.mz -f -o e.mz none.mz)" \
		"$(cost lda-mstep -q -j1 --sum -f -o x.mz s.mz p.mz)" \
		"$(cost lda-mstep -q -j1 --sum -f -o x.mz s.mz p.mz s.mz p.mz s.mz p.mz)" \
		"$(cost lda-mstep -q -j1 --model m2.mz -f -o x.mz s.mz)"
	rm -f ./*[0-9].mz s.mz p.mz e.mz
}

lda 100
lda 1000
[ "${cases#* lsi-400 }" != "$cases" ] || exit 0
corpus-weight -q -o weights.mz all.mz
corpus-split -q --test 0.0625 --rest rest.mz -f -o part.mz weights.mz
corpus-select -q --docs /dev/null -f -o none.mz weights.mz
lsi-basis -q --start --block 64 -o b0.mz weights.mz
lsi-multiply -q --basis b0.mz -o s.mz weights.mz
task=$(cost lsi-multiply -q -j1 --basis b0.mz -f -o p.mz part.mz)
say lsi-400 b0.mz s.mz p.mz "$(cost lsi-multiply -q -j1 --basis b0.mz -f -o x.mz weights.mz)" \
	"$task" "$(cost lsi-multiply -q -j1 --basis b0.mz -f -o x.mz none.mz)" \
	"$(cost lsi-multiply -q -j1 --sum -f -o x.mz s.mz p.mz)" \
	"$(cost lsi-multiply -q -j1 --sum -f -o x.mz s.mz p.mz s.mz p.mz s.mz p.mz)" \
	"$(cost lsi-basis -q -j1 --extend -f -o x.mz b0.mz s.mz)"
