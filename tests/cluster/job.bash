# What the tests of whole runs share: a text, two jobs on it, what they give
# where nothing fails, and ways to make a host fail.
# shellcheck shell=bash disable=SC2154,SC2034,SC2030,SC2031 # what bats, lab.bash and the lab set

LSI='lsi --combine 0 -k 10 --shard-nnz 10000 --task-nnz 10000'
LDA='lda --combine 0 -k 5 --passes 4 --shard-nnz 10000 --task-nnz 10000'

# Once a file: the text, and the models of a quiet run on this machine.
make_wanted() {
	(
		cd "$BATS_FILE_TMPDIR" || exit 1
		awk 'BEGIN { srand(7); for (d = 0; d < 3000; d++) {
			printf "doc%d\t", d
			for (n = 0; n < 60; n++) printf "w%d ", int(2000 * rand() * rand())
			printf "\n" } }' >text
		mkdir quiet
		export XDG_CACHE_HOME=$PWD/quiet TMPDIR=$PWD/quiet
		# shellcheck disable=SC2086
		dist-run -q $LSI -o lsi.mz text && dist-run -q $LDA -o lda.mz text
	)
}

job_setup() {
	cp "$BATS_FILE_TMPDIR/text" "$BATS_FILE_TMPDIR/lsi.mz" "$BATS_FILE_TMPDIR/lda.mz" .
	mkdir -p tmp cache
	export TMPDIR=$PWD/tmp XDG_CACHE_HOME=$PWD/cache
	commands bin 0.15
	sed "s|\$| bin=$PWD/bin|" "$LAB_HOSTS" >hosts
}

# A file may have its own instead.
setup_file() {
	lab_up 3
	make_wanted
}
setup() {
	lab_setup
	job_setup
}

# commands FOLDER SECONDS: the commands, of which those that run on hosts take
# so much longer.
commands() {
	local filter
	mkdir -p "$1"
	cp "$BIN"/* "$1"
	for filter in lsi-multiply lda-estep; do
		wrap "$1" "$filter" "sleep $2"
	done
}

# wrap FOLDER FILTER LINE: the line is run before the filter.
wrap() {
	rm -f "$1/$2"
	printf '#!/bin/sh\n%s\nexec %s/%s "$@"\n' "$3" "$BIN" "$2" >"$1/$2"
	chmod 755 "$1/$2"
}

# The driver over the lab's hosts; words of JOB and further options.
drive() {
	timeout 480 dist-run -q --hosts hosts -i "$LAB_KEY" --known-hosts "$LAB_KNOWN" "$@"
}

# job lsi|lda OPTION...: the run, its model in out.mz.
job() {
	local words=$LSI
	[ "$1" = lsi ] || words=$LDA
	shift
	rm -f out.mz
	# shellcheck disable=SC2086
	drive $words -o out.mz "$@" text
}

# driver_of PID: the dist-run that a job begun with & runs; none where it ended.
driver_of() {
	local timeout
	timeout=$(pgrep -P "$1" -x timeout) && pgrep -P "$timeout"
}

# What hosts that went off, or agents that were killed with those who clean up after
# them, could not remove, the next agents there remove.
agents_sweep() {
	drive --check >said 2>&1
}

# host_pids K PATTERN: processes of the host whose arguments fit.
host_pids() {
	local pid
	for pid in $("$HERE/hosts.sh" pids "$LAB" "$1"); do
		if ps -o args= -p "$pid" | grep -q -- "$2"; then
			echo "$pid"
		fi
	done
}

# kill_on K PATTERN: kills them with -9; true where there was one.
kill_on() {
	local pid found=1
	for pid in $(host_pids "$1" "$2"); do
		kill -KILL "$pid" 2>/dev/null && found=0
	done
	return "$found"
}

# Nothing of this test runs, on no host is any scratch left, nor here.
left_clean() {
	local try
	for try in $(seq 240); do
		if ! pgrep -f "$BATS_TEST_TMPDIR/bin" >/dev/null \
			&& [ -z "$(find "$LAB"/h*/tmp tmp -mindepth 1)" ]; then
			return 0
		fi
		sleep 0.25
	done
	pgrep -a -f "$BATS_TEST_TMPDIR/bin" | sed "s|^|# left: |"
	find "$LAB"/h*/tmp tmp -mindepth 1 | sed "s|^|# left: |"
	return 1
}

# survives lsi|lda OPTION... -- COMMAND...: the command strikes while the job
# runs; the model is that of the quiet run.
survives() {
	local kind=$1 start=$SECONDS options=() driver
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	job "$kind" "${options[@]}" 3>&- &
	driver=$!
	# a busy machine takes its time until the second host is at work
	until [ -n "$(host_pids 2 'dist-run --serve')" ] || ! kill -0 "$driver" 2>/dev/null; do
		sleep 0.1
	done
	sleep 0.7
	"$@"
	wait "$driver" || return 1
	echo "# $kind: $((SECONDS - start)) s" >&3
	cmp out.mz "$kind.mz"
}
