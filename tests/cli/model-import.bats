#!/usr/bin/env bats
load helper

# An array file: shape, type and values by python's struct.  npy FILE TYPE ROWS COLUMNS VALUE...
npy() {
	python3 - "$@" <<-'EOF'
		import struct, sys
		path, kind, rows, columns = sys.argv[1:5]
		shape = "(%s, %s)" % (rows, columns) if columns else "(%s,)" % rows
		head = "{'descr': '<%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
		head += " " * (63 - (10 + len(head)) % 64) + "\n"
		form = {"f4": "f", "f8": "d", "i8": "q", "i4": "i"}[kind]
		values = [(float if kind[0] == "f" else int)(x) for x in sys.argv[5:]]
		with open(path, "wb") as out:
		    out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode())
		    out.write(struct.pack("<%d%s" % (len(values), form), *values))
	EOF
}

# lambda of a topics stream, term by term.
values() {
	stream-text "$1" | grep -v '^#'
}

words() {
	printf 'cats\ndogs\nhens\n' >words
}

@test "mallet: state, word-topic counts and topic-word weights are one model" {
	{
		echo '#doc source pos typeindex type topic'
		echo '#alpha : 0.5 1.5 '
		echo '#beta : 0.25'
		echo '0 a file 0 0 cats 0'
		echo '0 a file 1 0 cats 0'
		echo '0 a file 2 1 dogs 0'
		echo '1 NA 0 0 cats 1'
		echo '1 NA 1 3 hens 1'
	} >state
	printf '0 cats 0:2 1:1\n1 dogs 0:1\n2 hens 1:1\n' >counts
	printf '%s\n' '0	cats	2.25' '0	dogs	1.25' '0	hens	0.25' '1	cats	1.25' \
		'1	dogs	0.25' '1	hens	1.25' >weights
	gzip -k state
	model-import -q --from mallet -o state.mz state.gz
	model-import -q --from mallet --eta 0.25 -o counts.mz counts
	model-import -q --from mallet -o weights.mz weights
	values state.mz >wanted
	[ "$(cat wanted)" = "$(printf 'cats\t2.25\t1.25\ndogs\t1.25\t0.25\nhens\t0.25\t1.25')" ]
	for form in counts weights; do
		values $form.mz | cmp - wanted
	done
	stream-text state.mz >shown
	grep -Fx '#alpha	0.5	1.5' shown
	grep -Fx '#eta	0.25' shown
	stream-info state.mz | grep inference=cvb0
	# of weights, eta is the least of them
	stream-text weights.mz | grep -Fx '#eta	0.25'
}

@test "arrays of every type and orientation" {
	words
	npy rows.npy f8 2 3 2.25 1.25 .25 1.25 .25 1.25
	npy columns.npy f4 3 2 2.25 1.25 1.25 .25 .25 1.25
	npy counts.npy i8 2 3 2 1 0 1 0 1
	npy small.npy i4 2 3 2 1 0 1 0 1
	model-import -q --from gensim-npy --vocab words -o wanted.mz rows.npy
	values wanted.mz >wanted
	grep -Fx 'cats	2.25	1.25' wanted
	model-import -q --from npy --vocab words rows.npy | cmp - wanted.mz
	model-import -q --from npy --vocab words columns.npy | cmp - wanted.mz
	for array in counts small; do
		model-import --from npy --vocab words --eta .25 $array.npy 2>said >$array.mz
		values $array.mz | cmp - wanted
		grep 'values taken as counts' said
	done
	model-import -q --from gensim-npy --alpha 2 --inference cvb0 -o given.mz rows.npy
	stream-text given.mz | grep -Fx '#alpha	2	2'
	stream-info given.mz | grep inference=cvb0
	# an alpha for each topic
	npy alpha.npy f4 2 '' .5 .25
	model-import -q --from gensim-npy --vocab words --alpha alpha.npy rows.npy | stream-text |
		grep -Fx '#alpha	0.5	0.25'
	npy three.npy f8 3 '' 1 1 1
	npy none.npy f8 2 '' 1 0
	refuses 65 'three.npy: 3 values, and the model has 2 topics' \
		model-import --from gensim-npy --alpha three.npy rows.npy
	refuses 65 'none.npy: 0, of topic 1, is not from 1e-06' \
		model-import --from gensim-npy --alpha none.npy rows.npy
	refuses 64 '--alpha: 0 is not from 1e-06' model-import --from gensim-npy --alpha 0 rows.npy
	# words by their numbers
	model-import -q --from gensim-npy rows.npy >numbers.mz
	values numbers.mz | cut -f 1 | tr '\n' ' ' | grep -Fx '0 1 2 '
	stream-info numbers.mz | grep inference=vb
}

