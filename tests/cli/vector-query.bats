#!/usr/bin/env bats
load helper

make_index() { once index new_index; }
new_index() {
	make_pets
	lsi-partial -q -k 3 -o model.mz pets.mz
	lsi-project -q --model model.mz -o index.mz pets.mz
}

@test "vector-query: from text to ranked documents in one pipe" {
	make_index
	printf 'q1\tdogs dogs\nq2\tbirds\n' |
		corpus-bow -q --vocab pets.vocab |
		lsi-project -q --model model.mz |
		vector-query --index index.mz -n 2 >got
	[ "$(sed -n 1p got | cut -f1,2,4)" = "q1	1	b" ]
	[ "$(sed -n 2p got | cut -f1,2,4)" = "q1	2	a" ]
	[ "$(sed -n 3p got | cut -f1,2,4)" = "q2	1	c" ]
	[ "$(sed -n 1p got | cut -f3)" = 1 ]
}

@test "vector-query: no known word is no answer, and said so" {
	make_index
	printf 'q1\tunheard\n' | corpus-bow -q --vocab pets.vocab |
		lsi-project -q --model model.mz >queries.mz
	run --separate-stderr vector-query --index index.mz queries.mz
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	# shellcheck disable=SC2154
	[[ $stderr == *"1 queries have no word"* ]]
}

@test "vector-query: any number wanted, the same lines with any threads" {
	make_many
	lsi-partial -q -k 10 -o model.mz many.mz
	lsi-project -q --model model.mz -o index.mz many.mz
	vector-query -j1 --index index.mz -n 7 -o one index.mz
	vector-query -j3 --index index.mz -n 7 index.mz | cmp - one
	[ "$(wc -l <one)" -eq 21000 ]
	[ "$(awk -F'\t' '$2 == 1 && $3 < .99999' one | wc -l)" -eq 0 ]
	awk -F'\t' '$2 > 1 && $3 > last { exit 1 } { last = $3 }' one
	vector-query --index index.mz -n 5000 index.mz | awk -F'\t' '$1 == "doc7"' | wc -l >count
	[ "$(cat count)" -eq 3000 ]
}

@test "vector-query: refuses queries of another model or vocabulary" {
	make_index
	lsi-partial -q -k 3 --seed 5 --precision f64 -o again.mz pets.mz
	lsi-project -q --model again.mz -o other.mz pets.mz
	refuses 65 'different models' vector-query --index index.mz other.mz
	lsi-partial -q -k 2 -o two.mz pets.mz
	lsi-project -q --model two.mz -o two-vectors.mz pets.mz
	refuses 65 '2 columns here, 3 in the index' vector-query --index index.mz two-vectors.mz
	refuses 64 '--index' vector-query index.mz
	refuses 65 'kind is factors, and vectors is expected' vector-query --index model.mz index.mz
}

@test "vector-query: Hellinger's distance of mixtures" {
	make_pets
	lda-train -q -k 3 --seed 1 -o m pets.mz
	lda-infer -q --model m -o i.mz pets.mz
	vector-query --measure hellinger -n 9 --index i.mz i.mz >got
	# a document is at 0 from itself; distances ascend, none is beyond 1
	awk -F'\t' '$1 == $4 { if ($3 != 0) exit 1; n++ } $2 > 1 && $3 < last { exit 1 }
		$3 > 1 { exit 1 } { last = $3 } END { exit !n }' got
	# the definition, from the mixtures as text
	stream-text i.mz | grep -v '^#' >mixtures
	awk -F'\t' 'NR == FNR { for (j = 2; j <= NF; j++) x[$1, j] = $j; k = NF; next }
		{ s = 0; a = b = 0
		  for (j = 2; j <= k; j++) { a += x[$1, j]; b += x[$4, j] }
		  for (j = 2; j <= k; j++) s += sqrt(x[$1, j] / a * x[$4, j] / b)
		  h = s < 1 ? sqrt(1 - s) : 0; d = h - $3; if (d < 0) d = -d
		  if (d > 1e-3) exit 1; n++ } END { exit !n }' mixtures got
	lsi-partial -q -k 3 -o model.mz pets.mz
	lsi-project -q --model model.mz -o v.mz pets.mz
	refuses 65 'is no mixture' vector-query --measure hellinger --index v.mz v.mz
	refuses 64 'measure' vector-query --measure euclid --index i.mz i.mz
}

