#!/usr/bin/env bats
# Input that is longer, larger or emptier than can be: told with its place.
load helper

# N letters, and then a text
long() {
	head -c "$1" /dev/zero | tr '\0' x
	printf '%b' "$2"
}

@test "lines, names, words and paths that are too long" {
	make_pets
	long 70000 '\ttext\n' >longname
	refuses 65 'longname: line 1: an id of 70000 bytes; at most 65535 fit' corpus-vocab longname
	long 1100000 '\n' >longline
	refuses 65 'longline: line 1 is longer than a mebibyte' \
		vocab-merge --only longline pets.vocab
	refuses 65 'longline: line 1: not one word or name a line' \
		corpus-select --docs longline pets.mz
	refuses 65 'longline: line 1: not Matrix Market: no line of a mebibyte or less' \
		corpus-import --from mm longline
	long 70000 '\n' >longword
	refuses 65 'longword: line 1: a term of 70000 bytes' vocab-merge --drop longword pets.vocab
	long 70000 '\0' >paths
	refuses 65 'paths: path 1 is longer than 65536 bytes' corpus-vocab --files0-from paths
	refuses 64 "--stem: 'qqqqqqqqqqq' is not one of none|" corpus-vocab --stem qqqqqqqqqqq pets.txt
}

@test "foreign files: what a line lacks, and values that no model takes" {
	banner='%%MatrixMarket matrix coordinate real general'
	printf '%s\n' "$banner" >bare.mm
	refuses 65 'bare.mm: line 2: no line of rows, columns and entries behind the banner' \
		corpus-import --from mm bare.mm
	printf '2 0:1 1\n' >short.ldac
	refuses 65 "short.ldac: line 1: not column:value: '1'" corpus-import --from ldac short.ldac
	printf '1 qid:x 1:1\n' >query.svm
	refuses 65 'query.svm: line 1: not qid:number' corpus-import --from svmlight query.svm
	printf '1 1:1 # a\rb\n' >comment.svm
	refuses 65 "comment.svm: line 1: the comment can't be a name" \
		corpus-import --from svmlight comment.svm
	printf '%s\n2 2 3\n1 1 0\n1 2 2\n2 2 1\n' "$banner" >small.mm
	: >none
	refuses 65 'none: empty: no terms' corpus-import --from mm --vocab none small.mm
	run --separate-stderr corpus-import --from mm -o small.mz small.mm
	[ "$status" -eq 0 ]
	# shellcheck disable=SC2154
	[ "$stderr" = 'corpus-import: small.mm: 1 entries of value 0 were left out' ]
	sed 's/1 1 0/1 1 1e300/' small.mm >huge.mm
	corpus-import -q --from mm --precision f64 --values weights -o huge.mz huge.mm
	refuses 65 'document 1: weight 1e+300 is out of range' lsi-partial -k 1 huge.mz
	sed 's/1 1 0/1 1 1.5/' small.mm >weights.mm
	corpus-import -q --from mm --precision f64 -o weights.mz weights.mm
	lsi-partial -q -k 1 -o model.mz weights.mz
	refuses 65 'document 1: its weights are too large to project' \
		lsi-project --model model.mz huge.mz
	refuses 65 'model.mz: a stream of factors is no corpus: npy takes it' \
		corpus-export --to mm model.mz
	printf '\n\n' >topics
	refuses 65 'topics: no words; each line must be a topic' \
		topic-coherence --topics topics small.mz
}

@test "vocabularies whose lines are not what they say" {
	make_pets
	vocabulary() {
		printf '#documents\t2\n#tokens\t3\n%b#end\t%s\n' "$1" "$2" >vocab
		refuses 65 "vocab: $3" corpus-bow --vocab vocab pets.txt
	}
	vocabulary 'aaaaaaa\t1\n' 1 'vocabulary line 1: not term, tab, df, tab, cf'
	vocabulary 'a\tx\t1\n' 1 'vocabulary line 1: a frequency is no whole number'
	vocabulary 'a\t1\t1\n' 2 'vocabulary: fewer lines than its 2 terms'
	vocabulary 'aaaaaaaaaa\t1\t1\n' 2 'vocabulary: 1 lines and not its 2 terms'
	vocabulary 'a\t1\t1\nb\t1\t1\n' 1 'vocabulary: more lines than its 1 terms'
}

@test "dist-run: names, quotes and folders that can't be" {
	make_pets
	export HOME=$PWD
	echo one >hosts
	rsh() {
		run --separate-stderr timeout 200 dist-run --patience 1 --hosts hosts --rsh "$1" --check
		[ "$status" -eq 69 ] || [ "$status" -eq 64 ]
		[[ ${stderr_lines[0]} == *"$2"* ]]
	}
	rsh "sh 'a b" "--rsh: an unterminated quote"
	rsh ' ' '--rsh: it is empty'
	rsh "$(printf 'x %.0s' $(seq 99))" '--rsh: more than '
	rsh '"no such" command' 'no such: no such command in PATH'
	printf 'cats\n' >$'a\tb'
	refuses 65 "a name of a document can't have tabs or line ends" \
		dist-run vocab --input files $'a\tb'
	refuses 65 "the id 'a?b' has a zero byte, tab or line end in it" \
		corpus-vocab --input files $'a\tb'
	# without a home the store is below TMPDIR
	mkdir scratch
	env -u HOME -u XDG_CACHE_HOME TMPDIR="$PWD/scratch" dist-run -q vocab pets.txt >got
	cmp pets.words got
	[ -n "$(ls -A scratch)" ]
}
