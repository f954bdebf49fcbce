#!/bin/sh
# hosts.sh - pretend hosts for the tests: N sshd on loopback ports, with a
# host key, an account's key and a known_hosts file of their own.
#
#     hosts.sh up N          start them; prints shell assignments for eval
#     hosts.sh down DIR      end them and all under them, delete DIR
#     hosts.sh kill DIR K    end host K and its connections: no farewell
#     hosts.sh start DIR K   start host K again: same port, same key
#     hosts.sh stop DIR K    freeze host K and all under it
#     hosts.sh cont DIR K    let it go on
#     hosts.sh pids DIR K    its processes, one a line
#     hosts.sh cut DIR K     unplug its network (NETNS only): no FIN, no RST
#     hosts.sh mend DIR K    plug it in again
#
# up sets LAB (DIR), LAB_HOSTS (a list of hosts), LAB_KEY, LAB_RSA, LAB_KNOWN
# and LAB_CONFIG (for ssh -F; the hosts are h1, h2, ... there).
# SSHD_LINES: more lines for each sshd_config.  HOST_KEYS: kinds of host keys
# (default: ed25519).  NETNS=yes: each host in a network namespace of its own
# (root only; addresses 10.NET.K.2, N at most 200; NET is one that no interface has, so
# that neither runs side by side nor what a killed one left is in the way).
set -eu
umask 077

fail() {
	echo "hosts.sh: $*" >&2
	exit 1
}

# A process and all below it, one a line.
family() {
	ps -A -o pid=,ppid= | awk -v top="$1" '
		{ below[$2] = below[$2] " " $1 }
		function show(pid, list, n, i) {
			print pid
			n = split(below[pid], list, " ")
			for (i = 1; i <= n; i++) show(list[i])
		}
		END { show(top) }'
}

# The listening sshd's process, where it runs.
listener() {
	[ -s "$1/h$2/pid" ] || return 1
	pid=$(cat "$1/h$2/pid")
	case $(ps -p "$pid" -o stat=,args= 2>/dev/null) in
	Z*) return 1 ;;
	*sshd*) echo "$pid" ;;
	*) return 1 ;;
	esac
}

signal_host() {
	top=$(listener "$2" "$3") || fail "host $3 doesn't run"
	for pid in $(family "$top"); do
		kill -s "$1" "$pid" 2>/dev/null || :
	done
}

# The pid file is written when the port is bound.
start_host() {
	rm -f "$1/h$2/pid"
	set -- "$1" "$2" "$sshd" -f "$1/h$2/sshd_config" -E "$1/h$2/log"
	if [ -f "$1/h$2/netns" ]; then
		ip netns exec "$(cat "$1/h$2/netns")" "$3" "$4" "$5" "$6" "$7" || return 1
	else
		"$3" "$4" "$5" "$6" "$7" || return 1
	fi
	tries=0
	until [ -s "$1/h$2/pid" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 100 ] || return 1
		sleep 0.05
	done
}

write_config() {
	{
		printf 'ListenAddress %s\nPort %s\nPidFile %s\n' "$address" "$3" "$1/h$2/pid"
		for kind in ${HOST_KEYS:-ed25519}; do
			printf 'HostKey %s\n' "$1/h$2/key_$kind"
		done
		printf 'AuthorizedKeysFile %s\nStrictModes no\n' "$1/authorized"
		printf 'PasswordAuthentication no\nKbdInteractiveAuthentication no\n'
		printf 'PermitRootLogin prohibit-password\nUsePAM no\nPrintMotd no\n'
		# A home (a killed login shell must leave no lock in the account's own), a
		# store and a place for scratch of its own.
		printf 'SetEnv HOME=%s XDG_CACHE_HOME=%s TMPDIR=%s\n' "$1/h$2/home" "$1/h$2/cache" \
			"$1/h$2/tmp"
		printf '%s\n' "${SSHD_LINES:-}"
	} >"$1/h$2/sshd_config"
}

# The second number of addresses that are free.
take_net() {
	net=$((16 + $$ % 200))
	tries=0
	while ip -o addr show | grep -q " 10\.$net\."; do
		net=$((16 + (net - 15) % 200))
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || fail 'no addresses are free'
	done
	echo "$net"
}

# A network namespace with a cable to this one: sets address.
make_netns() {
	ns=topictools-$(basename "$1" | sed 's/.*[.]//')-$2
	[ -s "$1/net" ] || take_net >"$1/net"
	net=10.$(cat "$1/net").$2
	address=$net.2
	ip netns add "$ns"
	echo "$ns" >"$1/h$2/netns"
	ip link add "tt$2-$$" type veth peer name eth0 netns "$ns"
	echo "tt$2-$$" >"$1/h$2/cable"
	ip addr add "$net.1/30" dev "tt$2-$$"
	ip link set "tt$2-$$" up
	ip -n "$ns" addr add "$address/30" dev eth0
	ip -n "$ns" link set lo up
	ip -n "$ns" link set eth0 up
}

