# slurm.bats - dist-run in allocations of a real Slurm, where there is one: two nodes of
# this machine (slurm.sh).
# shellcheck disable=SC2154,SC2034,SC1091,SC2086 # status and stderr are bats', LAB_* the lab's

load lab
load ../cli/mpi
load job

setup_file() {
	if ! "$HERE/slurm.sh" can; then
		skip "needs root, namespaces, and slurmctld, slurmd, slurm-client and munge"
	fi
	"$HERE/slurm.sh" up 2 >"$BATS_FILE_TMPDIR/slurm"
	make_wanted
}

teardown_file() {
	[ ! -s "$BATS_FILE_TMPDIR/slurm" ] || (
		. "$BATS_FILE_TMPDIR/slurm"
		"$HERE/slurm.sh" down "$SLURM_LAB"
	)
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	. "$BATS_FILE_TMPDIR/slurm"
	cp "$BATS_FILE_TMPDIR"/text "$BATS_FILE_TMPDIR"/l??.mz .
	mkdir -p tmp cache
	export TMPDIR=$PWD/tmp XDG_CACHE_HOME=$PWD/cache
	commands bin 0.15
	PATH=$PWD/bin:$PATH
}

# Until a file is there, or the Slurm of this test is surely broken.
await() {
	local tries=0
	until [ -s "$1" ]; do
		tries=$((tries + 1))
		if [ "$tries" -gt 3000 ]; then
			scontrol show job
			sinfo -R
			tail -n 20 out "$SLURM_LAB"/log/slurm*
			return 1
		fi
		sleep 0.1
	done
}

@test "an allocation that is asked for, and one that is there: the same bytes" {
	timeout 480 dist-run -q --slurm --slurm-options '-N 2' --joblog log $LDA -o got.mz text
	cmp got.mz lda.mz
	[ "$(sed 1d log | cut -f 2 | sort -u | tr '\n' ' ')" = 'n1 n2 ' ]
	rm got.mz
	timeout 480 salloc -Q -N 2 -n 4 dist-run -q --slurm $LSI -o got.mz text
	cmp got.mz lsi.mz
	timeout 480 salloc -Q -N 2 dist-run --slurm --check | cut -f 1,2 | sed 1d >met
	printf 'n1\tok\nn2\tok\n' | cmp - met
	# so much memory is not to be had
	run --separate-stderr timeout 240 dist-run --slurm --slurm-options --mem=9T vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *'salloc: error:'* ]]
}

