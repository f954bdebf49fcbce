#!/usr/bin/env bats
# shellcheck disable=SC2154 # output, stderr are bats'
load helper

# The options and the text, in one reading and in two: the same bytes.
#   as_two 'TOKEN OPTIONS' 'PRUNING' TEXT...
as_two() {
	local tokens prune
	read -r -a tokens <<<"$1"
	read -r -a prune <<<"$2"
	shift 2
	corpus-vocab -q "${tokens[@]}" "$@" | vocab-merge -q "${prune[@]}" >wanted.vocab
	corpus-bow -q "${tokens[@]}" --vocab wanted.vocab -o wanted.mz "$@"
	for j in 1 3; do
		corpus-index -q -j $j "${tokens[@]}" "${prune[@]}" --save-vocab got.vocab -o got.mz "$@"
		cmp got.mz wanted.mz
		cmp got.vocab wanted.vocab
	done
}

# Words of all kinds: short, long, of other scripts, stop words, in empty documents too.
make_kinds() {
	awk 'BEGIN {
		srand(3)
		n = split("the of walking walked naïve Привет 天地玄黃 internationalisation " \
			"counterrevolutionaries donaudampfschifffahrt x1 2024 don\047t café", w, " ")
		for (d = 0; d < 400; d++) {
			line = "doc" d "\t"
			for (i = int(rand() * 20); i > 0; i--)
				line = line w[1 + int(rand() * n)] (rand() < .2 ? int(rand() * 50) : "") " "
			print line
		}
	}' >kinds.txt
	printf 'last\t' >>kinds.txt
}

@test "one reading gives the bytes of two, with every option of tokens and of pruning" {
	make_kinds
	as_two '' '' kinds.txt
	as_two '--stop english --stem english' '--min-df 2 --max-df .9' kinds.txt
	as_two '--cjk bigram --words letters --min-length 3 --max-length 12' '--keep 20' kinds.txt
	as_two "--inside ' --no-numbers --fold accents --ngrams 3" '--min-df .01' kinds.txt
	as_two '--words /\w+/ --stem german' '--max-df .3 --keep 9' kinds.txt
	as_two '--words blanks --cjk run --stop english,french' '' kinds.txt
	printf 'walking\nПривет\nnowhere\n' >list
	as_two '--stop list' '--only list' kinds.txt
	as_two '' '--drop list' kinds.txt
	as_two '' '--min-df 1000' kinds.txt
	as_two '--input lines --encoding latin1' '' kinds.txt
	as_two '--input files --max-document 1M' '' kinds.txt list
}

@test "many documents, texts one after the other, packed, from a pipe, in files, of none" {
	make_many
	as_two '' '--min-df 3 --max-df .5' many.txt many.txt
	gzip -c many.txt >many.gz
	corpus-index -q --min-df 3 --max-df .5 many.gz many.txt | cmp - wanted.mz
	cat many.txt many.gz | head -c "$(wc -c <many.txt)" | corpus-index -q | cmp - many.mz
	printf 'many.txt\0many.gz\0' | corpus-index -q --files0-from - --min-df 3 --max-df .5 | cmp - wanted.mz
	: >none
	as_two '' '' none
	# one document that is larger than a chunk, with all its words
	{ printf 'long\t'; cut -f 2 many.txt | tr '\n' ' '; for ((i = 0; i < 60000; i++)); do printf 'n%d n%d ' $i $((i / 3)); done; echo; } >long
	cat long >>many.txt
	as_two '' '--min-df 2' many.txt
	as_two '' '' long
}

# What goes to the table that threads share, what is too long for it, and what it can't count.
@test "pairs of Chinese characters: the bytes of two readings" {
	LC_ALL=C awk 'BEGIN { srand(5); for (d = 0; d < 700; d++) {
		printf "%d\t", d
		for (n = d % 300 ? 60 : 30000; n; n--)
			printf "\344%c%c%s", 184 + int(8 * rand() * rand()), 128 + int(64 * rand()),
				rand() < .05 ? " word" int(9 * rand()) " " : ""
		printf "\n" } }' >text
	as_two '--cjk bigram' '' text
	as_two '--cjk bigram --ngrams 2 --stop english' '--min-df 2 --max-df .5' text
	for j in 1 2; do
		corpus-index -q -j $j --memory 1M --cjk bigram --ngrams 2 --stop english --min-df 2 \
			--max-df .5 text | cmp - wanted.mz
	done
	yes $'d\t\344\270\255\345\233\275 \344\270\255\345\233\275 x' | head -n 70000 >>text
	as_two '--cjk bigram --min-length 1' '' text
}

