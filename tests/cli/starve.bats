#!/usr/bin/env bats
# A command's own calls that get memory, a thread, a file or its bytes fail, one in a run: of
# each way to such a call the first, the second, the fourth and so on.  It gives one line on
# standard error, a status that says so and no output file, or the same output as ever.
load helper

setup() {
	case ${BUILD##*/} in
	asan | tsan) skip 'sanitizers have these calls to themselves' ;;
	esac
	cd "$BATS_TEST_TMPDIR" || return 1
}

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	awk 'BEGIN { srand(3); for (d = 0; d < 40; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 12; n++) printf "w%d ", int(60 * rand() * rand())
		printf "\n" } }' >text
	corpus-vocab -q -o words text
	corpus-index -q --part -o part.mz text
	vocab-merge -q -o vocab words
	corpus-bow -q --vocab vocab -o counts.mz text
	corpus-weight -o weights.mz counts.mz
	lsi-partial -q -k 4 -o model.lsi weights.mz
	lsi-project --model model.lsi -o vectors.mz weights.mz
	lsi-basis -q --start --bound 1000 --block 4 -o basis.mz weights.mz
	lsi-multiply -q --basis basis.mz -o product.mz weights.mz
	lda-init -q -k 3 -o model.lda counts.mz
	lda-estep -q --model model.lda -o statistics.mz counts.mz
	corpus-export -q --to mm -o corpus.mm counts.mz
	corpus-export -q --to svmlight -o corpus.svm counts.mz
	corpus-export -q --to ldac -o corpus.ldac counts.mz
	lda-train -q -k 3 --form sparse --passes 1 -o sparse.lda counts.mz
	lda-judge -q --model model.lda --heldout counts.mz -o judged counts.mz
	printf 'id,text\n1,"x y"\n2,z\n' >text.csv
	printf '{"id":"a","text":["x","y"]}\n' >text.jsonl
	printf '0 cats 0:2 1:1\n1 dogs 0:1\n' >topics.mallet
	printf '%s\n' 'From a' 'Message-ID: <1>' 'Content-Type: multipart/mixed; boundary=b' '' '--b' \
		'Content-Type: text/html; charset=ISO-8859-1' 'Content-Transfer-Encoding: base64' '' \
		'eHg=' '--b--' >text.mbox
	printf '<mediawiki><page><title>A</title><ns>0</ns><revision><text>x [[y]] {{t}} z%s' \
		'</text></revision></page></mediawiki>' >text.wiki
	mkdir texts
	echo x >texts/a
	echo y >texts/b
}

# starved COMMAND ARGUMENT...: which writes to out, as a file or a folder, or to
# standard output.
starved() {
	[ -e text ] || cp -r "$BATS_FILE_TMPDIR"/* .
	rm -rf out wanted
	OPENBLAS_NUM_THREADS=1 LD_PRELOAD=$BUILD/tests/cli/starve.so STARVE=16 "$@" && return
	echo "$*: $(cat complaint)"
	return 1
}

@test "starved: words and vocabularies" {
	starved corpus-vocab -q -j 2 -o out text
	starved corpus-vocab -q -j 1 --ngrams 2 --stem english --stop english -o out text
	starved corpus-index -q -j 1 --stem english --min-df 2 -o out text
	starved corpus-index -q -j 1 --scheme tfidf -d out -n 2 text
	starved corpus-merge -q -j 1 --scheme tfidf -d out -n 2 part.mz part.mz
	starved vocab-merge -q --min-df 2 -o out words words
}

@test "starved: documents to rows and weights" {
	starved corpus-bow -q -j 2 --vocab vocab -o out text
	starved corpus-weight -j 2 -o out counts.mz
	starved corpus-weight -j 1 --scheme bm25 -o out counts.mz
}

@test "starved: rows moved about" {
	starved corpus-shard -q -f -j 2 -d out -n 2 counts.mz
	starved corpus-shuffle -q -j 1 -o out counts.mz
	starved corpus-remap -q -j 1 --vocab vocab -o out counts.mz
}

@test "starved: foreign formats" {
	starved corpus-import -q -j 2 --from mm -o out corpus.mm
	starved corpus-import -q -j 1 --from svmlight -o out corpus.svm
	starved corpus-import -q -j 1 --from ldac -o out corpus.ldac
	starved corpus-export -q -j 1 --to mm -o out counts.mz
}

@test "starved: texts and models of others" {
	starved text-import -q -j 1 --from csv -o out text.csv
	starved text-import -q -j 1 --from jsonl -o out text.jsonl
	starved text-import -q -j 1 --from mbox --text subject,body -o out text.mbox
	starved text-import -q -j 1 --from wiki --min-words 0 -o out text.wiki
	starved text-import -q -j 1 --from files -o out texts
	starved model-import -q --from mallet -o out topics.mallet
}

@test "starved: what a stream is" {
	starved stream-info -j 2 counts.mz
	starved stream-text -j 1 counts.mz
	starved stream-info --command counts.mz
	starved stream-info --command sparse.lda
}

@test "starved: LSI" {
	starved lsi-partial -q -j 2 -k 4 -o out weights.mz
	starved lsi-partial -q -j 1 -k 4 --chunk 16 -o out weights.mz
	starved lsi-merge -q -j 1 -k 4 -o out model.lsi model.lsi
	starved lsi-multiply -q -j 1 --basis basis.mz -o out weights.mz
	starved lsi-basis -q --extend -o out basis.mz product.mz
	starved lsi-project -q -j 1 --model model.lsi -o out weights.mz
	starved lsi-check -j 1 --model model.lsi weights.mz
	starved corpus-query -j 1 --index counts.mz counts.mz
	starved vector-query -j 1 --index vectors.mz vectors.mz
}

@test "starved: LDA" {
	starved lda-init -q -k 3 -o out counts.mz
	starved lda-estep -q -j 2 --model model.lda -o out counts.mz
	starved lda-mstep -q --model model.lda -o out statistics.mz
	starved lda-train -q -j 1 -k 3 --passes 2 -o out counts.mz
	starved lda-train -q -j 1 -k 3 --form sparse --passes 2 -o out counts.mz
	starved lda-infer -q -j 1 --model model.lda -o out counts.mz
	starved lda-eval -j 1 --model model.lda counts.mz
}

@test "starved: what topics are" {
	starved topic-words model.lda
	starved topic-docs -j 1 --model model.lda --word w1
	starved lda-choose judged
	starved topic-coherence -j 1 --measure u_mass --model model.lda counts.mz
	starved topic-coherence -j 1 --measure c_v --texts --model model.lda text
	starved topic-diagnostics -j 1 --model model.lda counts.mz
}
