# links.bats - a link by itself, over each transport, to real sshd.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086,SC2016 # status and stderr are bats', LAB_* the lab's

load lab

setup_file() {
	lab_up 2
}

setup() {
	lab_setup
	mkdir bin
	agent 'exec cat'
}

# Hosts of a test's own are ended where it failed before it did so.
teardown() {
	local lab
	for lab in lab2/topictools-hosts.*; do
		[ ! -d "$lab" ] || "$HERE/hosts.sh" down "$PWD/$lab"
	done
}

@test "the same bytes come back over each transport" {
	head -c 20000000 /dev/urandom >data
	probe "$H1" <data >by-ssh
	timeout 240 "$PROBE" -r "ssh -F '$LAB_CONFIG'" "$H1" bin="$PWD/bin" <data >by-rsh
	timeout 240 "$PROBE" : bin="$PWD/bin" <data >by-local
	cmp data by-ssh
	cmp data by-rsh
	cmp data by-local
}

@test "status, signal and complaints of the agent arrive over each transport" {
	agent 'echo noise >&2; cat >/dev/null; exit 3'
	for way in "probe $H1" "$PROBE -r 'ssh -F $LAB_CONFIG' $H1 bin=$PWD/bin" "$PROBE : bin=$PWD/bin"; do
		run --separate-stderr eval "$way </dev/null"
		ended 69 0 "status 3"
		[[ $stderr == *noise* ]]
	done
	agent 'kill -TERM $$'
	run --separate-stderr probe "$H1" </dev/null
	ended 69 0 "signal 15"
	run --separate-stderr "$PROBE" : bin="$PWD/bin" </dev/null
	ended 69 0 "signal 15"
}

@test "an agent that isn't there, or can't be run" {
	rm bin/dist-run
	run --separate-stderr probe "$H1" </dev/null
	ended 69 1 "no dist-run in $PWD/bin"
	run --separate-stderr "$PROBE" -r "ssh -F $LAB_CONFIG" "$H1" bin="$PWD/bin" </dev/null
	ended 69 1 "no dist-run in $PWD/bin"
	run --separate-stderr "$PROBE" : bin="$PWD/bin" </dev/null
	[ "$status" -eq 66 ]
	[[ $stderr == *"not opened: $PWD/bin/dist-run: No such file"* ]]
	: >bin/dist-run
	run --separate-stderr probe "$H1" </dev/null
	ended 69 1 "can't be run"
}

