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

# Runs the command in $command, whose output should be $expected.
run() {
	case $command in '' | :) return 0 ;; esac
	count=$((count + 1))
	# the dot keeps the ends of lines
	if ! printed=$(sh -c "$command" 2>&1 </dev/null && echo .); then
		printf '%s\n' "$page: fails: $command" "$printed"
		failed=1
	elif [ "$printed" != "$expected." ]; then
		echo "$page: prints something else: $command"
		printf '%s' "$expected" >"$work/expected"
		printf '%s' "${printed%.}" | diff "$work/expected" - || :
		failed=1
	fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/new/tests"
cp -r "$data" "$work/new/tests/data"
ln -s tests/data/demo.tsv "$work/new/demo.tsv"
[ -z "$hosts" ] || cp -r "$hosts/." "$work/new"
home=$PWD
failed=0
for page; do
	folder=$work/${page##*/}.d
	extract "$page" >"$work/script"
	cp -r "$work/new" "$folder"
	count=0
	command=
	expected=
	cd "$folder"
	while IFS= read -r line; do
		case $line in
		'$ '*)
			run
			command=${line#'$ '}
			expected=
			;;
		'> '*) command="$command
${line#'> '}" ;;
		*) expected="$expected$line
" ;;
		esac
	done <"$work/script"
	run
	cd "$home"
	if [ "$count" = 0 ] && ! grep -q '^\.\\" needs ' "$page"; then
		echo "$page: no example"
		failed=1
	fi
done
exit $failed
