#!/usr/bin/env bats
# A liar on either side of the wire: one clear line, in bounded time, and the
# same bytes where an honest host is left.
load helper
load dist

LIAR=${BUILD:?}/tests/cluster/liar

over() {
	timeout 240 dist-run --hosts hosts --rsh ./rsh "$@"
}

# many.txt, its shards, and what the honest make of them: lda.mz, and of one pass first.mz.
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	make_many
	XDG_CACHE_HOME=$PWD/cache dist-run -q corpus -d shards --shard-nnz 40000 many.txt
	XDG_CACHE_HOME=$PWD/cache dist-run -q lda -k 5 --passes 2 -o lda.mz shards
	XDG_CACHE_HOME=$PWD/cache dist-run -q lda -k 5 --passes 1 -o first.mz shards
	lda-init -q -k 5 -o five.mz shards/shard-00000.mz
}

honest() {
	cp -r "$BATS_FILE_TMPDIR"/{*.mz,many.*,shards} .
}

# liar LIE SAYS [JOB...]: host two lies; LDA, or the jobs that are named, go on without it,
# alone it ends the job.
liar() {
	local status=0 jobs=("${@:3}") limit=()
	[ $# -gt 2 ] || jobs=(lda)
	# without, it would be a minute; an honest host on a busy machine needs seconds
	[ "$1" != idle ] || limit=(--timeout 20)
	rsh_is "[ \$1 = two ] && exec $LIAR agent $1" "exec \$BIN/dist-run --serve"
	printf 'two\none\n' >hosts
	for job in "${jobs[@]}"; do
		rm -f got.mz
		timeout 400 dist-run "$job" -k 5 --passes 2 --shard-nnz 40000 "${limit[@]}" --hosts hosts \
			--any-build --rsh ./rsh -o got.mz shards 2>err || status=$?
		# the other host may be done before the flood is more than the task can yield
		[ "$status" -eq 0 ] && cmp got.mz $job.mz && { [ "$1" = flood ] || grep -q "two: .*$2" err; } || {
			echo "$1, $job: $status"
			cat err
			return 1
		}
	done
	echo two >hosts
	run --separate-stderr timeout 400 dist-run --patience 2 "${limit[@]}" --any-build --hosts hosts --rsh ./rsh \
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
	honest
	dist-run -q lsi -k 5 --passes 2 -o lsi.mz shards
	liar long 'has no valid head'
	liar type 'a frame of type 90'
	liar exit 'an invalid exit' lda lsi
	liar digest 'a result arrived damaged' lda lsi
	# a number, as LSI begins with, has no end mark: any will do
	liar forged 'a result is incomplete'
	liar greedy "it asks for an object that its task doesn't have"
	liar idle 'it has all inputs of a task and starts nothing'
	liar stranger 'an object arrived damaged' lda lsi
	liar flood "a result of more than [0-9]* bytes, which its task can't yield"
	liar again 'it asks again and again for what it has'
	liar early 'hello'
	liar nonsense 'install the same'
}

# lies_with LIE SAYS: host two gives $LIE_RESULT, or makes its lie of it; the other host
# comes once that was told.
lies_with() {
	: >err
	rsh_is "[ \$1 = two ] && exec $LIAR agent $1" "until grep -q two: err; do sleep 0.1; done" \
		"exec \$BIN/dist-run --serve"
	printf 'two\none\n' >hosts
	timeout 400 dist-run lda -k 5 --passes 1 --shard-nnz 40000 --any-build --hosts hosts \
		--rsh ./rsh -o got.mz shards 2>err || {
		cat err
		return 1
	}
	cmp got.mz first.mz
	echo "$1: $(cat err)"
	grep -q "two: a result that its task can't yield: $2" err
	clean
}

# lies_about LIE SAYS: the same where hosts combine results, and all that host two has done is done again; SAYS "": that
# it lies is not told.
lies_about() {
	local says=${2:-kept}
	: >err
	rm -rf work lied
	# it comes again as an honest host, which has nothing of what it was said to keep
	rsh_is "[ \$1 = two ] && mkdir lied 2>&- && exec $LIAR agent $1" "until grep -q -e two: -e kept err work/journal; do
		sleep 0.1; done" "exec \$BIN/dist-run --serve"
	printf 'two\none\n' >hosts
	timeout 400 dist-run lda -k 5 --passes 2 --shard-nnz 40000 --task-nnz 40000 --any-build \
		--combine 0 --audit 0 --work work --hosts hosts --rsh ./rsh -o got.mz shards 2>err || {
		cat err
		return 1
	}
	cmp got.mz lda.mz
	echo "$1: $(cat err)"
	grep -q "$says" err work/journal
	clean
}

@test "a result that a task can't yield is told before it is inflated or merged" {
	honest
	# of the shards of the first task
	lda-estep -q --model five.mz -o true.mz shards/shard-0000[01].mz
	lda-init -q -k 7 -o seven.mz shards/shard-00000.mz
	lda-estep -q --model seven.mz -o other.mz shards/shard-00000.mz
	make_models
	export LIE_RESULT=$PWD/true.mz
	# 300 MB of zeros in 300 kB
	lies_with bomb "[0-9]* bytes once inflated, and at most [0-9]* can be"
	LIE_RESULT=$PWD/other.mz lies_with file "7 columns, and 5 are wanted"
	LIE_RESULT=$PWD/five.mz lies_with file "kind is topics, and statistics is wanted"
	LIE_RESULT=$PWD/s.mz lies_with file "another vocabulary"
	lda-estep -q --model five.mz -o all.mz shards/*.mz
	LIE_RESULT=$PWD/all.mz lies_with file "documents of 3000, and [0-9]* are wanted"
	cat true.mz true.mz >twice.mz
	LIE_RESULT=$PWD/twice.mz lies_with file "2 streams, and one is wanted"
	# numbers, which the products' grid is made of
	dist-run -q lsi -k 5 --passes 2 -o lsi.mz shards
	rm got.mz
	for numbers in -1 nan one '1 2'; do
		printf '%s\n' "$numbers" >false
		rsh_is "[ \$1 = two ] && exec env LIE_RESULT=$PWD/false $LIAR agent file" \
			"until grep -q two: err; do sleep 0.1; done" "exec \$BIN/dist-run --serve"
		: >err
		timeout 400 dist-run lsi -k 5 --passes 2 --shard-nnz 40000 --any-build --hosts hosts \
			--rsh ./rsh -o got.mz shards 2>err
		cat err
		cmp got.mz lsi.mz
		grep -q "two: a result that its task can't yield: not [0-9]* numbers, one a line" err
	done
	clean
}

@test "a result that only the merge refuses is found, its host is put out, and the task done again" {
	honest
	dist-run -q vocab -o want many.txt many.txt many.txt
	# of the shards of the first task
	lda-estep -q --model five.mz -o true.mz shards/shard-0000[01].mz
	local refused="two: sent a result that lda-mstep refuses: .*a negative count; continuing \
without the host and it, the task is done again"
	rsh_is "[ \$1 = two ] && exec env LIE_RESULT=$PWD/true.mz $LIAR agent negative" \
		"until grep -q two work/journal; do sleep 0.1; done" "exec \$BIN/dist-run --serve"
	printf 'two\none\n' >hosts
	timeout 400 dist-run lda -k 5 --passes 2 --shard-nnz 40000 --task-nnz 40000 --any-build --audit 0 \
		--work work --hosts hosts --rsh ./rsh -o got.mz shards 2>err
	cat err
	cmp got.mz lda.mz
	[ "$(grep -c "^dist-run: $refused\$" err)" = 1 ]
	grep -q '^lost' work/journal
	# the same command finds all of it done
	rm got.mz
	dist-run -q lda -k 5 --passes 2 --shard-nnz 40000 --task-nnz 40000 --work work -o got.mz shards
	cmp got.mz lda.mz
	# as results are added up here while hosts work, on which the liar is
	dist-run -q corpus -d small --shard-nnz 10000 many.txt
	[ "$(ls small | wc -l)" -gt 13 ]
	lda-init -q -k 5 -o five.mz small/shard-00000.mz
	lda-estep -q --model five.mz -o true.mz small/shard-00000.mz
	dist-run -q lda -k 5 --passes 2 --task-nnz 10000 -o small.mz small
	# more hosts than results: they travel as they are
	rsh_is 'case $1 in dead*) exit 1 ;; esac' \
		"[ \$1 = two ] && exec env LIE_RESULT=$PWD/true.mz $LIAR agent negative" \
		"until grep -q two work/journal; do sleep 0.1; done" "exec \$BIN/dist-run --serve"
	printf '%s\n' two one dead{1..20} >hosts
	rm -rf work
	timeout 400 dist-run lda -k 5 --passes 2 --task-nnz 10000 --any-build --combine 0 --audit 0 \
		--work work --hosts hosts --rsh ./rsh -o got.mz small 2>err
	cat err
	cmp got.mz small.mz
	[ "$(grep -c "^dist-run: $refused\$" err)" = 1 ]
	grep -q '^sum.*	here	' work/journal
	# it was refused as results were added up, not at the end
	awk '/^lost/ { lost = NR } /^sum/ { sum = NR } END { exit !(lost && lost < sum) }' work/journal
	printf 'two\none\n' >hosts
	# text
	printf 'no vocabulary\n' >false
	rsh_is "[ \$1 = two ] && exec env LIE_RESULT=$PWD/false $LIAR agent file" \
		"until grep -q two: err; do sleep 0.1; done" "exec \$BIN/dist-run --serve"
	: >err
	timeout 400 dist-run vocab --any-build --hosts hosts --rsh ./rsh -o got many.txt many.txt many.txt 2>err
	cat err
	cmp got want
	grep -q "two: sent a result that vocab-merge refuses" err
	# a corpus, and not all words of its piece
	dist-run -q corpus -d wanted many.txt many.txt many.txt
	rsh_is "[ \$1 = two ] && exec env LIE_RESULT=$PWD/many.mz $LIAR agent file" \
		"until grep -q two: err; do sleep 0.1; done" "exec \$BIN/dist-run --serve"
	: >err
	timeout 400 dist-run corpus --any-build --hosts hosts --rsh ./rsh -d made \
		many.txt many.txt many.txt 2>err
	cat err
	diff -r made wanted
	grep -q "two: sent a result that corpus-merge refuses" err
	rsh_is "[ \$1 = two ] && exec env LIE_RESULT=$PWD/false $LIAR agent file" \
		"exec \$BIN/dist-run --serve"
	# nobody is left
	echo two >hosts
	run --separate-stderr timeout 400 dist-run --any-build --hosts hosts --rsh ./rsh vocab many.txt
	echo "$status $stderr"
	[ "$status" -eq 65 ]
	[[ $stderr == *"no host is left; two: sent a result that vocab-merge refuses"* ]]
	clean
}

# odd LIE RESULT SAYS ARGUMENT...: host two makes its lie of the result, in a job of these
# arguments; it is put out and named, and the other host, which comes then, does all.
odd() {
	: >err
	rsh_is "[ \$1 = two ] && exec env LIE_RESULT=$PWD/$2 $LIAR agent $1" \
		"until grep -q two: err; do sleep 0.1; done" "exec \$BIN/dist-run --serve"
	printf 'two\none\n' >hosts
	local trusting=(--any-build --audit 0)
	[ "$4" != map ] || trusting=() # which asks for no known answers
	timeout 400 dist-run "${trusting[@]}" --hosts hosts --rsh ./rsh "${@:4}" 2>err || {
		echo "$1: $(cat err)"
		return 1
	}
	echo "$1: $(cat err)"
	grep -Eq "two: .*$3" err
}

@test "numbers that no filter gives are told, whatever kind of result they are in" {
	honest
	vocab-merge -q --min-df 5 -o pruned many.words
	head -n 100 many.txt >few.txt
	dist-run -q corpus --vocab pruned -d want few.txt
	# counts, of text
	corpus-bow -q --vocab pruned -o counts.mz few.txt
	while IFS=: read -r lie says; do
		odd "$lie" counts.mz "$says" corpus --vocab pruned -d got few.txt
		diff -r want got
		rm -r got
	done <<-'END'
		zero:a count is zero
		outside:a column number is out of range
		unsorted:damaged|a column number is out of range
	END
	# weights
	corpus-weight -q -o weights.mz counts.mz
	dist-run -q corpus --weight tfidf -d wanted want
	for lie in nan inf outside unsorted; do
		odd $lie weights.mz 'a value is not finite|a column number is out of range|damaged' \
			corpus --weight tfidf -d got want
		diff -r wanted got
		rm -r got
	done
	odd fewer weights.mz '99 rows, and (at most )?100 are wanted' corpus --weight tfidf -d got want
	diff -r wanted got
	# factors: their numbers on arrival, what their header says in the merge
	dist-run -q lsi --one-pass -k 5 -o lsi.mz shards
	lsi-partial -q -k 10 --precision f64 -o part.mz shards/shard-00000.mz
	for lie in nan inf sigma beyond; do
		odd $lie part.mz 'a result|refuses' lsi --one-pass -k 5 -o got.mz shards
		cmp got.mz lsi.mz
	done
	clean
}

@test "vectors of a map, and sparse statistics, that no filter gives are told" {
	honest
	dist-run -q corpus -d weighted --weight tfidf --shard-nnz 40000 many.txt
	lsi-partial -q -k 4 -o model.mz weighted/*.mz
	dist-run -q map -o want weighted -- lsi-project --model "$PWD/model.mz"
	lsi-project -q --model model.mz -o vectors.mz weighted/shard-00000.mz
	for lie in nan inf; do
		odd $lie vectors.mz 'a result is incomplete: .*is not finite' \
			map -o got weighted -- lsi-project --model "$PWD/model.mz"
		cmp got want
		rm got
	done
	head -c 3000 vectors.mz >half.mz
	odd file half.mz 'a result is incomplete: .*truncated' \
		map -o got weighted -- lsi-project --model "$PWD/model.mz"
	cmp got want
	# only the merge reads these
	local job=(lda -k 5 --form sparse --passes 2 --shard-nnz 40000 --task-nnz 40000)
	dist-run -q "${job[@]}" -o lda.mz shards
	lda-init -q -k 5 --form sparse --seed 1 -o five.mz shards/*.mz
	lda-estep -q --model five.mz -o true.mz shards/shard-0000[01].mz
	while IFS=: read -r lie says; do
		odd "$lie" true.mz "sent a result that lda-mstep refuses: .*$says" "${job[@]}" -o got.mz shards
		cmp got.mz lda.mz
		rm got.mz
	done <<-'END'
		zero:steps that are damaged, none or negative
		inf:steps
		outside:column [0-9]* of 5
		unsorted:is in it twice
		more:statistics with a rest
	END
	clean
}

@test "a host that says that it has made a model of changes, and has not, is told by what it sends" {
	honest
	local form job
	for form in sparse dense; do
		rm -f got.mz
		dist-run -q lda -k 5 --form $form --passes 4 -o old.mz shards
		job=(lda --add old.mz --passes 3 --task-nnz 100000000 --changes always)
		dist-run -q "${job[@]:0:7}" -o want.mz shards
		lda-estep -q --model old.mz -o true.mz shards/*.mz
		odd unchanged true.mz 'sent a result that lda-mstep refuses: .*another model' \
			"${job[@]}" -o got.mz shards
		cmp got.mz want.mz
		rm got.mz
		odd torn true.mz 'an object arrived damaged' "${job[@]}" -o got.mz shards
		cmp got.mz want.mz
	done
	clean
}

@test "a host that lies about results that it keeps and combines is told, and its tasks are done again" {
	honest
	lda-estep -q --model five.mz -o all.mz shards/*.mz
	lda-estep -q --model five.mz -o some.mz shards/shard-00000.mz
	export LIE_RESULT=$PWD/all.mz
	# of other tasks, of one twice, of fewer; a sum that says no names, or is of fewer
	for lie in foreign twice few; do
		lies_about kept-$lie "two: it combined other results than those that it was told to"
	done
	lies_about kept-unnamed "two: a combined result that does not name its tasks"
	LIE_RESULT=$PWD/some.mz lies_about kept-sum \
		"two: a result that its task can't yield: documents of [0-9]*, and 3000 are wanted"
	# what only the merge sees
	lies_about kept-negative "two: sent a result that lda-mstep refuses: .*a negative count"
	# receipts of too much, of nothing that is there
	lies_about kept-large "two: it keeps a result of more than [0-9]* bytes"
	lies_about kept-lost ""
	# what it was to keep
	lies_about digest "two: it sends a result that it was to keep"
}

@test "an agent that lies when it is asked for known answers is given up, and named" {
	make_many
	dist-run -q vocab -o want many.txt
	printf 'two\none\n' >hosts
	while IFS=: read -r lie says; do
		rsh_is "[ \$1 = two ] && exec $LIAR agent $lie" "exec \$BIN/dist-run --serve"
		timeout 200 dist-run vocab --connect-timeout 4 --hosts hosts --rsh ./rsh -o got many.txt 2>err
		echo "$lie: $(cat err)"
		cmp got want
		# the other host may have been faster than the lie
		[ ! -s err ] || grep -q "two: .*$says" err
	done <<-END
		long:has no valid head
		type:a frame of type 90
		exit:an invalid exit
		digest:a result arrived damaged\|gives another answer
		forged:gives another answer
		greedy:it asks for an object that its task doesn't have
		idle:no known answer came within 4 s
		stranger:an answer without a question
		flood:an answer that is too long
	END
	clean
}

@test "a connection that ends or is damaged while known answers are asked is told at once" {
	make_pets
	echo two >hosts
	while IFS=: read -r lie says; do
		rsh_is "exec $LIAR agent $lie"
		run --separate-stderr timeout 240 dist-run --patience 6 --hosts hosts --rsh ./rsh vocab pets.txt
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
		"$LIAR" driver "$lie" 3>&- | timeout 120 dist-run --serve >said 2>err || status=$?
		echo "$lie: $status $(cat err)"
		[ "$status" -eq 65 ] || [ "$status" -eq 74 ]
		grep -q -a "$says" said
		grep -q "$says" err
		[ "$(find cache -type f | wc -l)" -eq 0 ]
	done <<-'END'
		long:has no valid head
		type:a frame of type 90
		data:data of no object
		turn:an unexpected object
		longer:an object is longer than announced
		endless:more than the store may hold
		words:a task of 18446744073709551615 words
		tasks:more tasks than may wait here
		how:a task whose result is for nothing known
		drop:half a digest
	END
}

@test "--check does not wait for an agent that beats and answers nothing" {
	rsh_is "[ \$1 = two ] && exec $LIAR agent mute" "exec \$BIN/dist-run --serve"
	run --separate-stderr over --connect-timeout 5 --check
	echo "$status $output $stderr"
	[ "$status" -eq 69 ]
	[[ ${lines[1]} == "one	ok	"* ]]
	[[ ${lines[2]} == "two	failed	no answer" ]]
	run --separate-stderr over --connect-timeout 5 --forget
	[ "$status" -eq 69 ]
}