@test "what numpy would read is read again: our own export makes the round trip" {
	make_models
	corpus-export -q --to npy -o t.npy t.mz
	model-import -q --from npy --vocab t.mz --values lambda -o back.mz t.npy
	values t.mz >wanted
	values back.mz | cmp - wanted
	for j in 1 3; do
		model-import -q -j $j --from npy --vocab t.mz --values lambda -f -o j.mz t.npy
		cmp j.mz back.mz
	done
	# and it says the same of topics
	topic-words -n 2 back.mz | cmp - <(topic-words -n 2 t.mz)
}

@test "probabilities and their logarithms: a word without any is told" {
	words
	npy p.npy f8 2 3 .5 .25 .25 .125 .125 .75
	model-import --from gensim-npy --vocab words -o p.mz p.npy 2>said
	grep 'values taken as probabilities' said
	values p.mz | awk '$1 == "cats" && ($2 != 5e11 || $3 != 1.25e11) { exit 1 }'
	printf '%s\n' '-0.6931471805599453 -1.3862943611198906 -1.3862943611198906' '' \
		'-2.0794415416798357 -2.0794415416798357 -0.2876820724517809' >final.beta
	model-import -q --from blei --vocab words -o b.mz final.beta
	values b.mz | awk '$1 == "cats" && ($2 / 5e11 - 1) ^ 2 > 1e-12 { exit 1 }'
	npy zero.npy f8 2 3 .5 .5 0 .125 .125 .75
	model-import --from gensim-npy --vocab words -o z.mz zero.npy 2>said
	grep '1 topics give a word no probability: they were mixed with 0.0001' said
	# .0001 / 3 of 1e12
	values z.mz | awk '$1 == "hens" && ($2 / 33333333.3 - 1) ^ 2 > 1e-10 { exit 1 }'
}

@test "documents are added to counts of another program, and to probabilities by a decay" {
	words
	printf '%s\n' '%%MatrixMarket matrix coordinate integer general' '2 3 4' '1 1 2' '1 2 1' \
		'2 1 1' '2 2 2' | corpus-import -q --from mm --vocab words -o new.mz
	npy counts.npy f8 2 3 90 10 10 0 0 90
	model-import -q --from npy --vocab words --inference cvb0 -o old.mz counts.npy
	lda-train -q --add old.mz -o new-model.mz new.mz
	values new-model.mz | awk '$1 == "hens" && $3 < 89 { exit 1 }
		$1 != "hens" { n += $2 } END { exit n < 105 }'
	npy p.npy f8 2 3 .5 .25 .25 .125 .125 .75
	model-import -q --from npy --vocab words -o p.mz p.npy
	for options in "" "--decay 0.5"; do
		# shellcheck disable=SC2086  # options are words
		refuses 64 "was imported as probabilities" lda-train --add p.mz $options -o no.mz new.mz
	done
	lda-estep -q --model p.mz -o s.mz new.mz
	refuses 64 "say how many a topic has" lda-mstep --add p.mz --model p.mz -o no.mz s.mz
	refuses 64 "say how many a topic has" dist-run -q lda --add p.mz -o no.mz new.mz
	[ ! -e no.mz ]
	# 100 tokens a topic, and 6
	lda-train -q --add p.mz --decay 1e-10 -o few.mz new.mz
	values few.mz | awk '{ n += $2 + $3 } END { exit !(n > 205 && n < 215) }'
}

