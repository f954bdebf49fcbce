#!/usr/bin/env bats
# --changes: a host that has the last model is sent what differs; the same bytes.
load helper
load dist

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export XDG_CACHE_HOME=$PWD/cache TMPDIR=$PWD/tmp
	mkdir tmp cache
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"exec \$BIN/dist-run --serve"
	printf 'one\ntwo slots=2\n' >hosts
	make_many
	corpus-shard -q -d shards --nnz 20000 many.mz
}

# lda OPTION...: over the hosts, with a report.
over() {
	timeout 600 dist-run -v --hosts hosts --rsh ./rsh --patience 2 --audit 0 "$@" 2>report ||
		{ status=$?; cat report; return $status; }
}

# How many models came as changes.
changed() {
	sed -n 's/.*: \([0-9]*\) models were sent as changes .*/\1/p' report
}

@test "models as changes: sparse and dense, the same bytes, and fewer" {
	for form in sparse dense; do
		dist-run -q lda -k 5 --form $form --passes 12 -o expected.mz shards
		over --changes always lda -k 5 --form $form --passes 12 -o got.mz shards
		cmp expected.mz got.mz
		[ "$(changed)" -ge 2 ]
		rm got.mz expected.mz
		rm -r cache/*
	done
	clean
	over --changes never lda -k 5 --form sparse --passes 12 -o got.mz shards
	[ -z "$(changed)" ]
	refuses 64 '--changes' dist-run -q --changes always lsi -k 5 shards
	refuses 64 'auto|always|never' dist-run -q --changes now lda -k 5 shards
}

@test "a host that can't make a model of changes is sent it whole" {
	dist-run -q lda -k 5 --form sparse --passes 12 -o expected.mz shards
	# the first host loses each model after its use, so that there is nothing to change
	cp -r "$BIN" one
	# shellcheck disable=SC2016 # the stand-in's
	printf '%s\n' '#!/bin/sh' "$BIN"'/lda-estep "$@"' 'status=$?' \
		'while [ "$1" != --model ]; do shift; done' 'rm -f "$2"' 'exit "$status"' >one/estep
	chmod 755 one/estep
	mv one/estep one/lda-estep
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"[ \$1 != one ] || exec $PWD/one/dist-run --serve" "exec \$BIN/dist-run --serve"
	over --changes always lda -k 5 --form sparse --passes 12 -o got.mz shards
	[ "$(sed -n 's/.*: \([0-9]*\) models could not be made of changes .*/\1/p' report)" -ge 1 ]
	cmp expected.mz got.mz
	clean
}
