# The circles of #include that tests/tools/circles.sh finds, in trees made here.
load helper

circles() {
	"$BATS_TEST_DIRNAME/../tools/circles.sh" "$BATS_TEST_TMPDIR/lib"
}

# file NAME INCLUDED... - a file of a tree
file() {
	local name=$1
	mkdir -p "$BATS_TEST_TMPDIR/lib/${name%/*}"
	shift
	: >"$BATS_TEST_TMPDIR/lib/$name"
	[ $# -eq 0 ] || printf '#include "%s"\n' "$@" >"$BATS_TEST_TMPDIR/lib/$name"
}

@test "files that include downwards are no circle" {
	file room/one.c room/one.h room/two.h
	file room/two.c room/two.h base/three.h
	file room/one.h base/three.h
	file base/three.h
	run -0 circles
	[ -z "$output" ]
}

@test "a circle over three files is found, and only that" {
	file room/one.c room/one.h room/two.h
	file room/two.c room/two.h room/three.h
	file room/three.h one.h
	file room/four.c room/one.h
	run -0 circles
	[ "${#lines[@]}" -eq 1 ]
	[[ ${lines[0]} == "circle of includes:"*room/one* && ${lines[0]} == *room/three* ]]
	[[ ${lines[0]} != *four* ]]
}

@test "a circle through an internal header is found" {
	file room/one.h room/two.h
	file room/two.c room/one_internal.h
	run -0 circles
	[[ $output == "circle of includes:"*room/one*room/two* || \
		$output == "circle of includes:"*room/two*room/one* ]]
}
