#!/usr/bin/env bats
load helper

# Two models of three topics over words that are named after them, the second in
# another order: topics of documents that share nothing.
make_two() { once two new_two; }
new_two() {
	awk 'BEGIN { for (d = 0; d < 90; d++) { printf "d%d\t", d
		for (n = 0; n < 20; n++) printf "%s%d ", substr("abc", d % 3 + 1, 1), (n * 7 + d) % 9
		printf "\n" } }' >three.txt
	corpus-vocab -q --min-length 1 three.txt | vocab-merge -q -o three.vocab
	corpus-bow -q --vocab three.vocab -o three.mz three.txt
	lda-train -q -k 3 --alpha 0.1 --eta 0.001 --seed 1 --passes 30 -o one.mz three.mz
	lda-train -q -k 3 --alpha 0.1 --eta 0.001 --seed 2 --passes 30 -o two.mz three.mz
}

# The first letter of each topic's words.
letters() {
	topic-words -q -n 1 --format tsv "$1" | cut -f 4 | cut -c 1
}

@test "each topic finds the one with its words, by every distance" {
	make_two
	[ "$(letters one.mz | sort | tr -d '\n')" = abc ]
	[ "$(letters two.mz | sort | tr -d '\n')" = abc ]
	for distance in hellinger jensen-shannon cosine rbo; do
		topic-match -q --distance "$distance" one.mz two.mz >table
		[ "$(head -n 1 table)" = "#model	topic	match	distance	both	only-topic	only-match" ]
		[ "$(grep -c '^two.mz	' table)" -eq 3 ]
		letters one.mz >one
		letters two.mz >two
		awk -F '\t' '!/^#/ { print $2 + 1, $3 + 1 }' table | while read -r a b; do
			[ "$(sed -n "${a}p" one)" = "$(sed -n "${b}p" two)" ] || exit 1
		done
	done
}

@test "a model is at no distance from itself, and distances are as defined" {
	make_two
	for distance in hellinger jensen-shannon cosine rbo; do
		topic-match -q --distance "$distance" one.mz one.mz | awk -F '\t' '
			!/^#/ && ($2 != $3 || $4 > 1e-6 || $6 != "" || $7 != "") { bad = 1 }
			END { exit bad || NR != 4 }'
	done
	# a plain computation over the whole distributions
	lda-train -q -k 2 --seed 3 -o a.mz three.mz
	lda-train -q -k 4 --seed 4 -o b.mz three.mz
	for m in a b; do
		stream-text $m.mz | grep -v '^#' >$m.txt
	done
	for distance in hellinger jensen-shannon cosine; do
		topic-match -q --distance "$distance" a.mz b.mz >table
		awk -F '\t' -v distance="$distance" '
			function h(x) { return x > 0 ? x * log(x) / log(2) : 0 }
			FILENAME == "table" { if ($3 ~ /[0-9]/ && $2 ~ /[0-9]/) { match_of[$2] = $3; told[$2] = $4 } next }
			{ f = FILENAME; sub(/.txt/, "", f); k[f] = NF - 1; terms[$1]
				for (i = 2; i <= NF; i++) { p[f, $1, i - 2] = $i; sum[f, i - 2] += $i } }
			END { for (t in match_of) { d = pp = qq = pq = 0; u = match_of[t]
					for (w in terms) { x = p["a", w, t] / sum["a", t]; y = p["b", w, u] / sum["b", u]
						pp += x * x; qq += y * y; pq += x * y
						if (distance == "hellinger") d += (sqrt(x) - sqrt(y)) ^ 2 / 2
						else d += h(x) / 2 + h(y) / 2 - h((x + y) / 2) }
					d = distance == "cosine" ? 1 - pq / sqrt(pp * qq) : sqrt(d)
					n++; e = d - told[t]; if (e > 2e-6 || e < -2e-6) { print t, d, told[t]; bad = 1 } }
				exit bad || n != 2 }' table a.txt b.txt
	done
}

