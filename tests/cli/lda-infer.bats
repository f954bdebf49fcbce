#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

@test "mixtures are complete and sum to 1; an empty document has none" {
	make_pets
	for inference in cvb0 vb; do
		lda-train -k 4 --inference $inference --alpha auto -o model.mz pets.mz
		run --separate-stderr -0 lda-infer --model model.mz -o mixtures.mz pets.mz
		[[ $stderr == *"1 documents without words"* ]]
		stream-text mixtures.mz | sed '/^#/d' >mixtures.tsv
		[ "$(cut -f 1 mixtures.tsv | xargs)" = "a b empty c" ]
		awk -F '\t' '$1 != "empty" { sum = 0; for (k = 2; k <= NF; k++) { sum += $k; if ($k <= 0) bad = 1 }
			if (NF != 5 || sum > 1.000001 || sum < .999999) bad = 1 } END { exit bad }' mixtures.tsv
		[ "$(sed -n 's/^empty	//p' mixtures.tsv)" = "0	0	0	0" ]
	done
}

@test "the same bytes with any threads" {
	make_many
	lda-train -k 7 --passes 2 -o model.mz many.mz
	lda-infer --model model.mz -j1 -o one.mz many.mz
	lda-infer --model model.mz -j3 -o three.mz many.mz
	cmp one.mz three.mz
	lda-infer --words --model model.mz -j1 many.mz >one.tsv
	lda-infer --words --model model.mz -j3 many.mz >three.tsv
	cmp one.tsv three.tsv
}

@test "--words names a topic for every word of every document, in order" {
	make_pets
	lda-train -k 2 --passes 5 -o model.mz pets.mz
	lda-infer -q --words --model model.mz pets.mz >words.tsv
	[ "$(cut -f 1,2 words.tsv)" = $'a\tand\na\tcats\na\tdogs\nb\tdogs\nc\tbirds' ]
	awk -F '\t' '$3 != 0 && $3 != 1 { exit 1 }' words.tsv
}

@test "topics of kinds that never meet are told apart" {
	awk 'BEGIN { for (d = 0; d < 60; d++) { printf "d%d\t", d
		for (n = 0; n < 20; n++) printf "%s%d ", d % 2 ? "x" : "y", (n * 7 + d) % 11
		printf "\n" } }' >two.txt
	corpus-vocab -q -o two.vocab two.txt
	corpus-bow -q --vocab two.vocab -o two.mz two.txt
	lda-train -k 2 -o model.mz two.mz
	[ "$(lda-infer --words --model model.mz two.mz | sed 's/^[^	]*	\([xy]\).*	/\1/' | sort -u | wc -l)" -eq 2 ]
}

@test "what does not fit is refused" {
	make_pets
	lda-train -k 2 --passes 1 -o model.mz pets.mz
	refuses 64 "--model TOPICS is missing: the model" lda-infer pets.mz
	corpus-weight -o weighted.mz pets.mz
	refuses 65 "--allow-weights" lda-infer --model model.mz weighted.mz
	lda-infer -q --allow-weights --model model.mz -o mixtures.mz weighted.mz
	make_many
	refuses 65 "another vocabulary" lda-infer --model model.mz many.mz
	head -c 200 many.mz >cut.mz
	lda-train -k 2 --passes 1 -o many.model many.mz
	refuses 65 "truncated" lda-infer --model many.model cut.mz
}

@test "--iterations bounds the work on a document, here and in the E-step, training and judging" {
	make_many
	lda-train -q -k 5 --passes 2 --iterations 2 -o two.mz many.mz
	lda-train -q -k 5 --passes 2 --iterations 9 -o model.mz many.mz
	run ! cmp -s two.mz model.mz
	lda-infer -q --model model.mz --iterations 1 -o one many.mz
	lda-infer -q --model model.mz --iterations 9 -o nine many.mz
	run ! cmp -s one nine
	lda-estep -f --model model.mz --iterations 1 -o one many.mz
	lda-estep -f --model model.mz --iterations 9 -o nine many.mz
	run ! cmp -s one nine
	[ "$(lda-eval --model model.mz --iterations 1 many.mz)" != "$(lda-eval --model model.mz --iterations 9 many.mz)" ]
}

