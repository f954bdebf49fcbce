#!/usr/bin/env bats
load helper
load dist

@test "vocab is what corpus-vocab counts" {
	make_many
	dist-run -q vocab many.txt | cmp - many.words
	dist-run -q --slots 3 vocab -o terms.txt many.txt
	cmp terms.txt many.words
	gzip -k many.txt
	dist-run -q vocab many.txt.gz many.txt >twice
	corpus-vocab -q many.txt many.txt | cmp - twice
	dist-run -q vocab - <many.txt >terms.txt
	cmp terms.txt many.words
	clean
}

@test "vocab takes lines, files and token options" {
	make_pets
	cut -f 2 pets.txt >lines
	dist-run -q vocab --input lines --min-length 4 lines lines >terms.txt
	corpus-vocab -q --input lines --min-length 4 lines lines | cmp - terms.txt
	dist-run -q vocab --input files lines pets.txt >terms.txt
	corpus-vocab -q --input files lines pets.txt | cmp - terms.txt
}

@test "corpus makes the shards that the filters make" {
	make_many
	vocab-merge -q --min-df 5 --max-df 0.5 -o pruned many.words
	corpus-bow -q --vocab pruned many.txt | corpus-shard -q -d wanted --nnz 30000
	dist-run -q corpus -d got --shard-nnz 30000 many.txt
	diff -r wanted got
	run -0 dist-run -q corpus -f -d got --shard-nnz 50000 many.txt
	[ "$(grep -vc '#' got/MANIFEST)" -lt "$(grep -vc '#' wanted/MANIFEST)" ]
	clean
}

@test "each piece of text is read once" {
	make_many
	head -n 1000 many.txt >one
	tail -n +1001 many.txt >two
	dist-run -q corpus --weight tfidf --min-df 3 -d got --joblog log one two
	[ "$(grep -c 'corpus-index .*--part' log)" -eq 2 ]
	[ "$(wc -l <log)" -eq 3 ]
	for piece in one two; do
		corpus-index -q --part -o $piece.mz $piece
	done
	corpus-merge -q --min-df 3 --max-df 0.5 --scheme tfidf -d wanted --nnz 131072 one.mz two.mz
	diff -r got wanted
	dist-run -q --slots 3 corpus --weight tfidf --min-df 3 -d other two one
	cat other/*.mz | stream-text | sort | cmp - <(cat got/*.mz | stream-text | sort)
	clean
}

# What merges the parts writes the shards where they belong: of that the journal knows nothing.
@test "shards of parts are written again from the same work, and where there are no words, none" {
	make_many
	dist-run -q --keep-work --work work corpus -d got many.txt
	dist-run -q --keep-work --work work --joblog log corpus -d again many.txt
	diff -r got again
	[ "$(wc -l <log)" -eq 1 ]
	refuses 64 "has shards already" dist-run --work work corpus -d got many.txt
	printf 'changed' >got/shard-00000.mz
	dist-run -q --work work corpus -f -d got many.txt
	diff -r got again
	refuses 65 "the input has no words that are counted" dist-run corpus -d none --min-df 99999 \
		many.txt
	refuses 65 "the input has no words that are counted" dist-run corpus -f -d got --min-df 99999 \
		many.txt
	[ ! -e none ]
	diff -r got again
	clean
}

@test "text, a corpus and shards give the same model" {
	make_many
	vocab-merge -q --min-df 5 --max-df 0.5 -o pruned many.words
	corpus-bow -q --vocab pruned -o counts.mz many.txt
	dist-run -q corpus -d shards --shard-nnz 40000 many.txt
	for job in lda lsi; do
		rm -f text.mz corpus.mz shards.mz
		$job -o text.mz many.txt
		$job -o corpus.mz counts.mz
		$job -o shards.mz shards
		cmp text.mz corpus.mz
		cmp text.mz shards.mz
	done
}

@test "LDA of 200 topics, in the sparse form: the same bytes over hosts and slots, audited" {
	make_shards 40000
	local words='lda -k 200 --passes 2 --task-nnz 40000'
	dist-run -q $words -o want.mz shards
	stream-info --quick want.mz | grep -qx 'values	steps'
	dist-run -q --slots 3 $words -o got.mz shards
	cmp got.mz want.mz
	dist-run -q --hosts hosts --rsh ./rsh --audit 1 $words -o got.mz shards
	cmp got.mz want.mz
	dist-run -q --plan $words shards >lines.sh
	sh lines.sh | cmp - want.mz
	# either form, of any number
	dist-run -q --hosts hosts --rsh ./rsh lda -k 5 --form sparse --passes 2 -o sparse.mz shards
	stream-info --quick sparse.mz | grep -qx 'values	steps'
	dist-run -q --hosts hosts --rsh ./rsh lda -k 200 --form dense --passes 1 -o dense.mz shards
	stream-info --quick dense.mz | grep -qx 'values	f32'
	refuses 64 "--form sparse needs cvb0" \
		dist-run lda -k 5 --form sparse --inference vb -o none.mz shards
	# the model that is sent hardly grows with the topics
	for topics in 1000 10000; do
		dist-run --plan lda -k $topics shards 2>&1 >/dev/null | sed -n 's/.* \([0-9.]*\) MB to each host.*/\1/p'
	done >sent
	cat sent
	awk 'NR == 1 { first = $1 } NR == 2 { exit !($1 > 0 && $1 < 4 * first) }' sent
	clean
}

