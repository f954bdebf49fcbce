#!/usr/bin/env bats
load helper

make_report() {
	make_many
	lda-train -q -k 6 --passes 5 -o model.mz many.mz
	awk 'BEGIN { print "id,date"
		for (d = 0; d < 3000; d++) printf "doc%d,%04d-%02d\n", d, 1999 + d % 3, 1 + d % 12 }' >table.csv
	topic-report -o page.html --title 'W & "V"' --model model.mz --by table.csv --group date:month \
		--texts many.txt -n 10 --docs 3 many.mz
}

@test "the page has every topic, its words, documents, trend, recipe and command" {
	make_report
	[ "$(grep -c '<article class="topic"' page.html)" -eq 6 ]
	[ "$(grep -c '<polygon' page.html)" -eq 6 ]
	[ "$(grep -c '<li>doc' page.html)" -eq 18 ]
	[ "$(grep -c '<span class="s">w' page.html)" -eq 18 ]
	grep -q '<title>W &amp; &quot;V&quot;</title>' page.html
	grep -q '3000 documents looked at' page.html
	grep -q "<code>lda .*</code>" page.html
	grep -q '<code>topic-report --model model.mz --by table.csv --group date:month --texts many.txt --docs 3 -n 10 many.mz</code>' page.html
	# without scripts the words of each topic are those of topic-words
	topic-words -n 10 --format tsv model.mz | awk -F '\t' '{ print $4 }' >wanted
	sed -n '/<ol class="words">/,/<\/ol>/s/.*<span class="w">\([^<]*\)<.*/\1/p' page.html | cmp - wanted
	# and the documents those of topic-docs
	lda-infer -q --model model.mz many.mz | topic-docs -n 3 | sed 1d | cut -f 4 >wanted
	sed -n 's/^<li>\(doc[0-9]*\) .*/\1/p' page.html | cmp - wanted
	# no reference to anything elsewhere
	run grep -nE '(src|href)="(http|//)|@import|url\(' page.html
	[ "$status" -eq 1 ]
}

@test "a browser opens it from disk, and what can be clicked works" {
	driver=$(command -v chromedriver) || skip "no chromedriver"
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || skip "no chromium"
	make_report
	timeout 240 python3 "$BATS_TEST_DIRNAME/browse.py" "$driver" "$PWD/page.html" "$PWD/shot.png" 6 >said
	[ "$(cat said)" = ok ]
	# a picture of something: it does not shrink to a few bytes
	[ "$(wc -c <shot.png)" -gt 15000 ]
}

@test "the same bytes for any number of threads, and again" {
	make_report
	topic-report -j 1 --title 'W & "V"' --model model.mz --by table.csv --group date:month \
		--texts many.txt -n 10 --docs 3 many.mz | cmp - page.html
	topic-report -j 3 --title 'W & "V"' --model model.mz --by table.csv --group date:month \
		--texts many.txt -n 10 --docs 3 many.mz | cmp - page.html
}

