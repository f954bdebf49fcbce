#!/usr/bin/env bats
load helper

@test "shards joined are the corpus again" {
	make_many
	stream-text many.mz >wanted
	for rule in "-n 3" "--docs 700" "--nnz 20000" "-n 1" "--docs 100000"; do
		# shellcheck disable=SC2086
		corpus-shard -q -f -d shards $rule many.mz
		cat shards/shard-*.mz | stream-text | cmp - wanted
		[ "$(tail -n 1 shards/MANIFEST | cut -f 3)" = 3000 ]
	done
}

@test "each rule cuts where it says" {
	make_many
	corpus-shard -q -d n -n 7 many.mz
	# 3000 = 7 * 428 + 4
	[ "$(grep -v '#' n/MANIFEST | cut -f 2 | sort -u | tr '\n' ' ')" = "428 429 " ]
	corpus-shard -q -d docs --docs 1000 many.mz
	[ "$(grep -v '#' docs/MANIFEST | cut -f 2 | tr '\n' ' ')" = "1000 1000 1000 " ]
	corpus-shard -q -d nnz --nnz 20000 many.mz
	# all but the last reach 20000, and would not without their last document
	grep -v '#' nnz/MANIFEST | sed '$d' | awk -F '\t' '$3 < 20000 || $3 > 20060 { exit 1 }'
}

@test "the manifest tells the digests of the shards" {
	make_many
	corpus-shard -q -d shards -n 2 many.mz
	[ "$(sed -n 2p shards/MANIFEST | cut -f 4)" = "$(digest shards/shard-00000.mz)" ]
	[ "$(sed -n 3p shards/MANIFEST | cut -f 4)" = "$(digest shards/shard-00001.mz)" ]
}

@test "from a pipe, from files and for any threads the same shards" {
	make_many
	corpus-shard -q -j 1 -d one -n 4 many.mz
	corpus-shard -q -j 8 -d eight -n 4 many.mz
	corpus-shard -q -d piped -n 4 <many.mz
	diff -r one eight
	diff -r one piped
}

@test "more shards than documents, and no documents at all" {
	make_pets
	corpus-shard -q -d many -n 6 pets.mz
	[ "$(grep -vc '#' many/MANIFEST)" = 6 ]
	[ "$(cat many/shard-*.mz | stream-text)" = "$(stream-text pets.mz)" ]
	corpus-bow -q --vocab pets.vocab -o none.mz </dev/null
	corpus-shard -q -d none --docs 5 none.mz
	[ "$(cut -f 2,3 none/MANIFEST | tail -n 1)" = "1	0" ]
	stream-info none/shard-00000.mz | grep -Fx 'rows	0'
}

@test "stale shards are refused, and removed with -f" {
	make_pets
	corpus-shard -q -d shards -n 3 pets.mz
	touch shards/mine shards/shard-00000.mz.bak shards/MANIFEST.tmp-1-0 shards/shard-00001.mz.tmp-1-1
	refuses 64 "has shards already" corpus-shard -d shards -n 1 pets.mz
	[ -e shards/shard-00002.mz ]
	corpus-shard -q -f -d shards -n 1 pets.mz
	[ ! -e shards/shard-00002.mz ]
	# nothing goes by the look of its name
	[ "$(ls shards | tr '\n' ' ')" = "MANIFEST MANIFEST.tmp-1-0 mine shard-00000.mz shard-00000.mz.bak shard-00001.mz.tmp-1-1 " ]
	# a shard that the MANIFEST doesn't name is somebody's
	cp pets.mz shards/shard-00001.mz
	refuses 64 "shards/shard-00001.mz: is there, and the MANIFEST didn't name it" \
		corpus-shard -f -d shards -n 2 pets.mz
	cmp pets.mz shards/shard-00001.mz
}

@test "the old shards stay until the new ones are whole" {
	make_many
	corpus-shard -q -d shards -n 3 many.mz
	cp -r shards before
	# bad input
	spoil many.mz 70000 >bad.mz
	refuses 65 'bad.mz: block ' corpus-shard -f -d shards --docs 500 bad.mz
	diff -r before shards
	# a run that is killed, at once or with a farewell, while it waits for more
	for ((i = 0; i < 20; i++)); do cat many.mz; done >long.mz
	for signal in KILL TERM; do
		mkfifo pipe
		corpus-shard -q -f -d shards --docs 500 <pipe &
		job=$!
		exec 9>pipe
		head -c -5000 long.mz >&9
		for ((i = 0; i < 600; i++)); do
			[ ! -s shards/.new/MANIFEST ] || break
			sleep 0.1
		done
		[ -s shards/.new/MANIFEST ]
		kill -s $signal $job
		status=0
		wait $job || status=$?
		[ $status -gt 128 ]
		exec 9>&-
		rm pipe
		[ "$(cat shards/MANIFEST)" = "$(cat before/MANIFEST)" ]
		dist-run -q lsi -k 2 -o m.mz shards
	done
	# what it left goes with the next
	corpus-shard -q -f -d shards --docs 500 many.mz
	corpus-shard -q -d other --docs 500 many.mz
	diff -r other shards
	[ ! -e shards/.new ]
	# nobody's folder there is emptied
	mkdir shards/.new
	echo mine >shards/.new/notes
	refuses 64 "shards/.new: is neither empty nor a folder of shards" \
		corpus-shard -f -d shards -n 2 many.mz
	[ "$(cat shards/.new/notes)" = mine ]
}

