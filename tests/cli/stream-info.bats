#!/usr/bin/env bats
load helper

@test "tells kind, sizes and totals" {
	make_pets
	run -0 stream-info pets.mz
	[[ $output == *$'kind\tcorpus\nvalues\tcounts\ncolumns\t4\nweighting\tcounts\nvocabulary\t4'* ]]
	[[ $output == *$'streams\t1\nrows\t4\nnonzeros\t5\nmembers\t3\ndigest\t'* ]]
	stream-info -o to.file pets.mz
	[ "$output" = "$(cat to.file)" ]
}

@test "several operands are told apart, joined streams counted" {
	make_pets
	run -0 stream-info pets.mz pets.mz
	[ "$(grep -c '^stream	pets.mz$' <<<"$output")" = 2 ]
	run -0 bash -c 'cat pets.mz pets.mz | stream-info'
	[[ $output == *$'streams\t2\nrows\t8\n'* ]]
}

@test "--quick reads no further than the vocabulary" {
	make_pets
	size=$(wc -c <pets.mz)
	head -c $((size - 5)) pets.mz >cut.mz
	run -0 stream-info --quick cut.mz
	[[ $output != *rows* ]]
	refuses 65 "cut.mz: truncated after row 4" stream-info cut.mz
}

@test "the digest does not depend on threads, and does on content" {
	make_many
	[ "$(stream-info -j 1 many.mz)" = "$(stream-info -j 8 many.mz)" ]
	make_pets
	[ "$(digest pets.mz)" != "$(digest many.mz)" ]
}

# The documents of kinds1.mz and kinds2.mz, as CORPUS and CORPUS2.
make_corpora() { once corpora new_corpora; }
new_corpora() {
	awk 'BEGIN { for (d = 0; d < 200; d++) { printf "doc%d\t", d
		for (n = 0; n < 20; n++) printf "%s%d ", substr("abc", 1 + d % 3, 1), (d * 7 + n * n) % 15
		printf "\n" } }' >kinds.txt
	corpus-vocab -q kinds.txt | vocab-merge -q -o kinds.vocab
	head -150 kinds.txt | corpus-bow -q --vocab kinds.vocab -o CORPUS
	tail -50 kinds.txt | corpus-bow -q --vocab kinds.vocab -o CORPUS2
}

# The command that the model's header says makes the same bytes.
makes_again() {
	stream-info --command "$1" >again.sh
	rm -f model-1.mz
	sh again.sh 2>/dev/null | cmp - "$1"
}

@test "--command: topics are made again by what their header says, whoever made them" {
	make_corpora
	lda-train -k 3 -o t.mz CORPUS
	stream-info --command t.mz >out
	grep -q '^lda-train -k 3 --form dense .*--seed 1 --passes 20 .* CORPUS # 150 documents, digest [0-9a-f]*$' out
	makes_again t.mz
	lda-train -k 3 --inference vb --alpha asymmetric --eta auto --seed 9 --passes 3 --online-passes 2 \
		--batch 40 --iterations 7 --tolerance 1e-4 --kappa .8 --offset 3 -o t.mz CORPUS
	makes_again t.mz
	lda-train -k 4 --form sparse --alpha .3 --eta .05 --passes 4 -o t.mz CORPUS
	makes_again t.mz
	# stopped by its score, gone on with, added to
	lda-train -k 3 --passes 9 --stop .01 -o old.mz CORPUS
	makes_again old.mz
	lda-train -q --add old.mz --decay .5 -o t.mz CORPUS2
	makes_again t.mz
	[ "$(stream-info --inputs t.mz)" = "$(stream-info --inputs CORPUS CORPUS2 | grep -v ^stream)" ]
	lda-train -q --forget-old --model old.mz --passes 2 -o t.mz CORPUS2
	makes_again t.mz
	# with topics that were given, and some that stay
	printf 'first\ta1\t5\nsecond\tb2\t3\n' >SEEDS
	lda-train -k 3 --seeds SEEDS --passes 2 -o old.mz CORPUS
	makes_again old.mz
	lda-train --model old.mz --fixed second,0 --forget-old --passes 2 -o t.mz CORPUS
	stream-info t.mz | grep -q '^learned	batch passes=1 fixed=0,1 iterations'
	makes_again t.mz
	printf 'doc1\tfirst\ndoc2\tnew\n' >LABELS
	lda-train -q -k 3 --seeds SEEDS --labels LABELS --passes 2 -o t.mz CORPUS
	grep -q ' --labels LABELS .*, labels [0-9a-f]*$' <(stream-info --command t.mz)
	makes_again t.mz
	lda-train -q -k 3 --labels LABELS --passes 2 -o t.mz CORPUS
	makes_again t.mz
	# weights taken for counts
	corpus-weight -q --scheme tfidf -o w.mz CORPUS
	mv CORPUS counts.mz
	mv w.mz CORPUS
	lda-train -k 3 --allow-weights --passes 2 -o t.mz CORPUS
	makes_again t.mz
	mv counts.mz CORPUS
	# by hand, and distributed
	lda-init -k 3 -o t.mz CORPUS
	for _ in 1 2; do
		lda-estep -q --model t.mz CORPUS | lda-mstep -q --model t.mz -o u.mz
		mv u.mz t.mz
	done
	makes_again t.mz
	corpus-shard -q -d shards -n 3 CORPUS
	dist-run -q lda -k 3 --passes 3 --online-passes 1 --update 1 -o t.mz shards
	stream-info --command t.mz | sed 's/CORPUS/shards\/*.mz/' >again.sh
	sh again.sh | cmp - t.mz
}