@test "slots, hosts and transports don't change a byte" {
	make_shards 20000
	lda --online-passes 1 -o lda.mz shards
	lsi -o lsi.mz shards
	lsi --one-pass -o one.mz shards
	printf 'one slots=3\ntwo slots=2\nthree\n' >uneven
	for how in "--slots 3 -j 2" "--hosts hosts --rsh ./rsh" "--hosts uneven --rsh ./rsh"; do
		read -ra options <<<"$how"
		rm -f got.mz
		lda --online-passes 1 "${options[@]}" -o got.mz shards
		cmp got.mz lda.mz
		rm got.mz
		lsi "${options[@]}" -o got.mz shards
		cmp got.mz lsi.mz
		lsi --one-pass "${options[@]}" -o got.mz shards
		cmp got.mz one.mz
	done
	clean
}

@test "lsi of less than a task is lsi-partial's, here; --task-nnz shares it out" {
	make_shards 20000 --weight tfidf
	lsi-partial -q -k 10 -o wanted.mz shards/shard-*.mz
	run -0 --separate-stderr dist-run lsi -k 10 --joblog log --hosts hosts --rsh ./rsh \
		-o got.mz shards
	[[ $stderr == *"less than a task: done here (--task-nnz"* ]]
	cmp wanted.mz got.mz
	[ "$(wc -l <log)" = 1 ]
	run -0 --separate-stderr dist-run --plan lsi -k 10 shards
	[[ $stderr == *"less than a task: lsi-partial here"* ]]
	lsi --tolerance 0.01 --task-nnz 80000 --joblog log -o got.mz shards
	grep -q 'lsi-multiply -q --basis' log
	sigma() { stream-text --sample 0 "$1" | grep '^#sigma' | tr '\t' '\n' | sed 1d; }
	paste <(sigma wanted.mz) <(sigma got.mz) |
		awk '{ e = $1 / $2 - 1; if (e * e > 1e-4) exit 1 } END { exit NR != 10 }'
	clean
}

@test "the plan says where the wire would bind" {
	make_shards 20000
	for job in "lsi -k 10 --task-nnz 20000" "lda -k 5"; do
		# shellcheck disable=SC2086
		run -0 --separate-stderr dist-run --plan $job shards
		[[ $stderr == *"more than 1 hosts gain nothing: stay on one host"* ]]
	done
	for _ in 1 2 3 4 5 6 7 8; do cat many.mz many.mz many.mz many.mz many.mz; done |
		corpus-shard -q -d more --nnz 200000
	run -0 --separate-stderr dist-run --plan lda -k 5 more
	[[ $stderr == *" hosts gain nothing"*"bound by "* && $stderr != *"stay on one host"* ]]
	# a slow network, and many topics: that hosts should add up among themselves
	run -0 --separate-stderr dist-run --plan --wire 100K lda -k 5 more
	[[ $stderr == *"with a network of 0 MB/s"*"stay on one host"*"bound by the wire"* ]]
	run -0 --separate-stderr dist-run --plan --wire 10G lda -k 150 more
	[[ $stderr == *"from there on lda-mpi(1) pays"* ]]
	refuses 64 '--wire has no use without --plan' dist-run -q --wire 1M lda -k 5 more
}

@test "map runs a filter on each shard, in order; each a command on each host" {
	make_shards 40000
	dist-run -q map shards -- stream-text >got
	for s in shards/shard-*.mz; do stream-text "$s"; done | cmp - got
	dist-run -q map shards -- stream-text '|' wc -l >got
	[ "$(awk '{ n += $1 } END { print n }' got)" = "$(stream-text many.mz | wc -l)" ] || true
	dist-run -q map --reduce 'vocab-merge -q' many.txt -- corpus-vocab -q | cmp - many.words
	[ "$(dist-run -q --hosts hosts --rsh ./rsh each -- echo hello)" \
		= "$(printf 'one: hello\ntwo: hello')" ]
	dist-run -q --hosts hosts --rsh ./rsh each -- printf 'a\nb' |
		cmp - <(printf 'one: a\none: b\ntwo: a\ntwo: b\n')
	clean
}

