#!/bin/sh
# Our commands and other programs on the same files in one run: a table of time,
# memory and quality, and a chart for each task.
#
# usage: tests/bench/compare.sh BUILD OUT
#   OUT: a folder for table.txt, rows.tsv (what bench-compare reads) and charts: text.svg,
#        lsi.svg, search.svg, lda.svg, lda-many.svg
# environment: TEXT    lines of id<TAB>text, gzip or not; none: 20000 drawn documents
#              PYTHON  one that has gensim, scikit-learn and slepc4py (python3; Debian:
#                      python3-gensim python3-sklearn python3-slepc4py slepc-dev); programs
#                      whose module is missing are left out, which is told
#              PEERS   a folder of programs that Debian lacks; those that are missing are
#                      left out: warplda/format and warplda/warplda (built of
#                      github.com/thu-ml/warplda), mallet/ (MALLET 2, unpacked; needs java)
#              K_LSI (200)  K_LDA (100)  K_MANY (1000; 0: none)
#              ROUNDS  how often all programs run, in turn (3)
#
# Ours: wall seconds of the whole process, reading and writing included.  Others: as they
# time themselves, without reading and starting up.  MiB: the peak memory of the largest
# process.  Both are medians of the rounds: no program has a busy minute to itself.  The
# last two columns: the other's time and memory as multiples of ours, in LDA of our first
# row of at least its quality, else of our row above it.  "by dist-run, 2" is two processes of
# one thread each, and 5 passes over all documents, where lda-train's first are online.

set -eu
. "$(dirname "$0")/work.sh"
build=$(cd "${1:?usage: tests/bench/compare.sh BUILD OUT}" && pwd)
mkdir -p "${2:?usage: tests/bench/compare.sh BUILD OUT}"
out=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
text=${TEXT:+$(readlink -f "$TEXT")}
k_lsi=${K_LSI:-200}
k_lda=${K_LDA:-100}
k_many=${K_MANY:-1000}
rounds=${ROUNDS:-3}
python=${PYTHON:-python3}
if [ -n "${PEERS:-}" ] && [ ! -d "$PEERS" ]; then
	echo "tests/bench/compare.sh: PEERS=$PEERS is no folder" >&2
	exit 66
fi
[ -z "${PEERS:-}" ] || PEERS=$(cd "$PEERS" && pwd)
export PEERS="${PEERS:-}"
timer=$build/tests/bench/timer
export PATH="$build/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
work_in

row() { # GROUP NAME SECONDS KIB QUALITY
	printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>rows
	printf '%s: %s s\n' "$2" "$3" >&2
}

# ours GROUP NAME QUALITY COMMAND: QUALITY is a command that prints it
ours() {
	took=$("$timer" -n 1 sh -c "$4")
	row "$1" "topictools$2" "$(echo "$took" | cut -f 1)" "$(echo "$took" | cut -f 3)" "$(eval "$3")"
}

# peer MODULE GROUP NAME ARGUMENT...: of peers.py, where Python has the module
peer() {
	module=$1 group=$2 name=$3
	shift 3
	"$python" -c "import $module" 2>/dev/null || {
		echo "$name is left out: $python has no module $module" >&2
		return 0
	}
	rm -f said
	# shellcheck disable=SC2016 # for that sh to expand
	kib=$("$timer" -n 1 sh -c '"$@" >"$0" 2>complaints' said "$python" "$here/peers.py" "$@" | cut -f 3)
	[ -s said ] || { echo "$name failed and is left out: $(tail -n 1 complaints)" >&2; return 0; }
	row "$group" "$name" "$(cut -f 1 said)" "$kib" "$(cut -f 2 said)"
}

[ -n "$text" ] || {
	"$build/tests/bench/generate" --docs 20000 --terms 50000 --text -o drawn.tsv
	text=$work/drawn.tsv
}

