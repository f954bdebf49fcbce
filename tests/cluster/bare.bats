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
	timeout 100 dist-run --hosts "$BARE_HOSTS" -i "$BARE_KEY" --known-hosts "$BARE_KNOWN" "$@"
}

# What a command prints on the host, of its files: there are no programs to ask with.
inside() {
	nsenter -t "$(pgrep -P "$(cat "$BARE/pid")")" -m sh -c "cd $BARE_ROOT/root && $1"
}

@test "a host with a shell and sshd alone gives the same bytes, and the second run sends nothing" {
	dist-run -q lda -k 3 --passes 2 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o lda.mz text
	dist-run -q lsi -k 5 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o lsi.mz text
	up
	run --separate-stderr drive -q --no-ship --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *'no dist-run in its PATH'* ]]
	[ -z "$(inside "ls -A")" ]
	drive -q lda -k 3 --passes 2 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o got.mz text
	cmp got.mz lda.mz
	digest=$(sha256sum <"$AGENT" | cut -d ' ' -f 1)
	[ "$(inside "ls $AGENTS")" = "$digest" ]
	inside "sha256sum $AGENTS/$digest/dist-run" | grep -q "^$digest"
	# nothing is written there the second time, and each filter is the one program
	before=$(inside "ls -i $AGENTS/$digest/dist-run")
	drive -q lsi -k 5 --min-df 1 --shard-nnz 4000 --task-nnz 4000 -o got.mz text
	cmp got.mz lsi.mz
	[ "$(inside "ls -i $AGENTS/$digest/dist-run")" = "$before" ]
	[ "$(inside "readlink $AGENTS/$digest/lda-estep")" = dist-run ]
}

@test "an agent that is damaged there, or cut on its way, is refused and sent again" {
	up
	drive -q vocab text | cmp - words
	digest=$(sha256sum <"$AGENT" | cut -d ' ' -f 1)
	# of the same size, with another byte at its end
	inside "printf X | dd of=$AGENTS/$digest/dist-run bs=1 seek=$(($(stat -c %s "$AGENT") - 1)) \
		conv=notrunc 2>/dev/null"
	run --separate-stderr drive --patience 15 vocab text
	[[ $stderr == *'the agent here is damaged: SHA-256'* ]]
	drive -q vocab text | cmp - words
	inside "sha256sum $AGENTS/$digest/dist-run" | grep -q "^$digest"
	# cut: it is not of its size
	inside "truncate -s 1000 $AGENTS/$digest/dist-run"
	drive -q vocab text | cmp - words
	inside "sha256sum $AGENTS/$digest/dist-run" | grep -q "^$digest"
}

@test "a home that is mounted noexec" {
	up noexec
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"can't be run (status 126): is that file system mounted noexec?"* ]]
}

@test "no agent for the host's processor, no SFTP, a key that is restricted" {
	up
	mkdir -p other/bin other/lib/topictools
	cp "$BIN"/* other/bin
	PATH=$PWD/other/bin:$PATH
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"no dist-run there, and none here to send: it is of $(uname -m)"* ]]
	PATH=$BIN:$PATH
	# a forced command is not overridden: the host has no such command
	sed -i 's/^/restrict,command="dist-run --serve --restrict" /' "$BARE_ROOT/etc/authorized"
	run --separate-stderr drive -q --patience 15 vocab text
	[ "$status" -ne 0 ]
	[ -z "$(inside "ls -A")" ]
}
