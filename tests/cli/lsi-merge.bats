#!/usr/bin/env bats
load helper

make_parts() {
	make_many
	corpus-weight -q -o weighted.mz many.mz
	corpus-shard -q -d shards -n 3 weighted.mz
	for n in 0 1 2; do
		lsi-partial -q -k "$1" --precision f64 -o part$n.mz shards/shard-0000$n.mz
	done
}

# The singular values of a model, one a line.
sigmas() {
	stream-text "$1" | grep '^#sigma' | tr '\t' '\n' | sed 1d
}

# The largest relative difference of two models' first N singular values.
apart() {
	paste <(sigmas "$1") <(sigmas "$2") | head -n "$3" |
		awk '{ d = $1 / $2 - 1; if (d < 0) d = -d; if (d > m) m = d } END { print m }'
}

below() {
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'
}

@test "lsi-merge: parts that keep more than the model come close to the whole" {
	make_parts 60
	lsi-partial -q -k 20 --exact -o whole.mz weighted.mz
	lsi-merge -q -k 20 -o merged.mz part0.mz part1.mz part2.mz
	below "$(apart merged.mz whole.mz 20)" .15
	[ "$(stream-text merged.mz | grep '^#documents')" = "#documents	3000" ]
	below "$(lsi-check --model merged.mz weighted.mz | sed -n 's/^#orthogonality	//p')" 1e-12
}

@test "lsi-merge: any grouping, to within the stated error" {
	make_parts 60
	lsi-merge -q -o left.mz part0.mz part1.mz
	lsi-merge -qf -k 20 -o left.mz left.mz part2.mz
	lsi-merge -q -o right.mz part1.mz part2.mz
	lsi-merge -qf -k 20 -o right.mz part0.mz right.mz
	worst=$(stream-text left.mz | grep '^#error' | tr '\t' '\n' | sed 1d | sort -g | tail -1)
	below "$(apart left.mz right.mz 20)" "$worst"
}

@test "lsi-merge: operands one by one, in one stream, with any threads: the same" {
	make_parts 20
	lsi-merge -q -o all.mz part0.mz part1.mz part2.mz
	lsi-merge -q -o step.mz part0.mz part1.mz
	lsi-merge -qf -o step.mz step.mz part2.mz
	cmp <(stream-text all.mz) <(stream-text step.mz)
	cat part0.mz part1.mz part2.mz | lsi-merge -q -j1 -o cat.mz
	cmp <(stream-text all.mz) <(stream-text cat.mz)
	lsi-merge -q -j5 part0.mz part1.mz part2.mz | cmp - all.mz
}

@test "lsi-merge: different k, and none" {
	make_parts 20
	lsi-partial -q -k 5 -o few.mz shards/shard-00001.mz
	lsi-partial -q -k 20 -o f32.mz shards/shard-00000.mz
	lsi-merge -q -o merged.mz f32.mz few.mz
	[ "$(sigmas merged.mz | wc -l)" -eq 20 ]
	corpus-select -q --docs /dev/null -o none.mz weighted.mz
	lsi-partial -q -k 5 -o nothing.mz none.mz
	lsi-merge -q -o same.mz f32.mz nothing.mz
	below "$(apart same.mz f32.mz 20)" 1e-6
	lsi-merge -k 500 -o merged.mz few.mz 2>notes
	grep -q '5 factors, not 500' notes
}

@test "lsi-merge: --decay forgets" {
	make_parts 20
	lsi-merge -q --decay .5 -o merged.mz part0.mz part1.mz
	lsi-merge -q -o plain.mz part0.mz part1.mz
	below "$(sigmas merged.mz | head -1)" "$(sigmas plain.mz | head -1)"
	refuses 64 '--decay' lsi-merge --decay 2 part0.mz
}

@test "lsi-merge: refuses what doesn't belong together" {
	make_parts 5
	make_pets
	corpus-weight -q -o petsw.mz pets.mz
	lsi-partial -q -k 2 --precision f64 -o other.mz petsw.mz
	refuses 65 'another vocabulary' lsi-merge part0.mz other.mz
	lsi-partial -q -k 2 --precision f64 -o counts.mz many.mz
	refuses 65 'weighting' lsi-merge part0.mz counts.mz
	refuses 65 'kind is corpus, and factors is expected' lsi-merge weighted.mz
	head -c $(($(wc -c <part1.mz) - 10)) part1.mz >cut.mz
	refuses 65 'truncated' lsi-merge part0.mz cut.mz
}

@test "documents that are added twice are told, in whatever order and shards they come" {
	make_many
	corpus-weight -q -o w.mz many.mz
	corpus-split -q --test 0.3 --rest old.mz -o new.mz w.mz
	corpus-shuffle -q --seed 5 -o again.mz new.mz
	lsi-partial -q -k 5 -o old.model old.mz
	lsi-partial -q -k 5 -o new.model new.mz
	lsi-partial -q -k 5 -o again.model again.mz
	lsi-merge -o model old.model new.model 2>said
	[ ! -s said ]
	lsi-merge -o twice model again.model 2>said
	grep -q 'the same [0-9]* documents (digest [0-9a-f]*) are in two operands: they count twice' said
	[ "$(stream-info twice | grep -c ^learned)" -eq 3 ]
}