@test "exp(E[log beta]) gives lambda back" {
	words
	# digamma of 2.5 .5 .01 and 7 1 3, less that of their sums, by an independent program
	npy e.npy f8 2 3 0.7996594342041967 0.05556309729138037 8.404083654146324e-45 \
		0.6194221485758651 0.053452158757757356 0.23955595569061622
	model-import --from gensim-npy --vocab words -o e.mz e.npy 2>said
	grep 'values taken as elogbeta' said
	values e.mz | awk -F '\t' '
		function near(x, y) { return (x / y - 1) ^ 2 < 1e-6 }
		$1 == "cats" && !(near($2, 2.5) && near($3, 7)) { exit 1 }
		$1 == "dogs" && !(near($2, .5) && near($3, 1)) { exit 1 }
		$1 == "hens" && !(near($2, .01) && near($3, 3)) { exit 1 }'
}

@test "Vowpal Wabbit: the head's priors, the words by number, the rest left out" {
	words
	printf '%s\n' 'Version 9.0.0' 'Id ' 'Min label:0' 'Max label:0' 'bits:2' 'lda:2' \
		'0 ngram:' '0 skip:' 'options: --lda 2 --lda_alpha 0.5 --lda_rho 0.25' ':0' \
		'0 2.25 1.25 ' '1 1.25 .25 ' '2 .25 1.25 ' '3 9 9 ' >model.txt
	model-import --from vw --vocab words -o v.mz model.txt 2>said
	grep '1 rows beyond the words of --vocab were left out' said
	values v.mz | grep -Fx 'hens	0.25	1.25'
	stream-text v.mz | grep -Fx '#alpha	0.5	0.5'
	stream-text v.mz | grep -Fx '#eta	0.25'
	refuses 64 '--vocab is missing' model-import --from vw model.txt
	head -n 12 model.txt >short
	refuses 65 'lines of 2 words, and --vocab has 3' model-import --from vw --vocab words short
}

@test "factors: U and sigma, whose error nobody knows; the weighting decides what they suit" {
	make_models
	corpus-export -q --to npy -o u.npy f.mz
	npy s.npy f8 2 "" 3 1
	model-import -q --from npy --vocab f.mz --sigma s.npy -o plain.mz u.npy
	stream-text plain.mz >shown
	grep -Fx '#sigma	3	1' shown
	grep -Fx '#error	1	1' shown
	run ! grep '#unseen' shown
	values plain.mz | cmp - <(values f.mz)
	refuses 65 'weighting is' lsi-project --model plain.mz w.mz
	weighting=$(stream-info w.mz | awk -F '\t' '$1 == "weighting" { print $2 }')
	model-import -q --from gensim-npy --vocab f.mz --sigma s.npy --weighting "$weighting" \
		-o good.mz u.npy
	lsi-project -q --model good.mz w.mz | stream-text >ours
	lsi-project -q --model f.mz w.mz | stream-text | cut -f 1 | cmp - <(cut -f 1 ours)
	npy s3.npy f8 3 "" 3 2 1
	refuses 65 'U has 2 columns' model-import --from npy --vocab f.mz --sigma s3.npy u.npy
	npy up.npy f8 2 "" 1 3
	refuses 65 'not positive and descending' model-import --from npy --vocab f.mz \
		--sigma up.npy u.npy
	npy skew.npy f8 3 2 1 1 0 0 0 0
	refuses 65 'not orthonormal' model-import --from npy --sigma s.npy skew.npy
	refuses 64 '--sigma: factors come from npy' model-import --from blei --sigma s.npy u.npy
	refuses 64 '--sigma is missing' model-import --from npy --weighting x u.npy
	refuses 64 'are of topics' model-import --from npy --sigma s.npy --eta 1 u.npy
}

