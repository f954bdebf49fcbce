#!/usr/bin/env bats
load helper

# A matrix of counts, 4 x 5, whose third row is empty.
make_mm() {
	printf '%s\n' '%%MatrixMarket matrix coordinate real general' '4 5 6            ' \
		'1 1 1' '1 3 2' '2 4 7' '4 1 1' '4 2 4' '4 5 1' >a.mm
}

# The corpus as lines, without names of files.
shows() {
	corpus-import "$@" | stream-text
}

# The field of stream-info for the import.
field() {
	local key=$1
	shift
	corpus-import "$@" | stream-info | sed -n "s/^$key	//p"
}

# refuses, and nothing is left behind.
leaves_nothing() {
	local before after
	list_files before
	refuses "$@"
	list_files after
	[ "${after[*]}" = "${before[*]}" ]
}

mm() {
	printf '%%%%MatrixMarket matrix coordinate real general\n'
	printf '%b' "$1"
}

@test "Matrix Market as gensim writes it: counts, empty rows, padded sizes" {
	make_mm
	printf '1\t1\t1\n1\t3\t2\n2\t4\t7\n3\t\t\n4\t1\t1\n4\t2\t4\n4\t5\t1\n' >wanted
	shows --from mm a.mm >got
	cmp got wanted
	[ "$(field values --from mm a.mm)" = counts ]
	[ "$(field weighting --from mm a.mm)" = counts ]
	[ "$(field documents --from mm a.mm)" = 4 ]
	[ "$(field columns --from mm a.mm)" = 5 ]
}

@test "from standard input, gzip-compressed, without the last line end, with CRLF: the same" {
	make_mm
	corpus-import --from mm -o wanted a.mm
	corpus-import --from mm <a.mm | cmp - wanted
	gzip -c a.mm | corpus-import --from mm - | cmp - wanted
	head -c -1 a.mm | corpus-import --from mm | cmp - wanted
	sed 's/$/\r/' a.mm | corpus-import --from mm | cmp - wanted
	{ head -n 1 a.mm; echo '% a comment'; echo '%'; echo; tail -n +2 a.mm; echo; } \
		| corpus-import --from mm | cmp - wanted
}

@test "frequencies are counted, terms and names taken from lists" {
	make_mm
	printf '%s\n' ant bee cat dog eel >terms
	printf '%s\n' one two three four >names
	shows --from mm --vocab terms --names names a.mm >got
	printf 'one\tant\t1\none\tcat\t2\ntwo\tdog\t7\nthree\t\t\nfour\tant\t1\nfour\tbee\t4\nfour\teel\t1\n' >wanted
	cmp got wanted
	corpus-import --from mm --vocab terms a.mm | gzip -dc | grep -aA 5 '^vocabulary ' >vocabulary
	printf 'vocabulary 5\nant\t2\t2\nbee\t1\t4\ncat\t1\t2\ndog\t1\t7\neel\t1\t1\n' | cmp - vocabulary
}

@test "terms from a vocabulary and from a stream" {
	make_pets
	corpus-export --to ldac -o pets.ldac pets.mz
	corpus-import --from ldac --vocab pets.vocab pets.ldac | stream-text | cut -f 2- >one
	corpus-import --from ldac --vocab pets.mz pets.ldac | stream-text | cut -f 2- >other
	stream-text pets.mz | cut -f 2- | cmp - one
	cmp one other
}

@test "a value that is not whole makes weights of all, even of those before it" {
	# whole numbers in many chunks, and in the last line a half
	awk 'BEGIN { print "%%MatrixMarket matrix coordinate real general"; print 60000, 50, 120000
		for (r = 1; r <= 60000; r++) {
			print r, r % 25 + 1, r % 7 + 1
			print r, 50, r < 60000 ? 3 : 0.5
		} }' >c.mm
	[ "$(field values --from mm c.mm)" = f32 ]
	[ "$(field weighting --from mm c.mm)" = imported ]
	for j in 1 2 8; do corpus-import -j $j --from mm -o c$j.mz c.mm; done
	cmp c1.mz c2.mz
	cmp c1.mz c8.mz
	corpus-import --from mm --values weights c.mm | cmp - c1.mz
	corpus-export --to mm c1.mz | cmp - c.mm
}

