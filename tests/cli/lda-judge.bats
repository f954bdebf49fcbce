#!/usr/bin/env bats
load helper

field() { sed -n "s/^$1	\([^	]*\).*/\1/p" judged; }

@test "its figures are those of lda-eval, topic-coherence, topic-diagnostics and topic-words" {
	make_many
	corpus-split -q --test 0.1 --rest train.mz -o test.mz many.mz
	for k in 4 200; do
		lda-train -q -k $k --passes 3 --seed 7 --alpha 0.3 -o model.mz train.mz
		lda-judge --model model.mz --heldout test.mz -o judged train.mz
		lda-judge -j 3 --model - --heldout test.mz train.mz <model.mz | cmp - judged
		lda-eval --model model.mz test.mz >scores
		grep -Fxf scores judged | cmp - scores
		topic-coherence -q --model model.mz train.mz | sed -n 's/^mean	//p' >mean
		awk -v a="$(cat mean)" -v b="$(field npmi)" 'BEGIN { d = a - b; exit !(d < 2e-6 && d > -2e-6) }'
		topic-diagnostics --model model.mz | awk -F '\t' -v b="$(field exclusivity)" '
			!/^#/ { a += $7; n++ } END { d = a / n - b; exit !(n && d < 1e-4 && d > -1e-4) }'
		[ "$(field topics)" = $k ]
		[ "$(field alpha) $(field seed) $(field inference)" = "0.3 7 cvb0" ]
		# columns count from 0, and so do topics
		topic-words -n 20 --format tsv model.mz | sed -n 's/^0	.*	//p' >words
		sed -n 's/^first	0	//p' judged | tr ' ' '\n' >columns
		grep -v '^#' many.vocab | cut -f 1 | awk 'NR == FNR { at[$1 + 1] = FNR; next }
			FNR in at { print at[FNR], $1 }' columns - | sort -n | cut -d ' ' -f 2 | cmp - words
		# scores by document add up
		awk -F '\t' -v c="$(field completion)" '$1 == "score" { l += $2; n += $3 }
			END { d = l / n - c; exit !(d < 1e-6 && d > -1e-6) }' judged
		[ "$(grep -c ^score judged)" -eq "$(stream-info test.mz | sed -n 's/^rows	//p')" ]
	done
	lda-judge -n 5 --model model.mz --heldout test.mz train.mz >five
	[ "$(sed -n 's/^npmi	//p' five)" != "$(sed -n 's/^npmi	//p' judged)" ]
}

@test "what does not belong together is refused" {
	make_models
	printf 'x\tother words here\ny\tother words\n' >other.txt
	corpus-vocab -q other.txt >other.words
	corpus-bow -q --vocab other.words -o other.mz other.txt
	refuses 65 "another vocabulary" lda-judge --model t.mz --heldout other.mz pets.mz
	refuses 65 "another vocabulary" lda-judge --model t.mz --heldout pets.mz other.mz
	refuses 65 "kind is factors" lda-judge --model f.mz --heldout pets.mz pets.mz
	refuses 64 "--heldout CORPUS is missing" lda-judge --model t.mz pets.mz
	refuses 64 "--model TOPICS is missing" lda-judge --heldout pets.mz pets.mz
	printf 'x\tdogs\n' | corpus-bow -q --vocab pets.vocab -o short.mz
	refuses 65 "nothing to predict" lda-judge --model t.mz --heldout short.mz pets.mz
}
