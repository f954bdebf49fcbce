#!/bin/sh
# Mean average precision on judged collections: weights alone, and LSI at several
# k, for several weightings; beside another program's, where a script for it is given.
#
# usage: tests/bench/retrieval.sh BUILD COLLECTION...
#   COLLECTION  a folder with docs.txt.gz and queries.txt (id<TAB>text) and
#               qrels.tsv (query<TAB>document)
# environment: K        numbers of factors ("50 100 200 300")
#              SCHEMES  weightings ("tfidf logent ltc ltn bm25")
#              STOP     a file of words to leave out (those built in)
#              PEER     a script: PEER COLLECTION K... prints the other's lines
#
# Words are runs of two or more letters a to z, of at least 2 documents.  Only
# queries with a relevant document count; all documents are ranked; a document that
# isn't found counts as never found.

set -eu
build=${1:?usage: tests/bench/retrieval.sh BUILD COLLECTION...}
shift
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH LC_ALL=C
# some environments preset these, and then OpenBLAS runs on another machine's kernels
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
tab=$(printf '\t')

with_tokens() { "$@" --words ascii --min-length 2 --stop "${STOP:-english}"; }

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

# sparse_run DOCUMENTS QUERIES: cosines of the weights themselves.
sparse_run() {
	stream-text "$1" >"$work/index.tsv"
	stream-text "$2" >"$work/query.tsv"
	awk -F '\t' '
		NR == FNR { if ($3 != "") { posting[$2] = posting[$2] "\n" $1 FS $3
			norm[$1] += $3 * $3 } next }
		function flush(    key) {
			if (query == "") return
			for (key in score) { if (score[key] > 0)
				printf "%s\t%.9f\t%s\n", query, score[key] / sqrt(norm[key]), key }
			split("", score)
		}
		$1 != query { flush(); query = $1 }
		$3 != "" { n = split(posting[$2], list, "\n")
			for (i = 2; i <= n; i++) { split(list[i], pair, FS)
				score[pair[1]] += pair[2] * $3 } }
		END { flush() }' "$work/index.tsv" "$work/query.tsv" |
		sort -t "$tab" -k1,1 -k2,2gr -k3,3 |
		awk -F '\t' '{ if ($1 != q) { q = $1; r = 0 } print $1 FS (++r) FS $2 FS $3 }'
}

for collection in "$@"; do
	name=$(basename "$collection")
	gzip -dc "$collection/docs.txt.gz" >"$work/docs.txt"
	with_tokens corpus-vocab -q "$work/docs.txt" |
		vocab-merge -q --min-df 2 -o "$work/vocab"
	with_tokens corpus-bow -q --vocab "$work/vocab" -o "$work/docs.mz" "$work/docs.txt"
	with_tokens corpus-bow -q --vocab "$work/vocab" -o "$work/queries.mz" \
		"$collection/queries.txt"
	count=$(wc -l <"$work/docs.txt")
	for scheme in ${SCHEMES:-tfidf logent ltc ltn bm25}; do
		corpus-weight -q --scheme "$scheme" -o "$work/docs.w.mz" "$work/docs.mz"
		set --
		[ "$scheme" != logent ] || set -- --reference "$work/docs.mz"
		corpus-weight -q --scheme "$scheme" "$@" -o "$work/queries.w.mz" "$work/queries.mz"
		sparse_run "$work/docs.w.mz" "$work/queries.w.mz" >"$work/run"
		printf '%s\t%s\tweights\t%s\n' "$name" "$scheme" "$(judge "$collection/qrels.tsv" "$work/run")"
		for k in ${K:-50 100 200 300}; do
			lsi-partial -q -k "$k" -o "$work/model.mz" "$work/docs.w.mz"
			lsi-project -q --model "$work/model.mz" -o "$work/index.mz" "$work/docs.w.mz"
			lsi-project -q --model "$work/model.mz" "$work/queries.w.mz" |
				vector-query -q --index "$work/index.mz" -n "$count" -o "$work/run"
			printf '%s\t%s\tk=%s\t%s\n' "$name" "$scheme" "$k" \
				"$(judge "$collection/qrels.tsv" "$work/run")"
		done
	done
	if [ -n "${PEER:-}" ]; then
		# shellcheck disable=SC2086 # a list of numbers
		"$PEER" "$collection" ${K:-50 100 200 300} | sed "s/^/$name$tab/"
	fi
done
