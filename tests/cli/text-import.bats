#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

@test "JSON Lines: names, pointers, arrays, numbers, escapes, a table" {
	printf '\357\273\277%s\r\n' '{"id":"a","text":"one\ntwo\tx \u00e4\ud83d\ude00","y":3}' >j
	cat >>j <<'END'
{"id": 2, "text": ["p", "q", ["r", 5, null]], "y": null, "a": {"b": ["x", "deep"], "c/d": "slash"}}

{"id": "c", "text": "", "y": "tab\there", "\u0061": 1}
END
	run -0 --separate-stderr text-import --from jsonl --meta m --fields y,/a/b/1,/a/c~1d,id j
	[ "$output" = $'a\tone two x \303\244\360\237\230\200\n2\tp q r 5\nc\t' ]
	[ "$stderr" = 'text-import: 3 documents' ]
	[ "$(cat m)" = $'id\ty\t/a/b/1\t/a/c~1d\tid_field\na\t3\t\t\ta\n2\t\tdeep\tslash\t2\nc\ttab here\t\t\tc' ]
	[ "$(text-import -q --from jsonl --id y --text /a/b/1 j 2>/dev/null || echo none)" = none ]
	[ "$(text-import -q --from jsonl --number --text text,id j)" = $'1\tone two x \303\244\360\237\230\200 a\n2\tp q r 5 2\n3\t c' ]
}

@test "JSON Lines: broken records are counted and told, and --strict stops" {
	{
		printf '%s\n' '{"id":"a","text":"fine"}' '{"id":"b","text":"cut' '[1]' '{"text":"x"}' \
			'{"id":"c"}' '{"id":"a","text":"again"}' '{"id":{},"text":"x"}' \
			'{"id":"s","text":"\ud800"}' '{"id":"","text":"x"}'
		printf '{"id":"d","text":'
		head -c 100000 /dev/zero | tr '\0' '['
		printf '}\n{"id":"%065536d","text":"x' 0
		printf '"}\n{"id":"u","text":"\377"}\n{"id":"e","text":"ends here'
	} >j
	run -0 --separate-stderr text-import --from jsonl j
	[ "$output" = $'a\tfine\na\tagain\ns\t\357\277\275' ]
	[[ $stderr == *'j: line 2: JSON ends where the end of a string should stand'* ]]
	[[ $stderr == *"j: line 3: JSON, byte 1: an object is expected there (jq -c '.[]' makes lines of an array)"* ]]
	[[ $stderr == *'j: line 4: no field "id" for the id'* ]]
	[[ $stderr == *'j: line 5: no field "text"'* ]]
	[[ $stderr == *'j: line 7: field "id" is an object: /id/NAME takes a field of it'* ]]
	[[ $stderr == *'j: line 9: an empty id'* ]]
	[[ $stderr == *'j: line 10: JSON nested deeper than 1000'* ]]
	[[ $stderr == *'j: line 11: an id of 65536 bytes; at most 65535 fit'* ]]
	[[ $stderr == *'j: line 12: JSON, byte 19: UTF-8 is expected there'* ]]
	[[ $stderr == *'j: line 13: JSON ends'* ]]
	[[ $stderr == *'10 records are broken and were left out'* ]]
	[[ $stderr == *'j: line 6: the id a came before'* ]]
	refuses 65 'j: line 2: JSON ends' text-import --strict --from jsonl j
	{ head -n 1 j; sed -n 6p j; } >twice
	refuses 65 'twice: line 2: the id a came before' text-import --strict --from jsonl twice
	tail -n 1 j >all
	refuses 65 'no record of 1 could be read' text-import --from jsonl all
}

