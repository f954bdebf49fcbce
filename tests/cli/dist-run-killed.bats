#!/usr/bin/env bats
# A driver that is killed by -9 after each step by which it changes a file:
# every write, sync, rename and removal, and the middle of every write.
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
	for _ in $(seq 50); do
		if ! pgrep -f "$PWD/bin/" >/dev/null; then
			[ -z "$(ls -A tmp)" ] && [ -z "$(find work/scratch -mindepth 1)" ] \
				&& [ -z "$(find . -maxdepth 1 -name 'out.mz?*')" ]
			return
		fi
		sleep 0.1
	done
	pgrep -a -f "$PWD/bin/"
	return 1
}

# killed_everywhere MOST JOB...: MOST tasks may be done twice.
killed_everywhere() {
	local step=0 status=137 most=$1 twice
	shift
	dist-run -q "$@" -o want.mz text
	while :; do
		step=$((step + 1))
		rm -rf work out.mz
		status=0
		DIE_AFTER=$step bin/dist-run -q --work work "$@" -o out.mz text 2>said || status=$?
		[ "$status" -ne 0 ] || break
		[ "$status" -eq 137 ] || { echo "step $step: status $status"; cat said; return 1; }
		[ ! -e out.mz ] || cmp out.mz want.mz
		bin/dist-run -q --work work "$@" -o out.mz text || { echo "step $step"; return 1; }
		cmp out.mz want.mz || { echo "step $step"; return 1; }
		twice=$(grep '^done' work/journal | cut -f 2 | sort | uniq -d | wc -l)
		[ "$twice" -le "$most" ] || { echo "step $step: $twice done again"; return 1; }
		left_clean || { echo "step $step"; return 1; }
	done 3>&-
	cmp out.mz want.mz
	echo "# $step steps" >&3
	[ "$step" -gt 60 ]
}

@test "LSI: the driver is killed after each step, and goes on" {
	killed_everywhere 0 lsi -k 2 --passes 2 --block 4 --shard-nnz 6000 --task-nnz 6000
}

@test "LDA: the driver is killed after each step, and goes on" {
	# the first model is made again where a later one stands in for it
	killed_everywhere 1 lda -k 2 --passes 2 --online-passes 1 --update 2 --shard-nnz 6000 \
		--task-nnz 6000
}
