#!/bin/sh
# examples.sh PAGE... - runs the examples of manual pages as printed.
#
# In a page's EXAMPLES, literal lines that begin with "$ " are commands
# ("> " goes on with one), and the lines up to the next are what it prints.
# Each page gets an empty folder.  Needs the commands in PATH.
set -eu

extract() {
	awk '
		/^\.Sh / { wanted = ($2 == "EXAMPLES") }
		/^\.Ed/ { literal = 0 }
		wanted && literal { gsub(/\\e/, "\\"); gsub(/\\&/, ""); print }
		wanted && /^\.Bd/ { literal = 1 }
	' "$1"
}

# Runs the command in $command, whose output should be the file expected.
run() {
	[ -n "$command" ] || return 0
	count=$((count + 1))
	if ! sh -c "$command" >printed 2>&1 </dev/null; then
		echo "$page: fails: $command"
		cat printed
		failed=1
	elif ! cmp -s printed expected; then
		echo "$page: prints something else: $command"
		diff expected printed || :
		failed=1
	fi
}

failed=0
for page; do
	script=$(mktemp)
	folder=$(mktemp -d)
	extract "$page" >"$script"
	count=0
	command=
	home=$PWD
	cd "$folder"
	: >expected
	while IFS= read -r line; do
		case $line in
		'$ '*)
			run
			command=${line#'$ '}
			: >expected
			;;
		'> '*) command="$command
${line#'> '}" ;;
		*) printf '%s\n' "$line" >>expected ;;
		esac
	done <"$script"
	run
	cd "$home"
	rm -rf "$folder" "$script"
	if [ "$count" = 0 ]; then
		echo "$page: no example"
		failed=1
	fi
done
exit $failed
