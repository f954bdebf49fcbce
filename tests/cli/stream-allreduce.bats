#!/usr/bin/env bats
# Sums over MPI ranks: the bytes of one run over all shards, whatever the ranks.
load helper
load mpi

# share COMMAND...: the rank's own of the shards behind "--", to the command, to the sum.
share() {
	cat >share.sh <<-'END'
		rank=${OMPI_COMM_WORLD_RANK:-$PMI_RANK} count=${OMPI_COMM_WORLD_SIZE:-$PMI_SIZE}
		i=0
		for shard in shards/shard-*.mz; do
			[ $((i % count)) -ne "$rank" ] || set -- "$@" "$shard"
			i=$((i + 1))
		done
		"$@" | stream-allreduce -q -f --root --ranks "$count" -o sum.mz
	END
}

@test "statistics of 1, 2 and 5 ranks, dense and sparse, are those of all shards" {
	need_mpi
	make_many
	share
	corpus-shard -q -d shards -n 5 many.mz
	for k in 6 220; do
		lda-init -q -k $k -o model.mz many.mz
		lda-estep -q --model model.mz -o all.mz shards/*.mz
		for n in 1 2 5; do
			rm -f sum.mz
			ranks $n sh share.sh lda-estep -q -j 1 --model model.mz
			cmp sum.mz all.mz
		done
	done
	# and lda-mstep takes them; a learned alpha has sums of its own
	lda-init -q -k 6 --alpha auto -o model.mz many.mz
	lda-estep -q --model model.mz -o all.mz shards/*.mz
	ranks 2 sh share.sh lda-estep -q -j 1 --model model.mz
	cmp sum.mz all.mz
	lda-mstep -q --model model.mz -o next.mz sum.mz
}

@test "products of 1 and 4 ranks are those of all shards" {
	need_mpi
	make_many
	share
	corpus-weight -q -o weighted.mz many.mz
	corpus-shard -q -d shards -n 4 weighted.mz
	lsi-basis -q --start --block 20 -o basis.mz weighted.mz
	lsi-multiply -q --basis basis.mz -o all.mz shards/*.mz
	for n in 1 4; do
		rm -f sum.mz
		ranks $n sh share.sh lsi-multiply -q -j 1 --basis basis.mz
		cmp sum.mz all.mz
	done
	# every rank has the sum, each its own output
	# shellcheck disable=SC2016 # the rank's shell
	ranks 2 sh -c 'stream-allreduce -v -o own.${OMPI_COMM_WORLD_RANK:-$PMI_RANK} all.mz'
	cmp own.0 own.1
	# alone it is the sum of one
	stream-allreduce -o alone.mz all.mz
	cmp alone.mz all.mz
}

@test "sums at the edge of 32 and of 64 bits" {
	need_mpi
	# a product whose numbers are chosen: 2^31 - 1 and more, of two ranks
	make_passes 1
	lsi-multiply -q --basis b0.mz -o p.mz shards/shard-00000.mz
	# a product added to itself many times needs more than 32 bits
	cp p.mz sum.mz
	lsi-multiply -q --sum -o twice.mz p.mz p.mz
	ranks 2 stream-allreduce -q --root -f -o got.mz p.mz
	cmp got.mz twice.mz
	for _ in 1 2 3 4 5 6 7 8; do
		lsi-multiply -q --sum -o next.mz twice.mz twice.mz
		mv next.mz twice.mz
	done
	lsi-multiply -q --sum -o wanted.mz twice.mz twice.mz twice.mz
	ranks 3 stream-allreduce -q --root -f -o got.mz twice.mz
	cmp got.mz wanted.mz
	stream-text -q wanted.mz | awk -F'\t' '!/^#/ { for (i = 2; i <= NF; i++)
		if ($i > 2147483647 || $i < -2147483648) wide++ } END { exit !wide }'
}

@test "what does not belong together is told once, by all ranks" {
	need_mpi
	make_models
	lsi-multiply -q --basis b.mz -o p.mz w.mz
	lda-init -q -k 2 --seed 9 -o other.mz pets.mz
	lda-estep -q --model other.mz -o other.stat pets.mz
	make_many
	lda-init -q -k 2 -o many.model many.mz
	lda-estep -q --model many.model -o many.stat many.mz
	head -c 400 s.mz >cut.mz
	cat s.mz s.mz >both.mz
	: >empty
	# shellcheck disable=SC2016 # the rank's shell
	printf '%s\n' '[ "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}" -eq 1 ] || set -- "$2" "$2"' \
		'exec stream-allreduce --root -o out "$1"' >pick.sh
	failing 65 'rank 1: p.mz: product, and rank 0 has statistics' 2 sh pick.sh p.mz s.mz
	failing 65 'rank 1: other.stat: of another model than rank 0 has' 2 sh pick.sh other.stat s.mz
	failing 65 'rank 1: many.stat: another vocabulary than rank 0 has' 2 sh pick.sh many.stat s.mz
	failing 65 'rank 1: both.mz: several streams, where each rank has one' 2 \
		sh pick.sh both.mz s.mz
	failing 65 'rank 1: empty: ' 2 sh pick.sh empty s.mz
	failing 65 'rank 1: cut.mz: ' 2 sh pick.sh cut.mz s.mz
	failing 66 'rank 1: none.mz: No such file' 2 sh pick.sh none.mz s.mz
	failing 65 'rank 0: pets.mz: kind is corpus, and only statistics' 2 \
		stream-allreduce --root -o out pets.mz
	[ ! -e out ]
}

@test "ranks of different versions: told once, and nothing is added up" {
	need_mpi
	make_models
	version=$(stream-allreduce --version | sed 's/.* //;q')
	other=${version//[0-9]/7}
	# the same program, which says that it is of another version
	LC_ALL=C sed "s/${version//./\\.}/$other/g" "$BIN/stream-allreduce" >other
	chmod 755 other
	[ "$(./other --version)" = "stream-allreduce (topictools) $other" ]
	# shellcheck disable=SC2016 # the rank's shell
	printf '%s\n' '[ "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}" -ne 1 ] || exec ./other --root -o out s.mz' \
		'exec stream-allreduce --root -o out s.mz' >mixed.sh
	failing 65 "rank 1: topictools $other, and rank 0 has $version: install the same everywhere" 3 \
		sh mixed.sh
	[ ! -e out ]
}

@test "alone where it should not be, and no MPI" {
	make_models
	if [ "$(stream-allreduce --version -v | sed -n 's/^mpi	//p')" = none ]; then
		for command in 'stream-allreduce s.mz' 'lda-mpi --model t.mz pets.mz' \
			'lsi-mpi -k 1 --work w pets.mz'; do
			# shellcheck disable=SC2086 # words
			refuses 69 'built without MPI: install one (Debian: libopenmpi-dev)' $command
		done
		return
	fi
	need_mpi
	refuses 69 '1 rank, and --ranks says 2' stream-allreduce --ranks 2 -o out s.mz
	# a program of one MPI under the launcher of the other
	unset OMPI_COMM_WORLD_SIZE
	PMI_SIZE=3 refuses 69 'is it started by the mpirun, or the srun --mpi=, of another MPI?' \
		stream-allreduce -o out s.mz
	SLURM_STEP_NUM_TASKS=2 refuses 69 '1 rank, and SLURM_STEP_NUM_TASKS says 2' \
		stream-allreduce -o out s.mz
	[ ! -e out ]
}

@test "no MPI at run time: no launcher, no library" {
	need_mpi
	make_models
	mkdir alone
	ln -s "$BIN/lda-mpi" alone
	ranks 1 lda-mpi -q --model t.mz --passes 2 -o wanted.mz pets.mz
	# one rank, started by hand: what an MPI needs for that is its own matter, and told by it;
	# there is the whole model, or none
	PATH=$PWD/alone run lda-mpi -q --model t.mz --passes 2 -o got.mz pets.mz
	if [ "$status" -eq 0 ]; then
		cmp got.mz wanted.mz
	else
		[ ! -e got.mz ]
		[[ $output == *MPI* ]]
	fi
	lda-mpi -q --model t.mz --passes 2 -f -o got.mz pets.mz
	cmp got.mz wanted.mz
	# the commands of MPI name the library; no other needs it
	for command in stream-allreduce lda-mpi lsi-mpi lda-estep lda-mstep dist-run; do
		LC_ALL=C sed 's/libmpi\(ch\)\{0,1\}\.so/libno\1-.so/g' "$BIN/$command" >"alone/$command.without"
		chmod 755 "alone/$command.without"
		case $command in
		*mpi | *allreduce)
			run -127 "alone/$command.without" --version
			[[ $output == *libno*.so*'cannot open shared object file'* ]]
			;;
		*) "alone/$command.without" --version ;;
		esac
	done
}
