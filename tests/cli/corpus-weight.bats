#!/usr/bin/env bats
load helper

@test "tf-idf is gensim's: log2 idf, unit length" {
	make_pets
	corpus-weight pets.mz | stream-text >got
	# log2(4/1) = 2 for and (tf 2), cats (tf 2); log2(4/2) = 1 for dogs
	printf '%s\t%s\t%s\n' a and 0.6963106 a cats 0.6963106 a dogs 0.1740777 \
		b dogs 1 empty '' '' c birds 1 >wanted
	awk -F '\t' 'NR == FNR { value[$1 "\t" $2] = $3; next }
		{ difference = value[$1 "\t" $2] - $3
		  if (difference > 1e-6 || difference < -1e-6) bad = 1 }
		END { exit bad || NR != 12 }' wanted got
}

@test "each SMART letter is what its formula says" {
	make_pets
	value() { corpus-weight --precision f64 --scheme "$1" pets.mz | stream-text | sed -n "s/^a	$2	//p"; }
	near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(d < 1e-9 && d > -1e-9) }'; }
	near "$(value bnn cats)" 1
	near "$(value nnn cats)" 2
	near "$(value tnn cats)" 2
	near "$(value ann dogs)" 0.75
	near "$(value lnn cats)" 2
	near "$(value dnn cats)" 2
	# mean tf is 5/3: (1 + 1) / (1 + log2(5/3))
	near "$(value Lnn cats)" 1.1514332850
	near "$(value nfn dogs)" 1
	near "$(value ntn dogs)" 1.3219280949
	near "$(value npn cats)" 3.1699250014
	near "$(value nnc dogs)" 0.3333333333
	# three distinct terms, mean 5/4, slope .25: 1 / (.75 * 1.25 + .75)
	near "$(value nnu dogs)" 0.5925925926
}

@test "bm25 and logent are what their formulas say" {
	make_pets
	value() { stream-text | sed -n "s/^a	$1	//p"; }
	near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(d < 1e-9 && d > -1e-9) }'; }
	# idf ln(1 + 3.5/1.5), length 5, mean 7/4: tf 2.2 / (2 + 1.2 (.25 + .75 5/1.75))
	got=$(corpus-weight --precision f64 --scheme bm25 pets.mz | value cats)
	near "$got" 1.0874593071
	# dogs in two documents once each: 1 - 1/log2(4) = .5; others 1
	got=$(corpus-weight --precision f64 --norm none --scheme logent pets.mz | value dogs)
	near "$got" 0.5
	got=$(corpus-weight --precision f64 --norm none --scheme logent pets.mz | value cats)
	near "$got" 1.5849625007
}

@test "new documents are weighed by the entropies of a reference" {
	make_pets
	printf 'new\tdogs\n' | corpus-bow -q --vocab pets.vocab -o new.mz
	run -0 bash -c 'corpus-weight --scheme logent --norm none --reference pets.mz <new.mz | stream-text'
	[ "$output" = "new	dogs	0.5" ]
}

@test "the same bytes for any number of threads, from a file and from a pipe" {
	make_many
	corpus-weight -j 1 -o one.mz many.mz
	corpus-weight -j 8 -o eight.mz many.mz
	corpus-weight -j 3 <many.mz >piped.mz
	cmp one.mz eight.mz
	cmp one.mz piped.mz
}

@test "documents keep their names, also empty ones" {
	make_pets
	run -0 bash -c 'corpus-weight pets.mz | stream-text | cut -f 1 | uniq'
	[ "$output" = $'a\nb\nempty\nc' ]
}

