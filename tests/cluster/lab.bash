# What the cluster tests share: hosts for a file of tests, a folder a test.
# shellcheck shell=bash disable=SC2154,SC2034,SC1091 # status, stderr, LAB_* are set elsewhere

bats_require_minimum_version 1.5.0
PATH=${BIN:?is where the commands are}:$PATH
HERE=${BATS_TEST_FILENAME%/*}
PROBE=${PROBE:-$BIN/../tests/cluster/linkprobe}
export LC_ALL=C
export LSAN_OPTIONS=suppressions=$HERE/lsan.supp:print_suppressions=0
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}fast_unwind_on_malloc=0
unset SSH_AUTH_SOCK SSH_AGENT_PID OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

# Hosts for all tests of a file: call from setup_file.
lab_up() {
	"$HERE/hosts.sh" up "$1" >"$BATS_FILE_TMPDIR/lab"
}

lab_down() {
	(
		. "$BATS_FILE_TMPDIR/lab"
		"$HERE/hosts.sh" down "$LAB"
	)
}

# A folder of its own for each test: call from setup.
lab_setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	. "$BATS_FILE_TMPDIR/lab"
	H1=$(sed -n 1p "$LAB_HOSTS")
	H2=$(sed -n 2p "$LAB_HOSTS")
	PORT1=${H1##*:}
}

# What `dist-run --serve` is on the hosts of this test: a shell script.
agent() {
	printf '#!/bin/sh\n%s\n' "$1" >bin/dist-run.new
	chmod 755 bin/dist-run.new
	mv bin/dist-run.new bin/dist-run
}

# A file may have its own instead.
setup() { lab_setup; }
teardown_file() { [ ! -s "$BATS_FILE_TMPDIR/lab" ] || lab_down; }

# The probe over libssh2, with the lab's key and known_hosts.
probe() {
	timeout 240 "$PROBE" -i "$LAB_KEY" -k "$LAB_KNOWN" "$@" bin="$PWD/bin"
}

# The run ended with this status and standard error has the text; final says
# whether it must call the end final.
ended() {
	local status_wanted=$1 final=$2 text=$3
	if [ "$status" -ne "$status_wanted" ] || [[ $stderr != *"final $final"* ]] \
		|| [[ $stderr != *"$text"* ]]; then
		echo "wanted $status_wanted, final $final and '$text', got $status: $stderr"
		return 1
	fi
}
