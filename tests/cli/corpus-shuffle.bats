#!/usr/bin/env bats
load helper

@test "the same documents in another order" {
	make_many
	corpus-shuffle -o shuffled.mz many.mz
	stream-text many.mz >before
	stream-text shuffled.mz >after
	run -1 cmp -s before after
	sort before | cmp - <(sort after)
	# far from sorted: about half of the neighbours go down
	cut -f 1 after | uniq | sed 's/doc//' |
		awk 'NR > 1 && $1 < last { down++ } { last = $1 } END { exit !(down > 1300 && down < 1700) }'
}

@test "the order depends on names and seed alone" {
	make_many
	corpus-shuffle -j 1 -o one.mz many.mz
	corpus-shuffle -j 8 <many.mz >eight.mz
	cmp one.mz eight.mz
	tac many.txt | corpus-bow -q --vocab many.vocab | corpus-shuffle -o backward.mz
	[ "$(digest one.mz)" = "$(digest backward.mz)" ]
	corpus-shuffle --seed 1 -o other.mz many.mz
	[ "$(digest one.mz)" != "$(digest other.mz)" ]
}

@test "weights of both precisions, empty documents and no documents" {
	make_pets
	for precision in f32 f64; do
		corpus-weight --precision $precision -o w.mz pets.mz
		corpus-shuffle w.mz | stream-text | sort | cmp - <(stream-text w.mz | sort)
	done
	corpus-bow -q --vocab pets.vocab </dev/null | corpus-shuffle | stream-info | grep -Fx 'rows	0'
}

@test "a temporary folder that is not there is an error" {
	make_pets
	TMPDIR=$PWD/nowhere refuses 74 "a temporary file in" corpus-shuffle -o x.mz pets.mz
	[ ! -e x.mz ]
}
