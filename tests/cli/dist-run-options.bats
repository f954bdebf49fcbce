#!/usr/bin/env bats
# Every option of a job reaches the filters; what is wrong is told before the
# work starts.
load helper
load dist

# as_planned WORDS: what the job gives is what its plan gives, and each WORD
# stands in the plan.
as_planned() {
	local words=() word
	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	shift
	dist-run -q "$@" >got
	dist-run -q --plan "$@" >plan
	for word in "${words[@]}"; do
		grep -q -e "$word" plan || { echo "no $word"; cat plan; return 1; }
	done
	sh plan | cmp - got
}

@test "options of tokens, vocabulary and models reach the filters" {
	make_many
	sed 's/w\([0-9]*\)1 /walking\1 the 漢字 /g' many.txt >t
	as_planned '--words letters' '--cjk bigram' '--min-length 3' '--max-length 12' \
		'--stop english' '--stem english' '--ngrams 2' -- \
		vocab --words letters --cjk bigram --min-length 3 --max-length 12 --stop english \
		--stem english --ngrams 2 t
	cp got words
	corpus-vocab -q --words letters --cjk bigram --min-length 3 --max-length 12 --stop english \
		--stem english --ngrams 2 t | cmp - words
	as_planned '--min-df 0.02' '--max-df 0.25' '--keep 500' '--alpha asymmetric' '--eta 0.02' \
		'--inference vb' '--kappa 0.6999' '--offset 3' '--seed 5' '--iterations 4' -- \
		lda -k 3 --passes 2 --online-passes 1 --update 2 --min-df 0.02 --max-df 0.25 --keep 500 \
		--alpha asymmetric --eta 0.02 --inference vb --kappa 0.7 --offset 3 --seed 5 \
		--iterations 4 --shard-nnz 40000 t
	as_planned '--block 8' '--seed 9' -- \
		lsi -k 4 --passes 3 --block 8 --seed 9 --vocab many.vocab --shard-nnz 40000 many.txt
	# phrases: the list of connectors stays here
	printf 'a\tunited nations of earth\nb\tunited nations\nc\tearth of earth\n' >t
	echo of >list
	as_planned '--ngrams 2' '--phrases npmi:0.4' '--connectors' -- \
		vocab --phrases npmi:0.4 --connectors list t
	corpus-vocab -q --ngrams 2 t | vocab-merge -q --phrases npmi:0.4 --connectors list | cmp - got
	as_planned '--ngrams 3' '--connectors english' -- \
		lda -k 2 --passes 1 --min-df 1 --max-df 1 --ngrams 3 --phrases npmi:0.4 --connectors english t
	dist-run -q corpus -d phrases --min-df 1 --max-df 1 --ngrams 3 --phrases npmi:0.4 \
		--connectors english t
	stream-text phrases/shard-00000.mz | grep -qx 'a	united_nations	1'
	refuses 64 '--phrases has no use with --vocab' dist-run corpus -d e --phrases npmi:1 --vocab v t
	refuses 64 '--connectors has no use without --phrases' dist-run corpus -d e --connectors english t
	# a tolerance that is wide is met by fewer passes
	head -n 60 many.txt >few.txt
	dist-run -q --joblog wide lsi -k 2 --block 3 --tolerance 0.5 -o a.mz few.txt
	dist-run -q --joblog tight lsi -k 2 --block 3 --tolerance 1e-5 -o b.mz few.txt
	[ "$(wc -l <tight)" -gt "$(wc -l <wide)" ]
	dist-run -q --directory d --keep 100 corpus many.txt
	[ "$(sed -n '/^shard/p' d/MANIFEST | wc -l)" -gt 0 ]
}

