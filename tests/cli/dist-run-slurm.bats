#!/usr/bin/env bats
# --slurm, with stand-ins for Slurm's commands: what they are asked, and what becomes
# of a job when nodes and time run out.  tests/cluster/slurm.bats has the real ones.
load helper
load dist

setup_slurm() {
	mkdir slurm
	PATH=$PWD/slurm:$PATH
	# the step's options, then the agent, which is run here
	# shellcheck disable=SC2016 # the stand-ins'
	stand_in srun 'echo "$*" >>srun.log' 'while :; do case $1 in -w) shift 2 ;;' \
		'-*) shift ;; *) break ;; esac; done' 'exec "$@"'
	stand_in scontrol 'echo "$*" >>scontrol.log' 'case $1 in show) echo n1; echo n2 ;;' \
		'requeue) [ ! -e refuse ] || { rm refuse; exit 1; } ;; esac'
	make_pets
}

stand_in() {
	printf '#!/bin/sh\n' >"slurm/$1"
	printf '%s\n' "${@:2}" >>"slurm/$1"
	chmod 755 "slurm/$1"
}

# The environment of an allocation of two nodes.
allocation() {
	export SLURM_JOB_ID=12 SLURM_JOB_NODELIST='n[1-2]' SLURM_JOB_CPUS_PER_NODE='4,2' \
		SLURM_TASKS_PER_NODE='2,1'
}

no_allocation() {
	unset SLURM_JOB_ID SLURM_JOB_NODELIST SLURM_JOB_CPUS_PER_NODE SLURM_TASKS_PER_NODE
}

# A machine without the command: /usr/bin may have Slurm's own.
lacks() {
	run --separate-stderr env PATH="$PWD/slurm:$BIN" dist-run --slurm vocab pets.txt
	[ "$status" -eq 66 ]
	[ "$stderr" = "dist-run: $1: no such command in PATH" ]
}

@test "--slurm uses the allocation: a step a slot, tasks as slots, the node's processors" {
	setup_slurm
	allocation
	make_many
	lda -o wanted.mz many.txt
	lda --slurm --joblog log -o got.mz many.txt
	cmp got.mz wanted.mz
	[ "$(cat scontrol.log)" = 'show hostnames n[1-2]' ]
	sort srun.log >steps
	printf '%s\n' \
		"-Q --overlap --exact -u -N1 -n1 -w n1 --mpi=none -c4 $BIN/dist-run --serve" \
		"-Q --overlap --exact -u -N1 -n1 -w n1 --mpi=none -c4 $BIN/dist-run --serve" \
		"-Q --overlap --exact -u -N1 -n1 -w n2 --mpi=none -c2 $BIN/dist-run --serve" |
		cmp - steps
	[ "$(sed 1d log | cut -f 2 | sort -u | tr '\n' ' ')" = 'n1 n2 ' ]
	# equal nodes are told once
	export SLURM_JOB_CPUS_PER_NODE='8(x2)' SLURM_TASKS_PER_NODE='1(x2)'
	rm srun.log
	dist-run --slurm --check | cut -f 1,2 | sed 1d >met
	printf 'n1\tok\nn2\tok\n' | cmp - met
	[ "$(grep -c -e -c8 srun.log)" -eq 2 ]
	# nodes of a list, by srun
	printf 'n2 slots=1\n' >hosts
	rm srun.log
	dist-run -q --hosts hosts --transport slurm vocab pets.txt | cmp - pets.words
	[ "$(cat srun.log)" = "-Q --overlap --exact -u -N1 -n1 -w n2 --mpi=none $BIN/dist-run --serve" ]
	clean
}

