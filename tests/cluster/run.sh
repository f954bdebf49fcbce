#!/bin/sh
# run.sh - the tests that need sshd: BUILD=build/release tests/cluster/run.sh
# [FILE...].  Three files at a time, for most of it is waiting.  A line for each
# failure and each test that was skipped; the last line is the sum.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${BUILD:?is the folder of the build}" && pwd)
BIN=$BUILD/bin
PROBE=$BUILD/tests/cluster/linkprobe
PATH=$PATH:/usr/sbin:/sbin
export BIN PROBE PATH
for need in bats sshd ssh-keygen ssh; do
	command -v "$need" >/dev/null || {
		echo "run.sh: no $need (Debian: bats, openssh-server, openssh-client): nothing is tested" >&2
		echo "0 passed, 0 failed, all skipped"
		exit 0
	}
done
# the longest first
[ $# -gt 0 ] || set -- "$here"/faults.bats "$here"/damage.bats "$here"/cables.bats \
	"$here"/runs.bats "$here"/links.bats "$here"/slurm.bats "$here"/restricted.bats \
	"$here"/tutorial.bats "$here"/bare.bats "$here"/soak.bats
out=$(mktemp -d)
chmod 711 "$out" # some tests run as another account
trap 'rm -rf "$out"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
status=0
# shellcheck disable=SC2016 # the inner shell's
printf '%s\0' "$@" | "$here/../tools/bare.sh" "$out/bare" xargs -0 -P 3 -n 1 sh -c '
	timeout -k 10 "${TEST_LIMIT:-1800}" bats --formatter tap "$1" >"$0/$(basename "$1").tap" 2>&1 </dev/null
' "$out" || status=1
for file; do
	tap=$out/$(basename "$file").tap
	grep -v '^ok [^#]*$\|^1\.\.\|^# l[sd][ia]: ' "$tap" | sed "s|^|$(basename "$file" .bats): |" || :
	# a file that ended before its plan was done has failed
	awk -v name="$(basename "$file")" '
		/^1\.\./ { plan = substr($0, 4) + 0; planned = 1 }
		/^ok / { if (tolower($0) ~ /# *skip/) skipped++; else passed++ }
		/^not ok/ { failed++ }
		END {
			if (!planned || passed + failed + skipped < plan) {
				print "not ok - " name " was not done" >"/dev/stderr"
				failed++
			}
			print passed + 0, failed + 0, skipped + 0
		}' "$tap"
done >"$out/sums"
grep -v '^[0-9]* [0-9]* [0-9]*$' "$out/sums" || :
awk '/^[0-9]* [0-9]* [0-9]*$/ { p += $1; f += $2; s += $3 }
	END { print p + 0 " passed, " f + 0 " failed, " s + 0 " skipped"; exit f > 0 }' "$out/sums" || status=1
exit "$status"