@test "--command: factors are made again, and what was merged" {
	make_corpora
	for n in '' 2; do
		corpus-weight -q --scheme tfidf -o w.mz CORPUS$n
		mv w.mz CORPUS$n
	done
	lsi-partial -q -k 5 -o f.mz CORPUS
	grep -q '^lsi-partial -k 5 .* CORPUS # 150 documents, digest .*; streams ' <(stream-info --command f.mz)
	makes_again f.mz
	lsi-partial -q -k 4 --exact --precision f64 --block 2 --passes 5 --seed 3 --verify 0 -o f.mz CORPUS
	makes_again f.mz
	lsi-partial -q -k 3 --chunk 40 --decay .5 -o f.mz CORPUS
	makes_again f.mz
	lsi-partial -q -k 300 -o f.mz CORPUS
	makes_again f.mz
	# merged: the operands, in their order, are FACTORS
	lsi-partial -q -k 5 -o f.mz CORPUS
	lsi-partial -q -k 5 -o f2.mz CORPUS2
	lsi-merge -q --decay .9 -k 4 -o m.mz f.mz f2.mz
	stream-info --command m.mz | sed 's/ FACTORS / f.mz f2.mz /' >again.sh
	sh again.sh | cmp - m.mz
	[ "$(stream-info --inputs m.mz | grep ^documents)" = "$(stream-info --inputs CORPUS CORPUS2 | grep -v ^stream)" ]
	# by passes, and distributed, with looks at the errors and chains that search
	corpus-shard -q -d shards -n 3 CORPUS
	for options in '-k 3 --passes 4 --block 4' '-k 4 --block 8' \
		'-k 2 --block 3 --tolerance .3 --seed 9'; do
		# shellcheck disable=SC2086 # words
		dist-run -q lsi $options -o d.mz shards
		stream-info --command d.mz | sed 's/CORPUS/shards\/*.mz/' >again.sh
		sh again.sh 2>/dev/null | cmp - d.mz
	done
	grep -q 'lsi-basis --advance -k 2 --tolerance 0.3 --verify 0.1 -o ' again.sh
	[ "$(stream-info --inputs d.mz | grep ^documents)" = "$(stream-info --inputs CORPUS)" ]
	# from a model's vectors
	lsi-basis -q --start --model f.mz -o b0.mz CORPUS
	lsi-multiply -q --basis b0.mz -o p0.mz CORPUS
	lsi-basis -q --finish -k 3 -o d.mz b0.mz p0.mz
	refuses 65 "d.mz: the header does not say how these factors" stream-info --command d.mz
	refuses 65 "the header does not say how these factors" \
		stream-info --command "$BATS_TEST_DIRNAME/../data/version-1/factors.mz"
}

