#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

# The terms that a text has, on one line; options may precede.
terms() {
	corpus-vocab -q "$@" | sed '/^#/d' | cut -f 1 | tr '\n' ' '
}

@test "counts documents, tokens and terms" {
	printf 'a\tThe cat, the CAT!\nb\tthe dog\nempty\t\n' >text
	run --separate-stderr -0 corpus-vocab text
	[ "$output" = '#documents	3
#tokens	6
#tokenizer	words=alnum cjk=run min=2 max=64 stop=none stem=none ngrams=1
cat	1	2
dog	1	1
the	2	3
#end	3' ]
	[ "$stderr" = 'corpus-vocab: 3 documents, 6 tokens, 3 terms' ]
}

@test "words of one stem in one document are one document of it, whatever spills" {
	for i in 1 2 3; do
		printf 'a%d\trunning runs run runs internationalizations internationalization\n' $i
		printf 'b%d\trun the internationalization\n' $i
		printf 'c%d\tthe\n' $i
	done >text
	"$BIN/corpus-vocab" -q --stem english text | grep -v '^#' >counts
	[ "$(cat counts)" = $'internation\t6\t9\nrun\t6\t15\nthe\t6\t6' ]
	"$BIN/corpus-vocab" -q --stem english --stop english text | grep -v '^#' >counts
	[ "$(cat counts)" = $'internation\t6\t9\nrun\t6\t15' ]
	# more stems than the memory holds: each word with a number of its own, and twice its plural
	awk 'BEGIN { for (i = 0; i < 60000; i++)
		printf "%d\tname%dx walking walked name%dx thing%dx name%dx\n", i, i, i % 999, i, i + 7 }' >many
	"$BIN/corpus-vocab" -q --stem english many >whole
	for threads in 1 3; do
		"$BIN/corpus-vocab" -q -j $threads --memory 1M --stem english many | cmp - whole
		"$BIN/corpus-index" -q -j $threads --memory 1M --stem english --save-vocab rows many >many.mz
		grep -v '^#' rows | cmp - <(grep -v '^#' whole)
	done
	[ "$(grep ^walk whole)" = $'walk\t60000\t120000' ]
}

@test "a pair of characters that comes more often than 16 bits count" {
	for i in 1 2 3; do
		printf '%d\t\344\270\255\345\233\275 \345\233\275\344\272\272 ' $i
		yes $'\344\270\255\345\233\275' | head -n 70000 | tr '\n' ' '
		echo
	done >text
	for threads in 1 3; do
		[ "$(corpus-vocab -q -j $threads --cjk bigram text | grep -v '^#')" = \
			$'\344\270\255\345\233\275\t3\t210003\n\345\233\275\344\272\272\t3\t3' ]
	done
	# and in more documents
	yes $'d\t\344\270\255\345\233\275' | head -n 140000 >text
	for threads in 1 3; do
		[ "$(corpus-vocab -q -j $threads --cjk bigram text | grep -v '^#')" = \
			$'\344\270\255\345\233\275\t140000\t140000' ]
	done
}

@test "each token option does what it says" {
	printf '1\tThe running dogs ran 42 na\303\257ve x miles\n' >text
	[ "$(terms text)" = $'42 dogs miles na\303\257ve ran running the ' ]
	[ "$(terms --words letters --min-length 1 text)" = $'dogs miles na\303\257ve ran running the x ' ]
	[ "$(terms --words ascii text)" = 'dogs miles na ran running the ve ' ]
	[ "$(terms --min-length 4 --max-length 5 text)" = $'dogs miles na\303\257ve ' ]
	[ "$(terms --stop english text)" = $'42 dogs miles na\303\257ve ran running ' ]
	[ "$(terms --stem english text)" = $'42 dog mile na\303\257v ran run the ' ]
	printf 'Dogs\nRAN' >list
	[ "$(terms --stop list text)" = $'42 miles na\303\257ve running the ' ]
	printf '1\tnew york city\n' >text
	[ "$(terms --ngrams 3 text)" = 'city new new_york new_york_city york york_city ' ]
	printf '1\t\344\270\255\345\233\275\344\272\272\n' >text
	[ "$(terms text)" = $'\344\270\255\345\233\275\344\272\272 ' ]
	[ "$(terms --cjk bigram text)" = $'\344\270\255\345\233\275 \345\233\275\344\272\272 ' ]
	[ "$(terms --cjk single text)" = $'\344\270\255 \344\272\272 \345\233\275 ' ]
}

