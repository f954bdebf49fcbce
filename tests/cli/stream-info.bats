#!/usr/bin/env bats
load helper

@test "tells kind, sizes and totals" {
	make_pets
	run -0 stream-info pets.mz
	[[ $output == *$'kind\tcorpus\nvalues\tcounts\ncolumns\t4\nweighting\tcounts\nvocabulary\t4'* ]]
	[[ $output == *$'streams\t1\nrows\t4\nnonzeros\t5\nmembers\t3\ndigest\t'* ]]
	stream-info -o to.file pets.mz
	[ "$output" = "$(cat to.file)" ]
}

@test "several operands are told apart, joined streams counted" {
	make_pets
	run -0 stream-info pets.mz pets.mz
	[ "$(grep -c '^stream	pets.mz$' <<<"$output")" = 2 ]
	run -0 bash -c 'cat pets.mz pets.mz | stream-info'
	[[ $output == *$'streams\t2\nrows\t8\n'* ]]
}

@test "--quick reads no further than the vocabulary" {
	make_pets
	size=$(wc -c <pets.mz)
	head -c $((size - 5)) pets.mz >cut.mz
	run -0 stream-info --quick cut.mz
	[[ $output != *rows* ]]
	refuses 65 "cut.mz: truncated after row 4" stream-info cut.mz
}

@test "the digest does not depend on threads, and does on content" {
	make_many
	[ "$(stream-info -j 1 many.mz)" = "$(stream-info -j 8 many.mz)" ]
	make_pets
	[ "$(digest pets.mz)" != "$(digest many.mz)" ]
}
