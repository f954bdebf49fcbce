#!/bin/sh
# Two Debian packages of a build: topictools, the commands with their pages and
# completion, what it depends on read from the commands; and topictools-doc, the
# other pages, the manual as HTML and the text of the examples.  The same commands make
# the same bytes.  Says where they are, and what they lack.
#
# usage: tests/tools/deb.sh BUILD VERSION [FOLDER]    FOLDER: default: the one above BUILD
#
# MAINTAINER, as "name <mail>", and SOURCE_DATE_EPOCH (packing.sh) come from the
# environment.

set -eu
cd "$(dirname "$0")/../.."
usage='usage: tests/tools/deb.sh BUILD VERSION [FOLDER]'
build=${1:?$usage}
version=${2:?$usage}
case $build in /*) ;; *) build=$PWD/$build ;; esac
folder=${3:-${build%/*}}
. tests/tools/packing.sh
needs deb.sh ": apt-get install dpkg-dev binutils mandoc" dpkg-deb dpkg-shlibdeps strip gzip mandoc

head -n 1 README | grep -q '^topictools - ' || {
	echo 'tests/tools/deb.sh: README does not open with "topictools - what it is", which describes the package' >&2
	exit 65
}
licence=
for name in LICENSE LICENCE COPYING; do
	[ ! -f "$name" ] || licence=$name
done
[ -n "$licence" ] ||
	echo 'tests/tools/deb.sh: there is no LICENSE or COPYING, so the packages have no copyright file' >&2

umask 022
work=$folder/deb.work
commands=$work/debian/topictools
manual=$work/debian/topictools-doc
rm -rf "$work"
mkdir -p "$commands" "$manual/usr/share/man" "$manual/usr/share/doc/topictools"
${MAKE:-make} -s MODE="${build##*/}" DESTDIR="$commands" PREFIX=/usr BINDIR=/usr/bin \
	MANDIR=/usr/share/man BASHDIR=/usr/share/bash-completion/completions \
	ZSHDIR=/usr/share/zsh/vendor-completions install >/dev/null
for program in "$commands"/usr/bin/*; do
	strip --remove-section=.comment --remove-section=.note.gnu.build-id "$program"
done
gzip -9n "$commands"/usr/share/man/man*/*
mv "$commands"/usr/share/man/man[57] "$manual/usr/share/man"
mv "$commands/usr/share/doc/topictools/demo.tsv" "$manual/usr/share/doc/topictools"
tests/tools/html.sh "$work"
mv "$work/html" "$manual/usr/share/doc/topictools"

# dpkg-shlibdeps wants to stand above debian/control
printf 'Source: topictools\n\nPackage: topictools\nArchitecture: any\n' >"$work/debian/control"
libraries=$(
	cd "$work"
	# what goes without shared libraries needs none
	for program in debian/topictools/usr/bin/*; do
		objdump -p "$program" | grep -q NEEDED && echo "$program"
	done | xargs -r dpkg-shlibdeps -O
)
libraries=${libraries#shlibs:Depends=}

# pack ROOT ARCHITECTURE: the package of a tree; standard input says what else is in its control
pack() {
	name=${1##*/}
	mkdir -p "$1/DEBIAN" "$1/usr/share/doc/$name"
	[ -z "$licence" ] || cp "$licence" "$1/usr/share/doc/$name/copyright"
	rmdir "$1/usr/share/doc/$name" 2>/dev/null || :
	find "$1/usr" -type f ! -path "$1/usr/bin/*" -exec chmod 644 {} +
	{
		echo "Package: $name"
		echo "Source: topictools"
		echo "Version: $version"
		echo "Architecture: $2"
		echo "Maintainer: ${MAINTAINER:-topictools <topictools@localhost>}"
		echo "Installed-Size: $(find "$1/usr" -type f -printf '%s\n' |
			awk '{ size += int(($1 + 1023) / 1024) } END { print size }')"
		echo 'Priority: optional'
		cat
		# the paragraph behind the title
		awk 'NR > 2 { if ($0 == "") exit; print " " $0 }' README
	} >"$1/DEBIAN/control"
	(cd "$1" && find usr -type f -print | LC_ALL=C sort | xargs md5sum) >"$1/DEBIAN/md5sums"
	chmod 644 "$1"/DEBIAN/*
	find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	package=$folder/${name}_${version}_$2.deb
	# one thread: several part the archive elsewhere
	DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz --build "$1" "$package" >/dev/null
	echo "${package#"$PWD"/}"
}

architecture=$(dpkg --print-architecture)
title=$(sed -n '1s/^topictools - //p' README)
pack "$commands" "$architecture" <<CONTROL
${libraries:+Depends: $libraries
}Recommends: topictools-doc
Section: science
Description: $title
CONTROL
pack "$manual" all <<CONTROL
Suggests: topictools
Section: doc
Description: $title: manual
CONTROL
rm -rf "$work"