@test "JSON Lines: arrays, by their elements and as one text" {
	{
		printf '%s\n' '{"id":"a","text":[0,1,2,3,4,5,6,7,8,9,"ten",false]}' '{"id":["b"],"text":"x"}' \
			'{"id":"c","text":["x",{"y":1}]}'
		printf '{"id":"d","text":%s"deep"%s}\n' '[[[[[[[[[[[[[[[[[' ']]]]]]]]]]]]]]]]]'
		printf '{"id":"e","text":%s"deep"%s}\n' '[[[[[[[[[[[[[[[[' ']]]]]]]]]]]]]]]]'
	} >j
	run -0 --separate-stderr text-import --from jsonl j
	[ "$output" = $'a\t0 1 2 3 4 5 6 7 8 9 ten false\ne\tdeep' ]
	[[ $stderr == *'j: line 2: field "id", the id, is an array'* ]]
	[[ $stderr == *'j: line 3: field "text" has an object among its elements'* ]]
	[[ $stderr == *'j: line 4: field "text" has more than 16 arrays in each other'* ]]
	[ "$(text-import -q --from jsonl --id /text/10 --text /text/11 j)" = $'ten\tfalse' ]
}

@test "CSV: quotes, line ends, semicolons, numbers, ragged rows, 10,000 columns" {
	printf 'id,text,date\r\n1,"a ""q"" b\r\nc",2001\n2,x 5" y,2002\n3,"bad"x,2\n4,short\n\n5,ok,9\r\n' >c
	run -0 --separate-stderr text-import --from csv --meta m --fields date c
	[ "$output" = $'1\ta "q" b  c\n2\tx 5" y\n5\tok' ]
	[ "$(cat m)" = $'id\tdate\n1\t2001\n2\t2002\n5\t9' ]
	[[ $stderr == *'c: line 5: bytes after the closing quote of a field'* ]]
	[[ $stderr == *'c: line 6: 2 fields, where the first line has 3'* ]]
	[[ $stderr == *'2 records are broken'* ]]
	refuses 65 'c: line 5: bytes after' text-import --strict --from csv c
	refuses 64 'c: no field "body"; the first line names id, text, date' \
		text-import --from csv --text body c
	printf 'id,text\n1,x\n2,"never\n3,y\n' >open
	refuses 65 'open: line 3: a quote that field 2 begins with never ends' text-import --from csv open
	[ "$(printf '1;alpha\n2;beta, gamma\n' | text-import -q --from csv --no-header --id 1 --text 2)" = \
		$'1\talpha\n2\tbeta, gamma' ]
	[ "$(printf 'x\tid\ttext\n1\ta\t"q\n' | text-import -q --from tsv)" = $'a\t"q' ]
	awk 'BEGIN { for (r = 0; r < 3; r++) for (c = 1; c <= 10000; c++)
		printf "%s%s", r ? r * c : "n" c, c < 10000 ? "," : "\n" }' >wide
	[ "$(text-import -q --from csv --id n1 --text n10000 wide)" = $'1\t10000\n2\t20000' ]
}

@test "CSV: names of fields that are none, twice there, or have no end" {
	printf 'id,text,text\n1,x,y\n' >c
	refuses 64 'c: 2 fields are named "text"' text-import --from csv c
	refuses 64 'c: no field 4; the first line has 3 fields' text-import --from csv --text 4 c
	[ "$(text-import -q --from csv --text 3 c)" = $'1\ty' ]
	refuses 64 'c: without a line of names fields are numbers from 1, not "text"' \
		text-import --from csv --no-header --id 1 c
	printf '"id"x,text\n1,x\n' >damaged
	refuses 65 'damaged: line 1: the names of the fields are no record' text-import --from csv damaged
	printf '"id,text\n1,x\n' >open
	refuses 65 'open: line 1: a quote never ends' text-import --from csv open
	printf 'id,text' >names
	run -0 --separate-stderr text-import --from csv names
	[ -z "$output" ]
	{ printf 'id,text\n1,x\n2,'; head -c 100000 /dev/zero | tr '\0' ,; printf '\n3,z\n'; } >wide
	run -0 --separate-stderr text-import --from csv wide
	[ "$output" = $'1\tx\n3\tz' ]
	[[ $stderr == *'wide: line 3: more than 100000 fields'* ]]
}

@test "the same bytes for any threads, and pieces end where records do" {
	awk 'BEGIN { srand(5); print "id,text"; for (r = 0; r < 40000; r++) {
		printf "%d,\"", r
		for (n = 40 * rand(); n > 0; n--)
			printf "%s", rand() < .1 ? "\n" : rand() < .1 ? "\"\"" : rand() < .2 ? "," : "w" int(99 * rand()) " "
		print "\"" } }' >big.csv
	text-import -q -j 1 --from csv big.csv >one
	[ "$(wc -l <one)" -eq 40000 ]
	python3 - <<'END' >wanted
