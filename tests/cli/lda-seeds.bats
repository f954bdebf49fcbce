#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

# 200 documents of two kinds of words, a0 to a9 and b0 to b9, and of words of both, c0 to
# c9: two.mz, its halves two1.mz and two2.mz; seeds.tsv names a topic "bees" of b1 and b2.
make_two() { once two new_two; }
new_two() {
	awk 'function draw() { state = state * 16807 % 2147483647; return state / 2147483647 }
		BEGIN { state = 5; for (d = 0; d < 200; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 20; n++)
			printf "%c%d ", draw() < .3 ? 99 : 97 + d % 2, int(10 * draw())
		printf "\n" } }' >two.txt
	corpus-vocab -q two.txt | vocab-merge -q -o two.vocab
	corpus-bow -q --vocab two.vocab -o two.mz two.txt
	head -n 90 two.txt | corpus-bow -q --vocab two.vocab -o two1.mz
	tail -n 110 two.txt | corpus-bow -q --vocab two.vocab -o two2.mz
	printf '# topic, word, weight\nbees\tb1\t300\nbees\tb2\t300\n' >seeds.tsv
}

@test "a named topic has its words, by any inference and form, through online passes" {
	make_two
	for options in "" "--online-passes 4" "--inference vb" "--form sparse" "--eta 0.1"; do
		for seed in 1 2 3; do
			# shellcheck disable=SC2086  # options are words
			lda-train -q -k 3 --seed $seed --alpha 0.1 --passes 6 $options --seeds seeds.tsv \
				-o m.mz two.mz
			topic-words -n 6 --topic bees --format tsv m.mz | cut -f 1,4 >words
			[[ $(head -n 2 words | sort | xargs) == "bees b1 bees b2" ]] \
				|| { echo "$options"; cat words; false; }
		done
	done
	# beside words that anchor it, and through documents that are added
	lda-init -q -k 2 --form dense --start anchors --seeds seeds.tsv -o m.mz two.mz
	[ "$(topic-words -n 2 --topic bees --format tsv m.mz | cut -f 4 | sort | xargs)" = "b1 b2" ]
	lda-train -q -k 3 --form sparse --alpha 0.1 --passes 6 --seeds seeds.tsv -o m.mz two1.mz
	lda-train -q --add m.mz --passes 2 -o more.mz two2.mz
	[ "$(topic-words -n 2 --topic bees --format tsv more.mz | cut -f 4 | sort | xargs)" = "b1 b2" ]
}

@test "a name is shown by every command that shows topics" {
	make_two
	printf 'a "bee"\tb1\t300\n' >named.tsv
	lda-train -q -k 3 --alpha 0.1 --passes 3 --seeds named.tsv -o m.mz two.mz
	lda-train -q -k 3 --passes 3 --seed 2 -o plain.mz two.mz
	lda-infer -q --model m.mz -o v.mz two.mz
	[[ $(topic-words -n 1 m.mz) == 'a "bee":'* ]]
	topic-words --format json m.mz | grep -q '^{"topic":0,"name":"a \\"bee\\"","words"'
	topic-diagnostics --model m.mz | grep -q '^a "bee"	'
	topic-coherence --model m.mz two.mz | grep -q '^a "bee"	'
	topic-match -q m.mz plain.mz | grep -q '^plain.mz	a "bee"	[0-2]	'
	topic-match -q plain.mz m.mz | grep -q '^m.mz	[0-2]	a "bee"	'
	topic-match -q --stability m.mz plain.mz | grep -q '^a "bee"	'
	topic-docs --topic 'a "bee"' v.mz | grep -q '^a "bee"	1	'
	cmp <(topic-docs --topic 0 v.mz) <(topic-docs --topic 'a "bee"' v.mz)
	topic-docs --topic 'a "bee"' --format json v.mz | grep -q '^{"topic":0,"name":"a \\"bee\\"",'
	topic-docs --doc doc1 v.mz | grep -q '	a "bee"	'
	topic-docs --word b1 --model m.mz | grep -q '^b1	1	a "bee"	'
	lda-infer --model m.mz --top 3 two.mz | grep -q '^doc1	[1-3]	a "bee"	'
	lda-infer --model m.mz --words two.mz | grep -q '	a "bee"$'
	awk 'BEGIN { print "id\tkind"; for (d = 0; d < 200; d++) print "doc" d "\t" d % 2 }' >kinds.tsv
	topic-groups --by kinds.tsv --group kind v.mz | grep -q '^1	a "bee"	'
	topic-groups --by kinds.tsv --group kind --format json v.mz | grep -q '{"topic":0,"name":"a \\"bee'
	topic-report -q --model m.mz -o page.html two.mz
	[ "$(grep -c 'Topic a &quot;bee&quot;' page.html)" -eq 2 ]
	# a later step keeps name and seeds
	lda-estep --model m.mz two.mz | lda-mstep --model m.mz -o next.mz
	cmp <(zcat m.mz | grep -a '^#\(names\|seeds\)	') <(zcat next.mz | grep -a '^#\(names\|seeds\)	')
	lda-train -q --add m.mz --passes 1 two1.mz | topic-words -n 1 | grep -q '^a "bee":'
	refuses 64 'no topic "bee"' topic-words --topic bee m.mz
}