@test "an unknown key stops with its fingerprint and the line to run" {
	: >known
	print=$(ssh-keygen -lf "$LAB/h1/key_ed25519.pub" | cut -d' ' -f2)
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 77 1 "host key ssh-ed25519 $print is not known"
	line=${stderr##*"the right one, "}
	line=${line%" adds it"*}
	[[ $line == "ssh-keyscan -p $PORT1 -t ed25519 127.0.0.1 >>known" ]]
	eval "$line" 2>/dev/null
	echo fine | probe -k known "$H1" | grep -q fine
}

@test "a changed key stops, and the line to run takes the old one away" {
	echo "[127.0.0.1]:$PORT1 $(cut -d' ' -f1,2 "$LAB_KEY.pub")" >known
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 77 1 "its host key has CHANGED"
	[[ $stderr == *"known, line 1"* ]]
	line=${stderr##*"a new one, "}
	line=${line%" removes"*}
	eval "$line" >/dev/null 2>&1
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 77 1 "is not known"
}

@test "a revoked key is refused, whatever else is known" {
	key=$(cut -d' ' -f1,2 "$LAB/h1/key_ed25519.pub")
	printf '[127.0.0.1]:%s %s\n@revoked * %s\n' "$PORT1" "$key" "$key" >known
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 77 1 "is revoked (known, line 2)"
}

@test "a line of a certificate authority is told, a plain line beside it counts" {
	key=$(cut -d' ' -f1,2 "$LAB/h1/key_ed25519.pub")
	echo "@cert-authority [127.0.0.1]:* $(cut -d' ' -f1,2 "$LAB_KEY.pub")" >known
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 77 1 "wants a certificate"
	[[ $stderr == *"--rsh ssh"* ]]
	echo "[127.0.0.1]:$PORT1 $key" >>known
	echo fine | probe -k known "$H1" | grep -q fine
}

@test "malformed lines are skipped with a warning, the rest of the file counts" {
	key=$(cut -d' ' -f1,2 "$LAB/h1/key_ed25519.pub")
	{
		echo '# a comment'
		echo 'nonsense'
		echo '@surprise * ssh-ed25519 AAAA'
		echo 'host ssh-ed25519 AA!A'
		printf 'x%.0s' {1..70000}
		printf '\n[127.0.0.1]:%s %s and a comment\n' "$PORT1" "$key"
	} >known
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 0 0 "warning: known, line 2: malformed"
	for line in 2 3 4 5; do
		[[ $stderr == *"warning: known, line $line: "* ]]
	done
	[[ $stderr != *"line 6"* ]]
}

@test "hashed names are found" {
	cp "$LAB_KNOWN" known
	ssh-keygen -q -H -f known >/dev/null 2>&1
	grep -q '^|1|' known
	run ! grep -q 127.0.0.1 known
	echo fine | probe -k known "$H1" | grep -q fine
	run --separate-stderr probe -k known "${H1%:*}:$((PORT1 + 40000 < 65536 ? PORT1 + 40000 : 1))" </dev/null
	[ "$status" -eq 69 ]
}

@test "a key is looked for by address and port, not by address alone" {
	echo "127.0.0.1 $(cut -d' ' -f1,2 "$LAB/h1/key_ed25519.pub")" >known
	run --separate-stderr probe -k known "$H1" </dev/null
	ended 77 1 "is not known"
}

@test "no agent and no key: what was tried is told" {
	mkdir home
	printf '#!/bin/sh\nexec %s -F none "$@"\n' "$(command -v ssh)" >ssh
	chmod 755 ssh
	HOME=$PWD/home PATH=$PWD:$PATH run --separate-stderr timeout 240 "$PROBE" -k "$LAB_KNOWN" "$H1" </dev/null
	ended 77 1 "no agent: SSH_AUTH_SOCK is not set"
	[[ $stderr == *"--rsh ssh"* ]]
}

@test "an RSA key is refused with the advice" {
	run --separate-stderr timeout 240 "$PROBE" -i "$LAB_RSA" -k "$LAB_KNOWN" "$H1" </dev/null
	case $stderr in *"libssh2 1.1"[1-9]*) skip "this libssh2 can" ;; esac
	ended 77 1 "an RSA key, which libssh2"
	[[ $stderr == *"--rsh ssh"* ]]
}

@test "a key file that others can read is refused" {
	cp "$LAB_KEY" key
	chmod 640 key
	run --separate-stderr timeout 240 "$PROBE" -i key -k "$LAB_KNOWN" "$H1" </dev/null
	ended 77 1 "key: others may read this private key (mode 0640): chmod 600"
}

@test "files that are no private keys" {
	run --separate-stderr timeout 240 "$PROBE" -i nowhere -k "$LAB_KNOWN" "$H1" </dev/null
	ended 66 1 "nowhere: No such file"
	cp "$LAB_KEY.pub" key
	chmod 600 key
	run --separate-stderr timeout 240 "$PROBE" -i key -k "$LAB_KNOWN" "$H1" </dev/null
	ended 66 1 "no private key, but a public one"
	sed 's/A/B/g' "$LAB_KEY" >key
	run --separate-stderr timeout 240 "$PROBE" -i key -k "$LAB_KNOWN" "$H1" </dev/null
	[ "$status" -ne 0 ]
	[[ $stderr == *"key: "* ]]
}

@test "ECDSA keys in both file forms, and one with a passphrase through an agent" {
	ssh-keygen -q -t ecdsa -b 256 -N '' -C one -f new
	ssh-keygen -q -t ecdsa -b 384 -m PEM -N '' -C two -f old
	ssh-keygen -q -t ed25519 -N secret -C three -f locked
	cp "$LAB/authorized" before
	cat new.pub old.pub locked.pub >>"$LAB/authorized"
	echo fine | timeout 240 "$PROBE" -i new -k "$LAB_KNOWN" "$H1" bin="$PWD/bin" | grep -q fine
	echo fine | timeout 240 "$PROBE" -i old -k "$LAB_KNOWN" "$H1" bin="$PWD/bin" | grep -q fine
	run --separate-stderr timeout 240 "$PROBE" -i locked -k "$LAB_KNOWN" "$H1" </dev/null
	ended 77 1 "has a passphrase: ssh-add it to an agent"
	eval "$(ssh-agent -s)" >/dev/null
	printf '#!/bin/sh\necho secret\n' >ask
	chmod 755 ask
	DISPLAY=:0 SSH_ASKPASS=$PWD/ask SSH_ASKPASS_REQUIRE=force ssh-add -q locked 2>/dev/null
	echo fine | timeout 240 "$PROBE" -i locked -k "$LAB_KNOWN" "$H1" bin="$PWD/bin" >out
	ssh-add -q -D 2>/dev/null
	ssh-add -q "$LAB_RSA" 2>/dev/null
	run --separate-stderr timeout 240 "$PROBE" -k "$LAB_KNOWN" "$H1" </dev/null
	kill "$SSH_AGENT_PID"
	mv before "$LAB/authorized"
	grep -q fine out
	[ "$status" -eq 77 ]
	[[ $stderr == *"agent's "*": an RSA key"* ]]
}

@test "no one at the port, no such name: told at once" {
	run --separate-stderr probe 127.0.0.1:1 </dev/null
	ended 69 0 "Connection refused"
	run --separate-stderr probe no-such-host.invalid </dev/null
	[ "$status" -eq 69 ]
	[[ $stderr == *"no-such-host.invalid has no address"* ]]
}

@test "a frozen sshd: given up after the time that was given" {
	"$HERE/hosts.sh" stop "$LAB" 2
	start=$SECONDS
	run --separate-stderr probe -t 2 "$H2" </dev/null
	"$HERE/hosts.sh" cont "$LAB" 2
	ended 69 0 "no answer in time"
	[ $((SECONDS - start)) -le 60 ]
}

@test "a server that says no hello, or another protocol" {
	command -v python3 >/dev/null || skip "no python3"
	python3 -c '
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); s.settimeout(20)
open("port", "w").write(str(s.getsockname()[1])); print(flush=True)
c = s.accept()[0]; c.close()
c = s.accept()[0]; c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"); c.close()' >ready 3>&- &
	server=$!
	until [ -s port ]; do sleep 0.05; done
	run --separate-stderr probe "127.0.0.1:$(cat port)" </dev/null
	ended 69 0 "without a greeting"
	[[ $stderr == *MaxStartups* ]]
	run --separate-stderr probe "127.0.0.1:$(cat port)" </dev/null
	wait "$server"
	ended 69 0 "greeting: "
}