@test "topics left over are listed, on either side" {
	make_two
	lda-train -q -k 5 --seed 5 -o five.mz three.mz
	topic-match -q one.mz five.mz >larger
	topic-match -q five.mz one.mz >smaller
	[ "$(awk -F '\t' '$2 == "-" && $4 == "-" && $7 != ""' larger | wc -l)" -eq 2 ]
	[ "$(awk -F '\t' '$3 == "-" && $4 == "-" && $6 != ""' smaller | wc -l)" -eq 2 ]
	# the pairs are the same, seen from either side
	awk -F '\t' '!/^#/ && $2 != "-" { print $2, $3, $4 }' larger | sort >a
	awk -F '\t' '!/^#/ && $3 != "-" { print $3, $2, $4 }' smaller | sort >b
	cmp a b
}

@test "vocabularies that differ are compared over the common words" {
	make_two
	grep -v '^c[0-8]' three.vocab | sed "s/^#end.*/#end	$(grep -c '^[ab]' three.vocab)/" >two.vocab
	corpus-bow -q --vocab two.vocab three.txt | lda-train -q -k 2 --alpha .1 --eta .001 -o ab.mz
	run --separate-stderr topic-match one.mz ab.mz
	[ "$status" -eq 0 ]
	[[ $stderr == *"compared over the 18 terms that both have"* ]]
	[ "$(awk -F '\t' '!/^#/ && $4 + 0 < .1 && $3 != "-"' <<<"$output" | wc -l)" -eq 2 ]
	[ "$(awk -F '\t' '$3 == "-"' <<<"$output" | wc -l)" -eq 1 ]
}

@test "stability: in how many models a topic comes again" {
	make_two
	lda-train -q -k 3 --alpha 0.1 --eta 0.001 --seed 9 --passes 30 -o three.lda three.mz
	topic-match -q --stability one.mz two.mz three.lda >table
	[ "$(head -n 1 table)" = "#topic	again	models	likeness	words" ]
	[ "$(awk -F '\t' '!/^#/ && $2 == 2 && $3 == 2 && $4 > .9' table | wc -l)" -eq 3 ]
	topic-match -q --stability --threshold 1 --distance cosine one.mz two.mz |
		awk -F '\t' '!/^#/ && $2 != 0 { exit 1 }'
}

@test "angles between LSI models" {
	make_many
	corpus-weight -q -o w.mz many.mz
	lsi-partial -q --exact -k 10 -o ten.mz w.mz
	lsi-partial -q --exact -k 6 -o six.mz w.mz
	# the space of six factors lies within that of ten
	topic-match -q ten.mz six.mz | awk -F '\t' '!/^#/ && ($3 < .9999 || $4 > .9) { exit 1 }
		END { exit NR != 7 }'
	[ "$(topic-match -q ten.mz six.mz | head -n 1)" = "#model	angle	cosine	degrees" ]
}

@test "the same bytes for any number of threads" {
	make_many
	lda-train -q -k 70 --passes 2 --seed 1 -o a.mz many.mz
	lda-train -q -k 80 --passes 2 --seed 2 -o b.mz many.mz
	for distance in hellinger jensen-shannon cosine rbo; do
		topic-match -q -j 1 --distance "$distance" a.mz b.mz >one
		topic-match -q -j 3 --distance "$distance" a.mz b.mz >three
		cmp one three
	done
}

@test "what does not belong together is refused" {
	make_models
	refuses 64 "two models" topic-match t.mz
	refuses 65 "of one kind" topic-match t.mz f.mz
	refuses 65 "neither factors" topic-match t.mz pets.mz
	refuses 64 "--stability counts topics" topic-match --stability f.mz f.mz
	refuses 64 "jensen-shannon" topic-match --distance jensen t.mz t.mz
	refuses 66 "nowhere" topic-match t.mz nowhere
	printf 'x\tuu vv\ny\tvv ww\n' >other.txt
	corpus-vocab -q other.txt | vocab-merge -q -o other.vocab
	corpus-bow -q --vocab other.vocab other.txt | lda-train -q -k 2 -o other.mz
	refuses 65 "no term in common" topic-match t.mz other.mz
	head -c 600 t.mz >cut.mz
	refuses 65 "cut.mz" topic-match t.mz cut.mz
}
