#!/usr/bin/env bats
load helper

# brute DOT INDEX QUERIES: all scores by the definition, as query, document, score.
brute() {
	stream-text "$2" | grep -v '^#' >index.tsv
	stream-text "$3" | grep -v '^#' >queries.tsv
	awk -F'\t' -v dot="$1" '
		$2 == "" { next }
		NR == FNR { n = ++postings[$2]; id[$2, n] = $1; value[$2, n] = $3; d[$1] += $3 * $3; next }
		{ q[$1] += $3 * $3
		  for (i = 1; i <= postings[$2]; i++) s[$1 FS id[$2, i]] += $3 * value[$2, i] }
		END { for (pair in s) { split(pair, p, FS)
			printf "%s\t%s\t%.9f\n", p[1], p[2], dot ? s[pair] : s[pair] / sqrt(d[p[2]] * q[p[1]]) } }' \
		index.tsv queries.tsv
}

# agrees RUN BRUTE: RUN, with all results, has each pair once with its score, in order.
agrees() {
	awk -F'\t' '
		NR == FNR { want[$1 FS $2] = $3; pairs++; next }
		{ key = $1 FS $4; e = want[key] - $3; if (e < 0) e = -e
		  if (!(key in want) || e > 1e-5 * (1 + $3)) { print "wrong: " $0; exit 1 }
		  delete want[key]; seen++
		  if ($1 == last && ($2 != rank + 1 || $3 > score || ($3 == score && $4 < id))) {
			print "order: " $0; exit 1 }
		  if ($1 != last && $2 != 1) exit 1
		  last = $1; rank = $2; score = $3; id = $4 }
		END { if (seen != pairs) { print seen " of " pairs; exit 1 } }' "$2" "$1"
}

@test "corpus-query: cosines of tf-idf and BM25 are what their definitions say" {
	make_many
	head -n 400 many.txt | sed 's/^/x/' >few.txt
	awk 'NR % 40 == 1' many.txt | cut -d' ' -f1-6 >ask.txt
	corpus-bow -q --vocab many.vocab -o few.mz few.txt
	corpus-bow -q --vocab many.vocab -o ask.mz ask.txt
	corpus-weight -q -o few.w.mz few.mz
	corpus-weight -q --precision f64 -o ask.w.mz ask.mz
	corpus-query -n 1000 --index few.w.mz -o run ask.w.mz
	brute 0 few.w.mz ask.w.mz >want
	agrees run want
	corpus-weight -q --scheme bm25 -o few.b.mz few.mz
	corpus-query --measure dot -n 1000 --index few.b.mz -o run ask.mz
	brute 1 few.b.mz ask.mz >want
	agrees run want
	# the first n are the first of all
	corpus-query --measure dot -n 7 --index few.b.mz ask.mz >seven
	awk -F'\t' '$2 <= 7' run | cmp - seven
}

@test "corpus-query: the same lines for any threads, order of the index, readings and pipes" {
	make_many
	corpus-query -j 1 -n 9 --index many.mz -o one many.mz
	corpus-query -j 3 -n 9 --index many.mz many.mz | cmp - one
	[ "$(awk -F'\t' '$2 == 1 && ($1 != $4 || $3 != 1)' one | wc -l)" -eq 0 ]
	corpus-shuffle -q --seed 3 -o other.mz many.mz
	corpus-query -n 9 --index other.mz many.mz | cmp - one
	corpus-query -n 9 --index <(cat many.mz) - <many.mz | cmp - one
	# more queries than one reading answers
	cat many.mz many.mz >twice.mz
	cat one one >wanted
	corpus-query -n 9 --index many.mz twice.mz | cmp - wanted
	mkfifo pipe
	cat many.mz >pipe &
	refuses 64 'several readings of the index' corpus-query -o out --index pipe twice.mz
	wait
	[ ! -e out ]
}

@test "corpus-query: equal scores go by id, and equal ids are both there" {
	printf 'b\tcats\na\tcats\nc\tdogs cats\na\tcats\n' >t.txt
	corpus-vocab -q t.txt | vocab-merge -q -o v
	corpus-bow -q --vocab v -o c.mz t.txt
	printf 'q\tcats\n' | corpus-bow -q --vocab v | corpus-query --index c.mz | cut -f1,2,4 >got
	printf 'q\t1\ta\nq\t2\ta\nq\t3\tb\nq\t4\tc\n' | cmp - got
	printf 'q\tcats\n' | corpus-bow -q --vocab v | corpus-query -n 2 --index c.mz | cut -f4 >got
	printf 'a\na\n' | cmp - got
}

@test "corpus-query: queries and documents without words" {
	make_pets
	printf 'q\tunheard\nr\tdogs\n' | corpus-bow -q --vocab pets.vocab -o q.mz
	run --separate-stderr -0 corpus-query --index pets.mz q.mz
	[ "${#lines[@]}" -eq 2 ]
	[ "${lines[0]}" = "r	1	1	b" ]
	# shellcheck disable=SC2154
	[[ $stderr == *'1 queries share no term'* ]]
	run --separate-stderr -0 corpus-query -q --index pets.mz q.mz
	[ -z "$stderr" ]
}

@test "corpus-query: refuses what can't be compared" {
	make_models
	corpus-weight -q --scheme bm25 -o bm.mz pets.mz
	refuses 65 'counts, and the index has weights (smart nfc): weight them alike (corpus-weight), or --measure dot' \
		corpus-query --index w.mz pets.mz
	refuses 65 'weighting is smart nfc here' corpus-query --measure dot --index bm.mz w.mz
	printf 'q\thats\n' >o.txt
	corpus-vocab -q o.txt | vocab-merge -q -o o.vocab
	corpus-bow -q --vocab o.vocab -o o.mz o.txt
	refuses 65 'o.mz: another vocabulary' corpus-query --index pets.mz o.mz
	refuses 65 'another vocabulary' corpus-query --measure dot --index bm.mz o.mz
	refuses 64 '--index' corpus-query w.mz
	refuses 64 '--measure' corpus-query --measure euclid --index w.mz w.mz
	refuses 65 'kind is factors, and corpus is expected' corpus-query --index f.mz w.mz
	head -c "$(($(stat -c %s many.mz 2>/dev/null || stat -c %s pets.mz) - 20))" pets.mz >cut.mz
	refuses 65 'cut.mz' corpus-query -o out --index cut.mz pets.mz
	[ ! -e out ]
	# products that f32 can't hold
	printf '%%%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 1e30\n' >big.mm
	corpus-import -q --from mm -o big.mz big.mm
	refuses 65 'its weights are too large' corpus-query --measure dot --index big.mz big.mz
	corpus-query --index big.mz big.mz | cut -f3 | grep -qx 1
}

@test "corpus-query: an index that changes between readings is told" {
	make_many
	corpus-shuffle -q --seed 1 -o other.mz many.mz
	cat many.mz many.mz >twice.mz
	# the second reading comes when the first has written its lines
	{
		cat twice.mz
		until [ -s run ]; do sleep .05; done
		mv other.mz many.mz
		cat twice.mz
	} | {
		status=0
		corpus-query -n 3 --index many.mz >run 2>said || status=$?
		[ "$status" -eq 65 ]
	}
	grep -q 'corpus-query: many.mz: changed while it was read' said
}