@test "the host is killed in mid-stream: told within seconds" {
	agent 'exec cat /dev/zero'
	(sleep 1; "$HERE/hosts.sh" kill "$LAB" 2) 3>&- &
	start=$SECONDS
	run --separate-stderr eval "probe $H2 </dev/null >/dev/null"
	wait
	"$HERE/hosts.sh" start "$LAB" 2
	ended 69 0 "connection lost"
	[ $((SECONDS - start)) -le 60 ]
}

@test "closing is done within seconds, whatever the other side does" {
	agent "trap '' TERM HUP; echo \$\$ >>$PWD/pids; echo here; exec sleep 60"
	for way in "-i $LAB_KEY -k $LAB_KNOWN $H1" "-r 'ssh -F $LAB_CONFIG' $H1" ":"; do
		eval "timeout 80 $PROBE -c $way bin=$PWD/bin </dev/null >out 2>said" || :
		[ "$(cat out)" = here ]
		[[ $(cat said) =~ close\ ([0-9.]+)\ s ]]
		awk -v t="${BASH_REMATCH[1]}" 'BEGIN { exit t > 2 }'
	done
	local_one=$(tail -n 1 pids)
	! kill -0 "$local_one" 2>/dev/null || [[ $(ps -o stat= -p "$local_one") == Z* ]]
	while read -r pid; do
		kill -KILL "$pid" 2>/dev/null || :
	done <pids
}

@test "keys are changed under way, with streams in both directions" {
	mkdir lab2
	SSHD_LINES='RekeyLimit 2M' TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 1 >lab2/lab
	. ./lab2/lab
	head -c 60000000 /dev/urandom >data
	agent 'cat; seq 200000 >&2'
	probe "$(cat "$LAB_HOSTS")" <data >back 2>said
	"$HERE/hosts.sh" down "$LAB"
	cmp data back
	[ "$(grep -c '^[0-9]*$' said)" -eq 200000 ]
}