@test "--store bounds what a host keeps" {
	local size
	make_many
	for i in 1 2 3 4 5; do sed "s/w/w$i/g" many.txt; done >five.txt
	dist-run -q --keep-work --work w corpus -d d five.txt
	rm -r cache/*
	dist-run -q --store 1M --hosts hosts --rsh ./rsh map d -- stream-info >got
	dist-run -q map d -- stream-info | cmp - got
	rm -r cache/*
	dist-run -q --store 1M map d -- stream-info >got
	size=$(cat cache/topictools/* | wc -c)
	echo "$size"
	[ "$size" -gt 0 ]
	[ "$size" -le 1048576 ]
	# one that is larger than all of the store is told
	run --separate-stderr dist-run --patience 3 --store 1M map five.txt -- cat
	[ "$status" -ne 0 ]
	[[ $stderr == *"more than the store may hold"* ]]
	rm -rf tmp/dist-run-*
	clean
}

@test "a list of hosts with typing errors: file, line and column" {
	make_pets
	printf 'one\n  two slot=2\n' >bad
	refuses 65 "bad: line 2, column 7: no setting 'slot=': is it 'slots='?" \
		dist-run --hosts bad vocab pets.txt
	printf 'one\ntwo:99999\n' >bad
	refuses 65 "bad: line 2, column 5: not a whole number from 1 to 65535" \
		dist-run --hosts bad vocab pets.txt
	printf 'one\n# two\none slots=3\n' >bad
	refuses 65 "bad: line 3, column 1: one is on line 1 already: slots=N is for more" \
		dist-run --hosts bad vocab pets.txt
	printf 'node[1-3]\nnode2\n' >bad
	refuses 65 "bad: line 2, column 1: node2 is on line 1 already" \
		dist-run --hosts bad --check
	: >bad
	refuses 65 "names no host" dist-run --hosts bad vocab pets.txt
	clean
}

@test "a host without an address, a key that others can read, no key" {
	make_pets
	echo no-such-host.invalid >list
	run --separate-stderr dist-run --patience 1 --hosts list vocab pets.txt
	[ "$status" -eq 69 ]
	[[ $stderr == *"no-such-host.invalid has no address"* ]]
	[ -z "$output" ]
	run --separate-stderr dist-run --check --hosts list
	[ "$status" -eq 69 ]
	[[ $output == *"has no address"* ]]
	ssh-keygen -q -t ed25519 -N '' -f key || skip "no ssh-keygen"
	chmod 644 key
	run --separate-stderr dist-run -i key --patience 1 --hosts list vocab pets.txt
	[ "$status" -ne 0 ]
	run --separate-stderr dist-run -i nowhere --patience 1 --hosts list vocab pets.txt
	[ "$status" -ne 0 ]
	clean
}

@test "no agent at the other end" {
	make_pets
	rsh_is 'exec true'
	run --separate-stderr dist-run --patience 1 --hosts hosts --rsh ./rsh vocab pets.txt
	[ "$status" -eq 75 ]
	[[ $stderr == *"no agent answered"* ]]
	rsh_is 'cat >/dev/null' 'echo hello' 'exit 127'
	run --separate-stderr dist-run --patience 1 --hosts hosts --rsh ./rsh vocab pets.txt
	[ "$status" -ne 0 ]
	clean
}

@test "no input, and nowhere to write, are told before the work starts" {
	make_pets
	: >empty
	for job in "lda -k 2" "lsi -k 2"; do
		# shellcheck disable=SC2086
		refuses 65 "has no words" dist-run $job -o x empty
		# shellcheck disable=SC2086
		refuses 66 "none.txt" dist-run $job -o x none.txt
	done
	refuses 64 "no input" dist-run map -- cat
	mkdir shut
	chmod 555 shut
	# an agent that ever starts is too late
	rsh_is ': >started' "exec \$BIN/dist-run --serve"
	for words in "vocab -o none/x pets.txt" "lda -k 2 -o none/x pets.txt" \
		"lsi -k 2 -o none/x pets.txt" "corpus -d none/x pets.txt" \
		"--work none/x vocab pets.txt" "--joblog none/x vocab pets.txt" \
		"vocab -o shut pets.txt" "corpus -d pets.txt pets.txt"; do
		# shellcheck disable=SC2086
		run --separate-stderr dist-run --hosts hosts --rsh ./rsh $words
		echo "$words: $status $stderr"
		[ "$status" -ge 66 ]
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
	mkdir there
	for folder in new there; do
		refuses 66 "nowhere" dist-run --hosts nowhere corpus -d $folder pets.txt
	done
	[ ! -e new ]
	[ -d there ]
	if [ "$(id -u)" -ne 0 ]; then
		refuses 77 "shut" dist-run --hosts hosts --rsh ./rsh vocab -o shut/x pets.txt
		refuses 77 "shut" dist-run --hosts hosts --rsh ./rsh corpus -d shut pets.txt
	fi
	[ ! -e started ]
	clean
}

@test "SIGHUP changes the slots of a host that is known" {
	local run
	make_shards 8000
	dist-run -q lda -k 5 --passes 3 --task-nnz 8000 -o wanted.mz shards
	: >agents
	echo 'one slots=2' >hosts
	slow 0.15
	rsh_is "echo \$\$ >>agents" "exec $PWD/slow/dist-run --serve"
	dist-run lda -k 5 --passes 3 --task-nnz 8000 --hosts hosts --rsh ./rsh -o got.mz \
		shards 2>said &
	run=$!
	for i in $(seq 100); do [ "$(wc -l <agents)" -lt 2 ] || break; sleep 0.05; done
	echo 'one slots=4' >hosts
	kill -HUP $run
	for i in $(seq 100); do [ "$(wc -l <agents)" -lt 4 ] || break; sleep 0.05; done
	[ "$(wc -l <agents)" -eq 4 ]
	echo 'one' >hosts
	kill -HUP $run
	while kill -0 $run && [ "$(pgrep -c -P "$run" -f serve)" -ne 1 ]; do sleep 0.05; done
	kill -0 $run
	wait $run
	cmp got.mz wanted.mz
	[ ! -s said ]
	clean
}

@test "a line of progress on a terminal, and none elsewhere" {
	printf 'a\n' >one
	printf 'b\n' >two
	printf '#!/bin/sh\nsleep 0.4\nexec cat "$@"\n' >slow
	chmod 755 slow
	run script -qec "dist-run -v -j 1 map one two -- $PWD/slow" /dev/null
	[ "$status" -eq 0 ]
	[[ $output == *$'\r'*": 1 of 2 tasks, "*"/s, "*" s to go, 1 of 1 hosts"$'\e[K'* ]]
	[[ $output == *$'\r\e[Kdist-run: '* ]]
	[[ $output == *"dist-run: here: 2 tasks, "* ]]
	run script -qec "dist-run -q -j 1 map one two -- $PWD/slow" /dev/null
	[ "$output" = $'a\r\nb\r' ]
	run dist-run -v -j 1 map one two -- "$PWD/slow"
	[ "$status" -eq 0 ]
	[[ $output != *" of 2 tasks"* ]]
}

@test "--progress: lines of progress into a log" {
	printf 'a\n' >one
	printf '#!/bin/sh\nwhile [ ! -e %s/go ]; do sleep 0.1; done\nexec cat "$@"\n' "$PWD" >slow
	chmod 755 slow
	dist-run --progress map one one -- "$PWD/slow" 2>said >out &
	for ((n = 0; n < 600; n++)); do
		! grep -q '^dist-run: map: 0 of 2 tasks, ' said || break
		sleep 0.1
	done
	touch go
	wait
	grep -q '^dist-run: map: 0 of 2 tasks, 0/s, 1 of 1 hosts$' said
	[ "$(wc -l <out)" -eq 2 ]
}

@test "a list of hosts with a zero byte in it" {
	printf 'one\0two\n' >hosts
	refuses 65 "hosts: not a list of hosts: it holds a zero byte" dist-run --check --hosts hosts
}

@test "a transport is found by its name, and the nearest is named" {
	make_pets
	printf 'one\ntwo slots=2\n' >hosts
	dist-run -q --hosts hosts --transport local vocab pets.txt | cmp - pets.words
	dist-run -q --hosts hosts --transport rsh --rsh ./rsh vocab pets.txt | cmp - pets.words
	refuses 64 "--transport: 'shh' is not a transport: nearest is ssh" \
		dist-run --hosts hosts --transport shh vocab pets.txt
	refuses 64 "--transport: 'carrier-pigeon' is not a transport: one of local|ssh|" \
		dist-run --hosts hosts --transport carrier-pigeon vocab pets.txt
	refuses 64 "--transport rsh needs --rsh COMMAND" \
		dist-run --hosts hosts --transport rsh vocab pets.txt
	refuses 64 "--rsh is for --transport rsh, not for ssh" \
		dist-run --hosts hosts --transport ssh --rsh ./rsh vocab pets.txt
	clean
}

@test "--blas-core pins the kernel: the bytes are the same, or the name is refused" {
	make_many
	head -n 900 many.txt >few.txt
	core=$(lsi-basis --version -v | sed -n 's/^blas.*, for //p')
	lsi -o own.mz few.txt
	lsi -o pinned.mz --blas-core "$core" few.txt
	cmp own.mz pinned.mz
	refuses 64 "no kernel 'Abacus'" dist-run lsi -k 3 --blas-core Abacus few.txt
	refuses 64 "is not the name of a kernel" dist-run lsi -k 3 --blas-core '' few.txt
	if grep -q avx2 /proc/cpuinfo; then
		lsi -o old.mz --blas-core Nehalem few.txt
		# whatever the environment of driver and hosts says
		OPENBLAS_CORETYPE=Haswell lsi -o again.mz --blas-core nehalem --slots 2 few.txt
		cmp old.mz again.mz
	fi
}

# usage_of OPTION: of the lines of --help in the file help, the option with a value that it takes.
usage_of() {
	local value
	value=$(sed -n "s/^  .*--$1 \\([^ ]*\\).*/\\1/p" help)
	case $value in
	'') echo "--$1" ;;
	FRACTION | ALPHA | ETA | KAPPA | T) echo "--$1=0.5" ;;
	SIZE) echo "--$1=64M" ;;
	[A-Z]) echo "--$1=2" ;;
	SECONDS) echo "--$1=9" ;;
	*'|'*) echo "--$1=${value%%|*}" ;;
	*) echo "--$1=none" ;;
	esac
}

