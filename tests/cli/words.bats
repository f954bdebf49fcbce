#!/usr/bin/env bats
load helper

# The terms of a text on standard input, blanks between.
terms() {
	corpus-vocab -q --min-length 1 --input lines "$@" | grep -av '^#' | cut -f 1 | paste -sd ' '
}

@test "pretokenised: --words blanks takes what stands between blanks" {
	printf 'd1\tnew_york e-mail C++ #nlp run/VB machine-learning\n' >pretok.tsv
	[ "$(corpus-vocab -q --words blanks pretok.tsv | grep -v '^#documents\|^#tok\|^#end' | cut -f 1 \
		| paste -sd ' ')" = '#nlp c++ e-mail machine-learning new_york run/vb' ]
	printf 'a\302\240b\343\200\200\303\211t\303\211\302\205x  \n' | terms --words blanks | grep -qx 'a b x été'
	printf 'good \377bad\n' >bad
	corpus-vocab --words blanks --input lines bad 2>&1 >/dev/null | grep -q '1 bytes are not UTF-8'
}

@test "--words /REGEX/: matches are words, of a group the first" {
	echo 'C++ and c# in 2024, U.S.' | terms --words '/\w[\w+#]*/' | grep -qx '2024 and c# c++ in s u'
	echo 'die Über-Größe' | terms --words '/\p{Lu}\w+/' | grep -qx 'grösse über'
	echo '<a href=x> <b class=y>' | terms --words '/<(\w+)/' | grep -qx 'a b'
	echo 'aXb' | terms --words '/a(Q)?X|b/' | grep -qx '' # a group that is not there
	echo 'abc' | terms --words '/(?i)X*/' | grep -qx ''
	printf 'ab\377cd\n' | terms --words '/(?<=b)c|\w+/' | grep -qx 'ab cd'
	printf '\377\375\n\n' | terms --words '/./' | grep -qx ''
	# long documents, many matches, batches
	awk 'BEGIN { for (i = 0; i < 200000; i++) printf "w%d ", i % 1000 }' >long
	[ "$(corpus-vocab -q --input lines --words '/\w+/' long | sed -n 's/^#tokens	//p')" = 200000 ]
	[ "$(corpus-vocab -q --input lines --words blanks long | sed -n 's/^#tokens	//p')" = 200000 ]
}

@test "a regex that is wrong, that never ends, that matches nothing" {
	echo x >a
	for regex in '/(/' '/[/' '/a{9}{/x' '/*/' '//' '/' '/\C/' '/(?<n/'; do
		refuses 64 '--words' corpus-vocab --input lines --words "$regex" a
	done
	printf 'id\t%s\n' "$(head -c 40 /dev/zero | tr '\0' a)!" >a
	refuses 65 "document 'id': --words: the regex takes too many steps" \
		corpus-vocab --words '/(a+)+$/' a
	corpus-vocab -q --words '/a+/' a >a.vocab
	sed 's/words=[^ ]*/words=\/(a+)+$\//' a.vocab >slow.vocab
	refuses 65 "document 'id': --words: the regex takes too many steps" \
		corpus-bow --vocab slow.vocab -o out.mz a
	[ ! -e out.mz ]
	corpus-vocab -q --words '/[0-9]/' a | grep -qx '#end	0'
	refuses 64 'more than 256 bytes' corpus-vocab --words "/$(head -c 300 /dev/zero | tr '\0' a)/" a
	refuses 64 'too long' corpus-vocab --words "/$(head -c 200 /dev/zero | tr '\0' '\001')/" a
	refuses 64 'without --cjk and --inside' corpus-vocab --words blanks --cjk bigram a
	refuses 64 'without --cjk and --inside' corpus-vocab --words '/a/' --inside - a
}

