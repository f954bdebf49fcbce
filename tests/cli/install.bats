#!/usr/bin/env bats
load helper

# No compiler runs: all is built.
@test "what make install installs passes installcheck" {
	local top=$BATS_TEST_DIRNAME/../..
	[ -f "$BIN/../lib/topictools/agent-$(uname -m)" ] || skip "no agent was built (make agent)"
	make -s -C "$top" MODE="$(basename "$(dirname "$BIN")")" MPI="${MPI-}" DESTDIR="$PWD/root" \
		PREFIX=/usr install >/dev/null
	"$top/tests/tools/installcheck.sh" "$PWD/root/usr"
	[ -f root/usr/lib/topictools/agent-"$(uname -m)" ]
	rm root/usr/share/bash-completion/completions/lda-train root/usr/bin/lda-eval
	run "$top/tests/tools/installcheck.sh" "$PWD/root/usr"
	[ "$status" -eq 1 ]
	[[ $output == *"completions/lda-train is missing"* ]]
	[[ $output == *"bin/lda-eval is missing"* ]]
}
