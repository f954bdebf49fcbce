#!/usr/bin/env bats
load helper

# A corpus with an empty row and a name with blanks: a.mz.
make_corpus() {
	printf 'ant\nbee\ncat\ndog\n' >terms
	printf 'one\ntwo # and more\n\nfour\n' >names
	printf '2 0:1 2:3\n1 3:4000000000\n0\n1 0:2\n' >a.ldac
	corpus-import --from ldac --vocab terms --names names -o a.mz a.ldac
}

# The same with weights: w.mz.
make_weights() {
	printf '1 0:0.1 2:0.33333334\n1 3:-1.5e-07\n0\n0 0:2\n' | sed 's/^[0-9]*/0/' >w.svm
	corpus-import --from svmlight --base 0 --vocab terms --names names -o w.mz w.svm
}

@test "Matrix Market" {
	make_corpus
	printf '%%%%MatrixMarket matrix coordinate real general\n4 4 4\n1 1 1\n1 3 3\n2 4 4000000000\n4 1 2\n' >wanted
	corpus-export --to mm a.mz | cmp - wanted
	corpus-export --to mm <a.mz | cmp - wanted
	corpus-export --to mm -o got a.mz
	cmp got wanted
	bash -c 'cat a.mz | corpus-export --to mm' | cmp - wanted
	make_weights
	printf '%%%%MatrixMarket matrix coordinate real general\n4 4 4\n1 1 0.1\n1 3 0.33333334\n2 4 -1.5e-07\n4 1 2\n' >wanted
	corpus-export --to mm w.mz | cmp - wanted
}

@test "lda-c, UCI and svmlight" {
	make_corpus
	corpus-export --to ldac a.mz | cmp - a.ldac
	corpus-export --to ldac --base 1 a.mz >got
	printf '2 1:1 3:3\n1 4:4000000000\n0\n1 1:2\n' | cmp - got
	corpus-export --to uci a.mz >got
	printf '4\n4\n4\n1 1 1\n1 3 3\n2 4 4000000000\n4 1 2\n' | cmp - got
	corpus-export --to svmlight a.mz >got
	printf '0 1:1 3:3 # one\n0 4:4000000000 # two # and more\n0 # \n0 1:2 # four\n' | cmp - got
	make_weights
	corpus-export --to svmlight --base 0 w.mz >got
	printf '0 0:0.1 2:0.33333334 # one\n0 3:-1.5e-07 # two # and more\n0 # \n0 0:2 # four\n' | cmp - got
}

@test "lines with tabs are those of stream-text" {
	make_pets
	corpus-export --to tsv pets.mz >got
	stream-text pets.mz | cmp - got
	grep -qx 'empty		' got
}

@test "terms and names go to files of their own" {
	make_corpus
	corpus-export --to mm --terms t --names n -o a.mm a.mz
	cmp t terms
	cmp n names
	corpus-import --from mm --vocab t --names n a.mm | stream-text >got
	stream-text a.mz | cmp - got
}

@test "every format both ways, compressed as well" {
	make_many
	corpus-weight -o weights.mz many.mz
	corpus-export --to mm --terms terms --names names -o many.mm many.mz
	stream-text many.mz >wanted
	for f in mm ldac uci svmlight; do
		corpus-export --to $f many.mz | gzip -1 \
			| corpus-import --from $f --vocab terms --names names | stream-text | cmp - wanted
	done
	stream-text weights.mz >wanted
	for f in mm svmlight; do
		corpus-export --to $f weights.mz \
			| corpus-import --from $f --vocab terms --names names | stream-text | cmp - wanted
	done
	corpus-weight --precision f64 many.mz | stream-text >wanted
	for f in mm svmlight; do
		corpus-weight --precision f64 many.mz | corpus-export --to $f \
			| corpus-import --from $f --precision f64 --vocab terms --names names \
			| stream-text | cmp - wanted
	done
}

