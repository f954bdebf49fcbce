# What the tests of dist-run share: a folder with a store and a place for
# temporary files of its own, a stand-in for ssh, two hosts.
# shellcheck shell=bash disable=SC2154 # BATS_TEST_TMPDIR is bats'

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export XDG_CACHE_HOME=$PWD/cache TMPDIR=$PWD/tmp
	mkdir tmp cache
	# the last word is the command
	rsh_is 'for w; do :; done' "exec \$BIN/dist-run --serve"
	printf 'one\ntwo\n' >hosts
}

# make_shards NNZ [OPTION...]: of many.txt, in the folder shards.
make_shards() { once "shards$*" new_shards "$@"; }
new_shards() {
	make_many
	XDG_CACHE_HOME=$PWD/cache dist-run -q corpus -d shards --shard-nnz "$@" many.txt
	rm -r cache
}

# The stand-in's lines; $1 is the host there.
rsh_is() {
	rm -f rsh
	printf '#!/bin/sh\n' >rsh
	printf '%s\n' "$@" >>rsh
	chmod 755 rsh
}

# waiting NAME: a program that makes the file begun, and ends when there is the file go.
waiting() {
	printf '#!/bin/sh\n: >"%s"/begun\nwhile [ ! -e "%s"/go ]; do sleep 0.1; done\n' "$PWD" "$PWD" >"$1"
	chmod 755 "$1"
}

# slow SECONDS: the folder slow has the commands, and its lda-estep sleeps first.
slow() {
	mkdir slow
	ln -s "$BIN"/* slow
	rm slow/dist-run slow/lda-estep
	cp "$BIN/dist-run" slow # which looks for filters where it lies itself
	printf '#!/bin/sh\nsleep %s\nexec "%s/lda-estep" "$@"\n' "$1" "$BIN" >slow/lda-estep
	chmod 755 slow/lda-estep
}

# No process that the test started is left, and nothing in TMPDIR.
clean() {
	local left i
	for ((i = 0; i < 120; i++)); do
		left=$(grep -la "XDG_CACHE_HOME=$XDG_CACHE_HOME" /proc/[0-9]*/environ 2>/dev/null) || true
		if [ -z "$left" ]; then
			[ -z "$(ls -A tmp)" ]
			return
		fi
		sleep 0.5
	done
	for i in $left; do
		tr '\0' ' ' <"${i%environ}cmdline"
		echo
	done
	return 1
}

lda() {
	dist-run -q lda -k 5 --passes 3 --shard-nnz 40000 "$@"
}

# Three passes of several: until it converges, noise takes five times as many.
lsi() {
	case " $* " in
	*" --one-pass "*) ;;
	*" --tolerance "*) set -- --task-nnz 40000 "$@" ;;
	*) set -- --task-nnz 40000 --passes 3 "$@" ;;
	esac
	dist-run -q lsi -k 10 --shard-nnz 40000 "$@"
}
