#!/usr/bin/env bats
load helper

# Filters that run as tasks are quiet: what they would tell, dist-run does.

# says JOB... : what a job tells, without its own result.
says() {
	run --separate-stderr -0 dist-run "$@"
	printf '%s\n' "$stderr" | grep -v ' shards, ' || true
}

@test "bytes that are no UTF-8 are told, with text, line and likely encoding" {
	printf 'a\txx yy\nb\tyy\n' >good.txt
	printf 'a\txx yy\nb\tcaf\351 yy\nc\tna\357ve\n' >bad.txt
	gzip -k bad.txt
	local told='bytes are not UTF-8; they separate words; the first:'
	[ -z "$(says vocab good.txt)" ]
	[ "$(says vocab good.txt bad.txt)" = \
		"dist-run: 2 $told bad.txt: line 2 (ISO-8859-1?); --encoding names another" ]
	[ "$(says corpus --min-df 1 --max-df 1 -d shards bad.txt.gz bad.txt)" = \
		"dist-run: 4 $told bad.txt.gz: line 2 (ISO-8859-1?); --encoding names another" ]
	[[ "$(says vocab <bad.txt)" == *"$told standard input: line 2 "* ]]
	[[ "$(says vocab --input lines good.txt bad.txt)" == *"$told bad.txt: line 2 "* ]]
	mkdir folder
	printf 'some words\n\nand a caf\351\n' >folder/b
	printf 'some words\n' >folder/a
	[[ "$(says vocab --input files folder)" == *"1 $told folder/b: line 3 "* ]]
	[ -z "$(says vocab --encoding ISO-8859-1 bad.txt)" ]
	# a name is no text, here as there
	printf 'caf\351\txx yy\n' >name.txt
	[ "$(corpus-vocab name.txt 2>&1 >/dev/null)" = 'corpus-vocab: 1 documents, 2 tokens, 2 terms' ]
	[ -z "$(says vocab name.txt)" ]
	# with a vocabulary, too
	corpus-vocab -q good.txt | vocab-merge -q -o good.vocab
	[[ "$(says corpus -f -d shards --vocab good.vocab bad.txt)" == *"2 $told bad.txt: line 2 "* ]]
}

@test "a line that is no document is refused before any work, with its text and line" {
	printf 'a\txx\nb\tyy\n' >good.txt
	printf 'a\txx\r\nno tab\n' >bad.txt
	gzip -k bad.txt
	for text in bad.txt bad.txt.gz; do
		refuses 65 "$text: line 2: no tab between id and text" dist-run vocab good.txt $text
	done
	printf 'a\txx\r\n\r\n' | refuses 65 'standard input: line 2: the line is empty' dist-run vocab
	printf '\txx\n' | refuses 65 'standard input: line 1: no id before the tab' dist-run vocab
	printf 'a\txx\n\n' | dist-run vocab --input lines >/dev/null
}

@test "hints for words without blanks and for labels, by samples" {
	python3 - <<'END'
for name, word in ("zh", "\u4e2d\u56fd\u4eba" * 3), ("th", "\u0e01\u0e02\u0e04" * 10):
    with open(name, "w") as file:
        for i in range(5):
            file.write("%d\t%s short %s\n" % (i, word, word * 20 if i == 3 else "word"))
END
	local runs='in a sample, 6 words are whole runs of Chinese or Japanese characters, and 1 of them'
	local phrases='in a sample, 6 words are whole phrases of Thai, Lao, Burmese or Khmer, and 1 of them'
	[[ "$(says vocab zh)" == *"$runs"* ]]
	[[ "$(says lda -k 2 --passes 1 --min-df 1 -o model zh)" == *"$runs"* ]]
	[ -z "$(says vocab --cjk bigram zh)" ]
	[[ "$(says vocab --stem english --ngrams 2 th)" == *"$phrases"* ]]
	printf 'a\tnews\twords\nb\tletter\twords\n' >labels
	[[ "$(says vocab labels)" == *"in a sample, every line has a second tab"* ]]
	[ -z "$(says vocab --input files labels)" ]
	# a vocabulary's own rule says what words are
	corpus-vocab -q --cjk bigram zh | vocab-merge -q -o zh.vocab
	[ -z "$(says corpus -d shards --vocab zh.vocab zh)" ]
}

@test "fewer factors than were asked for are told, however they are made" {
	awk 'BEGIN { for (i = 0; i < 200; i++) print "d" i "\tcats dogs" (i % 3 ? "" : " birds") }' >text
	for how in '' '--block 2' --one-pass; do
		# shellcheck disable=SC2086 # words
		[ "$(says lsi -k 5 $how --weight none --min-df 1 --max-df 1 -o model text)" = \
			'dist-run: 2 factors, not 5: others are hidden by rounding' ]
		# shellcheck disable=SC2086
		[ -z "$(says lsi -f -k 2 $how --weight none --min-df 1 --max-df 1 -o model text)" ]
		rm model
	done
	refuses 64 '--passes 1' dist-run lsi -k 2 --passes 1 --weight none --min-df 1 --max-df 1 text
}
