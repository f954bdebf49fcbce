#!/bin/sh
# Runs the tests of a build: unit tests, replays of the fuzzers' cases, and the
# commands' own.  Prints failures and what they said, and a last line such as
# "312 passed, 0 failed".
#
# usage: tests/run.sh BUILD [NAME...]    NAME: as corpus, stream-info, stream_replay

set -u
cd "$(dirname "$0")/.." || exit 71
build=${1:?usage: tests/run.sh BUILD [NAME...]}
shift
case $build in
/*) ;;
*) build=$PWD/$build ;;
esac
[ -d "$build" ] || { echo "tests/run.sh: $build: no such folder: make it first" >&2; exit 66; }
export BUILD="$build" BIN="$build/bin" TEST_LIMIT="${TEST_LIMIT:-1800}"

work=$(mktemp -d) || exit 71
chmod 711 "$work" # some tests run as another account
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A test by its file: its TAP goes to $work/NAME.tap, its status to $work/NAME.status.
cat >"$work/one" <<'ONE'
file=$1
name=${file##*/}
limit=
if command -v timeout >/dev/null; then limit="timeout -k 10 $TEST_LIMIT"; fi
case $name in
*.bats) set -- bats --formatter tap "$file" ;;
*_replay) set -- "$file" "tests/fuzz/corpus/${name%_replay}_fuzz" ;;
*) set -- "$file" ;;
esac
# shellcheck disable=SC2086  # $limit is some words or none
$limit "$@" >"$work/$name.tap" 2>&1 </dev/null
echo $? >"$work/$name.status"
ONE

list() {
	# those that wait or work for minutes begin
	for file in tests/cli/dist-run*.bats tests/cli/lda-mpi.bats tests/cli/starve.bats "$build"/tests/unit/*_test \
		"$build"/tests/fuzz/*_replay tests/cli/*.bats; do
		[ -f "$file" ] || continue
		name=${file##*/}
		name=${name%.bats}
		[ $# -gt 0 ] || { echo "$file"; continue; }
		for wanted; do
			case $wanted in
			"$name" | "${name%_test}") echo "$file" ;;
			esac
		done
	done
}

list "$@" | awk '!seen[$0]++' >"$work/list"
[ -s "$work/list" ] || { echo "tests/run.sh: no such tests in $build" >&2; exit 66; }
if grep -q '\.bats$' "$work/list" && ! command -v bats >/dev/null; then
	echo 'tests/run.sh: bats is missing: "make deps-test" installs all that is needed' >&2
	exit 69
fi
# The tests of one file run one after the other, and twice as many files as there are
# processors at a time: half of what they do is waiting.
# A python3 that is a script and looks for one takes twenty processes each time.
if python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null); then PATH=${python%/*}:$PATH; fi
jobs=$((2 * $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)))
tr '\n' '\0' <"$work/list" | tests/tools/bare.sh "$work/bare" work="$work" \
	xargs -0 -P "$jobs" -n 1 sh "$work/one"

# What a test printed, to "passed failed" in $work/counts and the failures to stdout.
# A failure takes the "#" lines behind it (bats) or before it (unit.h).
count() {
	awk -v name="$1" -v status="$2" -v counts="$work/counts" '
	function show(line) { if (!shown++) print "--- " name; print line }
	/^ok / {
		passed++
		if (match(tolower($0), /# *skip/)) print "skipped: " name ": " substr($0, 4)
		held = ""; failing = 0
		next
	}
	/^not ok / { failed++; printf "%s", shown++ ? "" : "--- " name "\n"; print; printf "%s", held
		held = ""; failing = 1; next }
	/^[0-9]+\.\.[0-9]+/ { plan = substr($0, index($0, "..") + 2) + 0; planned = 1; next }
	failing { print; next }
	{ held = held $0 "\n"; all = all $0 "\n" }
	END {
		if (!planned || plan != passed + failed || (status != 0 && !failed)) {
			show("not ok - it ended with status " status " after " passed + failed \
				" tests" (planned ? " of " plan : ", without a plan") \
				(status == 124 ? " (time limit)" : ""))
			printf "%s", all
			failed++
		}
		print passed + 0, failed + 0 >counts
	}' "$work/$1.tap"
}

passed=0
failed=0
while read -r file; do
	name=${file##*/}
	status=none
	[ ! -s "$work/$name.status" ] || read -r status <"$work/$name.status"
	[ -f "$work/$name.tap" ] || : >"$work/$name.tap"
	count "$name" "$status"
	read -r good bad <"$work/counts"
	passed=$((passed + good))
	failed=$((failed + bad))
done <"$work/list"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
