#!/usr/bin/env bats
load helper

# A copy of the commands' folder, with links for all but topictools itself.
copy_commands() {
	mkdir bin
	ln -s "$BIN"/* bin/
	rm bin/topictools
	cp "$BIN/topictools" bin/
}

@test "alone it lists every command once, in the order of work" {
	topictools >list
	(cd "$BIN" && printf '%s\n' *) | grep -vx topictools | sort >there
	sed -n 's/^  \([a-z]*-[a-z-]*\) .*/\1/p' list | sort | cmp - there
	sed -n 's/^  \([a-z]*-[a-z-]*\) .*/\1/p' list |
		grep -xE 'corpus-vocab|corpus-bow|lda-train|vector-query' >some
	printf '%s\n' corpus-vocab corpus-bow lda-train vector-query | cmp - some
	topictools -q | cmp - list
	topictools help -v 2>notes | cmp - list
	grep -q 'of processor' notes
}

@test "it becomes a command, with all its words and its status" {
	printf 'a\tcats and dogs\n' >text
	topictools corpus-vocab -q text >by-name
	corpus-vocab -q text | cmp - by-name
	[ "$(topictools corpus-vocab --version)" = "$(corpus-vocab --version)" ]
	run --separate-stderr topictools corpus-vocab --nosuch
	[ "$status" -eq 64 ]
	[[ $stderr == "corpus-vocab: "* ]]
	run topictools stream-info nosuch.mz
	[ "$status" -eq 66 ]
}

@test "an unknown command: the nearest" {
	refuses 64 "no command or page 'corpus-vocap'; nearest is corpus-vocab" topictools corpus-vocap
	refuses 64 "no command or page 'docter'; nearest is doctor" topictools docter
	refuses 64 "no command or page 'lda-trian'; nearest is lda-train" topictools help lda-trian
	refuses 64 "no command or page '../../etc/passwd'" topictools help ../../etc/passwd
	refuses 64 "no command or page 'xyzzyxyzzy'; topictools alone lists them" topictools xyzzyxyzzy
	copy_commands
	rm bin/lda-eval
	run --separate-stderr bin/topictools lda-eval
	[ "$status" -eq 69 ]
	[[ $stderr == "topictools: "*"/bin/lda-eval: "* ]]
}

@test "help shows the page by man, else mandoc, else --help" {
	mkdir -p tools path/bin path/share/man/man1
	printf '#!/bin/sh\necho "man $*"\n' >tools/man
	printf '#!/bin/sh\necho "mandoc $*"\n' >tools/mandoc
	chmod +x tools/*
	cp "$BIN/topictools" "$BIN/corpus-vocab" path/bin/
	: >path/share/man/man1/corpus-vocab.1
	PATH=tools path/bin/topictools help corpus-vocab >said
	grep -q '^man -l .*path/bin/../share/man/man1/corpus-vocab.1$' said
	rm tools/man
	PATH=tools path/bin/topictools help corpus-vocab >said
	grep -q '^mandoc .*man1/corpus-vocab.1$' said
	mkdir path/share/man/man7
	: >path/share/man/man7/topictools-recipes.7
	PATH=tools path/bin/topictools help recipes >said
	grep -q '^mandoc .*man7/topictools-recipes.7$' said
	run --separate-stderr /usr/bin/env PATH=/none "$PWD/path/bin/topictools" help recipes
	[ "$status" -eq 69 ]
	[[ $stderr == 'topictools: '*'/topictools-recipes.7: neither man nor mandoc is here'* ]]
	rm path/share/man/man1/corpus-vocab.1
	PATH=tools path/bin/topictools help corpus-vocab | cmp - <(corpus-vocab --help)
	: >path/share/man/man7/topictools.7
	PATH=tools path/bin/topictools help 'topictools(7)' >said
	grep -q '^mandoc .*man7/topictools.7$' said
	PATH=tools path/bin/topictools help tutorial | cmp - said
	refuses 64 "no command or page 'mz(9)'" topictools help 'mz(9)'
	refuses 64 "no command or page '(7)'" topictools help '(7)'
	topictools help help | cmp - <(topictools help topictools)
	topictools help doctor | cmp - <(topictools help topictools)
}

# Of a line that depends on the machine only its presence is asked.
@test "doctor examines, and says what to mend" {
	local item
	copy_commands
	ulimit -n 1024
	bin/topictools doctor >said || grep '^mend  *\(disk\|memory\)' said
	for item in BLAS commands deflate processor cores memory disk descriptors libssh2 \
		confinement ssh Slurm MPI locale manual; do
		grep -qE "^(ok|none|mend) +$item " said || { cat said; echo "no $item"; false; }
	done
	[ "$(grep -c '^mend  *commands' said)" -eq 0 ]
	# one command missing, one of another version, a preset kernel, no temporary folder
	rm bin/lda-eval bin/corpus-bow
	printf '#!/bin/sh\necho "corpus-bow (topictools) 0.0.1"\n' >bin/corpus-bow
	chmod +x bin/corpus-bow
	run --separate-stderr env OPENBLAS_CORETYPE=Nehalem TMPDIR=/nosuch LC_ALL=xx_XX bin/topictools doctor
	[ "$status" -eq 69 ]
	[[ $stderr == "topictools: "*" to mend: see the lines that begin with mend" ]]
	[[ $output == *"mend  commands     "*"lda-eval"*"install all commands again"* ]]
	[[ $output == *"bin/corpus-bow is of another version than "* ]]
	[[ $output == *"mend  BLAS         OPENBLAS_CORETYPE=Nehalem is set"* ]]
	[[ $output == *"mend  disk         /nosuch can't be written; set TMPDIR"* ]]
	[[ $output == *"mend  locale       LC_ALL"* ]]
	# MPI by what the commands were built with; a manual that nothing here shows
	rm bin/lda-mpi
	printf '#!/bin/sh\nprintf "lda-mpi (topictools) 0.1.0\\nmpi\\tnone\\n"\n' >bin/lda-mpi
	chmod +x bin/lda-mpi
	mkdir -p share/man/man1 empty
	: >share/man/man1/topictools.1
	run env PATH=empty LC_ALL=C bin/topictools doctor
	[[ $output == *"none  ssh          no client"* ]]
	[[ $output == *"none  MPI          built without"* ]]
	[[ $output == *"ok    locale       C; "* ]]
	[[ $output == *"none  manual       no man(1) or mandoc(1)"* ]]
	printf '#!/bin/sh\nprintf "lda-mpi (topictools) 0.1.0\\nmpi\\tOne MPI v4\\n"\n' >bin/lda-mpi
	run env PATH=empty bin/topictools doctor
	[[ $output == *"none  MPI          One MPI v4; no mpirun or srun"* ]]
	refuses 64 "doctor takes no operand: 'x'" topictools doctor x
	run bash -c 'ulimit -n 256; bin/topictools doctor'
	[[ $output == *"mend  descriptors  256 may be open; "*"ulimit -n 4096"* ]]
}
