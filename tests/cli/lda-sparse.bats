#!/usr/bin/env bats
# The sparse form of topics and statistics, through every command that takes either.
load helper

# Documents of some of twelve kinds of words: kinds.mz, and what is left held.mz.
make_kinds() { once kinds new_kinds; }
new_kinds() {
	awk 'BEGIN { srand(3); for (d = 0; d < 700; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 40; n++) printf "k%dw%d ", (d + int(2 * rand())) % 12, int(30 * rand() * rand())
		printf "\n" } }' >kinds.txt
	corpus-vocab -q -o kinds.words kinds.txt
	vocab-merge -q -o kinds.vocab kinds.words
	corpus-bow -q --vocab kinds.vocab -o all.mz kinds.txt
	corpus-split -q --test .1 --rest kinds.mz -o held.mz all.mz
}

values() { stream-info --quick "$1" | sed -n 's/^values	//p'; }
completion() { lda-eval "$@" | sed -n 's/^completion	\([^	]*\).*/\1/p'; }

@test "which form a model has follows from K and the options" {
	make_kinds
	lda-train -q -k 199 --passes 1 -o a.mz kinds.mz
	[ "$(values a.mz)" = f32 ]
	lda-train -q -k 200 --passes 1 -o b.mz kinds.mz
	[ "$(values b.mz)" = steps ]
	lda-train -q -k 200 --form dense --passes 1 -o c.mz kinds.mz
	[ "$(values c.mz)" = f32 ]
	lda-train -q -k 20 --form sparse --passes 1 -o d.mz kinds.mz
	[ "$(values d.mz)" = steps ]
	lda-train -q -k 200 --inference vb --passes 1 -o e.mz kinds.mz
	[ "$(values e.mz)" = f32 ]
	lda-train -q -k 200 --eta auto --passes 1 -o f.mz kinds.mz
	[ "$(values f.mz)" = f32 ]
	corpus-weight -q -o weights.mz kinds.mz
	lda-train -q -k 200 --allow-weights --passes 1 -o g.mz weights.mz
	[ "$(values g.mz)" = f32 ]
	lda-init -k 200 -o h.mz kinds.mz
	[ "$(values h.mz)" = steps ]
	lda-estep --model h.mz -o s.mz kinds.mz
	[ "$(values s.mz)" = steps ]
	[ "$(stream-info s.mz | sed -n 's/^format	//p')" = 2 ]
}

@test "the same bytes for any threads, order, shards, and memory" {
	make_kinds
	lda-train -q -j1 -k 250 --passes 3 -o one.mz kinds.mz
	lda-train -q -j3 -k 250 --passes 3 -o three.mz kinds.mz
	cmp one.mz three.mz
	corpus-shuffle -q --seed 5 -o mixed.mz kinds.mz
	lda-train -q -k 250 --passes 3 -o mixed-model.mz mixed.mz
	cmp one.mz mixed-model.mz
	corpus-shard -q -d shards -n 5 kinds.mz
	lda-train -q -k 250 --passes 3 -o shards.model shards/shard-*.mz
	cmp one.mz shards.model
	lda-train -q -k 250 --passes 3 --memory 1k -o again.mz kinds.mz
	cmp one.mz again.mz
	lda-train -q -k 250 --passes 3 --seed 2 -o other.mz kinds.mz
	run ! cmp -s one.mz other.mz
}

@test "merged statistics are those of the whole, and the steps are lda-train" {
	make_kinds
	corpus-shard -q -d shards -n 4 kinds.mz
	lda-init -k 210 -o model.mz shards/shard-0000[2301].mz
	for _ in 1 2; do
		lda-estep --model model.mz -o whole.mz kinds.mz
		for n in 0 1 2 3; do lda-estep -j$((n + 1)) --model model.mz -o s$n.mz shards/shard-0000$n.mz; done
		lda-mstep --model model.mz -o next.mz whole.mz
		cat s3.mz s1.mz s0.mz s2.mz | lda-mstep --model model.mz - >merged.mz
		cmp next.mz merged.mz
		mv next.mz model.mz
	done
	lda-train -q -k 210 --passes 2 -o trained.mz kinds.mz
	cmp trained.mz model.mz
}

@test "killed and gone on with is the same model; --model goes on, too" {
	make_kinds
	lda-train -q -k 220 --passes 6 -o whole.mz kinds.mz
	for wait in 0.05 0.1; do
		timeout -s KILL $wait lda-train -q -k 220 --passes 6 --checkpoint point.mz -o resumed.mz kinds.mz || true
	done
	lda-train -q -k 220 --passes 6 --checkpoint point.mz -o resumed.mz kinds.mz
	cmp whole.mz resumed.mz
	lda-train -q -k 220 --passes 4 -o four.mz kinds.mz
	lda-train -q --model four.mz --forget-old --passes 2 -o six.mz kinds.mz
	cmp whole.mz six.mz
	refuses 64 "another training" lda-train -k 220 --form dense --checkpoint point.mz kinds.mz
}

