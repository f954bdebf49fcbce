#!/usr/bin/env bats
load helper

@test "lsi-multiply: products add up bit for bit in any grouping" {
	make_passes 2
	lsi-multiply -q -j1 --basis b1.mz -o all.mz shards/shard-*.mz
	cmp all.mz p1.mz
	lsi-multiply -q -j4 --basis b1.mz shards/shard-*.mz | cmp - p1.mz
	cat p1-2.mz p1-0.mz | lsi-multiply -q --sum -o some.mz -
	lsi-multiply -q --sum -o all.mz p1-1.mz some.mz
	cmp all.mz p1.mz
	refuses 64 "one of --basis BASIS, --squares and --sum" lsi-multiply --sum --squares p1.mz
	refuses 65 "kind is corpus, and product is expected" lsi-multiply --sum shards/shard-00000.mz
	cat shards/shard-*.mz | lsi-multiply -q --basis b1.mz | cmp - p1.mz
}

@test "lsi-multiply: --squares is each stream's sum of squares" {
	make_pets
	[ "$(lsi-multiply --squares pets.mz)" = "11" ]
	cat pets.mz pets.mz >two.mz
	[ "$(lsi-multiply --squares two.mz)" = "11
11" ]
	refuses 64 'one of --basis BASIS, --squares and --sum' lsi-multiply pets.mz
	refuses 64 'one of --basis BASIS, --squares and --sum' lsi-multiply --squares --basis pets.mz pets.mz
}

@test "lsi-multiply: refuses other bases and vocabularies" {
	make_many
	lsi-basis -q --start --block 8 --bound 1e-3 -o low.mz many.mz
	refuses 65 'beyond its bound' lsi-multiply --basis low.mz many.mz
	refuses 65 'kind is corpus, and basis is expected' lsi-multiply --basis many.mz many.mz
	make_pets
	refuses 65 'another vocabulary' lsi-multiply --basis low.mz pets.mz
	head -c $(($(wc -c <many.mz) - 30)) many.mz >cut.mz
	refuses 65 'truncated' lsi-multiply --basis low.mz -o no.mz cut.mz
	[ ! -e no.mz ]
}
