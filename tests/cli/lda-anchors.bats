#!/usr/bin/env bats
# A start that depends on no seed: --start anchors.
load helper

# docs.mz: five subjects of 12 words each, of which the first is none of the others', and
# words that all have.
make_subjects() { once subjects new_subjects; }
new_subjects() {
	awk 'BEGIN { for (d = 0; d < 300; d++) {
		printf "d%d\tcommon other ", d
		for (n = 0; n < 20; n++) {
			x = (75 * x + 74) % 65537 # Lehmer: any awk draws the same
			printf "%s%d ", substr("abcde", d % 5 + 1, 1), x % 12
		}
		for (n = 0; n < 4; n++) printf "%s%d ", substr("abcde", (d + 1 + n) % 5 + 1, 1), 6 + (n + d) % 6
		printf "\n" } }' >docs.txt
	corpus-vocab -q docs.txt | vocab-merge -q -o docs.v
	corpus-bow -q --vocab docs.v -o docs.mz docs.txt
}

@test "--start anchors gives the same model whatever seed, threads, memory, order and shards" {
	make_subjects
	lda-train -q -j1 -k 5 --start anchors -o one.lda docs.mz
	lda-train -q -j3 --memory 2000 -k 5 --start anchors -o two.lda docs.mz
	cmp one.lda two.lda
	lda-train -q -k 5 --seed 9 --start anchors -o nine.lda docs.mz
	cmp <(stream-text one.lda | sed 's/ seed=[0-9]*//') <(stream-text nine.lda | sed 's/ seed=[0-9]*//')
	corpus-shuffle -q --seed 3 -o mixed.mz docs.mz
	corpus-shard -q -d shards -n 3 mixed.mz
	lda-init -q -k 5 --start anchors -o start.lda docs.mz
	lda-init -q -k 5 --start anchors -j3 -o mixed.lda shards/*.mz
	cmp start.lda mixed.lda
	# as steps by hand, and by dist-run
	cp start.lda model.lda
	for _ in 1 2 3; do
		lda-estep -q --model model.lda docs.mz >s.mz
		lda-mstep -q --model model.lda -o next.lda s.mz
		mv next.lda model.lda
	done
	lda-train -q -k 5 --start anchors --passes 3 -o three.lda docs.mz
	cmp three.lda model.lda
	dist-run -q --slots 2 lda -k 5 --start anchors --passes 3 -o run.lda docs.mz
	cmp three.lda run.lda
	stream-info --command one.lda | grep -q -- '--seed 1 --start anchors --passes 20'
}

@test "--start anchors finds the subjects: after a pass each topic has the words of one" {
	make_subjects
	lda-train -q -k 5 --start anchors --passes 1 -o start.lda docs.mz
	topic-words -n 6 --format tsv start.lda | cut -f 1,4 | grep '	[a-e][0-9]' >words
	awk '{ n[$1 substr($2, 1, 1)]++ } END { for (k in n) if (n[k] >= 3) found++; exit found != 5 }' words
	[ "$(awk '{ print substr($2, 1, 1) }' words | sort -u | wc -l)" -eq 5 ]
}

@test "what has no anchors is refused" {
	make_subjects
	refuses 65 "topics are wanted: give --start random, or fewer topics" \
		lda-train -k 90 --start anchors docs.mz
	refuses 64 "at most 1000 topics" lda-train -k 1001 --form dense --start anchors docs.mz
	refuses 64 "begins dense models" lda-train -k 300 --start anchors docs.mz
	refuses 65 "not from a vocabulary" lda-init -k 5 --start anchors docs.v
	refuses 64 "are the model's" lda-train --add start.lda --start anchors docs.mz
	refuses 64 "of a new model" lda-init --add start.lda --grow --start anchors docs.mz
	refuses 64 "--start has no use with --add" dist-run lda --add start.lda --start anchors docs.mz
	corpus-weight -q -o weights.mz docs.mz
	refuses 65 "these are weights: give --start random" \
		lda-train -k 5 --allow-weights --start anchors weights.mz
	printf 'x\t\n' | corpus-bow -q --vocab docs.v -o empty.mz
	refuses 65 "0 words are in enough documents" lda-train -k 2 --start anchors empty.mz
}
