#!/usr/bin/env bats
load helper

# weighted.mz: many.mz by tf-idf, 3000 documents, some 1300 terms.
make_weighted() { once weighted new_weighted; }
new_weighted() {
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

@test "lsi-partial: f64 vectors are orthonormal to what sums in f32 leave" {
	make_weighted
	lsi-partial -q -k 20 --precision f64 -o model.mz weighted.mz
	[ "$(stream-info model.mz | grep '^values')" = "values	f64" ]
	below "$(lsi-check --model model.mz weighted.mz | checked orthogonality)" 1e-6
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
	refuses 65 'kind is factors, and corpus is expected' lsi-partial model.mz
	head -c $(($(wc -c <pets.mz) - 30)) pets.mz >cut.mz
	refuses 65 'truncated' lsi-partial -o no.mz cut.mz
	[ ! -e no.mz ]
}

# dup.mz: 400 pairs of identical documents, each pair of words of its own, and 600
# documents of random words.
make_pairs() {
	awk 'BEGIN { srand(1)
		for (p = 0; p < 800; p++) {
			printf "d%d\t", p
			for (i = 0; i < 4; i++) printf "p%dw%d ", int(p / 2), i
			printf "\n" }
		for (; p < 1400; p++) {
			printf "d%d\t", p
			for (i = 0; i < 12; i++) printf "c%d ", int(2000 * rand())
			printf "\n" } }' >dup.txt
	corpus-vocab -q dup.txt | vocab-merge -q --min-df 2 >dup.vocab
	corpus-bow -q --vocab dup.vocab dup.txt | corpus-weight -q -o dup.mz
}

# How many of a model's singular values are above the first number, and how many of
# them are below the second.
count_sigma() {
	stream-text --sample 0 "$1" | awk -F'\t' -v low="$2" -v high="$3" '/^#sigma/ {
		for (i = 2; i <= NF; i++) { above += $i > low; within += $i > low && $i < high } }
		END { print above + 0, within + 0 }'
}

# case: lsi-repeated-values
@test "lsi-partial: lsi-repeated-values: a value that is there 400 times" {
	make_pairs
	# all of them, by LAPACK
	lsi-partial -q -k 700 -o all.mz dup.mz
	read -r above within <<<"$(count_sigma all.mz 1.41420 1.41423)"
	[ "$within" -eq 400 ]
	larger=$((above - within))
	for k in 100 200; do
		for how in --tolerance=1e-2 --exact; do
			lsi-partial -q -k $k $how -o model.mz dup.mz
			read -r above within <<<"$(count_sigma model.mz 1.41420 1.41423)"
			[ "$above" -eq "$k" ] && [ "$within" -eq $((k - larger)) ]
		done
	done
	[ "$(stream-text --sample 0 model.mz | grep '^#unseen')" = "#unseen	0.1	1e-06" ]
	# without a look they are missing, and no line says anything of them
	lsi-partial -k 200 --verify 0 -o blind.mz dup.mz 2>notes
	read -r above within <<<"$(count_sigma blind.mz 1.41420 1.41423)"
	[ "$within" -lt $((200 - larger)) ]
	grep -q 'no singular values were looked for' notes
	run ! grep -q '^#unseen' <(stream-text --sample 0 blind.mz)
	# lsi-check finds that out
	lsi-check --missed --model model.mz dup.mz | grep -q '^#missed	0$'
	lsi-check --missed --model blind.mz dup.mz >report 2>notes
	[ "$(sed -n 's/^#missed	//p' report)" -ge 1 ]
	grep -q '^lsi-check: the model lacks' notes
}

@test "lsi-partial: an identity has as many factors as are asked for" {
	awk 'BEGIN { print "%%MatrixMarket matrix coordinate real general"; print 700, 700, 700
		for (i = 1; i <= 700; i++) print i, i, 1 }' >one.mm
	corpus-import -q --from mm --values weights -o one.mz one.mm
	lsi-partial -q -k 100 --exact -o model.mz one.mz
	[ "$(count_sigma model.mz .999999 1.000001)" = "100 100" ]
}

# case: lsi-scale
@test "lsi-partial: lsi-scale: the same factors at any scale of weights" {
	for s in 1 1e-30 1e-12 1e-9 1e9 1e12 1e30; do
		awk -v s=$s 'BEGIN { srand(3); n = 0
			for (i = 1; i <= 200; i++) for (j = 1; j <= 150; j++) if (rand() < .1)
				line[n++] = i " " j " " sprintf("%.9g", rand() * s)
			print "%%MatrixMarket matrix coordinate real general"; print 200, 150, n
			for (i = 0; i < n; i++) print line[i] }' >s.mm
		corpus-import -q --from mm --values weights --precision f64 -o s.mz s.mm
		lsi-partial -q -k 10 --exact s.mz | stream-text --sample 0 | grep '^#sigma' >sigma
		dist-run -q --slots 2 -k 10 -o model.mz lsi --tolerance 1e-6 --block 16 s.mz
		stream-text --sample 0 model.mz | grep '^#sigma' >>sigma
		[ -e first ] || cp sigma first
		paste <(tr '\t' '\n' <first) <(tr '\t' '\n' <sigma) | awk -v s=$s '
			$1 != "#sigma" { d = $2 / s / $1 - 1; if (d > 2e-6 || d < -2e-6) exit 1; n++ }
			END { exit n != 20 }'
	done
}

@test "lsi-partial: --verify is what #unseen says" {
	make_weighted
	lsi-partial -q -k 20 --verify .02 -o model.mz weighted.mz
	[ "$(stream-text --sample 0 model.mz | grep '^#unseen')" = "#unseen	0.02	1e-06" ]
	lsi-partial -q -k 20 --chunk 700 -o chunks.mz weighted.mz
	run ! grep -q '^#unseen' <(stream-text --sample 0 chunks.mz)
	# what merges of such models may have missed adds up
	lsi-merge -q -o both.mz model.mz model.mz
	[ "$(stream-text --sample 0 both.mz | grep '^#unseen')" = "#unseen	0.02	2e-06" ]
}