@test "with seeds it is what lda-init, lda-estep and lda-mstep make by hand, and dist-run lda" {
	make_two
	for options in "-k 3" "-k 3 --form sparse" "-k 3 --inference vb"; do
		# shellcheck disable=SC2086  # options are words
		lda-train -q $options --seeds seeds.tsv --passes 2 --online-passes 0 -j3 -o trained.mz two.mz
		# shellcheck disable=SC2086
		lda-init $options --seeds seeds.tsv -o model.mz two.mz
		for _ in 1 2; do
			lda-estep --model model.mz two.mz | lda-mstep --model model.mz -o next.mz
			mv next.mz model.mz
		done
		cmp trained.mz model.mz
		# shellcheck disable=SC2086
		dist-run -q --slots 2 --passes 2 lda $options --seeds seeds.tsv -o run.mz two.mz
		cmp trained.mz run.mz
	done
	lda-train -q -k 3 --seeds seeds.tsv --passes 1 --batch 100 --alpha auto -o trained.mz two.mz
	lda-init -k 3 --seeds seeds.tsv -o model.mz two.mz
	for part in 1:2 2:2; do
		lda-estep --model model.mz --part $part two.mz \
			| lda-mstep --model model.mz --online --corpus-docs 200 -o next.mz
		mv next.mz model.mz
	done
	cmp trained.mz model.mz
}

@test "the seeds' file is part of what a run of dist-run is" {
	make_two
	dist-run -q --work w --keep-work --passes 1 lda -k 3 --seeds seeds.tsv -o one.mz two.mz
	sed 's/b1/a1/; s/b2/a2/; s/bees/ants/' seeds.tsv >other.tsv
	mv other.tsv seeds.tsv
	run dist-run -q --work w --keep-work --passes 1 lda -k 3 --seeds seeds.tsv -o two.model two.mz
	[ "$status" -ne 0 ] || topic-words two.model | grep -q '^ants:'
}

# The column of topic N (from 0) of a model, as text.
column() { stream-text "$1" | grep -v '^#' | cut -f "$(($2 + 2))"; }

@test "--fixed: topics stay bit for bit while others are learned, online and in batch" {
	make_two
	printf 'bees\tb1\t50\nants\ta1\t5\n' >both.tsv
	lda-train -q -k 4 --passes 3 --seeds both.tsv -o m.mz two.mz
	for options in "--model m.mz --forget-old" "--model m.mz --forget-old --online-passes 0" \
		"--add m.mz" "--model m.mz --forget-old --online-passes 3 --batch 50"; do
		# shellcheck disable=SC2086  # options are words
		lda-train -q $options --fixed bees,3 --passes 3 -o next.mz two2.mz
		for k in 0 3; do
			cmp <(column m.mz $k) <(column next.mz $k) || { echo "$options"; false; }
		done
		for k in 1 2; do
			run ! cmp -s <(column m.mz $k) <(column next.mz $k)
		done
	done
	lda-train -q --model m.mz --forget-old --fixed ants --passes 1 --batch 55 -o trained.mz two2.mz
	cp m.mz model.mz
	for part in 1:2 2:2; do
		lda-estep --model model.mz --part $part two2.mz \
			| lda-mstep --model model.mz --fixed ants --online --corpus-docs 110 -o next.mz
		mv next.mz model.mz
	done
	cmp trained.mz model.mz
	refuses 64 'no topic "wasps"' lda-train --model m.mz --forget-old --fixed wasps two.mz
	refuses 64 'they are 0 to 3' lda-train --model m.mz --forget-old --fixed 4 two.mz
	refuses 64 'no topic is left to learn' lda-train --add m.mz --fixed 0,1,2,3,3 two.mz
	refuses 64 '--fixed goes with --model or --add' lda-train -k 4 --fixed bees two.mz
	lda-train -q -k 4 --passes 1 --form sparse -o sparse.mz two.mz
	refuses 64 'train with --form dense' lda-train --add sparse.mz --fixed 1 two.mz
	lda-train -q -k 4 --passes 1 --eta auto -o auto.mz two.mz
	refuses 64 'the model learns eta' lda-train --add auto.mz --fixed 1 two.mz
	refuses 64 'the model learns eta' lda-mstep --model auto.mz --fixed 1 </dev/null
}