from_text() {
	group='from text to tf-idf'
	index='corpus-index -q -f --min-df 5 --max-df 0.5'
	ours "$group" '' "stream-info tfidf.mz | sed -n 's/^nonzeros	\(.*\)/\1 nonzeros/p'" \
		"$index --scheme tfidf -o tfidf.mz '$text'"
	$index -o counts.mz "$text"
	peer gensim "$group" gensim text "$text" gensim.mm
	corpus-export -q --to mm -o tfidf.mm tfidf.mz
	corpus-split -q --test 0.1 --seed 1 --rest train.mz -o held.mz counts.mz
	corpus-export -q --to mm -o train.mm train.mz
	corpus-export -q --to mm -o held.mm held.mz
}

# The largest relative error of the model's singular values.
sigma() {
	[ -f sigma ] || { echo unknown; return; }
	sort -gr sigma >wanted
	stream-text --sample 0 model.mz | grep '^#sigma' | tr '\t' '\n' | sed 1d | paste - wanted |
		awk '{ e = $1 / $2 - 1; if (e < 0) e = -e; if (e > most) most = e } END { printf "%.1e", most }'
}
lsi() { ours "$group" "$1" sigma "lsi-partial -q -f -k $k_lsi $2 -o model.mz tfidf.mz"; }
factors() {
	group="LSI, k = $k_lsi: largest relative error of a singular value"
	# ARPACK's values are the reference
	mv rows rows.before
	rm -f sigma
	peer sklearn "$group" 'scikit-learn, ARPACK' lsi arpack tfidf.mm "$k_lsi" sigma
	if [ -f sigma ]; then
		mv rows arpack
		mv rows.before rows
		lsi ', --exact' --exact
		cat arpack >>rows
		peer scipy "$group" 'SciPy, PROPACK' lsi propack tfidf.mm "$k_lsi" sigma
		peer slepc4py "$group" 'SLEPc, trlanczos' lsi slepc tfidf.mm "$k_lsi" sigma
	else
		mv rows.before rows
	fi
	lsi '' ''
	peer gensim "$group" gensim lsi gensim tfidf.mm "$k_lsi" sigma
	peer sklearn "$group" 'scikit-learn, randomized' lsi randomized tfidf.mm "$k_lsi" sigma
	cp model.mz search.mz
	lsi ', --chunk 5000' '--chunk 5000'
	peer gensim "$group" 'gensim, chunksize=5000' lsi gensim-5000 tfidf.mm "$k_lsi" sigma
}

search() {
	group="search, k = $k_lsi: ten nearest of all documents to each; mean cosine"
	lsi-project -q --model search.mz -o vectors.mz tfidf.mz
	corpus-export -q --to npy -o vectors.npy vectors.mz
	ours "$group" '' "cut -f 3 near | awk '{ sum += \$1 } END { printf \"%.5f\", sum / NR }'" \
		'vector-query -q -n 10 --index vectors.mz -o near vectors.mz'
	peer faiss "$group" 'FAISS, flat' search faiss vectors.npy
	peer sklearn "$group" 'scikit-learn, brute' search sklearn vectors.npy
	peer gensim "$group" gensim search gensim vectors.npy
}