@test "a reader that is slow holds the writer up, in bounded memory" {
	if ldd "$PROBE" | grep -q 'lib[at]san'; then skip "a sanitizer needs memory"; fi
	agent 'exec head -c 300000000 /dev/zero'
	probe "$H1" </dev/null 2>said | (sleep 2; wc -c) >count
	cat said
	[ "$(cat count)" -eq 300000000 ]
	[[ $(cat said) =~ peak\ ([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -lt 40000 ]
}

@test "what is here is told at once, not when more comes" {
	run --separate-stderr probe -e 50000 "$H1"
	[[ $stderr != *"no echo"* ]]
	ended 0 0 "status 0"
}

@test "complaints that nobody could hold don't stop the stream" {
	agent 'head -c 30000000 /dev/zero | tr "\0" x >&2; exec cat'
	echo fine | probe "$H1" 2>said | grep -q fine
	[ "$(stat -c %s said)" -gt 30000000 ]
}

@test "a host that has only RSA keys" {
	mkdir lab2
	HOST_KEYS=rsa TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 1 >lab2/lab
	. ./lab2/lab
	run --separate-stderr probe "$(cat "$LAB_HOSTS")" </dev/null
	"$HERE/hosts.sh" down "$LAB"
	[ "$status" -ne 0 ] || skip "this libssh2 can"
	ended 69 1 "host keys of these kinds only: rsa-sha2-512,rsa-sha2-256"
	[[ $stderr == *"--rsh ssh"* ]]
}

@test "the kind of key that known_hosts has is asked for" {
	mkdir lab2
	HOST_KEYS='ed25519 ecdsa' TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 1 >lab2/lab
	. ./lab2/lab
	grep ecdsa "$LAB_KNOWN" >known
	echo fine | probe -k known "$(cat "$LAB_HOSTS")" >out || :
	sed 's/ecdsa-sha2-nistp256/ssh-rsa/' known >other
	echo "$(cut -d' ' -f1 known) $(cut -d' ' -f1,2 "$LAB_RSA.pub")" >other
	run --separate-stderr probe -k other "$(cat "$LAB_HOSTS")" </dev/null
	"$HERE/hosts.sh" down "$LAB"
	grep -q fine out
	ended 77 1 "has one of another kind"
}

@test "aliases, users, ports and keys of ssh_config count" {
	printf '#!/bin/sh\nexec %s -F "%s" "$@"\n' "$(command -v ssh)" "$LAB_CONFIG" >ssh
	chmod 755 ssh
	real=$(command -v ssh)
	echo fine | PATH=$PWD:$PATH timeout 240 "$PROBE" h1 bin="$PWD/bin" | grep -q fine
	{
		printf 'Host h1\n\tProxyJump gate\n'
		cat "$LAB_CONFIG"
	} >config
	printf '#!/bin/sh\nexec %s -F "%s" "$@"\n' "$real" "$PWD/config" >ssh
	PATH=$PWD:$PATH run --separate-stderr timeout 240 "$PROBE" h1 bin="$PWD/bin" </dev/null
	ended 64 1 "ssh_config has ProxyJump gate"
	[[ $stderr == *"--rsh ssh"* ]]
}

@test "without an ssh its defaults count" {
	mkdir -p home/.ssh empty
	cp "$LAB_KEY" home/.ssh/id_ed25519
	cp "$LAB_KNOWN" home/.ssh/known_hosts
	echo fine | env HOME="$PWD/home" PATH="$PWD/empty" "$PROBE" "$H1" bin="$PWD/bin" | grep -q fine
}

@test "--rsh takes words and quotes, and says what failed" {
	mkdir 'a folder'
	printf '#!/bin/sh\nprintf "%%s|" "$@"\n' >'a folder/carry'
	chmod 755 'a folder/carry'
	run --separate-stderr "$PROBE" -r "'a folder/carry' -J \"gate one\"" joe@node:77 bin=/opt/tt </dev/null
	[ "$output" = '-J|gate one|-p|77|joe@node|/opt/tt/dist-run|--serve|' ]
	run --separate-stderr "$PROBE" -r 'no-such-carrier -x' node </dev/null
	[ "$status" -eq 66 ]
	run --separate-stderr "$PROBE" -r "carry 'open" node </dev/null
	[ "$status" -eq 64 ]
	run --separate-stderr "$PROBE" -r "ssh -F $LAB_CONFIG -o ConnectTimeout=2" 127.0.0.1:1 </dev/null
	ended 69 0 "ssh ended with status 255"
}

@test "a list of hosts with errors: line and column" {
	run --separate-stderr "$PROBE" host slots=0
	[ "$status" -eq 65 ]
	[[ $stderr == *"line 1, column 12: not a whole number from 1 to 1024"* ]]
}
