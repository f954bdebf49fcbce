#!/bin/sh
# Mean average precision on judged collections: weights alone, LSI at several k, and
# LSI with tf-idf or BM25 mixed in, for several weightings; beside another program's,
# where a script for it is given.
#
# usage: tests/bench/retrieval.sh BUILD COLLECTION...
#   COLLECTION  a folder with docs.txt.gz and queries.txt (id<TAB>text) and
#               qrels.tsv (query<TAB>document)
# environment: K        numbers of factors ("50 100 200 300")
#              SCHEMES  weightings ("tfidf logent ltc ltn bm25")
#              STEM     a language, for stemming (none)
#              STOP     a file of words to leave out (those built in)
#              PEER     a script: PEER COLLECTION K... prints the other's lines
#
# Words are runs of two or more letters a to z, of at least 2 documents.  Only
# queries with a relevant document count; all documents are ranked; a document that
# is not listed adds nothing.

set -eu
. "$(dirname "$0")/work.sh"
build=${1:?usage: tests/bench/retrieval.sh BUILD COLLECTION...}
shift
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH
work=$(mktemp -d)
tab=$(printf '\t')

with_tokens() {
	# shellcheck disable=SC2086 # options
	"$@" --words ascii --min-length 2 --stop "${STOP:-english}" ${STEM:+--stem $STEM}
}

# judge QRELS RUN: mean average precision of lines query, rank, score, document.
judge() {
	awk -F '\t' '
		NR == FNR { wanted[$1 FS $2] = 1; next }
		{ query[$1]; }
		($1 FS $4) in wanted { hit[$1]++; sum[$1] += hit[$1] / $2 }
		END {
			for (pair in wanted) { split(pair, part, FS); relevant[part[1]]++ }
			for (q in relevant) { total += sum[q] / relevant[q]; n++ }
			printf "%.4f", total / n
		}' "$1" "$2"
}

# mean NAME SCHEME WHAT RUN: a line of the result.
mean() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$(judge "$collection/qrels.tsv" "$4")"; }

for collection in "$@"; do
	name=$(basename "$collection")
	gzip -dc "$collection/docs.txt.gz" >"$work/docs.txt"
	with_tokens corpus-vocab -q "$work/docs.txt" |
		vocab-merge -q --min-df 2 -o "$work/vocab"
	with_tokens corpus-bow -q --vocab "$work/vocab" -o "$work/docs.mz" "$work/docs.txt"
	with_tokens corpus-bow -q --vocab "$work/vocab" -o "$work/queries.mz" \
		"$collection/queries.txt"
	count=$(wc -l <"$work/docs.txt")
	corpus-weight -q --scheme bm25 -o "$work/docs.w.mz" "$work/docs.mz"
	corpus-query -q --measure dot -n 1000 --index "$work/docs.w.mz" -o "$work/bm25" \
		"$work/queries.mz"
	mean "$name" counts bm25 "$work/bm25"
	corpus-weight -q -o "$work/docs.w.mz" "$work/docs.mz"
	corpus-weight -q "$work/queries.mz" |
		corpus-query -q -n 1000 --index "$work/docs.w.mz" -o "$work/tfidf"
	for scheme in ${SCHEMES:-tfidf logent ltc ltn bm25}; do
		corpus-weight -q --scheme "$scheme" -o "$work/docs.w.mz" "$work/docs.mz"
		set --
		[ "$scheme" != logent ] || set -- --reference "$work/docs.mz"
		corpus-weight -q --scheme "$scheme" "$@" -o "$work/queries.w.mz" "$work/queries.mz"
		corpus-query -q -n "$count" --index "$work/docs.w.mz" -o "$work/run" "$work/queries.w.mz"
		mean "$name" "$scheme" weights "$work/run"
		for k in ${K:-50 100 200 300}; do
			lsi-partial -q -k "$k" -o "$work/model.mz" "$work/docs.w.mz"
			lsi-project -q --model "$work/model.mz" -o "$work/index.mz" "$work/docs.w.mz"
			lsi-project -q --model "$work/model.mz" "$work/queries.w.mz" |
				vector-query -q --index "$work/index.mz" -n "$count" -o "$work/run"
			mean "$name" "$scheme" "k=$k" "$work/run"
			for other in bm25 tfidf; do
				lsi-project -q --model "$work/model.mz" "$work/queries.w.mz" |
					vector-query -q --with "$work/$other" --index "$work/index.mz" \
						-n "$count" -o "$work/run"
				mean "$name" "$scheme" "k=$k+$other" "$work/run"
			done
		done
	done
	if [ -n "${PEER:-}" ]; then
		# shellcheck disable=SC2086 # a list of numbers
		"$PEER" "$collection" ${K:-50 100 200 300} | sed "s/^/$name$tab/"
	fi
done
