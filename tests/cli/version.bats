#!/usr/bin/env bats
load helper

@test "every command says its version, and with -v what it was built of" {
	for command in "$BIN"/*; do
		name=${command##*/}
		[ "$("$name" --version)" = "$name (topictools) $(sed -n 's/^.define BUILD_VERSION "\(.*\)"/\1/p' \
			"$BATS_TEST_DIRNAME/../../cmd/common/build.h")" ]
		"$name" --version -v | grep -q '^processor	.'
	done
	lsi-partial --version -v | grep -q '^blas	OpenBLAS'
}

@test "an option or command that is not there: the nearest that is" {
	for command in "$BIN"/*; do
		name=${command##*/}
		refuses 64 "nearest is --help" "$name" --helpp
	done
}

@test "-v says what time and memory it took, -q nothing" {
	make_pets
	run -0 --separate-stderr corpus-weight -v -o weights.mz pets.mz
	[[ $stderr =~ ^corpus-weight:\ [0-9.]+\ s,\ [0-9.]+\ s\ of\ processor,\ [0-9]+\ MiB\ at\ most$ ]]
	run -0 --separate-stderr corpus-weight -v -q -o weights.mz pets.mz
	[ -z "$stderr" ]
}
