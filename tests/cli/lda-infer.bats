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