@test "arrays that lie" {
	words
	npy good.npy f8 2 3 2 1 1 1 1 1
	head -c 120 good.npy >cut.npy
	refuses 65 'cut.npy: the array is cut short' model-import --from npy --vocab words cut.npy
	head -c 9 good.npy >head.npy
	refuses 65 'cut short' model-import --from npy --vocab words head.npy
	cat good.npy good.npy >long.npy
	refuses 65 'bytes after the end' model-import --from npy --vocab words long.npy
	refuses 65 'not an array file' model-import --from npy --vocab words words
	npy huge.npy f8 999999999999 999999999999 1
	refuses 71 'does not fit in memory' model-import --from npy --vocab words huge.npy
	npy nan.npy f8 2 3 nan 1 1 1 1 1
	refuses 65 'value 1 of the array is not finite' model-import --from npy --vocab words nan.npy
	npy square.npy f8 3 3 1 1 1 1 1 1 1 1 1
	refuses 65 'topics may be rows or columns' model-import --from npy --vocab words square.npy
	npy other.npy f8 2 4 1 1 1 1 1 1 1 1
	refuses 65 '2 x 4, and --vocab has 3' model-import --from npy --vocab words other.npy
	npy none.npy f8 0 3
	refuses 65 'none.npy: an array of no values' model-import --from npy --vocab words none.npy
	for head in "'<f2' (2, 3) False f4, f8, i4 or i8" "'<f8' (2, 3, 1) False one nor two dimensions" \
		"'<f8' (2, 3) no no fortran_order"; do
		kind=${head%% *} shape=${head#* }
		shape=${shape%%)*}\) told=${head#*\) }
		order=${told%% *} told=${told#* }
		text="{'descr': $kind, 'fortran_order': $order, 'shape': $shape, }"
		printf '\223NUMPY\1\0%b\0%s' "\\$(printf %o ${#text})" "$text" >head.npy
		refuses 65 "$told" model-import --from npy --vocab words head.npy
	done
	printf '\223NUMPY\2\0\0\0\1\1%s' "$text" >head.npy
	refuses 65 "head.npy: the array's head is too long" model-import --from npy --vocab words head.npy
	refuses 64 '--vocab is missing' model-import --from npy good.npy
	npy zero.npy f8 2 3 2 1 0 1 1 1
	refuses 65 'a value of 0 is no lambda' model-import --from npy --vocab words \
		--values lambda zero.npy
	refuses 65 'add up to' model-import --from npy --vocab words --values probabilities good.npy
	refuses 65 'no logarithm' model-import --from npy --vocab words --values logarithms good.npy
	npy minus.npy f8 2 3 -2 1 1 1 1 1
	refuses 65 'are no counts' model-import --from npy --vocab words --values counts minus.npy
	npy none.npy f8 2 3 .5 .25 .25 0 0 0
	refuses 65 'a topic whose values are all 0' model-import --from npy --vocab words \
		--values probabilities none.npy
	npy least.npy f8 2 3 -800 -800 -800 -2 -2 -2
	refuses 65 'topic 0 has no probability at all' model-import --from npy --vocab words \
		--values logarithms least.npy
	# values below 0 are logarithms without a word
	npy log.npy f8 2 3 -2 -2 -1 -1 -2 -2
	model-import -q --from npy --vocab words -o log.mz log.npy
	model-import -q --from npy --vocab words --values logarithms log.npy | cmp - log.mz
}

@test "texts that lie" {
	printf '0 cats 0:2\n2 dogs 0:1\n' >gap
	refuses 65 "gap: line 2: not the next word's number" model-import --from mallet gap
	printf '0 cats 0:x\n' >count
	refuses 65 "line 1: not 'topic:count'" model-import --from mallet count
	printf '0 cats 99999999999:1\n' >topic
	refuses 65 'topics' model-import --from mallet topic
	printf '0 cats 0:1\n1 cats 0:1\n' >twice
	refuses 65 'cats' model-import --from mallet twice
	printf '0\tcats\t1\n0\tdogs\t1\n1\tcats\t1\n' >short
	refuses 65 'cut short' model-import --from mallet short
	printf '0\tcats\t1\n1\tdogs\t1\n' >other
	refuses 65 'another word than the first topic' model-import --from mallet other
	printf '#doc source pos typeindex type topic\n#alpha : 1\n#beta : 1\n0 x 0 0 cats 1\n' >state
	refuses 65 "line 4: no topic of '#alpha'" model-import --from mallet state
	printf '#doc source pos typeindex type topic\n#alpha : 1\n0 x 0 0 cats 0\n0 x 0 0 dogs 0\n' >state
	refuses 65 'line 4: a type that was another word' model-import --from mallet state
	printf '#doc source pos typeindex type topic\n#alpha : 1\n#beta : 0\n' >state
	refuses 65 'line 3: a prior that is no positive number' model-import --from mallet state
	printf '#doc source pos typeindex type topic\n#alpha : 1\n0 x 0 y cats 0\n' >state
	refuses 65 "line 3: not 'doc source pos typeindex type topic'" model-import --from mallet state
	printf '0 \n' >nameless
	refuses 65 'line 1: no word behind the number' model-import --from mallet nameless
	printf '0\tcats\t1\n0\tdogs 1\n' >blank
	refuses 65 "line 2: not 'topic<TAB>word<TAB>weight'" model-import --from mallet blank
	printf '0\tcats\t1\n0\tdogs\t-1\n' >minus
	refuses 65 'line 2: a weight that is no positive number' model-import --from mallet minus
	printf '0\tcats\t1\n2\tcats\t1\n' >gap
	refuses 65 'line 2: a topic that does not follow' model-import --from mallet gap
	printf '0\tcats\t1\n0\tdo\0gs\t1\n' >zero
	refuses 65 'line 2: a zero byte' model-import --from mallet zero
	: >empty
	for form in mallet blei; do
		refuses 65 'empty: no topics' model-import --from $form empty
	done
	words
	refuses 64 "MALLET's files have their words" model-import --from mallet --vocab words gap
	printf -- '-1 -1 -1\n-1 -1\n' >ragged
	refuses 65 'line 2: 2 values, and there are 3 terms' model-import --from blei ragged
	printf -- '-1 x -1\n' >letters
	refuses 65 'line 1: value 2 is no finite number' model-import --from blei letters
	printf 'lda:0\n:0\n0 1\n' >vw
	refuses 65 'names no number of topics' model-import --from vw --vocab words vw
	printf 'options: --lda 2\n:0\n1 1 2\n' >vw
	refuses 65 'not the line of word 0' model-import --from vw --vocab words vw
	printf 'options: --lda 2\n:0\n0 1 x\n' >vw
	refuses 65 '2 topics expected, and 1 numbers found' model-import --from vw --vocab words vw
	printf 'options: --lda 2\n:0\n0 1 2 3\n' >vw
	refuses 65 'more numbers than 2 topics' model-import --from vw --vocab words vw
	printf 'options: --lda 2\n:0\n0 1 2\n1 3 4\n2 5 6\n' >vw
	model-import -q --from vw --vocab words -o vw.mz vw
	[ "$(values vw.mz)" = $'cats\t1\t2\ndogs\t3\t4\nhens\t5\t6' ]
	printf 'lda:222222222\n:0\n0 1 2\n' >vw
	refuses 65 '222222222 topics expected, in a line of 5 bytes' \
		model-import --from vw --vocab words vw
}

@test "factors of fewer terms than columns, and a topic of nothing, are refused" {
	words
	npy u.npy f4 2 3 1 0 0 0 1 0
	npy sigma.npy f8 3 '' 3 2 1
	head -n 2 words >two
	refuses 65 'U of 2 terms has 3 columns' \
		model-import --from gensim-npy --sigma sigma.npy --vocab two u.npy
	npy zero.npy f8 2 3 .5 .3 .1 0 0 0
	refuses 65 'a topic whose values are all 0' \
		model-import --from gensim-npy --values elogbeta --vocab words zero.npy
}
