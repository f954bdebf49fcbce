#!/usr/bin/env bats
load helper

@test "lsi-basis and lsi-multiply: as exact as lsi-partial" {
	make_passes 14
	lsi-basis -q --finish -k 20 --tolerance 1e-2 -o model.mz "${bases[@]}" p?.mz p1?.mz
	lsi-partial -q -k 20 --exact -o exact.mz weighted.mz
	paste <(stream-text model.mz | grep '^#sigma' | tr '\t' '\n') \
		<(stream-text exact.mz | grep '^#sigma' | tr '\t' '\n') |
		awk 'NR > 1 { d = $1 / $2 - 1; if (d < 0) d = -d; if (d > .01) exit 1; n++ }
			END { exit n != 20 }'
	[ "$(stream-text model.mz | grep '^#documents')" = "#documents	3000" ]
}

@test "lsi-basis: not yet converged is status 75, and nothing is written" {
	make_passes 2
	run ! lsi-basis --finish -k 20 --tolerance 1e-6 -o model.mz "${bases[@]}" p?.mz
	[ "$status" -eq 75 ]
	[ ! -e model.mz ]
	lsi-basis --finish -k 20 -o model.mz "${bases[@]}" p?.mz 2>notes
	grep -q 'of 20 factors are within 0.01 after 2 passes' notes
	stream-info model.mz >/dev/null
}

@test "lsi-basis: starts from a model, and then needs fewer passes" {
	make_passes 1
	lsi-partial -q -k 20 --chunk 1000 -o model.mz weighted.mz
	lsi-basis -q --start --model model.mz -o c0.mz weighted.mz
	lsi-multiply -q --basis c0.mz -o q0.mz weighted.mz
	lsi-basis -q --extend -o c1.mz c0.mz q0.mz
	lsi-multiply -q --basis c1.mz -o q1.mz weighted.mz
	lsi-basis -q --finish -k 20 --precision f64 -o better.mz c0.mz c1.mz q0.mz q1.mz
	lsi-partial -q -k 20 --exact -o exact.mz weighted.mz
	for m in model better; do
		paste <(stream-text $m.mz | grep '^#sigma' | tr '\t' '\n') \
			<(stream-text exact.mz | grep '^#sigma' | tr '\t' '\n') |
			awk 'NR > 1 { s += 1 - $1 / $2 } END { print s / 20 }' >$m.loss
	done
	awk -v a="$(cat better.loss)" -v b="$(cat model.loss)" 'BEGIN { exit !(a < b / 2) }'
}

@test "lsi-basis: --bound is the sum of squares" {
	make_many
	corpus-weight -q -o weighted.mz many.mz
	sum=$(lsi-multiply --squares weighted.mz)
	lsi-basis -q --start --block 8 --bound "$sum" -o a.mz weighted.mz
	lsi-basis -q --start --block 8 weighted.mz | cmp - a.mz
	lsi-basis -q --start --block 8 --bound 1e-3 -o low.mz weighted.mz
	refuses 65 'beyond its bound' lsi-multiply --basis low.mz weighted.mz
	# other seeds start from other vectors
	lsi-basis -q --start --block 8 --seed 1 weighted.mz | cmp - a.mz
	lsi-basis -q --start --block 8 --seed 2 -o other.mz weighted.mz
	run ! cmp -s a.mz other.mz
}

# The several passes of a corpus by hand, with --advance at every pass.
by_hand() {
	local corpus=$1 block=$2 pass bases=() products=()
	shift 2
	lsi-basis -q --start --block "$block" -o b0.mz "$corpus"
	for ((pass = 0; pass < 300; pass++)); do
		bases+=("b$pass.mz")
		products+=("p$pass.mz")
		lsi-multiply -q --basis b$pass.mz -o p$pass.mz "$corpus"
		if [ "$pass" -eq 0 ]; then
			lsi-basis -q --extend -o next.mz b0.mz p0.mz
		else
			lsi-basis -q --advance "$@" -o next.mz "${bases[@]}" "${products[@]}"
		fi
		[ "$(stream-info --quick next.mz | sed -n 's/^kind	//p')" = basis ] || break
		mv next.mz b$((pass + 1)).mz
	done
}

