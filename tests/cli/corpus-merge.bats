#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

# Text of several chunks, each of more than one block once terms are dropped, and its three
# parts: the second one empty, the last one small.
make_text() {
	awk 'BEGIN {
		srand(7)
		for (d = 0; d < 900; d++) {
			line = "doc" d "\t"
			for (i = 0; i < 500; i++)
				line = line "w" int(rand() * rand() * 60000) " "
			print line (d % 50 ? "" : "Привет naïve internationalisation 天地玄黃 ")
		}
		print "empty\t"
	}' >text
	head -n 700 text >one
	: >two
	tail -n +701 text >three
}

# The options of tokens; makes one.mz, two.mz, three.mz and all.mz.
make_parts() {
	for t in one two three; do
		corpus-index -q --part "$@" -o $t.mz $t
	done
	corpus-index -q --part "$@" -o all.mz text
}

@test "parts become what the text is" {
	make_text
	for tokens in '' '--stem english --stop english' '--cjk bigram --ngrams 2'; do
		read -r -a token <<<"$tokens"
		make_parts "${token[@]}"
		for prune in '--min-df 1' '--min-df 3 --max-df .2' '--keep 500 --scheme bm25'; do
			read -r -a options <<<"$prune"
			corpus-index -q "${token[@]}" "${options[@]}" --save-vocab wanted.vocab -o wanted.mz text
			# one part of the whole: the same bytes
			corpus-merge -q "${options[@]}" --save-vocab got.vocab all.mz | cmp - wanted.mz
			cmp got.vocab wanted.vocab
			corpus-merge -q -j 1 "${options[@]}" --save-vocab got.vocab -o got.mz one.mz two.mz three.mz
			corpus-merge -q -j 3 --memory 1M "${options[@]}" one.mz two.mz three.mz | cmp - got.mz
			cmp got.vocab wanted.vocab
			cmp <(stream-text got.mz) <(stream-text wanted.mz)
		done
	done
}

@test "shards of parts are those of their rows" {
	make_text
	make_parts
	cat one three | corpus-vocab -q | vocab-merge -q --min-df 2 >vocab
	for t in one two three; do
		corpus-bow -q --vocab vocab $t | corpus-weight -q >$t.rows
	done
	for rule in '-n 4' '--docs 100' '--nnz 50000'; do
		read -r -a size <<<"$rule"
		corpus-shard -q -f -d wanted "${size[@]}" one.rows two.rows three.rows
		corpus-merge -q -f -j 2 --min-df 2 --scheme tfidf -d got "${size[@]}" one.mz two.mz three.mz
		diff -r wanted got
	done
}

@test "what is no part is refused, and leaves nothing" {
	make_pets
	corpus-index -q --part -o part.mz pets.txt
	corpus-index -q --part --stem english -o stems.mz pets.txt
	corpus-index -q -o whole.mz pets.txt
	corpus-weight -q -o weights.mz part.mz
	corpus-select -q --terms <(echo dogs) -o some.mz part.mz
	cat part.mz part.mz >twice.mz
	head -c 300 part.mz >cut.mz
	for bad in whole weights some; do
		refuses 65 "$bad.mz: is not a part of a text with all of its terms: corpus-index --part" \
			corpus-merge -o out --save-vocab words.out part.mz $bad.mz
		refuses 65 "$bad.mz: is not a part" corpus-merge -d shards -n 2 $bad.mz
	done
	refuses 65 "twice.mz: " corpus-merge -o out twice.mz
	refuses 65 "cut.mz: " corpus-merge -o out part.mz cut.mz
	refuses 65 "stems.mz: token options differ" corpus-merge -o out part.mz stems.mz
	refuses 66 nowhere corpus-merge -o out part.mz nowhere
	refuses 65 "; corpus-index --part makes the parts of a text" corpus-merge -o out pets.txt
	refuses 64 'parts are read twice, so they must be files' corpus-merge -o out <(cat part.mz)
	refuses 64 'name the parts' corpus-merge -o out <part.mz
	refuses 64 'looks at all rows first' corpus-merge --scheme logent -o out part.mz
	refuses 64 '-o part.mz: is an input' corpus-merge -o part.mz part.mz
	[ ! -e out ] && [ ! -e words.out ] && [ ! -e shards ]
	for option in '--min-df 2' '--max-df .5' '--keep 1' '--only pets.txt' '--drop pets.txt' \
		'--scheme tfidf' '-d x -n 2' '--save-vocab x'; do
		read -r -a words <<<"$option"
		refuses 64 '--part writes all terms' corpus-index --part "${words[@]}" pets.txt
	done
	[ ! -e x ]
	refuses 65 'it is a part of a text' stream-info --command part.mz
	corpus-merge -q part.mz | cmp - whole.mz
}

@test "--fail-empty: where no term is left, nothing is written" {
	make_pets
	corpus-index -q --part -o part.mz pets.txt
	corpus-index -q --part -o none.mz /dev/null
	refuses 65 'the input has no words that are counted' corpus-merge --fail-empty --min-df 100 \
		--save-vocab words -o out part.mz
	refuses 65 'the input has no words that are counted' corpus-merge --fail-empty -d shards -n 2 \
		none.mz
	[ ! -e out ] && [ ! -e words ] && [ ! -e shards ]
	corpus-merge -q --min-df 100 part.mz | stream-info | grep -qx 'nonzeros	0'
	corpus-merge -q --fail-empty part.mz | cmp - <(corpus-merge -q part.mz)
}
