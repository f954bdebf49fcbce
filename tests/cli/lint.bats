#!/usr/bin/env bats
# Rules of make lint, each shown a tree in which something is missing.
load helper

# The tree that lint reads, to be changed.
setup_tree() {
	local root=$BATS_TEST_DIRNAME/../..
	mkdir -p tree/tests
	cp -r "$root/lib" "$root/cmd" "$root/man" "$root/README" tree
	cp -r "$root/tests/cli" "$root/tests/cluster" "$root/tests/tools" tree/tests
}

# finds CHECK TEXT: the check finds this and nothing else.
finds() {
	run tree/tests/tools/lint.sh "$BIN" "$1"
	[ "$status" -eq 1 ] || { echo "nothing found: wanted $2"; return 1; }
	[ "$output" = "$2
lint: 1 findings" ] || { echo "wanted: $2"; echo "$output"; return 1; }
}

# without FILE EXPRESSION TEXT: with FILE changed by sed, the table check finds TEXT.
without() {
	cp "tree/$1" kept
	sed -i "$2" "tree/$1"
	if cmp -s "tree/$1" kept; then echo "$1: $2 changes nothing"; return 1; fi
	finds tables "$3"
	cp kept "tree/$1"
}

@test "a name in a table without a place in its page" {
	setup_tree
	run -0 tree/tests/tools/lint.sh "$BIN" tables
	without man/corpus-import.1 '/^.It Cm ldac/d' \
		"man/corpus-import.1: does not describe ldac of FORMATS in lib/format/formats.h"
	without man/corpus-export.1 '/^.It Cm npy/d' \
		"man/corpus-export.1: does not describe npy of FORMATS in lib/format/formats.h"
	without man/text-import.1 '/^.It Cm mbox/d' \
		"man/text-import.1: does not describe mbox of TEXTFORMS in lib/format/textforms.h"
	without man/corpus-weight.1 '/^.It Cm bm25/d' \
		"man/corpus-weight.1: does not describe bm25 of WEIGHTINGS in lib/text/weighting.h"
	without man/topic-coherence.1 '/^.It Cm c_v/d' \
		"man/topic-coherence.1: does not describe c_v of COHERENCE_MEASURES in lib/topic/coherence.h"
	without man/dist-run.1 '/^.It Cm rsh/d' \
		"man/dist-run.1: does not describe rsh of TRANSPORTS in lib/transport/transport.h"
	without man/dist-run.1 '/^.It Cm lda/d' \
		"man/dist-run.1: does not describe lda of JOBS in lib/job/job.h"
}

@test "a name in a page or a source that its table lacks" {
	setup_tree
	without man/corpus-weight.1 's/^.It Cm bm25/.It Cm bm26\n&/' \
		"man/corpus-weight.1: describes bm26, which is in no table"
	printf 'const struct weighting_scheme weighting_bm26;\n' >tree/lib/text/bm26.c
	finds tables "lib/text: weighting_scheme weighting_bm26 is not in WEIGHTINGS of lib/text/weighting.h"
	rm tree/lib/text/bm26.c
	printf 'const struct transport transport_pigeon;\n' >tree/lib/transport/pigeon.c
	finds tables "lib/transport: transport transport_pigeon is not in TRANSPORTS of lib/transport/transport.h"
}

@test "a name in a table that no test has" {
	setup_tree
	sed -i 's/--scheme bm25/--scheme ltc/' tree/tests/cli/*.bats
	finds tables "lib/text/weighting.h: WEIGHTINGS: no test has --scheme bm25"
	setup_tree
	sed -i 's/--to npy/--to mm/' tree/tests/cli/*.bats
	finds tables "lib/format/formats.h: FORMATS: no test has --to npy"
	setup_tree
	sed -i 's/--transport local/--transport ssh/' tree/tests/cli/*.bats tree/tests/cluster/*.bats
	finds tables "lib/transport/transport.h: TRANSPORTS: no test has --transport local"
}

@test "a command without source, page, test, line of README or of its table" {
	setup_tree
	sed -i 's/vector-query/vector-ask/' tree/README
	finds commands "README: does not list vector-query"
	rm tree/cmd/vector-query.c tree/man/lsi-check.1 tree/tests/cli/topic-match.bats
	sed -i '/"lda-eval"/d' tree/lib/base/commands.def
	run tree/tests/tools/lint.sh "$BIN" commands
	[[ $output == *"lib/base/commands.def: vector-query: there is no cmd/vector-query.c"* ]]
	[[ $output == *"lib/base/commands.def: lsi-check: there is no man/lsi-check.1"* ]]
	[[ $output == *"lib/base/commands.def: topic-match: there is no tests/cli/topic-match.bats"* ]]
	[[ $output == *"cmd/lda-eval.c: is not in lib/base/commands.def"* ]]
}

@test "a file that holds too much, of commands and what they share" {
	setup_tree
	yes '/* a line */' | head -n 201 >tree/cmd/common/long.c
	finds sizes "cmd/common/long.c: 201 lines, over 200"
	mv tree/cmd/common/long.c tree/lib/base
	run -0 tree/tests/tools/lint.sh "$BIN" sizes
}
