#!/usr/bin/env bats
# A model that takes new words, and begins topics anew: lda-init --add, lda-train --add.
load helper

# old.mz of 240 documents of two subjects, new.mz of 40 of a third one, each with the words
# of its own: old.v, new.v
make_nights() { once nights new_nights; }
new_nights() {
	awk 'BEGIN { for (d = 0; d < 280; d++) {
		subject = d < 240 ? d % 2 : 2
		printf "d%d\tshared ", d
		for (n = 0; n < 30; n++) printf "%s%d ", substr("abc", subject + 1, 1), (n * 7 + d * d) % 12
		printf "\n" } }' >all.txt
	head -n 240 all.txt >old.txt
	tail -n 40 all.txt >new.txt
	for night in old new; do
		corpus-vocab -q $night.txt | vocab-merge -q -o $night.v
		corpus-bow -q --vocab $night.v -o $night.mz $night.txt
	done
}

score() { lda-eval --model "$1" "$2" | sed -n 's/^document-mean	\([^	]*\).*/\1/p'; }
words() { stream-text "$1" | grep -v '^#' | cut -f 1; }
column() { stream-text --sample 0 "$1" | sed -n "s/^#$2	//p"; }

@test "--grow: old words keep columns and rows, new ones follow with eta, frequencies add up" {
	make_nights
	for form in dense sparse; do
		lda-train -q -k 4 --form $form -o old.lda old.mz
		lda-init --add old.lda --grow -o grown.lda new.v 2>said
		grep -qx 'lda-init: 12 new words join the model.s 25' said
		words old.lda >was
		words grown.lda >is
		head -n 25 is | cmp was -
		tail -n 12 is | sort | cmp - <(grep -o '^c[0-9]*' new.v | sort)
		cmp <(stream-text old.lda | grep -v '^#') <(stream-text grown.lda | grep -v '^#' | head -n 25)
		eta=$(column old.lda eta)
		# in the sparse form a row without tokens, of no topic
		none=$([ "$form" = sparse ] && echo '	0' || printf '\t%s' "$eta" "$eta" "$eta" "$eta")
		stream-text grown.lda | tail -n 12 >rows
		[ "$(grep -c "^c[0-9]*$none\$" rows)" -eq 12 ]
		[ "$form" = sparse ] || paste <(column old.lda totals | tr '\t' '\n') \
			<(column grown.lda totals | tr '\t' '\n') \
			| awk -v eta="$eta" '{ d = $2 - $1 - 12 * eta; if (d > 1e-4 || d < -1e-4) exit 1 }'
		# df and documents of both
		corpus-bow -q --vocab grown.lda -o seen.mz new.txt
		[ "$(stream-info seen.mz | grep '^documents	' | cut -f 2)" = 280 ]
		zcat grown.lda | grep -aqx 'shared	280	280'
		zcat grown.lda | grep -aq '^c1	40	'
		# a vocabulary of the model's own words is none that is new
		lda-init -q --add grown.lda --grow -o same.lda grown.lda
		cmp grown.lda same.lda
	done
}

