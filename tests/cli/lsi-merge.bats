#!/usr/bin/env bats
load helper

make_parts() { once "parts$1" new_parts "$1"; }
new_parts() {
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

# The documents of these lines of many.txt, weighted.
some() {
	sed -n "$1p" many.txt | corpus-bow -q --vocab many.vocab | corpus-weight -q -o "$2"
}

@test "lsi-merge: corpora that overlap are told, exactly where they are small" {
	make_many
	some 1,600 a.mz
	some 590,1000 b.mz
	some 1001,3000 c.mz
	some 601,2900 d.mz
	for n in a b c d; do
		lsi-partial -q -k 4 --precision f64 -o $n.lsi $n.mz
	done
	[ "$(stream-info a.lsi b.lsi c.lsi | grep ^sketch)" \
		= "$(printf 'sketch\t%d names\n' 600 411 1024)" ]
	lsi-merge -o ab.lsi a.lsi b.lsi 2>said
	[ "$(cat said)" = "lsi-merge: 11 documents of the same name are in two operands: the same ones count twice" ]
	# of distinct ones nothing is said
	lsi-merge -o ac.lsi a.lsi c.lsi 2>said
	[ ! -s said ]
	lsi-merge -q -o ab.quiet a.lsi b.lsi 2>said
	[ ! -s said ]
	cmp ab.lsi ab.quiet
	# an estimate, of what was merged before too: 2300 documents, 1900 of them common
	lsi-merge -o all.lsi a.lsi c.lsi d.lsi 2>said
	n=$(sed -n 's/^lsi-merge: about \([0-9]*\) documents of the same name are in two .*/\1/p' said)
	[ "$n" -gt 1950 ] && [ "$n" -lt 2650 ]
	# the sample does not depend on order and grouping
	lsi-merge -q -o bc.lsi b.lsi c.lsi
	lsi-merge -q -o bca.lsi bc.lsi a.lsi
	lsi-merge -q -o abc.lsi ab.lsi c.lsi
	[ "$(zcat abc.lsi | grep -a '^#sketch')" = "$(zcat bca.lsi | grep -a '^#sketch')" ]
	[ "$(zcat abc.lsi | grep -a '^#sketch' | tr '\t' '\n' | wc -l)" -eq 1025 ]
	# it costs at most 8 KiB, and is not shown among the columns' lines
	[ "$(zcat abc.lsi | grep -a '^#sketch' | gzip | wc -c)" -lt 8192 ]
	[ -z "$(stream-text --sample 0 abc.lsi | grep '^#sketch')" ]
}

@test "lsi-merge: the sample is the same in chunks, by passes and in memory" {
	make_passes 2
	lsi-basis -q --finish -k 4 -o passes.lsi "${bases[@]}" p0.mz p1.mz
	lsi-partial -q -k 4 -o memory.lsi weighted.mz
	lsi-partial -q -k 4 --chunk 1000 -o chunks.lsi weighted.mz
	for n in passes chunks; do
		[ "$(zcat $n.lsi | grep -a '^#sketch')" = "$(zcat memory.lsi | grep -a '^#sketch')" ]
	done
	zcat memory.lsi | grep -aq '^#sketch'
}

@test "lsi-merge: names of digits alone are told with the same words only" {
	make_many
	cut -f 2 many.txt >lines.txt
	for n in 1,500 501,1000 1,800; do
		sed -n "${n}p" lines.txt | corpus-bow -q --input lines --vocab many.vocab \
			| corpus-weight -q | lsi-partial -q -k 4 -o "$n.lsi"
	done
	lsi-merge -o one.lsi 1,500.lsi 501,1000.lsi 2>said
	[ ! -s said ]
	# a file that has grown
	lsi-merge -o two.lsi 1,500.lsi 1,800.lsi 2>said
	grep -q ': 500 documents of the same name are in two operands' said
}