@test "--values decides, --precision keeps what f32 can't" {
	make_mm
	[ "$(field values --from mm --values weights a.mm)" = f32 ]
	[ "$(field values --from mm --values weights --precision f64 a.mm)" = f64 ]
	mm '1 2 2\n1 1 0.14056560541234567\n1 2 -1e-300\n' >d.mm
	corpus-import --from mm --precision f64 d.mm | corpus-export --to mm >got
	mm '1 2 2\n1 1 0.14056560541234567\n1 2 -1e-300\n' | cmp - got
	corpus-import --from mm --precision f64 d.mm | corpus-select -q --terms <(echo 1) | corpus-export --to mm >got
	mm '1 1 1\n1 1 0.14056560541234567\n' | cmp - got
	refuses 65 'line 3: 0.14056' corpus-import --from mm --values counts d.mm
	mm '1 2 1\n1 1 1e39\n' >e.mm
	refuses 65 'line 3: 1e+39 is too large for 32-bit values: --precision f64' \
		corpus-import --from mm e.mm
}

@test "integer and pattern, upper and lower case" {
	printf '%%%%matrixmarket MATRIX Coordinate INTEGER general\n1 2 2\n1 1 3\n1 2 4294967295\n' \
		| corpus-import --from mm | stream-text >got
	printf '1\t1\t3\n1\t2\t4294967295\n' | cmp - got
	printf '%%%%MatrixMarket matrix coordinate pattern general\n1 2 2\n1 1\n1 2\n' \
		| corpus-import --from mm | stream-text >got
	printf '1\t1\t1\n1\t2\t1\n' | cmp - got
	printf '%%%%MatrixMarket matrix coordinate integer general\n1 2 1\n1 1 -3\n' >f.mm
	refuses 65 'f.mm: line 3: -3 is no count' corpus-import --from mm f.mm
}

@test "columns within a row may come in any order, values of 0 are left out and told" {
	mm '2 3 5\n1 3 1\n1 1 2\n1 2 3\n2 1 0\n2 2 4\n' >g.mm
	run --separate-stderr bash -c 'corpus-import --from mm g.mm | stream-text'
	[ "$output" = $'1\t1\t2\n1\t2\t3\n1\t3\t1\n2\t2\t4' ]
	# shellcheck disable=SC2154 # bats sets stderr
	[ "$stderr" = 'corpus-import: g.mm: 1 entries of value 0 were left out' ]
}

@test "lda-c: terms from 0, from 1 with --base" {
	printf '2 0:1 3:4\n0\n1 5:2\n' >a.ldac
	shows --from ldac a.ldac >got
	printf '1\t0\t1\n1\t3\t4\n2\t\t\n3\t5\t2\n' | cmp - got
	printf '2 1:1 4:4\n0\n1 6:2\n' | shows --from ldac --base 1 >got
	printf '1\t1\t1\n1\t4\t4\n2\t\t\n3\t6\t2\n' | cmp - got
}

@test "UCI's bag of words" {
	printf '3\n4\n3\n1 1 1\n1 3 2\n3 4 7\n' >a.uci
	shows --from uci a.uci >got
	printf '1\t1\t1\n1\t3\t2\n2\t\t\n3\t4\t7\n' | cmp - got
}

@test "svmlight: labels and qid go, a comment is the name, comment lines are skipped" {
	printf '# made by hand\n+1 1:1 3:2 # first one\n\n-1.5 qid:7 2:4\n1,2,5 # the\tlast\n0\n' >a.svm
	shows --from svmlight a.svm >got
	printf 'first one\t1\t1\nfirst one\t3\t2\n2\t2\t4\nthe last\t\t\n4\t\t\n' | cmp - got
	printf '1 0:1 1:2.5\n' | shows --from svmlight --base 0 >got
	printf '1\t0\t1\n1\t1\t2.5\n' | cmp - got
	printf '%s\n' a b c d >names
	shows --from svmlight --names names a.svm | cut -f 1 | sort -u | tr '\n' ' ' >got
	[ "$(cat got)" = 'a b c d ' ]
}

@test "the same bytes with 1, 2 and 8 threads" {
	make_many
	for f in mm ldac uci svmlight; do
		corpus-export --to $f many.mz >many.$f
		for j in 1 2 8; do corpus-import -j $j --from $f -o $j.mz many.$f; done
		cmp 1.mz 2.mz
		cmp 1.mz 8.mz
		corpus-export --to $f 8.mz | cmp - many.$f
	done
}

