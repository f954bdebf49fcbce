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

@test "a library that came or went since: all is made again; else nothing is" {
	local make="make -s -C $BATS_TEST_DIRNAME/../.. MPI=no BUILD=$PWD/build"
	$make "$PWD/build/libraries"
	grep -q -e -lxxhash build/libraries
	touch -d 2001-02-03 build/libraries
	$make "$PWD/build/libraries"
	[ "$(date -r build/libraries +%Y)" -eq 2001 ]
	$make LIBDEFLATE=no ISAL=no LZMA=no ZSTD=no BZIP2=no "$PWD/build/libraries"
	[ "$(date -r build/libraries +%Y)" -gt 2001 ]
	run -0 $make -n "$PWD/build/lib/base/fault.o"
	[[ $output == *" -c -o "* ]]
}