# Filters wait from the journal's twentieth line on for as long as Slurm lets them: its
# signal comes as the limit is near, and the job that was queued again runs through.
# Slurm looks each half minute at how much time is left: with three minutes it finds too
# little between 30 and 60 s after the start, so the job is surely there.
@test "the time limit comes: the job is signalled, queued again, and goes on" {
	# shellcheck disable=SC2016 # the filter's shell
	wrap bin lda-estep "while [ \"\${SLURM_RESTART_COUNT:-0}\" -eq 0 ] &&
		[ \"\$(cat '$PWD'/dist-run-*.work/journal | wc -l)\" -ge 20 ]; do sleep 0.2; done"
	dist-run --slurm --slurm-script --slurm-options '-N 2 -t 3' -v $LDA -o got.mz text >job.sh
	id=$(sbatch --parsable -o out job.sh)
	await "dist-run-$id.work/journal"
	until [ "$(squeue -h -j "$id" -o %t)" = PD ]; do
		state=$(scontrol show job "$id")
		[[ $state =~ JobState=(RUNNING|COMPLETING|CONFIGURING|REQUEUED|PENDING) ]] ||
			{ echo "$state"; false; }
		sleep 0.1
	done
	[ "$(scontrol show job "$id" | sed -n 's/.*TimeLimit=\([^ ]*\) .*/\1/p')" = 00:03:00 ]
	grep -q 'ended by signal 15' out
	[ ! -e got.mz ]
	# Slurm would wait for two minutes, and signal a second run on a slow machine, too.
	# At once is too early: in the second in which a node ended the first run it takes
	# the second's credential for one of the first, and Slurm gives the job up.
	scontrol update jobid="$id" StartTime=now+5 TimeLimit=60
	await got.mz
	cmp got.mz lda.mz
	# what was done was not done again
	until [ "$(grep -c 'tasks on hosts' out)" -eq 2 ]; do sleep 0.1; done
	sed -n 's/.*; \([0-9]*\) tasks, .*/\1/p' out >tasks
	cat tasks
	"$BIN/dist-run" -v $LDA text 2>&1 >/dev/null | sed -n 's/.*; \([0-9]*\) tasks, .*/\1/p' >all
	[ "$(tail -n 1 tasks)" -lt "$(cat all)" ]
}

@test "a job array, a shard a task, and a job that merges: the statistics of one run" {
	dist-run -q corpus --shard-nnz 20000 -d shards text
	set -- shards/shard-*.mz
	lda-init -q -k 5 -o model.lda "$1"
	lda-estep -q --model model.lda -o all.mz "$@"
	# shellcheck disable=SC2016 # the job's; the lines of dist-run(1)
	printf '%s\n' '#!/bin/sh' 'shard=$(printf shards/shard-%05d.mz "$SLURM_ARRAY_TASK_ID")' \
		'lda-estep --model model.lda -o "$shard.statistics" "$shard"' >array.sh
	id=$(sbatch --parsable "--array=0-$(($# - 1))" -o array.out array.sh)
	timeout 200 sbatch -Q -W -d "afterok:$id" -o merge.out \
		--wrap 'lda-mstep --sum -o sum.mz shards/*.statistics'
	cmp sum.mz all.mz
}

@test "a node is lost: the job goes on with the others" {
	# the driver is on this machine: no node is its own
	salloc -Q -N 2 --no-kill timeout 480 dist-run -v --slurm --joblog log $LDA -o got.mz text \
		2>notes 3>&- &
	await log
	until [ "$(wc -l <log)" -gt 4 ]; do sleep 0.1; done
	"$HERE/slurm.sh" lose "$SLURM_LAB" 2
	wait $!
	cmp got.mz lda.mz
	grep -q 'dist-run: n2: ' notes
	"$HERE/slurm.sh" back "$SLURM_LAB" 2
}

# Shards, and the model to begin with.
for_ranks() {
	if ! stream-allreduce --version -v | grep -q '^mpi	Open MPI'; then
		skip "not built with Open MPI"
	fi
	mpi_in_a_container
	dist-run -q corpus --shard-nnz 20000 -d shards text
	PATH=$BIN:$PATH
	lda-init -q -k 5 -o start.mz shards/shard-00000.mz
}

@test "ranks of MPI in an allocation: the model of dist-run, and after a rank was killed" {
	for_ranks
	dist-run -q lda -k 5 --passes 8 -o wanted.mz shards
	timeout 400 srun -N2 -n4 --mpi=pmix lda-mpi -q -j 1 --model start.mz --passes 8 -o got.mz \
		shards/*.mz
	cmp got.mz wanted.mz
	timeout 400 salloc -Q -N2 -n3 mpirun --timeout 90 lda-mpi -q -f -j 1 --model start.mz \
		--passes 8 -o got.mz shards/*.mz
	cmp got.mz wanted.mz
	# what a rank that was killed leaves goes on, by another launcher
	timeout 400 srun -N2 -n3 --mpi=pmix --kill-on-bad-exit=1 lda-mpi -q -j 1 --model start.mz \
		--passes 2000 --checkpoint "$PWD/save.mz" -o out shards/*.mz 2>notes 3>&- &
	await save.mz
	pkill -KILL -n -f "^[^ ]*lda-mpi .*--checkpoint $PWD/save.mz"
	run ! wait $!
	[ ! -e out ]
	passes=$(stream-info save.mz >/dev/null && stream-text save.mz | sed -n 's/^#updates	//p')
	timeout 400 salloc -Q -N2 -n2 srun --mpi=pmix lda-mpi -j 1 -v --model start.mz \
		--passes $((passes + 1)) --checkpoint save.mz -o out shards/*.mz 2>notes
	grep -q "goes on after pass $passes" notes
	# a program of one MPI under the other's start does not run alone
	run --separate-stderr srun -N2 -n2 --mpi=pmi2 lda-mpi --model start.mz -o alone shards/*.mz
	[ "$status" -ne 0 ]
	[ ! -e alone ]
}

@test "a node falls silent under mpirun: nothing is written, and the line goes on without it" {
	for_ranks
	salloc -Q -N2 -n2 timeout -k 5 120 mpirun --timeout 60 lda-mpi -q -j 1 --model start.mz \
		--passes 20000 --checkpoint "$PWD/save.mz" -o out shards/*.mz >said 2>&1 3>&- &
	await save.mz
	"$HERE/slurm.sh" stop "$SLURM_LAB" 2
	run ! wait $!
	[ ! -e out ]
	cat said
	"$HERE/slurm.sh" lose "$SLURM_LAB" 2
	"$HERE/slurm.sh" back "$SLURM_LAB" 2
	passes=$(stream-text save.mz | sed -n 's/^#updates	//p')
	mpirun --oversubscribe -n 3 lda-mpi -j 1 -v --model start.mz --passes $((passes + 1)) \
		--checkpoint save.mz -o out shards/*.mz 2>notes
	grep -q "goes on after pass $passes" notes
	dist-run -q lda -k 5 --passes $((passes + 1)) -o wanted.mz shards
	cmp out wanted.mz
}
