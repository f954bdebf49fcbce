#!/usr/bin/env bats
# vocab-merge --phrases, and the rows that follow from it, against a plain twin.
load helper

twin() {
	python3 "$BATS_TEST_DIRNAME/phrases.py" "$@"
}

# Few words, so that all of them are neighbours, some of them often.
make_neighbours() {
	awk 'BEGIN {
		srand(7)
		n = split("state of the union new york city in united nations aa bb", w, " ")
		split("state of the union,new york city,united nations,new york,aa aa aa", p, ",")
		for (d = 0; d < 150; d++) {
			line = ""
			for (i = int(rand() * 12); i >= 0; i--)
				line = line " " (rand() < .4 ? p[1 + int(rand() * 5)] : w[1 + int(rand() * n)])
			print "d" d "\t" line
		}
		print "none\t"
		print "last\tnew york"
	}' >near.txt
}

@test "phrases are those of a plain twin, and so are the rows: the longest, not its words" {
	make_neighbours
	for n in 2 3 5; do
		corpus-vocab -q --ngrams $n -o counted near.txt
		for rule in npmi:0.3 npmi:-1 pmi:1 mikolov:2:3 mikolov:3 llr:20; do
			vocab-merge -q --phrases $rule --min-df 2 counted -o kept
			twin vocab near.txt $n $rule 2 | cmp - <(sed '/^#/d' kept)
			corpus-bow -q --vocab kept -o rows.mz near.txt
			stream-text rows.mz | awk -F '\t' '$2' | cmp - <(twin rows near.txt kept)
			corpus-bow -q -j 3 --ngrams $n --vocab kept near.txt | cmp - rows.mz
		done
	done
}

@test "connector words are inside phrases, not at their ends, and not in their score" {
	make_neighbours
	printf 'of | as in state of the union\nthe # an article\n' >list
	corpus-vocab -q --ngrams 4 near.txt | vocab-merge -q --phrases npmi:0.4 --connectors list -o kept
	twin vocab near.txt 4 npmi:0.4 1 of the | cmp - <(sed '/^#/d' kept)
	grep -q '^state_of_the_union	' kept
	run -1 grep -E '^(of|the)_|_(of|the)	' kept
	grep -Eqx '#tokenizer	.* ngrams=4 phrases=npmi:0.4 connectors=[0-9a-f]{32}' kept
	corpus-bow -q --vocab kept near.txt | stream-text | awk -F '\t' '$2' | cmp - <(twin rows near.txt kept)
	corpus-vocab -q --ngrams 4 near.txt | vocab-merge -q --phrases npmi:0.4 --connectors english |
		grep -qx '#tokenizer	.* phrases=npmi:0.4 connectors=english'
	# connectors are folded and stemmed as the words are
	echo 'THE Unions' >list
	corpus-vocab -q --ngrams 2 --stem english near.txt |
		vocab-merge -q --phrases npmi:-1 --connectors list | sed '/^#/d' >got
	grep -q '_york	' got
	run -1 grep -E '_(the|union)	' got
}

@test "phrases of stems and without stop words, with terms that are dropped and words of phrases alone" {
	printf 'a\tUnited the nations united nations\nb\tthe united   Nation, and cats\nc\tcats\n' >t
	corpus-vocab -q --ngrams 2 --stem english --stop english -o counted t
	vocab-merge -q --phrases npmi:0.5 -o kept counted
	sed '/^#/d' kept | cmp - <(printf 'cat\t2\t2\nnation\t2\t3\nunit\t2\t3\nunit_nation\t2\t3\n')
	corpus-bow -q --vocab kept t | stream-text |
		cmp - <(printf 'a\tunit_nation\t2\nb\tcat\t1\nb\tunit_nation\t1\nc\tcat\t1\n')
	echo nation >list
	vocab-merge -q --phrases npmi:0.5 --drop list --keep 2 counted | sed '/^#/d' | cut -f 1 |
		cmp - <(printf 'cat\nunit\n')
	vocab-merge -q --phrases npmi:0.5 --drop list -o kept counted
	corpus-bow --vocab kept -o rows.mz t 2>said
	grep -q '5 tokens of which 5 are' said
	stream-text rows.mz | grep -qx 'a	unit_nation	2'
	# long words, and a document that ends inside a phrase
	printf 'a\ttelecommunications_infrastructures united\n' >u
	corpus-bow --vocab kept u 2>&1 >/dev/null | grep -q '3 tokens of which 1 are'
	printf 'x\ttelecommunications infrastructures\n' >u
	corpus-vocab -q --ngrams 2 u | vocab-merge -q --phrases npmi:1 -o kept
	corpus-bow -q --vocab kept u | stream-text | cmp - <(printf 'x\ttelecommunications_infrastructures\t1\n')
}