@test "the header says how it was weighed" {
	make_pets
	corpus-weight --scheme bm25 --b 0.5 pets.mz | stream-info | grep -Fx 'weighting	bm25 k1=1.2 b=0.5 n'
	corpus-weight --scheme ltc pets.mz | stream-info | grep -Fx 'weighting	smart ltc'
	# two ways to say the same
	corpus-weight -o one.mz pets.mz
	corpus-weight --scheme tfc -o other.mz pets.mz
	cmp one.mz other.mz
	corpus-weight --scheme tfidf -o other.mz pets.mz
	cmp one.mz other.mz
	corpus-weight --slope 0.1 --scheme nfu pets.mz | stream-info | grep -Fx 'weighting	smart nfu slope=0.1'
	corpus-weight --k1 2 --scheme bm25 pets.mz | stream-info | grep -Fx 'weighting	bm25 k1=2 b=0.75 n'
}

@test "wrong uses are refused" {
	make_pets
	refuses 64 "'xyz' is not a weighting scheme: tfidf|" corpus-weight --scheme xyz pets.mz
	refuses 64 "the third letter" corpus-weight --scheme ltc --norm l2 pets.mz
	refuses 64 "reads the corpus twice" corpus-weight --scheme logent <pets.mz
	corpus-weight -o weighed.mz pets.mz
	refuses 65 "weighted already (smart nfc)" corpus-weight -o again.mz weighed.mz
	[ ! -e again.mz ]
	refuses 64 "--b" corpus-weight --b 2 pets.mz
	refuses 65 "weighed.mz: weighted already" corpus-weight weighed.mz
	# an option that the scheme would not look at
	refuses 64 "--k1 is for bm25, not for tfidf" corpus-weight --k1 1 pets.mz
	refuses 64 "--b is for bm25, not for ltc" corpus-weight --scheme ltc --b 0 pets.mz
	refuses 64 "--slope is for SMART's norm u" corpus-weight --slope 0.5 pets.mz
	refuses 64 "--b is for bm25, not for logent" corpus-weight --scheme logent --b 0 pets.mz
	refuses 64 "--reference is for logent, not for bm25" \
		corpus-weight --scheme bm25 --reference pets.mz pets.mz
	refuses 64 "--reference is for logent" corpus-weight --reference pets.mz pets.mz
	refuses 64 "can't hold both" corpus-weight --scheme logent --reference - <pets.mz
}

@test "weights of other frequencies don't join" {
	make_pets
	printf 'x\tcats and dogs\ny\tbirds\n' >other.txt
	corpus-vocab -q other.txt | vocab-merge -q >other.vocab
	corpus-bow -q --vocab other.vocab other.txt | corpus-weight -o other.mz
	corpus-weight -o pets.w.mz pets.mz
	refuses 65 "other document frequencies" stream-info <(cat pets.w.mz other.mz)
}

@test "where no term tells documents apart, that idf is 0 is told" {
	printf 'a\tcats dogs\nb\tdogs cats\nc\tcats dogs\n' >same.txt
	corpus-vocab -q same.txt | vocab-merge -q -o same.vocab
	corpus-bow -q --vocab same.vocab -o same.mz same.txt
	refuses 65 "same.mz: every term is in all documents or in too many, so idf is 0 for all" \
		corpus-weight -o none.mz same.mz
	[ ! -e none.mz ]
	refuses 65 "so idf is 0 for all" corpus-weight --scheme lpc same.mz
	refuses 65 "spread evenly over the documents, so its global weight is 0" corpus-weight --scheme logent same.mz
	# whoever does not weight by it has weights
	corpus-weight -q --scheme lnc same.mz | stream-info | grep -qx 'nonzeros	6'
	corpus-weight -q --scheme bm25 same.mz | stream-info | grep -qx 'nonzeros	6'
	corpus-bow -q --vocab same.vocab </dev/null | corpus-weight -q --scheme lnc | stream-info | grep -qx 'rows	0'
	# and over hosts
	refuses 65 "so idf is 0 for all" dist-run lsi -k 2 --min-df 1 --max-df 1 -o none.mz same.txt
	refuses 65 "so idf is 0 for all" dist-run lsi -k 2 -o none.mz same.mz
	refuses 65 "(--min-df 1 keeps those of few documents, --max-df 1 those of many)" \
		dist-run lsi -k 2 --min-df 1 -o none.mz same.txt
	[ ! -e none.mz ]
}