@test "wrong totals and sizes" {
	mm '2 2 3\n1 1 1\n2 2 1\n' >h.mm
	leaves_nothing 65 'h.mm: line 4: there are 2 entries, and 3 are claimed at the beginning' \
		corpus-import --from mm -o out.mz h.mm
	mm '2 2 1\n1 1 1\n2 2 1\n' >h.mm
	leaves_nothing 65 'h.mm: line 4: there are 2 entries, and 1 are claimed at the beginning' \
		corpus-import --from mm -o out.mz h.mm
	mm '1 2 1\n1 1 1\n2 2 1\n' >h.mm
	leaves_nothing 65 'h.mm: line 4: row 2 is out of range: there are 1' \
		corpus-import --from mm -o out.mz h.mm
	printf '1\n2\n2\n1 1 1\n' >h.uci
	leaves_nothing 65 'h.uci: line 4: there are 1 entries, and 2 are claimed' \
		corpus-import --from uci -o out.mz h.uci
	printf '2 0:1\n' >h.ldac
	leaves_nothing 65 'h.ldac: line 1: 2 terms are announced, 1 follow' \
		corpus-import --from ldac -o out.mz h.ldac
}

@test "0 and numbers out of range" {
	mm '2 2 1\n0 1 1\n' >i.mm
	leaves_nothing 65 'i.mm: line 3: row 0: rows are numbered from 1' corpus-import --from mm i.mm
	mm '2 2 1\n1 0 1\n' >i.mm
	leaves_nothing 65 'i.mm: line 3: column 0: columns are numbered from 1' \
		corpus-import --from mm i.mm
	mm '2 2 1\n1 3 1\n' >i.mm
	leaves_nothing 65 'i.mm: line 3: column 3 is out of range: there are 2' \
		corpus-import --from mm i.mm
	mm '2 2 1\n1 99999999999999999999999 1\n' >i.mm
	leaves_nothing 65 'i.mm: line 3: not row, column and value' corpus-import --from mm i.mm
	printf '1 0:1\n' >i.svm
	leaves_nothing 65 'i.svm: line 1: column 0: they are numbered from 1 here (--base)' \
		corpus-import --from svmlight i.svm
	printf 'a\nb\n' >two
	printf '1 0:1\n1 2:1\n' >i.ldac
	leaves_nothing 65 'i.ldac: line 2: column 2 is out of range: there are 2' \
		corpus-import --from ldac --vocab two i.ldac
	mm '1 3 1\n1 1 1\n' >i.mm
	leaves_nothing 65 'i.mm: 3 columns, and 2 terms in two' \
		corpus-import --from mm --vocab two i.mm
}

@test "values that are no numbers, not finite, no counts" {
	for value in nan inf -inf NaN 0x10 1e999 '' abc 1,5 1e --1; do
		mm "1 1 1\n1 1 $value\n" >j.mm
		leaves_nothing 65 'j.mm: line 3: ' corpus-import --from mm -o out.mz j.mm
		printf '1 0:%s\n' "$value" >j.ldac
		leaves_nothing 65 'j.ldac: line 1: ' corpus-import --from ldac -o out.mz j.ldac
		printf '1 1:1\n1 1:%s\n' "$value" >j.svm
		leaves_nothing 65 'j.svm: line 2: ' corpus-import --from svmlight -o out.mz j.svm
	done
	for value in -1 1.5 4294967296; do
		printf '1\n1\n1\n1 1 %s\n' "$value" >j.uci
		leaves_nothing 65 "j.uci: line 4: " corpus-import --from uci -o out.mz j.uci
		printf '1 0:%s\n' "$value" >j.ldac
		leaves_nothing 65 'is no count' corpus-import --from ldac -o out.mz j.ldac
		mm "1 1 1\n1 1 $value\n" >j.mm
		leaves_nothing 65 'j.mm: line 3: ' corpus-import --values counts --from mm j.mm
	done
	printf '1 0:1.5\n' | shows --from ldac --values weights | grep -qx '1	0	1.5'
}