@test "the same bytes with 1, 2 and 8 threads, by a pipe and from files" {
	make_many
	cat many.mz many.mz >both.mz
	for f in mm ldac uci svmlight tsv; do
		corpus-export -j 1 --to $f both.mz >wanted
		corpus-export -j 2 --to $f many.mz many.mz | cmp - wanted
		corpus-export -j 8 --to $f <both.mz | cmp - wanted
	done
	corpus-export --to mm many.mz many.mz | sed -n 2p | grep -q '^6000 '
}

@test "weights that a format of counts can't hold, and streams of another kind" {
	make_corpus
	make_weights
	for f in ldac uci; do
		refuses 65 "$f holds counts, and these are weights" corpus-export --to $f -o out w.mz
		[ ! -e out ]
	done
	refuses 65 'a.mz: a corpus is sparse' corpus-export --to npy -o out a.mz
	[ ! -e out ]
}

@test "a damaged stream leaves nothing behind" {
	make_many
	head -c -20 many.mz >cut.mz
	for f in mm ldac tsv; do
		refuses 65 'cut.mz: ' corpus-export --to $f --terms t --names n -o out cut.mz
		[ ! -e out ]
		[ ! -e t ]
		[ ! -e n ]
	done
	run --separate-stderr bash -c 'corpus-export --to mm -o out <cut.mz'
	[ "$status" -eq 65 ]
	# damage that is found when blocks come back from the temporary file
	spoil many.mz 70000 >bad.mz
	refuses 65 'bad.mz: block ' corpus-export --to mm -o out bad.mz
	refuses 65 'standard input: block ' corpus-export --to mm -o out <bad.mz
	[ ! -e out ]
	refuses 66 'none' corpus-export --to mm none
	refuses 66 'directory' corpus-export --to mm .
}

@test "a full disk, a closed pipe" {
	make_many
	corpus-export --to tsv many.mz | head -n 1 | grep -q '^doc0	'
	[ -w /dev/full ] || skip "no /dev/full"
	refuses 74 'No space left' corpus-export --to mm -o /dev/full many.mz
	refuses 74 'No space left' corpus-export --to mm --terms /dev/full -o out many.mz
	[ ! -e out ]
	refuses 74 'No space left' corpus-export --to mm --terms out -o /dev/full many.mz
	[ ! -e out ]
}

@test "usage" {
	make_corpus
	refuses 64 '--to mm|ldac|' corpus-export a.mz
	refuses 64 '--to' corpus-export --to csv a.mz
	refuses 64 "standard output can't hold two" corpus-export --to mm --terms - a.mz
	refuses 64 "same can't hold two" corpus-export --to mm --terms same --names ./same -o a.mm a.mz
	[ ! -e same ]
	[ ! -e a.mm ]
	corpus-export --to mm --terms - -o a.mm a.mz | cmp - terms
	refuses 64 '--base is for ldac and svmlight, not for mm' corpus-export --to mm --base 1 a.mz
}

@test "MALLET's lines and gensim's LowCorpus: words, as often as they were counted" {
	make_pets
	corpus-export --to mallet pets.mz >got
	printf 'a X and and cats cats dogs\nb X dogs\nempty X\nc X birds\n' | cmp - got
	corpus-export --to low pets.mz >got
	printf '4\nand and cats cats dogs\ndogs\n\nbirds\n' | cmp - got
	# the way back is that of text
	sed 's/ X */\t/' <(corpus-export --to mallet pets.mz) >text
	corpus-bow -q --vocab pets.vocab text | stream-text | cmp - <(stream-text pets.mz)
	printf 'a b\tcats\n' | corpus-bow -q --vocab pets.vocab -o blank.mz
	refuses 65 "name 'a b' has a blank" corpus-export --to mallet blank.mz
	corpus-export --to low blank.mz | tail -n 1 | grep -qx cats
	printf '1 0:1\n' >one
	printf 'a b\n' >terms
	corpus-import --from ldac --vocab terms -o term.mz one
	refuses 65 "term 'a b' has a blank" corpus-export --to low term.mz
	printf '1 0:4294967295\n' | corpus-import --from ldac -o much.mz
	refuses 65 'is there 4294967295 times, and at most 1048576' corpus-export --to low much.mz
	corpus-weight -q -o w.mz pets.mz
	refuses 65 'mallet holds counts' corpus-export --to mallet w.mz
}
