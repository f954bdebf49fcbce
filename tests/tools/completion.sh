#!/bin/sh
# Completion for bash and zsh, made from what each command's --help says: options,
# words of choices, what is a file and what a folder, dist-run's jobs.
# Says nothing when well.
#
# usage: tests/tools/completion.sh BIN [FOLDER]
#        topictools.bash and _topictools go to FOLDER (default: build/completion)

set -eu
bin=${1:?usage: tests/tools/completion.sh BIN [FOLDER]}
out=${2:-$(dirname "$0")/../../build/completion}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# A line a fact, by tabs:
#   command NAME OPERANDS
#   jobs WORDS
#   option --NAME -LETTER|- ARGUMENT|- HELP
for program in "$bin"/*; do
	printf '\001 %s\n' "$program"
	"$program" --help || {
		echo "tests/tools/completion.sh: $program --help fails" >&2
		exit 70
	}
done >"$work/help"
awk -v OFS='\t' '
function flush() { if (option != "") print "option", option, letter, argument, help; option = "" }
function finish() {
	flush()
	if (program != "" && (!known || options < 2)) {
		print "tests/tools/completion.sh: " program " --help is not as expected" >"/dev/stderr"
		exit bad = 70
	}
	known = options = ended = inside = listing = 0
	jobs = ""
}
/^\001 / { finish(); name = program = substr($0, 3); sub(/.*\//, "", name); next }
!known && sub(/^usage: [^ ]* \[options\] ?/, "") { print "command", name, $0; known = 1; next }
/^$/ { flush(); if (!ended) inside = !inside; if (!inside) ended = 1; next }
inside && /^  (-.,|   ) --/ {
	flush()
	letter = substr($0, 3, 1) == "-" ? substr($0, 3, 2) : "-"
	text = substr($0, 7)
	width = match(text, /  +/) ? RSTART - 1 : length(text)
	help = substr(text, width + 1)
	sub(/^ +/, "", help)
	text = substr(text, 1, width)
	option = text
	sub(/ .*/, "", option)
	argument = option == text ? "-" : substr(text, length(option) + 2)
	options++
	next
}
inside && option != "" { sub(/^ +/, ""); help = $0; next }
# "Jobs: a TEXT... | b ..." up to the first line that ends without a bar
/^Jobs: / { listing = 1; sub(/^Jobs: /, "") }
listing {
	alternatives = split($0, part, "|")
	for (i = 1; i <= alternatives; i++)
		if (split(part[i], word, " ") > 0) jobs = jobs " " word[1]
	listing = /\| *$/
	if (!listing) print "jobs", substr(jobs, 2)
}
END { if (!bad) finish(); exit bad }' "$work/help" >"$work/facts"

# What an argument takes: "words" in lower case are themselves; FILE and most
# other names stand for files, these don't.
cat >"$work/kinds.awk" <<'AWK'
function words_of(argument,    part, i, found, count) {
	count = split(argument, part, "|")
	for (i = 1; i <= count; i++)
		if (part[i] ~ /^[a-z0-9][a-z0-9_-]*$/)
			found = found (found == "" ? "" : " ") part[i]
	return found
}
# files, folders, commands, users or nothing
function kind_of(argument,    part, i, count) {
	count = split(argument, part, "|")
	for (i = 1; i <= count; i++) {
		if (part[i] !~ /^[A-Z]/)
			continue
		if (part[i] ~ /^DIR/)
			return "folders"
		if (part[i] == "COMMAND")
			return "commands"
		if (part[i] == "NAME")
			return "users"
		return length(part[i]) < 3 || part[i] in plain ? "nothing" : "files"
	}
	return "nothing"
}
BEGIN {
	FS = "\t"
	count = split("SIZE FRACTION SECONDS ALPHA ETA KAPPA SCHEME LANGUAGE", list, " ")
	for (i = 1; i <= count; i++)
		plain[list[i]] = 1
}
AWK

