#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

# 300 documents of 3 kinds of words: kinds.mz, its shards kinds1.mz, kinds2.mz,
# and kinds.vocab.
make_kinds() { once kinds new_kinds; }
new_kinds() {
	awk 'function draw() { state = state * 16807 % 2147483647; return state / 2147483647 }
		BEGIN { state = 3; for (d = 0; d < 300; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 30; n++)
			printf "%c%d ", 97 + (draw() < .8 ? d % 3 : int(3 * draw())), int(12 * draw())
		printf "\n" } }' >kinds.txt
	corpus-vocab -q -o kinds.words kinds.txt
	vocab-merge -q -o kinds.vocab kinds.words
	corpus-bow -q --vocab kinds.vocab -o kinds.mz kinds.txt
	head -n 150 kinds.txt | corpus-bow -q --vocab kinds.vocab -o kinds1.mz
	tail -n 150 kinds.txt | corpus-bow -q --vocab kinds.vocab -o kinds2.mz
}

@test "--discount: by the corpus, one that is given, or none" {
	make_kinds
	line() { zcat "$1" | grep -a "^#$2	"; }
	lda-train -q -k 3 --passes 2 -o auto.mz kinds.mz
	# 9000 tokens of 108 topics and words are many
	line auto.mz discount | awk '{ exit !($2 > 0 && $2 < 0.001 && $3 == -1) }'
	[ "$(line auto.mz eta)" = "#eta	0.05" ]
	lda-train -q -k 3 --passes 2 --discount 0.3 -o given.mz kinds.mz
	[ "$(line given.mz discount)" = "#discount	0.3	0.3" ]
	lda-train -q -k 3 --passes 1 --discount 0.3 -o online.mz kinds.mz
	[ "$(line online.mz discount)" = "#discount	0	0.3" ]
	lda-train -q -k 3 --passes 2 --discount 0 -o none.mz kinds.mz
	run ! line none.mz discount
	[ "$(line none.mz eta)" = "#eta	0.02" ]
	# it is what documents are judged by
	[ "$(lda-eval --model given.mz kinds.mz)" != "$(lda-eval --model none.mz kinds.mz)" ]
	lda-init -q -k 3 --discount 0.3 -o init.mz kinds.vocab
	[ "$(line init.mz discount)" = "#discount	0	0.3" ]
	lda-train -q -k 9 --form sparse --passes 2 -o sparse.mz kinds.mz
	line sparse.mz discount | awk '{ exit !($2 > 0 && $2 < 0.1 && $3 == -1) }'
	# after two passes each topic has each word, and nothing is lent
	lda-train -q -k 9 --form sparse --passes 12 --discount 0 -o none.mz kinds.mz
	run ! line none.mz discount
	lda-train -q -k 9 --form sparse --passes 12 --discount 0.3 -o given.mz kinds.mz
	[ "$(line given.mz discount)" = "#discount	0.3	0.3" ]
	[ "$(lda-eval --model given.mz kinds.mz)" != "$(lda-eval --model none.mz kinds.mz)" ]
	for options in "--inference vb" "--eta auto"; do
		# shellcheck disable=SC2086  # options are words
		refuses 64 "--discount is for models" lda-train -k 3 $options --discount 0.3 kinds.mz
		# shellcheck disable=SC2086
		lda-train -q -k 3 $options --passes 1 -o m.mz kinds.mz
		run ! line m.mz discount
	done
}

# The first letters of the first words of each topic: "aaa bbb ccc" where found.
kinds_found() {
	topic-coherence -n 5 --model "$1" kinds.mz | sed '/^[#m]/d; s/.*	//; s/[0-9 ]//g' | sort
}

@test "topics are found, by either inference, with priors given or learned" {
	make_kinds
	for options in "" "--inference vb" "--alpha auto --eta auto" "--alpha asymmetric" \
		"--alpha 0.2 --eta 0.05" "--online-passes 0" "--inference vb --alpha auto"; do
		# shellcheck disable=SC2086  # options are words
		lda-train -k 3 --seed 2 $options -o model.mz kinds.mz
		[ "$(kinds_found model.mz)" = $'aaaaa\nbbbbb\nccccc' ] || { echo "$options"; false; }
	done
}

