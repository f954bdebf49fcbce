#!/usr/bin/env bash
# soak.sh - random jobs under random faults, each compared with a quiet run, for as long
# as is said:
#
#     BUILD=build/release tests/cluster/soak.sh SECONDS [SEED [ROUND]]
#
# A round draws a text, a job and its options, hosts (sshd on loopback) and slots, and
# strikes: the driver or a filter is killed, the driver is stopped or gets SIGTERM or a
# limit on the size of its files, a host is killed, frozen, loses its store, or has a byte
# of it changed; with NETNS=yes (root) cables are cut and slow, too.  The same line is
# given again until it ends well; what it made must be the quiet run's, byte for byte, and
# nothing may be left running, or in the hosts' temporary folders.
# Prints a line for each round, and last "N rounds, 0 failed"; SOAK (default: build/soak)
# gets the log, and what the shell says.  All draws come from SEED (default: the time) and the number of the round:
# with ROUND that one alone runs again.  A round that fails keeps its folder in SOAK.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
BIN=$(cd "${BUILD:?is the folder of the build}/bin" && pwd)
seconds=${1:?usage: soak.sh SECONDS [SEED [ROUND]]}
seed=${2:-$(date +%s)}
only=${3:-}
mkdir -p "${SOAK:-build/soak}"
SOAK=$(cd "${SOAK:-build/soak}" && pwd)
log=$SOAK/log
export PATH=$BIN:$PATH LC_ALL=C
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE SSH_AUTH_SOCK
hosts_most=4
eval "$("$here/hosts.sh" up "$hosts_most")"
trap '"$here/hosts.sh" down "$LAB"' EXIT
trap 'exit 1' HUP INT TERM

say() {
	echo "$*" | tee -a "$log"
}

# draw N: a number below N in $drawn, the next of this round's.
draw() {
	counter=$((counter + 1))
	drawn=$(($(echo "$seed $round $counter" | cksum | cut -d ' ' -f 1) / 7 % $1))
}

# pick WORD...: one of them in $picked.
pick() {
	draw $#
	shift "$drawn"
	picked=$1
}

# A text of words whose frequencies fall as in language; some documents are empty.
make_text() {
	draw 2500
	documents=$((200 + drawn))
	draw 4000
	awk -v seed="$seed$round" -v documents="$documents" -v terms=$((300 + drawn)) 'BEGIN {
		srand(seed)
		for (d = 0; d < documents; d++) {
			printf "doc%d\t", d
			words = rand() < .02 ? 0 : 10 + int(90 * rand())
			for (n = 0; n < words; n++) printf "w%d ", int(terms ^ rand())
			printf "\n" } }' >text
}