@test "--slurm without an allocation asks salloc for one, and runs the same line in it" {
	setup_slurm
	no_allocation
	# shellcheck disable=SC2016,SC1003 # the stand-in's
	stand_in salloc 'echo "$*" >>salloc.log' 'while :; do case $1 in -N) shift 2 ;;' \
		'-*) shift ;; *) break ;; esac; done' \
		'SLURM_JOB_ID=5 SLURM_JOB_NODELIST=n1 SLURM_JOB_CPUS_PER_NODE=1 SLURM_TASKS_PER_NODE=1 \' \
		'exec "$@"'
	stand_in scontrol 'echo n1'
	dist-run -q --slurm --slurm-options "-N 1 --comment='a b'" vocab pets.txt | cmp - pets.words
	[ "$(cat salloc.log)" = "-Q --no-kill --kill-command=TERM -N 1 --comment=a b \
$BIN/dist-run -q --slurm vocab pets.txt" ]
	# what stands behind -- belongs to the command
	rm salloc.log
	dist-run -q --slurm --slurm-options=-N1 each -- echo --slurm-options x >got
	[ "$(cat got)" = "n1: --slurm-options x" ]
	rm salloc.log
	dist-run --slurm --check | grep -q '^n1	ok'
	[ "$(cat salloc.log)" = "-Q --no-kill --kill-command=TERM $BIN/dist-run --slurm --check" ]
	# salloc's own complaint and status: drained nodes
	stand_in salloc 'echo "salloc: error: Requested nodes are drained" >&2' 'exit 3'
	run --separate-stderr dist-run --slurm vocab pets.txt
	[ "$status" -eq 3 ]
	[ "$stderr" = 'salloc: error: Requested nodes are drained' ]
	rm slurm/salloc
	lacks salloc
	clean
}

@test "what does not go with --slurm, and an environment that is none of Slurm's" {
	setup_slurm
	no_allocation
	refuses 64 '--slurm or --hosts, not both' dist-run --slurm --hosts hosts vocab pets.txt
	refuses 64 '--slurm or --slots, not both' dist-run --slurm --slots 2 vocab pets.txt
	refuses 64 '--slurm or --rsh, not both' dist-run --slurm --rsh ssh vocab pets.txt
	refuses 64 '--slurm or --transport, not both' \
		dist-run --slurm --transport ssh vocab pets.txt
	refuses 64 '--slurm-options has no use without --slurm' \
		dist-run --slurm-options -N1 vocab pets.txt
	refuses 64 '--slurm-script has no use without --slurm' dist-run --slurm-script vocab pets.txt
	refuses 64 "--slurm-options: 'touch' is no option of sbatch" \
		dist-run --slurm --slurm-options 'touch x' vocab pets.txt
	refuses 64 '--slurm-options: an unterminated quote' \
		dist-run --slurm --slurm-options "-N '1" vocab pets.txt
	refuses 64 '--slurm-options: more than one line' \
		dist-run --slurm --slurm-options "-N1
touch x" vocab pets.txt
	refuses 64 'this is no allocation of Slurm' \
		dist-run --transport slurm --hosts hosts vocab pets.txt
	refuses 64 'has no use' dist-run --slurm-script --slurm-options -N1 vocab pets.txt
	allocation
	refuses 64 '--slurm-options ask for an allocation, and this is allocation 12: leave them out' \
		dist-run --slurm --slurm-options -N1 vocab pets.txt
	SLURM_TASKS_PER_NODE='2(y2)' refuses 65 "SLURM_TASKS_PER_NODE is '2(y2)'" \
		dist-run --slurm vocab pets.txt
	SLURM_TASKS_PER_NODE='2(x0)' refuses 65 "SLURM_TASKS_PER_NODE is '2(x0)'" \
		dist-run --slurm vocab pets.txt
	SLURM_TASKS_PER_NODE='0(x2)' refuses 65 'which Slurm does not say' \
		dist-run --slurm vocab pets.txt
	SLURM_JOB_CPUS_PER_NODE=4 refuses 65 'SLURM_JOB_CPUS_PER_NODE is' \
		dist-run --slurm vocab pets.txt
	(
		unset SLURM_TASKS_PER_NODE
		refuses 64 'SLURM_TASKS_PER_NODE is not set' dist-run --slurm vocab pets.txt
	)
	SLURM_JOB_NODELIST='' refuses 64 'SLURM_JOB_NODELIST is not set' \
		dist-run --slurm vocab pets.txt
	stand_in scontrol 'echo "Invalid hostlist: n[" >&2' 'exit 1'
	refuses 64 'scontrol show hostnames: Invalid hostlist: n[' dist-run --slurm vocab pets.txt
	stand_in scontrol 'printf "n1\n-w\n"'
	refuses 65 "scontrol show hostnames: line 2, column 1: a host's name can't begin with '-'" \
		dist-run --slurm vocab pets.txt
	rm slurm/scontrol
	lacks scontrol
	clean
}

