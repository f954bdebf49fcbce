#!/usr/bin/env bats
load helper

# The one program of an archive, with links by the commands' names.
setup_file() {
	mkdir "$BATS_FILE_TMPDIR/bin"
	cp "$BIN/../multicall/topictools" "$BATS_FILE_TMPDIR/bin/"
	for command in "$BIN"/*; do
		[ "${command##*/}" = topictools ] || ln -s topictools "$BATS_FILE_TMPDIR/bin/${command##*/}"
	done
}

@test "every command is there, and says what it says by itself" {
	local command
	for command in "$BIN"/*; do
		"$BATS_FILE_TMPDIR/bin/${command##*/}" --help | cmp - <("$command" --help)
	done
}

@test "pipes and jobs give the same bytes as by themselves" {
	make_pets
	dist-run -q lda -k 2 --min-df 1 -o wanted.mz pets.txt
	PATH=$BATS_FILE_TMPDIR/bin:$PATH
	corpus-vocab -q pets.txt | vocab-merge -q | cmp - pets.vocab
	topictools corpus-bow -q --vocab pets.vocab pets.txt | cmp - pets.mz
	# its agents are the same file
	dist-run -q --slots 2 lda -k 2 --min-df 1 -o made.mz pets.txt
	cmp made.mz wanted.mz
	topictools doctor >said || grep -v '^mend  *commands' said
	grep -q '^ok    commands ' said
}

@test "under another name it says so" {
	ln -s "$BATS_FILE_TMPDIR/bin/topictools" nothing
	run ./nothing
	[ "$status" -eq 64 ]
	[ "$output" = "topictools: no command is called 'nothing': call this file by the name of one" ]
}
