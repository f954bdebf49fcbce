#!/bin/sh
# The files of a release, in build: the source as a tarball, an archive of static commands
# for this processor, the Debian packages, and SHA256SUMS.  The same sources and compiler
# make the same bytes.  The archive is one program with links by the commands' names,
# the pages, completion, and the notices that the licences of the libraries inside ask
# for.  Prints the files and their sizes.
#
# usage: tests/tools/release.sh STATIC VERSION    STATIC: build/static, made

set -eu
cd "$(dirname "$0")/../.."
static=${1:?usage: tests/tools/release.sh STATIC VERSION}
version=${2:?usage: tests/tools/release.sh STATIC VERSION}
. tests/tools/packing.sh
needs release.sh "" strip xz tar sha256sum git
umask 022
name=topictools-$version-$(uname -m)
root=build/$name
rm -rf "$root"
mkdir -p "$root/bin" "$root/share/doc/topictools" "$root/share/bash-completion/completions" \
	"$root/share/zsh/site-functions" "$root/share/man/man1" "$root/share/man/man5" "$root/share/man/man7"

strip -o "$root/bin/topictools" --remove-section=.comment --remove-section=.note.gnu.build-id \
	"$static/multicall/topictools"
# what dist-run sends to hosts without topictools
for agent in "$static"/lib/topictools/agent-*; do
	mkdir -p "$root/lib/topictools"
	install -m 755 "$agent" "$root/lib/topictools/"
done
sed -n 's/^[A-Z]*("\([a-z-]*\)", .*/\1/p' lib/base/commands.def | while read -r command; do
	[ "$command" = topictools ] || ln -s topictools "$root/bin/$command"
	ln -s topictools "$root/share/bash-completion/completions/$command"
done
rm -f "$root/share/bash-completion/completions/topictools"
sh tests/tools/completion.sh "$root/bin" "$root/completion"
mv "$root/completion/topictools.bash" "$root/share/bash-completion/completions/topictools"
mv "$root/completion/_topictools" "$root/share/zsh/site-functions/"
rmdir "$root/completion"
for page in man/*.[157]; do
	install -m 644 "$page" "$root/share/man/man${page##*.}/"
done
install -m 644 README INSTALL tests/data/demo.tsv "$root/share/doc/topictools/"

# The libraries that the linker took, by the Debian packages that their archives are in.
sed -n 's,^\(/[^ ]*\.a\)(.*,\1,p; s,^LOAD \(/.*\.a\)$,\1,p' "$static/multicall/map" | sort -u |
	while read -r archive; do
		dpkg -S "$(readlink -f "$archive")" 2>/dev/null || dpkg -S "$archive" 2>/dev/null || :
	done | cut -d : -f 1 | sort -u >"$root.packages"
[ -s "$root.packages" ] || {
	echo "tests/tools/release.sh: no package of the static libraries is found: notices can't be written" >&2
	exit 69
}
{
	echo "topictools $version is one static program; it holds parts of these packages, whose"
	echo 'notices follow.'
	while read -r package; do
		printf '\n%s\n%s\n\n' "$package" "$(dpkg-query -W -f '${Version}' "$package" | head -n 1)"
		cat "/usr/share/doc/$package/copyright"
	done <"$root.packages"
} >"$root/share/doc/topictools/NOTICES"
rm -f "$root.packages"

find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
tar -C build --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" | xz -9 >"build/$name.tar.xz"
rm -rf "$root"
(
	cd build
	for file in "topictools-$version.tar.gz" "$name.tar.xz" topictools*_"$version"_*.deb; do
		[ ! -f "$file" ] || sha256sum "$file"
	done >SHA256SUMS
	while read -r sum file; do
		echo "build/$file: $(wc -c <"$file") bytes, $sum"
	done <SHA256SUMS
)