# case: lsi-past-rank
@test "lsi-basis: lsi-past-rank: blocks beyond the rank" {
	awk 'BEGIN { srand(5)
		print "%%MatrixMarket matrix coordinate real general"; print 5, 12, 60
		for (i = 1; i <= 5; i++) for (j = 1; j <= 12; j++) print i, j, rand() - .5 }' >r5.mm
	corpus-import -q --from mm --values weights -o r5.mz r5.mm
	# 20 columns six times each
	awk 'BEGIN { srand(6); n = 0
		for (i = 1; i <= 500; i++) for (j = 0; j < 20; j++) if (rand() < .3) {
			c = 1 + int(5 * rand()); for (l = 0; l < 6; l++) at[n++] = i " " 20 * l + j + 1 " " c }
		print "%%MatrixMarket matrix coordinate real general"; print 500, 120, n
		for (i = 0; i < n; i++) print at[i] }' >columns.mm
	corpus-import -q --from mm --values weights -o columns.mz columns.mm
	# by LAPACK
	lsi-partial -q -k 30 --exact r5.mz | stream-text --sample 0 >r5
	lsi-partial -q -k 30 --exact columns.mz | stream-text --sample 0 >columns
	for run in "r5 1" "r5 2" "r5 3" "r5 8" "columns 6" "columns 16" "columns 64"; do
		read -r name block <<<"$run"
		dist-run -q --slots 2 -k 30 -o model.mz lsi --weight none --tolerance 1e-6 \
			--block "$block" $name.mz
		by_hand $name.mz "$block" -k 30 --tolerance 1e-6
		for m in model next; do
			paste <(grep '^#sigma' $name | tr '\t' '\n') \
				<(stream-text --sample 0 $m.mz | grep '^#sigma' | tr '\t' '\n') \
				<(stream-text --sample 0 $m.mz | grep '^#error' | tr '\t' '\n') |
				awk -F'\t' 'NR > 1 { d = $2 / $1 - 1; if (d < 0) d = -d
					if ($2 == "" || d > $3 || d > 2e-6) exit 1 }'
		done
	done
}

@test "lsi-basis: bases that are not what they should be" {
	make_passes 3
	# of another start
	lsi-basis -q --start --seed 2 --block 20 -o c0.mz weighted.mz
	lsi-multiply -q --basis c0.mz -o q0.mz weighted.mz
	lsi-basis -q --extend -o c1.mz c0.mz q0.mz
	lsi-multiply -q --basis c1.mz -o q1.mz weighted.mz
	lsi-basis -q --extend -o c2.mz c0.mz c1.mz q1.mz
	lsi-multiply -q --basis c2.mz -o q2.mz weighted.mz
	refuses 65 'not orthonormal' lsi-basis --extend b0.mz b1.mz c2.mz q2.mz
	refuses 65 'not orthonormal' lsi-basis --finish b0.mz b1.mz c2.mz p0.mz p1.mz q2.mz
	# more columns than terms
	printf 'a\tcats dogs birds\nb\tcats dogs\n' >s.txt
	corpus-vocab -q s.txt | vocab-merge -q >s.vocab
	corpus-bow -q --vocab s.vocab -o s.mz s.txt
	lsi-basis -q --start --block 64 -o s0.mz s.mz
	[ "$(stream-info --quick s0.mz | sed -n 's/^columns	//p')" -le 3 ]
	lsi-multiply -q --basis s0.mz -o t0.mz s.mz
	lsi-basis -q --extend -o s1.mz s0.mz t0.mz
	lsi-multiply -q --basis s1.mz -o t1.mz s.mz
	refuses 1 'nothing follows' lsi-basis --extend s0.mz s1.mz t1.mz
	# k beyond the rank
	lsi-basis -q --advance --verify .05 -k 3 -o s.model s0.mz s1.mz t0.mz t1.mz
	[ "$(stream-text --sample 0 s.model | grep '^#sigma' | wc -w)" -eq 3 ]
}

@test "lsi-basis: refuses what doesn't belong together" {
	make_passes 2
	refuses 64 'one of --start' lsi-basis --extend --finish b0.mz p0.mz
	refuses 64 'missing' lsi-basis --extend
	refuses 65 'no product of the last basis' lsi-basis --extend b0.mz b1.mz p0.mz
	refuses 65 'is missing' lsi-basis --finish b1.mz p1.mz
	refuses 64 'no basis among the operands' lsi-basis --extend p0.mz
	refuses 65 'not of the basis given' lsi-basis --extend b0.mz p1.mz
	refuses 65 'a shard is missing' lsi-basis --finish b0.mz b1.mz p0.mz p1-0.mz
	refuses 65 'each is needed' lsi-basis --finish b0.mz b1.mz p1.mz
	refuses 65 'neither a basis (from lsi-basis) nor a product' lsi-basis --extend weighted.mz p0.mz
	refuses 65 'products of different bases' lsi-multiply --sum p0.mz p1.mz
	refuses 65 'kind is corpus, and basis is expected' lsi-multiply --basis weighted.mz weighted.mz
	make_pets
	refuses 65 'another vocabulary' lsi-multiply --basis b0.mz pets.mz
	corpus-select -q --docs /dev/null -o none.mz weighted.mz
	refuses 65 'no weights' lsi-basis --start none.mz
}