@test "tsv, lines and files, plain and gzip" {
	printf 'a\tone\nb\ttwo\n' >text
	gzip -k text
	corpus-vocab -q text >wanted
	corpus-vocab -q text.gz | cmp - wanted
	corpus-vocab -q <text.gz | cmp - wanted
	# two members, as from cat
	{ printf 'a\tone\n' | gzip; printf 'b\ttwo\n' | gzip; } | corpus-vocab -q | cmp - wanted
	printf 'one\ntwo\n' | corpus-vocab -q --input lines | cmp - wanted
	mkdir folder
	printf one | gzip >folder/1
	printf two >folder/2
	corpus-vocab -q --input files folder/1 folder/2 | cmp - wanted
	find folder -type f -print0 | corpus-vocab -q --input files --files0-from - | cmp - wanted
	printf 'text\0' >list
	corpus-vocab -q --files0-from list | cmp - wanted
}

# Reads what the tool has compressed, or says what this build lacks and how to do
# without.  decodes TOOL FILE COMMAND ARGUMENT...; what it should print is in wanted
decodes() {
	local tool=$1 file=$2
	shift 2
	run --separate-stderr "$@"
	if [ "$status" -eq 0 ]; then
		[ "$output" = "$(cat wanted)" ]
	else
		[ "$status" -eq 65 ]
		[[ $stderr == *"$file: $tool data, and this build lacks lib"*": pipe it through \"$tool -dc\"" ]]
		"$tool" -dc "$file" >plain
	fi
}

@test "bzip2, xz and zstd wherever text is (case text-other-compression)" {
	make_pets
	printf 'dogs\n' >list
	cp pets.words wanted.tsv
	corpus-vocab -q --input lines pets.txt >wanted.lines
	corpus-vocab -q --input files pets.txt >wanted.files
	corpus-vocab -q --stop list pets.txt >wanted.stop
	corpus-export -q --to mm -o pets.mm pets.mz
	for tool in bzip2 xz zstd; do
		for file in pets.txt list pets.mm pets.vocab; do
			$tool -c "$file" >"$file.packed"
		done
		for input in tsv lines files; do
			cp wanted.$input wanted
			decodes $tool pets.txt.packed corpus-vocab -q --input $input pets.txt.packed
		done
		cp wanted.tsv wanted
		decodes $tool 'standard input' bash -c 'corpus-vocab -q <pets.txt.packed'
		decodes $tool pets.txt.packed dist-run -q vocab pets.txt.packed
		cp wanted.stop wanted
		decodes $tool list.packed corpus-vocab -q --stop list.packed pets.txt
		stream-text pets.mz >wanted
		decodes $tool pets.vocab.packed bash -c \
			'set -o pipefail; corpus-bow -q --vocab pets.vocab.packed pets.txt | stream-text 2>/dev/null'
		corpus-import -q --from mm pets.mm | stream-text >wanted
		decodes $tool pets.mm.packed bash -c \
			'set -o pipefail; corpus-import -q --from mm pets.mm.packed | stream-text 2>/dev/null'
	done
}