@test "--inside joins what stands between two letters or digits" {
	echo "The U.S. F-16's e-mail don't -x- a--b 3.14 rock 'n' roll" | terms --inside ".-'" \
		| grep -qx "3.14 a b don't e-mail f-16's n rock roll the u.s x"
	printf 'don\342\200\231t caf\303\251-bar \342\200\224-a\n' | terms --inside "'-" | grep -qx "a café-bar don't"
	printf 'a\302\267b a.b\n' | terms --inside '·' | grep -qx 'a a·b b'
	echo 'new_york' | terms --inside _ | grep -qx new_york
	for bad in a é ' ' 5 $'\377' $'\t' $'\302\240'; do
		refuses 64 '--inside' corpus-vocab --inside "$bad" /dev/null
	done
}

@test "--no-numbers drops what has digits and no letters" {
	printf 'b2b 42 3.14 x \331\243\331\244 \344\270\200\n' >a
	terms --no-numbers <a | grep -qx 'b2b x 一'
	terms --no-numbers --inside . <a | grep -qx 'b2b x 一'
	terms --no-numbers --words blanks <a | grep -qx 'b2b x 一'
}

@test "--fold accents takes marks off" {
	printf 'Caf\303\251 e\314\201te\314\201 \303\205ngstr\303\266m \320\271\320\276\320\264 \357\254\201n \343\201\214\n' >a
	terms --fold accents <a | grep -qx 'angstrom cafe ete fin иод が'
	printf 'été\n' >list
	terms --fold accents --stop list <a | grep -qx 'angstrom cafe fin иод が'
	terms --fold none <a | grep -qx 'café fin ångström été йод が'
}

@test "rules travel with the vocabulary and the corpus" {
	printf "a\tU.S. e-mail m\303\252me 42 a%%b\n" >a
	corpus-vocab -q --inside '.-%' --no-numbers --fold accents --stop english,french -o v a
	grep -q '^#tokenizer.* stop=english,french .* inside=.-%25 numbers=no fold=accents$' v
	corpus-bow -q --vocab v a | stream-text >got
	corpus-bow -q --vocab v --inside '.-%' --stop french --stop english,french a | stream-text | cmp - got
	cut -f 2 got | paste -sd ' ' | grep -qx 'a%b e-mail u.s'
	refuses 64 'token options differ' corpus-bow --vocab v --inside . -o x a
	refuses 64 'token options differ' corpus-bow --vocab v --stop french -o x a
	corpus-vocab -q --words '/[^ ]+ [^ ]+/' a >v
	grep -q '^#tokenizer	words=/\[^%20\]+%20\[^%20\]+/ ' v
	corpus-bow -q --vocab v a | stream-text | cut -f 2 | grep -qx 'u.s. e-mail'
}

@test "--stop adds up, and has a list for each language of --stem" {
	echo 'the of und zebra' >a
	printf 'zebra | a horse\n' >list
	[ "$(terms --stop english --stop german <a)" = zebra ]
	[ -z "$(terms --stop english,german --stop list <a)" ]
	[ "$(terms --stop none --stop list <a)" = 'of the und' ]
	refuses 66 'english,klingon: No such file or directory; a language is named as for --stem' corpus-vocab --stop english,klingon a
	refuses 66 'english,' corpus-vocab --stop english, a
	for language in $(corpus-vocab --stem x a 2>&1 | sed "s/.* one of none|//; s/;.*//; s/|/ /g"); do
		n=$(echo xyzzy | corpus-vocab -q --input lines --stop "$language" | sed -n 's/^#tokens	//p')
		[ "$n" = 1 ]
	done
	# each is what --words blanks reads as well, and folds to itself
	corpus-vocab -q --input lines --stop porter --words blanks a | grep -q 'stop=porter'
	echo "don't" | terms --stop english --inside "'" | grep -qx ''
}

