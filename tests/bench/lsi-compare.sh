#!/bin/sh
# LSI on one corpus: time, memory and exactness, ours beside other programs' in the
# same run, and how far ours is from what the machine could do.
#
# usage: tests/bench/lsi-compare.sh BUILD CORPUS.mz SIGMA.txt
#   CORPUS.mz  weighted; SIGMA.txt: its exact singular values, one a line
# environment: K (200)  TIMES (5)  CHUNKS ("5000 20000")
#              PEERS    a folder of gensim_lsi.py and sk_lsi.py, which are given
#                       CORPUS.mm K OUT and write OUT.s.txt (none: ours alone)
#              MM       the same corpus in Matrix Market form, for them
#              PYTHON   one that has gensim and SciPy (python3)
#              PRODUCT  gflop/s of a core in products (33), GEMM in products of
#                       16 columns by BLAS (90): for the distance from the bound
#
# Other programs read Matrix Market, ours its own stream: of a program that
# reports reading and computing apart, the latter is taken.

set -eu
. "$(dirname "$0")/work.sh"
build=${1:?usage: tests/bench/lsi-compare.sh BUILD CORPUS.mz SIGMA.txt}
corpus=${2:?a corpus}
sigma=${3:?exact singular values}
bin=$build/bin
timer=$build/tests/bench/timer
k=${K:-200}
times=${TIMES:-5}
work=$(mktemp -d)
"$bin/lsi-partial" --version -v | sed -n 's/^blas	/# /p'
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)

# judge VALUES: largest and mean relative error of singular values, one a line.
judge() {
	sort -gr "$1" | paste - "$sigma" | awk -v k="$k" 'NR <= k && NF == 2 {
		e = $1 / $2 - 1; if (e < 0) e = -e; if (e > m) m = e; s += e; n++ }
		END { printf "%.2e\t%.2e\t%d", m, s / n, n }'
}

# ours NAME OPTION...
ours() {
	name=$1
	shift
	took=$("$timer" -n "$times" "$bin/lsi-partial" -q -k "$k" "$@" -o "$work/model.mz" "$corpus")
	"$bin/stream-text" --sample 0 "$work/model.mz" | grep '^#sigma' | tr '\t' '\n' |
		sed 1d >"$work/values"
	printf '%s\t%s\t%s\n' "$name" "$took" "$(judge "$work/values")"
	"$bin/lsi-partial" -v -k "$k" "$@" -o "$work/model.mz" "$corpus" 2>&1 | grep gflop |
		awk -v product="${PRODUCT:-33}" -v gemm="${GEMM:-90}" -v cores="$cores" \
			-v took="$took" '{
			for (i = 2; i <= NF; i++) if ($i == "gflop") p = $(i - 1)
			o = $(NF - 2); split(took, t, "\t")
			bound = (p / product + o / gemm) / cores
			printf "#\t%s gflop of products, %s of orthogonalisation: at least %.2f s, %.1f times that\n",
				p, o, bound, t[1] / bound }'
}

# peer NAME SCRIPT ARGUMENT...: medians of what it says of itself.
peer() {
	name=$1
	script=$2
	shift 2
	[ -n "${PEERS:-}" ] && [ -e "$PEERS/$script" ] && [ -n "${MM:-}" ] || return 0
	# shellcheck disable=SC2034 # a count
	for run in $(seq "$times"); do
		PYTHONPATH=$PEERS "${PYTHON:-python3}" "$PEERS/$script" "$MM" "$k" "$work/peer" "$@" \
			2>/dev/null || { echo "# $name: not installed"; return 0; }
	done | tr '\t' '\n' | sed -nE 's/^(build|compute)=//p' | sort -g |
		awk -v name="$name" '{ t[NR] = $1 } END { printf "%s\t%s\t\t\t", name, t[int((NR + 1) / 2)] }'
	judge "$work/peer.s.txt"
	echo
}

printf '#name\tseconds\tprocessor\tKiB\tserr max\tmean\tfactors\n'
ours "default"
ours "--exact" --exact
for chunk in ${CHUNKS:-5000 20000}; do
	ours "--chunk $chunk" --chunk "$chunk"
done
peer "gensim" gensim_lsi.py
for chunk in ${CHUNKS:-5000 20000}; do
	peer "gensim, chunks of $chunk" gensim_lsi.py "chunksize=$chunk"
done
SCIPY_USE_PROPACK=1
export SCIPY_USE_PROPACK
peer "SciPy PROPACK" sk_lsi.py propack