@test "status 1 says that nothing follows" {
	make_pets
	corpus-weight -q -o w.mz pets.mz
	local n=0 status=0
	lsi-basis -q --start --block 3 -o b0 w.mz
	while [ $n -lt 9 ]; do
		lsi-multiply -q --basis b$n -o p$n w.mz
		n=$((n + 1))
		lsi-basis -q --extend -o b$n b? p$((n - 1)) || status=$?
		[ $status -eq 0 ] || break
	done
	[ $status -eq 1 ]
	refuses 1 "nothing follows" lsi-basis --extend b? p$((n - 1))
	lsi-basis -q --finish -k 2 -o factors b? p?
}

@test "--finish --verify wants a chain that looked, --advance begins one" {
	make_passes 6
	lsi-basis -q --finish -k 3 --tolerance 0.5 -o got.mz "${bases[@]}" p?.mz
	run -75 --separate-stderr lsi-basis --finish -k 3 --tolerance 0.5 --verify 0.1 "${bases[@]}" p?.mz
	[[ $stderr == *"--advance goes on" ]]
	lsi-basis -q --advance -k 3 --tolerance 0.5 -o next.mz "${bases[@]}" p?.mz
	[ "$(stream-info --quick next.mz | sed -n 's/^kind	//p')" = basis ]
	lsi-basis -q --finish -k 3 --tolerance 0.5 --verify 0 -o same.mz "${bases[@]}" p?.mz
	[ "$(digest same.mz)" = "$(digest got.mz)" ]
}

@test "products of other documents in another pass are refused" {
	make_passes 2
	sed 's/^doc7	/doc8	/' many.txt | corpus-bow -q --vocab many.vocab | corpus-weight -q -o other.mz
	corpus-shard -q -d others -n 3 other.mz
	lsi-multiply -q --basis b1.mz -o wrong.mz others/*.mz
	refuses 65 "products of other documents in pass 1 than in pass 0" \
		lsi-basis --finish -k 3 b0.mz b1.mz p0.mz wrong.mz
	lsi-basis -q --finish -k 3 -o f.mz b0.mz b1.mz p0.mz p1.mz
	[ "$(stream-info --inputs f.mz | grep ^documents)" = "$(stream-info --inputs weighted.mz)" ]
}

# random_matrix SEED SCALE: Matrix Market of few distinct rows, again and again, with
# rows and columns of zeros, its weights times a power of ten.
random_matrix() {
	awk -v seed="$1" -v scale="$2" 'BEGIN { srand(seed)
		rows = 3 + int(rand() * 40); columns = 2 + int(rand() * 30); rank = 1 + int(rand() * 12)
		for (i = 0; i < rows; i++) for (j = 0; j < columns; j++) {
			r = i % rank
			if (!((r, j) in x)) x[r, j] = (r == 0 && j == 0) || rand() < .4 ? 1 + int(9 * rand()) : 0
			if (i % 7 != 6 && x[r, j]) entry[n++] = (i + 1) " " (j + 1) " " x[r, j] scale }
		print "%%MatrixMarket matrix coordinate real general"; print rows, columns, n
		for (i = 0; i < n; i++) print entry[i] }'
}

# within WANT GOT: as many values, each within its claimed error.
within() {
	paste <(stream-text --sample 0 "$1" | grep '^#sigma' | tr '\t' '\n') \
		<(stream-text --sample 0 "$2" | grep '^#sigma' | tr '\t' '\n') \
		<(stream-text --sample 0 "$2" | grep '^#error' | tr '\t' '\n') |
		awk -F'\t' 'NR == 1 { next } { e = $1 && $2 ? $1 / $2 - 1 : 1; if (e < 0) e = -e; n++
			if (e > $3) bad = 1 } END { exit bad || !n }'
}

@test "random small matrices: any block, by hand and by dist-run, against LAPACK" {
	blocks=(1 2 3 5 16 33 64) scales=(e0 e20 e-20)
	for seed in {1..14}; do
		block=${blocks[$((seed % 7))]} k=$((1 + seed % 9))
		random_matrix "$seed" "${scales[$((seed % 3))]}" >m.mm
		corpus-import -q --from mm --values weights -o m.mz m.mm
		lsi-partial -q --exact -k $k -o want.mz m.mz
		by_hand m.mz "$block" -k $k --tolerance 1e-4
		# what a start spans is finished without a pass more
		[ "$(stream-info --quick next.mz | sed -n 's/^kind	//p')" = factors ] \
			|| lsi-basis -q --finish -k $k -o next.mz b0.mz p0.mz
		within want.mz next.mz || { echo "seed $seed by hand"; return 1; }
		[ $((seed % 5)) -eq 0 ] || continue
		dist-run -q --slots 2 lsi -k $k --block "$block" --tolerance 1e-4 --weight none \
			--shard-nnz 40 -o model.mz m.mz
		within want.mz model.mz || { echo "seed $seed by dist-run"; return 1; }
	done
}
