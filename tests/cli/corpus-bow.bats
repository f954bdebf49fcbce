#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

@test "a row a document, by its name, a column a term" {
	make_pets
	stream-text pets.mz | cmp - <(printf 'a\tand\t2\na\tcats\t2\na\tdogs\t1\nb\tdogs\t1\nempty\t\t\nc\tbirds\t1\n')
	stream-info pets.mz | grep -Fx 'rows	4'
	printf 'new\tdogs and rabbits\n' >new.txt
	run --separate-stderr -0 bash -c 'corpus-bow --vocab pets.vocab new.txt | stream-text'
	[ "$output" = $'new\tand\t1\nnew\tdogs\t1' ]
	[ "$stderr" = 'corpus-bow: 1 documents, 3 tokens of which 2 are in the vocabulary, 2 nonzeros' ]
}

@test "the counts are those of the vocabulary" {
	make_many
	stream-text many.mz | awk -F '\t' '{ df[$2]++; cf[$2] += $3 }
		END { for (t in df) print t "\t" df[t] "\t" cf[t] }' | sort >got
	sed '/^#/d' many.vocab | sort | cmp - got
}

@test "the same bytes for any threads, plain or gzip, file or pipe" {
	make_many
	for threads in 2 8; do
		corpus-bow -q -j $threads --vocab many.vocab many.txt | cmp - many.mz
	done
	gzip -c many.txt | corpus-bow -q -j 3 --vocab many.vocab | cmp - many.mz
	gzip -t <many.mz
	gzip -c many.vocab >many.vocab.gz
	corpus-bow -q -j 1 --vocab many.vocab.gz many.txt | cmp - many.mz
	corpus-bow -q -j 1 --vocab - many.txt <many.vocab | cmp - many.mz
	corpus-bow -q -j 1 --vocab many.mz many.txt | stream-text | cmp - <(stream-text many.mz)
}

@test "lines and files" {
	make_pets
	printf 'dogs\r\n\ncats and' | corpus-bow -q --input lines --vocab pets.vocab | stream-text |
		cmp - <(printf '1\tdogs\t1\n2\t\t\n3\tand\t1\n3\tcats\t1\n')
	mkdir folder
	printf 'dogs\ncats\n' >folder/one
	: >folder/two
	corpus-bow -q --input files --vocab pets.vocab folder/one folder/two | stream-text |
		cmp - <(printf 'folder/one\tcats\t1\nfolder/one\tdogs\t1\nfolder/two\t\t\n')
}

@test "words that the vocabulary lacks are told, with stems too" {
	printf 'a\tcats united\n' | corpus-vocab -q --stem english -o vocab
	printf 'a\tcats nations telecommunications\n' >text
	run -0 --separate-stderr corpus-bow --vocab vocab -o out text
	[ "$stderr" = 'corpus-bow: 1 documents, 3 tokens of which 1 are in the vocabulary, 1 nonzeros' ]
}

@test "names that are no UTF-8 stay as they are" {
	make_pets
	printf '\377\303\tdogs\n' | corpus-bow -q --vocab pets.vocab | stream-text |
		cmp - <(printf '\377\303\tdogs\t1\n')
}

@test "a long document with all terms" {
	make_many
	{ printf 'all\t'; cut -f 2- many.txt | tr '\n' ' '; echo; } >all.txt
	corpus-bow -q --vocab many.vocab all.txt | stream-text | cut -f 2,3 |
		cmp - <(sed '/^#/d' many.vocab | cut -f 1,3)
}

@test "token options travel with the vocabulary" {
	printf 'a\tThe dogs of New York\nb\tdog 42\n' >text
	corpus-vocab -q --stem english --ngrams 2 --words letters --stop english text |
		vocab-merge -q -o vocab
	corpus-bow -q --vocab vocab -o one.mz text
	stream-text one.mz | cmp - <(printf 'a\tdog\t1\na\tdog_new\t1\na\tnew\t1\na\tnew_york\t1\na\tyork\t1\nb\tdog\t1\n')
	corpus-bow -q --stem english --ngrams 2 --vocab vocab text | cmp - one.mz
	corpus-bow -q --vocab one.mz text | stream-text | cmp - <(stream-text one.mz)
	refuses 64 "token options differ: given 'words=letters cjk=run min=2 max=64 stop=english stem=german" \
		corpus-bow --stem german --vocab vocab -o out text
	refuses 64 'ngrams=3' corpus-bow --ngrams 3 --vocab vocab -o out text
	[ ! -e out ]
}

@test "a list of stop words is given again" {
	printf 'a\tone two three\n' >text
	printf 'two' >list
	corpus-vocab -q --stop list --ngrams 2 text >vocab
	refuses 64 'give the same list with --stop FILE' corpus-bow --vocab vocab text
	echo 'two three' >other
	refuses 64 'token options differ' corpus-bow --stop other --vocab vocab text
	printf 'TWO\n' >list
	corpus-bow -q --stop list --vocab vocab text | stream-text | cut -f 2 | tr '\n' ' ' |
		cmp - <(printf 'one one_three three ')
}