@test "cut lines and lines with too much" {
	make_mm
	head -c -3 a.mm >k.mm
	leaves_nothing 65 "k.mm: line 8: not row, column and value: '4 5'" corpus-import --from mm k.mm
	mm '1 1 1\n1 1 1 1\n' >k.mm
	leaves_nothing 65 "k.mm: line 3: not row, column and value" corpus-import --from mm k.mm
	printf '2 0:1 3\n' >k.ldac
	leaves_nothing 65 "k.ldac: line 1: not column:value: '3'" corpus-import --from ldac k.ldac
	printf '1 0:1 # x\n' >k.ldac
	leaves_nothing 65 "k.ldac: line 1: not column:value: '# x'" corpus-import --from ldac k.ldac
	printf '1 0:1\n\n' >k.ldac
	leaves_nothing 65 "k.ldac: line 2: an empty line" corpus-import --from ldac k.ldac
	printf '1 1:1 2:\n' >k.svm
	leaves_nothing 65 "k.svm: line 1: not column:value: '2:'" corpus-import --from svmlight k.svm
	printf 'spam 1:1\n' >k.svm
	leaves_nothing 65 "k.svm: line 1: not a label: 'spam 1:1'" corpus-import --from svmlight k.svm
	printf 'x,1 1:1\n' >k.svm
	leaves_nothing 65 "k.svm: line 1: not a label: 'x,1 1:1'" corpus-import --from svmlight k.svm
	printf '1,x 1:1\n' >k.svm
	leaves_nothing 65 "k.svm: line 1: not a label: '1,x 1:1'" corpus-import --from svmlight k.svm
	printf '1 1:1\n spam 1:1\n' >k.svm
	leaves_nothing 65 "k.svm: line 2: not a label: 'spam 1:1'" corpus-import --from svmlight k.svm
	printf '1\n1\n' >k.uci
	leaves_nothing 65 "k.uci: line 3: not UCI's bag of words" corpus-import --from uci k.uci
	printf '1 1:1\0001\n' >k.svm
	leaves_nothing 65 "k.svm: line 1: " corpus-import --from svmlight k.svm
}

@test "entries that come twice" {
	mm '1 2 2\n1 2 1\n1 2 1\n' >l.mm
	leaves_nothing 65 'row 1 has an entry twice' corpus-import --from mm l.mm
	printf '3 1:1 0:1 1:2\n' >l.ldac
	leaves_nothing 65 'l.ldac: line 1: row 1 has an entry twice' corpus-import --from ldac l.ldac
}

@test "a damaged or empty file, and one of another kind" {
	make_mm
	for f in mm uci; do
		: >empty
		leaves_nothing 65 'empty: empty: not even a head' corpus-import --from $f -o out.mz empty
		gzip -c empty >empty.gz
		leaves_nothing 65 'empty.gz: empty: not even' corpus-import --from $f empty.gz
	done
	seq 1 5000 | awk 'BEGIN { print "%%MatrixMarket matrix coordinate real general"
		print 5000, 7, 5000 } { print $1, $1 % 7 + 1, $1 % 3 + 1 }' | gzip >m.gz
	head -c -100 m.gz >cut.gz
	leaves_nothing 65 'cut.gz: gzip data truncated' corpus-import --from mm -o out.mz cut.gz
	printf 'hello\n' >text
	leaves_nothing 65 "text: line 1: not Matrix Market" corpus-import --from mm text
	printf '%%%%MatrixMarket matrix array complex general\n1 1\n1\n' >array
	leaves_nothing 65 'array: line 1: ' corpus-import --from mm array
	run --separate-stderr bash -c 'corpus-import --from mm -o out.mz <&-'
	[ "$status" -eq 66 ]
	[ ! -e out.mz ]
	leaves_nothing 66 'none: ' corpus-import --from mm none
	leaves_nothing 66 'directory' corpus-import --from mm .
}

@test "claims and lines that are too large cost neither memory nor time" {
	mm '1 4000000000 1\n1 1 1\n' >n.mm
	leaves_nothing 65 'n.mm: line 2: 4000000000 columns are implausible' \
		corpus-import --from mm n.mm
	mm '1 4000000000 1000000000\n1 3999999999 1\n' >n.mm
	leaves_nothing 65 'implausible' corpus-import --from mm n.mm
	mm '4000000000 1 1000000000\n3999999999 1 1\n' >n.mm
	leaves_nothing 65 'implausible' corpus-import --from mm n.mm
	mm '1 9999999999 9999999999\n1 1 1\n' >n.mm
	leaves_nothing 65 'more than a stream can have' corpus-import --from mm n.mm
	printf '1 4000000000:1\n' >n.ldac
	leaves_nothing 65 'implausible' corpus-import --from ldac n.ldac
	head -c 100000000 /dev/zero | tr '\0' 7 >long
	{ mm '1 1 1\n'; cat long; } >n.mm
	leaves_nothing 65 'n.mm: a line of more than 64 KiB' corpus-import --from mm n.mm
	leaves_nothing 65 'long: a line of more than 65536 KiB' corpus-import --from ldac long
	leaves_nothing 65 'long: a line of more than 65536 KiB' corpus-import --from svmlight long
}