@test "a run that was killed goes on where it was" {
	make_shards 40000
	lda -o wanted.mz --passes 6 shards
	for delay in 0.05 0.1 0.15 0.2 0.3 0.4 0.6 0.8; do
		dist-run -q lda -k 5 --shard-nnz 40000 --passes 6 --work work -o got.mz shards &
		sleep $delay
		kill -9 $! 2>/dev/null || true
		wait $! || true
	done
	lda --passes 6 --work work -o got.mz shards
	cmp wanted.mz got.mz
	# all is there: no filter runs again
	dist-run -q lda -k 5 --passes 6 --shard-nnz 40000 --work work --joblog log -o again.mz shards
	cmp wanted.mz again.mz
	[ "$(wc -l <log)" = 1 ]
	clean
}

@test "a journal cut at any byte is enough to go on" {
	make_shards 40000
	lda --work work --keep-work -o wanted.mz shards
	size=$(wc -c <work/journal)
	for cut in 0 1 30 $((size / 3)) $((size / 2)) $((size - 20)) $((size - 1)); do
		cp -r work part
		head -c $cut work/journal >part/journal
		lda --work part -o got.mz shards
		cmp wanted.mz got.mz
		rm -r part
	done
	# damage elsewhere is told
	sed '3s/[0-9]/x/' work/journal >j
	mv j work/journal
	refuses 65 "line 3 is damaged" dist-run lda -k 5 --work work -o got.mz shards
}

# case: work-folder-not-ours
@test "work-folder-not-ours: a folder that is neither empty nor ours is left alone" {
	make_pets
	mkdir project project/scratch-thesis
	echo 'two years of work' >project/scratch-thesis/chapter1.tex
	echo data >project/scratch-results.csv
	echo 'Dear diary' >project/journal
	cp -rp project before
	refuses 64 "--work project: is neither empty nor a work folder of dist-run" \
		dist-run -q --work project vocab -o v pets.txt
	[ ! -e v ]
	diff -r before project
	# a mark that is somebody else's, and a link in its place
	echo mine >project/work-mark
	refuses 64 "is neither empty nor a work folder" dist-run -q --work project vocab -o v pets.txt
	mkdir empty
	dist-run -q --work empty vocab -o v pets.txt
	ln -s ../empty/work-mark before/work-mark
	refuses 64 "is neither empty nor a work folder" dist-run -q --work before vocab -o v pets.txt
	# in a folder of ours only what is ours goes
	echo kept >empty/scratch-notes
	mkdir -p empty/scratch && echo gone >empty/scratch/half
	dist-run -q --work empty vocab -o v2 pets.txt
	cmp v v2
	[ -s empty/scratch-notes ]
	[ ! -e empty/scratch/half ]
}