@test "lda-train --add --grow --renew is the steps by hand, and dist-run's, whatever threads and memory" {
	make_nights
	for form in dense sparse; do
		lda-train -q -k 4 --form $form -o old.lda old.mz
		lda-train -q -j1 --add old.lda --grow --renew 1 -o new.lda new.mz
		lda-train -q -j3 --memory 1000 --add old.lda --grow --renew 1 -o again.lda new.mz
		cmp new.lda again.lda
		lda-init -q --add old.lda --grow -o grown.lda new.mz
		corpus-remap -q --vocab grown.lda -o seen.mz new.mz
		lda-init -q -j3 --add grown.lda --renew 1 -o renewed.lda seen.mz
		cp renewed.lda model.lda
		for _ in 1 2 3 4 5; do
			lda-estep -q --model model.lda seen.mz >s.mz
			lda-mstep -q --model model.lda --add renewed.lda -o next.lda s.mz
			mv next.lda model.lda
		done
		cmp new.lda model.lda
		dist-run -q --slots 2 lda --add old.lda --grow --renew 1 -o run.lda new.mz
		cmp new.lda run.lda
		lda-train -q --add old.lda --grow -o plain.lda new.mz
		dist-run -q lda --add old.lda --grow -o run.lda new.mz
		cmp plain.lda run.lda
		# the order of the documents does not matter to what begins a topic
		corpus-shuffle -q --seed 3 -o mixed.mz seen.mz
		lda-init -q --add grown.lda --renew 1 -o mixed.lda mixed.mz
		cmp renewed.lda mixed.lda
		# the header says so, as the line that makes it again
		stream-info --command new.lda >lines
		grep -q 'lda-train --add model-1.mz --grow --renew 1 --decay 1 .* CORPUS2 ' lines
		grep -q ' -o model-1.mz CORPUS ' lines
		# twice the same is told, also after the words have come
		lda-train --add new.lda --grow -o twice.lda new.mz 2>said
		grep -q 'has had these documents before' said
		dist-run lda --add new.lda --grow -o again.lda new.mz 2>said
		[ "$(grep -c 'has had these documents before' said)" -eq 1 ]
		cmp twice.lda again.lda
	done
}

@test "a new subject finds a topic of its own with --renew, and old documents stay" {
	make_nights
	for form in dense sparse; do
		lda-train -q -k 6 --form $form -o old.lda old.mz
		lda-train -q --add old.lda --grow -o plain.lda new.mz
		lda-train -q --add old.lda --grow --renew 2 -o new.lda new.mz
		corpus-remap -q --vocab new.lda -o old2.mz old.mz
		corpus-remap -q --vocab new.lda -o new2.mz new.mz
		lda-init -q --add old.lda --grow -o grown.lda new.mz
		paste <(score grown.lda old2.mz) <(score new.lda old2.mz) \
			<(score grown.lda new2.mz) <(score new.lda new2.mz) \
			| awk '{ print; exit !($2 > $1 - .1 && $4 > $3 + 1) }'
		# a topic is the new words alone
		topic-words -n 8 --format tsv new.lda | cut -f 1,4 \
			| awk '$2 ~ /^c/ { n[$1]++ } END { for (k in n) if (n[k] >= 7) found = 1; exit !found }'
		# a night of fewer documents than topics to begin: told
		head -n 1 new.txt | corpus-bow -q --vocab new.lda -o one.mz
		lda-train --add new.lda --renew 2 -o one.lda one.mz 2>said
		grep -q '1 topics begin anew, not 2: no more documents have words' said
		printf 'x\t\n' | corpus-bow -q --vocab new.lda -o empty.mz
		lda-train -q --add new.lda --renew 2 -o same.lda empty.mz
		cmp <(stream-text new.lda | grep -v '^#recipe') <(stream-text same.lda | grep -v '^#recipe')
	done
}

# old.lda of five topics of 520 tokens in the mean: 2 and 3 have none, 4 has one
make_empty() {
	for n in {0..11}; do
		printf '%d a%d 0:100\n' "$n" "$n"
	done >counts
	for n in {0..11}; do
		printf '%d b%d 1:100\n' "$((n + 12))" "$n"
	done >>counts
	echo '24 shared 0:100 1:100 4:1' >>counts
	model-import -q --from mallet --eta .05 -o old.lda counts
}