@test "the same bytes with any threads, memory, and way of giving the shards" {
	make_kinds
	lda-train -k 4 --alpha auto --eta auto --batch 64 -j1 -o one.mz kinds.mz
	lda-train -k 4 --alpha auto --eta auto --batch 64 -j3 -o three.mz kinds.mz
	lda-train -k 4 --alpha auto --eta auto --batch 64 --memory 1 -o disk.mz kinds.mz
	cmp one.mz three.mz
	cmp one.mz disk.mz
	lda-train -k 4 --alpha auto --eta auto --batch 64 -o parts.mz kinds1.mz kinds2.mz
	lda-train -k 4 --alpha auto --eta auto --batch 64 --memory 1 -o disk.mz kinds1.mz kinds2.mz
	cat kinds1.mz kinds2.mz | lda-train -k 4 --alpha auto --eta auto --batch 64 >piped.mz
	cmp parts.mz disk.mz
	cmp parts.mz piped.mz
	lda-train -k 4 --alpha auto --eta auto --batch 64 --seed 2 -o other.mz kinds.mz
	run ! cmp -s one.mz other.mz
}

@test "it is what lda-init, lda-estep and lda-mstep make by hand" {
	make_kinds
	for inference in cvb0 vb; do
		lda-train -k 3 --inference $inference --alpha auto --eta auto --passes 3 --batch 150 \
			--online-passes 1 -o trained.mz kinds1.mz kinds2.mz
		lda-init -k 3 --inference $inference --alpha auto --eta auto -o model.mz kinds.mz
		for part in 1:2 2:2; do
			lda-estep --model model.mz --part $part kinds1.mz kinds2.mz \
				| lda-mstep --model model.mz --online --corpus-docs 300 -o next.mz
			mv next.mz model.mz
		done
		for _ in 2 3; do
			lda-estep --model model.mz kinds1.mz kinds2.mz | lda-mstep --model model.mz -o next.mz
			mv next.mz model.mz
		done
		cmp trained.mz model.mz
	done
}

@test "mini-batches are fair samples: a sorted corpus scores as a shuffled one" {
	make_kinds
	sort -k2.1,2.3 kinds.txt | corpus-bow -q --vocab kinds.vocab -o sorted.mz
	corpus-shuffle -q --seed 3 -o shuffled.mz kinds.mz
	[ "$(stream-text sorted.mz | sed -n '$p')" != "$(stream-text shuffled.mz | sed -n '$p')" ]
	for corpus in sorted shuffled; do
		lda-train -q -k 6 --passes 1 --batch 30 --eta auto -o $corpus.model $corpus.mz
		lda-eval --model $corpus.model kinds.mz | sed -n 's/^document-mean	\([^	]*\).*/\1/p' >$corpus.score
	done
	# the same documents in each mini-batch: only roundings differ
	paste sorted.score shuffled.score | awk '{ d = $1 - $2; exit !(d < 1e-3 && d > -1e-3) }'
	# a mini-batch takes of each shard its share
	lda-init -k 3 -o model.mz kinds.mz
	for shard in kinds1 kinds2; do
		lda-estep -v --model model.mz --part 2:3 -o part.mz $shard.mz 2>said
		awk '/ documents, / { n = $2 } END { exit !(n > 30 && n < 70) }' said
	done
	# the parts are the whole
	for part in 1:3 2:3 3:3; do lda-estep -q --model model.mz --part $part -o part-${part%:3}.mz kinds.mz; done
	lda-estep -q --model model.mz -o whole.mz kinds.mz
	cat part-?.mz | lda-mstep -q --model model.mz -o merged.mz
	lda-mstep -q --model model.mz -o direct.mz whole.mz
	[ "$(stream-text --sample 0 merged.mz | grep '^#documents')" = "$(stream-text --sample 0 direct.mz | grep '^#documents')" ]
	for part in 0:3 4:3 1 :2 1: 1:0 x:y 1:5000000000 1/3; do
		refuses 64 "is no part" lda-estep --model model.mz --part $part kinds.mz
	done
	# one that has no documents changes nothing but the history
	head -1 kinds.txt | corpus-bow -q --vocab kinds.vocab -o one.mz
	for part in 1 2 3 4; do
		lda-estep -q --model model.mz --part $part:4 one.mz \
			| lda-mstep -q --model model.mz --online --corpus-docs 1 -o left-$part.mz
		if diff -q <(stream-text model.mz) <(stream-text left-$part.mz | grep -v '^#learned') >&2
		then echo same; fi
	done >same
	[ "$(wc -l <same)" -eq 3 ]
}

