#!/usr/bin/env bats
# What is not, or no longer, what its name says: inputs, shards, what a store
# holds, and results.
load helper
load dist

# gated SHELL...: agents wait for the file "go".
gated() {
	rsh_is 'while [ ! -e go ]; do sleep 0.1; done' "exec \$BIN/dist-run --serve"
}

# Until the driver waits for its agents alone: no thread of it runs, and no filter here.
waits_for_agents() {
	local still=0 filter
	while [ "$still" -lt 10 ]; do
		sleep 0.1
		still=$((still + 1))
		case $(ps -L -o stat= -p "$1") in *[RD]*) still=0 ;; esac
		for filter in $(pgrep '^(corpus|vocab|lda|lsi)-'); do
			[ ! "/proc/$filter/cwd" -ef . ] || still=0
		done
	done
}

# changes_under_way NAME JOB...: the file becomes another, of the same length
# and time, between its naming and its sending.
changes_under_way() {
	local name=$1 run status=0
	shift
	rm -rf go cache/*
	touch -r "$name" when
	dist-run --hosts hosts --rsh ./rsh "$@" >out 2>err &
	run=$!
	waits_for_agents "$run"
	cat other >"$name"
	touch -r when "$name"
	: >go
	wait $run || status=$?
	cat err
	[ "$status" -eq 65 ]
	grep -q "$name changed while the job ran" err
	clean
}

@test "a text that changes while the job runs is found out" {
	make_many
	gated
	tr w v <many.txt >other
	changes_under_way many.txt vocab many.txt
}

@test "shards that change while LSI or LDA runs are found out" {
	make_shards 20000
	dist-run -q corpus -d more --shard-nnz 20000 --weight ltc many.txt
	gated
	cp shards/shard-00001.mz kept
	spoil kept 20000 >other
	changes_under_way shards/shard-00001.mz lda -k 5 --passes 2 shards
	cp more/shard-00001.mz kept
	spoil kept 20000 >other
	changes_under_way more/shard-00001.mz lsi -k 5 --task-nnz 20000 more
}

# Filters here read files by their names: the change comes while one does.
@test "a corpus that changes while it is cut is found out" {
	make_many
	awk -F '\t' '{ print $1 "\t" $2 " " $2 }' many.txt | corpus-bow -q --vocab many.vocab \
		-o other
	mkdir bin
	cp "$BIN"/* bin
	rm bin/corpus-shard
	printf '#!/bin/sh\ncat other >many.mz\nexec %s/corpus-shard "$@"\n' "$BIN" >bin/corpus-shard
	chmod 755 bin/corpus-shard
	run -65 --separate-stderr bin/dist-run lda -k 5 --passes 2 -o x many.mz
	[[ $stderr == *"many.mz changed while the job ran"* ]]
	[ ! -e x ]
	clean
}

@test "shards that don't fit their MANIFEST are refused" {
	make_shards 20000
	dist-run -q corpus -d others --shard-nnz 20000 <(awk -F '\t' '{ print $1 "\t" $2 " " $2 }' many.txt)
	cp shards/shard-00000.mz shards/shard-99999.mz
	refuses 65 "make the shards again" dist-run lda -k 5 -o x shards
	rm shards/shard-99999.mz
	cp shards/shard-00000.mz kept
	cp shards/shard-00001.mz shards/shard-00000.mz
	refuses 65 "shard-00000.mz is not the shard" dist-run lda -k 5 -o x shards
	# as many rows and nonzeros, other counts
	cut -f 1-3 shards/MANIFEST | grep -v '#' >ours
	cut -f 1-3 others/MANIFEST | grep -v '#' | cmp - ours
	cp others/shard-00000.mz shards/shard-00000.mz
	refuses 65 "shard-00000.mz is not the shard" dist-run lda -k 5 -o x shards
	refuses 65 "shard-00000.mz is not the shard" dist-run lsi -k 5 -o x shards
	rm shards/shard-00000.mz
	refuses 66 "shard-00000.mz" dist-run lda -k 5 -o x shards
	cp kept shards/shard-00000.mz
	sed '2s/.$//' shards/MANIFEST >short
	cp short shards/MANIFEST
	refuses 65 "an invalid line" dist-run lda -k 5 -o x shards
	printf 'no end\n' >shards/MANIFEST
	refuses 65 "MANIFEST" dist-run lda -k 5 -o x shards
}

# Each object of the store becomes another: of the same length, shorter, empty.
@test "what a store holds is looked at before it is used" {
	local damage file
	make_many
	lda -o lda.mz many.txt
	lsi -o lsi.mz many.txt
	for damage in 'tr w v <many.txt' 'head -c 1000 many.txt' true; do
		for job in lda lsi vocab; do
			rm -rf cache/* got.mz
			dist-run -q vocab many.txt >/dev/null
			[ "$job" = vocab ] || $job -o got.mz many.txt
			[ "$(find cache -type f | wc -l)" -gt 0 ]
			for file in cache/topictools/*; do
				eval "$damage" >"$file"
			done
			if [ "$job" = vocab ]; then
				dist-run -q vocab many.txt | cmp - many.words
			else
				$job -o got.mz many.txt
				cmp got.mz $job.mz
			fi
		done
	done
	clean
}

@test "two different results for one task stop the job, and both are named" {
	local run status=0
	rsh_is "export HOST=\$1" "exec \$BIN/dist-run --serve"
	# the second result is made only once the first host works on the same; the first host's
	# next task holds the job until both are compared
	cat >liar <<-'END'
		#!/bin/sh
		read -r number <"$1"
		if [ $HOST = one ]; then
			: >seen$number
			while [ ! -e go ]; do sleep 0.1; done
			while [ -e again ] && [ "$number" != "$(cat again)" ] && [ ! -e end ]; do sleep 0.1; done
		elif [ -e seen$number ]; then
			echo $number >again.new
			mv again.new again
			while [ ! -e go ]; do sleep 0.1; done
		fi
		echo $HOST
		: >done-$HOST-$number
	END
	chmod 755 liar
	for i in 1 2 3 4 5 6 7 8; do echo $i >in$i; done
	dist-run --hosts hosts --rsh ./rsh map in? -- "$PWD/liar" >got 2>err &
	run=$!
	for _ in $(seq 300); do
		[ ! -e again ] || break
		sleep 0.1
	done
	[ -e again ]
	# both are done while the driver is stopped, so it sees both at once
	kill -STOP $run
	: >go
	while [ ! -e "done-one-$(cat again)" ] || [ ! -e "done-two-$(cat again)" ]; do sleep 0.1; done
	sleep 2
	kill -CONT $run
	wait $run || status=$?
	cat err
	[ "$status" -eq 70 ]
	grep -q 'two results for one task: [0-9a-f]* from \(one, and [0-9a-f]* from two\|two, and [0-9a-f]* from one\);' err
	: >end
	rm -rf tmp/dist-run-*
	clean
}
