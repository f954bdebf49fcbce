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
commands='gcc make pkg-config bats parallel zsh mandoc shellcheck clang cppcheck gzip bzip2 xz zstd awk xargs pgrep python3'
modules='zlib libdeflate liblzma libzstd libxxhash libutf8proc libpcre2-8 openblas libssh2'
headers='libstemmer.h lapacke.h bzlib.h'

missing() {
	for name in $commands; do
		have "$name" || echo "$name"
	done
	for name in $modules; do
		pkg-config --exists "$name" 2>/dev/null || echo "$name"
	done
	# a locale with a decimal comma is made from its source
	! have localedef || [ -e /usr/share/i18n/locales/de_DE ] || echo locales
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

# INSTALL's row of a system.
packages() {
	awk -v name="$1" '
		/^Packages by system/ { table = 1; next }
		table && /^[^ ]/ { exit }
		/^    [A-Z]/ { row = index($0, name) == 5; $0 = substr($0, 22) }
		table && row' "${0%/*}/../../INSTALL"
}

# Lists of packages are old or empty on a fresh system.
install_debian() {
	for package; do
		apt-cache show "$package" >/dev/null 2>&1 || { run apt-get update; break; }
	done
	set -- env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
	# lists may name versions that are gone
	run "$@" || { run apt-get update; run "$@"; }
}

found=$(missing | tr '\n' ' ')
if [ -z "$found" ] && [ -z "$only_say" ]; then
	echo 'all that is needed is there'
	exit 0
fi
[ -z "$found" ] || echo "missing: $found"
# shellcheck disable=SC2046 # a row is a list of words
if have apt-get; then
	install_debian $(packages Debian)
elif have dnf; then
	run dnf install -y $(packages Fedora)
elif have pacman; then
	run pacman -S --needed --noconfirm $(packages Arch)
elif have apk; then
	run apk add $(packages Alpine)
elif have brew; then
	# Homebrew refuses to run as root
	set -- brew install $(packages Homebrew)
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
