#!/usr/bin/env bats
# A liar on either side of the wire: one clear line, in bounded time, and the
# same bytes where an honest host is left.
load helper
load dist

LIAR=${BUILD:?}/tests/cluster/liar

# liar LIE SAYS [JOB...]: host two lies; LSI and LDA go on without it, alone
# it ends the job.
liar() {
	local status=0 jobs=("${@:3}")
	[ $# -gt 2 ] || jobs=(lda lsi)
	rsh_is "[ \$1 = two ] && exec $LIAR agent $1" "exec \$BIN/dist-run --serve"
	printf 'two\none\n' >hosts
	for job in "${jobs[@]}"; do
		timeout 50 dist-run "$job" -k 5 --passes 2 --shard-nnz 40000 --timeout 2 --hosts hosts \
			--any-build --rsh ./rsh -o got.mz shards 2>err || status=$?
		# the other host may be done before the flood is more than the task can yield
		[ "$status" -eq 0 ] && cmp got.mz $job.mz && { [ "$1" = flood ] || grep -q "two: .*$2" err; } || {
			echo "$1, $job: $status"
			cat err
			return 1
		}
	done
	echo two >hosts
	run --separate-stderr timeout 50 dist-run --patience 2 --timeout 1 --any-build --hosts hosts --rsh ./rsh \
		lda -k 5 --passes 2 --shard-nnz 40000 -o none.mz shards
	echo "$1: $status $stderr"
	[ "$status" -ge 65 ]
	[ "$status" -le 77 ]
	[[ $stderr == *$2* ]]
	[ ! -e none.mz ]
	rm -rf tmp/dist-run-*
	clean
}

@test "an agent that lies is given up, and named" {
	make_many
	dist-run -q corpus -d shards --shard-nnz 40000 many.txt
	for job in lda lsi; do
		dist-run -q $job -k 5 --passes 2 --shard-nnz 40000 -o $job.mz shards
	done
	liar long 'has no sound head'
	liar type 'a frame of type 90'
	liar exit 'an exit that makes no sense'
	liar digest 'a result came damaged'
	# a number, as LSI begins with, has no end mark: any will do
	liar forged 'a result is not whole' lda
	liar greedy "it asks for what its task doesn't have"
	liar idle 'it has what it needs and starts nothing'
	liar stranger 'an object came damaged'
	liar flood "which its task can't yield" lda
	liar early 'hello'
	liar nonsense 'install the same'
}

@test "an agent that lies when it is asked for known answers is given up, and named" {
	make_many
	dist-run -q vocab -o want many.txt
	printf 'two\none\n' >hosts
	while IFS=: read -r lie says; do
		rsh_is "[ \$1 = two ] && exec $LIAR agent $lie" "exec \$BIN/dist-run --serve"
		timeout 50 dist-run vocab --connect-timeout 4 --hosts hosts --rsh ./rsh -o got many.txt 2>err
		echo "$lie: $(cat err)"
		cmp got want
		# the other host may have been faster than the lie
		[ ! -s err ] || grep -q "two: .*$says" err
	done <<-END
		long:has no sound head
		type:a frame of type 90
		exit:an exit that makes no sense
		digest:a result came damaged\|gives another answer
		forged:gives another answer
		greedy:it asks for what its task doesn't have
		idle:no known answer came within 4 s
		stranger:an answer to what was not asked
		flood:an answer without end
	END
	clean
}

@test "a connection that ends or is damaged while known answers are asked is told at once" {
	make_pets
	echo two >hosts
	while IFS=: read -r lie says; do
		rsh_is "exec $LIAR agent $lie"
		run --separate-stderr timeout 60 dist-run --patience 6 --hosts hosts --rsh ./rsh vocab pets.txt
		echo "$lie: $status $stderr"
		[ "$status" -eq 75 ]
		[[ $stderr == *"two: "*$says* ]]
		[[ $stderr != *"no agent"* ]]
	done <<-END
		half:the connection ended
		grown:the connection is damaged: frame
	END
	clean
}

@test "an agent trusts no driver" {
	local lie
	while IFS=: read -r lie says; do
		rm -rf cache/*
		SECONDS=0
		status=0
		"$LIAR" driver "$lie" 3>&- | timeout 30 dist-run --serve >said 2>err || status=$?
		echo "$lie: $status $(cat err)"
		[ "$status" -eq 65 ] || [ "$status" -eq 74 ]
		grep -q -a "$says" said
		grep -q "$says" err
		[ "$(find cache -type f | wc -l)" -eq 0 ]
	done <<-'END'
		long:has no sound head
		type:a frame of type 90
		data:data of no object
		turn:an object out of turn
		longer:an object longer than was said
		endless:more than the store may hold
		words:a task of 18446744073709551615 words
		tasks:more tasks than may wait here
	END
}
