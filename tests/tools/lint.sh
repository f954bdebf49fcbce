#!/bin/sh
# What a compiler doesn't check: the rooms (a file includes only what is below
# it), sizes, blanks, shell, manual pages, the agreement of commands, pages and
# tests, and cppcheck.  Prints findings, a line each, and how many there were.
#
# usage: tests/tools/lint.sh [BIN [CHECK...]]
# BIN: the commands (default: build/release/bin); CHECK: one of the functions check_CHECK
# below (default: all)

set -u
cd "$(dirname "$0")/../.." || exit 71
bin=${1:-build/release/bin}
[ $# -eq 0 ] || shift
work=$(mktemp -d) || exit 71
trap 'rm -rf "$work"' EXIT
found=$work/found
: >"$found"
sources() { find lib cmd tests -name '*.[ch]' | sort; }
# in lib: -n of grep needs two files to name them
grep_lib() { find lib -name '*.[ch]' -exec grep -nE "$1" /dev/null {} +; }

# A floor knows itself and these.
check_floors() {
	grep_lib '^#include "' | awk -F: '
	BEGIN {
		below["base"] = "base"
		below["num"] = "base num"
		below["stream"] = "base num stream"
		below["format"] = "base num stream format"
		below["text"] = "base num stream format text"
		below["lsi"] = "base num stream lsi"
		below["lda"] = "base num stream lda"
		below["ranks"] = "base num stream lsi lda ranks"
		below["topic"] = "base num stream format text lsi lda topic"
		below["transport"] = "base stream transport"
		below["agent"] = "base stream transport agent"
		below["driver"] = "base stream transport agent driver"
		below["job"] = "base num stream format text lsi lda topic transport agent driver job"
	}
	{
		split($1, path, "/")
		split($3, name, "\"")
		floor = name[2]
		if (!sub("/.*", "", floor))
			next # beside it
		if (!(path[2] in below))
			print $1 ": lib/" path[2] " is no floor of the house"
		else if (index(" " below[path[2]] " ", " " floor " ") == 0)
			print $1 ":" $2 ": lib/" path[2] " does not know lib/" floor
	}'
	grep -nE '^#include "(transport|agent|driver|job)/' cmd/*.c | grep -v '^cmd/dist-run.c:' |
		sed 's/$/ (only dist-run knows hosts)/'
	grep_lib '^#include "(cmd|common|program|build|tests)[/.]' |
		sed 's/$/ (the library knows no command)/'
}

# No file includes another that includes it, over however many steps.
check_circles() {
	tests/tools/circles.sh lib
}

# owner PATTERN HEADERS: headers of foreign libraries that only some files include.
owner() {
	find lib cmd -name '*.[ch]' -exec grep -nE "^ *# *include <($2)" /dev/null {} + |
		grep -vE "^$1" |
		sed "s,\$, (only $1 does),"
}
check_owners() {
	owner lib/stream/ 'zlib|libdeflate|isa-l|bzlib|lzma|zstd'
	owner lib/num/ 'cblas|lapacke|openblas'
	owner 'lib/base/sha256[.]' 'nettle'
	owner 'lib/transport/ssh(|session|login|pump|ship)[.]' 'libssh2'
	owner lib/text/ 'utf8proc|libstemmer|pcre2'
	owner lib/base/ 'xxhash'
	owner 'lib/ranks/ranks[.]' 'mpi'
}

# The library neither prints nor ends the process.
check_manners() {
	find lib -name '*.c' -exec awk '
	/(^|[^a-z_A-Z])(printf|puts|putchar|perror|exit|abort) *\(|stderr/ \
		&& !/^[ \t]*(\/?\*)/ && !/lint: may/ { print FILENAME ":" FNR ": the library prints or exits: " $0 }
	/(^|[^a-z_A-Z])(gets|strtok|sprintf|vsprintf|strcat|alloca|system|tmpnam|rand|setlocale) *\(/ \
		&& !/^[ \t]*(\/?\*)/ && !/lint: may/ { print FILENAME ":" FNR ": not in this house: " $0 }
	' {} +
}

# Nobody steers by the text of a message: kinds and statuses tell what happened.
check_steering() {
	find lib cmd -name '*.[ch]' -exec grep -nE \
		'(strn?(case)?(cmp|str)|memcmp|memmem|fnmatch|regexec) *\([^;]*(fault|why|told|ignored)(\.|->)text' \
		/dev/null {} + | grep -v 'lint: may' | sed 's/$/ (steers by the text of a fault)/'
}

# The name tells the file.  A public function begins with the name of its header,
# underscores aside, with or without the room's before it; of a header NAME_internal.h, with
# that of a source of its room.  A source has its own header, or stands in a table or, by
# its name, in a header of its room.  A struct's tag is one struct in all of lib.
check_names() {
	find lib -name '*.[ch]' | sort >"$work/lib"
	while read -r file; do
		room=${file%/*}
		case $file in
		*.c)
			[ -f "${file%.c}.h" ] || { name=$(basename "$file" .c) &&
				grep -qsE "\\<${name}[.]c\\>|^	[A-Z]+\(${name}[,)]" "$room"/*.h "$room"/*.def; } ||
				echo "$file: has no header of its name, and no header of its room names it"
			continue
			;;
		*_internal.h) owners=$(find "$room" -name '*.c' -exec basename {} .c ';') ;;
		*) owners=$(basename "$file" .h) ;;
		esac
		awk -v file="$file" -v room="${room#lib/}" -v owners="$owners" '
		BEGIN { count = split(owners, owner, "[ \n]+") }
		/^(#|static |typedef |[ \t*}\/])/ || !match($0, /[a-z_0-9]+\(/) { next }
		{
			name = squeezed = substr($0, RSTART, RLENGTH - 1)
			gsub(/_/, "", squeezed)
			for (i = 1; i <= count; i++)
				if (owner[i] != "" && (index(squeezed, owner[i]) == 1 ||
				    index(squeezed, room owner[i]) == 1))
					next
			print file ":" FNR ": " name " does not begin with the name of its file"
		}' "$file"
	done <"$work/lib"
	xargs grep -nE '^(static )?(struct|enum|union) [a-z_0-9]+ \{' <"$work/lib" |
		sed 's/:\(static \)\{0,1\}\([a-z]* [a-z_0-9]*\) {.*/ \2/' |
		awk '{
			tag = $2 " " $3
			if (tag in at) print $1 ": " tag " is in " at[tag] ", too"
			at[tag] = $1
		}'
}