import csv
for row in list(csv.reader(open('big.csv', newline='')))[1:]:
    print(row[0] + '\t' + row[1].replace('\n', ' '))
END
	cmp one wanted
	text-import -q -j 7 --from csv big.csv | cmp - one
	bzip2 -c big.csv | text-import -q --from csv | cmp - one || ! bzip2 -c big.csv | corpus-vocab -q
	python3 - <<'END' >big.jsonl
import json
for line in open('wanted'):
    name, text = line.rstrip('\n').split('\t')
    print(json.dumps({'id': int(name), 'text': text}))
END
	text-import -q -j 3 --from jsonl big.jsonl | cmp - one
}

@test "files: folders in the order of bytes, by path, file or stem (case folder-of-texts)" {
	mkdir -p docs/a docs/.git
	printf 'hello\nworld\n' >docs/a.txt
	printf x >docs/a-b
	printf 'deep hello' >docs/a/z.txt
	printf hidden >docs/.hidden
	ln -s . docs/loop
	ln -s a.txt docs/link
	[ "$(text-import -q --from files --meta m --fields folder,stem docs)" = \
		$'docs/a-b\tx\ndocs/a.txt\thello world \ndocs/a/z.txt\tdeep hello\ndocs/link\thello world ' ]
	[ "$(cat m)" = $'id\tfolder\tstem\ndocs/a-b\tdocs\ta-b\ndocs/a.txt\tdocs\ta\ndocs/a/z.txt\ta\tz\ndocs/link\tdocs\tlink' ]
	[ "$(text-import -q --from files --name file docs/a)" = $'z.txt\tdeep hello' ]
	[ "$(text-import -q --from files --name stem docs/a.txt docs/a)" = $'a\thello world \nz\tdeep hello' ]
	find docs -type f ! -path '*/.*' -print0 | LC_ALL=C sort -z >list
	text-import -q --from files --files0-from list | cut -f 1 | tr '\n' '\0' | cmp - list
	printf %0100d 0 >long
	refuses 65 'long: line 1: a record of more than 64 bytes; --max-document allows more' \
		text-import --from files --max-document 64 docs/a long
	rm docs/link
	tr '\0' '\n' <list | while read -r file; do cat "$file"; echo; done | corpus-vocab -q --input lines |
		grep -v '^#' >wanted
	corpus-vocab -q --input files docs | grep -v '^#' | cut -f 1,3 | cmp - <(cut -f 1,3 wanted)
	corpus-vocab -q --input files docs >words
	export HOME=$PWD
	dist-run -q vocab --input files docs | cmp - words
	find docs -type f ! -path '*/.*' -print0 | dist-run -q vocab --input files --files0-from - | cmp - words
	refuses 66 'docs: Is a directory: --input files takes the files in a folder' corpus-vocab docs
}

@test "files: what is told names its own file; pictures are left out" {
	mkdir letters
	for n in 1 2 3 4; do printf 'letter %s\n' $n >letters/$n.txt; done
	printf 'one\nGr\374\337e aus K\366ln, und noch mehr Text\n' >letters/3.txt
	printf 'a\nb\0c' >letters/4.jpg
	run -0 --separate-stderr text-import --from files --name file -o out letters
	[[ $stderr == *'letters/3.txt: line 2: bytes that are no UTF-8 (ISO-8859-1?)'* ]]
	[[ $stderr == *'letters/4.jpg: line 2: a zero byte: no text, or one of UTF-16'* ]]
	[ "$(cut -f 1 out | tr '\n' ' ')" = '1.txt 2.txt 3.txt 4.txt ' ]
	refuses 65 'letters/4.jpg: a zero byte' text-import --strict --from files --encoding ISO-8859-1 letters
	rm letters/4.jpg
	refuses 65 'letters/3.txt: line 2: bytes that are no UTF-8' text-import --strict --from files letters
	text-import -q --from files --encoding ISO-8859-1 letters/3.txt | grep -q 'Grüße aus Köln'
	printf 'a\0b\0' >letters/4.txt
	text-import -q --from files --encoding UTF-16LE letters/4.txt | grep -q 'ab$'
}

