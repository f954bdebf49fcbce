#!/usr/bin/env bats
# --shared: hosts read inputs where they are; what they don't see so is sent, or refused.
load helper
load dist

# Shards in a folder that is shared, hosts with stores of their own, and the model.
setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export XDG_CACHE_HOME=$PWD/cache TMPDIR=$PWD/tmp
	mkdir tmp cache common
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"exec \$BIN/dist-run --serve"
	printf 'one\ntwo\n' >hosts
	make_many
	corpus-shard -q -d common/shards --nnz 20000 many.mz
	train -o expected.mz
}

train() {
	dist-run -q lda -k 5 --passes 2 "$@" common/shards
}

# The same over hosts, with a report.
over() {
	timeout 600 dist-run -v --hosts hosts --rsh ./rsh --patience 2 --audit 0 "$@" 2>report ||
		{ status=$?; cat report; return $status; }
}

# How many inputs were read in place, and those that hosts store, by their digests.
in_place() {
	sed -n 's/.*: \([0-9]*\) inputs, .* read where they are.*/\1/p' report
}
stored() {
	local file
	for file in "$@"; do
		find cache/one cache/two -name "$(sha256sum "$file" | cut -d' ' -f1)" 2>/dev/null
	done
}

@test "inputs in shared folders are not sent, and the bytes are the same" {
	over --shared common lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ "$(in_place)" -ge "$(ls common/shards/*.mz | wc -l)" ]
	[ -z "$(stored common/shards/*.mz)" ]
	clean
	# elsewhere, and over a link to it, as a relative name
	mkdir other
	ln -s ../common other/link
	over --shared /usr:other/../tmp lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ "$(in_place)" -eq 0 ]
	[ -n "$(stored common/shards/shard-00000.mz)" ]
	rm -r cache/*
	over --shared other/link lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ -z "$(stored common/shards/*.mz)" ]
}

@test "of text hosts take the pieces themselves" {
	cp many.txt common
	dist-run -q vocab many.txt >expected
	over --shared common vocab common/many.txt >got
	cmp expected got
	[ "$(in_place)" -ge 1 ]
	grep -q '0\.0 MB sent' report
}

@test "--plan says what is in shared folders" {
	dist-run --shared common --plan lda -k 5 common/shards 2>&1 >/dev/null |
		grep -q '0\.[0-9] of 0\.[0-9] MB of inputs are in folders that hosts share'
	refuses 66 'nowhere' dist-run -q --shared nowhere --plan lda -k 5 common/shards
	refuses 66 'nowhere' dist-run -q --shared common:nowhere lda -k 5 common/shards
	refuses 64 '--shared-only has no use without --shared' \
		dist-run -q --shared-only lda -k 5 common/shards
	refuses 64 '--shared is for' dist-run -q --shared common map many.mz -- cat
}

# case: shared-not-shared
@test "a host that may not look there is sent the inputs, or refused" {
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"exec \$BIN/dist-run --serve --restrict"
	over --shared common lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ "$(in_place)" -eq 0 ]
	rm -r got.mz cache/*
	run over --shared common --shared-only lda -k 5 --passes 2 -o got.mz common/shards
	echo "$status $output"
	[ "$status" -eq 75 ]
	[[ $output == *"does not see common/shards/shard-"*"as it is here (--shared-only)"* ]]
	[ ! -e got.mz ]
	# its key may name the folder
	rm -r cache/*
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"exec \$BIN/dist-run --serve --restrict --shared $PWD/common"
	over --shared common --shared-only lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ -z "$(stored common/shards/*.mz)" ]
}

# case: shared-seen-differently
@test "a host that sees other files under the names is sent the inputs, or refused" {
	mkdir differs
	cp -r common/shards differs
	first=common/shards/shard-00000.mz
	# another file of the same size, and one that is not there
	cp $first differs/shards/shard-00000.mz
	printf x | dd of=differs/shards/shard-00000.mz bs=1 seek=2000 conv=notrunc status=none
	rm differs/shards/shard-00001.mz
	unshare -m true 2>/dev/null || skip "no mounts for this account"
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"[ \$1 = one ] || exec unshare -m sh -c 'mount --bind differs common &&
			exec \$BIN/dist-run --serve'" \
		"exec \$BIN/dist-run --serve"
	echo two >hosts
	over --shared common lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ "$(in_place)" -eq $(($(ls common/shards/*.mz | wc -l) - 2)) ]
	[ "$(stored common/shards/*.mz | wc -l)" -eq 2 ]
	# refused, and the other host does all
	printf 'one\ntwo\n' >hosts
	rm -r cache/* got.mz
	over --shared common --shared-only lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ -z "$(stored common/shards/*.mz)" ]
}

# lda-estep of the hosts is a script of these lines.
estep_is() {
	mkdir -p there
	ln -sf "$BIN"/* there
	rm there/dist-run there/lda-estep
	cp "$BIN/dist-run" there
	printf '%s\n' '#!/bin/sh' "$@" >there/lda-estep
	chmod 755 there/lda-estep
	rsh_is "export XDG_CACHE_HOME=$PWD/cache/\$1" 'mkdir -p "$XDG_CACHE_HOME"' \
		"exec $PWD/there/dist-run --serve"
}

# case: shared-changes
@test "a file that changes while a filter reads it, and changes back, is read again" {
	shard=$PWD/common/shards/shard-00000.mz
	cp "$shard" kept
	echo one >hosts
	# the filter gets another shard, and ends well
	estep_is "[ -e $PWD/swapped ] || case \"\$*\" in" \
		"*common/shards/shard-00000.mz*)" \
		"	cat $PWD/common/shards/shard-00001.mz >$shard" \
		"	echo >>$PWD/swapped" \
		"	$BIN/lda-estep \"\$@\"" \
		"	status=\$?" \
		"	cat $PWD/kept >$shard" \
		"	exit \$status" \
		"esac" \
		"exec $BIN/lda-estep \"\$@\""
	over --shared common lda -k 5 --passes 2 -o got.mz common/shards
	cmp expected.mz got.mz
	[ -s swapped ]
	grep -q 'changed while a filter read it' report
	[ -n "$(stored kept)" ]
}

@test "a file that changes for good stops the job" {
	shard=$PWD/common/shards/shard-00000.mz
	estep_is "case \"\$*\" in *common/shards/shard-00000.mz*)" \
		"	cat $PWD/common/shards/shard-00001.mz >$shard ;;" \
		"esac" \
		"exec $BIN/lda-estep \"\$@\""
	run over --shared common lda -k 5 --passes 2 -o got.mz common/shards
	echo "$status $output"
	[ "$status" -eq 65 ]
	[[ $output == *"shard-00000.mz changed while the job ran"* ]]
	[ ! -e got.mz ]
}