@test "an option that a job does not use is refused, and the jobs that use it are named" {
	local option given job users said
	make_pets
	refuses 64 "--tolerance is for lsi, not for vocab" dist-run vocab --tolerance 0.5 pets.txt
	refuses 64 "--min-df is for corpus, lsi, lda, sweep, not for vocab" dist-run vocab --min-df 1 pets.txt
	refuses 64 "--passes is for lsi, lda, sweep, not for corpus" dist-run corpus --passes 2 -d d pets.txt
	refuses 64 "--output is for vocab, lsi, lda, sweep, map, each, --forget, --check, not for corpus" \
		dist-run corpus -o x -d d pets.txt
	refuses 64 "--files0-from is for vocab, corpus, lsi, lda, sweep, not for map" \
		dist-run map --files0-from list -- cat
	refuses 64 "--audit is for vocab, corpus, lsi, lda, sweep, not for each" dist-run --audit 1 each -- true
	refuses 64 "--plan is for vocab, corpus, lsi, lda, sweep, map, not for each" \
		dist-run --plan each -- true
	refuses 64 "--restrict is for --serve, not for vocab" dist-run --restrict vocab pets.txt
	refuses 64 "--seed is for lsi, lda, sweep, not for --check" dist-run --check --seed 3
	refuses 64 "--report is for vocab, corpus, lsi, lda, sweep, map, each, not for --serve" \
		dist-run --serve --report x </dev/null
	refuses 64 "--check takes no job" dist-run --check vocab pets.txt
	[ ! -e d ]
	[ ! -e x ]
	# one that another option makes useless, or of text where none is given
	refuses 64 "--block has no use with --one-pass" dist-run lsi -k 2 --one-pass --block 2 pets.txt
	printf ':\n' >hosts
	refuses 64 "--slots has no use with --hosts" dist-run --slots 2 --hosts hosts vocab pets.txt
	corpus-weight -q -o weighted.mz pets.mz
	refuses 64 "--weight bm25 is for counts, and weighted.mz is weighted already: smart" \
		dist-run lsi -k 2 --weight bm25 -o x weighted.mz
	[ ! -e x ]
	dist-run -q corpus -d cut pets.mz
	run -0 --separate-stderr dist-run lda -k 2 --passes 1 --shard-nnz 10 -o noted.mz cut
	[[ $stderr == *"--shard-nnz has no use: the shards of cut stay as they are"* ]]
	dist-run -q lda -k 2 --passes 1 cut | cmp - noted.mz
	dist-run -q corpus -d small --shard-nnz 3 cut
	[ "$(find small -name 'shard-*' | wc -l)" -gt 1 ]
	refuses 64 "--kappa has no use without --online-passes" dist-run lda -k 2 --kappa 1 pets.txt
	refuses 64 "--min-df has no use with --vocab" \
		dist-run lsi -k 2 --vocab pets.vocab --min-df 1 pets.txt
	refuses 64 "--stop is for text, and pets.mz is a matrix stream" \
		dist-run lsi -k 2 --stop english pets.mz
	# every option of --help is for something: of no job and no mode is none
	dist-run --help >help
	sed -n 's/^  ...[ ]*--\([a-z0-9-]*\).*/\1/p' help | grep -vxE 'help|version' >options
	[ "$(wc -l <options)" -gt 50 ]
	while read -r option; do
		users=0 given=$(usage_of "$option")
		for job in "lda none" "corpus none" --check --serve "lsi none" "map none -- cat" "sweep none" \
			"vocab none" "each -- true"; do
			# shellcheck disable=SC2086
			said=$(dist-run $given $job 2>&1 >/dev/null </dev/null) || :
			[[ $said != *"is for, not"* ]]
			[[ $said == *"--$option is for"* ]] || { users=1; break; }
		done
		echo "$option: $job"
		[ "$users" -gt 0 ]
	done <options
}