@test "a node that is lost, and all nodes" {
	setup_slurm
	allocation
	mv slurm/srun slurm/srun.whole
	# shellcheck disable=SC2016 # the stand-in's
	stand_in srun 'case " $* " in *" -w n2 "*) echo "srun: error: Node failure on n2" >&2' \
		'exit 143 ;; esac' 'exec srun.whole "$@"'
	dist-run --slurm vocab pets.txt 2>notes | cmp - pets.words
	grep -q 'n2: the agent ended with status 143; it said: srun: error: Node failure on n2' notes
	stand_in srun 'echo "srun: error: Invalid job id specified" >&2' 'exit 1'
	run --separate-stderr dist-run -q --slurm --patience 2 vocab pets.txt
	[ "$status" -eq 75 ]
	[[ $stderr == *'srun: error: Invalid job id specified'* ]]
	rm -rf tmp/dist-run-*
	clean
}

@test "--slurm-script prints a batch script, which continues when its time was over" {
	setup_slurm
	no_allocation
	make_many
	lda -o wanted.mz many.txt
	refuses 64 'a batch job has no standard input' \
		dist-run --slurm --slurm-script lda -k 5 -o got.mz
	refuses 64 'a log: give -o FILE' dist-run --slurm --slurm-script vocab many.txt
	dist-run -q --slurm --slurm-script --slurm-options "-N 2 --comment='a b'" lda -k 5 \
		--passes 3 --shard-nnz 40000 -o got.mz many.txt >job.sh
	[ ! -e got.mz ]
	head -3 job.sh >first
	printf '%s\n' '#!/bin/sh' \
		'#SBATCH --no-kill --requeue --open-mode=append --signal=B:URG@120' \
		"#SBATCH -N 2 --comment='a b'" | cmp - first
	grep -q -F "$BIN/dist-run --work \"dist-run-\$SLURM_JOB_ID.work\" -q --slurm lda" job.sh
	# until there is something in the journal; then the time is over
	allocation
	mv slurm/srun slurm/srun.whole
	# shellcheck disable=SC2016 # the stand-in's
	stand_in srun 'exec srun.whole "$@"'
	mkdir slow
	cp "$BIN"/* slow
	printf '#!/bin/sh\n[ ! -e hold ] || sleep 1000\nexec %s/lda-estep "$@"\n' "$BIN" \
		>slow/lda-estep.new
	chmod 755 slow/lda-estep.new
	mv -f slow/lda-estep.new slow/lda-estep
	sed "s|^$BIN/|$PWD/slow/|" job.sh >slow.sh
	: >hold
	sh slow.sh 3>&- 2>slurm.out &
	until [ -s dist-run-12.work/journal ]; do sleep 0.05; done
	# a controller that doesn't answer is asked again
	: >refuse
	kill -URG $!
	wait $!
	[ "$(tail -n 1 scontrol.log)" = 'requeue 12' ]
	[ "$(grep -c requeue scontrol.log)" -eq 2 ]
	[ ! -e got.mz ]
	# one that is cancelled is not queued again, and what failed has its status
	: >scontrol.log
	sh slow.sh 3>&- 2>slurm.out &
	until grep -q 'show hostnames' scontrol.log; do sleep 0.05; done
	pkill -TERM -P $! dist-run
	status=0
	wait $! || status=$?
	[ "$status" -eq 75 ]
	run ! grep requeue scontrol.log
	rm hold
	# a signal before the script is ready for it does not end it
	sed 's/^over=/kill -s URG $$\n&/' slow.sh >early.sh
	sh early.sh
	cmp got.mz wanted.mz
	# a work folder of the user's stays
	dist-run --slurm --slurm-script --work w lda -k 5 -o got.mz many.txt >job.sh
	run ! grep 'JOB_ID.work' job.sh
	rm -r dist-run-12.work
	clean
}