@test "seeds that can't be used are told or refused" {
	make_two
	printf 'bees\tb1\t50\nbees\tqueen\t5\nbees\thive\t5\n' >some.tsv
	run --separate-stderr lda-train -k 2 --passes 1 --seeds some.tsv -o m.mz two.mz
	[ "$status" -eq 0 ]
	[ "$stderr" = "lda-train: some.tsv: 2 of 3 seeds left out: the vocabulary has no such word as 'queen'" ]
	run --separate-stderr lda-init -k 2 --seeds some.tsv -o m.mz two.mz
	[[ $stderr == "lda-init: some.tsv: 2 of 3 seeds left out"* ]]
	run --separate-stderr dist-run --passes 1 lda -k 2 --seeds some.tsv -o m.mz two.mz
	[[ $stderr == "dist-run: some.tsv: 2 of 3 seeds left out"* ]]
	printf 'bees\thive\t5\n' >none.tsv
	refuses 65 "none.tsv: topic 'bees' has no word of the vocabulary" \
		lda-train -k 2 --seeds none.tsv two.mz
	printf 'bees\tb1\t0\n' >zero.tsv
	refuses 65 "zero.tsv: line 1: the weight '0' is no number above 0" \
		lda-init -k 2 --seeds zero.tsv two.mz
	cp zero.tsv 'per%snt%n.tsv'
	refuses 65 "per%snt%n.tsv: line 1: the weight '0' is no number above 0" \
		lda-init -k 2 --seeds 'per%snt%n.tsv' two.mz
	printf 'bees\tb1\t-3\n' >below.tsv
	refuses 65 "the weight '-3'" dist-run -q lda -k 2 --seeds below.tsv two.mz
	printf 'bees\tb1\t1\nants\ta1\t1\nflies\ta2\t1\n' >three.tsv
	refuses 65 "topic 'flies' is one more than the 2 of the model" \
		lda-train -k 2 --seeds three.tsv two.mz
	# one word in two topics is allowed
	printf 'bees\tb1\t9\nants\tb1\t1\n' >shared.tsv
	lda-train -q -k 2 --passes 1 --seeds shared.tsv -o m.mz two.mz
	refuses 64 "eta can't be learned where topics have seeds" \
		lda-train -k 3 --eta auto --seeds seeds.tsv two.mz
	refuses 64 "--seeds are of a new model" lda-train --add m.mz --seeds seeds.tsv two.mz
	refuses 66 "nothing.tsv" lda-train -k 3 --seeds nothing.tsv two.mz
	refuses 64 "--seeds takes a file" dist-run lda -k 3 --seeds - two.mz
	# another file of seeds is another training
	lda-train -q -k 3 --passes 1 --seeds seeds.tsv --checkpoint c.mz -o m.mz two.mz
	refuses 64 "the checkpoint of another training" \
		lda-train -k 3 --passes 2 --seeds shared.tsv --checkpoint c.mz two.mz
}

# labels.tsv: documents of a are "ants", the others "bees"; two of them are not labelled.
make_labels() {
	make_two
	awk 'BEGIN { for (d = 2; d < 200; d++) print "doc" d "\t" (d % 2 ? "bees" : "ants") }' >labels.tsv
}