@test "--command: a corpus is counted, weighted, shuffled and split again" {
	make_corpora
	mv kinds.txt TEXT
	# again STREAM: from the text, with the vocabulary of the stream
	again() {
		stream-info --command "$1" | sed "s/ STREAM / $1 /" >again.sh
		sh again.sh 2>/dev/null | cmp - "$1"
	}
	corpus-bow -q --vocab kinds.vocab -o c.mz TEXT
	again c.mz
	grep -q "^corpus-bow --vocab c.mz TEXT # makes 200 documents, \
digest $(stream-info c.mz | sed -n 's/^documents-digest	//p')\$" again.sh
	# whatever the words were chosen by, and in one reading
	corpus-index -q --min-df 12 --max-df .5 --keep 20 --ngrams 2 --min-length 1 --stem english -o i.mz TEXT
	again i.mz
	echo a1 >STOP
	corpus-index -q --stop STOP --ngrams 2 -o i.mz TEXT
	again i.mz
	grep -q ' --stop STOP TEXT' again.sh
	for scheme in tfidf logent bm25 ltc 'Lpu --slope .3' 'bm25 --k1 2 --b .5 --norm l2' \
		'logent --norm none' 'tfidf --norm none --precision f64'; do
		# shellcheck disable=SC2086 # words
		corpus-weight -q --scheme $scheme -o w.mz c.mz
		again w.mz
	done
	corpus-shuffle -q --seed 9 -o s.mz w.mz
	again s.mz
	corpus-shuffle -q -o s.mz c.mz
	corpus-split -q --test .25 --seed 3 --rest REST -o t.mz s.mz
	cp REST r.mz
	again t.mz
	cmp REST r.mz
	again r.mz
	grep -q 'corpus-split --test 0.25 --seed 3 --swap --rest REST #' again.sh
	# weighted behind that
	corpus-weight -q -o w.mz r.mz
	again w.mz
	# a pipe
	corpus-bow -q --vocab kinds.vocab TEXT | corpus-weight -q | corpus-shuffle -q --seed 2 -o p.mz
	again p.mz
}

@test "--command: a vocabulary is counted and selected again, and a corpus with it" {
	make_corpora
	mv kinds.txt TEXT
	printf 'a1\na2\nb1\nb2\nb3\n' >ONLY
	echo b3 >DROP
	echo c1 >STOP
	# the line of the vocabulary, and that of a corpus of it, give the same bytes
	again() {
		stream-info --command words >again.sh
		sh again.sh 2>/dev/null | cmp - words
		corpus-bow -q --vocab words ${1+--stop "$1"} -o c.mz TEXT
		stream-info --command c.mz >again.sh
		[ "$(wc -l <again.sh)" -eq 2 ]
		sh again.sh 2>/dev/null | cmp - c.mz
	}
	corpus-vocab -q TEXT | vocab-merge -q --min-df 12 --max-df .5 --keep 20 -o words
	[ "$(stream-info words | sed -n 's/^pruning	//p')" = "min-df=12 max-df=0.5 keep=20" ]
	[ "$(stream-info words | sed -n 's/^kind	//p')" = vocabulary ]
	again
	[ "$(stream-info c.mz | sed -n 's/^recipe	//p')" = "corpus words min-df=12 max-df=0.5 keep=20" ]
	# the same in one reading, in shards, and weighted
	corpus-index -q --min-df 12 --max-df .5 --keep 20 --save-vocab v -o i.mz TEXT
	cmp v words
	cmp i.mz c.mz
	corpus-shard -q -d shards -n 2 c.mz
	corpus-index -q --min-df 12 --max-df .5 --keep 20 -d direct -n 2 TEXT
	cmp shards/shard-00001.mz direct/shard-00001.mz
	corpus-weight -q -o w.mz c.mz
	stream-info --command w.mz >again.sh
	sh again.sh 2>/dev/null | cmp - w.mz
	# lists by their digest; token options, one of them for a shell to take as one word
	corpus-vocab -q --stop STOP --min-length 1 --words "/[a-z'\$]+[0-9]/" TEXT \
		| vocab-merge -q --only ONLY --drop DROP --min-df .01 -o words
	stream-info words | grep -Eqx 'pruning	min-df=0.01 only=[0-9a-f]{32} drop=[0-9a-f]{32}'
	again STOP
	grep -Fq " --min-length 1 --stop STOP TEXT | vocab-merge --min-df 0.01 --only ONLY --drop DROP" again.sh
	# phrases, and one selection after the other
	corpus-vocab -q --ngrams 2 TEXT | vocab-merge -q --phrases npmi:0.1 --connectors english -o words
	again
	corpus-vocab -q TEXT | vocab-merge -q --min-df 3 | vocab-merge -q --keep 9 -o words
	[ "$(sed -n 's/^#pruning	//p' words)" = "min-df=3 + keep=9" ]
	again
	# what was selected by parts can't be told
	corpus-vocab -q TEXT | vocab-merge -q --min-df 3 -o part
	vocab-merge -q -o words part part
	refuses 65 "words: --command: the vocabulary does not say how its terms were selected" \
		stream-info --command words
	# what nobody wrote is no command
	sed 's/^#pruning.*/#pruning	min-df=3$(id)/' part >bad
	refuses 65 "bad: damaged: how terms were selected" stream-info --command bad
	sed 's/^#pruning.*/#pruning	min-df=3; id/' part >bad
	refuses 65 "bad: vocabulary: an impossible #pruning" stream-info --command bad
}