# The job's words in $job.
make_job() {
	local shards sizes
	draw 20000
	shards="--shard-nnz $((3000 + drawn))"
	draw 20000
	sizes="$shards --task-nnz $((3000 + drawn))"
	draw 20
	pick vocab "corpus --min-df 1 $shards -d made" "lsi -k $((2 + drawn)) $sizes" \
		"lsi --one-pass -k $((2 + drawn)) $shards" \
		"lsi --tolerance 1e-4 -k $((2 + drawn)) $sizes" \
		"lda -k $((2 + drawn)) --passes 4 $sizes" \
		"lda -k $((2 + drawn)) --passes 3 --form sparse $sizes" \
		"lda -k $((2 + drawn)) --passes 3 --online-passes 1 $sizes" map
	job=$picked
	out="-o made" input=text command=
	case $job in
	corpus*) out= ;;
	map)
		mkdir -p pieces
		split -n l/6 text pieces/
		input=$(echo pieces/*) command="-- corpus-vocab -q"
		;;
	esac
}

# The job with these options of dist-run, here.
give() {
	# shellcheck disable=SC2086
	dist-run -q "$@" $job $out $input $command
}

# What a run made, as one digest.
digest() {
	if [ -d made ]; then
		(cd made && sha256sum ./*)
	else
		sha256sum <made
	fi | sha256sum
}

make_hosts() {
	draw "$hosts_most"
	hosts=$((drawn + 1))
	draw 3
	head -n "$hosts" "$LAB_HOSTS" | sed "s|\$| bin=$BIN slots=$((drawn + 1))|" >hosts.txt
}

# A driver over the hosts in the background: its process in $driver.
start_driver() {
	(
		[ -z "$1" ] || ulimit -f "$1"
		# shellcheck disable=SC2086
		exec dist-run -q --hosts hosts.txt -i "$LAB_KEY" --known-hosts "$LAB_KNOWN" --work work \
			$job $out $input $command
	) >said 2>&1 &
	driver=$!
}

# A process of a host whose name is a filter's: in $victim.
find_filter() {
	local pid
	victim=
	for pid in $("$here/hosts.sh" pids "$LAB" "$1" 2>/dev/null); do
		case $(ps -o comm= -p "$pid" 2>/dev/null) in
		corpus-* | vocab-* | lsi-* | lda-*) victim=$pid ;;
		esac
	done
}

# spoil FILE: a byte of it is another.
spoil() {
	local size
	size=$(stat -c %s "$1" 2>/dev/null) || return 0
	[ "$size" -gt 0 ] || return 0
	draw "$size"
	printf '\125' | dd of="$1" bs=1 seek="$drawn" conv=notrunc status=none 2>/dev/null || :
}

# One strike, drawn; its name in $strike.
strike_once() {
	local host file pause
	draw "$hosts"
	host=$((drawn + 1))
	draw 4
	pause=$((drawn + 1))
	pick kill term stop host-kill host-freeze filter store spoil work ${NETNS:+cut slow}
	strike=$picked
	case $strike in
	kill) kill -KILL "$driver" ;;
	term) kill -TERM "$driver" ;;
	stop)
		kill -STOP "$driver"
		sleep "$pause"
		kill -CONT "$driver"
		;;
	host-kill)
		"$here/hosts.sh" kill "$LAB" "$host"
		sleep "$pause"
		"$here/hosts.sh" start "$LAB" "$host"
		;;
	host-freeze)
		"$here/hosts.sh" stop "$LAB" "$host"
		sleep "$pause"
		"$here/hosts.sh" cont "$LAB" "$host"
		;;
	filter)
		find_filter "$host"
		[ -z "$victim" ] || kill -KILL "$victim"
		;;
	store) rm -rf "$LAB/h$host/cache"/* ;;
	spoil)
		file=$(find "$LAB/h$host/cache" -type f -size +1k | sort | head -n "$pause" | tail -n 1)
		[ -z "$file" ] || spoil "$file"
		;;
	work)
		file=$(find work -type f -name '*[0-9a-f]' -size +1k 2>/dev/null | sort | head -n "$pause" | tail -n 1)
		[ -z "$file" ] || spoil "$file"
		;;
	cut)
		"$here/hosts.sh" cut "$LAB" "$host"
		sleep "$pause"
		"$here/hosts.sh" mend "$LAB" "$host"
		;;
	slow) tc qdisc replace dev "$(cat "$LAB/h$host/cable")" root tbf rate 2mbit burst 32k latency 400ms ;;
	esac 2>/dev/null || :
}

# The line is given until it ends well, under fewer strikes each time.
drive_through() {
	local strikes limit attempt
	draw 5
	strikes=$drawn
	told=
	for attempt in $(seq 12); do
		limit=
		draw 12
		if [ "$drawn" -eq 0 ] && [ "$strikes" -gt 0 ]; then
			draw 400
			limit=$((drawn + 20))
			told="$told limit"
		fi
		start_driver "$limit"
		while [ "$strikes" -gt 0 ] && kill -0 "$driver" 2>/dev/null; do
			draw 20
			sleep "$((drawn / 10)).$((drawn % 10))"
			strike_once
			told="$told $strike"
			strikes=$((strikes - 1))
		done
		if wait "$driver"; then
			attempts=$attempt
			return 0
		fi
		strikes=$((strikes > 0 ? strikes - 1 : 0))
		[ ! -d made ] || [ ! -d work ] || rm -rf made
	done
	attempts=$attempt
	return 1
}

left() {
	local try
	for try in $(seq 100); do
		! pgrep -f "bin=$SOAK/round|$BIN/dist-run --serve" >/dev/null || { sleep 0.5; continue; }
		# agents that come next sweep what a killed host left
		[ "$try" -ne 1 ] || dist-run -q --hosts hosts.txt -i "$LAB_KEY" --known-hosts "$LAB_KNOWN" \
			--check >checked 2>&1 || :
		[ -n "$(find "$LAB"/h*/tmp tmp -mindepth 1 2>/dev/null)" ] || return 0
		sleep 0.5
	done
	pgrep -a -f "$BIN/dist-run --serve" || :
	find "$LAB"/h*/tmp tmp -mindepth 1
	return 1
}

run_round() {
	local folder=$SOAK/round-$round wanted start=$SECONDS verdict=ok
	rm -rf "$folder"
	mkdir -p "$folder/tmp"
	cd "$folder"
	export TMPDIR=$folder/tmp XDG_CACHE_HOME=$folder/cache
	counter=0
	attempts=0
	told=
	make_text
	make_job
	make_hosts
	if ! give --slots 1 >said 2>&1; then
		verdict="the quiet run fails: $(tail -n 1 said)"
	else
		wanted=$(digest)
		rm -rf made
		if ! drive_through; then
			verdict="fails after $attempts attempts: $(tail -n 1 said)"
		elif [ "$(digest)" != "$wanted" ]; then
			verdict="another result"
		elif ! left >remains; then
			verdict="something is left: $(tail -n 1 remains)"
		fi
	fi
	[ -z "${NETNS:-}" ] || for cable in "$LAB"/h*/cable; do
		tc qdisc del dev "$(cat "$cable")" root 2>/dev/null || :
	done
	say "round $round: $job; $hosts hosts; strikes:${told:- none}; $attempts attempts, $((SECONDS - start)) s: $verdict"
	cd "$SOAK"
	if [ "$verdict" = ok ]; then
		rm -rf "$folder"
	else
		failed=$((failed + 1))
		say "round $round: kept in $folder; again: BUILD=$BUILD $0 1 $seed $round"
	fi
}

# the shell tells of every process that a strike ended
exec 2>>"$SOAK/errors"
failed=0 rounds=0 round=${only:-1}
say "seed $seed, for $seconds s"
while :; do
	run_round
	rounds=$((rounds + 1))
	[ -z "$only" ] && [ "$SECONDS" -lt "$seconds" ] || break
	round=$((round + 1))
done
say "$rounds rounds, $failed failed"
[ "$failed" -eq 0 ]
