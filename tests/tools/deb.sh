#!/bin/sh
# A Debian package of a build: commands, pages, completion; what it depends on is
# read from the commands.  The same commands make the same bytes.  Says where
# the package is, and what it lacks.
#
# usage: tests/tools/deb.sh BUILD VERSION    into the folder above BUILD
#
# MAINTAINER, as "name <mail>", and SOURCE_DATE_EPOCH (packing.sh) come from the
# environment.

set -eu
cd "$(dirname "$0")/../.."
build=${1:?usage: tests/tools/deb.sh BUILD VERSION}
version=${2:?usage: tests/tools/deb.sh BUILD VERSION}
case $build in /*) ;; *) build=$PWD/$build ;; esac
. tests/tools/packing.sh
needs deb.sh ": apt-get install dpkg-dev binutils" dpkg-deb dpkg-shlibdeps strip gzip

umask 022
work=$build/deb
root=$work/debian/topictools
rm -rf "$work"
mkdir -p "$root/DEBIAN"
${MAKE:-make} -s MODE="${build##*/}" DESTDIR="$root" PREFIX=/usr BINDIR=/usr/bin \
	MANDIR=/usr/share/man BASHDIR=/usr/share/bash-completion/completions \
	ZSHDIR=/usr/share/zsh/vendor-completions install >/dev/null

for program in "$root"/usr/bin/*; do
	strip --remove-section=.comment --remove-section=.note.gnu.build-id "$program"
done
gzip -9n "$root"/usr/share/man/man*/*
licence=
for name in LICENSE LICENCE COPYING; do
	[ ! -f "$name" ] || licence=$name
done
if [ -n "$licence" ]; then
	cp "$licence" "$root/usr/share/doc/topictools/copyright"
else
	echo 'tests/tools/deb.sh: there is no LICENSE or COPYING, so the package has no copyright file' >&2
fi
find "$root/usr" -type f ! -path "$root/usr/bin/*" -exec chmod 644 {} +

head -n 1 README | grep -q '^topictools - ' || {
	echo 'tests/tools/deb.sh: README does not open with "topictools - what it is", which describes the package' >&2
	exit 65
}

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

{
	echo 'Package: topictools'
	echo "Version: $version"
	echo "Architecture: $(dpkg --print-architecture)"
	echo "Maintainer: ${MAINTAINER:-topictools <topictools@localhost>}"
	[ -z "$libraries" ] || echo "Depends: $libraries"
	echo "Installed-Size: $(find "$root/usr" -type f -printf '%s\n' |
		awk '{ size += int(($1 + 1023) / 1024) } END { print size }')"
	echo 'Section: science'
	echo 'Priority: optional'
	sed -n '1s/^topictools - /Description: /p' README
	# the paragraph behind the title
	awk 'NR > 2 { if ($0 == "") exit; print " " $0 }' README
} >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
chmod 644 "$root"/DEBIAN/*

find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=${build%/*}/topictools_${version}_$(dpkg --print-architecture).deb
# one thread: several part the archive elsewhere
DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
rm -rf "$work"
echo "${package#"$PWD"/}"
