#!/usr/bin/env bats
load helper

@test "statistics of two shards, in either order or in one file, make the same model" {
	make_many
	head -n 1000 many.txt | corpus-bow -q --vocab many.vocab -o a.mz
	tail -n 2000 many.txt | corpus-bow -q --vocab many.vocab -o b.mz
	lda-init -k 10 --alpha auto --eta auto -o model.mz many.mz
	lda-estep --model model.mz -j1 -o a.stat a.mz
	lda-estep --model model.mz -j3 -o b.stat b.mz
	cat b.stat a.stat >ba.stat
	lda-estep --model model.mz -o once.stat a.mz b.mz
	cat b.mz a.mz | lda-estep --model model.mz >joined.stat
	lda-mstep --model model.mz -o ab.next a.stat b.stat
	lda-mstep --model model.mz -o ba.next b.stat a.stat
	lda-mstep --model model.mz <ba.stat >cat.next
	cmp ab.next ba.next
	cmp ab.next cat.next
	lda-mstep --model model.mz -o once.next once.stat
	lda-mstep --model model.mz -o joined.next joined.stat
	cmp ab.next once.next
	cmp ab.next joined.next
	# and that of the whole, within the rounding of f32
	lda-estep --model model.mz many.mz | lda-mstep --model model.mz -o whole.next
	stream-text ab.next | sed '/^#/d' >ab.tsv
	stream-text whole.next | sed '/^#/d' >whole.tsv
	paste ab.tsv whole.tsv | awk -F '\t' '{ for (k = 2; k <= 11; k++) {
		d = $k - $(k + 11); s = $k + 1; if (d > 2e-5 * s || d < -2e-5 * s) bad = 1 } n++ }
		END { exit bad || n == 0 }'
}

@test "a word that was never seen keeps the prior" {
	make_pets
	printf 'unheard\t0\t0\n' >more.words
	lda-init -k 2 --eta 0.125 -o model.mz pets.mz
	head -n 2 pets.txt | corpus-bow -q --vocab pets.vocab | lda-estep --model model.mz \
		| lda-mstep --model model.mz -o next.mz
	[ "$(stream-text next.mz | sed -n 's/^birds	//p')" = "0.125	0.125" ]
}

@test "each step knows its model" {
	make_pets
	lda-init -k 2 -o one.mz pets.mz
	lda-init -k 2 --seed 2 -o two.mz pets.mz
	lda-init -k 3 -o three.mz pets.mz
	lda-estep --model one.mz -o one.stat pets.mz
	lda-estep --model two.mz -o two.stat pets.mz
	lda-estep --model three.mz -o three.stat pets.mz
	refuses 65 "another model" lda-mstep --model one.mz two.stat
	refuses 65 "another model" lda-mstep --model one.mz one.stat two.stat
	refuses 65 "3 topics" lda-mstep --model one.mz three.stat
	lda-mstep --model one.mz -o next.mz one.stat
	refuses 65 "another model" lda-mstep --model next.mz one.stat
	# and vocabularies
	make_many
	refuses 65 "another vocabulary" lda-estep --model one.mz many.mz
	lda-init -k 2 -o many.model many.mz
	lda-estep --model many.model -o many.stat many.mz
	refuses 65 "another vocabulary" lda-mstep --model one.mz many.stat
}

@test "options that make no sense are refused" {
	make_pets
	lda-init -k 2 -o model.mz pets.mz
	lda-estep --model model.mz -o stat.mz pets.mz
	refuses 64 "-k is missing: the number of topics" lda-init pets.mz
	refuses 64 "--model TOPICS is missing: the model" lda-estep pets.mz
	refuses 64 "--model TOPICS is missing: the model" lda-mstep stat.mz
	refuses 64 "one of --batch" lda-mstep --model model.mz --batch --online stat.mz
	refuses 64 "--corpus-docs" lda-mstep --model model.mz --online stat.mz
	refuses 64 "--online" lda-mstep --model model.mz --corpus-docs 10 stat.mz
	refuses 64 "--online" lda-mstep --model model.mz --kappa .7 stat.mz
	refuses 65 "statistics" lda-mstep --model model.mz pets.mz
	refuses 65 "topics" lda-estep --model pets.mz pets.mz
	corpus-weight -o weighted.mz pets.mz
	refuses 65 "--allow-weights" lda-estep --model model.mz weighted.mz
	lda-estep --allow-weights --model model.mz weighted.mz | lda-mstep --model model.mz -o next.mz
}

@test "--offset slows the first online update" {
	make_many
	lda-init -k 5 -o model.mz many.mz
	lda-estep --model model.mz -o stat many.mz
	way() { # how far lambda goes with this offset
		lda-mstep --model model.mz --online --corpus-docs 9000 --offset "$1" stat | stream-text |
			paste - <(stream-text model.mz) | awk -F '\t' '!/^#/ { for (k = 2; k <= 6; k++) {
				d = $k - $(k + 6); sum += d < 0 ? -d : d } } END { print sum }'
	}
	awk -v near="$(way 1000)" -v far="$(way 1)" 'BEGIN { exit !(near > 0 && 5 * near < far) }'
}