@test "whatever the memory: what is spilled is the same" {
	make_many
	awk '{
		for (i = 2; i <= NF; i += 7) $i = $i "n" NR
		$2 = $1 "\t" $2
		$1 = ""
		print substr($0, 2)
		gsub(/ w/, " verylongwordsthatneedmorethan16bytes")
		print substr($0, 2)
	}' many.txt >kinds
	for tokens in '' '--stem english --stop english' '--ngrams 2'; do
		as_two "$tokens" '--min-df 3 --keep 700' kinds
		for j in 1 4; do
			# shellcheck disable=SC2086 # words
			run -0 --separate-stderr corpus-index -v -j $j --memory 1M $tokens --min-df 3 --keep 700 \
				-o got.mz kinds
			[[ $stderr == *' sorted runs and '* && $stderr != *' 0 sorted'* ]]
			cmp got.mz wanted.mz
		done
	done
}

@test "notes, and what is refused" {
	make_pets
	run -0 --separate-stderr corpus-index --min-df 2 --drop <(echo nobody) -o out pets.txt
	[[ $stderr == *'corpus-index: --drop '*': 1 of 1 are not in the text: nobody'* ]]
	[[ $stderr == *'4 documents, 7 tokens of which 2 are in the vocabulary, 1 terms, 2 nonzeros' ]]
	printf 'a\tcats \377\n' >bad
	run -0 --separate-stderr corpus-index --stop english -o out bad
	[[ $stderr == *'1 bytes are not UTF-8'*'bad: line 1'* ]]
	[[ $stderr == *'--stop english: none of its words occurs'* ]]
	rm out
	echo 'no tab' >bad
	refuses 65 'bad: line 1: no tab' corpus-index -o out --save-vocab words.out bad
	printf 'a\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n' >bad
	refuses 65 "document 'a': --words: the regex takes too many steps" \
		corpus-index --words '/(a+)+$/' -o out --save-vocab words.out bad
	refuses 66 nowhere corpus-index -o out --only nowhere --save-vocab words.out pets.txt
	[ ! -e out ] && [ ! -e words.out ]
	refuses 64 'pets.txt' corpus-index -o out --save-vocab pets.txt pets.txt
	refuses 64 '--min-df' corpus-index --min-df 0 pets.txt
	TMPDIR=$PWD/nowhere refuses 74 'nowhere (TMPDIR)' corpus-index -o out pets.txt
	run bash -c 'corpus-index -q pets.txt >/dev/full'
	[ "$status" -eq 74 ]
}

@test "weights and shards in the same reading: the bytes of corpus-weight and corpus-shard" {
	make_kinds
	for scheme in tfidf bm25 ltc; do
		corpus-index -q --min-df 2 kinds.txt | corpus-weight -q --scheme $scheme >wanted.mz
		for j in 1 3; do
			corpus-index -q -j $j --min-df 2 --scheme $scheme kinds.txt | cmp - wanted.mz
		done
	done
	make_many
	corpus-index -q many.txt >counts.mz
	corpus-weight -q counts.mz >weights.mz
	for size in '-n 3' '--docs 700' '--nnz 9000'; do
		read -r -a rule <<<"$size"
		corpus-shard -q -f -d wanted "${rule[@]}" weights.mz
		corpus-index -q -f -j 2 --scheme tfidf -d got "${rule[@]}" many.txt
		diff -r wanted got
		corpus-shard -q -f -d wanted "${rule[@]}" counts.mz
		corpus-index -q -f -d got "${rule[@]}" --memory 1M <many.txt
		diff -r wanted got
	done
	: >none
	corpus-index -q -d empty -n 2 --scheme tfidf none
	stream-info empty/*.mz
}

@test "what weights and shards don't go with" {
	make_kinds
	refuses 64 'looks at all rows first' corpus-index --scheme logent kinds.txt
	refuses 64 'is not a weighting scheme' corpus-index --scheme nonsense kinds.txt
	refuses 64 '-n, --docs and --nnz go with -d DIR' corpus-index -n 3 kinds.txt
	refuses 64 'one of -n N' corpus-index -d shards kinds.txt
	refuses 64 'one of -n N' corpus-index -d shards -n 2 --docs 3 kinds.txt
	refuses 64 'not both' corpus-index -o out.mz -d shards -n 2 kinds.txt
	corpus-index -q -d shards -n 2 kinds.txt
	refuses 64 'has shards already' corpus-index -d shards -n 2 kinds.txt
	printf 'no tab\n' >bad.txt
	refuses 65 'no tab' corpus-index -f -d shards -n 2 bad.txt
	refuses 65 'no tab' corpus-index -d other -n 2 bad.txt
	[ ! -e other ]
	stream-info shards/*.mz
}