@test "a row longer than a chunk, and chunks that end within rows" {
	awk 'BEGIN { print "%%MatrixMarket matrix coordinate real general"; print 3, 200000, 200003
		print 1, 5, 1
		for (c = 1; c <= 200000; c++) print 2, c, c % 9 + 1
		print 3, 1, 2; print 3, 2, 2 }' >o.mm
	corpus-import --from mm o.mm | corpus-export --to mm | cmp - o.mm
}

@test "numbers that run into each other" {
	for line in '1 2.5' '1 2-5' '1.5 2' '1 2e1 3'; do
		mm "3 3 1\n$line\n" >r.mm
		leaves_nothing 65 "r.mm: line 3: not row, column and value: '$line'" corpus-import --from mm r.mm
	done
}

@test "names and terms that don't fit" {
	make_mm
	printf 'a\nb\nc\n' >names
	leaves_nothing 65 'names: 3 names, and a.mm has more documents' \
		corpus-import --from mm --names names a.mm
	printf 'a\nb\nc\nd\ne\n' >names
	leaves_nothing 65 'names: more names than the 4 documents of a.mm' \
		corpus-import --from mm --names names a.mm
	printf 'a\nb\tb\nc\nd\n' >names
	leaves_nothing 65 'names: line 2: ' corpus-import --from mm --names names a.mm
	printf 'a\nb\na\nd\ne\n' >terms
	leaves_nothing 65 'terms: ' corpus-import --from mm --vocab terms a.mm
	printf 'a\nb\n\nd\ne\n' >terms
	leaves_nothing 65 'terms: line 3: empty' corpus-import --from mm --vocab terms a.mm
	printf '\200\004\225\000cat' >terms
	leaves_nothing 65 "terms: not text, perhaps a pickle of Python: gensim's dictionary.save_as_text" \
		corpus-import --from mm --vocab terms a.mm
	leaves_nothing 66 'none' corpus-import --from mm --vocab none a.mm
}

@test "usage" {
	make_mm
	refuses 64 '--from mm|ldac|' corpus-import a.mm
	refuses 64 '--from' corpus-import --from csv a.mm
	refuses 64 '--base' corpus-import --from mm --base 0 a.mm
	refuses 64 'both --names and the corpus' corpus-import --from mm --names -
	# where rows are not in order, names are read once more, and so is a line that is wrong
	mm '2 3 3\n2 1 1\n1 2 1\n2 3 4\n' >u.mm
	printf 'one\ntwo\n' >two
	shows --from mm --names two u.mm | cmp - <(printf 'one\t2\t1\ntwo\t1\t1\ntwo\t3\t4\n')
	leaves_nothing 64 'standard input: the lines of u.mm are not in the order of its rows' \
		corpus-import --from mm --names - u.mm < <(cat two)
	mm '2 3 3\n2 1 1\n1 2 1\n2 x 4\n' >u.mm
	leaves_nothing 65 "u.mm: line 5: not row, column and value: '2 x 4'" corpus-import --from mm u.mm
	mm '2 3 3\n2 1 1\n1 2 1\n2 4 4\n' >u.mm
	leaves_nothing 65 'u.mm: line 5: column 4 is out of range: there are 3' corpus-import --from mm u.mm
	refuses 64 'terms are taken from a file only' corpus-import --from mm --vocab - a.mm
	refuses 64 'terms are taken from a file only' corpus-import --from mm --vocab <(cat one) a.mm
	refuses 64 'one operand too many' corpus-import --from mm a.mm a.mm
}

@test "a full disk and the old file" {
	make_mm
	echo old >out.mz
	mm '1 1 1\n1 1 x\n' >p.mm
	leaves_nothing 65 'p.mm: line 3' corpus-import --from mm -o out.mz p.mm
	[ "$(cat out.mz)" = old ]
	[ -w /dev/full ] || skip "no /dev/full"
	refuses 74 'No space left' corpus-import --from mm -o /dev/full a.mm
}

