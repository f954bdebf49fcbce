#!/bin/sh
# Bytes of a pass of dist-run lda through the driver, by topics and hosts: hosts in network
# namespaces of this machine, a core each, over ssh.  Needs root, sshd and ip.
#
# usage: tests/bench/wire-bytes.sh BUILD SHARDS [RATE]
#     BUILD   may be one of another commit: its dist-run, and its filters on the hosts
#     RATE    Mbit/s of each host's link (default: unlimited)
# environment: HOSTS ("1 2 4 8"), TOPICS ("100 500 1000"), PASSES (2), OPTIONS (of dist-run)
# prints: K, hosts, MB to hosts a pass (without the shards, which travel once), MB from hosts a
#     pass, seconds in all, MiB of the driver, and of its work folder at its largest
set -eu
build=$(cd "${1:?usage: wire-bytes.sh BUILD SHARDS [RATE]}" && pwd)
shards=$(cd "${2:?usage: wire-bytes.sh BUILD SHARDS [RATE]}" && pwd)
rate=${3-}
here=$(cd "$(dirname "$0")/../.." && pwd)
passes=${PASSES:-2}
export PATH="$build/bin:$PATH:/usr/sbin" LC_ALL=C
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
work=$(mktemp -d)
LAB=
trap '[ -z "$LAB" ] || "$here/tests/cluster/hosts.sh" down "$LAB"; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TMPDIR="$work" XDG_CACHE_HOME="$work/cache"

for hosts in ${HOSTS:-1 2 4 8}; do
	eval "$(NETNS=yes "$here/tests/cluster/hosts.sh" up "$hosts")"
	for h in $(seq "$hosts"); do
		[ -n "$rate" ] || continue
		tc qdisc add dev "$(cat "$LAB/h$h/cable")" root tbf rate "${rate}mbit" burst 64k latency 50ms
		ip netns exec "$(cat "$LAB/h$h/netns")" tc qdisc add dev eth0 root tbf rate "${rate}mbit" \
			burst 64k latency 50ms
	done
	sed "s|\$| bin=$build/bin threads=1|" "$LAB_HOSTS" >"$work/hosts"
	sent=$(cat "$shards"/*.mz | wc -c)
	for k in ${TOPICS:-100 500 1000}; do
		rm -rf "$work/job"
		began=$(date +%s.%N)
		# shellcheck disable=SC2086 # words
		dist-run -v ${OPTIONS-} --work "$work/job" --hosts "$work/hosts" -i "$LAB_KEY" \
			--known-hosts "$LAB_KNOWN" lda -k "$k" --passes "$passes" -f -o "$work/model.mz" \
			"$shards" 2>"$work/notes" &
		driver=$!
		most=0
		while kill -0 "$driver" 2>/dev/null; do
			sleep 0.1
			size=$(du -sk "$work/job" 2>/dev/null | cut -f 1)
			[ "${size:-0}" -le "$most" ] || most=$size
		done
		wait "$driver" || { cat "$work/notes" >&2; exit 1; }
		cat "$work/notes" >&2
		awk -v k="$k" -v hosts="$hosts" -v passes="$passes" -v shards="$sent" -v most="$most" \
			-v took="$(awk "BEGIN { print $(date +%s.%N) - $began }")" '
			/ MB sent, / {
				for (i = 2; i <= NF; i++) {
					if ($i == "sent,") sent += $(i - 2)
					if ($i == "received,") received += $(i - 2)
				}
			}
			/ of processor, .* MiB at most$/ { memory = $(NF - 3) }
			END { printf "%d\t%d\t%.1f\t%.1f\t%.1f\t%s\t%.0f\n", k, hosts,
				(sent - shards / 1e6) / passes, received / passes, took, memory, most / 1024 }
		' "$work/notes"
		# from now on the hosts have the shards
		sent=0
	done
	"$here/tests/cluster/hosts.sh" down "$LAB"
	LAB=
done
