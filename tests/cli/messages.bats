#!/usr/bin/env bats
# What a person reads who gave a command something wrong: which file, what is
# wrong with it, and what to do next.
load helper

# c and c2 are counts over two vocabularies; w, w2 their weights; models of both.
make_streams() { once streams new_streams; }
new_streams() {
	make_models
	cp pets.mz c.mz
	printf 'a\tcats dogs birds\nb\tdogs birds worms\n' >other.txt
	corpus-vocab -q -o other.vocab other.txt
	corpus-bow -q --vocab other.vocab -o c2.mz other.txt
	corpus-weight -q -o w2.mz c2.mz
	lsi-multiply -q --basis b.mz -o p.mz w.mz
}

# every command that reads streams, with an operand to come
readers() {
	cat <<-'EOF'
		corpus-weight -o out
		corpus-split --test .5 --rest rest -o out
		corpus-select --docs names -o out
		corpus-remap --vocab other.vocab -o out
		corpus-merge -o out
		corpus-shard -d out -n 2
		corpus-shuffle -o out
		corpus-export --to mm -o out
		stream-info -o out
		stream-text -o out
		lsi-partial -k 2 -o out
		lsi-merge -o out
		lsi-project --model f.mz -o out
		lsi-project -o out w.mz --model
		lsi-check --model f.mz -o out
		lsi-check -o out w.mz --model
		lsi-multiply --basis b.mz -o out
		lsi-multiply -o out w.mz --basis
		lsi-basis --start -o out
		lsi-basis --extend -o out
		lsi-basis --finish -k 2 -o out
		lsi-multiply --sum -o out
		lda-estep --model t.mz -o out
		lda-estep -o out c.mz --model
		lda-mstep --model t.mz -o out
		lda-mstep -o out s.mz --model
		lda-train -k 2 -o out
		lda-infer --model t.mz -o out
		lda-infer -o out c.mz --model
		lda-eval --model t.mz -o out
		topic-words -o out
		topic-coherence --model t.mz -o out
		topic-coherence -o out c.mz --model
		topic-diagnostics --model t.mz -o out
		topic-diagnostics -o out --model
		corpus-query --index c.mz -o out
		corpus-query -o out c.mz --index
		vector-query --index v.mz -o out
		vector-query -o out v.mz --index
	EOF
}

@test "every reader of streams names the file, what is wrong and what to give" {
	make_streams
	mkdir folder
	: >empty
	echo a >names
	echo hello >text
	head -c 150 c.mz >half
	while read -r -a command; do
		refuses 66 'nowhere: No such file or directory' "${command[@]}" nowhere
		refuses 66 'folder: Is a directory: give the streams in it, folder/*.mz' \
			"${command[@]}" folder
		refuses 65 'empty: empty, not a matrix stream' "${command[@]}" empty
		refuses 65 'text: not a matrix stream: corpus-bow makes one of text' \
			"${command[@]}" text
		refuses 65 'half: truncated after row 0' "${command[@]}" half
		[ ! -e out ]
		[ ! -e rest ]
	done < <(readers)
}

@test "a stream of another kind: which it is, which is wanted, who makes it" {
	make_streams
	refuses 65 'f.mz: kind is factors, and corpus is expected here, from corpus-bow or' \
		lsi-partial f.mz
	refuses 65 'w.mz: kind is corpus, and factors is expected here, from lsi-partial or' \
		lsi-merge w.mz
	refuses 65 'c.mz: kind is corpus, and topics is expected here, from lda-train or' \
		lda-infer --model c.mz c.mz
	refuses 65 't.mz: kind is topics, and statistics is expected here, from lda-estep' \
		lda-mstep --model t.mz t.mz
	refuses 65 'f.mz: kind is factors, and vectors is expected here, from lsi-project or' \
		vector-query --index f.mz v.mz
	refuses 65 'p.mz: kind is product, and basis is expected here, from lsi-basis' \
		lsi-multiply --basis p.mz w.mz
	refuses 65 'w.mz: kind is corpus, neither a basis (from lsi-basis) nor a product (' \
		lsi-basis --extend w.mz
	refuses 65 'w.mz: kind is corpus, neither factors (from lsi-partial' topic-words w.mz
	cat t.mz t.mz >two.mz
	refuses 65 'two.mz: several models in one stream: one at a time' topic-words two.mz
	cat f.mz f.mz >two.mz
	refuses 65 'two.mz: several factors where one model is expected: lsi-merge makes' \
		lsi-project --model two.mz w.mz
}

