#!/usr/bin/env bats
load helper

# Texts in which pairs of words repeat within a window, and their topics.
make_texts() { once texts new_texts; }
new_texts() {
	awk 'function draw() { state = state * 16807 % 2147483647; return state / 2147483647 }
		BEGIN { state = 11; for (d = 0; d < 40; d++) { printf "d%d\t", d
		for (n = 0; n < 5 + 6 * (d % 13); n++) printf "w%c ", 97 + int(9 * draw() * draw() + d % 4)
		printf "\n" } }' >texts.tsv
	printf 'wa wb wc wd\nwe wf wa wg\n' >topics.txt
	corpus-vocab -q -o texts.vocab texts.tsv
	corpus-bow -q --vocab texts.vocab -o texts.mz texts.tsv
}

# The definition, window by window: npmi MEASURE WINDOW, one value a topic.
by_hand() {
	awk -F '\t' -v window="$1" 'function npmi(v, w) {
			p = (v == w ? one[v] : both[v, w] + both[w, v]) / windows
			return log((p + 1e-12) / (one[v] / windows * one[w] / windows)) / -log(p + 1e-12) }
		NR == FNR { n = split($2, token, " "); last = n > window ? n - window + 1 : 1
			for (i = 1; i <= last; i++) { windows++; delete seen
				for (j = i; j < i + window && j <= n; j++) seen[token[j]] = 1
				for (v in seen) { one[v]++; for (w in seen) if (v < w) both[v, w]++ } }
			next }
		{ m = split($1, word, " "); sum = 0
			for (i = 2; i <= m; i++) for (j = 1; j < i; j++) sum += npmi(word[i], word[j])
			printf "%.9f\n", sum / (m * (m - 1) / 2) }' texts.tsv topics.txt
}

values() { topic-coherence "$@" | sed '/^[#m]/d' | cut -f 2; }

same() { paste "$1" "$2" | awk '{ d = $1 - $2; if (d > 1e-6 || d < -1e-6) bad = 1 } END { exit bad || NR != 2 }'; }

@test "npmi over windows of texts is what its definition says" {
	make_texts
	for window in 1 5 10 110; do
		by_hand $window >wanted
		values --topics topics.txt --window $window --texts texts.tsv >got
		same wanted got
	done
}

@test "c_v, u_mass and gensim's windows are gensim's" {
	make_texts
	# gensim 4.2.0, CoherenceModel(topics=..., texts=..., processes=1)
	printf '%s\n' 0.695483822 0.579734630 >wanted
	values --measure c_v --as-gensim --topics topics.txt --texts texts.tsv >got
	same wanted got
	printf '%s\n' 0.027019721 -0.082521870 >wanted
	values --measure npmi --as-gensim --topics topics.txt --texts texts.tsv >got
	same wanted got
	printf '%s\n' -0.022946318 -0.709061325 >wanted
	values --measure u_mass --topics topics.txt texts.mz >got
	same wanted got
}

@test "the same with any threads and from a model" {
	make_many
	lda-train -k 5 --passes 3 -o model.mz many.mz
	topic-coherence -j1 --measure c_v --model model.mz --texts many.txt >one
	topic-coherence -j3 --measure c_v --model model.mz --texts many.txt >three
	cmp one three
	[ "$(grep -vc '^#' one)" -eq 6 ]
	sed '/^[#m]/d; s/^[^	]*	[^	]*	//' one >words.txt
	topic-coherence --measure c_v --topics words.txt --texts many.txt | tail -n 1 >from_words
	tail -n 1 one | cmp - from_words
}