@test "MALLET's lines: the label is no word (case mallet-lines)" {
	printf 'd1 physics The force acts \t\nd2\tcooking,Salt the water\n \nd3\n' >mallet.txt
	run -0 --separate-stderr text-import --from mallet --meta m --fields label mallet.txt
	[ "$output" = $'d1\tThe force acts\nd2\tthe water' ]
	[ "$(cat m)" = $'id\tlabel\nd1\tphysics\nd2\tcooking,Salt' ]
	[[ $stderr == *'mallet.txt: line 4: no label and text behind the name'* ]]
	# the same with tabs is text with ids, but a second tab in every line is told
	printf 'd1\tphysics\tThe force\nd2\tcooking\tSalt\n' >labelled
	for name in corpus-vocab corpus-index; do
		run -0 --separate-stderr $name -o out labelled
		[[ $stderr == *'every line has a second tab: '*'text-import --from mallet leaves the label out'* ]]
		run -0 --separate-stderr $name -o out <(cat labelled; printf 'd3\ttext\n')
		[[ $stderr != *'second tab'* ]]
	done
}

@test "mbox: headers, charsets, parts, attachments, quoted From lines" {
	cat >box <<'END'
From a@x Fri Mar  5 10:00:00 2004
Message-ID: <one@x>
Subject: =?ISO-8859-1?Q?caf=E9_and?= =?UTF-8?B?IHRlYQ==?=
 folded
Date: Fri, 5 Mar 2004 10:00:00 +0100
Content-Type: text/plain; charset=ISO-8859-1
Content-Transfer-Encoding: quoted-printable

na=EFve soft=
ly broken
>From the start

From b@x Fri Mar  5 11:00:00 2004
message-id: <two@x>
Subject: parts
Content-Type: multipart/mixed; boundary="out"

no text
--out
Content-Type: multipart/alternative; boundary=in

--in
Content-Type: text/html

<p>html &amp; more</p>
--in
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: base64

cGxhaW4g
dGV4dA==
--in--
--out
Content-Type: text/plain
Content-Disposition: attachment; filename=x

attached
--out
Content-Type: image/png

png
--out--

From c@x Fri Mar  5 12:00:00 2004
Subject: no id

text
END
	run -0 --separate-stderr text-import --from mbox --text subject,body --meta m --fields Date box
	[ "$(tr -s ' ' <<<"$output")" = \
		$'one@x\tcaf\303\251 and tea folded na\303\257ve softly broken From the start \ntwo@x\tparts plain text' ]
	[[ $stderr == *'box: line 44: no field "message-id" for the id'* ]]
	[ "$(sed -n 2p m)" = $'one@x\tFri, 5 Mar 2004 10:00:00 +0100' ]
	[ "$(text-import -q --from mbox --text subject,body <(sed 's/$/\r/' box) | tr -s ' ')" = \
		"$(tr -s ' ' <<<"$output")" ]
	printf 'no mail\n' >none
	refuses 65 'none: line 1: no mail: it does not begin with "From "' text-import --from mbox none
}

@test "mbox: a mail larger than what is read at once; parts without a boundary" {
	{
		printf 'From a@b Thu Jan  1 00:00:00 1970\nMessage-ID: <one>\n\n'
		yes 'a line of some words' | head -c 3000000
		printf '\n\nFrom a@b Thu Jan  1 00:00:00 1970\nMessage-ID: <two>\n'
		printf 'Content-Type: multipart/mixed\n\nlast words\n'
	} >mails
	text-import -q --from mbox -o got mails
	[ "$(cut -f 1 got | tr '\n' ' ')" = 'one two ' ]
	[ "$(grep -o some got | wc -l)" -eq 142857 ]
	[[ "$(tail -n 1 got)" == 'two	last words'* ]]
}

