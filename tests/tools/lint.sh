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
	find lib -name '*.h' -o -name '*.def' | sort | xargs awk '
	function base(path) {
		sub(/.*\//, "", path)
		sub(/\.[ch]$/, "", path)
		return path
	}
	function room_of(path) {
		sub(/\/[^\/]*$/, "", path)
		return path
	}
	FILENAME == ARGV[1] {
		is[$0] = 1
		if (/\.c$/) {
			sources[++count] = $0
			of_room[room_of($0)] = of_room[room_of($0)] " " base($0)
		}
		next
	}
	FNR == 1 {
		room = room_of(FILENAME)
		owners = split(FILENAME ~ /_internal\.h$/ ? of_room[room] : base(FILENAME), owner, " ")
	}
	# what it names: files, and what stands in a table
	{
		rest = $0
		while (match(rest, /[A-Za-z_0-9]+\.c/)) {
			if (substr(rest, RSTART + RLENGTH, 1) !~ /[A-Za-z_0-9]/)
				named[room "/" substr(rest, RSTART, RLENGTH)] = 1
			rest = substr(rest, RSTART + RLENGTH)
		}
		if (match($0, /^\t[A-Z]+\([A-Za-z_0-9]+[,)]/)) {
			split(substr($0, RSTART, RLENGTH - 1), parts, "(")
			named[room "/" parts[2] ".c"] = 1
		}
	}
	FILENAME ~ /\.h$/ && !/^(#|static |typedef |[ \t*}\/])/ && match($0, /[a-z_0-9]+\(/) {
		name = squeezed = substr($0, RSTART, RLENGTH - 1)
		gsub(/_/, "", squeezed)
		for (i = 1; i <= owners; i++)
			if (index(squeezed, owner[i]) == 1 || index(squeezed, substr(room, 5) owner[i]) == 1)
				next
		print FILENAME ":" FNR ": " name " does not begin with the name of its file"
	}
	END {
		for (i = 1; i <= count; i++) {
			header = sources[i]
			sub(/c$/, "h", header)
			if (!(header in is) && !(sources[i] in named))
				print sources[i] ": has no header of its name, and no header of its room names it"
		}
	}' "$work/lib"
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
	find cmd lib -name '*.[ch]' -exec awk '
		FNR == 1 { split(FILENAME, path, "/"); room = path[1] == "cmd" ? "cmd" : "lib/" path[2] }
		{ lines[room]++ }
		END { for (room in lines) print room, lines[room] }' {} + |
		awk '{ lines[$1] += $2; all += $2 }
		END { for (room in lines) if (lines[room] > .16 * all)
			printf "%s: %d lines of %d are more than 16 of 100\n", room, lines[room], all }'
}

check_sizes() {
	sources | xargs awk '
	function finish() {
		most = file == "cmd/dist-run.c" ? 300 : file ~ /^cmd\/.*\.c$/ ? 200 : 600
		if (last > most)
			print file ": " last " lines, over " most
	}
	FNR == 1 { finish(); file = FILENAME; begin = 0 }
	/^\{/ { begin = FNR }
	/^\}/ && begin {
		if (FNR - begin + 1 > 80)
			print file ":" begin ": a function of " FNR - begin + 1 " lines, over 80"
		begin = 0
	}
	{ last = FNR; line = $0; gsub(/\t/, "    ", line) }
	length(line) > 100 { print file ":" FNR ": " length(line) " columns" }
	END { finish() }'
	sources | sed 's|.*/||' | sort | uniq -d | sed 's/$/: two files have this name/'
}

