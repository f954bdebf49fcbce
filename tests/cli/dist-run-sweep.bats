#!/usr/bin/env bats
load helper
load dist

sweep() { dist-run sweep -k 6,3 --seeds 2 --passes 2 "$@"; }

@test "sweep: the same table over slots and hosts, from the plan, and from text" {
	make_shards 40000
	sweep -o want --rows rows shards 2>said
	[ "$(grep -c '^model' want)" -eq 4 ]
	[ "$(grep -c '^dist-run: k [36] alpha auto seed [12]: completion -' said)" -eq 4 ]
	head -n 1 rows | grep -qx '#k	alpha	seed	completion	error	npmi	exclusivity	seconds	host'
	# each row is a line of the table, which has no seconds
	sed 1d rows | sort | cut -f 1-5 >of_rows
	grep '^model' want | cut -f 2,3,5-7 | sort | cmp - of_rows
	[ "$(sed 1d rows | grep -c '	[0-9]*\.[0-9][0-9]	here$')" -eq 4 ]
	sweep -q --slots 3 shards | cmp - want
	sweep -q --hosts hosts --rsh ./rsh --audit 1 shards | cmp - want
	dist-run -q --plan sweep -k 6,3 --seeds 2 --passes 2 shards >lines.sh
	sh lines.sh | cmp - want
	sweep -q --shard-nnz 40000 many.txt | cmp - want
	# by hand, one of them
	cat shards/shard-* | corpus-split -q --test 0.1 --rest train.mz -o test.mz
	lda-train -q -k 3 --seed 2 --passes 2 train.mz | lda-judge --model - --heldout test.mz -o judged train.mz
	lda-choose judged | grep '^model' | cut -f 1-10 >one
	cut -f 1-10 want | grep -Fxf one
	clean
}

@test "sweep: alphas, one seed, other options of the training" {
	make_many
	dist-run -q sweep -k 3 --seeds 1 --passes 1 --alpha 0.1,symmetric --test 0.5 --seed 9 many.mz >table
	[ "$(cut -f 1-5 table | grep '^model' | tr '\t' ' ')" = "$(printf 'model 3 %s cvb0 9\n' 0.1 symmetric)" ]
	grep -q 'K 3 alpha' table
	dist-run -q sweep -k 3 --seeds 1 --passes 1 --inference vb --eta 0.5 --iterations 3 --form dense many.mz >other
	grep -q '^model	3	symmetric	vb	1	' other
}

@test "sweep: killed at any time it goes on where it was" {
	make_many
	sweep -q many.mz >want
	before=0
	for seconds in 0.3 0.6 1 2; do
		timeout -s KILL $seconds dist-run sweep -k 6,3 --seeds 2 --passes 2 --work work -o got \
			many.mz 2>/dev/null || true
		done=$(ls work 2>/dev/null | wc -l)
		[ "$done" -ge "$before" ]
		before=$done
	done
	sweep --work work --rows rows -o got many.mz
	cmp got want
	# what was there is told again, and not done again
	sweep --work work --rows rows -o got many.mz 2>said
	cmp got want
	[ "$(grep -c 'of an earlier run$' said)" -eq 4 ]
	[ "$(sed 1d rows | grep -c '	-	-$')" -eq 4 ]
}

@test "sweep: what makes no sense is refused" {
	make_many
	corpus-weight -q -o weighted.mz many.mz
	refuses 64 "a setting twice: -k 3 --seed 1" dist-run sweep -k 3,3 many.mz
	refuses 64 "-k: '3,x' is not whole numbers with commas between" dist-run sweep -k 3,x many.mz
	refuses 64 "-k: '' is not a whole number" dist-run sweep -k 3, many.mz
	refuses 64 "-k: 0 is not from 1 to 100000" dist-run sweep -k 0,3 many.mz
	refuses 64 "more than 16 numbers" dist-run sweep -k 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17 many.mz
	refuses 64 "-k: lda takes one number; sweep tries several" dist-run lda -k 3,4 many.mz
	refuses 64 "-k is missing" dist-run sweep many.mz
	refuses 64 "--test: some documents are held out" dist-run sweep -k 3 --test 1 many.mz
	refuses 64 "--seeds is for lda, sweep, not for lsi" dist-run lsi -k 3 --seeds 2 many.mz
	refuses 64 "sweep takes their number, and 'x' is not" dist-run sweep -k 3 --seeds x many.mz
	refuses 64 "--seeds: 0 is not from 1 to 1000" dist-run sweep -k 3 --seeds 0 many.mz
	refuses 64 "'much'" dist-run sweep -k 3 --alpha 0.1,much many.mz
	refuses 65 "LDA needs counts" dist-run -q sweep -k 3 weighted.mz
	refuses 74 "none/rows" dist-run -q sweep -k 3 --rows none/rows many.mz
}
