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

@test "two Debian packages: the commands and their pages; all other pages" {
	local top=$BATS_TEST_DIRNAME/../.. version build
	build=$(dirname "$BIN")
	command -v dpkg-shlibdeps >/dev/null || skip "dpkg-shlibdeps (dpkg-dev) is missing"
	[ "$(basename "$build")" = release ] || skip "packages are made of a release build"
	[ -f "$build/lib/topictools/agent-$(uname -m)" ] || skip "no agent was built (make agent)"
	version=$(sed -n 's/^.define BUILD_VERSION "\(.*\)"/\1/p' "$top/cmd/common/build.h")
	run -0 --separate-stderr env MPI="${MPI-}" "$top/tests/tools/deb.sh" "$build" "$version" "$PWD"
	[ "${#lines[@]}" -eq 2 ]
	dpkg-deb -x "$PWD"/topictools_*.deb root
	# the commands alone say where the rest is
	run root/usr/bin/topictools help recipes
	[ "$status" -eq 69 ]
	[[ $output == *topictools-doc* ]]
	[ -f root/usr/share/man/man1/lda-train.1.gz ]
	[ ! -e root/usr/share/man/man7 ]
	dpkg-deb -x "$PWD"/topictools-doc_*_all.deb root
	"$top/tests/tools/installcheck.sh" "$PWD/root/usr"
	grep -q '<html' root/usr/share/doc/topictools/html/lda-train.1.html
	[ -s root/usr/share/doc/topictools/demo.tsv ]
}
