#!/bin/sh
# bare.sh - a host whose root has a shell and sshd, and nothing else: a folder with those two
# and their libraries, in namespaces of its own.  Needs root.
#
#     bare.sh can           is there all that it needs?
#     bare.sh up [MOUNT [FOLDERS]]   start it; prints shell assignments for eval; MOUNT: options
#                           of its home's file system, as noexec; FOLDERS: of these, too
#     bare.sh down DIR      end it and all in it, delete DIR
#
# up sets BARE (DIR), BARE_ROOT (its root folder), BARE_HOSTS, BARE_KEY and BARE_KNOWN.
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin

fail() {
	echo "bare.sh: $*" >&2
	exit 1
}

can() {
	[ "$(id -u)" -eq 0 ] || return 1
	for need in sshd ssh-keygen unshare ldd; do
		command -v "$need" >/dev/null || return 1
	done
	unshare --mount --pid --fork true 2>/dev/null
}

# A program and its libraries, at their places.
place() {
	for file in "$1" $(ldd "$1" | grep -o '/[^ ]*'); do
		mkdir -p "$2${file%/*}"
		cp -L "$file" "$2$file"
	done
}

start() {
	dir=$(mktemp -d "${TMPDIR:-/tmp}/bare.XXXXXX")
	chmod 755 "$dir"
	trap 'rm -rf "$dir"' EXIT
	root=$dir/root
	sshd=$(command -v sshd)
	mkdir -p "$root/etc" "$root/dev" "$root/proc" "$root/root" "$root/run/sshd" "$root/tmp" \
		"$root/bin" "$root/var/empty" "$root/var/tmp"
	place "$sshd" "$root"
	place "$(readlink -f /bin/sh)" "$root"
	chmod 1777 "$root/tmp" "$root/var/tmp"
	ln -s "$(readlink -f /bin/sh)" "$root/bin/bare-sh"
	for helper in /usr/lib/openssh/sshd-session /usr/lib/openssh/sshd-auth; do
		[ ! -x "$helper" ] || place "$helper" "$root"
	done
	echo "root:x:0:0:root:/root:$(readlink -f /bin/sh)" >"$root/etc/passwd"
	echo 'sshd:x:100:65534::/run/sshd:/bin/false' >>"$root/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	ssh-keygen -q -t ed25519 -N '' -f "$root/etc/host_key"
	cp "$dir/key.pub" "$root/etc/authorized"
	port=$((20000 + $$ % 20000))
	cat >"$root/etc/sshd_config" <<-END
		ListenAddress 127.0.0.1
		Port $port
		HostKey /etc/host_key
		AuthorizedKeysFile /etc/authorized
		PidFile none
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		PermitRootLogin prohibit-password
		StrictModes no
		UsePAM no
		Subsystem sftp internal-sftp
	END
	: >"$dir/log"
	# shellcheck disable=SC2016 # the inner shell's
	setsid unshare --mount --pid --fork --kill-child=KILL sh -eu -c '
		mount -t proc proc "$1/proc"
		mount --bind /dev "$1/dev"
		mount -t tmpfs -o "mode=700${3:+,$3}" tmpfs "$1/root"
		for place in $4; do
			mount -t tmpfs -o "mode=1777,$3" tmpfs "$1/$place"
		done
		exec chroot "$1" "$2" -D -e -f /etc/sshd_config' sh "$root" "$sshd" "${1-}" "${2-}" \
		</dev/null >"$dir/log" 2>&1 3>&- &
	echo $! >"$dir/pid"
	tries=0
	until grep -q 'listening on' "$dir/log"; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || fail "it does not start: $(cat "$dir/log")"
		sleep 0.05
	done
	echo "root@127.0.0.1:$port" >"$dir/hosts"
	echo "[127.0.0.1]:$port $(cut -d ' ' -f 1,2 "$root/etc/host_key.pub")" >"$dir/known"
	trap - EXIT
	echo "BARE=$dir BARE_ROOT=$root BARE_HOSTS=$dir/hosts BARE_KEY=$dir/key BARE_KNOWN=$dir/known"
}

# Process 1 of the host's namespace goes, and all in it.
down() {
	[ -f "$1/pid" ] || fail "$1: not a folder of bare.sh"
	kill -KILL "$(cat "$1/pid")" 2>/dev/null || :
	sleep 0.1
	rm -rf "$1"
}

case $1 in
can) can ;;
up) start "${2-}" "${3-}" ;;
down) down "$2" ;;
*) fail "can, up or down" ;;
esac
