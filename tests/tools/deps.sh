#!/bin/sh
# Installs the packages that building needs, or with -t those of tests and lint as
# well, by the package manager of this system: says the command, and runs it as root
# or through sudo.  Does nothing where all are there.
#
# usage: tests/tools/deps.sh [-nt]    -n: only says the command; -t: for tests, too

set -eu
only_say="" tests=""
while getopts nt option; do
	case $option in
	n) only_say=yes ;;
	t) tests=yes ;;
	*) exit 64 ;;
	esac
done

have() { command -v "$1" >/dev/null 2>&1; }

# What the packages give, by which we know that they are there.
commands='gcc make pkg-config gzip awk xargs'
modules='zlib libdeflate liblzma libzstd libxxhash libutf8proc libpcre2-8 openblas libssh2 nettle'
headers='libstemmer.h lapacke.h bzlib.h'
test_commands='bats parallel zsh mandoc shellcheck clang cppcheck bzip2 xz zstd pgrep python3'

# Names its arguments that are no commands, nor servers, which not everybody's PATH has.
lacking() {
	for name; do
		have "$name" || [ -x "/usr/sbin/$name" ] || echo "$name"
	done
}

# A static OpenBLAS needs it, which the agent of all filters has.
has_fortran() {
	[ -e "$(gcc -print-file-name=libgfortran.a 2>/dev/null)" ]
}

missing() {
	# shellcheck disable=SC2086 # lists of words
	lacking $commands
	for name in $modules; do
		pkg-config --exists "$name" 2>/dev/null || echo "$name"
	done
	for name in $headers; do
		# shellcheck disable=SC2046  # flags
		printf '#include <%s>\n' "$name" |
			cc $(pkg-config --cflags lapacke openblas 2>/dev/null) -E - >/dev/null 2>&1 ||
			echo "$name"
	done
	! have apt-get || has_fortran || echo libgfortran.a
	[ -n "$tests" ] || return 0
	# shellcheck disable=SC2086 # lists of words
	lacking $test_commands sshd
	# a locale with a decimal comma is made from its source
	! have localedef || [ -e /usr/share/i18n/locales/de_DE ] || echo locales
	# what other systems may lack: its tests are skipped there
	! have apt-get || lacking mpicc mpirun slurmctld slurmd srun munged ip dpkg-shlibdeps
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

# INSTALL's rows of a system: for building, and for tests where they are asked for.
packages() {
	awk -v name="$1" -v tests="$tests" '
		/^[^ ]/ { table = 0 }
		/^Packages for building/ || (tests && /^Packages for testing/) { table = 1; next }
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
	# its package has the compiler's number
	[ -n "$only_say" ] || has_fortran ||
		run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
			"libgfortran-$(gcc -dumpversion | cut -d . -f 1)-dev"
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
