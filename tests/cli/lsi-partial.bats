#!/usr/bin/env bats
load helper

# weighted.mz: many.mz by tf-idf, 3000 documents, some 1300 terms.
make_weighted() {
	make_many
	corpus-weight -q -o weighted.mz many.mz
}

# The line of one key of lsi-check's report.
checked() {
	sed -n "s/^#$1	//p"
}

# True where the first number is below the second.
below() {
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'
}

@test "lsi-partial: every factor within the tolerance" {
	make_weighted
	lsi-partial -q -k 20 -o model.mz weighted.mz
	lsi-partial -q -k 20 --exact -o exact.mz weighted.mz
	paste <(stream-text model.mz | grep '^#sigma' | tr '\t' '\n') \
		<(stream-text exact.mz | grep '^#sigma' | tr '\t' '\n') |
		awk 'NR > 1 { d = $1 / $2 - 1; if (d < 0) d = -d; if (d > .01) exit 1; n++ }
			END { exit n != 20 }'
	lsi-check --model exact.mz weighted.mz >report
	below "$(checked residual <report)" 2e-3
	below "$(checked orthogonality <report)" 1e-5
}

@test "lsi-partial: the same bytes, whatever the threads and the run" {
	make_weighted
	lsi-partial -q -j1 -k 20 -o one.mz weighted.mz
	for j in 2 3 8; do
		lsi-partial -q -j$j -k 20 weighted.mz | cmp - one.mz
	done
	corpus-shard -q -d shards -n 3 weighted.mz
	lsi-partial -q -k 20 -o shards.mz shards/shard-*.mz
	cmp <(stream-text one.mz) <(stream-text shards.mz)
}

@test "lsi-partial: f64 vectors are orthonormal to f64" {
	make_weighted
	lsi-partial -q -k 20 --precision f64 -o model.mz weighted.mz
	[ "$(stream-info model.mz | grep '^values')" = "values	f64" ]
	below "$(lsi-check --model model.mz weighted.mz | checked orthogonality)" 1e-12
}

@test "lsi-partial: --chunk takes one pass and stays close" {
	make_weighted
	lsi-partial -q -k 20 --chunk 700 -o chunks.mz weighted.mz
	lsi-partial -q -k 20 --exact -o exact.mz weighted.mz
	lsi-partial -q -k 20 --chunk 700 -j1 - <weighted.mz | cmp - chunks.mz
	paste <(stream-text chunks.mz | grep '^#sigma' | tr '\t' '\n') \
		<(stream-text exact.mz | grep '^#sigma' | tr '\t' '\n') |
		awk 'NR > 1 { if ($1 > $2 * 1.000001 || $1 < $2 * .88) exit 1; n++ }
			END { exit n != 20 }'
	[ "$(stream-text chunks.mz | grep '^#documents')" = "#documents	3000" ]
	lsi-partial -q -k 20 --chunk 700 --precision f64 -o chunks.mz weighted.mz
	below "$(lsi-check --model chunks.mz weighted.mz | checked orthogonality)" 1e-12
}

@test "lsi-partial: chunks that bring little" {
	make_weighted
	make_pets
	# nothing of any word, the same document again and again, fewer factors than asked
	corpus-select -q --docs /dev/null -o none.mz weighted.mz
	lsi-partial -q -k 20 --chunk 1000 -o one.mz weighted.mz
	lsi-partial -q -k 20 --chunk 1000 -o two.mz weighted.mz none.mz
	cmp <(stream-text one.mz) <(stream-text two.mz)
	yes pets.mz | head -n 200 | xargs cat >many.mz
	lsi-partial -k 50 --chunk 120 -o model.mz many.mz 2>notes
	grep -q '^lsi-partial: 3 factors, not 50' notes
	lsi-partial -q -k 2 --chunk 120 --keep 2 -o model.mz many.mz
	lsi-partial -q -k 2 -o exact.mz many.mz
	paste <(stream-text model.mz | grep '^#sigma' | tr '\t' '\n') \
		<(stream-text exact.mz | grep '^#sigma' | tr '\t' '\n') |
		awk 'NR > 1 && ($1 > $2 * 1.00001 || $1 < $2 * .9999) { exit 1 }'
}

@test "lsi-partial: more factors than the rank are not made up" {
	make_pets
	lsi-partial -k 50 -o model.mz pets.mz 2>notes
	grep -q '^lsi-partial: 3 factors, not 50' notes
	[ "$(stream-text model.mz | grep '^#columns')" = "#columns	3" ]
	run ! grep -qi nan <(stream-text model.mz)
}

@test "lsi-partial: no documents, one, all alike" {
	make_pets
	corpus-select -q --docs /dev/null -o none.mz pets.mz
	lsi-partial -q -k 5 -o model.mz none.mz
	[ "$(stream-text model.mz | grep -v '^#')" = "" ]
	echo empty >ids
	corpus-select -q --docs ids -o empty.mz pets.mz
	lsi-partial -q -k 5 -o model.mz empty.mz
	[ "$(stream-text model.mz | grep '^#documents')" = "#documents	1" ]
	echo c >ids
	corpus-select -q --docs ids -o one.mz pets.mz
	lsi-partial -q -k 5 -o model.mz one.mz
	[ "$(stream-text model.mz | grep '^#sigma')" = "#sigma	1" ]
	cat one.mz one.mz one.mz one.mz >four.mz
	lsi-partial -q -k 5 -o model.mz four.mz
	[ "$(stream-text model.mz | grep '^#sigma')" = "#sigma	2" ]
}

@test "lsi-partial: huge and tiny weights" {
	make_pets
	for w in 1e30 1e-30; do
		printf '%%%%MatrixMarket matrix coordinate real general\n3 2 3\n1 1 %s\n2 2 %s\n3 2 %s\n' \
			$w $w $w >in.mm
		corpus-import -q --from mm --values weights -o in.mz in.mm
		lsi-partial -q -k 2 -o model.mz in.mz
		stream-text model.mz | awk -F'\t' -v w=$w '/^#sigma/ {
			exit !($2 / w > 1.41421 && $2 / w < 1.41422 && $3 / w > .99999 && $3 / w < 1.00001) }'
	done
}

@test "lsi-partial: says what would fit, before the work" {
	make_weighted
	refuses 71 'would' lsi-partial -k 200 --memory 1M weighted.mz
	refuses 71 'would fit' lsi-partial -k 200 --memory 12M -o no.mz weighted.mz
	refuses 71 '--keep' lsi-partial -k 100 --chunk 500 --memory 6M -o no.mz weighted.mz
	[ ! -e no.mz ]
}

@test "lsi-partial: wrong use and wrong input" {
	make_pets
	refuses 64 '--columns' lsi-partial -k 50 --columns 60 pets.mz
	refuses 64 '--keep' lsi-partial -k 50 --chunk 2 --keep 10 pets.mz
	refuses 64 '--decay' lsi-partial --decay .5 pets.mz
	refuses 64 'unknown option --tolerence; nearest is --tolerance' lsi-partial --tolerence 1 pets.mz
	refuses 66 'missing.mz' lsi-partial missing.mz
	lsi-partial -q -k 2 -o model.mz pets.mz
	refuses 65 'kind is factors, and corpus is wanted' lsi-partial model.mz
	head -c $(($(wc -c <pets.mz) - 30)) pets.mz >cut.mz
	refuses 65 'truncated' lsi-partial -o no.mz cut.mz
	[ ! -e no.mz ]
}
