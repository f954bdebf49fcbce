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
	lda-train -k 1 --eta 1 --discount 0 -o model.mz six.mz
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
	refuses 64 "--bound" lda-eval --bound --against model.mz --model model.mz pets.mz
	refuses 64 "standard input" lda-eval --against - --model - pets.mz
	refuses 64 "standard input" lda-eval --against - --model model.mz -
	refuses 64 "--bound" lda-eval --corpus-docs 9 --model model.mz pets.mz
	refuses 64 "--alpha" lda-eval --alpha x --model model.mz pets.mz
	corpus-weight -o weighted.mz pets.mz
	refuses 65 "--allow-weights" lda-eval --model model.mz weighted.mz
	refuses 65 "not a whole number" lda-eval --allow-weights --model model.mz weighted.mz
	printf 'x\t\ny\tdogs\n' | corpus-bow -q --vocab pets.vocab -o short.mz
	refuses 65 "no document of two tokens" lda-eval --model model.mz short.mz
	make_many
	refuses 65 "another vocabulary" lda-eval --model model.mz many.mz
	lda-train -k 2 --passes 1 -o other.mz many.mz
	refuses 65 "another vocabulary" lda-eval --against other.mz --model model.mz pets.mz
}

# Two models of one topic, whose words' probabilities are (eta + count) / sum.
make_judged() { once judged new_judged; }
new_judged() {
	# terms a1 b1 c1 d1; the odd tokens of long are b1 b1 c1, of short d1
	printf 'long\ta1 a1 b1 b1 b1 c1\nshort\ta1 d1\nnone\t\n' >two.txt
	corpus-vocab -q -o two.vocab two.txt
	corpus-bow -q --vocab two.vocab -o two.mz two.txt
	lda-train -q -k 1 --eta 1 --discount 0 -o one.mz two.mz
	lda-train -q -k 1 --eta 9 --discount 0 -o flat.mz two.mz
}

@test "mean over documents, standard errors and the largest documents, by hand" {
	make_judged
	# one.mz: a 4/12, b 4/12, c 2/12, d 2/12; odd tokens of long: a b c, of short: d
	lda-eval --uniform 0 --model one.mz two.mz >scores
	awk -F'\t' '
	function near(name, x) { if ((d = value[name] - x) > 2e-6 || d < -2e-6) { print name, value[name], x; bad = 1 } }
	{ value[$1] = $2 }
	END {
		long = 2 * log(4 / 12) + log(2 / 12); short = log(2 / 12)
		mean = (long + short) / 4
		near("completion", mean)
		near("completion-error", sqrt(2 * ((long - 3 * mean)^2 + (short - mean)^2)) / 4)
		documents = (long / 3 + short) / 2
		near("document-mean", documents)
		near("document-mean-error", sqrt(((long / 3 - documents)^2 + (short - documents)^2) / 2))
		near("largest-share", .75)
		near("completion-rest", short)
		exit bad
	}' scores
	grep -q '^documents	2	scored of 3$' scores
}

@test "the paired difference with another model, by hand; of a model and itself it is 0" {
	make_judged
	lda-eval --uniform 0 --model one.mz --against flat.mz two.mz >scores
	awk -F'\t' '
	function near(name, x) { if ((d = value[name] - x) > 2e-6 || d < -2e-6) { print name, value[name], x; bad = 1 } }
	{ value[$1] = $2 }
	END {
		# flat.mz: a 12/44, b 12/44, c 10/44, d 10/44
		long = 2 * log(4 / 12) + log(2 / 12) - 2 * log(12 / 44) - log(10 / 44)
		short = log(2 / 12) - log(10 / 44)
		mean = (long + short) / 4
		near("against", (2 * log(12 / 44) + 2 * log(10 / 44)) / 4)
		near("difference", mean)
		near("difference-error", sqrt(2 * ((long - 3 * mean)^2 + (short - mean)^2)) / 4)
		documents = (long / 3 + short) / 2
		near("difference-document-mean", documents)
		near("difference-document-mean-error", sqrt(((long / 3 - documents)^2 + (short - documents)^2) / 2))
		near("difference-largest", long / 4)
		exit bad
	}' scores
	lda-eval --model one.mz --against one.mz two.mz | grep -q '^difference	0.000000	'
	lda-eval --model one.mz --against one.mz two.mz | grep -q '^difference-error	0.000000	'
	cmp <(lda-eval -j1 --model one.mz --against flat.mz two.mz) \
		<(lda-eval -j3 --model one.mz --against flat.mz two.mz)
}

@test "one long document moves a score a word, and not the mean over documents" {
	make_many
	lda-train -k 5 --passes 3 -o a.mz many.mz
	lda-train -k 5 --passes 3 --seed 2 -o b.mz many.mz
	awk 'BEGIN { printf "uuencoded\t"; for (i = 0; i < 40000; i++) printf "w1 "; printf "\n" }' >long.txt
	cat many.txt long.txt | corpus-bow -q --vocab many.vocab -o long.mz
	lda-eval --model a.mz --against b.mz long.mz >scores
	awk -F'\t' '{ value[$1] = $2 } END {
		exit !(value["largest-share"] > .15 && value["completion"] - value["completion-rest"] > .1) }' scores
}
