#!/usr/bin/env bats
# What tests/fuzz/fuzz.sh says of its runs, with stand-ins for the compiler and for make.
load helper

@test "two runs of the fuzzers at once: each counts its own seconds" {
	local fuzz=$BATS_TEST_DIRNAME/../fuzz/fuzz.sh
	export FUZZ_BUILD=$PWD/out CLANG=$PWD/clang
	mkdir out tools
	printf '#!/bin/sh\n' >tools/make
	# a reader is a program that says what libFuzzer says; one works, one waits for others
	cat >clang <<-'END'
		#!/bin/sh
		while [ "$1" != -o ]; do shift; done
		printf '#!/bin/sh\necho stat::number_of_executed_units: 3\n. %s/does.%s\n' \
			"$PWD_OF_TEST" "$(basename "$2" .new)" >"$2"
		chmod 755 "$2"
	END
	export PWD_OF_TEST=$PWD
	chmod 755 tools/make clang
	# until it has had three seconds of processor; looks are rare, as each writes a file
	cat >does.wire_fuzz <<-'END'
		while times >"$PWD_OF_TEST/own"; read -r own _ <"$PWD_OF_TEST/own"; do
			case $own in 0m[012].*) ;; *) break ;; esac
			i=0
			while [ $i -lt 100000 ]; do i=$((i + 1)); done
		done
	END
	echo "$fuzz 1 table_fuzz" >does.hosts_fuzz
	: >does.table_fuzz
	PATH=$PWD/tools:$PATH "$fuzz" 2 wire_fuzz hosts_fuzz >said
	cat said out/log
	# the one within the other has counted none of that
	[ "$(cut -f 2,3,6 out/log | tr '\t\n' ' ;')" = 'wire_fuzz 3 0;table_fuzz 3 0;hosts_fuzz 3 0;' ]
	# whole seconds of before and after: one may be lost
	awk -F '\t' '{ used[$2] = $4 } END { exit !(used["wire_fuzz"] >= 2 \
		&& used["table_fuzz"] < 2 && used["table_fuzz"] >= 0 \
		&& used["hosts_fuzz"] < 2 && used["hosts_fuzz"] >= 0) }' out/log
}
