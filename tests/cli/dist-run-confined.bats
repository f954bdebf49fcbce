#!/usr/bin/env bats
# A host's filters are confined: what a driver that was patched asks for, and what a
# filter that was taken over tries, fails and is told.
load helper
load dist

ATTACKER=${BUILD:?}/tests/cluster/attacker

# A home with a key, as an account without privileges where that can be, and hosts whose
# agents are restricted; words: more options of theirs.
restricted() {
	local words=$*
	as=
	mkdir -p home/.ssh home/tmp home/cache bin
	echo key >home/.ssh/authorized_keys
	cp "$BIN"/* bin
	if [ "$(id -u)" -eq 0 ]; then
		as='setpriv --reuid 65534 --regid 65534 --clear-groups'
		chown -R 65534:65534 home
		chmod 755 . .. ../..
	fi
	rsh_is 'for w; do :; done' "exec $as env HOME=$PWD/home TMPDIR=$PWD/home/tmp \\
		XDG_CACHE_HOME=$PWD/home/cache ATTACK=\"\$ATTACK\" \\
		$PWD/bin/dist-run --serve --restrict $words"
	echo two >hosts
	printf 'a line\n' >line
}

over() {
	timeout 240 dist-run --hosts hosts --rsh ./rsh --patience 2 "$@"
}

# Nothing of the home has changed.
untouched() {
	[ "$(cat home/.ssh/authorized_keys)" = key ]
	[ "$(ls -A home/.ssh)" = authorized_keys ]
	[ -z "$(ls -A home/tmp)" ]
}

@test "a driver over a restricted key gets topictools' filters, on what it sent" {
	restricted
	make_pets
	over -q vocab pets.txt | cmp - pets.words
	over -q map pets.txt -- corpus-vocab -q | cmp - pets.words
	over -q map pets.mz -- stream-info | cmp - <(stream-info pets.mz)
	over -q map pets.mz -- corpus-weight -q '|' stream-text | grep -q birds
	over -q map --reduce 'lsi-merge -q' pets.mz -- lsi-partial -q -k 2 | stream-info | grep factors
	over -q each -- stream-info --version | grep 'two: stream-info'
	while IFS=: read -r says words; do
		# shellcheck disable=SC2086
		run --separate-stderr over map pets.txt -- $words
		echo "$words: $status $stderr"
		[ "$status" -eq 77 ]
		[[ $stderr == *"two: "*$says* ]]
	done <<-END
		filters only:sh -c id
		filters only:corpus-vocab | sh
		filters only:$PWD/bin/stream-info
		filters only:dist-run each -- id
		writes only to standard output:corpus-vocab -o $PWD/home/.ssh/authorized_keys
		writes only to standard output:corpus-vocab --output=x
		writes only to standard output:corpus-shard -d $PWD/home/.ssh/x
		writes only to standard output:corpus-export --to mm --names $PWD/home/.ssh/rc
		writes only to standard output:corpus-export --to mm --terms $PWD/home/.ssh/rc
		writes only to standard output:corpus-split --test 0.5 --rest $PWD/home/.ssh/rc
		writes only to standard output:lda-train -k 2 --log $PWD/home/.ssh/rc
		writes only to standard output:lda-train -k 2 --checkpoint $PWD/home/.ssh/rc
		an operand:stream-text /etc/passwd
		an operand:corpus-vocab --input lines .bashrc
		an operand:corpus-vocab --input lines $PWD/home/cache/topictools/../../.ssh/authorized_keys
		--vocab:corpus-bow --vocab /etc/passwd
		--stop:corpus-vocab --stop /etc/passwd
		--stop:corpus-vocab --stop passwd
		--stem:corpus-vocab --stem /etc/passwd
		reads no lists of files:corpus-vocab --input files --files0-from /etc/passwd
	END
	untouched
}

@test "folders that hosts share are open where the key's command names them" {
	restricted
	mkdir common other
	printf 'a\tdogs\n' >common/more
	cp common/more other
	ln -s "$PWD/other/more" common/link
	make_pets
	run --separate-stderr over map pets.txt -- corpus-vocab -q "$PWD/common/more"
	echo "$status $stderr"
	[ "$status" -eq 77 ]
	restricted --shared "$PWD/common"
	over -q map pets.txt -- corpus-vocab -q "$PWD/common/more" | tee /dev/stderr | grep -q '^dogs	3'
	run --separate-stderr over map pets.txt -- corpus-vocab -q "$PWD/other/more"
	[ "$status" -eq 77 ]
	run --separate-stderr over map pets.txt -- corpus-vocab -q "$PWD/common/../other/more"
	[ "$status" -eq 77 ]
	if landlock; then
		run --separate-stderr over map pets.txt -- corpus-vocab -q "$PWD/common/link"
		[ "$status" -ne 0 ]
		[[ $stderr == *"Permission denied"* ]]
	fi
}

# Does this kernel have Landlock, as --check tells?
landlock() {
	dist-run --check 2>/dev/null | grep -q 'Landlock [0-9]'
}

# Is all of it there?  A sanitizer's build does without seccomp and limits of memory.
whole() {
	dist-run --version -v | grep -q '^confinement	Landlock .*, seccomp, limits'
}

@test "a filter that was taken over can't leave its confinement" {
	whole || skip "this kernel or build confines in part"
	restricted
	cp "$ATTACKER" bin/stream-info
	python3 -c 'import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
open("port", "w").write(str(s.getsockname()[1])); time.sleep(30)' 3>&- &
	server=$!
	until [ -s port ]; do sleep 0.1; done
	ATTACK="$PWD/home $(cat port)" over map line -- stream-info >said
	cat said
	[ "$(wc -l <said)" -eq 19 ]
	run ! grep -q DONE said
	# what it is held against: without confinement the same program can
	mkdir -p can/.ssh
	echo key >can/.ssh/authorized_keys
	mkdir open
	cp "$BIN"/* open
	cp "$ATTACKER" open/stream-info
	printf ': bin=%s/open\n' "$PWD" >here
	ATTACK="$PWD/can $(cat port)" timeout 240 dist-run -q --hosts here map line -- stream-info >said
	[ "$(grep -c DONE said)" -ge 10 ]
	kill $server
	rm -f /tmp/attacker-was-here /dev/shm/attacker-was-here
	untouched
}

@test "a filter that fills the disk or eats memory is ended, and told" {
	whole || skip "this kernel or build confines in part"
	restricted --scratch 16M --task-memory 512M
	cp "$ATTACKER" bin/stream-info
	ATTACK=fill run --separate-stderr over map line -- stream-info
	[ "$status" -eq 74 ]
	[[ $stderr == *"two: $PWD/home/tmp: filters have more scratch than 16777216 bytes"* ]]
	ATTACK=eat over map line -- stream-info >said
	grep -q 'memory	no	Cannot allocate memory' said
	untouched
}

@test "a filter that is about to fill the disk is ended, and told" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	restricted
	cp "$ATTACKER" bin/stream-info
	mount -t tmpfs -o size=300m,mode=777 tmpfs home/tmp || skip "can't mount"
	ATTACK=fill run --separate-stderr over map line -- stream-info
	left=$(find home/tmp -mindepth 1)
	umount -l home/tmp
	echo "$status $stderr"
	[ "$status" -eq 74 ]
	[[ $stderr == *"two: $PWD/home/tmp: the filter was about to fill the disk"* ]]
	[ -z "$left" ]
	untouched
}

@test "a restricted store has a bound of its own, whatever the driver wants" {
	restricted --store 1M
	awk 'BEGIN { srand(1); for (i = 0; i < 60000; i++) printf "w%d\tw%d w%d\n", i, i, 7 * i }' >much
	run --separate-stderr over --store 10G vocab much
	[ "$status" -ne 0 ]
	[[ $stderr == *"two: "*"more than the store may hold"* ]]
	[ "$(du -sk home/cache | cut -f1)" -lt 1100 ]
	untouched
}

@test "filters are confined on every host, but for --unconfined, map and each" {
	whole || skip "this kernel or build confines in part"
	make_pets
	mkdir bin
	cp "$BIN"/* bin
	cp "$ATTACKER" bin/corpus-vocab
	printf ': bin=%s/bin\n' "$PWD" >hosts
	mkdir -p home/.ssh
	echo key >home/.ssh/authorized_keys
	export ATTACK="$PWD/home 1"
	dist-run -q --hosts hosts --work w vocab pets.txt >/dev/null 2>&1 || :
	[ "$(cat home/.ssh/authorized_keys)" = key ]
	[ "$(stat -c %a home)" != 777 ]
	dist-run -q --hosts hosts --unconfined --work w2 vocab pets.txt >/dev/null 2>&1 || :
	[ "$(stat -c %a home)" = 777 ]
	rm -f /tmp/attacker-was-here /dev/shm/attacker-was-here
}

@test "scratch of agents that were killed is removed" {
	mkdir bin
	cp "$BIN"/* bin
	cp "$ATTACKER" bin/corpus-vocab
	printf ': bin=%s/bin\n' "$PWD" >hosts
	make_pets
	ATTACK='wait' dist-run -q --hosts hosts --patience 10 vocab pets.txt >/dev/null 2>&1 3>&- &
	until ls -d tmp/dist-run-scratch-* && pkill -KILL -f "$PWD/bin/dist-run --serve"; do
		sleep 0.1
	done
	# the next agent sweeps
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.3
		[ "$(find tmp -name 'dist-run-scratch-*' | wc -l)" -gt 1 ] || break
	done
	wait || :
	# killed before it had marked its folder; and a folder that is somebody else's
	mkdir -p tmp/dist-run-scratch-a1B2c3 tmp/dist-run-scratch-letter
	echo Dear >tmp/dist-run-scratch-letter/text
	dist-run --check >/dev/null
	[ "$(find tmp -mindepth 1 -name '*scratch*')" = tmp/dist-run-scratch-letter ]
	[ "$(cat tmp/dist-run-scratch-letter/text)" = Dear ]
}
