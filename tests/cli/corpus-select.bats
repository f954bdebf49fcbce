#!/usr/bin/env bats
load helper

@test "keeps listed documents, or the others" {
	make_pets
	printf 'c\r\na\nnobody\na' >names
	corpus-select -q --docs names pets.mz | stream-text | cut -f 1 | uniq | cmp - <(printf 'a\nc\n')
	corpus-select -q --invert --docs names pets.mz | stream-text | cut -f 1 | cmp - <(printf 'b\nempty\n')
}

@test "keeps listed terms, their frequencies and all documents" {
	make_pets
	printf 'dogs\nbirds\n' | gzip >words.gz
	corpus-select -q --terms words.gz -o some.mz pets.mz
	stream-text some.mz | cmp - <(printf 'a\tdogs\t1\nb\tdogs\t1\nempty\t\t\nc\tbirds\t1\n')
	zcat <some.mz | grep -Fx 'dogs	2	2'
	corpus-select -q --invert --terms words.gz pets.mz | stream-text | cmp - <(printf 'a\tand\t2\na\tcats\t2\nb\t\t\nempty\t\t\nc\t\t\n')
}

@test "tells how many were kept; the same for any threads; weights too" {
	make_many
	printf 'doc%d\n' 5 17 2999 >names
	run -0 --separate-stderr corpus-select --docs names -o x.mz many.mz
	[[ $stderr == "corpus-select: 3 of 3000 documents, "* ]]
	seq -f 'w%g' 0 2 2000 >words
	corpus-weight many.mz | corpus-select -q -j 1 --terms words -o one.mz
	corpus-weight many.mz | corpus-select -q -j 8 --terms words | cmp - one.mz
}

@test "a list is needed, and must be one" {
	make_pets
	refuses 64 "--docs FILE or --terms FILE" corpus-select pets.mz
	printf 'a\tb\n' >list
	refuses 65 "list: line 1: not one word or name a line" corpus-select --docs list pets.mz
	refuses 66 "nowhere" corpus-select --docs nowhere pets.mz
	refuses 64 "can't hold both --docs and --terms" corpus-select --docs - --terms - pets.mz </dev/null
	refuses 64 "can't hold both --docs and the corpus" corpus-select --docs - <pets.mz
	echo dogs | corpus-select -q --terms - pets.mz | stream-text | grep -Fx 'b	dogs	1'
}

@test "what a list asks for and the corpus lacks is told" {
	make_pets
	printf 'c\nnobody\n' >names
	printf 'dogs\nunheard\nof\n' >words
	run -0 --separate-stderr corpus-select --docs names --terms words -o x.mz pets.mz
	[[ $stderr == *"--docs names: 1 of 2 are not in the corpus: nobody"* ]]
	[[ $stderr == *"--terms words: 2 of 3 are not in the vocabulary: of, unheard"* ]]
	printf 'c\n' >names
	run -0 --separate-stderr corpus-select --invert --docs names -o x.mz pets.mz
	[[ $stderr != *"--docs"* ]]
}