@test "colours of an earlier model are kept" {
	make_report
	topic-report -q --model model.mz -o alone.html
	topic-report -q --model model.mz --like model.mz -o like.html
	[ "$(grep -c 'topic [0-5] of the earlier model' like.html)" -eq 6 ]
	[ "$(grep -o 'style="--h:[0-9]*"' alone.html)" = "$(grep -o 'style="--h:[0-9]*"' like.html)" ]
	lda-train -q -k 8 --passes 5 --seed 2 -o more.mz many.mz
	topic-report -q --model more.mz --like model.mz -o like.html
	[ "$(grep -c 'new since the earlier model' like.html)" -eq 2 ]
	[ "$(grep -o 'article class="topic" id="t[0-9]*" style="--h:[0-9]*' like.html | grep -o '[0-9]*$' | sort -u | wc -l)" -eq 8 ]
}

@test "names, words and texts cannot leave their place" {
	evil='</script><script>alert(1)</script>'
	printf '%s\tcats dogs %s\n' "a$evil" "$evil" >evil.txt
	printf 'b"onload="x\tcats <b>birds</b>\n' >>evil.txt
	printf "c'\tdogs birds & \\\\\n" >>evil.txt
	printf '<script>\n"quoted"\n&amp;\n' >terms
	printf '%%%%MatrixMarket matrix coordinate integer general\n3 3 4\n1 1 3\n2 2 2\n3 3 1\n3 1 1\n' >m.mm
	corpus-import -q --from mm --vocab terms -o m.mz m.mm
	lda-train -q -k 2 --passes 2 -o m.lda m.mz
	topic-report -q --model m.lda --title "$evil" m.mz -o words.html
	corpus-vocab -q evil.txt | vocab-merge -q -o evil.vocab
	corpus-bow -q --vocab evil.vocab -o evil.mz evil.txt
	lda-train -q -k 2 --passes 2 -o evil.lda evil.mz
	topic-report -q --model evil.lda --texts evil.txt evil.mz -o names.html
	for page in words.html names.html; do
		# the page's own two scripts, and nothing else opens or closes one
		[ "$(grep -o '<script' $page | wc -l)" -eq 2 ]
		[ "$(grep -o '</script' $page | wc -l)" -eq 2 ]
		run grep -E 'alert\(1\)</script>|<b>birds|name="x' $page
		[ "$status" -eq 1 ]
		python3 - $page <<'END'
import html.parser, json, sys
class Page(html.parser.HTMLParser):
    open_tags, data, inside = [], "", False
    void = {"meta", "input", "circle", "path", "polygon", "polyline"}
    def handle_starttag(self, tag, attributes):
        assert all(not name.startswith("on") for name, value in attributes), attributes
        if tag not in self.void:
            self.open_tags.append(tag)
        self.inside = ("id", "data") in attributes
    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open_tags.pop() == tag, tag
        self.inside = False
    def handle_data(self, text):
        if self.inside:
            self.data += text
page = Page()
page.feed(open(sys.argv[1]).read())
assert page.open_tags == [], page.open_tags
json.loads(page.data)
END
	done
	grep -q '&lt;script&gt;' words.html
	grep -q 'b&quot;onload=&quot;x' names.html
}

@test "a model of the sparse form, from standard input" {
	make_many
	lda-train -q -k 12 --form sparse --passes 3 -o sparse.mz many.mz
	topic-report -q --model - -n 10 many.mz <sparse.mz >page.html
	[ "$(grep -c '<article class="topic"' page.html)" -eq 12 ]
	topic-words -n 10 --format tsv sparse.mz | awk -F '\t' '{ print $4 }' >wanted
	sed -n '/<ol class="words">/,/<\/ol>/s/.*<span class="w">\([^<]*\)<.*/\1/p' page.html | cmp - wanted
	topic-report -q --model sparse.mz --like - many.mz <sparse.mz >like.html
	[ "$(grep -c 'topic [0-9]* of the earlier model' like.html)" -eq 12 ]
}

@test "topics without a corpus, and one topic" {
	make_pets
	lda-train -q -k 1 --passes 2 -o one.mz pets.mz
	topic-report -q --model one.mz -o page.html
	[ "$(grep -c '<article class="topic"' page.html)" -eq 1 ]
	run grep -E '<th>npmi|[":>, ](nan|inf)["<, %]' page.html
	[ "$status" -eq 1 ]
}

@test "what does not belong together is refused" {
	make_models
	printf 'id,class\na,x\n' >table
	refuses 64 "--model" topic-report pets.mz
	refuses 65 "kind is" topic-report --model f.mz
	refuses 64 "go together" topic-report --model t.mz --by table pets.mz
	refuses 64 "go together" topic-report --model t.mz --group class pets.mz
	refuses 64 "--key names a field" topic-report --model t.mz --key id pets.mz
	refuses 64 "needs the corpus" topic-report --model t.mz --by table --group class
	refuses 64 "needs the corpus" topic-report --model t.mz --texts pets.txt
	refuses 64 "go with --texts" topic-report --model t.mz --input lines pets.mz
	refuses 64 "go with --texts" topic-report --model t.mz --max-document 1M pets.mz
	refuses 65 "weights, and the model is one of counts" topic-report --model t.mz w.mz
	refuses 65 "of one kind" topic-report --model t.mz --like f.mz
	make_many
	refuses 65 "vocabulary" topic-report --model t.mz many.mz
	topic-report --verbose --model t.mz --texts many.txt pets.mz -o page.html 2>told
	grep -q "none of the documents that the page shows" told
}