make_host() {
	mkdir "$1/h$2" "$1/h$2/home" "$1/h$2/cache" "$1/h$2/tmp"
	address=127.0.0.1
	[ -z "${NETNS:-}" ] || make_netns "$1" "$2"
	for kind in ${HOST_KEYS:-ed25519}; do
		ssh-keygen -q -t "$kind" -N '' -C "h$2" -f "$1/h$2/key_$kind"
	done
	tries=0
	while :; do
		port=$(awk -v seed="$$$2$tries" 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
		write_config "$1" "$2" "$port"
		if start_host "$1" "$2" 2>/dev/null; then
			break
		fi
		tries=$((tries + 1))
		[ "$tries" -lt 20 ] || fail "host $2 doesn't start: $(tail -n 1 "$1/h$2/log")"
	done
	for kind in ${HOST_KEYS:-ed25519}; do
		printf '[%s]:%s %s\n' "$address" "$port" "$(cut -d' ' -f1,2 "$1/h$2/key_$kind.pub")"
	done >>"$1/known_hosts"
	printf '%s@%s:%s\n' "$user" "$address" "$port" >>"$1/hosts"
	printf 'Host h%s\n\tHostName %s\n\tPort %s\n' "$2" "$address" "$port" >>"$1/ssh_config"
}

up() {
	case $1 in
	'' | *[!0-9]* | 0) fail "how many hosts?" ;;
	esac
	user=$(id -un)
	if [ "$(id -u)" -eq 0 ]; then
		[ -d /run/sshd ] || mkdir -m 755 /run/sshd
	fi
	dir=$(mktemp -d "${TMPDIR:-/tmp}/topictools-hosts.XXXXXX")
	: >"$dir/made-by-hosts.sh"
	trap 'down "$dir"' EXIT
	trap 'exit 1' HUP INT TERM
	ssh-keygen -q -t ed25519 -N '' -C account -f "$dir/id"
	ssh-keygen -q -t rsa -b 2048 -N '' -C account-rsa -f "$dir/id_rsa"
	cat "$dir/id.pub" "$dir/id_rsa.pub" >"$dir/authorized"
	host=1
	while [ "$host" -le "$1" ]; do
		make_host "$dir" "$host"
		host=$((host + 1))
	done
	printf '%s\n' 'Host *' "	User $user" "	IdentityFile $dir/id" '	IdentitiesOnly yes' \
		"	UserKnownHostsFile $dir/known_hosts" '	GlobalKnownHostsFile /dev/null' \
		'	StrictHostKeyChecking yes' '	BatchMode yes' >>"$dir/ssh_config"
	trap - EXIT HUP INT TERM
	printf 'LAB=%s\nLAB_HOSTS=%s\nLAB_KEY=%s\nLAB_RSA=%s\nLAB_KNOWN=%s\nLAB_CONFIG=%s\n' "$dir" \
		"$dir/hosts" "$dir/id" "$dir/id_rsa" "$dir/known_hosts" "$dir/ssh_config"
}

down() {
	[ -f "$1/made-by-hosts.sh" ] || fail "$1: not a folder of hosts"
	for folder in "$1"/h[0-9]*; do
		[ -d "$folder" ] || continue
		if top=$(listener "$1" "${folder##*/h}"); then
			for pid in $(family "$top"); do
				kill -s KILL "$pid" 2>/dev/null || :
			done
		fi
		if [ -f "$folder/netns" ]; then
			ip netns del "$(cat "$folder/netns")" || :
		fi
	done
	rm -rf "$1"
}

plug() {
	ip link set "$(cat "$1/h$2/cable")" "$3"
}

sshd=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v sshd) \
	|| fail "no sshd (Debian: openssh-server)"
[ $# -ge 2 ] || fail "up N | down DIR | kill|start|stop|cont|pids|cut|mend DIR K"
case $1 in
up) up "$2" ;;
down) down "$2" ;;
kill) signal_host KILL "$2" "${3:?}" ;;
stop) signal_host STOP "$2" "${3:?}" ;;
cont) signal_host CONT "$2" "${3:?}" ;;
start) start_host "$2" "${3:?}" || fail "host $3 doesn't start" ;;
cut) plug "$2" "${3:?}" down ;;
mend) plug "$2" "${3:?}" up ;;
pids) family "$(listener "$2" "${3:?}")" ;;
*) fail "no such verb: $1" ;;
esac