@test "what doesn't go with the model: the file, both sides, and how it would" {
	make_streams
	for command in lsi-project lsi-check; do
		refuses 65 'w2.mz: another vocabulary: terms are ' $command --model f.mz w2.mz
		[[ $stderr == *'in the model: corpus-bow --vocab MODEL counts with the model'* ]]
		refuses 65 'c.mz: weighting is counts here, smart nfc in the model: corpus-weight' \
			$command --model f.mz c.mz
	done
	refuses 65 'w2.mz: another vocabulary' lsi-multiply --basis b.mz w2.mz
	refuses 65 'w2.mz: another vocabulary' lsi-basis --start --model f.mz w2.mz
	corpus-remap -q --vocab c.mz -o re.mz c2.mz
	corpus-bow -q --vocab pets.vocab -o same.mz other.txt
	for command in lda-estep lda-infer lda-eval 'lda-train --forget-old' topic-diagnostics; do
		# shellcheck disable=SC2086  # perhaps two words
		refuses 65 "c2.mz: another vocabulary than the model's: terms are " \
			$command --model t.mz c2.mz
		[[ $stderr == *'corpus-bow --vocab MODEL counts'*'corpus-remap takes over'* ]]
		# shellcheck disable=SC2086
		refuses 65 'w.mz: weights (smart nfc), and LDA is a model of counts' \
			$command --model t.mz w.mz
		# shellcheck disable=SC2086
		$command -q --model t.mz re.mz >/dev/null
	done
	lda-train -q -k 3 --passes 1 -o t3.mz c.mz
	lda-train -q -k 2 --passes 1 -o t2.mz c2.mz
	refuses 65 's.mz: block 2: statistics of 2 topics, and the model has 3' lda-mstep --model t3.mz s.mz
	refuses 65 's.mz: statistics of another model: another vocabulary' \
		lda-mstep --model t2.mz s.mz
	lda-infer -q --model t.mz -o vt.mz c.mz
	refuses 65 'vt.mz: weighting is counts here, smart nfc in the index' \
		vector-query --index v.mz vt.mz
	refuses 65 'no product of the last basis, pass 0: lsi-multiply --basis makes it' \
		lsi-basis --extend b.mz
	refuses 65 'w.mz: weighted already (smart nfc): give the counts' corpus-weight w.mz
	refuses 64 't.mz: topics, but no checkpoint' lda-train -k 2 --checkpoint t.mz -o out c.mz
}

@test "streams that are no one corpus: what the first had, and what all must have" {
	make_streams
	cat c.mz c2.mz >two
	refuses 65 'in the stream before it: all must be of one vocabulary' stream-info two
	cat c.mz w.mz >two
	refuses 65 'weighting is smart nfc here, counts in the stream before it' stream-info two
}

@test "standard input can't be the model and the documents" {
	make_streams
	while read -r -a command; do
		refuses 64 "standard input can't hold both ${command[-1]} and the " \
			"${command[@]}" - <f.mz
	done <<-'EOF'
		corpus-import --from mm --names
		corpus-remap --vocab
		corpus-weight --scheme logent --reference
		lda-estep --model
		lda-eval --model
		lda-infer --model
		lda-mstep --model
		lda-train --model
		lsi-basis --start --model
		lsi-check --model
		lsi-multiply --basis
		lsi-project --model
		corpus-query --index
		vector-query --index
	EOF
}

@test "options: a range without an end, the nearest scheme, the folder of scratch" {
	make_streams
	refuses 64 '--memory: 1 is not at least 1048576' corpus-vocab --memory 1 pets.txt
	refuses 64 "'tfdif' is not a weighting scheme: tfidf" corpus-weight --scheme tfdif c.mz
	[[ $stderr == *'; nearest is tfidf' ]]
	refuses 65 'pets.txt: not a vocabulary' vocab-merge pets.txt
	[[ $stderr == *': corpus-vocab makes one of text' ]]
	printf 'pets.txt\nother.txt\n' >list
	refuses 66 'paths in a list end in zero bytes' corpus-vocab --files0-from list
	TMPDIR=$PWD/nowhere refuses 74 'nowhere (TMPDIR): No such file' corpus-shuffle -o out c.mz
}

@test "dist-run: the nearest job, the user's own file, a folder that is none" {
	make_streams
	export HOME=$PWD
	echo hello >text
	mkdir folder
	refuses 64 "'lsj' is not a job: nearest is lsi" dist-run lsj c.mz
	refuses 64 "'gather' is not a job: one of vocab|corpus|" dist-run gather c.mz
	refuses 65 'text: line 1: no tab between id and text' dist-run vocab text
	refuses 66 'folder: not a folder of shards of corpus-shard' \
		dist-run lsi -k 2 -o out folder
	refuses 74 'text: Not a directory' dist-run corpus -d text c.mz
	refuses 65 'nosuch: no such command beside dist-run, nor in PATH' \
		dist-run map c.mz -- nosuch
	refuses 65 '(--min-df 1 keeps those of few documents,' dist-run lsi -k 2 -o out other.txt
}
