#!/usr/bin/env bats
load helper

@test "statistics carry only the words that the shard has" {
	make_pets
	lda-init -k 2 -o model.mz pets.mz
	[ "$(head -n 1 pets.txt | corpus-bow -q --vocab pets.vocab | lda-estep --model model.mz | stream-text | sed /^#/d | cut -f 1 | xargs)" = "and cats dogs" ]
	# their expected tokens are those counted
	lda-estep --model model.mz pets.mz | stream-text | awk -F '\t' '!/^#/ { sum[$1] = ($2 + $3) / 1048576 }
		END { exit !(sum["cats"] > 1.9999 && sum["cats"] < 2.0001 && sum["birds"] > .9999 && sum["birds"] < 1.0001) }'
}

@test "documents without words, and no documents at all, give statistics" {
	make_pets
	lda-init -k 2 --alpha auto -o model.mz pets.mz
	printf 'x\t\n' | corpus-bow -q --vocab pets.vocab | lda-estep --model model.mz -o empty.stat
	corpus-bow -q --vocab pets.vocab </dev/null | lda-estep --model model.mz -o none.stat
	lda-estep --model model.mz -o pets.stat pets.mz
	lda-mstep --model model.mz -o with.mz pets.stat none.stat
	lda-mstep --model model.mz -o without.mz pets.stat
	cmp with.mz without.mz
	refuses 65 "no document with words" lda-mstep --model model.mz none.stat
	refuses 65 "no document with words" lda-mstep --model model.mz empty.stat
	lda-mstep --model model.mz -o more.mz pets.stat empty.stat
}

@test "half a stream is never taken for a whole one" {
	make_many
	lda-init -k 5 -o model.mz many.mz
	lda-estep --model model.mz -o stat.mz many.mz
	for share in 20 50 90 99; do
		head -c $(($(wc -c <stat.mz) * share / 100)) stat.mz >cut.mz
		refuses 65 "truncated" lda-mstep --model model.mz cut.mz
		head -c $(($(wc -c <model.mz) * share / 100)) model.mz >cut.mz
		refuses 65 "truncated" lda-estep --model cut.mz many.mz
	done
	cat model.mz model.mz >twice.mz
	refuses 65 "several models" lda-estep --model twice.mz many.mz
}

@test "more than is taken in at once gives what its parts give" {
	"$BUILD/tests/bench/generate" -q -D 60000 -W 5000 -k 5 --length 130 -o long.mz
	[ "$(stream-info long.mz | sed -n 's/^nonzeros	//p')" -gt 4194304 ]
	corpus-shard -q -d parts -n 2 long.mz
	lda-init -q -k 3 -o start.mz long.mz
	lda-estep -q --model start.mz --iterations 2 -o whole parts/shard-0000[01].mz
	for part in 0 1; do
		lda-estep -q --model start.mz --iterations 2 -o part$part parts/shard-0000$part.mz
	done
	lda-mstep -q --model start.mz -o one.mz whole
	lda-mstep -q --model start.mz -o two.mz part0 part1
	cmp one.mz two.mz
}