# No room holds too much of the house: 16 of 100 lines at most.
check_rooms() {
	find cmd lib -name '*.[ch]' -exec awk 'END { split(FILENAME, path, "/")
		print path[1] == "cmd" ? "cmd" : "lib/" path[2], FNR }' {} ';' |
		awk '{ lines[$1] += $2; all += $2 }
		END { for (room in lines) if (lines[room] > .16 * all)
			printf "%s: %d lines of %d are more than 16 of 100\n", room, lines[room], all }'
}

check_sizes() {
	for file in $(sources); do
		most=600
		case $file in
		cmd/dist-run.c) most=300 ;;
		cmd/*.c) most=200 ;;
		esac
		awk -v file="$file" -v most="$most" '
		/^\{/ { begin = FNR }
		/^\}/ && begin {
			if (FNR - begin + 1 > 80)
				print file ":" begin ": a function of " FNR - begin + 1 " lines, over 80"
			begin = 0
		}
		{ line = $0; gsub(/\t/, "    ", line) }
		length(line) > 100 { print file ":" FNR ": " length(line) " columns" }
		END { if (FNR > most) print file ": " FNR " lines, over " most }' "$file"
	done
	find lib cmd tests -name '*.[ch]' | sed 's|.*/||' | sort | uniq -d |
		sed 's/$/: two files have this name/'
}

check_blanks() {
	find lib cmd man tests .ci Makefile README INSTALL -type f ! -path 'tests/fuzz/corpus/*' \
		! -path 'tests/data/*' -print | while read -r file; do
		awk -v file="$file" '
		/[ \t]$/ { print file ":" FNR ": trailing blanks" }
		/\r/ { print file ":" FNR ": a carriage return" }' "$file"
		[ ! -s "$file" ] || [ -z "$(tail -c 1 "$file" | tr -d '\n')" ] ||
			echo "$file: the last line has no end"
	done
	for file in $(sources); do
		case $file in
		*.c) head -n 2 "$file" | grep -q '^/\*' || [ "$file" = tests/unit/unit.h ] ||
			echo "$file: does not open with what it is" ;;
		esac
	done
}

