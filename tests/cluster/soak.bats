#!/usr/bin/env bats
# The soak itself: a round that is good, and one that is not.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	unset NETNS
	export SOAK=$BATS_TEST_TMPDIR/soak
	SOAK_SH=${BATS_TEST_FILENAME%.bats}.sh
}

# soak BIN SEED ROUND
soak() {
	mkdir -p build
	ln -sfn "$1" build/bin
	BUILD=$PWD/build timeout 1200 "$SOAK_SH" 1 "$2" "$3"
}

@test "a round is drawn from its numbers, and compared with a quiet run" {
	soak "$BIN" 7 3 >first
	tail -n 1 first | grep -qx '1 rounds, 0 failed'
	soak "$BIN" 7 3 >second
	# the same job and hosts; how many strikes come before its end hangs on the machine
	diff <(sed 's/; strikes.*//' first) <(sed 's/; strikes.*//' second)
	[ ! -e soak/round-3 ]
	grep -q '^round 3: .* --shard-nnz 16749 ' soak/log
}

@test "a round with another result fails, keeps its folder, and says how to run it again" {
	mkdir bin
	ln -s "$BIN"/* bin/
	rm bin/dist-run
	printf '#!/bin/sh\n"%s/dist-run" "$@" || exit\ncase "$*" in *--work*) echo more >>made ;; esac\n' \
		"$BIN" >bin/dist-run
	chmod +x bin/dist-run
	run soak "$PWD/bin" 7 12
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *": another result"* ]]
	[[ $output == *"soak.sh 1 7 12"* ]]
	[ -s soak/round-12/text ]
	[[ ${lines[-1]} == "1 rounds, 1 failed" ]]
}
