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

@test "documents of few names are shuffled all the same" {
	make_many
	for names in 1 2 3000; do
		awk -v n=$names -F '\t' '{ print "n" (NR % n) "\t" $2 }' many.txt |
			corpus-bow -q --vocab many.vocab -o few.mz
		corpus-shuffle -j 1 -o one.mz few.mz
		corpus-shuffle -j 8 few.mz | cmp - one.mz
		# each document is there once
		corpus-export -q --to ldac few.mz | sort >before
		corpus-export -q --to ldac one.mz >after
		sort after | cmp - before
	done
	# half of each name in either half: neither stays together
	awk -F '\t' '{ print "n" (NR > 1500) "\t" $2 }' many.txt |
		corpus-bow -q --vocab many.vocab | corpus-shuffle | stream-text |
		awk -F '\t' '$1 != last { turns++ } { last = $1 } END { exit !(turns > 1300) }'
	# one name: about half of the neighbours go down
	awk -F '\t' '{ printf "n\tw%04d\n", NR }' many.txt >numbered.txt
	corpus-vocab -q -o numbered.vocab numbered.txt
	corpus-bow -q --vocab numbered.vocab numbered.txt | corpus-shuffle | stream-text |
		awk -F '\t' 'NR > 1 && $2 < last { down++ } { last = $2 }
			END { exit !(down > 1300 && down < 1700) }'
}

@test "memory is bounded where all documents have one name" {
	# sanitizers and coverage have memory of their own
	[[ $BIN == */release/* ]] || skip "not the release build"
	awk 'BEGIN { srand(3); for (d = 0; d < 4000; d++) {
		printf "n\t"
		for (n = 0; n < 200; n++) printf "w%d ", int(5000 * rand())
		printf "\n" } }' >text
	corpus-vocab -q -o vocab text
	corpus-bow -q --vocab vocab -o corpus.mz text
	mapfile -t copies < <(yes corpus.mz | head -n 20)
	[ "$("$BUILD/tests/bench/timer" -n 1 corpus-shuffle -j 2 -o got.mz "${copies[@]}" |
		cut -f 3)" -lt 65536 ]
	stream-info got.mz | grep -Fx 'rows	80000'
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

@test "more documents than a table of names begins with come out as they went in" {
	seq 600000 | sed 's/.*/1 0:1/' >many.ldac
	corpus-import -q --from ldac -o many.mz many.ldac
	corpus-shuffle -q -o out.mz many.mz
	stream-text out.mz | cut -f1 | sort -n | cmp - <(seq 600000)
}
