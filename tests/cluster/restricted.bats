# restricted.bats - a key whose line in authorized_keys is
#     restrict,command="dist-run --serve --restrict"
# over real sshd, for an account without privileges: what a client of another making
# and a filter that was taken over try.  Needs root, for the account: it exists for
# this sshd alone, which sees another /etc/passwd.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086 # status and stderr are bats', LAB_* the lab's

load lab

ATTACKER=$BIN/../tests/cluster/attacker
ACCOUNT=64321

setup() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m true 2>/dev/null || skip "no mount namespaces here"
	cd "$BATS_TEST_TMPDIR" || return 1
	chmod 755 . .. ../..
	mkdir -p home/.ssh home/tmp home/cache bin lab2 sbin tmp cache
	export XDG_CACHE_HOME=$PWD/cache TMPDIR=$PWD/tmp
	cp "$BIN"/* bin
	printf 'a\tcats and dogs\nb\tdogs\n' >pets.txt
	echo a line >line
	{
		grep -v '^guest:' /etc/passwd
		echo "guest:x:$ACCOUNT:$ACCOUNT::$PWD/home:/bin/sh"
	} >passwd
	# an sshd that knows the guest
	cat >sbin/sshd <<-END
		#!/bin/sh
		exec unshare -m sh -c 'mount --bind $PWD/passwd /etc/passwd && exec $(command -v sshd) "\$@"' sshd "\$@"
	END
	chmod 755 sbin/sshd
}

teardown() {
	local lab
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || :
	for lab in lab2/topictools-hosts.*; do
		[ ! -d "$lab" ] || "$HERE/hosts.sh" down "$PWD/$lab"
	done
}

# guest_up ATTACK WORDS: the host, whose key takes these words more; what a filter that
# was taken over tries.
guest_up() {
	SSHD_LINES="Match User guest
	AuthorizedKeysFile $PWD/home/.ssh/authorized_keys
	SetEnv PATH=$PWD/bin:/usr/bin:/bin XDG_CACHE_HOME=$PWD/home/cache TMPDIR=$PWD/home/tmp \"ATTACK=$1\"" \
		PATH=$PWD/sbin:$PATH TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 1 >lab2/lab
	. ./lab2/lab
	echo "restrict,command=\"dist-run --serve --restrict$2\" $(cat "$LAB_KEY.pub")" >home/.ssh/authorized_keys
	chown -R $ACCOUNT:$ACCOUNT home
	chmod 600 home/.ssh/authorized_keys
	cp home/.ssh/authorized_keys before
	sed 's/^[^@]*@/guest@/' "$LAB_HOSTS" >hosts
	sed 's/User .*/User guest/' "$LAB_CONFIG" >config
	HOST=$(cat hosts)
}

over() {
	timeout 240 dist-run -q --hosts hosts -i "$LAB_KEY" --known-hosts "$LAB_KNOWN" --patience 2 "$@"
}

untouched() {
	cmp home/.ssh/authorized_keys before
	[ "$(ls -A home/.ssh)" = authorized_keys ]
	[ "$(ls -A home)" = "$(printf '.ssh\ncache\ntmp')" ]
	[ -z "$(ls -A home/tmp)" ]
}

@test "topictools' filters run over such a key, and it is no login" {
	guest_up none
	over vocab pets.txt | cmp - <(corpus-vocab -q pets.txt)
	over map pets.txt -- corpus-vocab -q | cmp - <(corpus-vocab -q pets.txt)
	over --check | grep -q "^$HOST	ok	"
	# whatever a client asks for, the agent answers
	for words in 'cat /etc/passwd' 'sh -i' "cat $PWD/home/.ssh/authorized_keys" ''; do
		timeout 80 ssh -F config h1 $words </dev/null >said 2>/dev/null || :
		run ! grep -qa 'root:\|ssh-ed25519' said
		grep -qa dist-wire said
	done
	# no terminal, no way to anywhere else
	timeout 80 ssh -F config -tt h1 </dev/null >said 2>&1 || :
	grep -qa 'PTY allocation request failed' said
	timeout 80 ssh -F config -W 127.0.0.1:${HOST##*:} h1 </dev/null >said 2>&1 || :
	grep -qa 'prohibited' said
	timeout 80 ssh -F config -o ExitOnForwardFailure=yes -R 0:127.0.0.1:1 h1 </dev/null >said 2>&1 || :
	grep -qa 'forwarding failed' said
	untouched
}

@test "a driver that asks for more is refused, and told" {
	guest_up none
	while IFS=: read -r says words; do
		run --separate-stderr over map pets.txt -- $words
		echo "$words: $status $stderr"
		[ "$status" -eq 77 ]
		[[ $stderr == *"$HOST: "*$says* ]]
	done <<-END
		filters only:sh -c id
		filters only:$PWD/bin/stream-info
		filters only:corpus-vocab | sh
		writes only to standard output:corpus-vocab -o $PWD/home/.ssh/authorized_keys
		writes only to standard output:corpus-shard -d $PWD/home/.ssh/x
		writes only to standard output:corpus-export --to mm --names $PWD/home/.ssh/rc
		writes only to standard output:corpus-split --test 0.5 --rest $PWD/home/.ssh/rc
		writes only to standard output:lda-train -k 2 --checkpoint $PWD/home/.ssh/rc
		an operand:stream-text /etc/passwd
		an operand:corpus-vocab --input lines .ssh/authorized_keys
		--stop:corpus-vocab --stop /etc/passwd
		reads no lists of files:corpus-vocab --input files --files0-from /etc/passwd
	END
	run --separate-stderr over --unconfined each -- sh -c id
	[ "$status" -eq 77 ]
	untouched
}

@test "a filter that was taken over can't leave its confinement" {
	dist-run --version -v | grep -q '^confinement	Landlock .*, seccomp, limits' ||
		skip "this kernel or build confines in part"
	command -v python3 >/dev/null || skip "no python3"
	python3 -c 'import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
open("port", "w").write(str(s.getsockname()[1])); time.sleep(60)' 3>&- &
	server=$!
	until [ -s port ]; do sleep 0.1; done
	guest_up "$PWD/home $(cat port)"
	cp "$ATTACKER" bin/stream-info
	over map line -- stream-info >said
	cat said
	[ "$(wc -l <said)" -eq 19 ]
	run ! grep -q DONE said
	for what in 'write authorized_keys' 'read /etc/passwd' 'connect by TCP' fork 'ten thousand threads'; do
		grep -q "^$what	no	" said
	done
	untouched
}

@test "a filter that fills the disk is ended, and told" {
	guest_up fill ' --scratch 16M'
	cp "$ATTACKER" bin/stream-info
	run --separate-stderr over map line -- stream-info
	echo "$status $stderr"
	[ "$status" -eq 74 ]
	[[ $stderr == *"$HOST: $PWD/home/tmp: filters have more scratch than 16777216 bytes"* ]]
	untouched
}
