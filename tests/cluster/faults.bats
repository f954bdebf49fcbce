# faults.bats - whole runs over real sshd while hosts fail: the same bytes as
# the quiet run, or the error that belongs there, in bounded time.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086,SC2016 # status and stderr are bats', LAB_* the lab's

load lab
load job

host_is_off() {
	"$HERE/hosts.sh" kill "$LAB" 2
}

host_is_frozen() {
	"$HERE/hosts.sh" stop "$LAB" 2
}

agent_dies() {
	kill_on 2 'dist-run --serve'
}

filter_dies() {
	local try
	for try in 1 2 3 4 5 6 7 8 9 10; do
		if kill_on 2 '/bin/l[sd][ia]-'; then
			return
		fi
		sleep 0.05
	done
}

connection_breaks() {
	kill_on 2 'sshd: .*notty'
}

# The daemon alone: sessions live on, but nobody comes in any more.
daemon_dies() {
	local agents
	agents=$(host_pids 2 'dist-run --serve')
	kill -KILL "$(cat "$LAB/h2/pid")"
	kill -KILL $agents
}

@test "a host goes off" {
	for kind in lsi lda; do
		survives $kind -- host_is_off
		"$HERE/hosts.sh" start "$LAB" 2
	done
	agents_sweep
	left_clean
}

@test "a host freezes, and thaws when all is done" {
	for kind in lsi lda; do
		survives $kind -- host_is_frozen
		"$HERE/hosts.sh" cont "$LAB" 2
	done
	left_clean
}

@test "an agent is killed" {
	for kind in lsi lda; do
		survives $kind -- agent_dies
	done
	agents_sweep
	left_clean
}

@test "a filter is killed" {
	for kind in lsi lda; do
		survives $kind -- filter_dies
	done
	left_clean
}

@test "a connection breaks in mid-stream" {
	for kind in lsi lda; do
		survives $kind -- connection_breaks
	done
	left_clean
}

@test "an sshd is killed, and its agents" {
	for kind in lsi lda; do
		survives $kind -- daemon_dies
		"$HERE/hosts.sh" start "$LAB" 2
	done
	agents_sweep
	left_clean
}

