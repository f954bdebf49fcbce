#!/usr/bin/env bats
load helper

# Mixtures of 3000 documents, and a table of their months and authors.
make_dated() { once dated new_dated; }
new_dated() {
	make_many
	lda-train -q -k 6 --passes 3 -o model.mz many.mz
	lda-infer -q --model model.mz -o mixtures.mz many.mz
	awk 'BEGIN { print "id,date,author"
		for (d = 0; d < 3000; d++) printf "doc%d,%04d-%02d-%02d,\"Author, %d\"\n", d, 1999 + d % 3,
			1 + d % 12, 1 + d % 28, d * d % 7 }' >table.csv
}

@test "means and intervals are those of a plain computation" {
	make_dated
	topic-groups --by table.csv --group date:month mixtures.mz >months
	topic-groups --by table.csv --group author --weight tokens --tokens many.mz mixtures.mz >authors
	stream-text mixtures.mz >mixtures.txt
	stream-text many.mz >many.tsv
	python3 - <<'END'
import csv, math
rows = {r["id"]: r for r in csv.DictReader(open("table.csv"))}
mix = [line.rstrip("\n").split("\t") for line in open("mixtures.txt") if not line.startswith("#")]
tokens = {}
for line in open("many.tsv"):
    if not line.startswith("#"):
        f = line.rstrip("\n").split("\t")
        tokens[f[0]] = tokens.get(f[0], 0) + float(f[2])

def t95(n):
    def p(t):
        th = math.atan(t / math.sqrt(n)); c = math.cos(th) ** 2
        term = s = 1.0
        for i in range(2 + n % 2, n, 2):
            term *= c * (i - 1) / i
            s += term
        return math.sin(th) * s if n % 2 == 0 else 2 / math.pi * (th + math.sin(th) * math.cos(th) * s * (n > 1))
    lo, hi = 1, 13
    for _ in range(80):
        m = (lo + hi) / 2
        lo, hi = (m, hi) if p(m) < .95 else (lo, m)
    return lo

for name, group, weight in (("months", lambda r: r["date"][:7], lambda d: 1), ("authors", lambda r: r["author"], lambda d: tokens[d])):
    lines = [line.rstrip("\n").split("\t") for line in open(name) if not line.startswith("#")]
    got = {(f[0], int(f[1])): f[2:] for f in lines}
    members = {}
    for m in mix:
        members.setdefault(group(rows[m[0]]), []).append(m)
    assert len(got) == 6 * len(members)
    assert [f[0] for f in lines] == sorted(f[0] for f in lines)
    for g, ms in members.items():
        n = len(ms)
        w = [weight(m[0]) for m in ms]
        t = t95(n - 1)
        for k in range(6):
            x = [float(m[k + 1]) for m in ms]
            mean = math.fsum(a * b for a, b in zip(w, x)) / math.fsum(w)
            var = n / (n - 1) * math.fsum(a * a * (b - mean) ** 2 for a, b in zip(w, x)) / math.fsum(w) ** 2
            half = t * math.sqrt(var)
            share, low, high, docs, toks = got[g, k]
            assert abs(float(share) - mean) < 1e-9 and int(docs) == n
            assert abs(float(low) - (mean - half)) < 1e-9 and abs(float(high) - (mean + half)) < 1e-9, (g, k)
            assert (toks == "-") == (name == "months")
            if toks != "-":
                assert float(toks) == sum(tokens[m[0]] for m in ms)
END
}

@test "JSON, TSV tables and JSON Lines say the same" {
	make_dated
	topic-groups --by table.csv --group date:year mixtures.mz >wanted
	sed 's/"//g; s/Author, /Author /' table.csv | tr , '\t' >table.tsv
	topic-groups --by table.tsv --group date:year mixtures.mz | cmp - wanted
	awk -F '\t' 'NR > 1 { printf "{\"id\":\"%s\",\"n\":[%d],\"date\":\"%sT10:00:00Z\"}\n", $1, NR, $2 }' \
		table.tsv >table.jsonl
	topic-groups --by table.jsonl --group date:year mixtures.mz | cmp - wanted
	topic-groups --by - --group date:year mixtures.mz <table.jsonl | cmp - wanted
	topic-groups --format json --by table.csv --group date:year mixtures.mz >got.json
	python3 - <<'END' | cmp - <(sed 1d wanted)
import json
for line in open("got.json"):
    g = json.loads(line)
    for t in g["topics"]:
        print(g["group"], t["topic"], repr(t["share"]), repr(t["low"]), repr(t["high"]), g["documents"], "-", sep="\t")
END
	topic-groups -j 1 --by table.csv --group author mixtures.mz >one
	topic-groups -j 3 --by table.csv --group author mixtures.mz | cmp - one
}