check_shell() {
	find tests .ci -type f \( -name '*.sh' -o -name '*.bats' -o -name '*.bash' -o -path '.ci/run' \) |
		sort | xargs shellcheck -x -S warning -e SC1091,SC2154 -f gcc 2>&1
}

check_pages() {
	for page in man/*.[1-8]; do
		mandoc -Tlint -W warning "$page" 2>&1 | sed 's/^mandoc: //'
		# examples stand as they are typed, and no line is longer than a terminal's
		awk -v page="$page" '/^\.Bd -literal/ { literal = 1 } /^\.Ed/ { literal = 0 }
			literal && !/^\.\\"/ && /\\[^e&]/ {
				print page ":" FNR ": a backslash in an example is \\e" }' "$page"
		mandoc -Tascii -O width=80 "$page" 2>/dev/null | sed "s/.$(printf '\b')//g" | expand |
			awk -v page="$page" 'length > 80 { print page ": over 80 columns: " $0 }'
		grep -q '^\.Sh EXAMPLES' "$page" || [ "${page##*.}" != 1 ] || echo "$page: no EXAMPLES"
		grep -q '^\.Sh EXIT STATUS' "$page" || [ "${page##*.}" != 1 ] || echo "$page: no EXIT STATUS"
	done
}

# Each command of the table has its source, page, test and place in README, and the other
# way round; the long options of --help are those of the page, and the letters too, and
# each long option stands in a test.
check_commands() {
	table=lib/base/commands.def
	sed -n 's/^[A-Z]*("\([a-z-]*\)", "\(.*\)")$/\1\t\2/p' "$table" >"$work/table"
	for source in cmd/*.c; do
		grep -q "^$(basename "$source" .c)	" "$work/table" ||
			echo "$source: is not in $table"
		# what -o would replace is compared with what it gets (cmd/common/outputs.c)
		if grep -q OPTION_ROW_OUTPUT "$source" && [ "$source" != cmd/dist-run.c ]; then
			grep -q '\.makes = "' "$source" || echo "$source: says not what it makes (.makes)"
			grep -q OPTION_ROW_FORCE "$source" || echo "$source: has -o and no -f"
		fi
	done
	while IFS='	' read -r name purpose; do
		[ -f "cmd/$name.c" ] || echo "$table: $name: there is no cmd/$name.c"
		[ -f "man/$name.1" ] || echo "$table: $name: there is no man/$name.1"
		[ -f "tests/cli/$name.bats" ] || [ -f "tests/cluster/$name.bats" ] ||
			echo "$table: $name: there is no tests/cli/$name.bats"
		grep -qx ".Nd $purpose" "man/$name.1" 2>/dev/null ||
			echo "man/$name.1: .Nd is not the line of $table"
		grep -qE "^    (.* )?$name( |\$)" README || echo "README: does not list $name"
		if [ ! -x "$bin/$name" ]; then
			echo "$bin/$name: not built, so its --help was not compared"
		elif [ -f "man/$name.1" ]; then
			"$bin/$name" --help |
				sed -n 's/^  \(-\(.\), \|    \)--\([a-z0-9-]*\).*/\2 \3/p' |
				sed 's/^ //' | sort >"$work/help"
			awk '/^\.It Fl/ {
				letter = ""; option = ""
				for (i = 2; i <= NF; i++) {
					if ($i == "Fl" && $(i + 1) == "Fl") { option = $(i + 2); break }
					if ($i == "Fl" && letter == "") letter = $(i + 1)
				}
				if (option != "") print (letter == "" ? "" : letter " ") option
			}' "man/$name.1" | sort >"$work/page"
			diff "$work/help" "$work/page" | sed -n \
				-e "s|^< \(.*\)|man/$name.1: has not the option of --help: \1|p" \
				-e "s|^> \(.*\)|man/$name.1: has an option that --help has not: \1|p"
			grep -lw -e "$name" tests/cli/*.ba* tests/cluster/*.* >"$work/tests"
			grep -vwE 'help|version' "$work/help" | while read -r letter option; do
				[ -n "$option" ] && given="|-[a-zA-Z]*$letter" || { option=$letter; given=; }
				xargs grep -qE -e "(^|[^a-z-])(--$option$given)([^a-z-]|\$)" <"$work/tests" ||
					echo "$name: no test has --$option"
			done
		fi
	done <"$work/table"
	for page in man/*.1; do
		[ -f "cmd/$(basename "$page" .1).c" ] || echo "$page: there is no such command"
	done
}

# entries HEADER TABLE [MACRO]: the names in a table of a header.
entries() {
	sed -n "/^#define $2(/,/[^\\\\]\$/p" "$1" | sed 's,/\*.*\*/,,' | grep -oE "\<${3:-[A-Z]+}\([a-z0-9_]+" |
		sed 's/.*(//'
}

