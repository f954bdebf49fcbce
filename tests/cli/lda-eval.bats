#!/usr/bin/env bats
load helper

value() { lda-eval "$@" | sed -n "s/^$name	\([^	]*\).*/\1/p"; }

@test "one topic that is uniform predicts with 1/V" {
	# each of 4 words 3 times: with one topic every word has a quarter
	printf 'd\ta1 a1 a1 b1 b1 b1 c1 c1 c1 d1 d1 d1\n' >even.txt
	corpus-vocab -q -o even.vocab even.txt
	corpus-bow -q --vocab even.vocab -o even.mz even.txt
	lda-train -k 1 -o model.mz even.mz
	name=completion
	value --model model.mz even.mz | awk '{ d = $1 + 1.3862943611; exit !(d < 1e-6 && d > -1e-6) }'
	name=perplexity
	value --model model.mz even.mz | awk '{ d = $1 - 4; exit !(d < 1e-4 && d > -1e-4) }'
	# tokens of even number are observed: 6 and 6
	lda-eval --model model.mz even.mz | grep -q '^tokens	6	observed$'
	lda-eval --model model.mz even.mz | grep -q '^tokens	6	predicted$'
}

@test "it is what the definition says, word by word" {
	# K = 1: theta is 1, so the score is the mean log p of the odd tokens:
	# b (3) gives 1 observed... in order of terms a a a b b c: odd are a b c
	printf 'd\ta1 a1 a1 b1 b1 c1\n' >six.txt
	corpus-vocab -q -o six.vocab six.txt
	corpus-bow -q --vocab six.vocab -o six.mz six.txt
	lda-train -k 1 --eta 1 -o model.mz six.mz
	name=completion
	# lambda is 1 + 3, 1 + 2, 1 + 1, of 9
	value --uniform 0 --model model.mz six.mz \
		| awk '{ d = $1 - (log(4 / 9) + log(3 / 9) + log(2 / 9)) / 3; exit !(d < 1e-6 && d > -1e-6) }'
	value --uniform 0.5 --model model.mz six.mz \
		| awk '{ d = $1 - (log(2 / 9 + 1 / 6) + log(3 / 18 + 1 / 6) + log(1 / 9 + 1 / 6)) / 3; exit !(d < 1e-6 && d > -1e-6) }'
}

@test "the same with any threads, and better after training" {
	make_many
	lda-init -k 5 -o start.mz many.mz
	lda-train -k 5 --passes 5 -o model.mz many.mz
	lda-eval -j1 --model model.mz many.mz >one
	lda-eval -j3 --model model.mz many.mz >three
	cmp one three
	name=completion
	awk -v a="$(value --model start.mz many.mz)" -v b="$(value --model model.mz many.mz)" \
		'BEGIN { exit !(b > a) }'
	[ "$(value --alpha 0.2 --model model.mz many.mz)" = "$(value --model model.mz many.mz)" ]
	[ "$(value --alpha 2 --model model.mz many.mz)" = "$(value --alpha model --model model.mz many.mz)" ]
}

@test "the bound is the score that training tells, and below completion's kin" {
	make_many
	lda-train -k 5 --inference vb --online-passes 0 --passes 4 --log log.tsv -o four.mz many.mz
	lda-train -k 5 --inference vb --online-passes 0 --passes 3 -o three.mz many.mz
	name=bound
	[ "$(value --bound --model three.mz many.mz)" = "$(tail -n 1 log.tsv | cut -f 5)" ]
	lda-train -k 5 --passes 1 -o cvb0.mz many.mz
	refuses 64 "vb" lda-eval --bound --model cvb0.mz many.mz
}

@test "what can't be scored is refused" {
	make_pets
	lda-train -k 2 -o model.mz pets.mz
	refuses 64 "--model TOPICS is missing: the model" lda-eval pets.mz
	refuses 64 "--bound" lda-eval --bound --uniform 0 --model model.mz pets.mz
	refuses 64 "--bound" lda-eval --corpus-docs 9 --model model.mz pets.mz
	refuses 64 "--alpha" lda-eval --alpha x --model model.mz pets.mz
	corpus-weight -o weighted.mz pets.mz
	refuses 65 "--allow-weights" lda-eval --model model.mz weighted.mz
	refuses 65 "no whole number" lda-eval --allow-weights --model model.mz weighted.mz
	printf 'x\t\ny\tdogs\n' | corpus-bow -q --vocab pets.vocab -o short.mz
	refuses 65 "no document of two tokens" lda-eval --model model.mz short.mz
	make_many
	refuses 65 "another vocabulary" lda-eval --model model.mz many.mz
}