@test "pairs of Chinese characters make phrases too" {
	printf 'a\t天地玄黃\nb\t天地玄\n' >t
	corpus-vocab -q --cjk bigram --ngrams 2 t | vocab-merge -q --phrases pmi:0 -o kept
	corpus-bow -q --vocab kept t | stream-text | cmp - <(printf 'a\t天地_地玄\t1\na\t玄黃\t1\nb\t天地_地玄\t1\n')
}

@test "what phrases can't be selected from is refused" {
	make_neighbours
	corpus-vocab -q --ngrams 3 -o counted near.txt
	for rule in npmi npmi: npmi:x npmi:0.5:1 chi:1 mikolov:1:-1 mikolov:1:2:3 :1 llr:1e999 npmi:nan; do
		refuses 64 "--phrases: '$rule' is not a measure (npmi|pmi|mikolov|llr)" \
			vocab-merge --phrases "$rule" counted
	done
	refuses 64 '--connectors has no use without --phrases' vocab-merge --connectors english counted
	corpus-vocab -q -o single near.txt
	refuses 65 'corpus-vocab --ngrams 2' vocab-merge --phrases npmi:0.5 single
	vocab-merge -q --phrases npmi:0.5 -o kept counted
	refuses 65 'has been through it (npmi:0.5)' vocab-merge --phrases npmi:0.4 kept
	vocab-merge -q --drop <(echo york) -o pruned counted
	refuses 65 "terms have been dropped from the vocabulary, as 'york'" \
		vocab-merge --phrases npmi:0.5 pruned
	vocab-merge -q --drop <(printf 'aa\naa_aa\naa_aa_aa\n') --min-df 2 -o pruned counted
	refuses 65 "terms have been dropped" vocab-merge --phrases npmi:0.5 pruned
	for words in blanks '/\w+/'; do
		corpus-vocab -q --ngrams 2 --words "$words" near.txt >counted
		refuses 65 'may be one word or several' vocab-merge --phrases npmi:0.5 counted
	done
	corpus-vocab -q --ngrams 2 --inside ._ near.txt >counted
	refuses 65 'may be one word or several' vocab-merge --phrases npmi:0.5 counted
	sed '/^#tokenizer/d' single >untold
	refuses 65 'do not say how their words were counted' vocab-merge --phrases npmi:0.5 untold
	# token options of phrases are the vocabulary's, or none
	refuses 64 'token options differ' corpus-bow --ngrams 2 --vocab kept -o out near.txt
	sed 's/^new_york	/new__york	/' kept >odd
	refuses 65 "'new__york' is no phrase" corpus-bow --vocab odd -o out near.txt
	sed 's/ngrams=3/ngrams=1/' kept >odd
	refuses 65 'unknown to this version' corpus-bow --vocab odd -o out near.txt
}

@test "coherence over texts takes a phrase of the model as one word" {
	make_neighbours
	corpus-vocab -q --ngrams 2 near.txt | vocab-merge -q --phrases npmi:0.3 -o kept
	grep -q '^new_york	' kept
	corpus-bow -q --vocab kept near.txt | lda-train -q -k 3 --seed 1 --passes 5 -o model.mz
	topic-words -n 8 model.mz | sed 's/^[^:]*: *//; s/[0-9.]*\*//g' >topics
	grep -q _ topics
	python3 - kept near.txt >joined <<-'END'
	import re, sys
	phrases = [t.split("\t")[0] for t in open(sys.argv[1]) if "_" in t.split("\t")[0] and t[0] != "#"]
	pattern = re.compile(r"\b(" + "|".join(p.replace("_", " ") for p in phrases) + r")\b")
	for line in open(sys.argv[2]):
	    name, text = line.rstrip("\n").split("\t")
	    text = " ".join(re.findall(r"\w\w+", text))
	    print(name + "\t" + pattern.sub(lambda m: m.group().replace(" ", "_"), text))
	END
	for measure in npmi c_v; do
		topic-coherence -q --texts --measure $measure -n 8 --window 3 --model model.mz near.txt |
			sed '/^#/d' | cut -f 2 >got
		topic-coherence -q --texts --measure $measure -n 8 --window 3 --words blanks \
			--topics topics joined | sed '/^#/d' | cut -f 2 >wanted
		cmp got wanted
		topic-coherence -q -j 3 --texts --measure $measure -n 8 --window 3 --model model.mz \
			near.txt | sed '/^#/d' | cut -f 2 | cmp - wanted
	done
}