@test "a weight that is 0 in 32 bits is left out, and told" {
	printf '%%%%MatrixMarket matrix coordinate real general\n1 2 2\n1 1 2.5\n1 2 1e-60\n' >w.mm
	run --separate-stderr corpus-import --from mm -o w.mz w.mm
	[ "$status" -eq 0 ]
	[ "$stderr" = 'corpus-import: w.mm: 1 entries of value 0 were left out' ]
	[ "$(stream-text w.mz)" = $'1\t1\t2.5' ]
	corpus-import -q --from mm --precision f64 -o w.mz w.mm
	[ "$(stream-text w.mz | wc -l)" -eq 2 ]
}

# case: svmlight-zero-based
@test "svmlight-zero-based: what the comment says holds; without one a note asks" {
	printf 'apple\nbanana\ncherry\ndate\n' >terms
	printf '# Generated by a writer of zero-based files\n# Column indices are zero-based\n#\n0 1:2 3:1\n1 2:1\n' >zb.svm
	corpus-import --from svmlight --vocab terms -o got.mz zb.svm
	corpus-import --from svmlight --base 0 --vocab terms zb.svm | cmp - got.mz
	[ "$(stream-text got.mz | cut -f 2,3 | xargs)" = "banana 2 date 1 cherry 1" ]
	sed 's/are zero/are one/' zb.svm >ob.svm
	run -0 --separate-stderr corpus-import --from svmlight --vocab terms -o got.mz ob.svm
	[ -z "$stderr" ]
	[ "$(stream-text got.mz | cut -f 2,3 | xargs)" = "apple 2 cherry 1 banana 1" ]
	run -0 --separate-stderr corpus-import --from svmlight --base 1 --vocab terms -o got.mz zb.svm
	[[ $stderr == *"its comment says that columns are numbered from 0, and --base 1 was given and holds"* ]]
	grep -v '^#' zb.svm >plain.svm
	run -0 --separate-stderr corpus-import --from svmlight --vocab terms -o got.mz plain.svm
	[[ $stderr == *"4 terms, columns up to 3: is the file zero-based? --base 0"* ]]
	run -0 --separate-stderr corpus-import --from svmlight --base 1 --vocab terms -o got.mz plain.svm
	[ -z "$stderr" ]
	printf '2 1:2 3:1\n' >one.ldac
	run -0 --separate-stderr corpus-import --from ldac --vocab terms -o got.mz one.ldac
	[[ $stderr == *"no entry has column 0: is the file one-based? --base 1"* ]]
}

@test "mm-by-column: a matrix in the order of its columns, from a file and from a pipe" {
	printf '%%%%MatrixMarket matrix coordinate real general\n%%\n2 2 3\n1 1 2\n2 1 1\n1 2 4\n' >csc.mtx
	printf '1\t1\t2\n1\t2\t4\n2\t1\t1\n' >wanted
	shows --from mm csc.mtx | cmp - wanted
	# shellcheck disable=SC2002 # the pipe is what is tested
	cat csc.mtx | shows --from mm | cmp - wanted
	gzip -c csc.mtx | shows --from mm - | cmp - wanted
	printf 'one\ntwo\n' >names
	shows --from mm --names names csc.mtx | cut -f 1 | paste -sd ' ' | grep -qx 'one one two'
	printf '2\n2\n3\n1 1 2\n2 1 1\n1 2 4\n' | shows --from uci | cmp - wanted
}

# A matrix by rows, 5000 x 300, whose row 7 is empty; or the same in another order.
make_sparse() {
	awk 'BEGIN { srand(3); for (r = 1; r <= 5000; r++) if (r != 7) for (i = 0; i < 9; i++)
		print r, int(300 * rand()) + 1 }' | sort -u -k 1,1n -k 2,2n \
		| awk '{ print $0, $1 % 5 + 1 }' >entries
	mm "5000 300 $(wc -l <entries)\n" >rows.mm
	cp rows.mm columns.mm
	cat entries >>rows.mm
	sort -k 2,2n -k 1,1n entries >>columns.mm
}

@test "any order gives the same rows, with any threads, and the same bytes from a pipe" {
	make_sparse
	corpus-import --from mm rows.mm | stream-text >wanted
	for j in 1 2 5; do corpus-import -j $j --from mm -o c$j.mz columns.mm; done
	stream-text c1.mz | cmp - wanted
	cmp c1.mz c2.mz
	cmp c1.mz c5.mz
	corpus-import --from mm <columns.mm | cmp - c1.mz
	# row order that ends at the last line: what came before is read again
	{ cat rows.mm; echo 7 3 1; } | awk 'NR == 2 { $3++ } { print }' >last.mm
	corpus-import --from mm last.mm | stream-text >got
	awk -F '\t' '$1 == 7 { $0 = "7\t3\t1" } { print }' wanted | cmp - got
	corpus-import --from mm <last.mm | stream-text | cmp - got
}

