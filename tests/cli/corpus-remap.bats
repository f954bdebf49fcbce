#!/usr/bin/env bats
load helper

@test "counts move to the columns of the other vocabulary, in its order" {
	make_pets
	printf 'x\tzebras dogs and\ny\tand\n' >other.txt
	corpus-vocab -q other.txt | vocab-merge -q >other.vocab
	corpus-remap -q --vocab other.vocab -o new.mz pets.mz
	stream-text new.mz | cmp - <(printf 'a\tand\t2\na\tdogs\t1\nb\tdogs\t1\nempty\t\t\nc\t\t\n')
	corpus-bow -q --vocab other.vocab -o other.mz pets.txt
	cmp <(stream-text new.mz) <(stream-text other.mz)
}

@test "a vocabulary in another order" {
	make_pets
	{
		printf '#documents\t2\n#tokens\t4\n'
		printf 'dogs\t1\t1\ncats\t1\t1\nand\t1\t1\n#end\t3\n'
	} >backward.vocab
	corpus-remap -q --vocab backward.vocab pets.mz | stream-text --sample 1 |
		cmp - <(printf 'a\tdogs\t1\na\tcats\t2\na\tand\t2\n')
}

@test "the vocabulary may come from any stream; any threads" {
	make_many
	head -n 500 many.txt | corpus-vocab -q | vocab-merge -q >few.vocab
	head -n 500 many.txt | corpus-bow -q --vocab few.vocab -o few.mz
	corpus-remap -q -j 1 --vocab few.mz -o one.mz many.mz
	corpus-remap -q -j 8 --vocab few.vocab many.mz | cmp - one.mz
	cat few.mz one.mz | stream-info | grep -Fx 'rows	3500'
}

@test "weights are refused" {
	make_pets
	corpus-weight -o w.mz pets.mz
	refuses 65 "w.mz: holds weights" corpus-remap --vocab pets.vocab w.mz
	refuses 64 "can't hold both --vocab and the corpus" corpus-remap --vocab - <pets.vocab
	refuses 64 "--vocab FILE is missing" corpus-remap pets.mz
}