@test "what makes no sense is refused" {
	make_texts
	refuses 64 "--model or --topics" topic-coherence texts.mz
	refuses 64 "order" topic-coherence --topics topics.txt --measure c_v texts.mz
	refuses 64 "u_mass" topic-coherence --topics topics.txt --measure u_mass --texts texts.tsv
	refuses 64 "--texts" topic-coherence --topics topics.txt --window 5 texts.mz
	refuses 64 "--texts" topic-coherence --topics topics.txt --as-gensim texts.mz
	refuses 64 "--texts" topic-coherence --topics topics.txt --stem english texts.mz
	refuses 64 "--measure" topic-coherence --topics topics.txt --measure uci texts.mz
	: >none.txt
	refuses 65 "no words" topic-coherence --topics none.txt texts.mz
	refuses 65 "no words" topic-coherence --topics topics.txt --texts none.txt
	refuses 66 "missing" topic-coherence --topics missing.txt texts.mz
	refuses 65 "" topic-coherence --model texts.mz texts.mz
	printf 'a\n%065536d\n' 0 >long.txt
	refuses 65 "topic 1: a word of 65536 bytes" topic-coherence --topics long.txt texts.mz
}

# case: coherence-umass-unseen
@test "coherence-umass-unseen: a word that never occurs is left out and told" {
	printf 'a\tcomputer system user\nb\tcomputer system\nc\tuser tree graph\nd\tsystem user computer\n' >t.tsv
	corpus-vocab -q t.tsv | vocab-merge -q >v
	corpus-bow -q --vocab v -o t.mz t.tsv
	printf 'zzz computer system\ncomputer system\ncomputer system zzz\nzzz yyy\nuser\n' >topics.txt
	for measure in u_mass npmi; do
		run -0 --separate-stderr topic-coherence --measure $measure --topics topics.txt t.mz
		[[ $stderr == *"words of the topics that never occur are left out: 2 of 5 are not in the corpus: zzz, yyy"* ]]
		[[ $stderr == *"2 of 5 topics have less than two words that occur"* ]]
		cut -f 2 <<<"$output" | sed -n '5,$p' >got
		[ "$(sed -n '1,3p' got | uniq | wc -l)" -eq 1 ]
		[ "$(sed -n 4p got)" = nan ]
		[ "$(sed -n 5p got)" = nan ]
		# the mean is of the topics that have a value
		[ "$(sed -n 6p got)" = "$(sed -n 1p got)" ]
	done
	echo zzz yyy >topics.txt
	[ "$(topic-coherence -q --measure u_mass --topics topics.txt t.mz | tail -n 1)" = "mean	nan" ]
}

# case: coherence-unseen-words
@test "coherence-unseen-words: topics written in another way are told, not scored" {
	printf 'a\tcats and dogs\nb\tdogs bark\nc\tbirds and cats\n' >docs.tsv
	echo cats dogs >good
	printf '0\t0.5\tcats dogs\n' >mallet-keys
	echo '"cats", "dogs"' >quoted
	echo cats,dogs >commas
	echo Cats Dogs >upper
	run -0 --separate-stderr topic-coherence --texts --topics good docs.tsv
	[ -z "$stderr" ]
	[ "${lines[-1]}" = "mean	-0.261859507" ]
	run -0 --separate-stderr topic-coherence --texts --topics mallet-keys docs.tsv
	[ "${lines[-1]}" = "mean	-0.261859507" ]
	[[ $stderr == *"words of the topics that never occur are left out: 2 of 4 are not in the texts: 0, 0.5"* ]]
	for file in quoted commas upper; do
		run -0 --separate-stderr topic-coherence --texts --topics $file docs.tsv
		[[ $stderr == *"words of the topics that never occur are left out: "* ]]
		[ "${lines[-1]}" = "mean	nan" ]
	done
}

# case: coherence-npmi-empty
@test "coherence-npmi-empty: documents without words are no windows, asked either way" {
	printf 'a\txx yy\nb\txx zz\nc\tyy\nd\t\ne\t\nf\t\n' >t.tsv
	corpus-vocab -q t.tsv | vocab-merge -q >v
	corpus-bow -q --vocab v -o t.mz t.tsv
	echo xx yy >tp
	topic-coherence -q --measure npmi --topics tp t.mz | grep -E 'windows|^0' >one
	topic-coherence -q --measure npmi --texts --topics tp t.tsv | grep -E 'windows|^0' >other
	cmp one other
	grep -Fx '#windows	3' one
	grep -F '0	-0.261859507' one
}