# case: lda-dead-topics
@test "no topic dies, and the score is that of the dense form at least (lda-dead-topics)" {
	make_kinds
	# 25000 tokens: 40 topics have more than 500 each
	for options in "-k 40" "-k 40 --form sparse" "-k 12"; do
		# shellcheck disable=SC2086
		lda-train -q $options --passes 5 -o model.mz kinds.mz
		topic-diagnostics --model model.mz \
			| awk -F'\t' 'NR > 1 && $3 < 1 { dead++ } END { exit dead > 0 }'
	done
	lda-train -q -k 40 --form sparse --passes 10 -o sparse.mz kinds.mz
	lda-train -q -k 40 --form dense --online-passes 0 --passes 10 -o dense.mz kinds.mz
	awk -v s="$(completion --model sparse.mz held.mz)" -v d="$(completion --model dense.mz held.mz)" \
		'BEGIN { exit !(s > d - .02) }'
}

@test "every command that takes topics takes the sparse form" {
	make_kinds
	lda-train -q -k 24 --form sparse --passes 20 -o model.mz kinds.mz
	# the words of a topic are of one kind, mostly
	topic-words -n 5 --format tsv model.mz | cut -f 1,4 | sed 's/w[0-9]*$//' | sort | uniq -c \
		| awk '{ n[$2] = $1 > n[$2] ? $1 : n[$2] } END { for (t in n) sum += n[t]; exit sum < 24 * 3 }'
	topic-words -n 5 --sort frex model.mz >words
	[ "$(wc -l <words)" -eq 24 ]
	topic-coherence --model model.mz kinds.mz >coherence
	topic-diagnostics --model model.mz held.mz >diagnostics
	[ "$(wc -l <diagnostics)" -eq 25 ]
	# tokens of the topics are those of the corpus
	awk -F'\t' -v all="$(stream-text kinds.mz | awk -F'\t' '{ n += $3 } END { print n }')" \
		'NR > 1 { n += $3 } END { d = n / all - 1; exit !(d < 1e-3 && d > -1e-3) }' diagnostics
	topic-match model.mz model.mz >match
	# mixtures are complete, and words have topics
	lda-infer --model model.mz -o mixtures.mz held.mz
	stream-text mixtures.mz | awk -F'\t' '!/^#/ { s = 0; for (i = 2; i <= NF; i++) s += $i
		if (s < .9999 || s > 1.0001 || NF != 25) exit 1 }'
	lda-infer --words --model model.mz held.mz | awk -F'\t' '$3 < 0 || $3 > 23 { exit 1 }'
	cmp <(lda-infer -j1 --model model.mz held.mz) <(lda-infer -j3 --model model.mz held.mz)
	# text, and dense rows for others
	stream-text model.mz | sed -n 's/^k0w0	//p' | grep -Eq '^[0-9]+(	[0-9]+:[0-9]+)+$'
	corpus-export --to npy -o model.npy model.mz
	[ "$(head -c 128 model.npy | tr -d '\0' | grep -ac "(\(.*\), 24)")" -eq 1 ]
	corpus-bow -q --vocab model.mz -o bow.mz kinds.txt
	lda-eval --model model.mz --against model.mz held.mz | grep -q '^difference	0.000000'
}

@test "K above the vocabulary and above the documents: too few tokens are told" {
	make_pets
	lda-train -k 300 -o model.mz pets.mz 2>said
	grep -q 'a topic has' said
	lda-eval --model model.mz pets.mz
	lda-infer --model model.mz pets.mz | stream-text | grep -q '^a	'
	lda-train -q -k 300 -o again.mz pets.mz 2>said
	[ ! -s said ]
	cmp model.mz again.mz
}

@test "what does not go together is refused" {
	make_kinds
	lda-init -k 30 --form sparse -o sparse.mz kinds.mz
	lda-init -k 30 --form dense -o dense.mz kinds.mz
	lda-estep --model sparse.mz -o s.mz kinds.mz
	lda-estep --model dense.mz -o d.mz kinds.mz
	refuses 65 "another model: their values are i64, and those of a sparse model are steps" \
		lda-mstep --model sparse.mz d.mz
	refuses 65 "another model: their values are steps, and those of a dense model are i64" \
		lda-mstep --model dense.mz s.mz
	refuses 65 "of one form, dense or sparse" lda-mstep --model dense.mz d.mz s.mz
	refuses 65 "of one form, dense or sparse" lda-mstep --model sparse.mz s.mz d.mz
	lda-init -k 30 --form sparse --seed 2 -o other.mz kinds.mz
	refuses 65 "statistics of another model" lda-mstep --model other.mz s.mz
	lda-init -k 31 --form sparse -o wide.mz kinds.mz
	refuses 65 "statistics of 30 topics, and the model has 31" lda-mstep --model wide.mz s.mz
	refuses 64 "takes only batch steps" lda-mstep --online --corpus-docs 600 --model sparse.mz s.mz
	refuses 64 "--online-passes" lda-train -k 30 --form sparse --online-passes 1 kinds.mz
	refuses 64 "--form sparse needs cvb0" lda-train -k 30 --form sparse --inference vb kinds.mz
	refuses 64 "can't learn eta" lda-train -k 30 --form sparse --eta auto kinds.mz
	refuses 64 "the model's" lda-train --form sparse --model sparse.mz --forget-old kinds.mz
	refuses 65 "not from a vocabulary" lda-init -k 300 kinds.vocab
	refuses 64 "one operand" lda-init -k 3 kinds.mz held.mz
	cat sparse.mz sparse.mz >two.mz
	refuses 65 "several models" lda-eval --model two.mz held.mz
	refuses 65 "several models" topic-words two.mz
	printf 'x\t\n' | corpus-bow -q --vocab kinds.vocab -o empty.mz
	refuses 65 "no document with words" lda-train -k 300 empty.mz
}