@test "mbox: hidden text, mails in mails, charsets with bytes that are none, pieces" {
	cat >box <<'END'
From a@x Fri Mar  5 10:00:00 2004
Message-ID: <html@x>
Content-Type: text/html

a<style type="x">p { gone }</style>b<SCRIPT>gone &amp;</SCRIPT>c&#233;&nope;
From of no mail
From b@x Fri Mar  5 11:00:00 2004

From c@x Fri Mar  5 11:00:00 2004
Message-ID: <inner@x>
Content-Type: message/rfc822

Subject: forwarded
Content-Type: multipart/mixed; boundary=b

--b

first
--b

last, without an end
END
	printf '\nFrom d@x Fri\nMessage-ID: <bytes@x>\nContent-Type: text/plain; charset=EUC-JP\n\n' >>box
	printf 'a \244\242 b \377 c\n' >>box
	printf '\nFrom e@x Fri\nMessage-ID: <deep@x>\n' >>box
	for ((i = 0; i < 18; i++)); do printf 'Content-Type: message/rfc822\n\n'; done >>box
	printf 'text\n\nFrom f@x Fri\nMessage-ID: <last@x>' >>box
	run -0 --separate-stderr text-import --from mbox box
	[ "$(tr -s ' ' <<<"$output" | head -n 3)" = \
		$'html@x\ta b c\303\251&nope; From of no mail From b@x Fri Mar 5 11:00:00 2004 \ninner@x\tfirst last, without an end \nbytes@x\ta \343\201\202 b \357\277\275 c ' ]
	[[ $stderr == *'parts in parts, more than 16'* ]]
	# several pieces, with line ends of two kinds
	awk 'BEGIN { for (m = 0; m < 3000; m++) {
		printf "From a@x Fri\nMessage-ID: <%d>\n\n", m
		for (n = m * 7 % 90; n > 0; n--) print "words of a mail\nFrom within"
		print "" } }' >many
	text-import -q -j 3 --from mbox many >got
	[ "$(cut -f 1 got | cmp - <(seq 0 2999) && echo same)" = same ]
	awk '{ exit gsub(/From within/, "") != (NR - 1) * 7 % 90 }' got
	sed 's/$/\r/' many | text-import -q -j 2 --from mbox | tr -s ' ' | cmp - <(tr -s ' ' <got)
}

# export PAGE...: an export of MediaWiki with these
export_of() {
	printf '<mediawiki xml:lang="de">\n<siteinfo><namespaces>'
	printf '<namespace key="6" case="x">Datei</namespace><namespace key="14">Kategorie</namespace>'
	printf '</namespaces></siteinfo>\n'
	printf '%s\n' "$@"
	printf '</mediawiki>\n'
}

# page TITLE TEXT
page() {
	printf '<page>\n<title>%s</title><ns>0</ns><id>7</id><revision><id>9</id>' "$1"
	printf '<timestamp>2004-03-05</timestamp><text xml:space="preserve">%s</text></revision></page>' "$2"
}

