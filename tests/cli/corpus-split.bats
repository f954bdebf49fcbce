#!/usr/bin/env bats
load helper

@test "both parts together are the corpus, each in its order" {
	make_many
	corpus-split -q --test 0.2 --rest rest.mz -o test.mz many.mz
	cat test.mz rest.mz | stream-text | sort | cmp - <(stream-text many.mz | sort)
	n=$(stream-info test.mz | sed -n 's/^rows	//p')
	[ "$n" -gt 500 ]
	[ "$n" -lt 700 ]
	stream-text test.mz | cut -f 1 | uniq | sort -V -c | awk '$1 != 1 { exit 1 }'
}

@test "a document stays on its side when the corpus grows or is weighed" {
	make_many
	corpus-split -q --test 0.3 --rest rest.mz -o test.mz many.mz
	stream-text test.mz | cut -f 1 | uniq >names
	head -n 1000 many.txt | corpus-bow -q --vocab many.vocab | corpus-weight |
		corpus-split -q --test 0.3 --rest r.mz | stream-text | cut -f 1 | uniq >fewer
	head -n "$(wc -l <fewer)" names | cmp - fewer
}

@test "all, nothing, another seed, any threads" {
	make_many
	corpus-split -q --test 1 --rest rest.mz -o test.mz many.mz
	stream-info rest.mz | grep -Fx 'rows	0'
	corpus-split -q --test 0 --rest rest.mz -o test.mz many.mz
	stream-info test.mz | grep -Fx 'rows	0'
	corpus-split -q --swap --test 0.2 --rest test.mz -o rest.mz many.mz 2>said
	corpus-split -q --test 0.2 --rest other.mz many.mz | cmp - test.mz
	cmp rest.mz other.mz
	corpus-split --swap --test 0.2 --rest /dev/null -o /dev/null many.mz 2>swapped
	corpus-split --test 0.2 --rest /dev/null -o /dev/null many.mz 2>&1 | cmp - swapped
	corpus-split -q -j 1 --test 0.5 --rest rest.mz -o one.mz many.mz
	corpus-split -q -j 8 --test 0.5 --rest rest.mz many.mz | cmp - one.mz
	corpus-split -q --seed 2 --test 0.5 --rest rest.mz -o other.mz many.mz
	[ "$(digest one.mz)" != "$(digest other.mz)" ]
}

@test "what is missing is named" {
	make_pets
	refuses 64 "--rest FILE is missing: where the other documents go" corpus-split --test 0.5 pets.mz
	refuses 64 "--test FRACTION is missing: the approximate share" corpus-split --rest r.mz pets.mz
	refuses 64 "--test: 2 is not from 0 to 1" corpus-split --test 2 --rest r.mz pets.mz
}

@test "two outputs that are one are refused; both parts or none" {
	make_pets
	refuses 64 "standard output can't hold two" corpus-split --test 0.5 --rest - pets.mz
	for name in one.mz ./one.mz "$PWD/one.mz"; do
		refuses 64 "one.mz can't hold two" corpus-split --test 0.5 --rest "$name" -o one.mz pets.mz
		[ ! -e one.mz ]
	done
	corpus-split -q --test 0.5 --rest /dev/null -o /dev/null pets.mz
	[ -w /dev/full ] || skip "no /dev/full"
	refuses 74 'No space left' corpus-split --test 0.5 --rest /dev/full -o one.mz pets.mz
	refuses 74 'No space left' corpus-split --test 0.5 --rest one.mz -o /dev/full pets.mz
	[ ! -e one.mz ]
}