@test "stopped and gone on with, it gives the same bytes" {
	make_kinds
	lda-train -k 3 --passes 6 --stop 1e-9 -o whole.mz kinds.mz
	lda-train -k 3 --passes 2 --stop 1e-9 --checkpoint point.mz -o part.mz kinds.mz
	lda-train -k 3 --passes 6 --stop 1e-9 --checkpoint point.mz -o resumed.mz kinds.mz
	cmp whole.mz resumed.mz
	run ! cmp -s whole.mz part.mz
	# nothing left to do
	lda-train -k 3 --passes 6 --stop 1e-9 --checkpoint point.mz -o again.mz kinds.mz
	cmp whole.mz again.mz
}

@test "killed at any moment and started again, it gives the same bytes" {
	make_kinds
	for n in 1 2 3 4 5 6 7 8; do sed "s/^doc/r${n}doc/" kinds.txt; done \
		| corpus-bow -q --vocab kinds.vocab -o large.mz
	lda-train -k 30 --passes 40 -o whole.mz large.mz
	for wait in 0.02 0.05 0.1 0.15; do
		timeout -s KILL $wait lda-train -k 30 --passes 40 --checkpoint point.mz \
			-o resumed.mz large.mz || true
	done
	lda-train -k 30 --passes 40 --checkpoint point.mz -o resumed.mz large.mz
	cmp whole.mz resumed.mz
}

@test "a checkpoint of another training is refused" {
	make_kinds
	lda-train -k 3 --passes 1 --checkpoint point.mz -o model.mz kinds.mz
	refuses 64 "another training" lda-train -k 3 --passes 2 --checkpoint point.mz kinds1.mz
	refuses 64 "another training" lda-train -k 3 --passes 2 --kappa .9 --checkpoint point.mz kinds.mz
	refuses 64 "another training" lda-train -k 4 --passes 2 --checkpoint point.mz kinds.mz
	refuses 64 "another training" lda-train -k 3 --seed 9 --passes 2 --checkpoint point.mz kinds.mz
	refuses 64 "another training" lda-train -k 3 --alpha 0.3 --passes 2 --checkpoint point.mz kinds.mz
	refuses 64 "is an input" lda-train -k 3 --checkpoint kinds.mz kinds.mz
}