@test "wiki: markup by the stated rules" {
	export_of "$(page 'A &amp; B' "'''Bold''' it's [[target|text]] [[plain]]s {{t|{{n}}|x}}[[Datei:x.jpg|thumb|a [[in|caption]] here]]
== Head ==
* item [http://x.org desc] &lt;ref name=&quot;a&quot;&gt;gone&lt;/ref&gt;H&lt;sub&gt;2&lt;/sub&gt;O&lt;br/&gt;x &amp;ndash; &lt;!-- no --&gt;
{| class=&quot;t&quot;
|-
! h1 !! h2
| style=&quot;s&quot; | c1 || c2
|}
[[Kategorie:K]][[Category:C]] __TOC__ {{open [[open
[[fr:Autre]]
end]]}")" >x
	run -0 --separate-stderr text-import --from wiki --min-words 0 --meta m \
		--fields id,revision/id,timestamp x
	[ "$(tr -s ' ' <<<"$output")" = \
		$'A & B\tBold it\'s text plains a caption here Head item desc H2Ox \342\200\223 h1 h2 c1 c2 {{open [[open end}' ] ||
		[ "$(tr -s ' ' <<<"$output")" = \
		$'A & B\tBold it\'s text plains a caption here Head item desc H2O x \342\200\223 h1 h2 c1 c2 open open end} ' ]
	[ "$(cat m)" = $'id\tid_field\trevision/id\ttimestamp\nA & B\t7\t9\t2004-03-05' ]
}

@test "wiki: what goes from between two bars leaves them two separators" {
	export_of "$(page T '{|
|style=x|{{t|{{n}}}}||c1||style=y|&lt;ref&gt;r&lt;/ref&gt;||c2
|a|{{t}}
|}')" >x
	run -0 --separate-stderr text-import --from wiki --min-words 0 x
	[ "$(tr -s ' ' <<<"$output" | sed 's/ $//')" = $'T\t c1 c2' ]
}

@test "wiki: markup that is none, or ends oddly, stays or goes by the same rules" {
	export_of "$(page T "[//x.org slashes] [http://x.org
lines] [no address] [http://bare.org] a] b}} {c} [[target|]] [[:Kategorie:seen]] [[Datei:alone.jpg]]
[[Not:language]] [[fr:mid]] line
----rule
{|
|+ caption
|-5 || minus
|}
__Toc__ a_b __NOTOC__x 'one' ''two'' &amp;amp; &amp;none; 1 &lt; 2 &lt;3&gt; &lt;i&gt;it&lt;/i&gt; &lt;math/&gt; &lt;math&gt;x
&lt;ref&gt;r&lt;/refs&gt;&lt;/ref &gt;behind &lt;!-- a - b --- c -&gt; --&gt;seen
= = head = =
:; dent
{{{{ {{open }} x
&lt;!-- never")" >x
	run -0 --separate-stderr text-import -q --from wiki --min-words 0 x
	[ "$(tr -s ' ' <<<"$output")" = \
		$'T\t slashes http://x.org lines no address a b}} {c} target Kategorie:seen Not:language fr:mid line rule caption -5 minus __Toc__ a_b x \'one\' two & &none; 1 < 2 <3> it x behind seen = head dent x ' ]
}

@test "wiki: redirects, other namespaces and short pages are left out" {
	export_of "$(page Short 'few words')" \
		"$(page Long "$(seq -s ' ' 50)")" \
		'<page><title>R</title><ns>0</ns><redirect title="Long" /><revision><text>x</text></revision></page>' \
		"$(page Talk "$(seq -s ' ' 60)" | sed 's/<ns>0/<ns>1/')" >x
	run -0 --separate-stderr text-import --from wiki x
	[ "$output" = "Long	$(seq -s ' ' 50) " ]
	[[ $stderr == *'left out: 1 redirects, 1 pages of other namespaces, 1 texts of fewer words'* ]]
	[ "$(text-import -q --from wiki --namespaces 0,1 --min-words 2 x | cut -f 1 | tr '\n' ' ')" = 'Short Long Talk ' ]
	# each character of Chinese is as a word
	export_of "$(page Chinese '天地玄黃 宇宙')" >x
	[ "$(text-import -q --from wiki --min-words 6 x | cut -f 1)" = Chinese ]
	[ "$(text-import -q --from wiki --min-words 7 x)" = '' ]
}

@test "wiki: bad nesting, references, a DTD, what is cut, no export at all" {
	export_of "$(page Good 'one two')" '<page><title>Bad</ns></page>' \
		"$(page Entity 'a &nope; b')" "$(page Last 'three four')" >x
	run -0 --separate-stderr text-import --from wiki --min-words 0 x
	[ "$(cut -f 1 <<<"$output" | tr '\n' ' ')" = 'Good Last ' ]
	[[ $stderr == *'x: line 5: XML: </ns> where </title> should stand'* ]]
	[[ $stderr == *'x: line 6: XML: & that begins none of its references'* ]]
	size=$(wc -c <x)
	for cut in 40 300 $((size - 30)) $((size - 14)) $((size - 5)); do
		head -c "$cut" x >part
		run --separate-stderr text-import -q --from wiki --min-words 0 part
		[ "$status" -eq 65 ]
		[ -z "$output" ]
	done
	{ printf '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'; cat x; } >bomb
	refuses 65 'bomb: XML: a DTD or declaration, which is not read' text-import --from wiki bomb
	echo '<html><page>' >html
	refuses 65 'html: no export of MediaWiki: it begins with <html>' text-import --from wiki html
	refuses 65 'no export of MediaWiki' text-import --from wiki /dev/null
}

@test "wiki: a page of 100 MB, and brackets that never end, in linear time" {
	{
		printf '<mediawiki><page><title>big</title><ns>0</ns><revision><text>'
		yes 'some words of a page' | head -c 100000000
		printf '</text></revision></page>'
		for open in '{{' '[[' '[http://' '&lt;a' '&lt;ref&gt;' '&lt;!--' '}}' "''" '|'; do
			printf '<page><title>%d</title><ns>0</ns><revision><text>' $((number++))
			yes "$open" | tr -d '\n' | head -c $((100000 * ${#open}))
			printf '</text></revision></page>'
		done
		printf '</mediawiki>'
	} >x
	text-import -q --from wiki --min-words 0 -o out x
	[ "$(wc -l <out)" -eq 10 ]
	[ "$(head -n 1 out | wc -c)" -eq 100000006 ]
	refuses 65 'a record of more than 1048576 bytes; --max-document allows more' \
		text-import --from wiki --max-document 1M x
}

@test "--unescape resolves what was escaped before" {
	printf 'a\\tb\\nc \\u00e9 \\\\n \\q\n' >t
	[ "$(text-import -q --from tsv --no-header --number --text 1 --unescape t)" = \
		$'1\ta b c \303\251 \\n \\q' ]
	[ "$(text-import -q --from tsv --no-header --number --text 1 t)" = $'1\t'"$(cat t)" ]
	printf '%s\n' '\ud83d\ude00 \ud83d\u00e4 \ud83d\uzzzz' '\u12g4 \u12' >t
	[ "$(text-import -q --from tsv --no-header --number --text 1 --unescape t)" = \
		$'1\t\360\237\230\200 \357\277\275\303\244 \357\277\275\\uzzzz\n2\t\\u12g4 \\u12' ]
}

@test "encodings: by name, by byte order mark, and what is no UTF-8 is told" {
	printf 'id,text\n1,na\357ve\n2,plain\n' >latin
	[ "$(text-import -q --encoding ISO-8859-1 --from csv latin)" = $'1\tna\303\257ve\n2\tplain' ]
	run -0 --separate-stderr text-import --from csv latin
	[ "$output" = $'1\tna\357\277\275ve\n2\tplain' ]
	[[ $stderr == *'latin: line 2: bytes that are no UTF-8 (ISO-8859-1?); U+FFFD stands for each of them, in 1 values; --encoding names another'* ]]
	refuses 65 'latin: line 2: bytes that are no UTF-8 (ISO-8859-1?)' text-import --strict --from csv latin
	for encoding in UTF-16 UTF-16LE UTF-32; do
		{ [ $encoding != UTF-16LE ] || printf '\377\376'; iconv -f ISO-8859-1 -t $encoding latin; } >wide
		[ "$(text-import -q --from csv wide)" = $'1\tna\303\257ve\n2\tplain' ]
	done
	head -c 41 wide >part
	refuses 65 'the text ends within a character of UTF-32' text-import --from csv part
	refuses 64 'no encoding is called klingon' text-import --encoding klingon --from csv latin
	printf 'id,text\n1,\377x\n' >bad
	refuses 65 'line 2: bytes that are no ASCII' text-import --encoding ASCII --from csv bad
}

@test "usage" {
	refuses 64 '--from' text-import
	refuses 64 '--meta FILE and --fields FIELD,... go together' text-import --from csv --meta m /dev/null
	refuses 64 '--id and --number exclude each other' text-import --from csv --number --id x /dev/null
	refuses 66 'missing' text-import --from csv missing
	printf 'id,text\n1,x\n' >c
	refuses 64 "same can't hold two outputs" text-import --from csv --meta same --fields id -o same c
	[ "$(text-import -q -f --from csv -o c c && cat c)" = $'1\tx' ]
}

@test "a field that no document has is told" {
	printf '{"id": "a", "body": "x", "date": "1"}\n{"id": "b", "body": "y"}\n' >j
	run --separate-stderr text-import --from jsonl --text titel,body --meta m --fields date,datum j
	[ "$status" -eq 0 ]
	[[ $stderr == *'no document has a field "titel"'*'no document has a field "datum"'* ]]
	[[ $stderr != *'"body"'* && $stderr != *'"date"'* ]]
	run --separate-stderr text-import --from jsonl --text titel,body - <<<''
	[[ $stderr != *titel* ]]
}