@test "--command: bases, products and statistics are made again" {
	make_corpora
	corpus-weight -q --scheme tfidf -o w.mz CORPUS
	mv CORPUS counts.mz
	mv w.mz CORPUS
	# again FROM STREAM: what stands for something is put in its place by the script FROM
	again() {
		stream-info --command "$2" | sed -e 's/ #.*//' -e "$1" >again.sh
		sh again.sh 2>/dev/null | cmp - "$2"
	}
	lsi-basis -q --start --block 3 --seed 5 -o b0.mz CORPUS
	again '' b0.mz
	lsi-multiply -q --basis b0.mz -o p0.mz CORPUS
	again 's/ BASIS / b0.mz /' p0.mz
	grep -q "CORPUS # 150 documents, digest [0-9a-f]*; basis $(digest b0.mz)\$" \
		<(stream-info --command p0.mz)
	lsi-basis -q --extend -o b1.mz b0.mz p0.mz
	again 's/ BASES PRODUCTS/ b0.mz p0.mz/' b1.mz
	lsi-multiply -q --basis b1.mz -o p1.mz CORPUS
	lsi-basis -q --advance -k 2 --tolerance 1e-6 --verify .2 -o b2.mz b0.mz b1.mz p0.mz p1.mz
	grep -q "lsi-basis --advance -k 2 --tolerance 1e-06 --verify 0.2 BASES PRODUCTS # the last of BASES: \
$(digest b1.mz)\$" <(stream-info --command b2.mz)
	again 's/ BASES PRODUCTS/ b0.mz b1.mz p0.mz p1.mz/' b2.mz
	# of shards, added up
	corpus-shard -q -d shards -n 3 CORPUS
	for s in shards/*.mz; do lsi-multiply -q --basis b0.mz "$s"; done | lsi-multiply -q --sum -o sum.mz
	again 's/ BASIS / b0.mz /; s/CORPUS/shards\/*.mz/' sum.mz
	lsi-partial -q -k 2 -o f.mz CORPUS
	lsi-basis -q --start --model f.mz -o b.mz CORPUS
	refuses 65 "b.mz: the header does not say how this basis was made: it began with a model" \
		stream-info --command b.mz
	mv counts.mz CORPUS
	printf 'doc1\tx\n' >LABELS
	printf 'x\ta1\t5\n' >seeds
	for new in '' '--inference vb' '--form sparse' '--form dense --alpha .3 --seeds seeds'; do
		# shellcheck disable=SC2086 # words
		lda-init -q -k 3 $new -o t.mz CORPUS
		for step in '' '--iterations 4 --tolerance 1e-3' '--part 2:3' '--bound' '--labels LABELS'; do
			case "$step $new" in --bound*vb | --labels*seeds) ;; --[bl]*) continue ;; esac
			# shellcheck disable=SC2086 # words
			lda-estep -q --model t.mz $step -o s.mz CORPUS
			again 's/ MODEL / t.mz /' s.mz
		done
	done
	grep -q "documents, digest [0-9a-f]*, labels [0-9a-f]*; model $(digest t.mz)\$" \
		<(stream-info --command s.mz)
	corpus-shard -q -d parts -n 3 CORPUS
	for s in parts/*.mz; do lda-estep -q --model t.mz "$s"; done | lda-mstep -q --sum -o sums.mz
	again 's/ MODEL / t.mz /; s/CORPUS/parts\/*.mz/' sums.mz
	for i in 3 4; do lda-estep -q --model t.mz --iterations $i CORPUS; done | lda-mstep -q --sum -o mixed.mz
	refuses 65 "mixed.mz: the header does not say how these statistics were made" \
		stream-info --command mixed.mz
}

@test "--command: vectors are made again from their model and documents" {
	make_corpora
	lda-train -q -k 3 --passes 2 -o t.mz CORPUS
	for options in '' '--iterations 7 --tolerance 1e-3'; do
		# shellcheck disable=SC2086 # words
		lda-infer -q --model t.mz $options -o v.mz CORPUS2
		stream-info --command v.mz | sed 's/ MODEL / t.mz /; s/ CORPUS / CORPUS2 /' >again.sh
		grep -q " # model $(digest t.mz)\$" again.sh
		sh again.sh 2>/dev/null | cmp - v.mz
	done
	corpus-weight -q --scheme tfidf -o w.mz CORPUS
	lsi-partial -q -k 3 -o f.mz w.mz
	for options in '' --scale '--power .3333333333333'; do
		# shellcheck disable=SC2086 # words
		lsi-project -q --model f.mz $options -o v.mz w.mz
		stream-info --command v.mz | sed 's/ MODEL / f.mz /; s/ CORPUS / w.mz /' >again.sh
		sh again.sh 2>/dev/null | cmp - v.mz
	done
}

@test "--command says where a header does not say enough" {
	make_corpora
	corpus-shard -q -d shards -n 2 CORPUS
	refuses 65 "shard-00001.mz: --command: the header of this corpus does not say how it was made: \
it is a shard" stream-info --command shards/shard-00001.mz
	echo doc1 >names
	corpus-select -q --docs names -o some.mz CORPUS
	refuses 65 "selected by a list" stream-info --command some.mz
	corpus-remap -q --vocab kinds.vocab -o some.mz CORPUS
	refuses 65 "another vocabulary" stream-info --command some.mz
	corpus-export -q --to svmlight -o some.txt CORPUS
	corpus-import -q --from svmlight --vocab kinds.vocab -o some.mz some.txt
	refuses 65 "imported" stream-info --command some.mz
	cat CORPUS CORPUS >some.mz
	refuses 65 "2 streams in one" stream-info --command some.mz
	corpus-weight -q --scheme logent --reference CORPUS2 -o some.mz CORPUS
	refuses 65 "depend on another corpus" stream-info --command some.mz
	refuses 64 "without --quick" stream-info --quick --command CORPUS
	lda-init -k 3 -o t.mz CORPUS
	refuses 65 "t.mz: the header does not say how this model was trained" stream-info --command t.mz
	# a pass that is not whole, parts out of order
	lda-estep -q --model t.mz --part 1:2 CORPUS | lda-mstep -q --model t.mz --online --corpus-docs 150 -o u.mz
	stream-info u.mz | grep -q '^learned	online passes=0 parts=2 done=1 '
	refuses 65 "u.mz: the header does not say" stream-info --command u.mz
	lda-estep -q --model t.mz --part 2:2 CORPUS | lda-mstep -q --model t.mz --online --corpus-docs 150 -o u.mz
	stream-info u.mz | grep -q '^learned	online passes=0 parts=0 done=1 '
	refuses 64 "give one of them" stream-info --command --inputs t.mz
	refuses 64 "--inputs reads all" stream-info --quick --inputs t.mz
}

@test "the digest of documents depends on them, and on nothing else" {
	make_corpora
	own() { stream-info "$1" | sed -n 's/^documents-digest	//p'; }
	cat CORPUS CORPUS2 >both.mz
	corpus-shuffle -q --seed 3 -o shuffled.mz both.mz
	[ "$(own both.mz)" = "$(own shuffled.mz)" ]
	[ "$(own both.mz)" != "$(own CORPUS)" ]
	sed 's/^doc7	/doc8	/' kinds.txt | corpus-bow -q --vocab kinds.vocab -o named.mz
	[ "$(own both.mz)" != "$(own named.mz)" ]
	sed '7s/$/ a1/' kinds.txt | corpus-bow -q --vocab kinds.vocab -o more.mz
	[ "$(own both.mz)" != "$(own more.mz)" ]
	# statistics say it of what they were made from, parts together as the whole
	lda-init -k 2 -o t.mz CORPUS
	for part in 1:2 2:2; do lda-estep -q --model t.mz --part $part both.mz; done >parts.mz
	lda-mstep -q --sum -o sum.mz parts.mz
	[ "$(stream-info --inputs sum.mz | grep ^documents | cut -f 3)" = "$(own both.mz)" ]
}
