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
