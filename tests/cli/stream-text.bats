#!/usr/bin/env bats
load helper

@test "a corpus is a line a nonzero, empty documents a line of their own" {
	make_pets
	run -0 stream-text pets.mz
	[ "$output" = $'a\tand\t2\na\tcats\t2\na\tdogs\t1\nb\tdogs\t1\nempty\t\t\nc\tbirds\t1' ]
}

@test "--sample shows the first rows, and the rest is still checked" {
	make_pets
	run -0 stream-text --sample 2 pets.mz
	[ "${lines[3]}" = "b	dogs	1" ]
	[ "${#lines[@]}" = 4 ]
	size=$(wc -c <pets.mz)
	head -c $((size - 5)) pets.mz >cut.mz
	run -65 stream-text --sample 1 cut.mz
}

@test "the order does not depend on threads" {
	make_many
	stream-text -j 1 -o one many.mz
	stream-text -j 8 many.mz | cmp - one
}

@test "weights are shown so that they read back as the same" {
	make_many
	corpus-weight --precision f64 -o w.mz many.mz
	stream-text w.mz >text
	# what f64 says, rounded to f32, is what f32 says
	corpus-weight many.mz | stream-text >text32
	paste text text32 | awk -F '\t' '{ d = ($3 - $6) / $3; if (d > 2e-7 || d < -2e-7) exit 1 }'
}