# wc counts ends of lines, awk lines.
check_blanks() {
	find lib cmd man tests .ci Makefile README INSTALL -type f ! -path 'tests/fuzz/corpus/*' \
		! -path 'tests/data/*' >"$work/texts"
	xargs wc -l <"$work/texts" >"$work/ends"
	xargs awk '
	FILENAME == ARGV[1] { ends[$2] = $1; if ($1 == 0 && $2 ~ /\.c$/) print $2 ": is empty"; next }
	FNR == 1 { finish(); file = FILENAME; opens = file !~ /^(lib|cmd|tests)\/.*\.c$/ }
	FNR < 3 && /^\/\*/ { opens = 1 }
	/[ \t]$/ { print file ":" FNR ": trailing blanks" }
	/\r/ { print file ":" FNR ": a carriage return" }
	{ last = FNR }
	END { finish() }
	function finish() {
		if (file != "" && last != ends[file])
			print file ": the last line has no end"
		if (file != "" && !opens)
			print file ": does not open with what it is"
	}' "$work/ends" <"$work/texts"
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
# each long option stands in a test.  What -o would replace is compared with what it gets
# (cmd/common/outputs.c).
check_commands() {
	table=lib/base/commands.def
	for name in $(sed -n 's/^[A-Z]*("\([a-z-]*\)".*/\1/p' "$table"); do
		echo "of $bin/$name"
		[ ! -x "$bin/$name" ] || "$bin/$name" --help
	done >"$work/help"
	awk -v table="$table" -v helps="$work/help" -v bin="$bin" '
	function base(path) {
		sub(/.*\//, "", path)
		sub(/\.[^.]*$/, "", path)
		return path
	}
	BEGIN { for (i = 1; i < ARGC; i++) given[ARGV[i]] = 1 }
	FNR == 1 { file = FILENAME; name = base(file) }
	file == table {
		if (split($0, parts, "\"") == 5) {
			names[++count] = parts[2]
			purpose[parts[2]] = parts[4]
		}
		next
	}
	file == helps && /^of / { name = base($2); next }
	file == helps {
		helped[name] = 1
		if (match($0, /^  (-., |    )--[a-z0-9-]+/)) {
			letter = substr($0, 3, 1) == "-" ? substr($0, 4, 1) : ""
			option = substr($0, 9, RLENGTH - 8)
			options[name] = options[name] " " letter ":" option
		}
		next
	}
	file ~ /^cmd\// {
		if (/OPTION_ROW_OUTPUT/) has[name, "-o"] = 1
		if (/OPTION_ROW_FORCE/) has[name, "-f"] = 1
		if (/\.makes = "/) has[name, ".makes"] = 1
		next
	}
	file ~ /^man\// && /^\.Nd / { described[name] = substr($0, 5); next }
	file ~ /^man\// && /^\.It Fl/ {
		letter = option = ""
		for (i = 2; i <= NF && option == ""; i++)
			if ($i == "Fl" && $(i + 1) == "Fl")
				option = $(i + 2)
			else if ($i == "Fl" && letter == "")
				letter = $(i + 1)
		if (option != "")
			pages[name] = pages[name] " " letter ":" option
		next
	}
	file == "README" && /^    / { for (i = 1; i <= NF; i++) listed[$i] = 1; next }
	file ~ /^tests\// {
		words = split($0, word, /[^a-zA-Z0-9-]+/)
		for (i = 1; i <= words; i++) {
			if (word[i] ~ /^--/) {
				tried[file, word[i]] = 1
			} else if (match(word[i], /^-[a-zA-Z]+/)) {
				tried[file, "-" substr(word[i], RLENGTH, 1)] = 1
			} else if (word[i] ~ /^[a-z]/ && !((file, word[i]) in tried)) {
				tried[file, word[i]] = 1
				runs[word[i]] = runs[word[i]] " " file
			}
		}
	}
	# Whether a test that runs the command has the option or its letter.
	function is_tried(name, option, letter,    i, files, tests) {
		files = split(runs[name], tests, " ")
		for (i = 1; i <= files; i++)
			if ((tests[i], "--" option) in tried || letter != "" && (tests[i], "-" letter) in tried)
				return 1
		return 0
	}
	# What the first list has and the second has not.
	function compare(name, one, other, what,    i, count, list) {
		count = split(one, list, " ")
		for (i = 1; i <= count; i++)
			if (index(other " ", " " list[i] " ") == 0) {
				sub(/^:/, "", list[i])
				sub(/:/, " ", list[i])
				print "man/" name ".1: " what ": " list[i]
			}
	}
	function check(name,    i, count, list, pair) {
		if (!(("cmd/" name ".c") in given)) print table ": " name ": there is no cmd/" name ".c"
		if (!(("man/" name ".1") in given)) print table ": " name ": there is no man/" name ".1"
		if (!(("tests/cli/" name ".bats") in given) && !(("tests/cluster/" name ".bats") in given))
			print table ": " name ": there is no tests/cli/" name ".bats"
		if (described[name] != purpose[name])
			print "man/" name ".1: .Nd is not the line of " table
		if (!(name in listed)) print "README: does not list " name
		if (!(name in helped)) {
			print bin "/" name ": not built, so its --help was not compared"
			return
		}
		if (!(("man/" name ".1") in given))
			return
		compare(name, options[name], pages[name], "has not the option of --help")
		compare(name, pages[name], options[name], "has an option that --help has not")
		count = split(options[name], list, " ")
		for (i = 1; i <= count; i++) {
			split(list[i], pair, ":")
			if (pair[2] !~ /^(help|version)$/ && !is_tried(name, pair[2], pair[1]))
				print name ": no test has --" pair[2]
		}
	}
	END {
		for (i = 1; i < ARGC; i++) {
			name = base(ARGV[i])
			if (ARGV[i] ~ /^man\// && !(("cmd/" name ".c") in given))
				print ARGV[i] ": there is no such command"
			if (ARGV[i] !~ /^cmd\//)
				continue
			if (!(name in purpose)) print ARGV[i] ": is not in " table
			if (name == "dist-run" || !((name, "-o") in has))
				continue
			if (!((name, ".makes") in has)) print ARGV[i] ": says not what it makes (.makes)"
			if (!((name, "-f") in has)) print ARGV[i] ": has -o and no -f"
		}
		for (i = 1; i <= count; i++)
			check(names[i])
	}' "$table" "$work/help" cmd/*.c man/*.1 README tests/cli/*.ba* tests/cluster/*
}

# What tables of formats, forms of text, schemes, measures, transports and jobs name has its
# place in a page and in a test, and the other way round: each name that the table MACRO in a
# header has behind ENTRY( has an entry of a list (.It Cm) in the page and a test with the
# option; each definition in the room is in the table; each entry of the page is a name.
check_tables() {
	# HEADER MACRO ENTRY DEFINITION OPTION PAGE
	awk '
	FILENAME == "-" {
		header[++rows] = $1; table[rows] = $2; entry[rows] = $3; kind[rows] = $4
		prefix[rows] = $5; option[rows] = $6; page[rows] = "man/" $7 ".1"
		next
	}
	FNR == 1 { room = FILENAME; sub(/\/[^\/]*$/, "", room) }
	FILENAME ~ /\.h$/ && /^#define [A-Z_]+\(/ { split($2, parts, "("); inside = FILENAME " " parts[1] }
	FILENAME ~ /\.h$/ && inside != "" {
		rest = $0
		sub(/\/\*.*\*\//, "", rest)
		while (match(rest, /[A-Z]+\([a-z0-9_]+/)) {
			split(substr(rest, RSTART, RLENGTH), parts, "(")
			names[inside] = names[inside] " " parts[1] "(" parts[2]
			has[inside, parts[2]] = 1
			rest = substr(rest, RSTART + RLENGTH)
		}
		if (!/\\$/)
			inside = ""
	}
	FILENAME ~ /\.c$/ && /^const struct / {
		for (i = 1; i <= rows; i++)
			if (index(header[i], room "/") == 1 && kind[i] == $3 && index($4, prefix[i]) == 1) {
				name = substr($4, length(prefix[i]) + 1)
				sub(/[^a-z0-9_].*/, "", name)
				if (!((header[i] " " table[i], name) in has) && !said[$4]++)
					print room ": " kind[i] " " prefix[i] name " is not in " table[i] " of " header[i]
			}
	}
	FILENAME ~ /\.1$/ && /^\.It Cm / {
		described[FILENAME, $3] = 1
		entries[FILENAME] = entries[FILENAME] " " $3
	}
	FILENAME ~ /\.bats$/ {
		for (i = 1; i <= rows; i++) {
			if (!index($0, option[i]))
				continue
			count = split(names[header[i] " " table[i]], list, " ")
			for (j = 1; j <= count; j++) {
				split(list[j], parts, "(")
				if ($0 ~ option[i] "[ =]([^|]* )?" parts[2] "([^a-z0-9_-]|$)")
					tried[i, parts[2]] = 1
			}
		}
	}
	END {
		for (i = 1; i <= rows; i++) {
			count = split(names[header[i] " " table[i]], list, " ")
			for (j = 1; j <= count; j++) {
				split(list[j], parts, "(")
				if (parts[1] !~ "^" entry[i] "$")
					continue
				known[page[i], parts[2]] = listed[page[i]] = 1
				if (!((page[i], parts[2]) in described))
					print page[i] ": does not describe " parts[2] " of " table[i] " in " header[i]
				if (!((i, parts[2]) in tried))
					print header[i] ": " table[i] ": no test has " option[i] " " parts[2]
			}
		}
		for (file in entries) {
			count = split(entries[file], list, " ")
			for (j = 1; j <= count && file in listed; j++)
				if (!((file, list[j]) in known))
					print file ": describes " list[j] ", which is in no table"
		}
	}' - lib/*/*.h lib/*/*.c man/*.1 tests/cli/*.bats tests/cluster/*.bats <<-'END'
		lib/format/formats.h FORMATS READ foreign_format format_ --from corpus-import
		lib/format/formats.h FORMATS [A-Z]+ foreign_format format_ --to corpus-export
		lib/format/textforms.h TEXTFORMS X textform textform_ --from text-import
		lib/text/weighting.h WEIGHTINGS [A-Z]+ weighting_scheme weighting_ --scheme corpus-weight
		lib/topic/coherence.h COHERENCE_MEASURES [A-Z]+ coherence_measure coherence_ --measure topic-coherence
		lib/transport/transport.h TRANSPORTS [A-Z]+ transport transport_ --transport dist-run
		lib/job/job.h JOBS [A-Z]+ job_kind job_ dist-run dist-run
	END
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
		"check_$check" >>"$found" 2>&1
	else
		echo "$tool is missing: \"make deps-test\" installs all that is needed" >>"$found"
	fi
done
cat "$found"
count=$(wc -l <"$found")
echo "lint: $((count)) findings"
[ "$count" -eq 0 ]
