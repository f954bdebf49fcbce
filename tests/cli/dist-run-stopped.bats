#!/usr/bin/env bats
# Sleepers: who was stopped blames nobody for its silence, and who waits for
# one that sleeps too long leaves.  All sleep at once, for a minute.
load helper
load dist

# start NAME: a run of the job with agents behind a relay, its driver's number
# in NAME.driver, agents' in NAME.agents, relays' in NAME.relays.
start() {
	cat >"$1.rsh" <<-END
		#!/bin/sh
		sh -c 'echo \$\$ >>$1.agents; exec slow/dist-run --serve' \\
			| sh -c 'echo \$\$ >>$1.relays; exec cat'
	END
	chmod 755 "$1.rsh"
	dist-run lda -k 5 --passes 10 --shard-nnz 40000 --hosts hosts --rsh "./$1.rsh" \
		-o "$1.mz" shards 2>"$1.said" 3>&- &
	echo $! >"$1.driver"
}

signal() {
	local name
	for name in "${@:2}"; do
		# shellcheck disable=SC2046 # numbers
		kill -s "$1" $(cat "$name")
	done
}

# leave NAME: they end by themselves.
leave() {
	for _ in $(seq 600); do
		signal 0 "$1" 2>/dev/null || return 0
		sleep 0.2
	done
	return 1
}

# Where the test failed nobody may stay asleep.
teardown() {
	local name
	for name in *.driver *.agents *.relays; do
		# shellcheck disable=SC2046 # numbers
		[ ! -s "$name" ] || kill -KILL $(cat "$name") 2>/dev/null || :
	done
}

@test "drivers and agents that are stopped for a minute go on, or leave" {
	[[ $BIN != */tsan/* ]] || skip 'ThreadSanitizer takes longer than the minute it is about'
	make_shards 40000
	dist-run -q lda -k 5 --passes 10 --shard-nnz 40000 -o wanted.mz shards
	# so that all are in the midst of it
	slow 0.3
	# a laptop that is closed: all of it; what comes from afar comes late
	start all
	# a driver alone, for longer than its agents wait
	start lonely
	# an agent that is stopped: its task is done by another
	start frozen
	sleep 0.7
	signal STOP all.driver lonely.driver
	sleep 0.3
	signal STOP all.agents all.relays
	head -n 1 frozen.agents >one
	signal STOP one
	stopped=$SECONDS
	wait "$(cat frozen.driver)"
	cmp frozen.mz wanted.mz
	[ $((SECONDS - stopped)) -lt 300 ]
	signal CONT one
	leave one
	while [ $((SECONDS - stopped)) -lt 65 ]; do sleep 0.5; done
	leave lonely.agents
	signal CONT all.agents all.driver lonely.driver
	sleep 0.5
	signal CONT all.relays
	wait "$(cat all.driver)"
	cmp all.mz wanted.mz
	cat all.said
	run ! grep -q 'silent\|ended\|tried again' all.said
	cat lonely.said
	wait "$(cat lonely.driver)"
	cmp lonely.mz wanted.mz
	clean
}