@test "symmetric, skew-symmetric, unsigned and array" {
	local banner='%%%%MatrixMarket matrix'
	printf "$banner coordinate integer symmetric\n3 3 3\n1 1 5\n \n2 1 2\n3 2 4\n" | shows --from mm >got
	printf '1\t1\t5\n1\t2\t2\n2\t1\t2\n2\t3\t4\n3\t2\t4\n' | cmp - got
	printf "$banner coordinate pattern symmetric\n2 2 1\n2 1\n" | shows --from mm >got
	printf '1\t2\t1\n2\t1\t1\n' | cmp - got
	printf "$banner coordinate real skew-symmetric\n2 2 1\n2 1 3\n" | shows --from mm >got
	printf '1\t2\t-3\n2\t1\t3\n' | cmp - got
	printf "$banner coordinate unsigned-integer general\n1 2 1\n1 2 7\n" | shows --from mm >got
	printf '1\t2\t7\n' | cmp - got
	printf "$banner array real general\n2 3\n1\n0\n2.5\n3\n0\n4\n" | shows --from mm >got
	printf '1\t1\t1\n1\t2\t2.5\n2\t2\t3\n2\t3\t4\n' | cmp - got
	printf "$banner array real symmetric\n2 2\n1\n2\n3\n" | shows --from mm >got
	printf '1\t1\t1\n1\t2\t2\n2\t1\t2\n2\t2\t3\n' | cmp - got
	printf "$banner array real skew-symmetric\n3 3\n1\n2\n3\n" | shows --from mm >got
	printf '1\t2\t-1\n1\t3\t-2\n2\t1\t1\n2\t3\t-3\n3\t1\t2\n3\t2\t3\n' | cmp - got
	printf "$banner array real general\n2 2\n1\n0\n2\n" >a.mm
	leaves_nothing 65 'there are 3 entries, and 4 are claimed' corpus-import --from mm a.mm
	printf "$banner array real general\n2 1\n1\n2\n3\n" >a.mm
	leaves_nothing 65 'a.mm: line 5: more values than the 2 x 1 claimed' corpus-import --from mm a.mm
	printf "$banner coordinate real symmetric\n2 3 1\n1 1 1\n" >a.mm
	leaves_nothing 65 'not as many rows as columns' corpus-import --from mm a.mm
	printf "$banner coordinate real symmetric\n2 2 1\n0 1 1\n" >a.mm
	leaves_nothing 65 'a.mm: line 3: row 0: rows are numbered from 1' corpus-import --from mm a.mm
	printf "$banner array real general\n99999999999 99999999999\n1\n" >a.mm
	leaves_nothing 65 'a.mm: line 2: too large' corpus-import --from mm a.mm
	printf "$banner array real general\n3000000000 3000000000\n1\n" >a.mm
	leaves_nothing 65 'there are 1 entries' corpus-import --from mm a.mm
}

@test "--sum adds up entries of the same place, in any format and order" {
	mm '2 2 4\n1 2 1\n1 2 2\n1 2 4\n2 1 1\n' >a.mm
	leaves_nothing 65 'row 1 has an entry twice, in column 2 from 1: --sum adds up' \
		corpus-import --from mm a.mm
	printf '1\t2\t7\n2\t1\t1\n' >wanted
	shows --from mm --sum a.mm | cmp - wanted
	mm '2 2 4\n1 2 1\n2 1 1\n1 2 2\n1 2 4\n' >b.mm
	leaves_nothing 65 'row 1 has an entry twice' corpus-import --from mm b.mm
	shows --from mm --sum b.mm | cmp - wanted
	printf '3 1:1 0:1 1:2\n' | shows --from ldac --sum >got
	printf '1\t0\t1\n1\t1\t3\n' | cmp - got
	printf '0 1:2 2:1 1:-2\n' | corpus-import -q --from svmlight --sum | stream-text >got
	printf '1\t2\t1\n' | cmp - got
	mm '1 1 2\n1 1 4294967295\n1 1 1\n' | corpus-import --from mm --sum --values counts >c.mz 2>why || :
	grep -q 'is no count' why
}