# case: work-result-damaged
@test "work-result-damaged: what an earlier run left is held against its digest, told and made again" {
	seq 1 3000 | awk '{printf "d%d\tcats dogs word%d\n", $1, $1%50}' >t.tsv
	dist-run -q --work w vocab -o v1 t.tsv
	for f in w/*; do
		case $f in *journal | *lock | *scratch | *mark) ;; *) sed -i 's/^cats/rats/' "$f" ;; esac
	done
	run -0 --separate-stderr dist-run -q --work w vocab -o v2 t.tsv
	[[ $stderr == *"is damaged (the journal has another digest): made again"* ]]
	cmp v1 v2
	run -0 --separate-stderr dist-run -q --work w vocab -o v2 t.tsv
	[[ $stderr != *"is damaged"* ]]
	cmp v1 v2
	# every kind of result, a byte of each file in turn: where all are there, and where those
	# that were used are gone, which are made again then, too
	make_many
	for keep in --keep-work ''; do
		line="$keep lda -k 3 --passes 3 --online-passes 1 --shard-nnz 80000"
		rm -rf m wanted.mz
		# shellcheck disable=SC2086 # words
		dist-run -q --work m $line -o wanted.mz many.txt
		find m -type f ! -name journal ! -name lock ! -name work-mark ! -path '*/scratch/*' |
			sort >files
		while read -r file; do
			cp -r m part
			spoil "$file" $(($(wc -c <"$file") / 2)) >"part/${file#m/}"
			# shellcheck disable=SC2086 # words
			dist-run -q --work part $line -o got.mz many.txt 2>said
			cmp wanted.mz got.mz
			grep -q 'is damaged (the journal has another digest): made again' said
			rm -r part
		done <files
		[ "$(wc -l <files)" -ge $((${#keep} ? 6 : 3)) ]
	done
}

@test "a result that is damaged while it is copied to -o does not become one" {
	seq 1 150000 | awk '{printf "d%d\tword%d word%d\n", $1, $1, $1+7}' >t.tsv
	mkfifo out
	dist-run -q --work w vocab -o out t.tsv 2>err &
	job=$!
	exec 9<out
	head -c 1 <&9 >/dev/null
	# it waits for the pipe now, with most of the file to come
	find w -maxdepth 1 -type f -size +1000k >files
	[ -s files ]
	while read -r file; do
		printf X | dd of="$file" bs=1 seek=$(($(wc -c <"$file") - 2)) conv=notrunc status=none
	done <files
	cat <&9 >/dev/null
	exec 9<&-
	status=0
	wait $job || status=$?
	[ "$status" -eq 74 ]
	grep -q 'w/[0-9a-f]*: was damaged after it was made: give the command again' err
	# found then, too
	run -0 --separate-stderr dist-run -q --work w vocab -o again t.tsv
	[[ $stderr == *"is damaged (the journal has another digest): made again"* ]]
}

@test "-o over a stream of another kind is refused" {
	make_pets
	dist-run -q corpus --min-df 1 --max-df 1 -d shards pets.txt
	dist-run -q lda -k 2 --passes 1 -o topics.mz shards
	dist-run -q lsi -k 2 -o factors.mz shards
	cp topics.mz before
	refuses 64 "-o topics.mz: holds topics, and would be replaced by factors: name another file, or allow it: -f" \
		dist-run lsi -k 2 -o topics.mz shards
	refuses 64 "-o factors.mz: holds factors, and would be replaced by topics" \
		dist-run lda -k 2 -o factors.mz shards
	refuses 64 "-o topics.mz: holds topics, and would be replaced by text" \
		dist-run vocab -o topics.mz pets.txt
	refuses 64 "-o topics.mz: holds topics, and would be replaced by text" \
		dist-run each -o topics.mz -- date
	# what map makes is known when it is there
	refuses 64 "-o topics.mz: holds topics, and would be replaced by corpus: name another file, or allow it: -f" \
		dist-run map -o topics.mz shards/shard-00000.mz -- corpus-weight --scheme tfidf
	refuses 64 "-o topics.mz: holds topics, and would be replaced by text" \
		dist-run map -o topics.mz shards/shard-00000.mz -- stream-text
	cmp topics.mz before
	# the same kind, and text, are replaced
	dist-run -q lda -k 2 --passes 2 -o topics.mz shards
	dist-run -q vocab -o v pets.txt
	dist-run -q lsi -k 2 -o v shards
	cmp v factors.mz
	dist-run -q -f lsi -k 2 -o topics.mz shards
	cmp topics.mz factors.mz
}

@test "-o over an input is refused" {
	make_pets
	dist-run -q corpus --min-df 1 --max-df 1 -d shards pets.txt
	cp pets.txt before
	refuses 64 "-o pets.txt: is an input, and would be replaced: name another file, or allow it: -f" \
		dist-run vocab -o pets.txt pets.txt
	cmp pets.txt before
	for file in shards/shard-00000.mz shards/MANIFEST; do
		refuses 64 "-o $file: is an input" dist-run lda -k 2 -o $file shards
	done
	# what only stands beside the shards is no input
	dist-run -q lda -k 2 --passes 1 -o shards/model.mz shards
	dist-run -q lda -k 2 --passes 1 -o shards/model.mz shards
	dist-run -q -f vocab -o pets.txt pets.txt
	dist-run -q vocab -o right before
	cmp pets.txt right
}

@test "a kept work folder is named also with -q" {
	make_pets
	mkdir kept
	run -0 --separate-stderr env TMPDIR="$PWD/kept" dist-run -q --keep-work vocab -o v pets.txt
	[[ $stderr == "dist-run: the work folder is kept: $PWD/kept/dist-run-"* ]]
	[ -d "${stderr#*kept: }" ]
}

@test "results that are gone are made again" {
	make_shards 40000
	dist-run -q map --work work shards -- stream-info >wanted
	rm "$(ls work/[0-9a-f]* | head -n 1)"
	dist-run -q map --work work shards -- stream-info | cmp - wanted
}

@test "one driver a work folder" {
	make_pets
	waiting slow
	dist-run -q --work work map pets.txt -- "$PWD/slow" >/dev/null 2>&1 &
	until [ -e begun ]; do sleep 0.1; done
	refuses 75 "another dist-run works" dist-run vocab --work work pets.txt
	: >go
	wait || true
}

@test "a driver that is killed leaves nobody behind" {
	make_pets
	printf '#!/bin/sh\nsleep 600 & sleep 601\n' >"$PWD/hang"
	chmod 755 hang
	dist-run -q each -- "$PWD/hang" &
	until pgrep -f "^/bin/sh $PWD/hang"; do sleep 0.1; done
	kill -9 $!
	wait $! || true
	for _ in $(seq 600); do
		pgrep -f "$PWD/hang" || break
		sleep 0.1
	done
	run ! pgrep -f "$PWD/hang"
	rm -rf tmp/dist-run-*
	clean
}

@test "an agent or its minder that is killed costs nothing but time" {
	make_shards 40000
	lda -o wanted.mz --passes 5 shards
	slow 0.3
	rsh_is 'echo $$ >>pids' 'exec slow/dist-run --serve'
	lda --hosts hosts --rsh ./rsh --passes 5 -o got.mz shards &
	run=$!
	for i in 1 2 3; do
		sleep 0.4
		kill -9 "$(tail -n 1 pids)" || true
	done
	wait $run
	cmp wanted.mz got.mz
	clean
}

@test "a filter that is killed is run again" {
	make_pets
	printf '#!/bin/sh\n[ -e once ] || { : >once; kill -9 $$; }\nexec cat "$@"\n' >flaky
	chmod 755 flaky
	run -0 --separate-stderr dist-run map pets.txt -- "$PWD/flaky"
	[ "$output" = "$(cat pets.txt)" ]
	[[ $stderr == *"killed by signal 9; the task is tried again"* ]]
	clean
}

@test "a filter that hangs is ended by --timeout" {
	make_pets
	printf '#!/bin/sh\n[ -e once ] || { : >once; sleep 600; }\nexec cat "$@"\n' >flaky
	chmod 755 flaky
	run -0 --separate-stderr dist-run --timeout 1 map pets.txt -- "$PWD/flaky"
	[ "$output" = "$(cat pets.txt)" ]
	[[ $stderr == *"it took longer than "*" s (--timeout)"* ]]
	clean
}

@test "bad input is told with the filter's last words, and stops the job" {
	printf 'a\t%040d!\n' 0 >bad.txt
	local slow=(vocab --words '/(0+)+$/' bad.txt)
	refuses 65 'the regex takes too many steps' dist-run "${slow[@]}"
	printf 'one\ntwo\n' >hosts
	run -65 --separate-stderr dist-run --hosts hosts --rsh ./rsh "${slow[@]}"
	[[ $stderr == *"and another host: "*'the regex takes too many steps'* ]]
	clean
}

@test "a damaged byte on the way is no result" {
	make_shards 40000
	lda -o wanted.mz shards
	# what the first agent sends is damaged after a while; nobody else has any
	printf 'one\n' >hosts
	cat >rsh <<-'END'
		#!/bin/sh
		if mkdir "done-once" 2>/dev/null; then
			$BIN/dist-run --serve | { dd bs=1 count=5000 2>/dev/null; stdbuf -o0 tr '\0' '\1'; }
			exit
		fi
		exec $BIN/dist-run --serve
	END
	run -0 --separate-stderr dist-run lda -k 5 --passes 3 --shard-nnz 40000 --hosts hosts \
		--rsh ./rsh -o got.mz shards
	[[ $stderr == *"one: the connection is damaged"* ]]
	cmp wanted.mz got.mz
	clean
}

@test "a connection that ends in mid-stream is no result" {
	make_shards 40000
	lda -o wanted.mz shards
	printf 'one\n' >hosts
	cat >rsh <<-'END'
		#!/bin/sh
		if mkdir "done-once" 2>/dev/null; then
			$BIN/dist-run --serve | dd bs=1 count=5000 2>/dev/null
			exit
		fi
		exec $BIN/dist-run --serve
	END
	run -0 --separate-stderr dist-run lda -k 5 --passes 3 --shard-nnz 40000 --hosts hosts \
		--rsh ./rsh -o got.mz shards
	[[ $stderr == *"one: the connection ended"* ]]
	cmp wanted.mz got.mz
	clean
}

@test "noise before the hello is skipped, and named where no hello comes" {
	make_pets
	printf '#!/bin/sh\necho "Welcome to $0"\necho oops >&2\nexec $BIN/dist-run --serve\n' >rsh
	dist-run -q --hosts hosts --rsh ./rsh vocab pets.txt | cmp - pets.words
	printf '#!/bin/sh\necho "This account is closed."\nexit 1\n' >rsh
	run --separate-stderr dist-run --patience 1 --hosts hosts --rsh ./rsh vocab pets.txt
	[ "$status" -ne 0 ]
	[[ $stderr == *"This account is closed."* ]]
	clean
}

@test "--restrict runs filters only" {
	make_pets
	printf '#!/bin/sh\nexec $BIN/dist-run --serve --restrict\n' >rsh
	dist-run -q --hosts hosts --rsh ./rsh vocab pets.txt | cmp - pets.words
	run --separate-stderr dist-run --hosts hosts --rsh ./rsh each -- echo hello
	[ "$status" -eq 77 ]
	[[ $stderr == *"filters only"* ]]
}

@test "no host: patience, then 75 and everything kept" {
	make_shards 40000
	printf '#!/bin/sh\nexit 255\n' >rsh
	run --separate-stderr dist-run --patience 2 --hosts hosts --rsh ./rsh lda -k 5 -o x shards
	[ "$status" -eq 75 ]
	[ ! -e x ]
	[[ $stderr == *"is kept in $TMPDIR/dist-run-"* ]]
	rm -r tmp/dist-run-*
	clean
}

@test "a straggler is run elsewhere as well, and the first result wins" {
	cat >rsh <<-'END'
		#!/bin/sh
		export HOST=$1
		exec $BIN/dist-run --serve
	END
	printf '#!/bin/sh\n[ $HOST = one ] && sleep 100\nexec cat "$@"\n' >slow
	chmod 755 rsh slow
	for i in 1 2 3 4 5 6 7 8; do echo $i >in$i; done
	timeout 240 dist-run -q --hosts hosts --rsh ./rsh map in? -- "$PWD/slow" >got
	cat in? | cmp - got
	clean
}

@test "hosts come and go while a job runs" {
	make_shards 40000
	lda -o wanted.mz --passes 5 shards
	echo one >hosts
	slow 0.3
	rsh_is "exec slow/dist-run --serve"
	dist-run -q lda -k 5 --shard-nnz 40000 --hosts hosts --rsh ./rsh --passes 5 --joblog log \
		-o got.mz shards &
	for _ in $(seq 600); do
		! grep -qs '	one	' log || break
		sleep 0.05
	done
	echo two >hosts
	kill -HUP $!
	wait $!
	cmp wanted.mz got.mz
	[ "$(cut -f 2 log | sort -u | tr '\n' ' ')" = "Host one two " ]
	clean
}

@test "a signal ends all in order" {
	make_shards 40000
	dist-run lda -k 5 --passes 1000 -o got.mz shards 2>err &
	until [ "$(cat tmp/dist-run-*/journal 2>/dev/null | wc -l)" -gt 2 ]; do sleep 0.1; done
	kill -TERM $!
	status=0
	wait $! || status=$?
	[ "$status" -eq 75 ]
	grep -q 'ended by signal 15' err
	[ ! -e got.mz ]
	rm -r tmp/dist-run-*
	clean
}

