#!/bin/sh
# samebytes.sh - one sha256 for each job, whatever the hosts, the slots and the
# transport, on a corpus of your own:
#
#     BUILD=build/release CORPUS=docs.txt.gz tests/cluster/samebytes.sh [JOB...]
#
# JOB: lsi, onepass, lda, online, vocab, map (default: all).  HOSTS, SLOTS:
# the numbers to try (default: "1 2 5" and "1 3").  FACTORS: k (default: 100).
# A line for each run; the last says whether all agree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
BIN=$(cd "${BUILD:?is the folder of the build}/bin" && pwd)
PATH=$BIN:$PATH
: "${CORPUS:?is a text, a document a line}"
CORPUS=$(realpath "$CORPUS")
[ $# -gt 0 ] || set -- lsi onepass lda online vocab map
work=$(mktemp -d)
lab=$("$here/hosts.sh" up 5)
eval "$lab"
trap '"$here/hosts.sh" down "$LAB"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export XDG_CACHE_HOME="$work/cache" TMPDIR="$work"
cd "$work"
status=0

# one NAME WHERE OPTION...: a run; its digest is that of all runs of the name.
one() {
	name=$1 where=$2
	shift 2
	start=$(date +%s.%N)
	# shellcheck disable=SC2086 # words
	case $name in
	lsi) dist-run -q "$@" lsi -k "${FACTORS:-100}" -o out shards ;;
	onepass) dist-run -q "$@" lsi --one-pass -k "${FACTORS:-100}" -o out shards ;;
	lda) dist-run -q "$@" lda -k "${FACTORS:-100}" --passes 4 -o out shards ;;
	online) dist-run -q "$@" lda -k "${FACTORS:-100}" --passes 2 --online-passes 1 -o out shards ;;
	vocab) dist-run -q "$@" vocab -o out "$CORPUS" ;;
	map) dist-run -q "$@" map -o out --reduce 'vocab-merge -q' pieces/* -- corpus-vocab -q ;;
	*) echo "samebytes.sh: no such job: $name" >&2 && exit 64 ;;
	esac || { echo "$name	$where	failed"; status=1; return; }
	sum=$(sha256sum <out | cut -d ' ' -f 1)
	echo "$name	$where	$(echo "$(date +%s.%N) $start" | awk '{ printf "%.1f s", $1 - $2 }')	$sum"
	[ -e "wanted-$name" ] || echo "$sum" >"wanted-$name"
	[ "$sum" = "$(cat "wanted-$name")" ] || { echo "$name: another result"; status=1; }
}

dist-run -q corpus --shard-nnz 100000 -d shards "$CORPUS"
mkdir pieces
case $CORPUS in *.gz) zcat "$CORPUS" ;; *) cat "$CORPUS" ;; esac | split -C 4M - pieces/
for job; do
	case $job in vocab | map) corpus-vocab -q "$CORPUS" | sha256sum | cut -d ' ' -f 1 >"wanted-$job" ;; esac
	for slots in ${SLOTS:-1 3}; do
		one "$job" "local, $slots slots" --slots "$slots"
		for hosts in ${HOSTS:-1 2 5}; do
			head -n "$hosts" "$LAB_HOSTS" | sed "s|\$| bin=$BIN slots=$slots|" >list
			one "$job" "ssh, $hosts hosts, $slots slots" \
				--hosts list -i "$LAB_KEY" --known-hosts "$LAB_KNOWN"
			one "$job" "--rsh ssh, $hosts hosts, $slots slots" --hosts list --rsh "ssh -F $LAB_CONFIG"
		done
	done
done
[ "$status" -eq 0 ] && echo "the same bytes everywhere"
exit "$status"
