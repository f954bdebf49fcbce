#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

# Terms with their counts: words DF CF, and the rest of a vocabulary's file.
make_words() {
	printf '1\taa bb cc dd\n2\taa bb cc\n3\taa bb\n4\taa aa\n' | corpus-vocab -q -o words
}

terms() {
	vocab-merge -q "$@" | sed '/^#/d' | cut -f 1 | tr '\n' ' '
}

@test "adds up documents, tokens and counts" {
	printf 'a\tcats and dogs\n' | corpus-vocab -q -o one
	printf 'b\tdogs dogs\nc\tants\n' | corpus-vocab -q -o two
	run --separate-stderr -0 vocab-merge one two
	[ "$output" = '#documents	3
#tokens	6
#tokenizer	words=alnum cjk=run min=2 max=64 stop=none stem=none ngrams=1
and	1	1
ants	1	1
cats	1	1
dogs	2	3
#end	4' ]
	[ "$stderr" = 'vocab-merge: 3 documents, 4 terms' ]
}

@test "parts of a corpus add up to the whole, whatever memory and threads" {
	make_many
	head -n 1000 many.txt | corpus-vocab -q --ngrams 2 -o one
	tail -n +1001 many.txt | corpus-vocab -q --ngrams 2 -o two
	corpus-vocab -q --ngrams 2 -o whole many.txt
	vocab-merge -q two one | cmp - whole
	vocab-merge -q <whole >again
	cmp again whole
	gzip -c one | vocab-merge -q -j 7 - two | cmp - whole
	run --separate-stderr -0 vocab-merge -v --memory 1M -o got one two
	[[ $stderr == *' sorted runs were spilled'* && $stderr != *' 0 sorted'* ]]
	cmp got whole
}

@test "a vocabulary in any order adds up, with little memory too" {
	make_many
	corpus-vocab -q --ngrams 2 -o sorted many.txt
	{ grep '^#[dt]' sorted; sed '/^#/d' sorted | sort -r; grep '^#end' sorted; } >reversed
	vocab-merge -q reversed | cmp - sorted
	vocab-merge -q sorted sorted >twice
	vocab-merge -q -j 3 reversed sorted | cmp - twice
	run --separate-stderr -0 vocab-merge -v --memory 1M -o got reversed sorted
	[[ $stderr == *' sorted runs were spilled'* && $stderr != *' 0 sorted'* ]]
	cmp got twice
}

@test "drops rare and frequent terms" {
	make_words
	[ "$(terms words)" = 'aa bb cc dd ' ]
	[ "$(terms --min-df 2 words)" = 'aa bb cc ' ]
	[ "$(terms --max-df 0.75 words)" = 'bb cc dd ' ]
	[ "$(terms --max-df 0.74 words)" = 'cc dd ' ]
	[ "$(terms --max-df 1 words)" = 'aa bb cc dd ' ]
	[ "$(terms --max-df 0 words)" = '' ]
	[ "$(terms --min-df 2 --max-df 0.5 words)" = 'cc ' ]
	vocab-merge -q --min-df 9 words | grep -Fx '#tokens	11'
}

@test "keeps the most frequent, among equals the first" {
	printf '1\tdd cc bb aa ee\n2\tcc ee\n' | corpus-vocab -q -o words
	[ "$(terms --keep 1 words)" = 'cc ' ]
	[ "$(terms --keep 2 words)" = 'cc ee ' ]
	[ "$(terms --keep 3 words)" = 'aa cc ee ' ]
	[ "$(terms --keep 4 words)" = 'aa bb cc ee ' ]
	[ "$(terms --keep 5 words)" = 'aa bb cc dd ee ' ]
	[ "$(terms --keep 500 words)" = 'aa bb cc dd ee ' ]
	# the cut counts what the other options leave
	[ "$(terms --max-df 0.5 --keep 2 words)" = 'aa bb ' ]
	make_many
	vocab-merge -q --keep 100 -j 3 many.words | sed '/^#/d' | cut -f 1 >got
	sed '/^#/d' many.words | sort -t '	' -k 2,2nr -k 1,1 | head -n 100 | cut -f 1 | sort | cmp - got
}

@test "takes lists of terms" {
	make_words
	printf 'bb\r\ndd\nzz' >list
	[ "$(terms --only list words)" = 'bb dd ' ]
	[ "$(terms --drop list words)" = 'aa cc ' ]
	vocab-merge -q --min-df 3 -o frequent words
	[ "$(terms --drop frequent words)" = 'cc dd ' ]
	gzip -c frequent >frequent.gz
	[ "$(terms --only frequent.gz words)" = 'aa bb ' ]
	{ printf '\naa\n%065535d\n' 0; head -c 100000 /dev/zero | tr '\0' x; } >long
	refuses 65 'long: line 4' vocab-merge --only long words
	head -n 3 long >lines
	[ "$(terms --only lines words)" = 'aa ' ]
	printf '\naa\n%065536d\n' 0 >long
	refuses 65 'long: line 3: a term of 65536 bytes; at most 65535 fit' vocab-merge --drop long words
	: >empty
	[ "$(terms --only empty words)" = '' ]
	[ "$(terms --drop empty words)" = 'aa bb cc dd ' ]
}

@test "terms that look like lines of the head are terms" {
	printf 'a\t#pruning #tokens #end #documents\nb\t#pruning\n' | corpus-vocab -q --words blanks -o words
	vocab-merge -q -o whole words
	[ "$(tail -n 5 whole)" = $'#documents\t1\t1\n#end\t1\t1\n#pruning\t2\t2\n#tokens\t1\t1\n#end\t4' ]
	vocab-merge -q words whole | grep -Fx $'#pruning\t4\t4'
	printf 'a\t#pruning\n' | corpus-vocab -q --words blanks | vocab-merge -q | grep -Fx $'#pruning\t1\t1'
	printf 'x\t#pruning\n' | corpus-bow -q --vocab whole | stream-text | cmp - <(printf 'x\t#pruning\t1\n')
}

@test "takes the vocabulary of a stream" {
	make_pets
	# a stream does not say how many tokens there were
	vocab-merge -q pets.mz | cmp - <(sed '/^#tokens/s/	.*/	0/' pets.vocab)
}

@test "vocabularies of other tokens don't add up" {
	printf 'a\tx yy\n' | corpus-vocab -q -o one
	printf 'a\tx yy\n' | corpus-vocab -q --stem english -o two
	refuses 65 "two: token options differ: 'words=alnum cjk=run min=2 max=64 stop=none stem=english" \
		vocab-merge one two
}

@test "a vocabulary that begins well and has no end is left" {
	refuses 65 "no line '#tokens' in its place" vocab-merge <(yes '#documents	5')
	refuses 65 'a line of more than 65599 bytes' vocab-merge <(printf '#documents\t'; yes | tr -d '\n')
	refuses 65 'a line of more than 65599 bytes' \
		vocab-merge <(printf '#documents\t1\n#tokens\t1\na\t1\t1\n'; yes | tr -d '\n')
}

@test "what is no vocabulary is refused, and no output stays" {
	make_words
	head -n 5 words >part
	refuses 65 'part: vocabulary truncated' vocab-merge -o out part
	refuses 65 'not a vocabulary' vocab-merge -o out <(echo hello)
	: >empty
	refuses 65 'empty: not a vocabulary' vocab-merge -o out empty
	refuses 66 'nowhere' vocab-merge -o out words nowhere
	refuses 66 'nowhere' vocab-merge -o out --only nowhere words
	refuses 66 'directory' vocab-merge .
	[ ! -e out ]
	{ printf '#documents\t1\n#tokens\t1\n'; printf 'a\t1\t18446744073709551615\n#end\t1\n'; } >large
	refuses 65 'large: the counts are too large' vocab-merge large large
	refuses 64 "can't hold both --drop and a vocabulary" vocab-merge --drop - <words
	refuses 64 "can't hold both --drop and --only" vocab-merge --drop - --only - words </dev/null
	refuses 64 '--max-df' vocab-merge --max-df 1.5 words
	refuses 64 '--keep' vocab-merge --keep 0 words
	for n in -1 0 1.5 x 0.1.1; do refuses 64 '--min-df' vocab-merge --min-df $n words; done
	run bash -c 'vocab-merge -q words >/dev/full'
	[ "$status" -eq 74 ]
}

# case: max-df-exact
@test "max-df-exact: a fraction of a count is exact, whichever way it is written" {
	for ((d = 1; d <= 90; d++)); do
		printf 'd%d\tall' $d
		[ $d -gt 63 ] || printf ' seventy'
		[ $d -gt 64 ] || printf ' more'
		printf '\n'
	done >docs.tsv
	corpus-vocab -q -o words docs.tsv
	for fraction in 0.7 .70 7e-1 0.700000000000000000000; do
		vocab-merge -q --max-df $fraction words | grep -v '^#' | cmp - <(printf 'seventy\t63\t63\n')
	done
	# every hundredth of 100 documents
	for ((d = 1; d <= 100; d++)); do
		printf 'd%d\t' $d
		for ((w = d; w <= 100; w++)); do printf 'w%03d ' $w; done
		printf '\n'
	done >docs.tsv
	corpus-vocab -q -o words docs.tsv
	for ((percent = 0; percent <= 100; percent++)); do
		[ "$(vocab-merge -q --max-df "$(printf '%d.%02d' $((percent / 100)) $((percent % 100)))" words | grep -vc '^#')" -eq $percent ]
	done
	refuses 64 "--max-df: 1.1 is not from 0 to 1" vocab-merge --max-df 1.1 words
	refuses 64 "18 decimals" vocab-merge --max-df 0.1234567890123456789 words
}

@test "what a list names and no vocabulary has is told" {
	make_pets
	printf 'dogs\nnobody\n' >list
	run -0 --separate-stderr vocab-merge --only list -o v pets.words
	[[ $stderr == *"--only list: 1 of 2 are not in the vocabularies: nobody"* ]]
	printf 'u1\nu2\nu3\nu4\nu5\nu6\n' >list
	run -0 --separate-stderr vocab-merge --drop list -o v pets.words
	[[ $stderr == *"--drop list: 6 of 6 are not in the vocabularies: u1, u2, u3, u4, u5, ..."* ]]
	echo dogs >list
	run -0 --separate-stderr vocab-merge --drop list -o v pets.words
	[[ $stderr != *"--drop"* ]]
	# a term that is there but pruned is there
	run -0 --separate-stderr vocab-merge --drop list --min-df 4 -o v pets.words
	[[ $stderr != *"--drop"* ]]
}

# case: text-bom-in-lists
@test "text-bom-in-lists: a byte order mark at the start of a list is skipped" {
	printf 'a\tcats and dogs\nb\tbirds\n' >docs.tsv
	printf '\357\273\277cats\r\ndogs\r\n' >list.txt
	corpus-vocab -q -o words docs.tsv
	vocab-merge -q --drop list.txt words | grep -v '^#' | cut -f 1 | xargs >got
	[ "$(cat got)" = "and birds" ]
	[ "$(vocab-merge -q --only list.txt words | grep -v '^#' | cut -f 1 | xargs)" = "cats dogs" ]
	gzip -k list.txt
	[ "$(vocab-merge -q --only list.txt.gz words | grep -v '^#' | cut -f 1 | xargs)" = "cats dogs" ]
	vocab-merge -q -o v words
	corpus-bow -q --vocab v -o c.mz docs.tsv
	[ "$(corpus-select -q --terms list.txt c.mz | stream-text | cut -f 2 | xargs)" = "cats dogs" ]
	printf '\357\273\277a\r\n' >ids
	[ "$(corpus-select -q --docs ids c.mz | stream-text | cut -f 1 | sort -u)" = a ]
	[ "$(printf '1 0:1\n' | corpus-import -q --from ldac --vocab list.txt | stream-text)" = "1	cats	1" ]
	# foreign formats, their names, stop words, vocabularies, topics
	[ "$(printf '\357\273\2771 0:1\n' | corpus-import -q --from ldac --vocab list.txt | stream-text)" = "1	cats	1" ]
	[ "$(printf '1 0:1\n' | corpus-import -q --from ldac --names ids | stream-text)" = "a	0	1" ]
	[ "$(corpus-vocab -q --stop list.txt docs.tsv | grep -v '^#' | cut -f 1 | xargs)" = "and birds" ]
	{ printf '\357\273\277' && cat v; } >marked
	corpus-bow -q --vocab marked docs.tsv | cmp - c.mz
	{ printf '\357\273\277' && echo cats dogs; } >topics
	topic-coherence -q --topics topics c.mz | grep -q 'cats dogs$'
	# a text of nothing but a mark is empty; two bytes of one are no mark
	printf '\357\273\277' >nothing
	[ "$(corpus-vocab -q nothing | head -n 1)" = "#documents	0" ]
	printf '\357\273' >two
	[ "$(corpus-vocab -q --input lines two | head -n 1)" = "#documents	1" ]
}

@test "--min-df as a part of the documents is exact" {
	# 63 of 90 documents are 0.7 of them, and 64 are more
	awk 'BEGIN { for (d = 1; d <= 90; d++)
		print "d" d "\t" (d <= 63 ? "seventy " : "") (d <= 64 ? "more " : "") "all x" d }' >docs
	corpus-vocab -q -o words docs
	terms_of() { vocab-merge -q "$@" words | grep -v '^#' | cut -f 1 | paste -sd ' '; }
	[ "$(terms_of --min-df 0.7)" = 'all more seventy' ]
	[ "$(terms_of --min-df 0.700000000000000001)" = 'all more' ]
	[ "$(terms_of --min-df 1.0)" = all ]
	[ "$(terms_of --min-df 7e-1)" = 'all more seventy' ]
	[ "$(terms_of --min-df 64)" = 'all more' ]
	[ "$(terms_of --min-df 1 | wc -w)" = 93 ]
	[ "$(terms_of --min-df 0.0 | wc -w)" = 93 ]
}
