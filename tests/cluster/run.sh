#!/bin/sh
# run.sh - the tests that need sshd: BUILD=build/release tests/cluster/run.sh
# [FILE...].  A line for each failure; the last line is the sum.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${BUILD:?is the folder of the build}" && pwd)
BIN=$BUILD/bin
PROBE=$BUILD/tests/cluster/linkprobe
export BIN PROBE
PATH=$PATH:/usr/sbin
for need in bats sshd ssh-keygen ssh; do
	command -v "$need" >/dev/null || {
		echo "run.sh: no $need (Debian: bats, openssh-server, openssh-client)" >&2
		exit 69
	}
done
[ $# -gt 0 ] || set -- "$here"/*.bats
out=$(mktemp)
trap 'rm -f "$out"' EXIT
status=0
bats --formatter tap "$@" >"$out" 2>&1 || status=$?
grep -v '^ok \|^1\.\.' "$out" || :
passed=$(grep -c '^ok [0-9]* ' "$out" || :)
failed=$(grep -c '^not ok' "$out" || :)
skipped=$(grep -c '^ok .*# skip' "$out" || :)
echo "$((passed - skipped)) passed, $failed failed, $skipped skipped"
exit "$status"
