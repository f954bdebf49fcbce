#!/usr/bin/env bats
# Hosts keep the results of a pass, add them up, and send one.
load helper
load dist

nnz=12000

lda() {
	timeout 400 dist-run --combine 0 "${@:1:$#-1}" lda -k 5 --passes 2 --task-nnz $nnz -o "${!#}" shards
}

over() {
	lda --hosts hosts --rsh ./rsh --audit 0 "$@"
}

# many.txt, many.mz; its shards, and the quiet run's model and log of tasks.
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	make_many
	XDG_CACHE_HOME=$PWD/cache dist-run -q corpus -d shards --shard-nnz $nnz many.txt
	XDG_CACHE_HOME=$PWD/cache lda -q --joblog log want.mz
}

start() {
	cp -r "$BATS_FILE_TMPDIR"/{many.*,shards,want.mz,log} .
	tasks=$(computed log)
}

# Host two runs what stands in the folder odd, where lda-mstep does these lines first
# when it combines for the job: the lines run once.
odd_host() {
	mkdir -p odd
	cp "$BIN"/* odd
	rm -rf odd/lda-mstep came
	printf '%s\n' '#!/bin/sh' 'agent=$(ps -o ppid= -p $PPID)' \
		"case \"\$*\" in *-j*) if mkdir $PWD/came 2>&-; then" "$@" ":; fi ;; esac" \
		"exec $BIN/lda-mstep \"\$@\"" >odd/lda-mstep
	chmod 755 odd/lda-mstep
	rsh_is "[ \$1 = two ] && exec $PWD/odd/dist-run --serve" "exec \$BIN/dist-run --serve"
}

# How often a line of the journal begins so, and how many tasks were computed.
lines() {
	grep -c "^$1" work/journal || true
}

computed() {
	grep -c lda-estep "$1"
}

@test "hosts combine what they keep: a result each a pass, and the same bytes" {
	start
	over -q --work work --joblog log got.mz
	cmp got.mz want.mz
	[ "$(computed log)" -eq $tasks ]
	[ "$(lines kept)" -eq $tasks ]
	[ "$(grep -c 'lda-mstep.*--sum' log)" -eq 4 ]
	# the first model and that of each pass; a sum says what it stands for
	[ "$(lines "done")" -eq 3 ]
	[ "$(awk -F '\t' '$1 == "sum" { n += (NF - 7) / 3 } END { print n }' work/journal)" -eq $tasks ]
	# the store has nothing of what was combined
	[ "$(cut -f 3 work/journal | while read -r name; do ls cache/topictools/$name; done \
		2>/dev/null | wc -l)" -eq 2 ]
	rm got.mz
	over -q --work work --joblog log got.mz
	cmp got.mz want.mz
	[ "$(grep -c -v ^Seq log)" -eq 0 ]
	# what --report says
	over -v got.mz 2>err
	grep -q "$tasks results stayed at hosts and came as 4" err
	grep -q 'waited [0-9.]* s for the wire; merging took .*: bound by .* hosts like these' err
	# few bytes are not worth it; nor are the results of the same shards given twice
	rm -rf work
	over -q --combine 1G --work work got.mz
	cmp got.mz want.mz
	[ "$(lines kept)" -eq 0 ]
	dist-run -q --combine 0 lda -k 5 --passes 1 --task-nnz 12000 -o want2.mz shards shards
	dist-run -q --combine 0 --hosts hosts --rsh ./rsh lda -k 5 --passes 1 --task-nnz 12000 \
		-o got2.mz shards shards
	cmp got2.mz want2.mz
	# sparse statistics, and products of LSI
	for job in "lda -k 5 --form sparse --passes 2" "lsi -k 5 --block 8 --passes 2"; do
		rm want2.mz got2.mz
		dist-run -q $job --task-nnz 12000 -o want2.mz shards
		timeout 400 dist-run -q --hosts hosts --rsh ./rsh --joblog log --combine 0 $job --shard-nnz 12000 \
			--task-nnz 12000 -o got2.mz shards
		cmp got2.mz want2.mz
		grep -q -e '--sum' log
	done
	clean
}

@test "a host that is lost before it combines, or while it sends, has kept the results" {
	start
	for way in 'kill -9 $agent; sleep 60' "$BIN/lda-mstep \"\$@\" | head -c 5000; kill -9 \$agent"; do
		odd_host "$way"
		rm -rf work got.mz
		over --work work --joblog log got.mz 2>err
		cmp got.mz want.mz
		cat err
		grep -q 'two: ' err
		[ "$(computed log)" -eq $tasks ]
		[ "$(lines sum)" -eq 4 ]
	done
	clean
}

@test "what was lost with a host is done again, and travels alone" {
	start
	odd_host 'rm -rf cache/topictools' 'kill -9 $agent' 'sleep 60'
	over --work work --joblog log got.mz 2>err
	cmp got.mz want.mz
	[ "$(computed log)" -gt $tasks ]
	[ "$(lines "done")" -gt 3 ]
	# a filter that fails to combine; a host that is gone for good
	for way in 'echo no >&2; exit 1' "touch $PWD/gone; kill -9 \$agent"; do
		odd_host "$way"
		rm -rf work got.mz gone
		sed -i '2i [ "$1" = two ] && [ -e gone ] && exit 1' rsh
		over --work work got.mz 2>err
		cat err
		cmp got.mz want.mz
		[ "$(lines "done")" -gt 3 ] || [ "$(lines kept)" -gt $tasks ]
	done
	clean
}

@test "a driver that is killed finds what hosts have kept" {
	start
	odd_host "kill -9 \$(cat $PWD/driver)" 'sleep 1'
	printf 'two\n' >hosts
	sh -c 'echo $$ >driver; exec dist-run -q --work work --hosts hosts --rsh ./rsh --audit 0 \
		--combine 0 lda -k 5 --passes 2 --task-nnz 12000 -o got.mz shards' || true
	[ ! -e got.mz ]
	[ "$(lines kept)" -eq $((tasks / 2)) ]
	[ "$(lines sum)" -eq 0 ]
	# the second pass alone is left; it may take the end of the first agents to see theirs
	over -q --work work --joblog log got.mz
	cmp got.mz want.mz
	[ "$(computed log)" -eq $((tasks / 2)) ]
	# somebody emptied the store meanwhile
	rm -rf work came got.mz
	sh -c 'echo $$ >driver; exec dist-run -q --work work --hosts hosts --rsh ./rsh --audit 0 \
		--combine 0 lda -k 5 --passes 2 --task-nnz 12000 -o got.mz shards' || true
	[ "$(lines kept)" -eq $((tasks / 2)) ]
	rm -rf cache/topictools
	over -q --work work --joblog log got.mz
	cmp got.mz want.mz
	[ "$(computed log)" -eq $tasks ]
	clean
}

@test "a store that is too small for what is kept: results travel alone" {
	start
	printf 'two\n' >hosts
	over --store 1M --work work got.mz 2>err
	cat err
	cmp got.mz want.mz
	[ "$(lines "done")" -gt 3 ]
}

@test "results are added up here as they come, and a full disk then is told" {
	start
	# enough for several sums in a pass
	nnz=8000
	rm -r shards want.mz
	dist-run -q corpus -d shards --shard-nnz $nnz many.txt
	lda -q want.mz
	lda -q --work work got.mz
	cmp got.mz want.mz
	[ "$(awk -F '\t' '$1 == "sum" && $6 == "here"' work/journal | wc -l)" -gt 2 ]
	[ "$(find work -type f | wc -l)" -lt 8 ]
	mkdir full
	cp "$BIN"/* full
	rm full/lda-mstep
	printf '%s\n' '#!/bin/sh' "case \"\$*\" in *--sum*) exec $BIN/lda-mstep \"\$@\" >/dev/full; esac" \
		"exec $BIN/lda-mstep \"\$@\"" >full/lda-mstep
	chmod 755 full/lda-mstep
	rm -rf work got.mz
	status=0
	full/dist-run -q --combine 0 --work work lda -k 5 --passes 2 --task-nnz $nnz -o got.mz \
		shards 2>err || status=$?
	cat err
	[ "$status" -eq 74 ]
	grep -q 'No space left' err
	[ ! -e got.mz ]
	# results and models fit, a sum does not: of the driver's own writing
	rm -rf work
	status=0
	(
		trap '' XFSZ
		ulimit -S -f 48
		lda -q --work work got.mz 2>err
	) || status=$?
	cat err
	[ "$status" -eq 74 ]
	grep -q 'what lda-mstep makes here: .*File too large' err
	[ ! -e got.mz ]
	lda -q --work work got.mz
	cmp got.mz want.mz
	clean
}

@test "however many hosts there are, the driver's disk has three models at most" {
	start
	printf 'h%d threads=1\n' 1 2 3 4 5 >hosts
	words=(lda -k 800 --form dense --passes 1 --task-nnz 12000)
	dist-run -q "${words[@]}" -f -o want.mz shards
	timeout 400 dist-run -v --hosts hosts --rsh ./rsh --audit 0 --combine 0 --work work \
		"${words[@]}" -o got.mz shards 2>err
	cat err
	cmp got.mz want.mz
	size=$(wc -c <got.mz)
	most=$(sed -n 's/.*sums took at most \([0-9.]*\) MB of the disk here/\1/p' err)
	echo "$most MB, and a model is $size bytes"
	awk -v most="$most" -v size="$size" 'BEGIN { exit !(2e-6 * size < most && most <= 3e-6 * size) }'
	# five combined results, which did not fit all at once
	[ "$(awk -F '\t' '$1 == "sum" && $6 != "here"' work/journal | wc -l)" -eq 5 ]
	[ "$(awk -F '\t' '$1 == "sum" && $6 == "here"' work/journal | wc -l)" -ge 1 ]
	clean
}

@test "on one machine alone, too, but for what came of slots that wait" {
	start
	for slots in 1 4; do
		dist-run -v --slots $slots --combine 0 lda -k 800 --form dense --passes 1 \
			--task-nnz 12000 -o $slots.mz shards 2>err
		size=$(wc -c <$slots.mz)
		most=$(sed -n 's/.*sums took at most \([0-9.]*\) MB of the disk here/\1/p' err)
		echo "$most MB with $slots slots, and a model is $size bytes"
		awk "BEGIN { exit !(2e-6 * $size < $most && $most <= 3e-6 * $size + .25 * $slots) }"
	done
	cmp 1.mz 4.mz
	clean
}

@test "a driver that is killed while it adds up has what it removed done again" {
	start
	over -q --keep-work --work work got.mz
	rm got.mz
	# as if it had ended before the first pass's model, with one of two sums removed
	awk -F '\t' '$1 == "done" { n++ } $1 != "done" || n < 2' work/journal >journal
	mv journal work/journal
	sum=$(awk -F '\t' '$1 == "sum" { print $2; exit }' work/journal)
	rm "work/$sum"
	lda -q --work work --joblog log got.mz
	cmp got.mz want.mz
	[ "$(computed log)" -gt 0 ]
	[ "$(computed log)" -lt $tasks ]
	clean
}

# An input that lacks its last byte is found out by who reads it to its end.  What has been
# written by then is more than any buffer holds (64 KiB), if the output was begun.
@test "what adds results up reads all of them before it writes: the driver removes them then" {
	start
	corpus-shard -q -f -d shards -n 2 many.mz
	corpus-weight -q -o weighted.mz many.mz
	lsi-basis -q --start --block 60 -o basis.mz weighted.mz
	for form in dense sparse; do
		topics=250
		[ $form = sparse ] || topics=64
		lda-init -q -k $topics --form $form -o $form.mz many.mz
		for n in 0 1; do
			lda-estep -q --model $form.mz -o $form.$n shards/shard-0000$n.mz
		done
	done
	for n in 0 1; do
		lsi-multiply -q --basis basis.mz -o product.$n weighted.mz
	done
	# the words of the jobs: a step's combine and merge (lib/job)
	for words in 'product lsi-multiply -q --sum' 'dense lda-mstep -q --sum' \
		'sparse lda-mstep -q --sum' 'dense lda-mstep -q --batch --model dense.mz' \
		'sparse lda-mstep -q --batch --model sparse.mz' \
		'dense lda-mstep -q --online --offset 1 --kappa .7 --corpus-docs 3000 --model dense.mz'; do
		of=${words%% *}
		head -c -1 $of.1 >$of.cut
		# shellcheck disable=SC2086 # words
		${words#* } $of.0 $of.1 >whole
		[ "$(stat -c %s whole)" -gt 131072 ] || { echo "$words: too small a test"; return 1; }
		# shellcheck disable=SC2086 # words
		if ${words#* } $of.0 $of.cut >begun 2>said; then return 1; fi
		grep -q "$of.cut" said
		[ ! -s begun ] || { echo "$words wrote $(stat -c %s begun) bytes"; return 1; }
	done
	# a filter that writes as it reads would be seen
	head -c -1 weighted.mz >cut.mz
	lsi-partial -q -k 20 -o f.mz weighted.mz
	if lsi-project -q --model f.mz weighted.mz cut.mz >begun 2>said; then return 1; fi
	[ -s begun ]
	# no other words add up
	[ "$(cat "$BATS_TEST_DIRNAME"/../../lib/job/*.c | tr -d '\n\t' \
		| grep -o 'stepwords_say(&step->combine, "[^"]*"' | sort -u | wc -l)" -eq 2 ]
}
