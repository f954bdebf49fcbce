# cables.bats - hosts whose network is unplugged: nothing tells, no packet
# comes.  Needs root and ip(8): each host has a network namespace.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086 # status and stderr are bats', LAB_* the lab's

load lab
load job

setup_file() {
	if [ "$(id -u)" -ne 0 ] || ! command -v ip >/dev/null; then
		skip "needs root and ip"
	fi
	if ! ip netns add "tt-probe-$$" 2>/dev/null; then skip "no network namespaces here"; fi
	ip netns del "tt-probe-$$"
	export NETNS=yes
	lab_up 3
	make_wanted
}

cable_is_cut() {
	"$HERE/hosts.sh" cut "$LAB" 2
}

@test "a cable is cut and mended when all is done" {
	for kind in lsi lda; do
		survives $kind -- cable_is_cut
		"$HERE/hosts.sh" mend "$LAB" 2
	done
	left_clean
}

@test "a cable is cut for a moment" {
	for kind in lsi lda; do
		job $kind 3>&- &
		sleep 1
		"$HERE/hosts.sh" cut "$LAB" 2
		sleep 2
		"$HERE/hosts.sh" mend "$LAB" 2
		wait $!
		cmp out.mz $kind.mz
	done
	left_clean
}

# All that ran is gone, and no packet tells of it.
power_is_off() {
	"$HERE/hosts.sh" cut "$LAB" 2
	"$HERE/hosts.sh" kill "$LAB" 2
}

@test "the power of a host goes off" {
	for kind in lsi lda; do
		survives $kind -- power_is_off
		"$HERE/hosts.sh" mend "$LAB" 2
		"$HERE/hosts.sh" start "$LAB" 2
	done
	agents_sweep
	left_clean
}

@test "a link that is cut is told after half a minute, without heartbeats" {
	mkdir one
	printf '#!/bin/sh\nexec cat /dev/zero\n' >one/dist-run
	chmod 755 one/dist-run
	(sleep 1; "$HERE/hosts.sh" cut "$LAB" 3) 3>&- &
	start=$SECONDS
	run --separate-stderr eval "timeout 360 '$PROBE' -i '$LAB_KEY' -k '$LAB_KNOWN' '$(sed -n 3p "$LAB_HOSTS")' bin='$PWD/one' </dev/null >/dev/null"
	"$HERE/hosts.sh" mend "$LAB" 3
	ended 69 0 "timed out"
	[ $((SECONDS - start)) -le 180 ]
}

@test "no way to a host: given up after the time that was given" {
	"$HERE/hosts.sh" cut "$LAB" 3
	start=$SECONDS
	run --separate-stderr timeout 240 "$PROBE" -t 3 -i "$LAB_KEY" -k "$LAB_KNOWN" "$(sed -n 3p "$LAB_HOSTS")" </dev/null
	"$HERE/hosts.sh" mend "$LAB" 3
	ended 69 0 ""
	[ $((SECONDS - start)) -le 60 ]
}
