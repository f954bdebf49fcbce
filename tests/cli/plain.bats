#!/usr/bin/env bats
# Random small corpora of odd shapes - of one entry, one row, one column, repeated values and
# rows, empty documents, none at all, counts above 2^31, weights from 1e-30 to 1e30 - through
# the filters, held against plain code.  More of them:
#     python3 tests/cli/plain.py rows 1000 5000
load helper

plain() {
	python3 "$BATS_TEST_DIRNAME/plain.py" "$@"
}

@test "plain: formats, weights, and rows that are moved" {
	plain rows 0 11
}

@test "plain: factors, projections, merges and products" {
	plain lsi 0 11
}

@test "plain: steps of LDA, mixtures, scores and diagnostics" {
	plain lda 0 11
}

@test "plain: answers to queries, documents of topics, coherence" {
	plain search 0 11
}

@test "a difference is told with its seed" {
	mkdir bin
	printf '#!/bin/sh\n"%s/corpus-query" "$@" | tac\n' "$BIN" >bin/corpus-query
	chmod +x bin/corpus-query
	PATH=$PWD/bin:$PATH run plain search 6 3
	[ "$status" -eq 1 ]
	[[ $output == 'plain.py search '[678]' 1 (sparse, '*'AssertionError: '* ]]
}
