#!/bin/sh
# examples.sh [-H] PAGE... - runs the examples of manual pages, and of README, as printed.
#
# Of a page's literal displays, lines that begin with "$ " are commands ("> " goes on
# with one), and the lines up to the next are what it prints; in a text that is no
# manual page, lines that are indented by four.  Each page gets a folder of its own,
# which has the text that comes along as tests/data/demo.tsv and as demo.tsv.
#   -H  also those below a line .\" hosts, which need the hosts of hosts.txt
#       and whatever else stands in the folder HOSTS
# A page without a command that can be run everywhere says what it needs: a line
# .\" needs mpirun, and a test of the command runs the like of it.
# Needs the commands in PATH.
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL # of a make that runs this; an example's own is another

hosts=
if [ "${1:-}" = -H ]; then
	hosts=${HOSTS:?is the folder with hosts.txt}
	shift
fi
data=$(cd "$(dirname "$0")/../data" && pwd)

# The lines of displays that have a command, each display ended by an empty command.
extract() {
	case $1 in
	*.[157]) awk -v hosts="$hosts" '
		/^\.\\" hosts/ { literal = (hosts != ""); next }
		/^\.Ed/ { if (literal && begun) print "$ :"; literal = 0 }
		/^\$ / && literal { begun = 1 }
		literal && begun { gsub(/\\e/, "\\"); gsub(/\\&/, ""); print }
		/^\.Bd -literal/ { literal = 1; begun = 0 }
	' "$1" ;;
	*) awk '
		!sub(/^    /, "") { if (begun) print "$ :"; begun = 0; next }
		/^\$ / { begun = 1 }
		begun
	' "$1" ;;
	esac
}

# Runs the command in $command, whose output should be the file expected.
run() {
	[ -n "$command" ] || return 0
	count=$((count + 1))
	if ! sh -c "$command" >"$script.printed" 2>&1 </dev/null; then
		echo "$page: fails: $command"
		cat "$script.printed"
		failed=1
	elif ! cmp -s "$script.printed" "$script.expected"; then
		echo "$page: prints something else: $command"
		diff "$script.expected" "$script.printed" || :
		failed=1
	fi
}

failed=0
for page; do
	script=$(mktemp)
	folder=$(mktemp -d)
	extract "$page" >"$script"
	mkdir -p "$folder/tests"
	cp -r "$data" "$folder/tests/data"
	ln -s tests/data/demo.tsv "$folder/demo.tsv"
	[ -z "$hosts" ] || cp -r "$hosts/." "$folder"
	count=0
	command=
	home=$PWD
	cd "$folder"
	: >"$script.expected"
	while IFS= read -r line; do
		case $line in
		'$ '*)
			run
			command=${line#'$ '}
			: >"$script.expected"
			;;
		'> '*) command="$command
${line#'> '}" ;;
		*) printf '%s\n' "$line" >>"$script.expected" ;;
		esac
	done <"$script"
	run
	cd "$home"
	rm -rf "$folder" "$script" "$script.expected" "$script.printed"
	if [ "$count" = 0 ] && ! grep -q '^\.\\" needs ' "$page"; then
		echo "$page: no example"
		failed=1
	fi
done
exit $failed
