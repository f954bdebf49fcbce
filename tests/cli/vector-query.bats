#!/usr/bin/env bats
load helper

make_index() {
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