# case: query-without-words
@test "query-without-words: a mixture without words has no neighbours, as with LSI" {
	printf 'a\tcats and dogs\nb\tdogs bark\nempty1\t\nempty2\tunheard\n' >docs.tsv
	printf 'q\tnobody knows\n' >query.tsv
	head -n 2 docs.tsv | corpus-vocab -q | vocab-merge -q >v
	corpus-bow -q --vocab v -o c.mz docs.tsv
	corpus-bow -q --vocab v -o q.mz query.tsv
	for inference in cvb0 vb; do
		lda-train -q -k 2 --inference $inference --seed 1 -o m c.mz
		lda-infer -q --model m -o i.mz c.mz
		lda-infer -q --model m -o qi.mz q.mz
		run -0 --separate-stderr vector-query -n 4 --index i.mz qi.mz
		[ -z "$output" ]
		[[ $stderr == *"1 queries have no word"* ]]
		# nor is a document without words the neighbour of anything
		vector-query -q -n 4 --index i.mz i.mz >all
		! grep -q empty all
		[ "$(wc -l <all)" -eq 4 ]
	done
}

@test "vector-query: --with mixes in another search's scores" {
	make_many
	head -n 300 many.txt >few.txt
	corpus-bow -q --vocab many.vocab -o few.mz few.txt
	corpus-weight -q --scheme bm25 -o bm.mz few.mz
	lsi-partial -q -k 8 -o model.mz few.mz
	lsi-project -q --model model.mz -o index.mz few.mz
	awk 'NR % 50 == 7' few.txt | cut -d' ' -f1-5 >ask.txt
	corpus-bow -q --vocab many.vocab -o ask.mz ask.txt
	lsi-project -q --model model.mz -o asked.mz ask.mz
	corpus-query -q --measure dot -n 40 --index bm.mz -o listed ask.mz
	vector-query -n 300 --index index.mz -o cosines asked.mz
	vector-query -n 300 --share .7 --with listed --index index.mz -o mixed asked.mz
	# the definition, for every pair
	awk -F'\t' '
		FILENAME == "listed" { if ($2 == 1) best[$1] = $3; s[$1, $4] = $3; next }
		FILENAME == "cosines" { if ($2 == 1) near[$1] = $3; c[$1, $4] = $3; next }
		{ want = .7 * s[$1, $4] / best[$1] + .3 * c[$1, $4] / near[$1]; d = want - $3
		  if (d > 1e-5 || d < -1e-5 || ($2 > 1 && $3 > last)) exit 1
		  last = $3; n++ } END { exit n != 1800 }' listed cosines mixed
	# the first are the first of all; threads and pieces do not matter, nor a pipe
	vector-query -n 9 --share .7 --with listed --index index.mz asked.mz >nine
	awk -F'\t' '$2 <= 9' mixed | cmp - nine
	vector-query -j3 -n 9 --share .7 --with - --index index.mz asked.mz <listed | cmp - nine
	vector-query -n 300 --share 0 --with listed --index index.mz asked.mz | cut -f1,2,4 >got
	cut -f1,2,4 cosines | cmp - got
	vector-query -n 1 --share 1 --with listed --index index.mz asked.mz | cut -f4 >got
	awk -F'\t' '$2 == 1 { print $4 }' listed | cmp - got

	refuses 64 '--share is for --with' vector-query --share .5 --index index.mz asked.mz
	refuses 64 'mixes cosines' vector-query --measure hellinger --with listed --index index.mz asked.mz
	refuses 66 'no such' vector-query --with 'no such' --index index.mz asked.mz
	sed '1s/\t[^\t]*$/\tnobody/' listed >other
	refuses 65 'other: document nobody is not in the index' \
		vector-query -o out --with other --index index.mz asked.mz
	sed '1s/\t.*//' listed >other
	refuses 65 'other: line 1: query, rank, score and id' vector-query --with other --index index.mz asked.mz
	sed '2s/\t[^\t]*\t/\tnan\t/' listed >other
	refuses 65 'line 2' vector-query --with other --index index.mz asked.mz
	tac listed >other
	refuses 65 'not in this order' vector-query --with other --index index.mz asked.mz
	sed 2p listed | awk -F'\t' -v OFS='\t' 'NR == 3 { $2 = 2.5 } 1' >other
	refuses 65 'line 3' vector-query --with other --index index.mz asked.mz
	awk -F'\t' -v OFS='\t' 'NR == 2 { $4 = id } { id = $4 } 1' listed >other
	refuses 65 'is listed twice' vector-query --with other --index index.mz asked.mz
	cat index.mz index.mz >twice.mz
	refuses 65 'is in the index twice' vector-query --with listed --index twice.mz asked.mz
	[ ! -e out ]
}