@test "a vocabulary without token options takes those given" {
	printf '#documents\t1\n#tokens\t1\nNaN\t1\t1\ndogs\t1\t1\n#end\t2\n' >vocab
	printf 'a\tdogs nan\n' >text
	corpus-bow -q --vocab vocab --min-length 3 -o got.mz text
	stream-text got.mz | cmp - <(printf 'a\tdogs\t1\n')
	stream-info got.mz | grep -F 'words=alnum cjk=run min=3 max=64'
}

@test "a vocabulary of no terms, a text of no documents" {
	make_pets
	vocab-merge -q --min-df 99 -o none.vocab pets.vocab
	corpus-bow -q --vocab none.vocab pets.txt | stream-text | cmp - <(printf 'a\t\t\nb\t\t\nempty\t\t\nc\t\t\n')
	: >empty.txt
	corpus-bow -q --vocab pets.vocab empty.txt | stream-info | grep -Fx 'rows	0'
}

@test "bad text and wrong uses are refused, and no output stays" {
	make_pets
	refuses 64 '--vocab FILE is missing' corpus-bow pets.txt
	refuses 64 "can't hold both --vocab and the text" corpus-bow --vocab - <pets.vocab
	refuses 64 "can't hold both --vocab and the text" corpus-bow --vocab - - <pets.vocab
	refuses 64 "can't hold both --stop and --vocab" corpus-bow --vocab - --stop - pets.txt <pets.vocab
	refuses 66 'nowhere' corpus-bow --vocab nowhere pets.txt
	refuses 66 'nowhere' corpus-bow --vocab pets.vocab -o out nowhere
	printf 'a\tx\nno tab\n' >text
	refuses 65 'text: line 2: no tab' corpus-bow --vocab pets.vocab -o out text
	head -n 4 pets.vocab >part
	sed 's/min=2/min=99/' pets.vocab >odd
	refuses 65 "odd: the token options 'words=alnum cjk=run min=99" corpus-bow --vocab odd -o out pets.txt
	refuses 65 'truncated' corpus-bow --vocab part -o out pets.txt
	refuses 65 'of a matrix stream is taken from a file only' corpus-bow --vocab - -o out pets.txt <pets.mz
	sed 's/words=/letters=/' pets.vocab >strange
	refuses 65 "token options 'letters=alnum" corpus-bow --vocab strange -o out pets.txt
	[ ! -e out ]
	run bash -c 'corpus-bow -q --vocab pets.vocab pets.txt >/dev/full'
	[ "$status" -eq 74 ]
	printf 'a\xff\tx\xff yy\n' >text
	run --separate-stderr -0 corpus-bow --vocab pets.vocab -o out text
	[[ $stderr == *'1 bytes are not UTF-8'* ]]
}

@test "a stream is not written to a terminal" {
	make_pets
	command -v script >/dev/null || skip 'no script(1)'
	run script -qec 'corpus-bow -q --vocab pets.vocab pets.txt' /dev/null
	[[ $output == *'not text for a terminal'* ]]
}

@test "--unique refuses a name that comes twice, wherever" {
	make_pets
	corpus-bow -q --unique --vocab pets.vocab -o one.mz pets.txt
	cmp one.mz pets.mz
	awk 'BEGIN { for (d = 0; d < 70000; d++) printf "doc%d\tcats\n", d; print "doc5\tdogs" }' >long.txt
	refuses 65 "two documents have the name 'doc5'" corpus-bow -j 3 --unique --vocab pets.vocab -o x.mz long.txt
	refuses 65 "two documents have the name 'a'" corpus-bow --unique --vocab pets.vocab -o x.mz pets.txt pets.txt
	[ ! -e x.mz ]
	# without it both are kept
	corpus-bow -q --vocab pets.vocab pets.txt pets.txt | stream-info | grep -q '^rows	8$'
}

@test "--fail-empty: a producer that died is no empty text, for whoever reads text" {
	make_pets
	lda-train -q -k 2 -o t.mz pets.mz
	: >empty
	for line in 'corpus-vocab' 'corpus-bow --vocab pets.vocab' 'corpus-index' 'text-import --from jsonl' \
		'topic-coherence --texts --measure npmi --model t.mz'; do
		# shellcheck disable=SC2086 # words
		{
			refuses 65 "no document in it (--fail-empty)" $line -o x --fail-empty empty
			run --separate-stderr bash -c "false | $line -o x --fail-empty"
			echo "$line: $status, $stderr"
			[ "$status" -eq 65 ]
			[[ $stderr == *"standard input: no document in it (--fail-empty)"* ]]
		}
	done
	corpus-vocab -q --fail-empty pets.txt | cmp - pets.words
	corpus-bow -q --fail-empty --vocab pets.vocab pets.txt | cmp - pets.mz
	# without it no document is no fault
	corpus-bow -q --vocab pets.vocab empty | stream-info | grep -q '^rows	0$'
}
