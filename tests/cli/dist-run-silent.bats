#!/usr/bin/env bats
# Who lives and does nothing is left after a minute, on either side of the wire.
load helper
load dist

LIAR=${BUILD:?}/tests/cluster/liar

@test "a host that takes tasks and starts nothing is given up after a minute" {
	make_pets
	rsh_is "exec $LIAR agent \$([ \$1 = two ] && echo idle || echo mute)"
	printf 'two\none\n' >hosts
	: >err
	timeout 600 dist-run --any-build --hosts hosts --rsh ./rsh vocab pets.txt pets.txt pets.txt \
		2>err 3>&- &
	local driver=$!
	until grep -q 'two: it .* starts nothing' err && grep -q 'one: it .* starts nothing' err; do
		kill -0 $driver
		sleep 1
	done
	kill $driver
	wait $driver || :
	rm -rf tmp/dist-run-*
	clean
}

@test "an agent leaves a driver that is silent for a minute" {
	status=0
	"$LIAR" driver nothing 3>&- | timeout 360 dist-run --serve >said 2>err || status=$?
	echo "$status $(cat err)"
	[ "$status" -eq 75 ]
	grep -q 'the driver has been silent for 60 s' err
}