@test "streams of bzip2 are decoded side by side: the same text, the same errors" {
	# digits do not compress to less than half, so each stream is large enough to be a part
	awk 'BEGIN { srand(5); for (i = 0; i < 40000; i++) {
		printf "d%d\t", i; for (j = 0; j < 9; j++) printf "%d ", rand() * 1e8; print "" } }' >digits
	split -b 400000 digits part.
	for part in part.*; do bzip2 "$part"; done
	cat part.*.bz2 >several
	corpus-vocab -q digits >words
	cp words wanted
	decodes bzip2 several corpus-vocab -q -j 1 several
	[ "$status" -eq 0 ] || return 0
	for threads in 2 5; do
		corpus-vocab -q -j $threads several | cmp - words
		corpus-vocab -q -j $threads <several | cmp - words
	done
	corpus-bow -q -j 1 --vocab words several -o one.mz
	corpus-bow -q -j 4 --vocab words several | cmp - one.mz
	text-import --from tsv --id 1 --text 2 --no-header -q -j 1 several >imported
	text-import --from tsv --id 1 --text 2 --no-header -q -j 4 several | cmp - imported
	# a stream that is large when decoded, small ones, one that ends too soon, one that is damaged
	{ cat several; yes "$(printf 'y\tsame words')" | head -c 20000000 | bzip2
		for i in 1 2 3; do printf '%d\tsmall\n' $i | bzip2; done; cat several; } >mixed
	corpus-vocab -q -j 1 mixed >words
	corpus-vocab -q -j 3 mixed | cmp - words
	size=$(stat -c %s several)
	head -c $((size - 9)) several >short
	{ head -c $((size / 2)) several; printf damage; tail -c +$((size / 2 + 7)) several; } >damaged
	{ cat several; echo text; } >behind
	for what in short damaged behind; do
		run --separate-stderr corpus-vocab -q -j 1 $what
		[ "$status" -eq 65 ]
		said=$stderr
		for threads in 2 4; do
			run --separate-stderr corpus-vocab -q -j $threads $what
			[ "$status" -eq 65 ]
			[ -z "$output" ]
			[ "$stderr" = "$said" ]
		done
	done
}

@test "an archive that is cut, and one that nobody reads, are errors" {
	make_many
	for tool in gzip bzip2 xz zstd; do
		$tool -c many.txt >whole
		head -c 20000 whole >part
		run --separate-stderr corpus-vocab -q part
		[ "$status" -eq 65 ]
		[ -z "$output" ]
		[[ $stderr == *"part: $tool data"* ]]
	done
	printf 'PK\003\004 a\tb\n' >archive
	refuses 65 'archive: zip data, which is not read: pipe it through "unzip -p"' \
		corpus-vocab archive
}

@test "a pipe or process substitution works wherever a file does" {
	make_models
	printf 'dogs\n' >list
	corpus-export -q --to mm -o pets.mm pets.mz
	compare() {
		eval "${1//@/}" >wanted
		eval "$(sed 's/@\([^ ]*\)/<(cat \1)/g' <<<"$1")" | cmp - wanted
	}
	compare 'corpus-vocab -q --stop @list @pets.txt'
	compare 'vocab-merge -q --drop @list @pets.words'
	compare 'vocab-merge -q --only @list @pets.words'
	compare 'corpus-bow -q --vocab @pets.vocab @pets.txt'
	compare 'corpus-select -q --terms @list @pets.mz'
	compare 'corpus-import -q --from mm @pets.mm'
	compare 'corpus-weight -q @pets.mz'
	compare 'lsi-project -q --model @f.mz @w.mz'
	compare 'lda-infer -q --model @t.mz @pets.mz'
	compare 'vector-query -q --index @v.mz @v.mz'
	compare 'dist-run -q vocab --stop @list @pets.txt'
}

