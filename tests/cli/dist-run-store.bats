#!/usr/bin/env bats
# A host's store where it is odd, full, damaged, without locks, or removed: the job is
# done, or one line in bounded time names the path.
load helper
load dist

STORE=cache/topictools
NOFLOCK=${BUILD:?}/tests/cli/noflock.so

# A run that puts an object into the store, whose name $object is.
first_run() {
	make_pets
	dist-run -q vocab pets.txt | cmp - pets.words
	object=$(ls $STORE)
	[ "$(wc -w <<<"$object")" -eq 1 ]
}

# The second run is done in time, and the store has the object again.
second_run() {
	timeout 120 dist-run -q vocab pets.txt | cmp - pets.words
	[ -f "$STORE/$object" ]
	[ ! -L "$STORE/$object" ]
	clean
}

# case: store-name-taken
@test "something strange stands at an object's name: a link, a pipe, folders, damage" {
	first_run
	rm $STORE/"$object"
	ln -s /nonexistent $STORE/"$object"
	second_run
	rm $STORE/"$object"
	ln -s "$PWD/pets.txt" $STORE/"$object"
	second_run
	rm $STORE/"$object"
	mkfifo $STORE/"$object"
	second_run
	rm $STORE/"$object"
	mkdir $STORE/"$object"
	second_run
	rm $STORE/"$object"
	mkdir -p $STORE/"$object"/full
	second_run
	ls -d $STORE/strange-*
	echo damage >$STORE/"$object"
	second_run
	: >$STORE/"$object"
	chmod 0 $STORE/"$object"
	second_run
}

@test "a lock on an object that nobody gives back does not stop a job" {
	first_run
	flock -x $STORE/"$object" sleep 30 3>&- &
	holder=$!
	while flock -n -x $STORE/"$object" true; do sleep 0.1; done
	timeout 100 dist-run -q vocab pets.txt | cmp - pets.words
	pkill -P $holder || :
	wait $holder || :
}

# What is preloaded comes before a sanitizer's runtime, which minds.
preloads() {
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
}

# case: store-without-flock
@test "a file system without flock: the store and --work take fcntl's locks" {
	preloads
	make_pets
	mkdir bin
	cp "$BIN"/* bin
	mv bin/dist-run bin/real
	printf '#!/bin/sh\nLD_PRELOAD=%s exec %s/bin/real "$@"\n' "$NOFLOCK" "$PWD" >bin/dist-run
	chmod +x bin/dist-run
	printf ': bin=%s/bin\n' "$PWD" >hosts
	timeout 120 dist-run -q --hosts hosts vocab pets.txt | cmp - pets.words
	timeout 120 env LD_PRELOAD="$NOFLOCK" dist-run -q --work w vocab pets.txt | cmp - pets.words
	# and they are locks
	waiting slow
	LD_PRELOAD=$NOFLOCK dist-run -q --work w --slots 1 each -- "$PWD/slow" 3>&- >/dev/null &
	until [ -e begun ]; do sleep 0.1; done
	LD_PRELOAD=$NOFLOCK run --separate-stderr dist-run --work w vocab pets.txt
	: >go
	[ "$status" -eq 75 ]
	[[ $stderr == *"w: another dist-run works in this folder"* ]]
	wait
}

@test "a file system without any locks: the store does without, --work says what is missing" {
	preloads
	make_pets
	export NO_LOCKS=1
	LD_PRELOAD=$NOFLOCK timeout 120 dist-run -q vocab pets.txt | cmp - pets.words
	[ "$(ls $STORE | wc -l)" -eq 1 ]
	LD_PRELOAD=$NOFLOCK timeout 120 dist-run -q vocab pets.txt | cmp - pets.words
	LD_PRELOAD=$NOFLOCK refuses 74 "w: its file system has no locks (neither flock nor fcntl)" \
		dist-run --work w vocab pets.txt
}

@test "a store in an odd place is used, or another is taken and told" {
	make_pets
	mkdir real
	ln -s "$PWD/real" $STORE
	dist-run vocab pets.txt 2>err | cmp - pets.words
	[ ! -s err ]
	[ "$(ls real | wc -l)" -eq 1 ]
	# as umask 002 leaves it
	rm $STORE
	mkdir -m 775 $STORE
	dist-run vocab pets.txt 2>err | cmp - pets.words
	grep -q "here: the store $PWD/$STORE could be written by others; it is private now" err
	[ "$(stat -c %a $STORE)" = 755 ]
	[ "$(ls $STORE | wc -l)" -eq 1 ]
	# no folder at all
	rm -r cache
	: >cache
	dist-run vocab pets.txt 2>err | cmp - pets.words
	grep -q "here: the store is $TMPDIR/topictools-$(id -u): $PWD/$STORE: Not a directory" err
	[ -d tmp/topictools-"$(id -u)" ]
	rm -r tmp/topictools-*
	clean
}

@test "a store of somebody else's is not used, and that is told" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	make_pets
	mkdir $STORE
	chown 65534 $STORE
	dist-run vocab pets.txt 2>err | cmp - pets.words
	grep -q "here: the store is .*$STORE belongs to another user" err
	[ -z "$(ls $STORE)" ]
	rm -r tmp/topictools-*
}

@test "objects that are removed while a job runs are sent again" {
	make_pets
	mkdir bin
	cp "$BIN"/* bin
	# the filter finds its file gone once, and fails
	rm bin/corpus-vocab
	cat >bin/corpus-vocab <<-END
		#!/bin/sh
		if mkdir '$PWD/was-here' 2>/dev/null; then rm -f '$PWD/$STORE'/*; fi
		exec '$BIN/corpus-vocab' "\$@"
	END
	chmod 755 bin/corpus-vocab
	printf ': bin=%s/bin\n' "$PWD" >hosts
	timeout 120 dist-run --hosts hosts vocab pets.txt 2>err | cmp - pets.words
	grep -q "here: $PWD/$STORE/[0-9a-f]* was removed from the store while a filter used it" err
	# the whole store, too
	rm -r was-here
	sed -i "s|rm -f .*; fi|rm -rf '$PWD/cache'; fi|" bin/corpus-vocab
	timeout 120 dist-run -q --hosts hosts vocab pets.txt | cmp - pets.words
	[ -d was-here ]
	clean
}

@test "a store that is full of what is in use says so" {
	make_many
	run --separate-stderr timeout 240 dist-run --store 1M --patience 2 vocab <(cat many.txt many.txt)
	[ "$status" -ne 0 ]
	[[ $stderr == *"more than"*"the store may hold"* || $stderr == *"that the store may hold"* ]]
}

@test "models of a run here are read where they are, not copied to the store" {
	make_shards 40000
	dist-run -q --slots 2 lda -k 5 --passes 3 -o got.mz shards
	find cache -type f -size +0 >files
	local kinds
	kinds=$(while read -r f; do stream-info --quick "$f" 2>/dev/null | sed -n 's/^kind	//p'; done <files)
	[[ $kinds == *corpus* ]]
	[[ $kinds != *topics* ]]
	# as a host's agent, which is sent them
	printf ': bin=%s\n' "$BIN" >hosts
	dist-run -q --hosts hosts --any-build lda -k 5 --passes 3 -o host.mz shards
	cmp got.mz host.mz
	[[ $(find cache -type f -size +0 -exec stream-info --quick {} \; 2>/dev/null) == *topics* ]]
}