cat >"$work/bash.awk" <<'AWK'
function close_command() {
	if (!open)
		return
	print "\t\toptions='" options "'"
	if (values != "")
		printf "\t\tcase $previous in\n%s\t\tesac\n", values
	print "\t\t;;"
	options = values = ""
	open = 0
}
BEGIN {
	print "# bash completion for the commands of topictools; made from their --help."
	print "_topictools()\n{"
	print "\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}"
	print "\tlocal options='' words='' kind='' jobs='' i"
	print "\n\tCOMPREPLY=()"
	print "\t# --name=value comes as three words"
	print "\tif [[ $current == = ]]; then"
	print "\t\tcurrent="
	print "\telif [[ $previous == = ]]; then"
	print "\t\tprevious=${COMP_WORDS[COMP_CWORD - 2]}"
	print "\tfi"
	print "\tcase ${COMP_WORDS[0]##*/} in"
}
$1 == "command" { close_command(); names = names " " $2; print "\t" $2 ")"; open = 1 }
$1 == "jobs" { print "\t\tjobs='" $2 "'" }
$1 == "option" {
	options = options (options == "" ? "" : " ") ($3 == "-" ? "" : $3 " ") $2
	if ($4 != "-")
		values = values "\t\t" ($3 == "-" ? "" : $3 " | ") $2 ") kind=" kind_of($4) \
			(words_of($4) == "" ? "" : " words='" words_of($4) "'") " ;;\n"
}
END {
	close_command()
	print "\tesac"
	print "\t# behind -- are operands alone, and of jobs a command"
	print "\tfor ((i = 1; i < COMP_CWORD; i++)); do"
	print "\t\tif [[ ${COMP_WORDS[i]} == -- ]]; then"
	print "\t\t\tkind="
	print "\t\t\toptions="
	print "\t\t\t[[ -z $jobs || $i -ne $((COMP_CWORD - 1)) ]] || kind=commands"
	print "\t\t\tbreak"
	print "\t\tfi"
	print "\tdone"
	print "\tif [[ -z $kind && $current == -* ]]; then"
	print "\t\twords=$options"
	print "\telif [[ -z $kind && -n $jobs && $COMP_CWORD -eq 1 ]]; then"
	print "\t\twords=$jobs"
	print "\tfi"
	print "\t# where no word fits, readline completes files by itself"
	print "\twhile IFS= read -r i; do"
	print "\t\tCOMPREPLY+=(\"$i\")"
	print "\tdone < <("
	print "\t\tcompgen -W \"$words\" -- \"$current\""
	print "\t\tcase $kind in"
	print "\t\tfolders) compgen -d -- \"$current\" ;;"
	print "\t\tcommands) compgen -c -- \"$current\" ;;"
	print "\t\tusers) compgen -u -- \"$current\" ;;"
	print "\t\tfiles) [[ -z $words ]] || compgen -f -- \"$current\" ;;"
	print "\t\tesac"
	print "\t)"
	print "\tcase $kind in"
	print "\tfolders | files) compopt -o filenames 2>/dev/null ;;"
	print "\tnothing | commands | users) compopt +o default +o bashdefault 2>/dev/null ;;"
	print "\tesac"
	print "\treturn 0"
	print "}"
	print "complete -o bashdefault -o default -F _topictools" names
}
AWK

cat >"$work/zsh.awk" <<'AWK'
# as it stands between single quotes in an option's [explanation]
function explained(text) {
	gsub(/\\/, "&&", text)
	gsub(/\[/, "\\[", text)
	gsub(/\]/, "\\]", text)
	gsub(/'/, "'\\''", text)
	return text
}
function action(argument,    kind, words) {
	kind = kind_of(argument)
	words = words_of(argument)
	kind = kind == "files" ? "_files" : kind == "folders" ? "_files -/" : kind == "commands" ? \
		"_command_names -e" : kind == "users" ? "_users" : ""
	if (words == "")
		return kind == "" ? " " : kind
	return kind == "" ? "(" words ")" : " _alternative words\\:word\\:\"(" words ")\" files\\:file\\:" kind
}
# a name for the list of what can be given
function message(argument) {
	gsub(/[|]/, " or ", argument)
	return argument
}
function close_command() {
	if (!open)
		return
	printf "%s", jobs == "" ? "\t\t'*:file:_files'" : "\t\t'1:job:(" jobs ")' '*:file:_files'"
	print "\n\t;;"
	jobs = ""
	open = 0
}
NR == FNR { if ($1 == "command") names = names " " $2; next }
FNR == 1 {
	print "#compdef" names
	print "# zsh completion for the commands of topictools; made from their --help."
	print "case $service in"
}
$1 == "command" { close_command(); print $2 ")\n\t_arguments -s -S : \\"; open = 1 }
$1 == "jobs" { jobs = $2 }
$1 == "option" {
	both = "(" ($3 == "-" ? "" : $3 " ") $2 ")"
	if ($4 == "-")
		names_of = $3 == "-" ? "'" $2 : "'" both "'{" $3 "," $2 "}'"
	else
		names_of = $3 == "-" ? "'" $2 "=" : "'" both "'{" $3 "+," $2 "=}'"
	print "\t\t" names_of "[" explained($5) "]" ($4 == "-" ? "" : ":" message($4) ":" action($4)) "' \\"
}
END { close_command(); print "esac" }
AWK

awk -f "$work/kinds.awk" -f "$work/bash.awk" "$work/facts" >"$work/topictools.bash"
awk -f "$work/kinds.awk" -f "$work/zsh.awk" "$work/facts" "$work/facts" >"$work/_topictools"
mv "$work/topictools.bash" "$work/_topictools" "$out/"