@test "text in another encoding, by name and by byte order mark, in every command and list" {
	make_models
	printf 'a\tna\303\257ve caf\303\251 dogs\nb\tcaf\303\251 dogs cats\n' >utf8
	iconv -f UTF-8 -t ISO-8859-1 utf8 >latin
	iconv -f UTF-8 -t UTF-16 utf8 >wide
	corpus-vocab -q utf8 >wanted
	corpus-vocab -q --encoding latin1 latin | cmp - wanted
	gzip -c latin | corpus-vocab -q --encoding ISO-8859-1 | cmp - wanted
	# a mark says more than the option
	corpus-vocab -q --encoding ISO-8859-1 wide | cmp - wanted
	vocab-merge -q -o words wanted
	corpus-bow -q --vocab words utf8 >counts
	corpus-bow -q --vocab words --encoding latin1 latin | cmp - counts
	corpus-bow -q --vocab words wide | cmp - counts
	topic-coherence --model t.mz --measure c_v --texts utf8 >coherence
	topic-coherence --model t.mz --measure c_v --texts --encoding latin1 latin | cmp - coherence
	for text in latin wide; do
		dist-run -q vocab --encoding latin1 $text | cmp - wanted
		dist-run -q --plan vocab --encoding latin1 $text >lines.sh
		sh lines.sh | cmp - wanted
	done
	for list in pets.mm pets.vocab pets.words; do
		[ $list != pets.mm ] || corpus-export -q --to mm -o pets.mm pets.mz
		iconv -f UTF-8 -t UTF-16 $list >$list.16
	done
	corpus-import -q --from mm pets.mm.16 | cmp - <(corpus-import -q --from mm pets.mm)
	corpus-bow -q --vocab pets.vocab.16 pets.txt | cmp - pets.mz
	vocab-merge -q pets.words.16 | cmp - pets.vocab
	printf 'dogs\n' | iconv -t UTF-16 >stop
	[[ $(corpus-vocab -q --stop stop utf8) != *dogs* ]]
	printf ': slots=1\n' | iconv -t UTF-16 >hosts
	dist-run -q --hosts hosts vocab utf8 | cmp - wanted
	refuses 64 'no encoding is called klingon' corpus-vocab --encoding klingon utf8
	printf 'a\t\377\376' >odd
	refuses 65 'odd: line 1: bytes that are no UTF-8' corpus-vocab --encoding UTF-8 odd
	head -c 33 wide >part
	refuses 65 'part: line 1: the text ends within a character of UTF-16LE' corpus-vocab part
}

@test "bytes that are no UTF-8 are told with text, line and likely encoding, in lists too" {
	make_pets
	printf 'a\tfine\nb\tna\357ve\n' >latin
	printf 'c\t\313\356\370\352\340 \361\357\350\362 \364\345\353\350\351\n' >cyrillic
	for threads in 1 3; do
		run -0 --separate-stderr corpus-vocab -j $threads pets.txt latin cyrillic
		[[ $stderr == *'bytes are not UTF-8; they separate words; the first: latin: line 2 (ISO-8859-1?); --encoding names another'* ]]
	done
	run -0 --separate-stderr corpus-bow --vocab pets.vocab -o out cyrillic latin
	[[ $stderr == *'the first: cyrillic: line 1 (windows-1251?)'* ]]
	printf 'one\n' >first
	printf 'x\ny\223z\n' >second
	run -0 --separate-stderr corpus-vocab --input files first second
	[[ $stderr == *'the first: second: line 2 (windows-1252?)'* ]]
	run -0 --separate-stderr corpus-vocab --input lines - first second <pets.txt
	[[ $stderr == *'the first: second: line 2 (windows-1252?)'* ]]
	refuses 65 'second: line 2: bytes that are no UTF-8 (windows-1252?); "iconv -f windows-1252 -t UTF-8" converts them' \
		corpus-vocab --stop second pets.txt
	sed 's/^dogs/d\o357gs/' pets.vocab >odd
	refuses 65 'bytes that are no UTF-8 (ISO-8859-1?)' corpus-bow --vocab odd pets.txt
}

