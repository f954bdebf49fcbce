#!/bin/sh
# bare.sh FOLDER COMMAND ARGUMENT... - runs the command with nothing of the account that
# runs the tests: a home, a folder for temporary files and settings of its own in FOLDER,
# and of the environment only what is named here.  So no test depends on a user's
# locale, keys, Python, caches or MPI settings, nor leaves anything among them.
set -eu
folder=${1:?usage: bare.sh FOLDER COMMAND ARGUMENT...}
shift
mkdir -p "$folder/home" "$folder/tmp"
# for tests that run as another account
chmod 711 "$folder" "$folder/tmp"
for name in BUILD BIN PROBE CI TERM TEST_EVERY TEST_LIMIT LD_LIBRARY_PATH ASAN_OPTIONS LSAN_OPTIONS \
	TSAN_OPTIONS UBSAN_OPTIONS; do
	eval "value=\${$name-}"
	# shellcheck disable=SC2154 # eval sets it
	[ -z "$value" ] || set -- "$name=$value" "$@"
done
exec env -i PATH="$PATH" HOME="$folder/home" TMPDIR="$folder/tmp" LC_ALL=C "$@"