@test "empty topics begin anew, as many as the new documents fill, unless --renew 0 says not" {
	make_nights
	make_empty
	lda-train --add old.lda --grow -o new.lda new.mz 2>said
	grep -qx 'lda-train: 2 empty topics begin anew' said
	for renew in auto 2; do
		lda-train -q --add old.lda --grow --renew "$renew" -o same.lda new.mz
		cmp new.lda same.lda
	done
	dist-run -q --slots 2 lda --add old.lda --grow -o run.lda new.mz
	cmp new.lda run.lda
	stream-info --command new.lda 2>&1 | grep -q 'not say how' # an import has no documents
	lda-train -q --add old.lda --grow --renew 0 -o plain.lda new.mz
	dist-run -q lda --add old.lda --grow --renew 0 -o run.lda new.mz
	cmp plain.lda run.lda
	run ! cmp -s new.lda plain.lda
	corpus-remap -q --vocab new.lda -o new2.mz new.mz
	corpus-remap -q --vocab new.lda -o old2.mz old.mz
	paste <(score plain.lda new2.mz) <(score new.lda new2.mz) <(score plain.lda old2.mz) \
		<(score new.lda old2.mz) | awk '{ print; exit !($2 > $1 - .02 && $4 > $3 - .02) }'
	column new.lda totals | awk -F '\t' '{ print; exit !($3 > 300 && $4 > 300) }'
	# 310 tokens fill one topic, 31 none: then it is as without
	for n in 10 1; do
		head -n $n new.txt | corpus-bow -q --vocab new.v -o few.mz
		lda-train --add old.lda --grow -o few.lda few.mz 2>said
		[ "$(grep -c 'empty topics begin anew' said)" -eq $((n > 1)) ]
	done
	lda-train -q --add old.lda --grow --renew 0 -o none.lda few.mz
	cmp few.lda none.lda
	# nor is a topic empty that has a part of the rest
	lda-train -q -k 4 -o full.lda old.mz
	lda-train --add full.lda --grow -o new.lda new.mz 2>said
	run ! grep -q 'begin anew' said
	lda-train -q --add full.lda --grow --renew 0 -o same.lda new.mz
	cmp new.lda same.lda
	stream-info --command new.lda | grep -q -- '--add model-1.mz --grow --renew 0 '
	refuses 64 "not with --fixed" lda-train --add old.lda --grow --renew auto --fixed 0 new.mz
	lda-train -q --add full.lda --grow --renew 0 --fixed 0 -o fixed.lda new.mz
	for word in -1 no 1000001 ""; do
		refuses 64 "neither auto nor a whole number" lda-train --add old.lda --renew "$word" new.mz
		refuses 64 "neither auto nor a whole number" dist-run lda --add old.lda --renew "$word" new.mz
	done
}

@test "a night of one document, of none, of a new subject, of new words: no worse than --renew 0" {
	make_nights
	make_empty
	head -n 1 old.txt | corpus-bow -q --vocab old.lda -o one.mz
	printf 'x\t\n' | corpus-bow -q --vocab old.lda -o none.mz
	awk 'BEGIN { for (d = 0; d < 40; d++) {
		printf "s%d\t", d
		for (n = 0; n < 30; n++) printf "a%d b%d ", (n + d) % 3, 9 + (n * d) % 3
		printf "\n" } }' | corpus-bow -q --vocab old.lda -o subject.mz
	head -n 40 old.txt | sed 's/a1 /c1 /g' | corpus-bow -q --vocab <(corpus-vocab -q all.txt | vocab-merge -q) -o words.mz
	for night in one none subject words; do
		for how in "" "--decay .9"; do
			lda-train -q --add old.lda --grow $how -o new.lda $night.mz
			lda-train -q --add old.lda --grow $how --renew 0 -o plain.lda $night.mz
			if [ $night = none ]; then
				cmp new.lda plain.lda
				refuses 65 "no words" dist-run -q lda --add old.lda --grow -o run.lda none.mz
				continue
			fi
			dist-run -q --slots 2 lda --add old.lda --grow $how -o run.lda $night.mz
			cmp new.lda run.lda
			for judge in $night old; do
				corpus-remap -q --vocab new.lda -o judge.mz $judge.mz
				paste <(score plain.lda judge.mz) <(score new.lda judge.mz) \
					| awk -v what="$night $judge" '{ print what, $0; exit !($2 > $1 - .01) }'
			done
		done
		# by hand
		lda-init -q --add old.lda --grow -o grown.lda $night.mz
		corpus-remap -q --vocab grown.lda -o seen.mz $night.mz
		lda-init -q --add grown.lda --renew auto -o renewed.lda seen.mz
		lda-train -q --add renewed.lda --renew 0 --decay .9 -o hand.lda seen.mz
		cmp new.lda hand.lda
	done
}

