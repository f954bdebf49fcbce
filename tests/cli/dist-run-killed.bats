#!/usr/bin/env bats
# A driver that is killed by -9 after a step by which it changes a file: a write, the middle
# of one, a rename, a removal.  The steps are told apart by where in the driver they come
# from (tests/cluster/mortal.c): of each kind the first is tried in LSI, the last in LDA, and
# no sync, after which the files are what they were before.  TEST_EVERY=yes tries each step.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export XDG_CACHE_HOME=$PWD/cache TMPDIR=$PWD/tmp
	mkdir tmp cache bin
	cp "$BIN"/* bin
	cp "$BUILD/tests/cluster/mortal" bin/dist-run
	awk 'BEGIN { srand(7); for (d = 0; d < 300; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 40; n++) printf "w%d ", int(400 * rand() * rand())
		printf "\n" } }' >text
}

# Nobody of ours runs any more, and no file is half made.
left_clean() {
	local left
	shopt -s nullglob dotglob
	for _ in $(seq 50); do
		if ! pgrep -f "$PWD/bin/" >/dev/null; then
			left=(tmp/* work/scratch/* out.mz?*)
			[ "${#left[@]}" -eq 0 ]
			return
		fi
		sleep 0.1
	done
	pgrep -a -f "$PWD/bin/"
	return 1
}

# Of a list of steps the first, and the last, of each kind.
first_steps() {
	awk '$3 !~ /sync/ && $2 == 1' steps
}
last_steps() {
	awk '$3 !~ /sync/ { last[$1] = $0 } END { for (kind in last) print last[kind] }' steps
}

# killed WHICH MOST KILLS JOB...: after the steps that the function WHICH chooses; MOST tasks
# may be done twice; so many kills at least.
killed() {
	local which=$1 most=$2 kills=$3 killed=0 kind times call status twice
	shift 3
	dist-run -q "$@" -o want.mz text
	DIE_LIST=steps bin/dist-run -q --work work "$@" -o out.mz text
	cmp out.mz want.mz
	[ -z "$TEST_EVERY" ] || which='cat steps'
	while read -r kind times call; do
		rm -rf work out.mz
		status=0
		DIE_AT="$kind $times" bin/dist-run -q --work work "$@" -o out.mz text 2>said || status=$?
		# what comes first isn't the same in each run: one of a kind may not come
		[ "$status" -ne 0 ] || continue
		killed=$((killed + 1))
		call="$call $kind $times"
		[ "$status" -eq 137 ] || { echo "$call: status $status"; cat said; return 1; }
		[ ! -e out.mz ] || cmp out.mz want.mz
		bin/dist-run -q --work work "$@" -o out.mz text || { echo "$call"; return 1; }
		cmp out.mz want.mz || { echo "$call"; return 1; }
		twice=$(awk -F '\t' '/^done/ && seen[$2]++ == 1 { n++ } END { print n + 0 }' work/journal)
		[ "$twice" -le "$most" ] || { echo "$call: $twice done again"; return 1; }
		left_clean || { echo "$call"; return 1; }
	done 3>&- < <($which)
	cmp out.mz want.mz
	echo "# killed $killed times, of $(wc -l <steps) steps" >&3
	[ "$killed" -ge "$kills" ]
}

@test "LSI: the driver is killed after steps of each kind, and goes on" {
	killed first_steps 0 30 lsi -k 2 --passes 2 --block 4 --shard-nnz 6000 --task-nnz 6000
}

@test "LDA: the driver is killed after steps of each kind, and goes on" {
	# the first model is made again where a later one stands in for it
	killed last_steps 1 30 lda -k 2 --passes 2 --online-passes 1 --update 2 --shard-nnz 6000 \
		--task-nnz 6000
}