@test "a checkpoint of a sparse model goes on with the documents in another order and other shards" {
	make_kinds
	lda-train -k 3 --form sparse --passes 5 -o want.mz kinds.mz
	lda-train -k 3 --form sparse --passes 2 --checkpoint point.mz -o part.mz kinds.mz
	corpus-shuffle -q --seed 3 -o shuffled.mz kinds.mz
	corpus-shard -q -d shuffled -n 3 shuffled.mz
	cp point.mz copy.mz
	lda-train -k 3 --form sparse --passes 5 --checkpoint copy.mz -o got.mz shuffled/*.mz
	lda-train -k 3 --form sparse --passes 5 -o other.mz shuffled/*.mz
	cmp got.mz other.mz
	[ "$(stream-text got.mz)" = "$(stream-text want.mz)" ]
	# fewer documents are others, and in another form order counts
	corpus-split -q --test .1 --rest rest.mz -o test.mz kinds.mz
	refuses 64 "another training" lda-train -k 3 --form sparse --passes 5 --checkpoint point.mz rest.mz
	lda-train -k 3 --passes 2 --checkpoint dense.mz -o part.mz kinds.mz
	refuses 64 "another training" lda-train -k 3 --passes 5 --checkpoint dense.mz shuffled.mz
}

@test "a checkpoint that is damaged is told and made again; another's is left alone" {
	make_kinds
	lda-train -k 3 --passes 3 -o whole.mz kinds.mz
	lda-train -k 3 --passes 2 --checkpoint point.mz -o part.mz kinds.mz
	spoil point.mz $(($(wc -c <point.mz) - 200)) >bad.mz
	cp bad.mz point.mz
	run -0 --separate-stderr lda-train -q -k 3 --passes 3 --checkpoint point.mz -o got.mz kinds.mz
	[[ $stderr == "lda-train: point.mz: "*"checksum mismatch: the checkpoint is damaged: training begins again" ]]
	cmp whole.mz got.mz
	stream-info -q point.mz >/dev/null
	# damaged, and of another training, or no longer known as ours: it stays
	cp bad.mz point.mz
	refuses 65 "checksum mismatch" lda-train -k 4 --passes 3 --checkpoint point.mz kinds.mz
	cmp bad.mz point.mz
	head -c 60 bad.mz >point.mz
	refuses 65 "remove it to begin again" lda-train -k 3 --passes 3 --checkpoint point.mz kinds.mz
	# with a model to go on from
	lda-train --model part.mz --forget-old --passes 2 -o next.mz kinds.mz
	rm point.mz
	lda-train --model part.mz --forget-old --passes 1 --checkpoint point.mz -o x.mz kinds.mz
	spoil point.mz $(($(wc -c <point.mz) - 200)) >bad.mz
	mv bad.mz point.mz
	lda-train -q --model part.mz --forget-old --passes 2 --checkpoint point.mz -o got.mz kinds.mz
	cmp next.mz got.mz
}

@test "the log has a line a pass, and the score rises" {
	make_kinds
	lda-train -k 3 --passes 5 --log log.tsv -o model.mz kinds.mz
	awk -F '\t' '/^#/ { next } NF != 7 { bad = 1 } $1 > 2 && $5 < last { bad = 1 }
		{ last = $5; n++; if ($4 != 9000) bad = 1 } END { exit bad || n != 5 }' log.tsv
	lda-train -k 3 --inference vb --online-passes 0 --passes 5 --log log.tsv -o model.mz kinds.mz
	awk -F '\t' '/^#/ { next } $1 > 1 && $5 < last { bad = 1 } { last = $5; n++ }
		END { exit bad || n != 5 }' log.tsv
}

@test "the stop rule ends it" {
	make_kinds
	lda-train -k 3 --passes 200 --stop 1e-3 --log log.tsv -o model.mz kinds.mz
	[ "$(wc -l <log.tsv)" -lt 60 ]
}

@test "--model goes on with a model" {
	make_kinds
	lda-train -k 3 --passes 2 --online-passes 0 -o two.mz kinds.mz
	lda-train -k 3 --passes 1 --online-passes 0 -o one.mz kinds.mz
	lda-train --forget-old --model one.mz --passes 1 --online-passes 0 -o more.mz kinds.mz
	cmp two.mz more.mz
	refuses 64 "-k is the model's" lda-train -k 3 --model one.mz kinds.mz
	refuses 64 "the model's" lda-train --seed 3 --model one.mz kinds.mz
	refuses 64 "the model's" lda-train --alpha auto --model one.mz kinds.mz
	make_pets
	refuses 65 "another vocabulary" lda-train --forget-old --model one.mz pets.mz
}

# case: lda-update-forgets (its refusal)
@test "lda-update-forgets: a model is not trained on new documents alone unless that is said" {
	make_kinds
	lda-train -q -k 3 --passes 3 -o old.mz kinds1.mz
	refuses 64 "would forget what old.mz learned from others" \
		lda-train --model old.mz -o new.mz kinds2.mz
	refuses 64 "--forget-old" lda-train --model old.mz -o new.mz kinds2.mz
	[ ! -e new.mz ]
	lda-train -q --forget-old --model old.mz -o new.mz kinds2.mz
	refuses 64 "--forget-old goes with --model" lda-train -k 3 --forget-old kinds2.mz
}

# case: lda-update-forgets
@test "--add: a model grows night by night and keeps what it has learned" {
	score() { lda-eval --model "$1" "$2" | sed -n 's/^document-mean	\([^	]*\).*/\1/p'; }
	make_kinds
	for form in dense sparse; do
		lda-train -q -k 3 --form $form -o old.mz kinds1.mz
		lda-train -q -j1 --add old.mz -o new.mz kinds2.mz
		lda-train -q -j3 --add old.mz --passes 5 -o again.mz kinds2.mz
		cmp new.mz again.mz
		# what was learned stays, the new documents are foretold as well, and their
		# tokens are there beside the old ones'
		paste <(score old.mz kinds1.mz) <(score new.mz kinds1.mz) <(score new.mz kinds2.mz) \
			| awk '{ exit !($2 > $1 - .02 && $3 > $1 - .1) }'
		tokens() { stream-text --sample 0 "$1" | sed -n "s/^#$2	//p" | tr '\t' '\n' | awk '{ n += $1 } END { print n }'; }
		if [ $form = sparse ]; then
			paste <(tokens old.mz spread) <(tokens new.mz spread) | awk '{ exit $2 != 2 * $1 }'
		else
			paste <(tokens old.mz totals) <(tokens new.mz totals) \
				| awk '{ d = $2 - $1; exit !(d > 4490 && d < 4510) }'
		fi
		[ "$(stream-text --sample 0 old.mz | grep '^#alpha')" = "$(stream-text --sample 0 new.mz | grep '^#alpha')" ]
		[ "$(stream-text --sample 0 new.mz | grep -c '^#updates')" -eq 1 ]
		# with a decay the old documents count less
		lda-train -q --add old.mz --decay .5 -o faded.mz kinds2.mz
		if [ $form = dense ]; then
			paste <(tokens old.mz totals) <(tokens faded.mz totals) | awk '{ exit $2 >= 1.51 * $1 }'
		fi
		# nights of one document, of an empty one, of none; twice the same
		cp old.mz m.mz
		for n in 1 2 3; do
			sed -n "${n}p" kinds.txt | corpus-bow -q --vocab kinds.vocab -o night.mz
			lda-train -q -f --add m.mz -o m.mz night.mz
		done
		lda-train --add m.mz -o twice.mz night.mz 2>said
		grep -q 'has had these documents before' said
		# and some of them
		sed -n "2,9p" kinds.txt | corpus-bow -q --vocab kinds.vocab -o night.mz
		sed -n "1,3p" kinds.txt | sed 's/^/new/' | corpus-bow -q --vocab kinds.vocab >>night.mz
		lda-train --add m.mz -o twice.mz night.mz 2>said
		grep -q 'm.mz has had 8 documents of these names before: the same ones count twice' said
		lda-estep -q --model m.mz -o s.mz night.mz
		lda-mstep --add m.mz --model m.mz -o once.mz s.mz 2>said
		grep -q 'm.mz has had 8 documents of these names before: the same ones count twice' said
		[ "$(zcat once.mz | grep -a '^#sketch')" = "$(zcat twice.mz | grep -a '^#sketch')" ]
		printf 'x\t\n' | corpus-bow -q --vocab kinds.vocab -o empty.mz
		lda-train --add m.mz -o same.mz empty.mz 2>said
		grep -q 'no new document has words: m.mz stays as it is' said
		diff <(stream-text m.mz | grep -v '^#recipe') <(stream-text same.mz | grep -v '^#recipe')
		# two nights of a new subject leave the others be
		awk 'BEGIN { for (d = 0; d < 40; d++) { printf "n%d\t", d
			for (n = 0; n < 30; n++) printf "d%d ", n % 12
			printf "\n" } }' >subject.txt
		cat kinds.txt subject.txt | corpus-vocab -q | vocab-merge -q -o wide.vocab
		corpus-bow -q --vocab wide.vocab -o wide.mz kinds.txt
		corpus-bow -q --vocab wide.vocab -o subject.mz subject.txt
		lda-train -q -k 4 --form $form -o wide-old.mz wide.mz
		lda-train -q --add wide-old.mz -o wide-new.mz subject.mz
		paste <(score wide-old.mz wide.mz) <(score wide-new.mz wide.mz) \
			<(score wide-old.mz subject.mz) <(score wide-new.mz subject.mz) \
			| awk '{ exit !($2 > $1 - .1 && $4 > $3 + 1) }'
		refuses 65 "another vocabulary" lda-train --add old.mz subject.mz
	done
	lda-train -q -k 3 --inference vb -o vb.mz kinds1.mz
	lda-train -q --add vb.mz -o vb-new.mz kinds2.mz
	paste <(score vb.mz kinds1.mz) <(score vb-new.mz kinds1.mz) | awk '{ exit !($2 > $1 - .05) }'
	refuses 64 "add them with --add" lda-train --model old.mz kinds2.mz
	refuses 64 "-k is the model's where --add is given" lda-train --add old.mz -k 5 kinds2.mz
	refuses 64 "the model's where --add" lda-train --add old.mz --inference vb kinds2.mz
	refuses 64 "give one of them" lda-train --add old.mz --model old.mz kinds2.mz
	refuses 64 "--decay goes with --add" lda-train -k 3 --decay .5 kinds2.mz
	refuses 64 "whole training" lda-train --add old.mz --checkpoint point.mz kinds2.mz
	refuses 64 "whole training" lda-train --add old.mz --online-passes 1 kinds2.mz
	refuses 65 "topics" lda-train --add kinds1.mz kinds2.mz
	lda-init -k 3 --form sparse -o fresh.mz kinds1.mz
	refuses 64 "has learned nothing yet" lda-train --add fresh.mz kinds2.mz
}

