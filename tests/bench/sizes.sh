#!/bin/sh
# The sizes that users of other programs name, or a share of them: time, memory and bytes.
# LDA's training is one online pass.  Time and the bytes of rows grow with SHARE;
# memory and the model's bytes depend on terms and topics, not on documents.
#
# usage: tests/bench/sizes.sh BUILD [SHARE [FOLDER]]
#     SHARE   of the documents (0.1)
#     FOLDER  where corpora are made (a temporary one); all of them take 20 GB
# prints: what, documents, nonzeros, command, seconds, processor seconds, peak MiB, output MB

set -eu
. "$(dirname "$0")/work.sh"
build=${1:?usage: tests/bench/sizes.sh BUILD [SHARE [FOLDER]]}
case $build in /*) ;; *) build=$PWD/$build ;; esac
share=${2:-0.1}
export PATH="$build/bin:$build/tests/bench:$PATH"
if [ $# -ge 3 ]; then work_in "$3"; else work_in; fi

# corpus NAME DOCUMENTS TERMS TOPICS LENGTH: of the share of the documents
corpus() {
	name=$1
	docs=$(awk -v n="$2" -v s="$share" 'BEGIN { printf "%.0f", n * s }')
	[ -e "$name.mz" ] || {
		generate --docs "$docs" --terms "$3" --topics "$4" --length "$5" -o "$name.new"
		mv "$name.new" "$name.mz"
	}
	nonzeros=$(stream-info "$name.mz" | sed -n 's/^nonzeros	//p')
}

# row OUTPUT COMMAND...
row() {
	output=$1
	shift
	took=$(timer -n 1 "$@" -f -o "$output" "$name.mz")
	printf '%s\n' "$took" | awk -F '\t' -v name="$name" -v docs="$docs" -v nonzeros="$nonzeros" \
		-v what="$1" -v size="$(stat -c %s "$output")" '{ printf \
		"%s\t%s\t%s\t%s\t%.1f\t%.1f\t%.0f\t%.0f\n", name, docs, nonzeros, what, $1, $2,
		$3 / 1024, size / 1e6 }'
}

printf '#corpus\tdocuments\tnonzeros\tcommand\tseconds\tprocessor\tMiB\tMB\n'
corpus words-1.3G 4000000 200000 100 325
row model.mz lda-train -q -k 100 --passes 1
row out.mz lda-infer -q --model model.mz
rm words-1.3G.mz
corpus nonzeros-613M 4000000 141000 500 185
row model.mz lda-train -q -k 2000 --passes 1
rm nonzeros-613M.mz
corpus short-20M 20000000 100000 200 12
row model.mz lda-train -q -k 200 --passes 1
row out.mz lda-infer -q --model model.mz
rm short-20M.mz
corpus wikipedia 3210000 100000 600 190
row model.mz lda-train -q -k 100 --passes 1
corpus-weight -q --scheme tfidf -o weights.mz wikipedia.mz
name=weights
row model.mz lsi-partial -q -k 400 --tolerance 1e-2