@test "names with and without folder and ending; ambiguous ones are nobody's" {
	make_models
	lda-infer -q --model t.mz -o m.mz pets.mz
	printf 'file\tclass\nletters/a.txt\tx\nb.md\tx\nold/c.txt\ty\nnew/c.txt\tz\n' >table
	run --separate-stderr topic-groups --by table --group class m.mz
	[ "$status" -eq 0 ]
	[ "$(cut -f 1,2,6 <<<"$output")" = "#group	topic	documents
x	0	2
x	1	2" ]
	[[ $stderr == *"2 documents left out"*"such as empty, where the table has letters/a.txt"* ]]
	[[ $stderr == *"2 of 3 groups have no document"* ]]
}

@test "keys that come again, and dates that can't be read, are counted and told" {
	make_models
	lda-infer -q --model t.mz -o m.mz pets.mz
	printf 'id,when\na,2001-02-03\nb,03/02/2001\nc,3 Feb 2001\nempty,\na,2002-02-03\nc,3 Feb 2001\n' >table
	run --separate-stderr topic-groups --by table --group when:year m.mz
	[ "$status" -eq 0 ]
	[[ $stderr == *"2 rows repeat a key, 1 of them with another group"* ]]
	[[ $stderr == *"1 of 6 rows left out: their date can't be read, such as 03/02/2001"* ]]
	[[ $stderr == *"2 documents left out"* ]]
	[ "$(grep -c '^2001	' <<<"$output")" -eq 2 ]
	# one document has no interval
	printf 'id,when\na,2001\n' >table
	topic-groups -q --verbose --by table --group when:year m.mz 2>/dev/null | awk -F '\t' '!/^#/ && ($4 != "-" || $5 != "-") { exit 1 }'
	topic-groups -q --format json --by table --group when:year m.mz | grep -q '"low":null,"high":null'
}

@test "many groups" {
	make_pets
	awk 'BEGIN { for (d = 0; d < 100000; d++) print "d" d "\tcats" }' >many.txt
	corpus-bow -q --vocab pets.vocab -o c.mz many.txt
	lda-train -q -k 2 -o t.mz pets.mz
	lda-infer -q --model t.mz -o m.mz c.mz
	awk 'BEGIN { print "id\tg"; for (d = 0; d < 100000; d++) print "d" d "\tg" d }' >table
	[ "$(topic-groups --by table --group g m.mz | wc -l)" -eq 200001 ]
}

@test "a million groups of which few have a document, and one group" {
	make_models
	lda-infer -q --model t.mz -o m.mz pets.mz
	awk 'BEGIN { print "id\tg\na\tone\nb\tone\nc\ttwo"; for (d = 0; d < 1000000; d++) print "x" d "\tg" d }' >table
	run --separate-stderr topic-groups --by table --group g m.mz
	[ "$status" -eq 0 ]
	[[ $stderr == *"1000000 of 1000002 groups have no document"* ]]
	[ "$(grep -vc '^#' <<<"$output")" -eq 4 ]
	printf 'id\tg\na\tone\nb\tone\nc\tone\n' >table
	topic-groups -q --by table --group g m.mz >one
	[ "$(grep -c '^one	' one)" -eq 2 ]
	[ "$(grep -vc '^#' one)" -eq 2 ]
}

@test "what does not fit is refused" {
	make_models
	lda-infer -q --model t.mz -o m.mz pets.mz
	printf 'id,class\na,x\nb,y\n' >table
	refuses 64 'no field "group"; its first line names id, class' topic-groups --by table --group group m.mz
	refuses 64 'no field "class:decade"; its first line names id, class; periods are year, month' \
		topic-groups --by table --group class:decade m.mz
	printf 'PK\003\004 and more' >table.xlsx
	refuses 65 'save a spreadsheet as CSV' topic-groups --by table.xlsx --group class m.mz
	printf 'n,class\na,x\n' >nokey
	refuses 64 '--group : give the name of a field' topic-groups --by table --group '' m.mz
	refuses 64 '--key names the field' topic-groups --by nokey --group class m.mz
	[ "$(topic-groups -q --by nokey --key n --group class m.mz | wc -l)" -eq 3 ]
	refuses 64 "--weight tokens needs --tokens" topic-groups --by table --group class --weight tokens m.mz
	refuses 65 "weights do not give tokens" topic-groups --by table --group class --tokens w.mz m.mz
	make_many
	refuses 65 "the same documents in the same order" topic-groups --by table --group class --tokens many.mz m.mz
	printf 'id,class\nq,x\n' >other
	refuses 65 "has none of the documents: its keys are such as q, the documents' names such as a" \
		topic-groups --by other --group class m.mz
	printf 'id,class\na,"x\n' >open
	refuses 65 "line 2: a quote of this record never ends" topic-groups --by open --group class m.mz
	printf 'id,when\na,yesterday\n' >undated
	refuses 65 "there stands yesterday" topic-groups --by undated --group when:month m.mz
	printf '{"id":"a","class":"x"}\n{"id":\n' >cut.jsonl
	refuses 65 "line 2: JSON ends where a value should stand" topic-groups --by cut.jsonl --group class m.mz
	: >empty
	refuses 65 "empty: no line of names" topic-groups --by empty --group class m.mz
	refuses 66 "nowhere" topic-groups --by nowhere --group class m.mz
	refuses 65 "kind is" topic-groups --by table --group class t.mz
}

@test "mixtures and tokens of other documents are refused, whichever has fewer" {
	make_dated
	printf 'doc%d\n' {0..2998} >names
	corpus-select -q --docs names -o some.mz many.mz
	lda-infer -q --model model.mz -o some-mixtures.mz some.mz
	refuses 65 'some-mixtures.mz has 2999 documents, many.mz 3000' topic-groups --by table.csv \
		--group author --weight tokens --tokens many.mz some-mixtures.mz
	refuses 65 'document 3000 is doc2999, and in some.mz' topic-groups --by table.csv \
		--group author --weight tokens --tokens some.mz mixtures.mz
}
