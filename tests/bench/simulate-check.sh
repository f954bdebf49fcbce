#!/bin/sh
# How accurate simulate.c is: real passes of dist-run lda on hosts in network namespaces of this
# machine, over links of limited rate, beside simulated ones with constants measured on the same
# corpus.  Needs root, sshd, ip, tc and control groups of processors.  A host has a fifth of a
# core, so that eight of them and the driver find two cores enough; the driver's link of RATE
# Mbit/s is divided equally among the hosts.
#
# usage: tests/bench/simulate-check.sh BUILD CONSTANTS [RATE [HOSTS...]]    (100; 1 2 4 8)
#     CONSTANTS  what constants.sh printed
# environment: DOCS (20000), TERMS (100000), as of the constants; TOPICS ("100 1000"),
#     SPEED (.2) of a host, in cores
# prints: case, hosts, seconds of a pass: simulated, real, and simulated with the seconds that the
#     real one's slots computed a task: what is left is off in the schedule and the wire

set -eu
. "$(dirname "$0")/work.sh"
cd "$(dirname "$0")/../.."
build=$(cd "${1:?usage: simulate-check.sh BUILD CONSTANTS [RATE [HOSTS...]]}" && pwd)
constants=$(readlink -f "${2:?usage: simulate-check.sh BUILD CONSTANTS [RATE [HOSTS...]]}")
rate=${3:-100}
[ $# -lt 4 ] && set -- - - - 1 2 4 8
shift 3
here=$PWD
export PATH="$build/bin:$build/tests/bench:$PATH:/usr/sbin"
work=$(mktemp -d)
LAB=
groups=
speed=${SPEED:-.2}
trap '[ -z "$LAB" ] || "$here/tests/cluster/hosts.sh" down "$LAB"; free_cores; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The host in this folder, with all it will start, gets a share of a core.
limit_cores() {
	if [ -d /sys/fs/cgroup/cpu ]; then
		group=/sys/fs/cgroup/cpu/simulate-check-$$-${1##*/}
		mkdir "$group"
		awk "BEGIN { print int($speed * 100000) }" >"$group/cpu.cfs_quota_us"
	else
		group=/sys/fs/cgroup/simulate-check-$$-${1##*/}
		mkdir "$group"
		awk "BEGIN { print int($speed * 100000), 100000 }" >"$group/cpu.max"
	fi
	groups="$groups $group"
	cat "$1/pid" >"$group/cgroup.procs"
}

# Once nothing runs in them.
free_cores() {
	for group in $groups; do
		tries=0
		until rmdir "$group" 2>/dev/null || [ $((tries += 1)) -gt 50 ]; do
			sleep 0.1
		done
	done
	groups=
}

cd "$work"
export TMPDIR="$work" XDG_CACHE_HOME="$work/cache"

generate --docs "${DOCS:-20000}" --terms "${TERMS:-100000}" --topics 100 -o all.mz
corpus-shard -q -d shards -n 24 all.mz
nonzeros=$(stream-info all.mz | sed -n 's/^nonzeros	//p')
tasks=12

for hosts; do
	eval "$(NETNS=yes "$here/tests/cluster/hosts.sh" up "$hosts")"
	each=$((rate * 1000 / hosts))
	for h in $(seq "$hosts"); do
		tc qdisc add dev "$(cat "$LAB/h$h/cable")" root tbf rate ${each}kbit burst 64k latency 50ms
		ip netns exec "$(cat "$LAB/h$h/netns")" tc qdisc add dev eth0 root tbf rate ${each}kbit \
			burst 64k latency 50ms
		limit_cores "$LAB/h$h"
	done
	sed "s|\$| bin=$build/bin threads=1|" "$LAB_HOSTS" >hosts
	for k in ${TOPICS:-100 1000}; do
		# seeds differ, so that hosts have no model of the shorter run
		for passes in 1 3; do
			timer -n 1 dist-run -v --hosts hosts -i "$LAB_KEY" --known-hosts "$LAB_KNOWN" lda \
				-k "$k" --passes $passes --seed $passes --task-nnz $((nonzeros / tasks)) -f -o model.mz shards \
				2>"log.$passes" | cut -f 1 >"took.$passes"
		done
		cat log.3 >&2
		awk -v name="lda-$k" -v constants="$(sed -n "s/^lda-$k //p" "$constants")" -v total="$nonzeros" \
			-v network="$(awk "BEGIN { print $rate / 1000 }")" -v hosts="$hosts" -v cores=1 \
			-v speed="$speed" -v driver=1e12 -v tasks_given=$tasks -f "$here/tests/bench/terms.awk" | cut -f 7 >words
		# by what dense results may have, as dist-run does, hosts combine them
		echo combine=0 >>words
		# shellcheck disable=SC2046 # words
		simulated=$("$build/tests/bench/simulate" $(cat words))
		# shellcheck disable=SC2046 # words
		again=$("$build/tests/bench/simulate" $(cat words) "compute=$(awk -v words="$(tr '\n' ' ' <words)" \
			-v tasks=$tasks -v speed="$speed" '
			/slots computed/ {
				for (i = 2; i <= NF; i++) if ($i == "computed") seconds += $(i + 1)
			}
			END {
				match(words, / start=[^ ]*/)
				start = substr(words, RSTART + 7, RLENGTH - 7)
				compute = (seconds / (3 * tasks) * speed - start) * tasks
				print (compute > 0 ? compute : 0)
			}' log.3)")
		printf 'lda-%s\t%s\t%s\t%s\t%s\n' "$k" "$hosts" "$(echo "$simulated" | cut -f 2)" \
			"$(awk "BEGIN { print ($(cat took.3) - $(cat took.1)) / 2 }")" \
			"$(echo "$again" | cut -f 2)"
	done
	"$here/tests/cluster/hosts.sh" down "$LAB"
	LAB=
	free_cores
done