@test "--add is what lda-mstep --add makes by hand, and dist-run lda --add, in both forms" {
	make_kinds
	head -n 1 kinds.txt | corpus-bow -q --vocab kinds.vocab -o one.mz
	printf 'x\t\n' | corpus-bow -q --vocab kinds.vocab -o empty.mz
	for form in dense sparse; do
		lda-train -q -k 3 --form $form -o old.mz kinds1.mz
		for night in kinds2.mz one.mz empty.mz; do
			lda-train -q --add old.mz --decay 0.9 --passes 3 -j3 -o trained.mz $night
			cp old.mz model.mz
			for _ in 1 2 3; do
				lda-estep --model model.mz $night >s.mz
				lda-mstep -q --model model.mz --add old.mz --decay 0.9 -o next.mz s.mz
				mv next.mz model.mz
			done
			cmp trained.mz model.mz
			[ $night != empty.mz ] || continue
			dist-run -q --slots 2 lda --add old.mz --decay 0.9 --passes 3 -o run.mz $night
			cmp trained.mz run.mz
		done
		# the same documents are known in any shards
		lda-train -q --add old.mz -o grown.mz kinds2.mz
		tail -n 150 kinds.txt | head -n 70 | corpus-bow -q --vocab kinds.vocab -o a.mz
		tail -n 80 kinds.txt | corpus-bow -q --vocab kinds.vocab -o b.mz
		lda-train --add grown.mz -o twice.mz b.mz a.mz 2>said
		grep -q 'grown.mz has had these documents before' said
		lda-estep --model grown.mz b.mz a.mz | lda-mstep --model grown.mz --add grown.mz -o twice.mz 2>said
		grep -q 'grown.mz has had these documents before' said
		mv old.mz $form.mz
	done
	lda-train -q -k 4 --passes 1 -o larger.mz kinds1.mz
	lda-estep --model dense.mz kinds2.mz >s.mz
	refuses 65 "another model than --model was" lda-mstep --model dense.mz --add larger.mz s.mz
	refuses 65 "another model than --model was" lda-mstep --model dense.mz --add sparse.mz s.mz
	lda-train -q -k 3 --inference vb --passes 1 -o vb.mz kinds1.mz
	refuses 65 "another model than --model was" lda-mstep --model dense.mz --add vb.mz s.mz
	refuses 64 "--add goes with --batch" \
		lda-mstep --model dense.mz --add dense.mz --online --corpus-docs 9 s.mz
	refuses 64 "--decay goes with --add" lda-mstep --model dense.mz --decay 0.5 s.mz
	refuses 64 "-k is the model's where --add is given" dist-run lda -k 3 --add dense.mz kinds2.mz
	refuses 64 "--add takes a file" dist-run lda --add - kinds2.mz
	refuses 65 "kind is corpus" dist-run lda --add kinds1.mz kinds2.mz
	refuses 64 "--decay has no use without --add" dist-run lda -k 3 --decay 0.5 kinds2.mz
}