@test "a result that is not whole is none" {
	make_shards 40000
	lda -o wanted.mz shards
	# a host whose filter loses the end of what it writes of larger shards, or damages it
	mkdir -p bad
	cp "$BIN"/* bad/
	for damage in 'head -c -30' "sed 's/a/b/'"; do
		rm -f bad/lda-estep
		printf '#!/bin/sh\nfor last; do :; done\n' >bad/lda-estep
		printf '[ "$(wc -c <"$last")" -lt 20000 ] && exec %s/lda-estep "$@"\n' "$BIN" >>bad/lda-estep
		printf '%s/lda-estep "$@" | %s\n' "$BIN" "$damage" >>bad/lda-estep
		chmod 755 bad/lda-estep
		printf '#!/bin/sh\n[ "$1" = one ] && exec bad/dist-run --serve\n' >rsh
		printf 'exec "$BIN/dist-run" --serve\n' >>rsh
		run -0 --separate-stderr dist-run lda -k 5 --passes 3 --shard-nnz 40000 \
			--hosts hosts --rsh ./rsh -o got.mz shards
		[[ $stderr == *"one: a result is incomplete: "* ]]
		cmp wanted.mz got.mz
	done
	rm -r bad
	clean
}

@test "a filter that ends without a word is told of" {
	make_pets
	slow 0
	local PATH=$PWD/slow:$PATH
	rm slow/vocab-merge
	printf '#!/bin/sh\nexit 3\n' >slow/vocab-merge
	chmod 755 slow/vocab-merge
	refuses 70 "vocab-merge: exit status 3" dist-run -q --work work vocab pets.txt
	printf '#!/bin/sh\nkill -9 $$\n' >slow/vocab-merge
	refuses 71 "vocab-merge: killed by signal 9" dist-run -q --work work vocab pets.txt
	cp "$BIN/vocab-merge" slow
	dist-run -q --work work vocab pets.txt | cmp - pets.words
	run --separate-stderr -65 dist-run -q --hosts hosts --rsh ./rsh map pets.txt -- false
	[[ $stderr == *"exit status 1"* ]]
	clean
}

@test "what can't end well is told before the work starts" {
	make_pets
	refuses 64 "the job is missing" dist-run
	refuses 64 "'vokab' is not a job: nearest is vocab" dist-run vokab pets.txt
	refuses 64 "'xyzzy' is not a job: one of vocab" dist-run xyzzy pets.txt
	refuses 65 "has no words" dist-run lda -k 5 -f </dev/null
	refuses 64 "-k is missing" dist-run lda -f pets.mz
	refuses 64 "-d DIR is missing" dist-run corpus pets.txt
	refuses 64 "follows --" dist-run map pets.txt
	refuses 64 "vocab takes no command after --" dist-run vocab pets.txt -- cat
	refuses 66 "none.txt" dist-run vocab none.txt
	refuses 66 "nowhere" dist-run vocab --hosts nowhere pets.txt
	mkdir locked
	run --separate-stderr dist-run vocab -o none/at/all pets.txt
	[ "$status" -ne 0 ]
	[[ $stderr == *"none/at/all"* ]]
	corpus-shard -q -d shards -n 2 pets.mz
	refuses 64 "-f replaces them" dist-run corpus -d shards pets.txt
	refuses 64 "give inputs of one kind" dist-run lda -k 2 -f pets.mz pets.txt
	corpus-weight -q -o weights.mz pets.mz
	refuses 65 "LDA needs counts" dist-run lda -k 2 -f weights.mz
	refuses 64 "-k is the model's where --add is given" dist-run lda -k 2 --add old.mz -o m.mz pets.mz
	local file
	for file in "lda --add" "lda -k 2 --vocab" "lda -k 2 --labels" "lda -k 2 --seeds"; do
		# shellcheck disable=SC2086
		refuses 64 "${file##* } takes a file, not standard input" dist-run $file - -o m.mz pets.mz
	done
	lda-init -q -k 2 -o old.mz pets.mz
	refuses 64 "--grow takes text or a corpus, not a folder of shards" \
		dist-run lda --add old.mz --grow -o m.mz shards
	refuses 64 "a model of 2 topics is sparse, and trained in batch only" \
		dist-run lda -k 2 --form sparse --online-passes 1 -o m.mz shards
	refuses 64 "--reduce: a word of 5000 bytes" \
		dist-run map --reduce "cat $(printf %05000d 0)" pets.mz -- cat
	local pipe=(cat)
	while [ ${#pipe[@]} -lt 33 ]; do pipe+=('|' cat); done
	refuses 64 "17 filters joined by pipes: at most 16" dist-run -q map pets.mz -- "${pipe[@]}"
	refuses 64 "--shared: a name of 4096 bytes" \
		dist-run lda -k 2 --shared "shards:$(printf %04096d 0)" -o m.mz shards
	clean
}

@test "--check tells of each host, --forget empties stores" {
	make_pets
	dist-run -q vocab pets.txt >/dev/null
	[ -n "$(ls cache/topictools)" ]
	dist-run --check >check
	[ "$(sed -n 2p check | cut -f 1,2)" = "here	ok" ]
	[ "$(sed -n 1p check | tr '\t' '\n' | wc -l)" = "$(sed -n 2p check | tr '\t' '\n' | wc -l)" ]
	dist-run --forget >/dev/null
	[ -z "$(ls cache/topictools)" ]
	printf '#!/bin/sh\n[ "$1" = two ] && exit 255\nexec $BIN/dist-run --serve\n' >rsh
	run -69 --separate-stderr dist-run --check --hosts hosts --rsh ./rsh
	[[ $output == *"one	ok"* ]]
	[[ $output == *"two	failed"* ]]
	clean
}

@test "--joblog has GNU parallel's columns" {
	make_pets
	dist-run -q --joblog log vocab pets.txt >/dev/null
	[ "$(head -n 1 log)" = "Seq	Host	Starttime	JobRuntime	Send	Receive	Exitval	Signal	Command" ]
	[ "$(sed -n 2p log | cut -f 1,2,7,8)" = "1	here	0	0" ]
}

@test "a task may have more files than the host's shell lets open" {
	make_shards 2000
	[ "$(ls shards | wc -l)" -gt 60 ]
	lda --task-nnz 200000 -o wanted.mz shards
	rsh_is 'ulimit -S -n 40' "exec \$BIN/dist-run --serve"
	lda --task-nnz 200000 --hosts hosts --rsh ./rsh -o got.mz shards
	cmp wanted.mz got.mz
	clean
}

@test "a full disk at the driver is told, and what was done stays" {
	make_many
	echo small >small
	# the host's files are not the driver's
	rsh_is 'ulimit -S -f unlimited' "exec \$BIN/dist-run --serve"
	echo one >hosts
	run --separate-stderr bash -c "trap '' XFSZ; ulimit -S -f 100
		exec dist-run -q --hosts hosts --rsh ./rsh --work work map small many.txt -- cat"
	echo "$status $stderr"
	[ "$status" -eq 74 ]
	[[ $stderr == *"work/"*"File too large"* ]]
	[ -z "$output" ]
	dist-run -q --work work --joblog log map small many.txt -- cat >got
	cat small many.txt | cmp - got
	[ "$(wc -l <log)" -eq 2 ]
	clean
}

@test "--weight, --iterations and --offset reach the filters; --report tells where the time went" {
	make_many
	dist-run -q corpus -d counts many.txt
	dist-run -q corpus --weight ltc -d weights many.txt
	corpus-weight --scheme ltc counts/*.mz | stream-text | cmp - <(cat weights/*.mz | stream-text)
	refuses 64 "--weight logent needs each term's counts in all documents" \
		dist-run lsi -k 5 --weight logent -o x.mz many.txt
	refuses 64 "'tfidg' is not a weighting scheme: tfidf|" \
		dist-run corpus --weight tfidg -d x many.txt
	refuses 64 "--weight is for corpus, lsi, not for lda" dist-run lda -k 5 --weight bm25 -o x.mz many.txt
	dist-run --plan lda -k 5 --passes 2 --iterations 3 --online-passes 1 --offset 7 -o x.mz counts >plan 2>&1
	[ ! -e x.mz ]
	grep -q -e '--iterations 3' plan
	grep -q -e '--offset 7' plan
	run -0 --separate-stderr dist-run --report page.html lda -k 5 --passes 2 -o x.mz counts
	[[ $stderr == *"tasks on hosts"*"serial part"* ]]
	grep -q '<code>dist-run --report page.html lda -k 5 --passes 2 -o x.mz counts</code>' page.html
	# bars: of each pass and of the merges, with what they are
	[ "$(grep -c '<title>batch pass: ' page.html)" -ge 1 ]
	[ "$(grep -c '<title>lda-mstep: ' page.html)" -ge 1 ]
	grep -q '<td>here</td><td>1</td>' page.html
	grep -q 'speed-up</td><td>1.00</td>' page.html
	run grep -nE '(src|href)=|<script|@import|url\(' page.html
	[ "$status" -eq 1 ]
	python3 -c 'import html.parser, sys
stack = []
class P(html.parser.HTMLParser):
    def handle_starttag(self, t, a):
        if t not in ("meta", "br", "rect", "line", "path", "polyline") or t == "rect" and ("class", "back") not in a: stack.append(t)
    def handle_startendtag(self, t, a): pass
    def handle_endtag(self, t): assert stack.pop() == t, t
P().feed(open("page.html").read()); assert not stack, stack'
	# after a failure as well, with words of any kind
	printf 'x\n' >'<b>'
	run -65 dist-run --report bad.html map '<b>' -- corpus-vocab
	grep -q '&lt;b&gt;' bad.html
	run ! grep -q '<b>' bad.html
}

# case: lsi-repeated-values
@test "several passes find a value as often as it is there, and tell where they can't" {
	awk 'BEGIN { for (d = 0; d < 300; d++) for (i = 0; i < 2; i++)
		printf "p%d-%d\tpair%da pair%db\n", d, i, d, d }' >pairs.txt
	corpus-vocab -q pairs.txt | vocab-merge -q --min-df 2 -o pairs.vocab
	corpus-bow -q --vocab pairs.vocab pairs.txt | corpus-weight -q -o pairs.mz
	# 300 pairs of alike documents: sqrt 2, 300 times
	dist-run -q --slots 2 lsi -k 60 --block 16 -o got.mz pairs.mz
	stream-text --sample 0 got.mz >got
	[ "$(grep '^#sigma' got | tr '\t' '\n' | awk '$1 > 1.4142 && $1 < 1.41423' | wc -l)" -eq 60 ]
	[ "$(grep '^#unseen' got)" = "#unseen	0.1	1e-06" ]
	# so do the lines of --plan
	dist-run -q --slots 2 --plan lsi -k 60 --block 16 pairs.mz | sh >planned.mz
	cmp got.mz planned.mz
	# as many passes as are asked for leave none to look
	dist-run --slots 2 lsi -k 60 --block 16 --passes 3 -o few.mz pairs.mz 2>notes
	grep -q 'no pass was left to look for values that were missed' notes
	[ "$(stream-text --sample 0 few.mz | grep -c '^#unseen')" -eq 0 ]
}
