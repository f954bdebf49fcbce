#!/usr/bin/env bats
load helper

# Mixtures of three topics, as vectors from Matrix-free text: lda-infer's own.
make_mixtures() { once mixtures new_mixtures; }
new_mixtures() {
	make_many
	lda-train -q -k 6 --passes 5 -o model.mz many.mz
	lda-infer -q --model model.mz -o mixtures.mz many.mz
	stream-text mixtures.mz | grep -v '^#' >mixtures.txt
}

@test "the documents of each topic, by a plain sort" {
	make_mixtures
	topic-docs -n 4 mixtures.mz >got
	{
		echo "#topic	rank	share	document"
		for topic in 0 1 2 3 4 5; do
			awk -F '\t' -v column=$((topic + 2)) '{ print $column "\t" NR "\t" $1 }' mixtures.txt |
				sort -t '	' -k 1,1gr -k 2,2n | head -n 4 |
				awk -F '\t' -v topic=$topic '{ print topic "\t" NR "\t" $1 "\t" $3 }'
		done
	} >wanted
	cmp got wanted
	topic-docs -n 4 --topic 5,2 mixtures.mz >some
	{ head -n 1 wanted; grep '^5	' wanted; grep '^2	' wanted; } | cmp - some
}

@test "the topics of a document, and of each" {
	make_mixtures
	topic-docs -n 2 --each document mixtures.mz >got
	{
		echo "#document	rank	topic	share"
		awk -F '\t' '{ for (r = 1; r <= 2; r++) { best = 0
				for (i = 2; i <= NF; i++) if (!used[NR, i] && (best == 0 || $i > $best)) best = i
				used[NR, best] = 1; print $1 "\t" r "\t" best - 2 "\t" $best } }' mixtures.txt
	} >wanted
	cmp got wanted
	topic-docs -n 2 --doc doc17 mixtures.mz | cmp - <(head -n 1 wanted; grep '^doc17	' wanted)
	# entries below a share are left out
	topic-docs --each document --min 0.3 mixtures.mz | awk -F '\t' '!/^#/ && $4 < .3 { exit 1 }'
	[ "$(topic-docs --each document --min 0.3 mixtures.mz | wc -l)" -eq \
		"$(awk -F '\t' '{ for (i = 2; i <= NF; i++) n += $i >= .3 } END { print n + 1 }' mixtures.txt)" ]
}

@test "the topics of a word add up, and the probability is that of topic-words" {
	make_mixtures
	topic-docs -n 100 --model model.mz --word w7,w3 >got
	[ "$(head -n 1 got)" = "#word	rank	topic	share	probability" ]
	[ "$(cut -f 1 got | sed 1d | uniq | tr '\n' ' ')" = "w7 w3 " ]
	awk -F '\t' '!/^#/ { sum[$1] += $4 } END { for (w in sum) if (sum[w] < .999999 || sum[w] > 1.000001) exit 1 }' got
	topic-words -n 2000 --format tsv model.mz | awk -F '\t' '$4 == "w7" { print $1 "\t" $3 }' | sort >wanted
	awk -F '\t' '$1 == "w7" { print $3 "\t" $5 }' got | sort | cmp - wanted
}

@test "JSON has the same entries" {
	make_mixtures
	topic-docs -n 3 --format json mixtures.mz >topics.json
	topic-docs -n 3 --each document --format json mixtures.mz >documents.json
	topic-docs -n 3 --format json --model model.mz --word w7 >words.json
	python3 - <<'END' >from-json
import json
for line in open("topics.json"):
    topic = json.loads(line)
    for rank, entry in enumerate(topic["documents"]):
        print(topic["topic"], rank + 1, entry["document"])
for line in open("documents.json"):
    document = json.loads(line)
    for rank, entry in enumerate(document["topics"]):
        print(document["document"], rank + 1, entry["topic"])
word = json.load(open("words.json"))
for rank, entry in enumerate(word["topics"]):
    print(word["word"], rank + 1, entry["topic"], entry["probability"] > 0)
END
	{
		topic-docs -n 3 mixtures.mz | sed 1d | cut -f 1,2,4 --output-delimiter=' '
		topic-docs -n 3 --each document mixtures.mz | sed 1d | cut -f 1,2,3 --output-delimiter=' '
		topic-docs -n 3 --model model.mz --word w7 | sed 1d | cut -f 1,2,3 --output-delimiter=' ' |
			sed 's/$/ True/'
	} | cmp - from-json
}

@test "names of any length, of more documents than are kept" {
	make_pets
	# shares grow with the number, so that every document enters a list and leaves it
	awk 'BEGIN { name = sprintf("%400s", ""); gsub(/ /, "n", name)
		for (d = 1; d <= 8000; d++) printf "%s%d\tcats%s\n", name, d, d % 2 ? " dogs" : "" }' >long.txt
	corpus-bow -q --vocab pets.vocab -o long.mz long.txt
	lda-train -q -k 2 -o t.mz pets.mz
	lda-infer -q --model t.mz -o long-mixtures.mz long.mz
	topic-docs -n 3 --topic 0 long-mixtures.mz | sed 1d | cut -f 4 | sed 's/^n*//' >got
	stream-text long-mixtures.mz | grep -v '^#' | awk -F '\t' '{ sub(/^n*/, "", $1); print $2 "\t" $1 }' |
		sort -t '	' -k 1,1gr -k 2,2n | head -n 3 | cut -f 2 | cmp - got
}

@test "coordinates of LSI go by magnitude and keep their sign" {
	make_models
	topic-docs -n 10 v.mz >got
	stream-text v.mz | grep -v '^#' | awk -F '\t' '$3 != 0 { s = $3 < 0 ? -$3 : $3; print s "\t" NR "\t" $3 "\t" $1 }' |
		sort -t '	' -k 1,1gr -k 2,2n | cut -f 3,4 >wanted
	awk -F '\t' '$1 == 1 { print $3 "\t" $4 }' got | cmp - wanted
}

@test "the same bytes for any number of threads" {
	make_mixtures
	topic-docs -j 1 mixtures.mz >one
	topic-docs -j 3 mixtures.mz | cmp - one
	topic-docs -j 1 --each document mixtures.mz >one
	topic-docs -j 3 --each document mixtures.mz | cmp - one
}

@test "what makes no sense is refused" {
	make_models
	lda-infer -q --model t.mz -o m.mz pets.mz
	refuses 64 "no topic 2: they are 0 to 1" topic-docs --topic 2 m.mz
	refuses 64 'no topic "x": give a number' topic-docs --topic 1,x m.mz
	refuses 64 'no topic "": give a number' topic-docs --topic '' m.mz
	refuses 64 "one of" topic-docs --topic 1 --doc a m.mz
	refuses 64 "--word needs --model" topic-docs --word cats
	refuses 64 "goes with --word" topic-docs --model t.mz m.mz
	refuses 64 "no operands" topic-docs --word cats --model t.mz m.mz
	refuses 64 'no word "Cats"' topic-docs --word Cats --model t.mz
	refuses 65 'no document "z"' topic-docs --doc z m.mz
	refuses 65 "kind is" topic-docs t.mz
	refuses 65 "kind is" topic-docs --word cats --model f.mz
	head -c 300 m.mz >cut.mz
	refuses 65 "cut.mz" topic-docs cut.mz
}