@test "memory is compared before anything is done" {
	[[ $BUILD != *san ]] || skip "sanitizers take all addresses"
	make_many
	( ulimit -v 4000000 && refuses 71 "topics fit" lda-train -k 1000000 --form dense --passes 1 -o big.mz many.mz )
	( ulimit -v 4000000 && refuses 71 "MiB of memory, and there are 3906: at most" \
		lda-train -k 1000000 --form dense --passes 1 -o big.mz many.mz )
	[ ! -e big.mz ]
}

@test "K = 1, K larger than the vocabulary, empty documents" {
	make_pets
	lda-train -k 1 -o one.mz pets.mz
	[ "$(stream-info one.mz | grep -c '^columns	1$')" -eq 1 ]
	lda-train -k 50 --alpha auto --eta auto -o fifty.mz pets.mz
	[ "$(stream-info fifty.mz | grep -c '^columns	50$')" -eq 1 ]
	run --separate-stderr -0 lda-train -v -k 2 --passes 1 -o two.mz pets.mz
	[[ $stderr == *"4 documents, 1 of them empty"* ]]
}

@test "what can't be trained on is refused" {
	make_pets
	refuses 64 "-k is missing" lda-train pets.mz
	refuses 64 "-k: 0" lda-train -k 0 pets.mz
	refuses 64 "--alpha: 'x'" lda-train -k 2 --alpha x pets.mz
	refuses 64 "--alpha: '-1'" lda-train -k 2 --alpha -1 pets.mz
	refuses 64 "--eta: 'asymmetric'" lda-train -k 2 --eta asymmetric pets.mz
	refuses 66 "none.mz" lda-train -k 2 none.mz
	# weights
	corpus-weight -o weighted.mz pets.mz
	refuses 65 "--allow-weights" lda-train -k 2 weighted.mz
	lda-train -k 2 --allow-weights -o model.mz weighted.mz
	# no documents, and none with words
	corpus-bow -q --vocab pets.vocab -o none.mz </dev/null
	refuses 65 "no document with words" lda-train -k 2 none.mz
	printf 'a\t\nb\tunheard\n' | corpus-bow -q --vocab pets.vocab -o empty.mz
	refuses 65 "no document with words" lda-train -k 2 empty.mz
	# another kind, half a stream, another vocabulary
	lda-init -k 2 -o model.mz pets.mz
	refuses 65 "topics" lda-train -k 2 model.mz
	head -c 300 pets.mz >cut.mz
	refuses 65 "truncated" lda-train -k 2 cut.mz
	make_kinds
	refuses 65 "vocabulary" lda-train -k 2 pets.mz kinds.mz
}

