#!/bin/sh
# Prints the circles of #include among the files of each room: files that know each
# other, over however many steps.  What has one name is one file: NAME.c, NAME.h and
# NAME_internal.h.  Prints nothing where there is none.
#
# usage: tests/tools/circles.sh FOLDER    FOLDER: of rooms, as lib

set -u
cd "${1:?usage: tests/tools/circles.sh FOLDER}" || exit 66
find . -name '*.[ch]' -exec awk '
function name_of(path) {
	sub(/^\.\//, "", path)
	sub(/(_internal)?\.[ch]$/, "", path)
	return path
}
/^#include "/ {
	split($0, quoted, "\"")
	from = name_of(FILENAME)
	room = from
	sub(/[^\/]*$/, "", room)
	to = name_of(quoted[2] ~ /\// ? quoted[2] : room quoted[2])
	if (from != to)
		print from, to
}' {} + | LC_ALL=C tsort 2>&1 >/dev/null | awk '
/contains a loop/ { if (circle != "") print circle; circle = "circle of includes:"; next }
{ circle = circle " " $NF }
END { if (circle != "") print circle }'