@test "sums of statistics stand for them, in whatever groups" {
	make_many
	for form in dense sparse; do
		lda-init -k 10 --alpha auto --form $form -o model.mz many.mz
		for i in 1 2 3; do
			lda-estep --model model.mz --part $i:3 -o $i.stat many.mz
		done
		lda-mstep -j1 --sum -o 12.stat 1.stat 2.stat
		cat 12.stat 3.stat | lda-mstep -j2 --sum >a.stat
		lda-mstep --sum -o 23.stat 3.stat 2.stat
		lda-mstep --sum -o b.stat 23.stat 1.stat
		lda-mstep --sum -o c.stat 1.stat 2.stat 3.stat
		cmp a.stat c.stat
		cmp b.stat c.stat
		lda-estep --model model.mz -o whole.stat many.mz
		[ "$(stream-text c.stat | grep '^#documents')" = "$(stream-text whole.stat | grep '^#documents')" ]
		lda-mstep --model model.mz -o summed.mz 12.stat 3.stat
		lda-mstep --model model.mz -o next.mz 1.stat 2.stat 3.stat
		cmp summed.mz next.mz
		mv 3.stat $form.stat
	done
	lda-init -k 10 --alpha auto --seed 2 --form sparse -o other.mz many.mz
	lda-estep --model other.mz -o other.stat many.mz
	refuses 65 "another model" lda-mstep --sum 1.stat other.stat
	refuses 65 "dense or sparse" lda-mstep --sum dense.stat sparse.stat
	refuses 64 "takes no --model" lda-mstep --sum --model model.mz 1.stat
	refuses 64 "one of --batch, --online and --sum" lda-mstep --sum --batch 1.stat
	refuses 64 "--model TOPICS is missing" lda-mstep 1.stat
	head -c 900 1.stat >cut.stat
	refuses 65 "" lda-mstep --sum cut.stat
}

# In MiB, by one thread: each more has some rows of its own in work.
takes() {
	"$@" -j 1 -v -f -o made.mz 2>said
	sed -n 's/.* \([0-9]*\) MiB at most$/\1/p' said
}

@test "two models of memory and a half, whatever is added up, and three online" {
	[[ $BUILD != *san ]] || skip 'sanitizers keep memory that was freed'
	make_many
	for k in 2 4000; do
		lda-init -q -k $k --form dense -o $k.mz many.mz
		lda-estep -q --model $k.mz --iterations 1 -o $k.stat many.mz
		lda-mstep -q --model $k.mz -o $k.next $k.stat
		lda-estep -q --model $k.next --iterations 1 -o $k.new many.mz
	done
	size=$(wc -c <4000.mz)
	for words in '--sum K.stat K.stat' '--model K.mz K.stat' '--model K.next --add K.next K.new' \
		'--model K.mz --online --corpus-docs 3000 K.stat'; do
		# shellcheck disable=SC2086 # words
		least=$(takes lda-mstep ${words//K/2})
		# shellcheck disable=SC2086 # words
		most=$(takes lda-mstep ${words//K/4000})
		echo "$words: $most MiB, $least for two topics; a model has $size bytes"
		# the model, and counts of twice its size; and a few rows in work
		models=2.5
		[[ $words != *online* ]] || models=3.2
		awk "BEGIN { exit !(($most - $least) * 1048576 <= $models * $size) }"
	done
}

@test "three sparse models of memory, whatever is added up" {
	[[ $BUILD != *san ]] || skip 'sanitizers keep memory that was freed'
	awk 'BEGIN { srand(7); for (d = 0; d < 8000; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 60; n++) printf "w%d ", int(24000 * rand())
		printf "\n" } }' >wide.txt
	corpus-vocab -q wide.txt | vocab-merge -q -o wide.vocab
	corpus-bow -q --vocab wide.vocab -o wide.mz wide.txt
	for k in 2 1000; do
		lda-init -q -k $k --form sparse -o $k.mz wide.mz
		for part in 1 2 3; do
			lda-estep -q --model $k.mz --part $part:3 -o $k.$part wide.mz
		done
		lda-mstep -q --model $k.mz -o $k.next $k.1 $k.2 $k.3
		lda-estep -q --model $k.next -o $k.new wide.mz
	done
	size=$(stream-info 1000.next | awk '$1 == "rows" { n += 2 * $2 } $1 == "nonzeros" { n += $2 }
		END { print 8 * n }')
	for words in '--sum K.1 K.2 K.3' '--model K.mz K.1 K.2 K.3' '--model K.next K.new' \
		'--model K.next --add K.next K.new'; do
		# shellcheck disable=SC2086 # words
		least=$(takes lda-mstep ${words//K/2})
		# shellcheck disable=SC2086 # words
		most=$(takes lda-mstep ${words//K/1000})
		echo "$words: $most MiB, $least for two topics; a model has $size bytes"
		awk "BEGIN { exit !(($most - $least) * 1048576 <= 3 * $size) }"
	done
}