@test "--top and --min write what topic-docs makes of the vectors, of both forms" {
	make_many
	for form in dense sparse; do
		lda-train -q -k 9 --form $form --passes 2 -o model.mz many.mz
		lda-infer -q --model model.mz -o vectors.mz many.mz
		lda-infer -q --model model.mz --top 3 many.mz >top
		topic-docs --each document -n 3 vectors.mz | cmp - top
		lda-infer -q --model model.mz --min 0.2 many.mz >least
		topic-docs --each document -n 9 --min 0.2 vectors.mz | cmp - least
		lda-infer -q --model model.mz --top 1 --min 0.2 many.mz >both
		topic-docs --each document -n 1 --min 0.2 vectors.mz | cmp - both
		for j in 1 3; do
			lda-infer -q -j $j --model model.mz --top 3 many.mz | cmp - top
		done
	done
	make_pets
	lda-train -q -k 2 -o model.mz pets.mz
	lda-infer -q --top 2 --model model.mz pets.mz >top
	run ! grep '^empty' top
	refuses 64 'only one of them at a time' lda-infer --top 2 --words --model model.mz pets.mz
	refuses 64 'only one of them at a time' lda-infer --state --words --model model.mz pets.mz
}

@test "--state is what MALLET writes: every token once, read back as the counts of topics" {
	make_many
	for form in dense sparse; do
		lda-train -q -k 9 --form $form --passes 2 -o model.mz many.mz
		lda-infer -q --model model.mz --state many.mz >state
		[ "$(sed -n 1p state)" = '#doc source pos typeindex type topic' ]
		grep -q '^#alpha :\( [0-9.e-]*\)\{9\}$' state
		# tokens by document and term are the corpus' counts
		awk '!/^#/ { n[$2 "\t" $5]++ } END { for (x in n) print x "\t" n[x] }' state |
			sort >tokens
		stream-text many.mz | grep -v '^#' | sort | cmp - tokens
		awk '!/^#/ { if ($1 != last) { last = $1; pos = 0 } if ($3 != pos++) exit 1 }' state
		# a word that occurs once has the topic of --words
		lda-infer -q --model model.mz --words many.mz | sort >words
		awk '!/^#/ { n[$2 "\t" $5]++; t[$2 "\t" $5] = $6 }
			END { for (x in n) if (n[x] == 1) print x "\t" t[x] }' state | sort >once
		[ -s once ]
		[ -z "$(comm -13 words once)" ]
		model-import -q --from mallet -o back.mz state
		[ "$(stream-text back.mz | grep -vc '^#')" -eq "$(awk '!/^#/ { print $4 }' state | sort -u | wc -l)" ]
		lda-infer -q -j 3 --model model.mz --state many.mz | cmp - state
	done
}

@test "--state divides a word's tokens by its shares, and refuses weights" {
	printf 'a\tcats cats cats cats cats dogs\n' >text
	corpus-vocab -q text | vocab-merge -q -o vocab
	corpus-bow -q --vocab vocab -o a.mz text
	printf '0 cats 0:60 1:40\n1 dogs 0:1 1:1\n' >counts
	model-import -q --from mallet --eta 0.01 --alpha 100 -o model.mz counts
	lda-infer -q --model model.mz --state a.mz | grep -c ' cats ' | grep -x 5
	lda-infer -q --model model.mz --state a.mz | awk '$5 == "cats" { n[$6]++ }
		END { exit !(n[0] > 0 && n[1] > 0 && n[0] > n[1]) }'
	printf 'a b\tcats\n' >named
	corpus-bow -q --vocab vocab -o named.mz named
	run --separate-stderr -0 lda-infer --model model.mz --state named.mz
	[[ $output == *'0 a_b 0 0 cats '* ]]
	[[ $stderr == *'blanks within names or terms were written as _'* ]]
	corpus-weight -q --scheme lnc -o w.mz a.mz
	refuses 65 'weights are no tokens' lda-infer --allow-weights --model model.mz --state w.mz
}