@test "counts of 2^31 and more are refused, those below are taken" {
	printf '%%%%MatrixMarket matrix coordinate integer general\n2 2 3\n1 1 2147483647\n1 2 1\n2 2 5\n' >large.mm
	corpus-import -q --from mm -o large.mz large.mm
	refuses 65 "2^31" lda-train -k 2 large.mz
	printf '%%%%MatrixMarket matrix coordinate integer general\n2 2 3\n1 1 2147483520\n1 2 1\n2 2 5\n' >large.mm
	corpus-import -q --from mm -o large.mz large.mm
	lda-train -k 2 --log log.tsv -o model.mz large.mz
	[ "$(tail -n 1 log.tsv | cut -f 4)" = 2147483526 ]
}

@test "negative weights and values that are no numbers are refused" {
	printf '%%%%MatrixMarket matrix coordinate real general\n1 2 2\n1 1 0.5\n1 2 -0.5\n' >minus.mm
	corpus-import -q --from mm --values weights -o minus.mz minus.mm
	refuses 65 "negative" lda-train -k 2 --allow-weights minus.mz
	printf '%%%%MatrixMarket matrix coordinate real general\n1 2 2\n1 1 0.5\n1 2 nan\n' >nan.mm
	run -65 corpus-import -q --from mm --values weights -o nan.mz nan.mm
	[ ! -e nan.mz ]
}

