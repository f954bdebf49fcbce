# bare.bats - a host with a shell and sshd alone (bare.sh): dist-run sends its agent there.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086 # status and stderr are bats', BARE_* bare.sh's

bats_require_minimum_version 1.5.0
PATH=${BIN:?is where the commands are}:$PATH
HERE=${BATS_TEST_FILENAME%/*}
export LC_ALL=C
unset SSH_AUTH_SOCK OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	"$HERE/bare.sh" can || skip "needs root and namespaces"
	AGENT=$(echo "$BIN"/../lib/topictools/agent-"$(uname -m)")
	[ -x "$AGENT" ] || skip "no agent was built (make agent)"
	ALL=${AGENT%/*}/agent-all-$(uname -m)
	mkdir tmp cache
	export TMPDIR=$PWD/tmp XDG_CACHE_HOME=$PWD/cache
	awk 'BEGIN { srand(7); for (d = 0; d < 400; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 60; n++) printf "w%d ", int(500 * rand() * rand())
		printf "\n" } }' >text
	dist-run -q vocab -o words text
}

teardown() {
	[ -z "${BARE-}" ] || "$HERE/bare.sh" down "$BARE"
}

up() {
	eval "$("$HERE/bare.sh" up "$@")"
	AGENTS=.cache/topictools/agents
}

drive() {
	timeout 400 dist-run --hosts "$BARE_HOSTS" -i "$BARE_KEY" --known-hosts "$BARE_KNOWN" "$@"
}

TEMPORARY='tmp var/tmp dev/shm'

# What a command prints on the host, of its files: there are no programs to ask with.
inside() {
	nsenter -t "$(pgrep -P "$(cat "$BARE/pid")")" -m sh -c "cd $BARE_ROOT/root && $1"
}

# Products and statistics are added up there, too (--combine 0).
@test "a host with a shell and sshd alone gives the same bytes, and the second run sends nothing" {
	dist-run -q lda -k 3 --passes 2 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o lda.mz text
	dist-run -q lsi -k 5 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o lsi.mz text
	up
	run --separate-stderr drive -q --no-ship --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *'no dist-run in its PATH'* ]]
	[ -z "$(inside "ls -A")" ]
	drive -q --combine 0 lda -k 3 --passes 2 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o got.mz text
	cmp got.mz lda.mz
	digest=$(sha256sum <"$AGENT" | cut -d ' ' -f 1)
	[ "$(inside "ls $AGENTS")" = "$digest" ]
	inside "sha256sum $AGENTS/$digest/dist-run" | grep -q "^$digest"
	# nothing is written there the second time, and each filter is the one program
	before=$(inside "ls -i $AGENTS/$digest/dist-run")
	rm got.mz
	drive -q --combine 0 --joblog log lsi -k 5 --min-df 1 --shard-nnz 4000 --task-nnz 4000 \
		-o got.mz text
	cmp got.mz lsi.mz
	grep -q 'lsi-multiply -q --sum' log
	[ "$(inside "ls -i $AGENTS/$digest/dist-run")" = "$before" ]
	[ "$(inside "readlink $AGENTS/$digest/lda-estep")" = dist-run ]
}

# The agent over there is the one here, and nothing else is left.
is_whole() {
	inside "sha256sum $AGENTS/$DIGEST/dist-run" | grep -q "^$DIGEST"
	[ -z "$(inside "ls -d $AGENTS/$DIGEST/dist-run.*" 2>/dev/null)" ]
}

@test "an agent that is damaged there, or cut on its way, is refused and sent again" {
	up
	drive -q vocab text | cmp - words
	DIGEST=$(sha256sum <"$AGENT" | cut -d ' ' -f 1)
	is_whole
	# of the same size, with another byte at its end: it starts, and refuses itself
	inside "printf X | dd of=$AGENTS/$DIGEST/dist-run bs=1 seek=$(($(stat -c %s "$AGENT") - 1)) \
		conv=notrunc 2>/dev/null"
	inside "sha256sum $AGENTS/$DIGEST/dist-run" | grep -vq "^$DIGEST"
	drive -q vocab text | cmp - words
	is_whole
	# no program any more
	inside "printf XXXX | dd of=$AGENTS/$DIGEST/dist-run bs=1 conv=notrunc 2>/dev/null"
	drive -q vocab text | cmp - words
	is_whole
	# cut: it is not of its size
	inside "truncate -s 1000 $AGENTS/$DIGEST/dist-run"
	drive -q vocab text | cmp - words
	is_whole
}

@test "an agent refuses to run where its digest is not the one that was asked for" {
	cp "$AGENT" dist-run
	digest=$(sha256sum <dist-run | cut -d ' ' -f 1)
	printf X >>dist-run
	run ./dist-run --serve --digest "$digest" </dev/null
	[ "$status" -eq 65 ]
	[[ $output == *'the agent here is damaged: SHA-256 '*", and $digest was sent; it was removed" ]]
	[ ! -e dist-run ]
}

@test "versions stand side by side; what nobody has used for 30 days is removed" {
	up
	old=$(printf old | sha256sum | cut -d ' ' -f 1) new=$(printf new | sha256sum | cut -d ' ' -f 1)
	inside "mkdir -p $AGENTS/$old $AGENTS/$new $AGENTS/mine && echo >$AGENTS/$old/dist-run"
	inside "ln -s dist-run $AGENTS/$old/lda-estep && touch -d '31 days ago' $AGENTS/$old $AGENTS/mine"
	drive -q vocab text | cmp - words
	digest=$(sha256sum <"$AGENT" | cut -d ' ' -f 1)
	[ "$(inside "ls $AGENTS")" = "$(printf '%s\n' "$digest" "$new" mine | sort)" ]
}

@test "a home that is mounted noexec: the agent is in another folder, or that is told" {
	up noexec
	drive -q vocab text | cmp - words
	digest=$(sha256sum <"$AGENT" | cut -d ' ' -f 1)
	[ -x "$BARE_ROOT/tmp/topictools-0/$digest/dist-run" ]
	"$HERE/bare.sh" down "$BARE"
	# a folder there that others may write to is not used
	up noexec
	mkdir -m 777 "$BARE_ROOT/tmp/topictools-0"
	run --separate-stderr drive -q --patience 15 vocab text
	[ -z "$(ls -A "$BARE_ROOT/tmp/topictools-0")" ]
	"$HERE/bare.sh" down "$BARE"
	up noexec 'tmp'
	drive -q vocab text | cmp - words
	[ -x "$BARE_ROOT/var/tmp/topictools-0/$digest/dist-run" ]
	"$HERE/bare.sh" down "$BARE"
	up noexec "$TEMPORARY"
	mkdir -p "$BARE_ROOT/run/user/0"
	drive -q vocab text | cmp - words
	[ -x "$BARE_ROOT/run/user/0/topictools/$digest/dist-run" ]
	"$HERE/bare.sh" down "$BARE"
	up noexec "$TEMPORARY"
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"can't be run (status 126), neither in ~/.cache nor in /tmp, /var/tmp, /dev/shm and /run/user: are they mounted noexec?"* ]]
}

@test "a full disk: the agent is in /tmp, or that is told, and nothing half stays" {
	up size=1m
	drive -q --patience 15 vocab text | cmp - words
	[ -z "$(inside "find $AGENTS -type f")" ]
	"$HERE/bare.sh" down "$BARE"
	up size=1m "$TEMPORARY"
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -eq 69 ]
	[[ $stderr == *"sending one fails: .cache/topictools/agents: it can't be written: is the disk full?"* ]]
	[ -z "$(inside "find . -type f")" ]
}

@test "one pass, whose filter needs a BLAS, and any other filter: an agent of all filters" {
	[ -x "$ALL" ] || skip "no agent of all filters was built"
	dist-run -q lsi --one-pass -k 5 --min-df 1 --shard-nnz 8000 -o lsi.mz text
	topic-words -q lsi.mz >lsi.words
	up
	run --separate-stderr drive --check
	[ "$status" -eq 0 ]
	[[ $output == *"root@127.0.0.1:"*$'\tok\t'* ]]
	digest=$(sha256sum <"$AGENT" | cut -d ' ' -f 1) all=$(sha256sum <"$ALL" | cut -d ' ' -f 1)
	[ "$(inside "ls $AGENTS")" = "$digest" ]
	drive -q --joblog log lsi --one-pass -k 5 --min-df 1 --shard-nnz 8000 -o got.mz text
	cmp got.mz lsi.mz
	[ "$(grep -c lsi-partial log)" -gt 1 ]
	[ "$(inside "ls $AGENTS")" = "$(printf '%s\n' "$digest" "$all" | sort)" ]
	drive -q map lsi.mz -- topic-words -q | cmp - lsi.words
	# each program of the agent is a filter: no other command of topictools, and no shell
	[ -z "$(inside "ls $AGENTS/$all/lda-mpi" 2>/dev/null)" ]
}

@test "no agent for the host's processor, no SFTP, a key that is restricted" {
	up
	mkdir -p other/bin other/lib/topictools
	cp "$BIN"/* other/bin
	PATH=$PWD/other/bin:$PATH
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"no dist-run there, and none here to send: it is of $(uname -m)"* ]]
	run --separate-stderr drive -q --patience 15 lsi --one-pass -k 3 --min-df 1 -o no.mz text
	[ "$status" -ne 0 ]
	[[ $stderr == *"/agent-all-$(uname -m): install topictools there"* ]]
	[ ! -e no.mz ]
	# one that is there, of another processor
	cp "$AGENT" "other/lib/topictools/agent-$(uname -m)"
	printf '\1\0' | dd of="other/lib/topictools/agent-$(uname -m)" bs=1 seek=18 conv=notrunc
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"is no program of $(uname -m): it can't be run there"* ]]
	[ -z "$(inside "ls -A")" ]
	PATH=$BIN:$PATH
	# a forced command is not overridden: the host has no such command
	sed -i 's/^/restrict,command="dist-run --serve --restrict" /' "$BARE_ROOT/etc/authorized"
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[ -z "$(inside "ls -A")" ]
}
