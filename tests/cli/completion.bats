# The completion that tests/tools/completion.sh makes from --help.
load helper

setup_file() {
	sh "$BATS_TEST_DIRNAME/../tools/completion.sh" "$BIN" "$BATS_FILE_TMPDIR"
}

# What bash offers behind these words, the last one unfinished, a line each;
# --name=value is given as bash parts it: --name = value.
completes() {
	bash --norc --noprofile -c '
		source "$1/topictools.bash"
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_topictools "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		[ "${#COMPREPLY[@]}" -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"
	' bash "$BATS_FILE_TMPDIR" "$@"
}

# offers WANTED WORD...: exactly these, parted by blanks, in any order
offers() {
	local wanted=$1
	shift
	run completes "$@"
	[ "$status" -eq 0 ]
	# shellcheck disable=SC2086 # words
	if [ "$(printf '%s\n' $wanted | sort -u)" != "$(sort -u <<<"$output")" ]; then
		echo "wanted '$wanted', offered '${output//$'\n'/ }'"
		return 1
	fi
}

@test "an option that was begun" {
	offers '--scheme' corpus-weight --sch
	offers '--scheme' /usr/bin/corpus-weight --sch
	offers '--precision' corpus-weight -q --pre
	offers '' corpus-weight --nosuch
}

@test "the words of a choice, behind a blank or =" {
	offers 'l2 none' corpus-weight --norm ''
	offers 'none' corpus-weight --norm n
	offers 'l2 none' corpus-weight --norm =
	offers 'l2' corpus-weight --norm = l
	offers 'ldac low' corpus-export --to l
}

@test "words beside files, files left to bash, folders" {
	mkdir english-texts
	: >english.txt
	offers 'english-texts english.txt' corpus-vocab --stop e
	offers '' corpus-vocab -o e
	offers 'english-texts' corpus-shard -d e
	offers '' stream-info e
}

@test "nothing for numbers" {
	touch 1 12
	offers '' corpus-weight -j 1
	offers '' corpus-weight --b 1
}

@test "the jobs of dist-run, and a command behind --" {
	offers 'vocab corpus lsi lda sweep map each' dist-run ''
	offers 'lsi lda' dist-run l
	offers '--hosts' dist-run lsi --hos
	offers 'stream-info' dist-run map a.mz -- stream-inf
	offers '' dist-run map a.mz -- stream-info --qu
}

@test "behind -- are no options" {
	offers '' corpus-weight -- --sch
}

@test "every option of every command, in bash and zsh" {
	local program name
	for program in "$BIN"/*; do
		name=${program##*/}
		echo "of $name"
		"$program" --help
	done | awk '/^of / { name = $2; part = 0 } /^$/ { part++ }
		part == 1 && match($0, /^  (-.,|   ) --[a-z0-9-]+/) { print name, substr($0, 7, RLENGTH - 6) }' |
		sort >wanted
	# shellcheck disable=SC2016 # of the other shell
	bash --norc --noprofile -c '
		source "$1/topictools.bash"
		COMP_CWORD=1
		for program in "$2"/*; do
			COMP_WORDS=("${program##*/}" --)
			_topictools "${COMP_WORDS[@]}" "${COMP_WORDS[0]}"
			printf "${program##*/} %s\n" "${COMPREPLY[@]}"
		done' bash "$BATS_FILE_TMPDIR" "$BIN" | sort | diff wanted -
	awk 'FNR == NR { if (/^[a-z-]+\)$/) name = substr($0, 1, length($0) - 1); part[name] = part[name] $0; next }
		part[$1] !~ "[\047,]" $2 "[[}=]" { print; bad = 1 }
		END { exit bad || !FNR }' "$BATS_FILE_TMPDIR/_topictools" wanted
}

@test "bash takes it by itself for the commands" {
	run bash --norc --noprofile -c 'source "$1"; complete -p corpus-weight dist-run' bash \
		"$BATS_FILE_TMPDIR/topictools.bash"
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == 'complete -o bashdefault -o default -F _topictools corpus-weight' ]]
}

@test "zsh reads it" {
	command -v zsh >/dev/null || skip 'no zsh here'
	zsh -n "$BATS_FILE_TMPDIR/_topictools"
}

@test "a program whose --help is another's is refused" {
	mkdir others
	ln -s "$(command -v true)" others/true
	run sh "$BATS_TEST_DIRNAME/../tools/completion.sh" others out
	[ "$status" -eq 70 ]
	[[ $output == *'true --help is not as expected' || $output == *'fails' ]]
}