@test "svmlight-labels: no labels, a line of sizes, blanks behind colons" {
	printf '1,0 2:2.5 10:1\n 2:3.5 11:26\n \n # empty one\n' >ml.svm
	shows --from svmlight ml.svm >got
	printf '1\t2\t2.5\n1\t10\t1\n2\t2\t3.5\n2\t11\t26\n' | cmp - got
	printf '2 5 3\n0,2 0:1 3:2\n1 4:1\n' >xmlc.txt
	printf '1\t0\t1\n1\t3\t2\n2\t4\t1\n' >wanted
	shows --from svmlight --base 0 xmlc.txt | cmp - wanted
	shows --from svmlight xmlc.txt | cmp - wanted
	[ "$(field columns --from svmlight xmlc.txt)" = 5 ]
	printf '0   21:1.00   63: .50\n' | shows --from svmlight >got
	printf '1\t21\t1\n1\t63\t0.5\n' | cmp - got
	printf '3 5 3\n0,2 0:1 3:2\n1 4:1\n' >few
	leaves_nothing 65 'few: line 3: there are 2 documents, and 3 are claimed' \
		corpus-import --from svmlight few
	printf '1 5 3\n0,2 0:1 5:2\n' >wide
	leaves_nothing 65 'wide: line 2: column 5 is out of range' corpus-import --from svmlight wide
	printf '1 4000000000 3\n0 0:1\n' >wide
	leaves_nothing 65 'are implausible for so few entries' corpus-import --from svmlight wide
}

@test "gensim-dictionary: terms by the ids of gensim's text" {
	printf '3\n2\tape\t1\n1\tcat\t1\n0\tdog\t2\n' >dict.txt
	mm '2 3 3\n1 1 2\n2 2 1\n2 3 1\n' >a.mm
	printf '1\tdog\t2\n2\tcat\t1\n2\tape\t1\n' >wanted
	shows --from mm --vocab dict.txt a.mm | cmp - wanted
	tail -n +2 dict.txt >old.txt
	shows --from mm --vocab old.txt a.mm | cmp - wanted
	gzip dict.txt
	shows --from mm --vocab dict.txt.gz a.mm | cmp - wanted
	printf '3\n2\tape\t1\n2\tcat\t1\n0\tdog\t2\n' >twice
	leaves_nothing 65 'twice: no word has id 1' corpus-import --from mm --vocab twice a.mm
	printf '3\n0\tape\t1\n0\tcat\t1\n1\tdog\t2\n' >twice
	leaves_nothing 65 'twice: line 3: id 0 for the second time' corpus-import --from mm --vocab twice a.mm
	printf '3\n2\tape\t1\n1 cat 1\n' >torn
	leaves_nothing 65 'torn: line 3: not id, word and document frequency' \
		corpus-import --from mm --vocab torn a.mm
}

@test "a comment and nothing else is an empty corpus of svmlight; a dictionary has no empty word" {
	printf '# Column indices are one-based' | corpus-import -q --from svmlight -o none.mz -
	[ "$(stream-info --quick none.mz | sed -n 's/^documents	//p')" = 0 ]
	printf '%%%%MatrixMarket matrix coordinate integer general\n1 2 1\n1 1 3\n' >m.mm
	printf '0\tcats\t1\n1\t\t1\n' >dict
	refuses 65 'dict: line 2: an empty word, or one with a zero' \
		corpus-import --from mm --vocab dict m.mm
}

@test "an empty corpus makes the round trip" {
	make_pets
	: >none
	corpus-select -q --docs none -o none.mz pets.mz
	corpus-export --to mm --terms terms none.mz >empty.mm
	for f in mm ldac uci svmlight; do
		corpus-export --to $f none.mz >empty.$f
		corpus-import -q --from $f --vocab terms -o back.mz empty.$f
		[ "$(stream-info back.mz | sed -n 's/^documents	//p')" = 0 ]
		[ -z "$(stream-text back.mz)" ]
		corpus-export --to $f back.mz | cmp - empty.$f
		corpus-import -q --from $f empty.$f | stream-info >/dev/null
	done
	run -0 --separate-stderr bash -c 'corpus-import --from ldac empty.ldac | stream-text'
	# shellcheck disable=SC2154 # bats sets stderr
	[ "$stderr" = 'corpus-import: empty.ldac: empty: no documents' ]
}