@test "--labels: a document has the topics of its labels, and those of no label" {
	make_labels
	run --separate-stderr lda-train -k 3 --alpha 0.5 --labels labels.tsv -o m.mz two.mz
	[ "$status" -eq 0 ]
	[ "$stderr" = "lda-train: labels.tsv: 2 of 200 documents have no label: any topic may be theirs" ]
	topic-words -n 10 --format tsv m.mz | awk -F '\t' '{ print $1, substr($4, 1, 1) }' | sort -u >kinds
	[ "$(cat kinds)" = $'2 c\nants a\nbees b' ]
	# all tokens of a labelled document are in its topics: none of a1 is in "bees"
	sed -n '3,$p' two.txt | corpus-bow -q --vocab two.vocab | lda-estep --model m.mz --labels labels.tsv - \
		| lda-mstep --model m.mz -o next.mz
	topic-docs --word a1 --model next.mz | awk '$3 == "bees" && $5 > 1e-4 { exit 1 }'
	lda-train -q -k 3 --alpha 0.5 --passes 2 --online-passes 0 --labels labels.tsv -j3 -o trained.mz two.mz
	lda-init -q -k 3 --alpha 0.5 --labels labels.tsv -o model.mz two.mz
	for _ in 1 2; do
		lda-estep --model model.mz --labels labels.tsv two.mz | lda-mstep --model model.mz -o next.mz
		mv next.mz model.mz
	done
	cmp trained.mz model.mz
	dist-run -q --slots 2 lda -k 3 --alpha 0.5 --passes 2 --labels labels.tsv -o run.mz two.mz
	cmp trained.mz run.mz
	# other labels are another training
	lda-train -q -k 3 --passes 1 --labels labels.tsv --checkpoint c.mz -o m.mz two.mz
	refuses 64 "the checkpoint of another training" \
		lda-train -k 3 --passes 2 --checkpoint c.mz two.mz
	# several labels a document, in one line or in several; seeds beside them; gone on with
	printf 'doc1\tbees\tflies\ndoc2\tants\ndoc2\tbees\n' >more.tsv
	lda-train -q -k 4 --seeds seeds.tsv --labels more.tsv --passes 1 -o m.mz two.mz
	[ "$(topic-words -n 1 m.mz | cut -d : -f 1 | xargs)" = "bees flies ants 3" ]
	lda-train -q --model m.mz --forget-old --labels more.tsv --passes 1 -o m2.mz two.mz
	lda-train -q --add m.mz --labels more.tsv --passes 1 -o m2.mz two1.mz
}

@test "labels that can't be used are told or refused" {
	make_labels
	printf 'doc0\tants\nnobody\tbees\n' >absent.tsv
	run --separate-stderr lda-train -k 3 --passes 1 --labels absent.tsv -o m.mz two.mz
	[ "${stderr_lines[0]}" = "lda-train: absent.tsv: 1 documents that the corpus has not, as that of line 2" ]
	printf 'x\tants\n' >nobody.tsv
	refuses 65 "nobody.tsv: the labels are of no document" lda-train -k 3 --labels nobody.tsv two.mz
	printf 'doc1\n' >form.tsv
	refuses 65 "form.tsv: line 1: not a document and its labels" lda-init -k 3 --labels form.tsv two.mz
	printf 'doc1\tants\t\n' >form.tsv
	refuses 65 "line 1: a topic's name has 1 to" lda-train -k 3 --labels form.tsv two.mz
	printf 'doc1\tants\n#\ndoc1\tants\n' >twice.tsv
	refuses 65 "twice.tsv: lines 1 and 3: a document has the label 'ants' twice" \
		lda-train -k 3 --labels twice.tsv two.mz
	: >empty.tsv
	refuses 65 "empty.tsv: no labels" lda-train -k 3 --labels empty.tsv two.mz
	refuses 65 "label 'bees' is one more than the 1 topics" lda-train -k 1 --labels labels.tsv two.mz
	refuses 64 "labels need a dense model" lda-train -k 3 --form sparse --labels labels.tsv two.mz
	refuses 64 "labels need a dense model" lda-init -k 3 --inference vb --labels labels.tsv two.mz
	refuses 64 "alpha can't be learned" lda-train -k 3 --alpha auto --labels labels.tsv two.mz
	refuses 64 "--labels takes a file" dist-run lda -k 3 --labels - two.mz
	lda-train -q -k 3 --passes 1 -o plain.mz two.mz
	refuses 65 "the model has no topic 'ants'" lda-estep --model plain.mz --labels labels.tsv two.mz
	refuses 65 "the model has no topic 'ants'" lda-train --add plain.mz --labels labels.tsv two.mz
}