@test "the same bytes for any threads and any memory" {
	make_many
	corpus-vocab -j 1 -q --ngrams 3 -o wanted many.txt
	for threads in 2 8; do
		corpus-vocab -j $threads -q --ngrams 3 many.txt | cmp - wanted
	done
	for threads in 1 3; do
		run -0 --separate-stderr corpus-vocab -j $threads -v --memory 1M --ngrams 3 -o got many.txt
		[[ $stderr == *'sorted runs were spilled'* ]]
		[[ $stderr != *' 0 sorted runs'* ]]
		cmp got wanted
	done
}

# What one table for all threads counts, a long document and a rare word beside it.
@test "Chinese pairs: the same for any threads and any memory, and right" {
	LC_ALL=C awk 'BEGIN { srand(3); for (d = 0; d < 2000; d++) {
		printf "%d\t", d
		for (n = d ? 60 : 40000; n; n--)
			printf "\344%c%c", 184 + int(8 * rand() * rand()), 128 + int(64 * rand())
		printf " rarely%d\n", d % 7 } }' >text
	LC_ALL=C awk -F '\t' '{ split($2, part, " "); n = length(part[1])
		cf[part[2]]++; df[part[2]]++
		for (i = 1; i + 5 <= n; i += 3) {
			pair = substr(part[1], i, 6); cf[pair]++
			if (last[pair] != NR) df[pair]++
			last[pair] = NR } }
		END { for (t in cf) print t "\t" df[t] "\t" cf[t] }' text | LC_ALL=C sort >wanted
	for options in '-j 1' '-j 2' '-j 8' '-j 2 --memory 1M' '-j 3 --memory 100M'; do
		# shellcheck disable=SC2086 # they are words
		corpus-vocab -q $options --cjk bigram text | sed '/^#/d' | cmp - wanted
	done
}

