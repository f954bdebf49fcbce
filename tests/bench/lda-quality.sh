#!/bin/sh
# Quality of topic models against time: variants of lda-train, and other programs on
# the same files, all judged by lda-eval on the same held-out documents.
#
# usage: tests/bench/lda-quality.sh BUILD TRAIN.mz HELD.mz [K [SEEDS]]
#     TRAIN.mz, HELD.mz  corpora of counts over one vocabulary
# environment: PYTHON  one that has gensim and scikit-learn (python3); without
#                      these the other programs are left out
#              ONLY    "ours" for lda-train alone
# peers.py says what the programs' names mean; their processor time is not measured.
# Prints: name, passes, wall seconds (reading and writing included), processor
# seconds, completion in nats a word, its mean over documents; for ours medians over
# the seeds, and for the last seed how far the document mean is above that of the
# default, with the standard error of this paired difference.

set -eu
. "$(dirname "$0")/work.sh"
build=$(cd "${1:?usage: tests/bench/lda-quality.sh BUILD TRAIN.mz HELD.mz [K [SEEDS]]}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
train=$(readlink -f "${2:?TRAIN.mz is missing}")
held=$(readlink -f "${3:?HELD.mz is missing}")
topics=${4:-100}
seeds=${5:-5}
export PATH="$build/bin:$PATH" OPENBLAS_NUM_THREADS=1
work=$(mktemp -d)

# Completion and document mean of a model, and the paired difference from model $2.
score() {
	lda-eval --model "$1" --against "$2" "$held" | awk -F '\t' '{ is[$1] = $2 } END {
		print is["completion"], is["document-mean"], is["difference-document-mean"],
			is["difference-document-mean-error"] }'
}

# The middle one of the numbers in column $1.
middle() { sort -n -k "$1,$1" | awk -v column="$1" '{ value[NR] = $column } END { print value[int((NR + 1) / 2)] }'; }

# ours NAME PASSES OPTION...: a line, medians over the seeds
ours() {
	name=$1
	passes=$2
	shift 2
	: >"$work/lines"
	for seed in $(seq "$seeds"); do
		"$build/tests/bench/timer" -n 1 lda-train -k "$topics" --seed "$seed" --passes "$passes" "$@" \
			-o "$work/model.mz" "$train" >"$work/time"
		echo "$(cut -f 1,2 "$work/time") $(score "$work/model.mz" "$work/default-$seed.mz")" >>"$work/lines"
	done
	printf '%-34s %4s %9.2f %9.2f %10.4f %10.4f  %+.4f (%.4f)\n' "$name" "$passes" \
		"$(middle 1 <"$work/lines")" "$(middle 2 <"$work/lines")" "$(middle 3 <"$work/lines")" \
		"$(middle 4 <"$work/lines")" "$(tail -n 1 "$work/lines" | cut -d ' ' -f 4)" \
		"$(tail -n 1 "$work/lines" | cut -d ' ' -f 5)"
}

uptime
for seed in $(seq "$seeds"); do
	lda-train -q -k "$topics" --seed "$seed" -o "$work/default-$seed.mz" "$train"
done
printf '%-34s %4s %9s %9s %10s %10s  %s\n' "K = $topics, $seeds seeds" passes wall processor \
	nats/word document 'from the default'
for passes in 1 2 3 5 10 20 60; do
	ours lda-train "$passes"
done
ours 'lda-train -j1' 3 -j1
ours 'lda-train --online-passes 0' 5 --online-passes 0
ours 'lda-train --online-passes 0' 20 --online-passes 0
ours 'lda-train --alpha symmetric' 20 --alpha symmetric
ours 'lda-train --eta auto' 20 --eta auto
ours 'lda-train --iterations 4' 20 --iterations 4
ours 'lda-train --iterations 20' 20 --iterations 20
ours 'lda-train --inference vb' 5 --inference vb
ours 'lda-train --inference vb' 20 --inference vb

[ "${ONLY:-}" != ours ] || exit 0
python=${PYTHON:-python3}
"$python" -c 'import gensim, sklearn' 2>/dev/null || {
	echo "gensim and scikit-learn are not installed for $python: left out"
	exit 0
}
corpus-export --to mm -o "$work/train.mm" "$train"
corpus-export --to mm -o "$work/held.mm" "$held"
for program in gensim-1 gensim-5 online-1 online-5 batch-5 batch-10; do
	said=$("$python" "$here/peers.py" lda "$program" "$work/train.mm" "$work/held.mm" "$topics")
	printf '%-34s %4s %9.2f %9s %10s %10s\n' "${program%-*}" "${program#*-}" \
		"$(echo "$said" | cut -f 1)" - "$(echo "$said" | cut -f 2 | cut -d ' ' -f 1)" \
		"$(echo "$said" | cut -f 2 | awk '{ print $2 }')"
done