@test "named topics do not begin anew" {
	make_nights
	printf 'first\ta1\t20\nsecond\tb1\t20\n' >seeds
	lda-train -q -k 3 --seeds seeds -o old.lda old.mz
	lda-train -q --add old.lda --grow -o grown.lda new.mz
	refuses 64 "--renew: 1 topics have no name, and one at least must stay" \
		lda-train --add grown.lda --renew 1 <(corpus-bow -q --vocab grown.lda new.txt)
	lda-train -q -k 5 --seeds seeds -o five.lda old.mz
	lda-train -q --add five.lda --grow --renew 2 -o new.lda new.mz
	topic-words -n 1 --format tsv new.lda | grep -q '^first	'
}

@test "dist-run lda --add counts text with the model's vocabulary, and --grow with the words of both" {
	make_nights
	lda-train -q -k 4 -o old.lda old.mz
	corpus-bow -q --vocab old.lda -o seen.mz new.txt
	lda-train -q --add old.lda -o new.lda seen.mz
	dist-run -q lda --add old.lda -o run.lda new.txt
	cmp new.lda run.lda
	corpus-vocab -q new.txt | vocab-merge -q --min-df 2 --max-df .9 -o words
	lda-init -q --add old.lda --grow -o grown.lda words
	corpus-bow -q --vocab grown.lda -o seen.mz new.txt
	lda-init -q --add grown.lda --renew 1 -o renewed.lda seen.mz
	lda-train -q --add renewed.lda -o new.lda seen.mz
	dist-run -q --slots 2 lda --add old.lda --grow --renew 1 --min-df 2 --max-df .9 -o run.lda new.txt
	cmp new.lda run.lda
	dist-run lda --plan --add old.lda --grow --renew 1 --min-df 2 --max-df .9 new.txt >plan 2>said
	sh plan >by-hand.lda
	cmp new.lda by-hand.lda
	refuses 64 "--min-df has no use" dist-run lda --add old.lda --min-df 2 -o x new.txt
	refuses 64 "--grow has no use without --add" dist-run lda -k 2 --grow -o x new.txt
	refuses 64 "--renew has no use without --add" dist-run lda -k 2 --renew 1 -o x new.txt
	corpus-shard -q -d shards -n 2 new.mz
	refuses 64 "not a folder of shards" dist-run lda --add old.lda --grow -o x shards
}

@test "what can't grow is refused" {
	make_nights
	lda-train -q -k 4 -o old.lda old.mz
	refuses 64 "--grow and --renew go with --add" lda-train -k 4 --grow new.mz
	refuses 64 "--grow and --renew go with --add" lda-init -k 4 --renew 1 new.mz
	refuses 64 "one of --grow and --renew" lda-init --add old.lda new.mz
	refuses 64 "one of --grow and --renew" lda-init --add old.lda --grow --renew 1 new.mz
	refuses 64 "of a new model" lda-init --add old.lda --grow -k 3 new.mz
	refuses 64 "of a new model" lda-init --add old.lda --grow --seed 3 new.mz
	refuses 64 "-k is missing" lda-init new.mz
	refuses 64 "one at least must stay" lda-train -q --add old.lda --grow --renew 4 new.mz
	refuses 65 "--add --grow takes new words" lda-train --add old.lda new.mz
	refuses 65 "another vocabulary" lda-init --add old.lda --renew 1 new.mz
	refuses 65 "kind is corpus" lda-init --add new.mz --grow new.v
	lda-init -q -k 4 --form sparse -o fresh.lda old.mz
	refuses 64 "has learned nothing yet" lda-init --add fresh.lda --renew 1 old.mz
	refuses 64 "has learned nothing yet" lda-train --add fresh.lda --renew 0 old.mz
	corpus-vocab -q --stem english new.txt | vocab-merge -q -o stemmed.v
	refuses 65 "other token options" lda-init --add old.lda --grow stemmed.v
	sed 's/^c1	.*/c1	18446744073709551615	18446744073709551615/; s/^shared	.*/shared	18446744073709551615	1/' \
		new.v >large.v
	refuses 65 "above 2^64" lda-init --add old.lda --grow large.v
}
