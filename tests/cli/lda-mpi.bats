#!/usr/bin/env bats
# LDA by the ranks of an MPI job: the bytes of dist-run, whatever the ranks, and after one
# was killed.
load helper
load mpi

setup_shards() {
	need_mpi
	make_many
	corpus-shard -q -d shards -n 6 many.mz
}

@test "1, 2, 4 and 8 ranks train the model of dist-run, dense and sparse" {
	setup_shards
	for k in 5 220; do
		lda-init -q -k $k -o start.mz many.mz
		dist-run -q lda -k $k --passes 3 -o wanted.mz shards
		for n in 1 2 4 8; do
			ranks $n lda-mpi -q -f -j 1 --model start.mz --passes 3 -o got.mz shards/*.mz
			cmp got.mz wanted.mz
		done
	done
	# shards that don't stay in memory, vb and its options
	lda-init -q -k 4 --inference vb -o start.mz many.mz
	cp start.mz wanted.mz
	for pass in 1 2; do
		lda-estep -q --iterations 7 --tolerance 0.01 --model wanted.mz -o $pass.stat shards/*.mz
		lda-mstep -q --model wanted.mz -o next.mz $pass.stat
		mv next.mz wanted.mz
	done
	ranks 2 lda-mpi -v -f -j 1 --iterations 7 --tolerance 0.01 --memory 1K --model start.mz \
		--passes 2 -o got.mz shards/*.mz 2>notes
	cmp got.mz wanted.mz
	grep -q 'lda-mpi: pass 2: 3000 documents, 180000 tokens' notes
}

@test "64 ranks, of which some have no shard" {
	setup_shards
	corpus-shard -q -d many -n 40 many.mz
	lda-init -q -k 5 -o start.mz many.mz
	dist-run -q lda -k 5 --passes 1 -o wanted.mz many
	timeout -k 5 900 "$LAUNCH" -n 64 lda-mpi -q -f -j 1 --model start.mz --passes 1 -o got.mz \
		many/*.mz
	cmp got.mz wanted.mz
}

@test "a rank is killed: the same line goes on from the last pass, with other ranks" {
	setup_shards
	lda-init -q -k 8 -o start.mz many.mz
	ranks 1 lda-mpi -q -j 1 --model start.mz --passes 200 -o wanted.mz shards/*.mz
	line=(lda-mpi -f -j 1 --model "$PWD/start.mz" --passes 200 --checkpoint save.mz -o got.mz)
	# in the first pass; then after a checkpoint; then in the middle of writing one
	killed has_begun 3 "${line[@]}" shards/*.mz
	killed 'there save.mz' 2 "${line[@]}" shards/*.mz
	killed 'cut_short save.mz' 4 "${line[@]}" shards/*.mz
	grep -q 'signal 25\|File size limit' killed.out
	[ ! -e got.mz ]
	ranks 3 "${line[@]}" -v shards/*.mz 2>notes
	grep -q 'goes on after pass' notes
	cmp got.mz wanted.mz
	# all is done: the same again
	ranks 1 "${line[@]}" shards/*.mz
	cmp got.mz wanted.mz
}

@test "checkpoints and shards of something else" {
	setup_shards
	lda-init -q -k 3 -o start.mz many.mz
	lda-init -q -k 3 --seed 2 -o other.mz many.mz
	ranks 2 lda-mpi -q --model start.mz --passes 2 --checkpoint save.mz -o got.mz shards/*.mz
	failing 64 'rank 0: save.mz: no checkpoint, or one of another start' 2 \
		lda-mpi -f --model other.mz --passes 2 --checkpoint save.mz -o got.mz shards/*.mz
	failing 64 'save.mz is after pass 2, and --passes is 1' 2 \
		lda-mpi -f --model start.mz --passes 1 --checkpoint save.mz -o got.mz shards/*.mz
	failing 64 'it is of another corpus' 2 \
		lda-mpi -f --model start.mz --passes 3 --checkpoint save.mz -o got.mz shards/shard-00000.mz
	head -c 3000 save.mz >short
	mv short save.mz
	failing 65 'remove the checkpoint to begin again' 2 \
		lda-mpi -f --model start.mz --passes 3 --checkpoint save.mz -o got.mz shards/*.mz
	failing 64 'rank 0: no shards' 2 lda-mpi --model start.mz -o out
	failing 64 'shards: no file: ranks read their shards in each pass' 2 \
		lda-mpi --model start.mz -o out shards
	failing 66 'rank 0: none.mz: No such file' 2 lda-mpi --model start.mz -o out none.mz
	failing 69 '2 ranks, and --ranks says 3' 2 lda-mpi --ranks 3 --model start.mz -o out many.mz
	corpus-weight -q -o weighted.mz many.mz
	failing 65 'weights' 1 lda-mpi --model start.mz -o out weighted.mz
	ranks 1 lda-mpi -q --allow-weights --passes 1 --model start.mz -o out weighted.mz
	make_pets
	failing 65 'another vocabulary' 1 lda-mpi --model start.mz -f -o out pets.mz
	# more ranks than shards is no mistake
	ranks 2 lda-mpi -f --passes 1 --model start.mz -o out many.mz 2>notes
	grep -q '1 of 2 ranks have no shard: more shards, or fewer ranks' notes
	# shellcheck disable=SC2016 # the rank's shell
	failing 65 'rank 1: other shards than rank 0 was given' 2 sh -c \
		'lda-mpi -f --model start.mz -o out shards/shard-0000${OMPI_COMM_WORLD_RANK:-$PMI_RANK}.mz'
}