# table HEADER TABLE MACRO DEFINITION OPTION PAGE...: each name in the table has an entry of a
# list (.It Cm) in the pages and a test with the option; each definition in the room
# is in the table.  The pages' names go to $work/known.
table() {
	header=$1 table=$2 macro=$3 definition=$4 option=$5
	shift 5
	for name in $(entries "$header" "$table" "$macro"); do
		for page; do
			echo "$page $name" >>"$work/known"
			grep -qE "^\.It Cm $name( |\$)" "man/$page.1" ||
				echo "man/$page.1: does not describe $name of $table in $header"
		done
		cat tests/cli/*.bats tests/cluster/*.bats |
			grep -qE -e "${option}[ =]([^|]* )?$name([^a-z0-9_-]|\$)" ||
			echo "$header: $table: no test has $option $name"
	done
	for name in $(grep -ohE "^const struct ${definition}[a-z0-9_]+" "${header%/*}"/*.c |
		sed "s/.*$definition//"); do
		entries "$header" "$table" | grep -qx "$name" ||
			echo "${header%/*}: $definition$name is not in $table of $header"
	done
}

# What tables of formats, forms of text, schemes, measures, transports and jobs name has its
# place in a page and in a test, and the other way round.
check_tables() {
	: >"$work/known"
	table lib/format/formats.h FORMATS READ 'foreign_format format_' --from corpus-import
	table lib/format/formats.h FORMATS '' 'foreign_format format_' --to corpus-export
	table lib/format/textforms.h TEXTFORMS X 'textform textform_' --from text-import
	table lib/text/weighting.h WEIGHTINGS '' 'weighting_scheme weighting_' --scheme corpus-weight
	table lib/topic/coherence.h COHERENCE_MEASURES '' 'coherence_measure coherence_' --measure \
		topic-coherence
	table lib/transport/transport.h TRANSPORTS '' 'transport transport_' --transport dist-run
	table lib/job/job.h JOBS '' 'job_kind job_' dist-run dist-run
	for page in $(cut -d ' ' -f 1 "$work/known" | sort -u); do
		sed -n 's/^\.It Cm \([a-z0-9_]*\).*/\1/p' "man/$page.1" | while read -r name; do
			grep -qx "$page $name" "$work/known" ||
				echo "man/$page.1: describes $name, which is in no table"
		done
	done
}

check_cppcheck() {
	# What it can't know: CHECK of the unit tests, and what comes from other files.  Files
	# that did not change are not read again.
	mkdir -p build/cppcheck
	cppcheck --cppcheck-build-dir=build/cppcheck --quiet --std=c11 -j 2 -Ilib -Icmd/common \
		--enable=warning,performance,portability \
		--inline-suppr --suppress=unknownMacro --suppress=missingInclude \
		--suppress=normalCheckLevelMaxBranches --suppress=unmatchedSuppression --suppress=ctuuninitvar \
		--template='{file}:{line}: {id}: {message}' lib cmd tests/bench tests/fuzz 2>&1
}

[ $# -gt 0 ] || set -- floors circles owners manners names rooms steering sizes blanks commands tables \
	shell:shellcheck pages:mandoc cppcheck:cppcheck
for check; do
	tool=${check#*:}
	check=${check%:*}
	[ "$tool" != "$check" ] || [ "$tool" = cppcheck ] || tool='awk'
	if command -v "$tool" >/dev/null; then
		"check_$check" >>"$found"
	else
		echo "$tool is missing: \"make deps-test\" installs all that is needed" >>"$found"
	fi
done
cat "$found"
count=$(wc -l <"$found")
echo "lint: $((count)) findings"
[ "$count" -eq 0 ]