# relay FILE PORT: a way to the port for one connection after the other, each
# reset (RST, not FIN) after some 200 kB came back; its own port goes to FILE.
relay() {
	exec python3 -c '
import os, select, socket, struct, sys
inside = socket.socket(); inside.bind(("127.0.0.1", 0)); inside.listen()
with open(sys.argv[1] + ".new", "w") as f: f.write(str(inside.getsockname()[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
while True:
    a, back = inside.accept()[0], 0
    b = socket.socket()
    if b.connect_ex(("127.0.0.1", int(sys.argv[2]))): a.close(); continue
    while back < 200000:
        ready = select.select([a, b], [], [])[0]
        data = [s.recv(65536) for s in ready]
        if b"" in data: break
        for s, d in zip(ready, data):
            (a if s is b else b).sendall(d)
            back += len(d) if s is b else 0
    if back >= 200000: open(sys.argv[1] + ".reset", "a").write("x")
    for s in (a, b):
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()
' "$1" "$2"
}

@test "connections are reset in mid-stream, again and again" {
	command -v python3 >/dev/null || skip "no python3"
	relay port "${H2##*:}" 3>&- &
	relay=$!
	until [ -s port ]; do sleep 0.05; done
	sed -i "2s|:${H2##*:} |:$(cat port) |" hosts
	sed "s|:${H2##*:} |:$(cat port) |; s|\]:${H2##*:} |]:$(cat port) |" "$LAB_KNOWN" >known
	for kind in lsi lda; do
		rm -f port.reset
		survives $kind --known-hosts known -- true || failed=yes
		[ -s port.reset ] || failed=never
	done
	kill $relay
	[ -z "${failed:-}" ]
	left_clean
}

@test "a host is ten times slower: others take over" {
	commands bin2 1.5
	sed -i "2s|bin=.*|bin=$PWD/bin2|" hosts
	for kind in lsi lda; do
		survives $kind -- true
	done
	left_clean
}

@test "a filter hangs while its agent beats" {
	local filter
	commands bin2 0.15
	for filter in lsi-multiply lda-estep; do
		wrap bin2 $filter "if mkdir '$PWD/done-$filter' 2>/dev/null; then exec sleep 300; fi; sleep 0.15"
	done
	sed -i "2s|bin=.*|bin=$PWD/bin2|" hosts
	for kind in lsi lda; do
		survives $kind --timeout 3 -- true
	done
	left_clean
}

@test "a host lacks the binary, another has another version, a third is noisy" {
	local version
	commands bin2 0.15
	version=$(dist-run --version | grep -o '[0-9]*\.[0-9]*\.[0-9]*')
	sed "s/$version/${version//[0-9]/9}/g" "$BIN/dist-run" >bin2/dist-run
	commands bin3 0.15
	mv bin3/dist-run bin3/real
	printf '#!/bin/sh\necho Welcome to the cluster.\necho stay calm >&2\nexec %s/real "$@"\n' "$PWD/bin3" >bin3/dist-run
	chmod 755 bin3/dist-run
	sed -i -e "1s|bin=.*|bin=$PWD/nothing|" -e "2s|bin=.*|bin=$PWD/bin2|" -e "3s|bin=.*|bin=$PWD/bin3|" hosts
	for kind in lsi lda; do
		survives $kind -- true
	done
	sed -n 1p hosts >one
	run --separate-stderr drive --hosts one --patience 1 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"no dist-run in $PWD/nothing"* ]]
	sed -n 2p hosts >one
	run --separate-stderr drive --hosts one --patience 1 vocab text
	[ "$status" -ne 0 ]
	[[ $stderr == *"${version//[0-9]/9}"* ]]
	left_clean
}

# A home of its own, as far as the shell of the account is concerned.
@test "a noisy .bashrc" {
	mkdir lab2 home
	printf 'echo Welcome to the cluster.\necho stay calm >&2\n' >home/.bashrc
	SSHD_LINES="ForceCommand HOME=$PWD/home exec bash -c \". ~/.bashrc; exec \\\$SSH_ORIGINAL_COMMAND\"" \
		TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 1 >lab2/lab
	(
		. ./lab2/lab
		sed "s|\$| bin=$PWD/bin slots=3|" "$LAB_HOSTS" >hosts
		for kind in lsi lda; do
			survives $kind -- true || exit 1
		done
	) || failed=yes
	"$HERE/hosts.sh" down "$PWD"/lab2/topictools-hosts.*
	[ -z "${failed:-}" ]
}

@test "an unknown key stops the job" {
	sed 2d "$LAB_KNOWN" >known
	run --separate-stderr drive --known-hosts known vocab text
	[ "$status" -eq 77 ]
	[[ $stderr == "dist-run: ${H2}: "*"is not known"*"ssh-keyscan"* ]]
	left_clean
}

@test "a key that others can read, one that is no key, and none at all" {
	cp "$LAB_KEY" key
	chmod 644 key
	for words in "-i key" "-i nowhere" "-i $LAB_KEY.pub"; do
		run --separate-stderr drive $words --patience 1 vocab text
		echo "$words: $status $stderr"
		[ "$status" -ge 66 ]
		case $words in
		"-i key") [[ $stderr == *"others may read this private key (mode 0644): chmod 600"* ]] ;;
		"-i nowhere") [[ $stderr == *"nowhere: No such file"* ]] ;;
		*) [[ $stderr == *"no private key"* ]] ;;
		esac
	done
	mkdir home
	printf '#!/bin/sh\nexec %s -F none "$@"\n' "$(command -v ssh)" >ssh
	chmod 755 ssh
	HOME=$PWD/home PATH=$PWD:$PATH run --separate-stderr timeout 120 dist-run -q --hosts hosts \
		--known-hosts "$LAB_KNOWN" --patience 1 vocab text
	[ "$status" -eq 77 ]
	[[ $stderr == *"no agent: SSH_AUTH_SOCK is not set"* ]]
	left_clean
}
