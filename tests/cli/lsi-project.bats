#!/usr/bin/env bats
load helper

@test "lsi-project: a document's vector is its words' rows, weighted" {
	make_pets
	lsi-partial -q -k 3 -o model.mz pets.mz
	lsi-project -q --model model.mz -o vectors.mz pets.mz
	# document a: two cats, and, and dogs
	stream-text vectors.mz | grep -v '^#' >got
	[ "$(cut -f1 got | tr '\n' ' ')" = "a b empty c " ]
	stream-text model.mz | awk -F'\t' '!/^#/ { for (i = 2; i <= NF; i++) u[$1, i] = $i }
		END { for (i = 2; i <= 4; i++)
			printf "%.5f\n", 2 * u["cats", i] + 2 * u["and", i] + u["dogs", i] }' >want
	paste <(sed -n 's/^a	//p' got | tr '\t' '\n') want |
		awk '{ d = $1 - $2; if (d > 1e-5 || d < -1e-5) exit 1; n++ } END { exit n != 3 }'
	sed -n 's/^empty	//p' got | grep -qx '0	0	0'
}

@test "lsi-project: --scale divides by the singular values" {
	make_pets
	lsi-partial -q -k 2 -o model.mz pets.mz
	lsi-project -q --scale --model model.mz pets.mz | stream-text >scaled
	lsi-project -q --model model.mz pets.mz | stream-text >plain
	sigma=$(stream-text model.mz | grep '^#sigma' | cut -f2)
	paste <(grep '^a	' plain) <(grep '^a	' scaled) |
		awk -F'\t' -v s="$sigma" '{ d = $2 / $5 / s - 1; exit !(d < 1e-5 && d > -1e-5) }'
}

@test "lsi-project: --power weights by the singular values, and -1 is --scale" {
	make_pets
	lsi-partial -q -k 2 -o model.mz pets.mz
	lsi-project -q --power 0.5 --model model.mz pets.mz | stream-text >weighted
	lsi-project -q --model model.mz pets.mz | stream-text >plain
	sigma=$(stream-text model.mz | grep '^#sigma' | cut -f2)
	paste <(grep '^a	' plain) <(grep '^a	' weighted) |
		awk -F'\t' -v s="$sigma" '{ d = $2 * sqrt(s) / $5 - 1; exit !(d < 1e-5 && d > -1e-5) }'
	lsi-project -q --scale --model model.mz pets.mz | stream-text | grep -v '^#' >scaled
	lsi-project -q --power=-1 --model model.mz pets.mz | stream-text | grep -v '^#' | cmp - scaled
	# vectors weighted otherwise are of another space
	lsi-project -q --power 0.5 --model model.mz -o w.mz pets.mz
	lsi-project -q --model model.mz -o v.mz pets.mz
	refuses 65 'different models' vector-query --index w.mz v.mz
	refuses 64 '--scale is --power -1' lsi-project --scale --power 1 --model model.mz pets.mz
	refuses 64 '--power: 5 is not' lsi-project --power 5 --model model.mz pets.mz
}

@test "lsi-project: the same bytes with any threads; from a pipe" {
	make_many
	lsi-partial -q -k 5 -o model.mz many.mz
	lsi-project -q -j1 --model model.mz -o one.mz many.mz
	lsi-project -q -j6 --model model.mz <many.mz | cmp - one.mz
	[ "$(stream-text one.mz | grep -vc '^#')" -eq 3000 ]
}

@test "lsi-project: refuses weights of other document frequencies" {
	printf 'a\txx yy xx\nb\tyy zz zz\nc\txx zz yy\n' >all
	head -n 2 all >some
	for text in all some; do
		corpus-vocab -q $text | vocab-merge -q -o $text.vocab
		corpus-bow -q --vocab $text.vocab $text | corpus-weight -q -o $text.mz
	done
	lsi-partial -q -k 2 -o model.mz all.mz
	lsi-project -q --model model.mz all.mz >/dev/null
	refuses 65 'weights of other document frequencies' lsi-project --model model.mz some.mz
}

@test "lsi-project: refuses another vocabulary, other weights, no model" {
	make_pets
	make_many
	lsi-partial -q -k 2 -o model.mz pets.mz
	refuses 65 'another vocabulary' lsi-project --model model.mz many.mz
	corpus-weight -q -o weighted.mz pets.mz
	refuses 65 'weighting is' lsi-project --model model.mz weighted.mz
	refuses 64 '--model' lsi-project pets.mz
	refuses 65 'kind is corpus, and factors is expected' lsi-project --model pets.mz pets.mz
	cat model.mz model.mz >two.mz
	refuses 65 'lsi-merge' lsi-project --model two.mz pets.mz
}
