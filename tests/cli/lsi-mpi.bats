#!/usr/bin/env bats
# LSI by the ranks of an MPI job: the bytes of dist-run, whatever the ranks, and after one
# was killed.
load helper
load mpi

setup_shards() {
	need_mpi
	make_many
	head -n 1000 many.txt | corpus-bow -q --vocab many.vocab | corpus-weight -q -o weighted.mz
	corpus-shard -q -d shards -n 6 weighted.mz
}

@test "1, 2, 4 and 8 ranks give the factors of dist-run" {
	setup_shards
	dist-run -q lsi -k 10 --task-nnz 40000 -o wanted.mz shards
	for n in 1 2 4 8; do
		rm -rf work
		ranks $n lsi-mpi -v -f -j 1 -k 10 --work work -o got.mz shards/*.mz 2>notes
		cmp got.mz wanted.mz
		grep -q 'lsi-mpi: 10 of 10 factors are within 0.01 after' notes
	done
	dist-run -q lsi -k 4 --passes 3 --block 8 --seed 9 -o wanted.mz shards
	ranks 2 lsi-mpi -q -f -j 1 -k 4 --passes 3 --block 8 --seed 9 --work other -o got.mz \
		shards/*.mz
	cmp got.mz wanted.mz
	# more passes than the first look, and the search for missed values
	dist-run -q lsi -k 12 --block 4 --tolerance 1e-4 --task-nnz 40000 -o wanted.mz shards
	ranks 3 lsi-mpi -q -f -j 1 -k 12 --block 4 --tolerance 1e-4 --work third -o got.mz \
		shards/*.mz
	cmp got.mz wanted.mz
}

@test "16 ranks, of which some have no shard" {
	setup_shards
	corpus-shard -q -d few -n 10 weighted.mz
	dist-run -q lsi -k 4 --passes 2 --block 8 -o wanted.mz few
	timeout -k 5 900 "$LAUNCH" -n 16 lsi-mpi -q -f -j 1 -k 4 --passes 2 --block 8 --work work \
		-o got.mz few/*.mz
	cmp got.mz wanted.mz
}

@test "a rank is killed: the same line goes on from the last pass, with other ranks" {
	setup_shards
	dist-run -q lsi -k 10 --task-nnz 40000 -o wanted.mz shards
	line=(lsi-mpi -f -j 1 -k 10 --work "$PWD/work" -o got.mz)
	killed 'there work' 3 "${line[@]}" shards/*.mz
	killed 'there work/basis-00001.mz' 3 "${line[@]}" shards/*.mz
	killed 'there work/product-00003.mz' 2 "${line[@]}" shards/*.mz
	[ ! -e got.mz ]
	ranks 4 "${line[@]}" -v shards/*.mz 2>notes
	grep -q 'goes on after pass' notes
	cmp got.mz wanted.mz
}

@test "work folders and shards of something else" {
	setup_shards
	ranks 2 lsi-mpi -q -k 3 --passes 2 --work work -o got.mz shards/*.mz
	failing 64 'work: the work folder of another run' 2 \
		lsi-mpi -f -k 4 --passes 2 --work work -o got.mz shards/*.mz
	failing 64 'work: the work folder of another run' 2 \
		lsi-mpi -f -k 3 --passes 2 --work work -o got.mz shards/shard-00001.mz
	failing 64 'shards: not empty, and no work folder of lsi-mpi' 1 \
		lsi-mpi -f -k 3 --work shards -o got.mz shards/*.mz
	failing 69 '2 ranks, and --ranks says 3' 2 \
		lsi-mpi --ranks 3 -k 3 --work new -o out weighted.mz
	[ ! -e new ]
	: >empty
	failing 65 'empty: ' 2 lsi-mpi -k 3 --work new -o out empty
	# a basis that was cut is told, with its name
	head -c 2000 work/basis-00001.mz >short
	mv short work/basis-00001.mz
	rm work/product-00001.mz
	failing 65 'basis-00001.mz: ' 1 lsi-mpi -f -k 3 --passes 2 --work work -o got.mz shards/*.mz
}