@test "standard input larger than --memory is refused" {
	make_kinds
	run --separate-stderr -64 bash -c 'lda-train -k 2 --memory 1000 <kinds.mz'
	[[ $stderr == *"--memory"* ]]
	# a pipe with a name is read once as well
	mkfifo pipe
	cat kinds.mz >pipe &
	lda-train -q -k 2 -o piped.mz pipe
	lda-train -q -k 2 -o plain.mz kinds.mz
	cmp piped.mz plain.mz
	cat kinds.mz >pipe &
	refuses 64 "pipe takes more than --memory, and can't be read again" \
		lda-train -k 2 --memory 1000 pipe
}

@test "topics that die are begun anew in the first 15 passes, whoever takes the steps" {
	corpus-index -q --stop english --min-df 2 --max-df .5 -o counts.mz "$BATS_TEST_DIRNAME/../data/demo.tsv"
	lda-train -q -k 20 --online-passes 0 -o whole.mz counts.mz
	lda-train -q -j3 -k 20 --online-passes 0 --checkpoint point.mz --passes 12 -o part.mz counts.mz
	lda-train -q -k 20 --online-passes 0 --checkpoint point.mz -o resumed.mz counts.mz
	cmp whole.mz resumed.mz
	dist-run -q --slots 2 lda -k 20 -o run.mz counts.mz
	cmp whole.mz run.mz
	lda-init -q -k 20 -o model.mz counts.mz
	for _ in {1..20}; do
		lda-estep -q --model model.mz -o s.mz counts.mz
		lda-mstep -q --model model.mz -o next.mz s.mz
		mv next.mz model.mz
	done
	cmp whole.mz model.mz
	# no topic has less than a quarter of the mean's tokens
	stream-text --sample 0 whole.mz | awk -F '\t' '$1 == "#eta" { eta = $2 }
		$1 == "#totals" { for (k = 2; k <= NF; k++) { n[k] = $k; sum += $k } }
		END { prior = 1030 * eta; mean = sum / 20 - prior
			for (k in n) if (n[k] - prior < mean / 4) exit 1 }'
	# nor do they bring a seed to a start without one
	for seed in 1 9; do
		lda-train -q -k 20 --eta .3 --start anchors --seed $seed -o $seed.mz counts.mz
		stream-text $seed.mz | grep -v '^#recipe' >$seed.txt
	done
	cmp 1.txt 9.txt
}