@test "memory is bounded: a vocabulary of ten times --memory" {
	awk 'BEGIN { for (d = 0; d < 30000; d++) {
		printf "%d\t", d
		for (n = 0; n < 10; n++) printf "term%dx%d ", d, n * d
		printf "\n" } }' >text
	corpus-vocab -q -o wanted text
	most=$("$BUILD/tests/bench/timer" -n 1 corpus-vocab -q -j 1 --memory 2M -o got text | cut -f 3)
	# sanitizers and coverage have memory of their own
	[[ $BIN != */release/* ]] || [ "$most" -lt 16384 ]
	cmp got wanted
}

@test "odd text is never fatal" {
	printf 'a\tone\0two\r\nb\xff\tthree\xc3 four\xff\r\nc\tlast' >text
	run --separate-stderr -0 corpus-vocab text
	[ "$(terms text)" = 'four last one three two ' ]
	[[ $stderr == *'2 bytes are not UTF-8'* ]]
	LC_ALL=de_DE.UTF-8 corpus-vocab -q text >german
	corpus-vocab -q text | cmp - german
	printf '' | corpus-vocab -q | grep -Fx '#documents	0'
	printf '\xef\xbb\xbfa\tx yy\n' | corpus-vocab -q | grep -Fx 'yy	1	1'
}

@test "a line of 100 MB" {
	{
		printf 'long\t'
		yes 'some words of one very long line' | head -c 100000000 | tr '\n' ' '
		printf '\nshort\tline\n'
	} >text
	corpus-vocab -q text | grep -x 'line	2	30*[0-9]*'
	rm text
}

@test "a hint for Chinese text" {
	printf '1\t\344\270\255\345\233\275\344\272\272\344\270\255\345\233\275\344\272\272\n' >text
	run --separate-stderr -0 corpus-vocab text
	[[ $stderr == *'--cjk bigram makes pairs of them'* ]]
	run --separate-stderr -0 corpus-vocab --cjk bigram text
	[[ $stderr != *'--cjk'* ]]
}

@test "bad text is refused, with file, line and cause" {
	printf 'a\tx\nno tab here\n' >text
	refuses 65 'text: line 2: no tab between id and text; --input lines takes plain lines, --input files a document a file, text-import makes' \
		corpus-vocab text
	printf 'a\tx\n\n' >text
	# case: blank-line
	refuses 65 'text: line 2: the line is empty, and a document is id<TAB>text' corpus-vocab text
	printf 'a\tx\n\ty\n' >text
	refuses 65 'text: line 2: no id before the tab' corpus-vocab text
	printf 'a\0b\tx\n' >text
	refuses 65 "text: line 1: the id 'a?b' has a zero byte" corpus-vocab text
	printf 'a\tx\n' | gzip >text.gz
	head -c 20 text.gz >cut.gz
	refuses 65 'cut.gz' corpus-vocab cut.gz
	{ cat text.gz; echo more; } >more.gz
	refuses 65 'more.gz: bytes after the last gzip member' corpus-vocab more.gz
	refuses 65 'a document of more than 10 bytes; --max-document allows more' \
		corpus-vocab --max-document 10 <(printf 'a\t12345678901\n')
	printf 12345678901 >long
	refuses 65 'long: a document of more than 10 bytes' corpus-vocab --max-document 10 --input files long
}

@test "a gzip bomb fills no memory" {
	{ printf 'bomb\t'; head -c 300000000 /dev/zero; } | gzip -1 >bomb.gz
	refuses 65 'bomb.gz: line 1: a document of more than 67108864 bytes' \
		corpus-vocab --max-document 64M bomb.gz
	rm bomb.gz
}

@test "missing and impossible inputs are refused" {
	refuses 66 'nowhere' corpus-vocab nowhere
	refuses 66 'directory' corpus-vocab .
	run --separate-stderr -66 bash -c 'exec corpus-vocab <&-'
	[ "$stderr" = 'corpus-vocab: standard input is closed' ]
	refuses 66 'list' corpus-vocab --files0-from list
	printf 'a\0\0' >list
	printf 'x\ty\n' >a
	refuses 65 'list: path 2 is empty' corpus-vocab --files0-from list
	printf -- '-\0' >list
	refuses 65 'the list itself' corpus-vocab --files0-from - <list
}

@test "wrong uses are refused" {
	refuses 64 'operands' corpus-vocab --files0-from list text
	refuses 64 '--input files needs operands' corpus-vocab --input files
	refuses 64 'nearest is lines' corpus-vocab --input line
	refuses 64 'nearest is english' corpus-vocab --stem englsh
	refuses 64 'no word is at least 70' corpus-vocab --min-length 70
	refuses 64 '--ngrams' corpus-vocab --ngrams 6
	refuses 64 '--memory' corpus-vocab --memory 1K
	refuses 66 'stopwords' corpus-vocab --stop stopwords
}

@test "the old output stays where the new one fails" {
	printf 'a\tx\nbad\n' >text
	echo old >out
	refuses 65 'line 2' corpus-vocab -o out text
	[ "$(cat out)" = old ]
	[ "$(ls out*)" = out ]
	refuses 74 'No space left' corpus-vocab -q -o /dev/full <(printf 'a\tx\n')
	run bash -c 'printf "a\tx\n" | corpus-vocab -q >/dev/full'
	[ "$status" -eq 74 ]
}

@test "a temporary file that can't be written is an error, and leaves nothing" {
	make_many
	TMPDIR=/nowhere/at/all refuses 74 'temporary file' corpus-vocab -j 1 -q --memory 1M \
		--ngrams 3 -o got many.txt
	[ ! -e got ]
	mkdir scratch
	TMPDIR=$PWD/scratch corpus-vocab -q -j 1 --memory 1M --ngrams 3 -o got many.txt
	[ -z "$(ls scratch)" ]
}

@test "a reader that goes away, a signal in mid-write" {
	make_many
	run --separate-stderr bash -c 'corpus-vocab -q many.txt | head -n 1'
	[ "$output" = '#documents	3000' ]
	[ -z "$stderr" ]
	mkfifo text
	for signal in TERM KILL; do
		corpus-vocab -q -o out text 3>&- &
		pid=$!
		exec 7>text
		printf 'a\tx\n' >&7
		sleep 0.2
		kill -$signal "$pid"
		run wait "$pid" 2>/dev/null
		exec 7>&-
		[ "$status" -gt 128 ]
		[ ! -e out ]
	done
	[ -z "$(find . -name 'out*')" ]
}

@test "standard input is read once" {
	make_pets
	refuses 64 "can't hold both --stop and the text" corpus-vocab --stop - <pets.txt
	refuses 64 "can't hold both --files0-from and --stop" corpus-vocab --stop - --files0-from - </dev/null
	echo and | corpus-vocab -q --stop - pets.txt | grep -Fx '#end	3'
}

@test "a standard input that doesn't wait" {
	python3 -c 'import os, subprocess, time
r, w = os.pipe()
os.set_blocking(r, False)
p = subprocess.Popen(["corpus-vocab", "-q", "-o", "out"], stdin=r)
os.close(r)
for part in b"a\tcat", b"s and dogs\n", b"b\tdogs\n":
    time.sleep(.1)
    os.write(w, part)
os.close(w)
raise SystemExit(p.wait())'
	grep -Fx 'dogs	2	2' out
}

@test "a list of stop words that matches nothing says so" {
	printf 'a\tcats and dogs\n' >t.tsv
	echo der die das >list
	run -0 --separate-stderr corpus-vocab --stop list -o words t.tsv
	[[ $stderr == *"--stop list: none of its words occurs in the text"* ]]
	vocab-merge -q -o v words
	run -0 --separate-stderr corpus-bow --vocab v --stop list -o c.mz t.tsv
	[[ $stderr == *"--stop list: none of its words occurs in the text"* ]]
	echo and >list
	run -0 --separate-stderr corpus-vocab --stop list -o words t.tsv
	[[ $stderr != *"--stop"* ]]
}

# case: stop-list-comments
@test "comments in a list of stop words are no words (stop-list-comments)" {
	printf 'a\tthe court case has a subject and object of course\n' >docs.tsv
	printf ' | An English stop word list\ni   | subject, in upper case of course\nme  | object\nthe # case\nhas\n' >list
	[ "$(terms --stop list docs.tsv)" = 'and case course court object of subject ' ]
	printf 'the has i me' >plain
	corpus-vocab -q --stop plain docs.tsv >wanted
	corpus-vocab -q --stop list docs.tsv | cmp - wanted
}

# case: thai-runs
@test "a hint for Thai, whose phrases are runs (thai-runs)" {
	python3 -c 'print("d1\t" + "\u0e01\u0e32\u0e23\u0e1b\u0e23\u0e30\u0e21\u0e27\u0e25" * 9 + " \u0e17\u0e14\u0e2a\u0e2d\u0e1a")' >thai.tsv
	run --separate-stderr -0 corpus-vocab thai.tsv
	[[ $stderr == *'1 words are whole phrases of Thai, Lao, Burmese or Khmer, and 1 of them'* ]]
	printf 'd1\t\340\270\227\340\270\224 short\n' >thai.tsv
	run --separate-stderr -0 corpus-vocab thai.tsv
	[[ $stderr != *Thai* ]]
}

@test "runs of Chinese that are too long for a word are told" {
	python3 -c 'print("1\t" + "\u4e2d" * 65 + " words\n2\tmore words")' >text
	run --separate-stderr -0 corpus-vocab text
	[[ $stderr == *'1 words are whole runs of Chinese or Japanese characters, and 1 of them are longer'* ]]
	run --separate-stderr -0 corpus-vocab --max-length 65 text
	[[ $stderr != *Chinese* ]]
}
