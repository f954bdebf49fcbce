#!/usr/bin/env bats
# The tutorial in topictools(7), with the lines that want hosts: node1 and node2.
load lab

setup_file() { lab_up 2; }

@test "the tutorial prints what it shows, on hosts too" {
	# as on a host where dist-run is installed, for a key that may do nothing else
	sed "s|^|command=\"$BIN/dist-run --serve --restrict\" |" "$LAB/authorized" >authorized
	cp authorized "$LAB/authorized"
	sed 's/^Host h/Host node/' "$LAB_CONFIG" >config
	mkdir bin hosts
	printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$(command -v ssh)" "$PWD/config" >bin/ssh
	chmod 755 bin/ssh
	printf 'node1\nnode2 slots=2\n' >hosts/hosts.txt
	PATH=$PWD/bin:$PATH HOSTS=$PWD/hosts run "$HERE/../tools/examples.sh" -H \
		"$HERE/../../man/topictools.7"
	echo "$output"
	[ "$status" -eq 0 ]
}
