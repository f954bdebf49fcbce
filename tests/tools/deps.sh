#!/bin/sh
# Installs the packages that building, testing and linting need, by the package
# manager of this system: says the command, and runs it as root or through sudo.
# Does nothing where all are there.
#
# usage: tests/tools/deps.sh [-n]    -n: only says the command

set -eu
only_say=
[ "${1-}" = -n ] && only_say=yes

have() { command -v "$1" >/dev/null 2>&1; }

# What the packages give, by which we know that they are there.
commands='gcc make pkg-config bats parallel mandoc shellcheck clang cppcheck gzip awk xargs pgrep python3'
modules='zlib libdeflate libxxhash libutf8proc openblas libssh2'
headers='libstemmer.h lapacke.h'

missing() {
	for name in $commands; do
		have "$name" || echo "$name"
	done
	for name in $modules; do
		pkg-config --exists "$name" 2>/dev/null || echo "$name"
	done
	have sshd || [ -x /usr/sbin/sshd ] || echo sshd # not in everybody's PATH
	for name in $headers; do
		# shellcheck disable=SC2046  # flags
		printf '#include <%s>\n' "$name" |
			cc $(pkg-config --cflags lapacke openblas 2>/dev/null) -E - >/dev/null 2>&1 ||
			echo "$name"
	done
}

run() {
	echo "$*"
	[ -z "$only_say" ] || return 0
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif have sudo; then
		sudo "$@"
	else
		echo "tests/tools/deps.sh: neither root nor sudo: run the line above as root" >&2
		exit 77
	fi
}

# Lists of packages are old or empty on a fresh system.
install_debian() {
	set -- gcc libc6-dev make pkg-config zlib1g-dev libdeflate-dev libxxhash-dev libutf8proc-dev \
		libstemmer-dev libopenblas-dev liblapacke-dev libssh2-1-dev openssh-server \
		openssh-client procps bats parallel mandoc shellcheck clang cppcheck \
		python3 gzip mawk findutils
	for package; do
		apt-cache show "$package" >/dev/null 2>&1 || { run apt-get update; break; }
	done
	run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
		{
			# the lists name versions that are gone
			run apt-get update
			run env DEBIAN_FRONTEND=noninteractive apt-get install -y \
				--no-install-recommends "$@"
		}
}

found=$(missing | tr '\n' ' ')
if [ -z "$found" ] && [ -z "$only_say" ]; then
	echo 'all that is needed is there'
	exit 0
fi
[ -z "$found" ] || echo "missing: $found"
if have apt-get; then
	install_debian
elif have dnf; then
	run dnf install -y gcc make pkgconf-pkg-config zlib-devel libdeflate-devel xxhash-devel \
		utf8proc-devel libstemmer-devel openblas-devel lapack-devel libssh2-devel \
		openssh-server openssh-clients procps-ng bats parallel mandoc ShellCheck clang \
		compiler-rt cppcheck python3 gzip gawk findutils
elif have pacman; then
	run pacman -S --needed --noconfirm gcc make pkgconf zlib libdeflate xxhash libutf8proc \
		snowball openblas lapacke libssh2 openssh procps-ng bats parallel mandoc shellcheck clang \
		compiler-rt cppcheck python gzip gawk findutils
elif have apk; then
	run apk add gcc musl-dev make pkgconf zlib-dev libdeflate-dev xxhash-dev utf8proc-dev \
		snowball-dev openblas-dev lapack-dev libssh2-dev openssh openssh-server \
		procps bats bash parallel mandoc shellcheck clang compiler-rt \
		cppcheck python3 gzip gawk findutils
elif have brew; then
	# Homebrew refuses to run as root
	set -- brew install gcc make pkg-config zlib libdeflate xxhash utf8proc snowball openblas \
		lapack libssh2 bats-core parallel mandoc shellcheck llvm cppcheck python3
	echo "$*"
	[ -n "$only_say" ] || "$@"
else
	echo 'tests/tools/deps.sh: no package manager that is known here (apt-get dnf pacman apk brew).' >&2
	echo 'INSTALL lists what is needed.' >&2
	exit 69
fi
[ -z "$only_say" ] || exit 0
found=$(missing | tr '\n' ' ')
[ -z "$found" ] || { echo "tests/tools/deps.sh: still missing: $found" >&2; exit 69; }