@test "a term that begins with # is one in lists, too" {
	printf 'a\t#nlp #end x\n' >a
	corpus-vocab -q --words blanks --min-length 1 a >v
	corpus-bow -q --vocab v a | stream-text | cut -f 2 | paste -sd ' ' | grep -qx '#end #nlp x'
	vocab-merge -q --drop <(printf '#nlp\n') v | cut -f 1 | paste -sd ' ' \
		| grep -qx '#documents #tokens #tokenizer #pruning #end x #end'
	printf '#nlp\t1\t1\n' >list
	vocab-merge -q --only list v | grep -q '^#nlp	1	1$'
}

@test "topic-coherence finds words by the same rules" {
	local words=('' '--inside .' '--fold accents' '--no-numbers') i
	local unseen=('2 of 4 are not in the texts: cafe, u.s' '1 of 4 are not in the texts: cafe'
		'1 of 4 are not in the texts: u.s' '3 of 4 are not in the texts: cafe, u.s, 42')
	printf 'cafe u.s 42 the\n' >topics
	printf 'the caf\303\251 U.S. 42\n' >text
	for i in 0 1 2 3; do
		# shellcheck disable=SC2086 # an option and its value
		topic-coherence --topics topics --texts --input lines ${words[i]} text 2>&1 >/dev/null \
			| grep -F "${unseen[i]}" || { echo "not with ${words[i]}"; return 1; }
	done
}

@test "dist-run takes the same rules, with several lists" {
	printf "a\tU.S. e-mail d\303\251j\303\240 42 zebra the\nb\tu.s. E-mail gnu\n" >a
	printf 'zebra\n' >one
	printf 'gnu\n' >two
	local rules=(--inside .- --no-numbers --fold accents --stop one --stop english --stop two)
	corpus-vocab -q "${rules[@]}" a | vocab-merge -q >wanted
	dist-run -q vocab "${rules[@]}" a | cmp - wanted
	# what is no name of a list is a path, that a confined filter must have been sent
	TOPICTOOLS_CONFINED=$PWD corpus-vocab -q --stop english --stop "$PWD/two" "$PWD/a" | sed '1,3d; $d' >got
	[ -s got ]
	TOPICTOOLS_CONFINED=$PWD refuses 77 '--stop' corpus-vocab --stop english --stop /etc/passwd "$PWD/a"
	TOPICTOOLS_CONFINED=$PWD refuses 77 '--stop' corpus-vocab --stop english,klingon "$PWD/a"
	cut -f 1 wanted | paste -sd ' ' | grep -q 'deja e-mail u.s'
	corpus-vocab -q --words '/[a-z.]+/' a | vocab-merge -q >wanted
	dist-run -q vocab --words '/[a-z.]+/' a | cmp - wanted
	dist-run -q corpus --min-df 1 --max-df 1 "${rules[@]}" -d shards a
	stream-text shards/shard-00000.mz | cut -f 2 | sort -u | paste -sd ' ' | grep -qx 'deja e-mail u.s'
}

@test "the plain twin counts the same words of random text" {
	local twin=$BATS_TEST_DIRNAME/words.py n=${WORDS_STRINGS:-20000} rules rule
	python3 "$twin" make "$n" 7 >random
	for rules in '' '--words blanks' "--inside .-'" '--no-numbers' '--fold accents' \
		"--inside .-'_ --fold accents --no-numbers" '--words blanks --fold accents --no-numbers'; do
		read -ra rule <<<"$rules"
		python3 "$twin" tokens random "${rule[@]}" >wanted
		corpus-vocab -q --min-length 1 "${rule[@]}" random | sed '1,3d; $d' | cut -f 1,3 >got
		cmp got wanted
	done
}

@test "a regex whose words have tabs in them, and words longer than any term" {
	printf 'a\tab\tcd ab cd\n' >text
	[ "$(corpus-vocab -q --words '/ab.cd/' text | grep -v '^#')" = 'ab cd	1	2' ]
	for letter in $'\320\266' $'\344\270\255' $'\340\270\201'; do
		printf 'a\t%09000d words\n' 0 | sed "s/0/$letter/g" >text
		[ "$(corpus-vocab -q text | grep -v '^#')" = 'words	1	1' ]
	done
}