score() {
	lda-eval -q --alpha "$(awk "BEGIN { print 1 / $topics }")" --model model.mz held.mz |
		awk -F '\t' '{ is[$1] = $2 } END { printf "%.4f  %.4f (%.4f)", is["completion"],
			is["document-mean"], is["document-mean-error"] }'
}
# trained PASSES: a row of ours
trained() {
	ours "$group" ", --passes $1" score \
		"lda-train -q -f -k $topics --seed 1 --passes $1 -o model.mz train.mz"
}
# what the folder PEERS has
foreign() {
	for iterations in 100 400; do
		if [ -x "$PEERS/warplda/warplda" ]; then
			peer numpy "$group" "WarpLDA, $iterations" lda warplda-$iterations \
				train.mm held.mm "$topics"
		else
			echo "WarpLDA is left out: PEERS=${PEERS:-DIR} has no warplda/warplda" >&2
		fi
	done
	for iterations in 200 1000; do
		if [ -d "$PEERS/mallet" ]; then
			peer numpy "$group" "MALLET, $iterations" lda mallet-$iterations train.mm held.mm \
				"$topics"
		else
			echo "MALLET is left out: PEERS=${PEERS:-DIR} has no mallet" >&2
		fi
	done
}
topics() {
	topics=$k_lda
	group="LDA, K = $topics: nats held out, a word; by document (error)"
	for passes in 1 2 5 20 60; do
		trained $passes
	done
	# by dist-run, each of one thread
	for slots in 1 2; do
		ours "$group" ", by dist-run, $slots" score \
			"dist-run -q --slots $slots -j 1 lda -k $topics --seed 1 --passes 5 -o model.mz train.mz"
	done
	for passes in 1 5; do
		peer gensim "$group" "gensim, passes=$passes" lda gensim-$passes train.mm held.mm "$topics"
		peer sklearn "$group" "scikit-learn, online, $passes" lda online-$passes train.mm held.mm \
			"$topics"
	done
	peer sklearn "$group" 'scikit-learn, batch, 10' lda batch-10 train.mm held.mm "$topics"
	foreign
	[ "$k_many" -gt 0 ] || return 0
	# many topics, without the programs that take hours
	topics=$k_many
	group="LDA, K = $topics: nats held out, a word; by document (error)"
	trained 5
	trained 20
	foreign
}

# Medians of the rounds, in the order of the first; its quality.
medians() {
	awk -F '\t' '
		function median(of, row, i, j, swap, value) {
			for (i = 1; i <= n[row]; i++) value[i] = of[row, i]
			for (i = 1; i <= n[row]; i++)
				for (j = i + 1; j <= n[row]; j++)
					if (value[j] + 0 < value[i] + 0) { swap = value[i]; value[i] = value[j]; value[j] = swap }
			i = int((n[row] + 1) / 2)
			return n[row] % 2 ? value[i] : (value[i] + value[i + 1]) / 2
		}
		!(($1, $2) in n) { order[++rows] = $1 SUBSEP $2; text[$1, $2] = $5 }
		{ i = ++n[$1, $2]; seconds[$1, $2, i] = $3; kib[$1, $2, i] = $4 }
		END {
			for (r = 1; r <= rows; r++) {
				split(order[r], key, SUBSEP)
				printf "%s\t%s\t%s\t%s\t%s\n", key[1], key[2], median(seconds, order[r]),
					median(kib, order[r]), text[order[r]]
			}
		}' "$@"
}

round=1
while [ "$round" -le "$rounds" ]; do
	echo "round $round of $rounds" >&2
	from_text
	factors
	search
	topics
	round=$((round + 1))
done
mv rows all-rounds
medians all-rounds >rows

{
	printf '%s, %s, %s cores; %s; %s\n' "$(date +%Y-%m-%d)" \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)" \
		"$(nproc)" "$(lsi-partial --version -v | sed -n 's/^blas	\(OpenBLAS [^ ]*\).*, for/\1 for/p')" \
		"medians of $rounds"
	stream-info counts.mz | awk -F '\t' -v name="$(basename "$text")" '{ is[$1] = $2 }
		END { printf "%s: %d documents, %d terms, %d nonzeros\n", name, is["rows"], is["columns"], is["nonzeros"] }'
	awk -f "$here/table.awk" rows
} >"$out/table.txt"
{ sed 's/^/# /; 2q' "$out/table.txt"; cat rows; } >"$out/rows.tsv"
chart() { # FILE GROUP
	grep -F "$2" rows | grep -v dist-run | awk -v machine="$(head -n 1 "$out/table.txt")" -f "$here/chart.awk" >"$out/$1"
}
chart text.svg 'from text'
chart lsi.svg 'LSI, '
chart search.svg 'search, '
chart lda.svg "LDA, K = $k_lda:"
[ "$k_many" -eq 0 ] || chart lda-many.svg "LDA, K = $k_many:"
cat "$out/table.txt"
echo "$out: text.svg, lsi.svg, search.svg, lda.svg, lda-many.svg: quality against time"
