#!/usr/bin/env bats
load helper

make_report() { once report new_report; }
new_report() {
	make_many
	lda-train -q -k 6 --passes 5 -o model.mz many.mz
	awk 'BEGIN { print "id,date"
		for (d = 0; d < 3000; d++) printf "doc%d,%04d-%02d\n", d, 1999 + d % 3, 1 + d % 12 }' >table.csv
	topic-report -o page.html --title 'W & "V"' --model model.mz --by table.csv --group date:month \
		--texts many.txt -n 10 --docs 3 many.mz
}

@test "the page has every topic, its words, documents, trend, recipe and command" {
	make_report
	[ "$(grep -c '<article id' page.html)" -eq 6 ]
	[ "$(grep -c '<polygon' page.html)" -eq 6 ]
	[ "$(grep -c '<li>doc' page.html)" -eq 18 ]
	[ "$(grep -c '<p>w' page.html)" -eq 18 ]
	grep -q '<title>W &amp; &quot;V&quot;</title>' page.html
	grep -q '3000 documents looked at' page.html
	grep -q "<code>lda .*</code>" page.html
	grep -q '<code>topic-report --model model.mz --by table.csv --group date:month --texts many.txt --docs 3 -n 10 many.mz</code>' page.html
	# without scripts the words of each topic are those of topic-words
	topic-words -n 10 --format tsv model.mz | awk -F '\t' '{ print $4 }' >wanted
	sed -n '/<ol class="words">/,/<\/ol>/s/^<li[^>]*>\([^<]*\)<.*/\1/p' page.html | cmp - wanted
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
	timeout 960 python3 "$BATS_TEST_DIRNAME/browse.py" "$driver" "$PWD/page.html" "$PWD/shot.png" 6 >said
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
	[ "$(grep -o 'article id="t[0-9]*" style="--h:[0-9]*' like.html | grep -o '[0-9]*$' | sort -u | wc -l)" -eq 8 ]
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
	[ "$(grep -c '<article id' page.html)" -eq 12 ]
	topic-words -n 10 --format tsv sparse.mz | awk -F '\t' '{ print $4 }' >wanted
	sed -n '/<ol class="words">/,/<\/ol>/s/^<li[^>]*>\([^<]*\)<.*/\1/p' page.html | cmp - wanted
	topic-report -q --model sparse.mz --like - many.mz <sparse.mz >like.html
	[ "$(grep -c 'topic [0-9]* of the earlier model' like.html)" -eq 12 ]
}

@test "topics without a corpus, and one topic" {
	make_pets
	lda-train -q -k 1 --passes 2 -o one.mz pets.mz
	topic-report -q --model one.mz -o page.html
	[ "$(grep -c '<article id' page.html)" -eq 1 ]
	run grep -E '<th[^>]*>npmi|[":>, ](nan|inf)["<, %]' page.html
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

@test "tables of groups that do not fit, one group, and what is there already" {
	make_models
	printf 'id,class\nq,x\n' >other
	refuses 65 "has none of the documents: its keys are such as q, the documents' names such as a" \
		topic-report --model t.mz --by other --group class pets.mz
	printf 'n,class\na,x\n' >nokey
	refuses 64 '--key names the field' topic-report --model t.mz --by nokey --group class pets.mz
	# one group has no trend
	printf 'id,class\na,x\nb,x\nc,x\n' >one
	topic-report -q --model t.mz --by one --group class -o page.html pets.mz
	[ "$(grep -c '<article id' page.html)" -eq 2 ]
	run ! grep '<polygon' page.html
	# a page is replaced whole; an input only with -f
	topic-report -q --model t.mz -o page.html pets.mz
	run ! grep 'by group' page.html
	cp pets.mz kept
	refuses 64 "is an input, and would be replaced" topic-report --model t.mz -o pets.mz pets.mz
	cmp pets.mz kept
	topic-report -q -f --model t.mz -o pets.mz pets.mz
	grep -q '<article id' pets.mz
}

@test "--ldavis has the columns of LDAvis, and their figures are those of a plain computation" {
	make_report
	topic-report -q --model model.mz -n 12 --ldavis vis
	[ "$(ls vis)" = lda.json ]
	stream-text model.mz >model.txt
	topic-diagnostics --model model.mz | cut -f 3 | sed 1d >tokens
	python3 - <<'END'
import json, math
lam = [l.rstrip("\n").split("\t") for l in open("model.txt") if not l.startswith("#")]
terms, lam = [l[0] for l in lam], [[float(x) for x in l[1:]] for l in lam]
K, V = len(lam[0]), len(lam)
total = [sum(row[k] for row in lam) for k in range(K)]
tokens = [float(t) for t in open("tokens")]
N = sum(tokens)
phi = [[row[k] / total[k] for k in range(K)] for row in lam]
freq = [sum(p[k] * tokens[k] for k in range(K)) for p in phi]
order = sorted(range(K), key=lambda k: -tokens[k])
d = json.load(open("vis/lda.json"))
near = lambda a, b, e: abs(a - b) <= e * max(1, abs(b)) or exit(f"{a} {b}")
assert set(d) == {"mdsDat", "tinfo", "token.table", "R", "lambda.step", "plot.opts", "topic.order"}
assert d["topic.order"] == [k + 1 for k in order] and d["R"] == 12
m = d["mdsDat"]
assert m["topics"] == list(range(1, K + 1)) and len(m["x"]) == len(m["y"]) == K and m["cluster"] == [1] * K
for i, k in enumerate(order):
    near(m["Freq"][i], 100 * tokens[k] / N, 1e-5)
t = d["tinfo"]
rows = list(zip(t["Term"], t["Category"], t["logprob"], t["loglift"], t["Freq"], t["Total"]))
at = {w: i for i, w in enumerate(terms)}
def saliency(w):
    s = sum(phi[w])
    return freq[w] / N * sum(p / s * math.log(p / s / (tokens[k] / N)) for k, p in enumerate(phi[w]))
want = sorted(range(V), key=lambda w: -saliency(w))[:12]
assert [r[0] for r in rows if r[1] == "Default"] == [terms[w] for w in want]
assert [r[2] for r in rows[:12]] == list(range(12, 0, -1))
for i, k in enumerate(order):
    mine = [r for r in rows if r[1] == f"Topic{i + 1}"]
    for step in range(11):
        l = step / 10
        rel = lambda w: l * math.log(phi[w][k]) + (1 - l) * math.log(phi[w][k] / (sum(lam[w]) / sum(total)))
        best = sorted(range(V), key=lambda w: -rel(w))[:10]
        assert {terms[w] for w in best} <= {r[0] for r in mine}, (i, l)
    for w, _, lp, ll, f, tot in mine:
        w = at[w]
        near(lp, math.log(phi[w][k]), 1e-4)
        near(ll, math.log(phi[w][k] / (freq[w] / N)), 2e-4)
        near(f, phi[w][k] * tokens[k], 1e-4)
        near(tot, freq[w], 1e-4)
k = d["token.table"]
seen = {}
for w, topic, f in zip(k["Term"], k["Topic"], k["Freq"]):
    n = phi[at[w]][order[topic - 1]] * tokens[order[topic - 1]]
    assert n > 0.49, (w, topic, f, n)
    assert abs(f * freq[at[w]] - n) < 0.52, (w, topic, f, n)
    seen[w] = 1
assert seen and set(seen) <= set(t["Term"])
END
	refuses 64 "vis/lda.json is there already; -f replaces it" topic-report --model model.mz --ldavis vis
	topic-report -q -j 3 -f --model model.mz -n 12 --ldavis other
	cmp vis/lda.json other/lda.json
	topic-report -q -f --model model.mz -n 12 --ldavis vis -o alone.html
	cmp vis/lda.json other/lda.json
	grep -q '<article' alone.html
}

@test "--dfr has the files of dfr-browser, and tokens by document are those of the mixtures" {
	make_report
	sed -i 's/^doc5	.*/doc5	/; s/^doc7	/a "quoted", name	/' many.txt
	corpus-bow -q --vocab many.vocab -o many.mz many.txt
	topic-report -q --title 'A "title"' --model model.mz --by table.csv --group date:month --dfr data many.mz
	[ "$(echo data/*)" = 'data/dt.json data/info.json data/meta.csv data/topic_scaled.csv data/tw.json' ]
	lda-infer -q --model model.mz many.mz | stream-text >mixtures.txt
	stream-text many.mz >many.tsv
	topic-words -n 15 --format tsv model.mz >words.tsv
	python3 - <<'END'
import csv, json
mix = [l.rstrip("\n").split("\t") for l in open("mixtures.txt") if not l.startswith("#")]
tokens = {}
for l in open("many.tsv"):
    if not l.startswith("#"):
        f = l.rstrip("\n").split("\t")
        tokens[f[0]] = tokens.get(f[0], 0) + float(f[2] or 0)
mix = [m for m in mix if tokens.get(m[0])]
meta = list(csv.reader(open("data/meta.csv")))
assert [r[0] for r in meta] == [m[0] for m in mix] and len(meta) == 2999
assert all(len(r) == 8 and r[1] == r[0] and r[3] == "" for r in meta)
assert meta[0][6] == "1999-01" and meta[13][6] == "2001-03", meta[13]
assert [r[6] for r in meta if r[0] == 'a "quoted", name'] == [""]
dt = json.load(open("data/dt.json"))
K = len(dt["p"]) - 1
assert K == 6 and dt["p"][0] == 0 and dt["p"][-1] == len(dt["i"]) == len(dt["x"])
for t in range(K):
    got = dict(zip(dt["i"][dt["p"][t]:dt["p"][t + 1]], dt["x"][dt["p"][t]:dt["p"][t + 1]]))
    for d, m in enumerate(mix):
        want = float(m[t + 1]) * tokens[m[0]]
        assert abs(got.get(d, 0) - want) < 0.006 if want > 0.5001 else d not in got or want > 0.4999, (t, d)
tw = json.load(open("data/tw.json"))
assert len(tw["alpha"]) == len(tw["tw"]) == K and all(len(t["words"]) == len(t["weights"]) == 15 for t in tw["tw"])
words = [l.rstrip("\n").split("\t") for l in open("words.tsv") if not l.startswith("#")]
assert [w for t in tw["tw"] for w in t["words"]] == [w[3] for w in words]
info = json.load(open("data/info.json"))
assert info["title"] == 'A "title"' and info["VIS"]["condition"]["spec"]["unit"] == "month"
assert info["VIS"]["files"] == {"meta": "data/meta.csv", "dt": "data/dt.json"}
assert len([list(map(float, r)) for r in csv.reader(open("data/topic_scaled.csv"))]) == K
END
	# groups that are no dates, and none
	topic-report -q --model model.mz --by table.csv --group date --dfr class many.mz
	head -n 1 class/meta.csv | grep -qx '"doc0","doc0","","1999-01","","","",""'
	grep -q '"type":"ordinal","name":"date"' class/info.json
	topic-report -q --model model.mz --dfr none many.mz
	head -n 1 none/meta.csv | grep -qx '"doc0","doc0","","Topics","","","",""'
	# topics with names
	printf 'third "of it"\tw3\t300\nseventh\tw7\t300\n' >names
	lda-train -q -k 6 --passes 1 --seeds names -o named.mz many.mz
	topic-report -q --model named.mz --dfr named many.mz
	grep -F '"topic_labels":{"1":"third \"of it\"","2":"seventh"}' named/info.json
	refuses 64 "--dfr needs the corpus" topic-report --model model.mz --dfr x
	refuses 64 "none/info.json is there already" topic-report --model model.mz --dfr none many.mz
}
