#!/usr/bin/env bats
# Hosts that compute wrongly, that hang, or that take their time.
load helper
load dist

# Host two runs what stands in the folder bad, host one the commands; $1: a filter that
# is a script there, of these lines.
bad_host() {
	local filter=$1
	shift
	mkdir -p bad
	cp "$BIN"/* bad
	rm bad/"$filter"
	printf '#!/bin/sh\n' >bad/"$filter"
	printf '%s\n' "$@" >>bad/"$filter"
	chmod 755 bad/"$filter"
	rsh_is "[ \$1 = two ] && exec $PWD/bad/dist-run --serve" "exec \$BIN/dist-run --serve"
}

over() {
	timeout 400 dist-run --hosts hosts --rsh ./rsh "$@"
}

@test "a host whose answer to a small input is another is not used, unless --any-build" {
	make_many
	lda -o want.mz many.txt
	bad_host lda-estep "exec $BIN/lda-estep --iterations 2 \"\$@\""
	over lda -k 5 --passes 3 --shard-nnz 40000 -o got.mz many.txt 2>err
	cmp got.mz want.mz
	grep -q "two: lda-estep gives another answer there ([0-9a-f]*) than here ([0-9a-f]*)" err
	[ "$(grep -c 'another answer' err)" -eq 1 ]
	# alone it ends the job
	echo two >hosts
	run --separate-stderr over lda -k 5 --passes 3 -o none.mz many.txt
	[ "$status" -eq 69 ]
	[[ $stderr == *"no host is left"*"two: lda-estep gives another answer"* ]]
	over -q --any-build lda -k 5 --passes 3 --shard-nnz 40000 -o other.mz many.txt
	run ! cmp -s other.mz want.mz
	bad_host lda-estep 'echo broken >&2' 'exit 70'
	printf 'one\ntwo slots=2\n' >hosts
	over lda -k 5 --passes 3 --shard-nnz 40000 -o got.mz many.txt 2>err
	cmp got.mz want.mz
	grep -q 'two: lda-estep fails there on a small input with a known answer: .*broken' err
	echo two >hosts
	# what a job does not use is not asked for
	over vocab many.txt 2>err | cmp - many.words
	[ ! -s err ]
	rm -rf tmp/dist-run-*
	clean
}

@test "an audit finds a host that is wrong where no small input shows it" {
	make_many
	lda -o want.mz many.txt
	bad_host lda-estep 'for last; do :; done' \
		"[ \"\$(wc -c <\"\$last\")\" -lt 20000 ] && exec $BIN/lda-estep \"\$@\"" \
		"exec $BIN/lda-estep --iterations 2 \"\$@\""
	# nobody sees it
	over -q --audit 0 lda -k 5 --passes 3 --shard-nnz 40000 -o wrong.mz many.txt
	run ! cmp -s wrong.mz want.mz
	run --separate-stderr over --audit 1 lda -k 5 --passes 3 --shard-nnz 40000 -o none.mz many.txt
	[ "$status" -eq 70 ]
	[[ $stderr == *"two results for one task: "*" from one"* ]]
	[[ $stderr == *" from two"* ]]
	[ ! -e none.mz ]
	rm -rf tmp/dist-run-*
	# honest hosts pass every audit, with the same bytes
	rsh_is "exec \$BIN/dist-run --serve"
	over -q --audit 1 --joblog log lda -k 5 --passes 3 --shard-nnz 40000 -o got.mz many.txt
	cmp got.mz want.mz
	over -q --audit 0 --joblog log0 lda -k 5 --passes 3 --shard-nnz 40000 -o got.mz many.txt
	[ "$(grep -c lda-estep log)" -ge "$((2 * $(grep -c lda-estep log0) - 4))" ]
	echo one >hosts
	over -q --audit 1 lda -k 5 --passes 3 --shard-nnz 40000 -o got.mz many.txt
	cmp got.mz want.mz
	clean
}

@test "a slow login shell is waited for, and named" {
	make_pets
	rsh_is 'sleep 12' "exec \$BIN/dist-run --serve"
	over --connect-timeout 30 vocab pets.txt 2>err | cmp - pets.words
	grep -q 'one: no agent answers yet after 10 s; waiting for its login shell' err
	SECONDS=0
	run --separate-stderr over --patience 1 --connect-timeout 2 vocab pets.txt
	[ "$status" -eq 75 ]
	[[ $stderr == *"no agent answered within 2 s (--connect-timeout): is its login shell slow?"* ]]
}

@test "without --timeout a filter that never ends is ended by the pace of its pass" {
	make_many
	lda -o want.mz many.txt
	bad_host lda-estep "if [ -d '$PWD/first' ] && mkdir '$PWD/hangs' 2>/dev/null; then exec sleep 1000; fi" \
		"mkdir -p '$PWD/first'" \
		"exec $BIN/lda-estep \"\$@\""
	# the other host would take it over before: here there is none
	echo two >hosts
	SECONDS=0
	over --any-build lda -k 5 --passes 3 --shard-nnz 40000 -o got.mz many.txt 2>err
	cmp got.mz want.mz
	grep -q 'two: it took longer than [0-9]* s (--timeout)' err
	[ $SECONDS -ge 59 ]
	[ $SECONDS -le 400 ]
}

@test "what runs here is ended by --timeout-here, and what was done is kept" {
	make_pets
	printf '#!/bin/sh\nexec sleep 1000\n' >slow
	chmod 755 slow
	run --separate-stderr timeout 400 dist-run --work work --timeout-here 1 map --reduce ./slow \
		-o none pets.mz pets.mz -- stream-info
	echo "$status $stderr"
	[ "$status" -eq 75 ]
	[[ $stderr == *"./slow: took longer here than --timeout-here allows"* ]]
	[ ! -e none ]
	[ "$(grep -c '^done' work/journal)" -ge 1 ]
	clean
	# a time that is enough changes nothing
	dist-run -q --work work map --timeout-here 20 --reduce 'sort -u' -o got pets.mz pets.mz -- \
		stream-info
	stream-info pets.mz | sort -u | cmp - got
	# topictools' own filters
	make_shards 20000
	mkdir bin
	cp "$BIN"/* bin
	mv -f slow bin/lda-mstep
	run --separate-stderr timeout 400 bin/dist-run --timeout-here 2 lda -k 5 -o none.mz shards
	echo "$status $stderr"
	[ "$status" -eq 75 ]
	[[ $stderr == *"lda-mstep: took longer here than --timeout-here allows"* ]]
	rm -rf tmp/dist-run-*
	clean
}

@test "more slots than files may be open: the number that works is told" {
	make_pets
	(
		ulimit -n 100
		refuses 64 "40 slots in all: with 100 open files (ulimit -n) at most 4 work" \
			dist-run --slots 40 vocab pets.txt
		dist-run -q --slots 4 vocab pets.txt | cmp - pets.words
	)
}