@test "a move of shards that was cut off is told" {
	make_pets
	corpus-shard -q -d shards -n 3 pets.mz
	mkdir shards/shard-00003.mz
	# named by the MANIFEST, and nothing that can be replaced
	sed -i 's/^#end/shard-00003.mz\t1\t1\t0\n#end/' shards/MANIFEST
	refuses 74 "shards/shard-00003.mz" corpus-shard -f -d shards -n 4 pets.mz
	refuses 65 "make the shards again" dist-run -q lsi -k 1 -o m.mz shards
	rmdir shards/shard-00003.mz
	refuses 64 "has shards already" corpus-shard -d shards -n 4 pets.mz
	corpus-shard -q -f -d shards -n 4 pets.mz
	corpus-shard -q -d other -n 4 pets.mz
	diff -r other shards
}

# case: work-folder-not-ours (its kind)
@test "a folder that is neither empty nor of shards is left alone, -f or not" {
	make_pets
	mkdir thesis
	echo 'two years of work' >thesis/chapter1.tex
	cp pets.mz thesis/shard-00000.mz
	echo 'a list' >thesis/MANIFEST
	cp -r thesis before
	refuses 64 "neither empty nor a folder of shards" corpus-shard -d thesis -n 2 pets.mz
	refuses 64 "neither empty nor a folder of shards" corpus-shard -f -d thesis -n 2 pets.mz
	diff -r before thesis
	rm thesis/MANIFEST before/MANIFEST
	refuses 64 "neither empty nor a folder of shards" corpus-shard -f -d thesis -n 2 pets.mz
	diff -r before thesis
	mkdir empty
	corpus-shard -q -d empty -n 2 pets.mz
	# its own input
	refuses 64 "is an input, and would be removed" corpus-shard -f -d empty -n 1 empty/shard-0000*.mz
	refuses 64 "is an input, and would be removed" dist-run -q -f corpus -d empty empty
	[ "$(cat empty/shard-0000?.mz | stream-text)" = "$(stream-text pets.mz)" ]
}

@test "what a killed run left is known by its MANIFEST, and -f replaces it" {
	make_pets
	corpus-shard -q -d shards -n 3 pets.mz
	printf '#file\trows\tnonzeros\tdigest\nshard-00000.mz\nshard-00001.mz\n' >shards/MANIFEST
	rm shards/shard-00002.mz
	refuses 65 "make the shards again" dist-run -q lsi -k 1 -o m.mz shards
	refuses 64 "has shards already" corpus-shard -d shards -n 1 pets.mz
	# names that are not of shards are not followed
	echo keep >kept
	printf '../kept\n/etc/hostname\nshard-00000.mz/../../kept\n' >>shards/MANIFEST
	corpus-shard -q -f -d shards -n 1 pets.mz
	[ "$(ls -A shards | tr '\n' ' ')" = "MANIFEST shard-00000.mz " ]
	[ -s kept ]
}

@test "a damaged corpus leaves nothing, and is told by its name" {
	make_many
	size=$(wc -c <many.mz)
	head -c $((size - 3)) many.mz >cut.mz
	refuses 65 'cut.mz: truncated' corpus-shard -d shards --docs 500 cut.mz
	[ ! -e shards ]
	spoil many.mz 70000 >bad.mz
	mkdir shards
	for rule in '--docs 500' '-n 2'; do
		# shellcheck disable=SC2086 # two words
		refuses 65 'bad.mz: block ' corpus-shard -d shards $rule bad.mz
		[ -z "$(ls -A shards)" ]
	done
}

@test "a rule and a folder are needed" {
	make_pets
	refuses 64 "-d DIR is missing" corpus-shard -n 2 pets.mz
	refuses 64 "one of -n N" corpus-shard -d shards pets.mz
	refuses 64 "one of -n N" corpus-shard -d shards -n 2 --docs 3 pets.mz
	[ ! -e shards ]
	touch file
	run -74 corpus-shard -d file -n 2 pets.mz
}