@test "vector-query: an index larger than memory, in pieces; what changes is told" {
	make_many
	awk 'BEGIN { for (i = 0; i < 5; i++) { while ((getline line <"many.txt") > 0) print i line
		close("many.txt") } }' >more.txt
	corpus-bow -q --vocab many.vocab -o more.mz more.txt
	lsi-partial -q -k 30 -o model.mz many.mz
	lsi-project -q --model model.mz -o index.mz more.mz
	lsi-project -q --model model.mz -o asked.mz many.mz
	cat asked.mz asked.mz asked.mz asked.mz asked.mz asked.mz >queries.mz
	vector-query -n 8 --index index.mz -o one queries.mz
	# five copies of each document: equal scores, by name
	head -n 5 one | cut -f4 | tr '\n' ' ' | grep -qx '0doc0 1doc0 2doc0 3doc0 4doc0 '
	vector-query -n 8 --memory 1M --index index.mz queries.mz | cmp - one
	vector-query -n 8 --index <(cat index.mz) queries.mz | cmp - one
	mkfifo pipe
	cat index.mz >pipe &
	refuses 64 'does not fit in --memory' \
		vector-query -o out --memory 1M --index pipe queries.mz
	wait
	vector-query -n 8 --memory 1M --index <(cat index.mz) asked.mz | cmp - <(head -n 24000 one)
	corpus-shuffle -q --seed 1 more.mz | lsi-project -q --model model.mz -o other.mz
	{
		cat queries.mz
		until [ -s run ]; do sleep .05; done
		mv other.mz index.mz
		cat queries.mz queries.mz
	} 2>/dev/null | {
		status=0
		vector-query -n 8 --memory 1M --index index.mz >run 2>said || status=$?
		[ "$status" -eq 65 ]
	}
	grep -qx 'vector-query: index.mz: changed while it was read' said
}

@test "vector-query: no queries at all" {
	make_index
	corpus-select -q --docs /dev/null -o none.mz pets.mz
	lsi-project -q --model model.mz -o queries.mz none.mz
	run --separate-stderr -0 vector-query --index index.mz queries.mz
	[ -z "$output" ]
	corpus-query -q --index pets.mz none.mz >got
	[ ! -s got ]
	# a weight of 0 is a word, and no direction
	printf '%s\n' '%%MatrixMarket matrix coordinate real general' '3 2 4' '1 1 0' '2 1 1' '2 2 2' \
		'3 2 1' >zero.mm
	corpus-import -q --from mm --values weights -o zero.mz zero.mm
	[ "$(corpus-query -q --index zero.mz zero.mz | cut -f 1,2,4 | tr '\n\t' ' ,')" = \
		'2,1,2 2,2,3 3,1,3 3,2,2 ' ]
}
