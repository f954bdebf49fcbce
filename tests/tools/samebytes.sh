#!/bin/sh
# Makes every kind of stream from a text with two builds, and compares them: a line a
# stream with the digest of its inflated content, "same" or "DIFFERENT"; text is compared
# as it is.  Ends with 1 where something differs, so that a change that was meant to keep
# all bytes can be held to it.
#
# usage: tests/tools/samebytes.sh BUILD BUILD [TEXT...]
#        TEXT: lines of id<TAB>text, gzip or not (default: tests/data/demo.tsv)

set -u
cd "$(dirname "$0")/../.." || exit 71
[ $# -ge 2 ] || { echo 'usage: tests/tools/samebytes.sh BUILD BUILD [TEXT...]' >&2; exit 64; }
one=$(cd "$1/bin" && pwd) && two=$(cd "$2/bin" && pwd) || exit 66
shift 2
[ $# -gt 0 ] || set -- tests/data/demo.tsv
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
work=$(mktemp -d) || exit 71
trap 'rm -rf "$work"' EXIT
export LC_ALL=C XDG_CACHE_HOME="$work/cache" TMPDIR="$work"

# make FOLDER TEXT - every kind of stream, with the commands that PATH finds first
make_all() {
	mkdir -p "$1" && cd "$1" || return
	corpus-vocab -q --stop english -o words "$2"
	corpus-vocab -q --ngrams 2 --cjk bigram --memory 2M -o pairs "$2"
	vocab-merge -q --min-df 2 --max-df 0.5 -o vocab words
	corpus-bow -q --vocab vocab -o counts.mz "$2"
	for scheme in tfidf logent bm25 ltc Lpu; do
		corpus-weight -q --scheme $scheme -o $scheme.mz counts.mz
	done
	corpus-weight -q --precision f64 -o tfidf64.mz counts.mz
	corpus-shuffle -q --seed 3 -o shuffled.mz counts.mz
	corpus-split -q --test 0.2 --rest rest.mz -o test.mz counts.mz
	corpus-shard -q -d shards --docs 100 tfidf.mz
	grep -v '^#' vocab | head -n 100 | cut -f 1 >some
	corpus-select -q --terms some -o selected.mz counts.mz
	corpus-remap -q --vocab words -o remapped.mz counts.mz
	for format in mm ldac uci svmlight tsv; do
		corpus-export -q --to $format -o counts.$format counts.mz
		[ $format = tsv ] || corpus-import -q --from $format -o $format.mz counts.$format
	done
	lsi-partial -q -k 10 -o lsi.mz tfidf.mz
	lsi-partial -q -k 10 --exact -o exact.mz tfidf.mz
	lsi-merge -q -k 10 --decay 0.9 -o merged.mz lsi.mz exact.mz
	lsi-basis -q --start --block 10 -o basis.mz tfidf.mz
	lsi-multiply -q --basis basis.mz -o product.mz shards/*.mz
	lsi-basis -q --extend -o basis1.mz basis.mz product.mz
	lsi-multiply -q --basis basis1.mz -o product1.mz shards/*.mz
	lsi-basis -q --finish -k 5 -o finished.mz basis.mz basis1.mz product.mz product1.mz
	lsi-project -q --model lsi.mz -o vectors.mz tfidf.mz
	lsi-check -q --model lsi.mz -o check.txt tfidf.mz
	corpus-export -q --to npy -o vectors.npy vectors.mz
	lda-init -q -k 10 --seed 2 -o start.mz counts.mz
	lda-estep -q --model start.mz -o statistics.mz counts.mz
	lda-mstep -q --model start.mz -o step.mz statistics.mz
	lda-train -q -k 10 --passes 5 -o lda.mz counts.mz
	lda-train -q -k 10 --passes 2 --inference vb -o vb.mz counts.mz
	lda-infer -q --model lda.mz -o mixtures.mz counts.mz
	lda-eval -q --model lda.mz -o eval.txt test.mz
	topic-words -q -o topics.txt lda.mz
	topic-diagnostics -q --model lda.mz -o diagnostics.txt counts.mz
	topic-coherence -q --model lda.mz -o npmi.txt counts.mz
	topic-coherence -q --model lda.mz --measure c_v --texts -o c_v.txt "$2"
	corpus-query -q --index tfidf.mz -n 5 -o shared.txt tfidf.mz
	vector-query -q --index vectors.mz -n 5 -o near.txt vectors.mz
	dist-run -q vocab -o dist-vocab "$2"
	dist-run -q corpus -d dist-shards "$2"
	dist-run -q lsi -k 10 --shard-nnz 5000 -o dist-lsi.mz "$2"
	dist-run -q lda -k 10 --passes 3 --shard-nnz 5000 -o dist-lda.mz "$2"
}

# digest FILE - of a stream's inflated content, of anything else as it is
digest() {
	case $1 in
	*.mz) gzip -dc "$1" ;;
	*) cat "$1" ;;
	esac | sha256sum | cut -c 1-16
}

failed=0
number=0
for text; do
	text=$(realpath "$text")
	number=$((number + 1))
	(PATH=$one:$PATH; make_all "$work/one/$number" "$text")
	(PATH=$two:$PATH; make_all "$work/two/$number" "$text")
	(cd "$work/one/$number" && find . -type f) >"$work/list"
	(cd "$work/two/$number" && find . -type f) >>"$work/list"
	sort -u "$work/list" >"$work/names"
	while read -r file; do
		a=missing b=missing
		[ ! -f "$work/one/$number/$file" ] || a=$(digest "$work/one/$number/$file")
		[ ! -f "$work/two/$number/$file" ] || b=$(digest "$work/two/$number/$file")
		if [ "$a" = "$b" ] && [ "$a" != missing ]; then
			printf 'same\t%s\t%s\n' "${file#./}" "$a"
		else
			printf 'DIFFERENT\t%s\t%s\t%s\n' "${file#./}" "$a" "$b"
		fi
	done <"$work/names" >"$work/lines"
	echo "$text: $(grep -c '^same' "$work/lines") same, $(grep -c '^DIFFERENT' "$work/lines") different"
	cat "$work/lines"
	! grep -q '^DIFFERENT' "$work/lines" || failed=1
done
exit $failed
