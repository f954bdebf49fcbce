#!/usr/bin/env bats
load helper

# A judged model: K, seed, a topic's words as columns (a topic a word of the text, commas
# between), and nats of documents of 10 words each.
judged() {
	{
		printf 'judged\t1\ntopics\t%s\ninference\tcvb0\nalpha\tauto\nseed\t%s\n' "$1" "$2"
		printf 'terms\t%032d\nheldout\t%032d\nnpmi\t0.%s\nexclusivity\tnan\n' 1 "${held:-2}" "$1"
		for ((k = 0; k < $1; k++)); do printf 'first\t%s\t%s\n' $k "$(cut -d ' ' -f $((k + 1)) <<<"$3" | tr , ' ')"; done
		shift 3
		printf 'score\t%s\t10\n' "$@"
	} >file
	{
		cat file
		printf 'end\t%s\tlines\n' "$(wc -l <file)"
	}
}

@test "the difference, its error by document and by seed, and stability are what the page says" {
	judged 2 1 '1,2 3,4' -50 -60 -70 >a1
	judged 2 2 '3,4 1,9' -52 -60 -71 >a2
	judged 3 1 '1,2 3,4 5,6' -60 -75 -74 >b1
	judged 3 2 '1,2 3,4 5,6' -61 -70 -76 >b2
	lda-choose a1 a2 b1 b2 >table
	lda-choose -j 3 b2 a2 b1 a1 | cmp - table
	# of d words in common of the first 1 to 20: {1,2} and {1,9} share 1 of 1, then 1 of 3
	stable=$(awk 'BEGIN { printf "%.6f", (1 + (1 + 19 / 3) / 20) / 2 }')
	grep -q "^setting	2	auto	cvb0	2	.*	$stable	-	-	best$" table
	grep -q '^setting	3	.*	1.000000	[^	]*	[^	]*	worse$' table
	# seeds' means by document: a -51 -60 -70.5, b -60.5 -72.5 -75, of 10 words each
	awk 'BEGIN { split("9.5 12.5 4.5", d, " "); for (i in d) m += d[i] / 30
		for (i in d) s += (d[i] - 10 * m) ^ 2
		s = s * 3 / 2 / 900
		a1 = -180 / 30; a2 = -183 / 30; b1 = -209 / 30; b2 = -207 / 30
		s += (a1 - a2) ^ 2 / 4 + (b1 - b2) ^ 2 / 4
		printf "%.6f\t%.6f\n", m, sqrt(s) }' >want
	grep '^setting	3' table | cut -f 12,13 | cmp - want
	grep -qx "#choice	the data support K 2: every other is worse by more than two errors." table
	grep -q "^#note	K 2 is the smallest tried" table
	# a model: its completion, and no exclusivity
	grep -q '^model	2	auto	cvb0	1	-6.000000	.*	-6.000000	0.200000	-	' table
}

@test "what nothing separates is named, and the fewest topics are taken" {
	judged 2 1 '1 2' -50 -62 -70 -81 >a1
	judged 3 1 '1 2 3' -51 -61 -69 -80.5 >b1
	judged 4 1 '1 2 3 4' -95 -96 -97 -98 >c1
	lda-choose a1 b1 c1 >table
	grep -q '^#choice	nothing separates K 2, K 3: each is within two errors of the best, K 3.  The one of fewest topics is taken: K 2.  Of them the most coherent (npmi) is K 3.$' table
	grep -q '^#note	3 of 3 settings have one seed' table
	run ! grep -q "largest tried" table
	lda-choose a1 | grep -qx '#choice	one setting: nothing to choose from'
	# the word's best is not the document's
	judged 5 1 '1 2 3 4 5' -5 -60 -70 -80 | sed 's/-5	10/-5	1/' >d1
	judged 6 1 '1 2 3 4 5 6' -1 -66 -70 -80 | sed 's/-1	10/-1	1/' >e1
	lda-choose d1 e1 | grep -qx '#note	by the mean over documents, where a long one counts as a short one, the best is K 6'
}

@test "files that are not whole, not of the kind or not of the same documents are refused" {
	judged 2 1 '1 2' -50 -60 >a
	held=3 judged 2 2 '1 2' -50 -60 >b
	refuses 65 "b: judged with other held-out documents than a" lda-choose a b
	sed 's/^terms	0/terms	1/; s/^seed	1/seed	2/' a >b
	refuses 65 "b: of another vocabulary than a" lda-choose a b
	refuses 65 "a and a: the same model, of 2 topics and seed 1, twice" lda-choose a a
	sed '$d' a >b
	refuses 65 "b: truncated after line 13" lda-choose b
	sed '10d' a >b
	refuses 65 "b: line 10: not of a judged model" lda-choose b
	for change in 's/^score	-50/score	nan/' 's/^first	0	1/first	0	-1/' 's/^topics	2/topics	0/' \
		's/^judged	1/judged	2/' 's/^end	13/end	12/'; do
		sed "$change" a >b
		run ! cmp -s a b
		run -65 lda-choose b
	done
	printf 'some text\n' >b
	refuses 65 "b: line 1: not of a judged model: lda-judge writes them" lda-choose b
	: >b
	refuses 65 "b: truncated after line 0" lda-choose b
	lda-choose <a | grep -q '^model'
}
