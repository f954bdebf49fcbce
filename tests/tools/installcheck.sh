#!/bin/sh
# Checks an installed tree against this one: every command, every page and what
# completes them is there, all say the same version, pages render and are these, and text becomes models
# with nothing but the installed commands in PATH.  Says nothing when well.
#
# usage: tests/tools/installcheck.sh PREFIX [BINDIR [MANDIR [BASHDIR]]]

set -eu
cd "$(dirname "$0")/../.."
prefix=${1:?usage: tests/tools/installcheck.sh PREFIX [BINDIR [MANDIR [BASHDIR]]]}
bin=${2:-$prefix/bin}
man=${3:-$prefix/share/man}
completion=${4:-$prefix/share/bash-completion/completions}
case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/found"
: >"$work/unknown"

found() {
	echo "tests/tools/installcheck.sh: $*" >&2
	echo "$*" >>"$work/found"
}

[ -x "$bin/stream-info" ] || {
	echo "tests/tools/installcheck.sh: nothing is installed in $bin: make install" >&2
	exit 66
}
version=$(sed -n 's/^.define BUILD_VERSION "\(.*\)"/\1/p' cmd/common/build.h)
for source in cmd/*.c; do
	name=${source#cmd/}
	name=${name%.c}
	if [ ! -x "$bin/$name" ]; then
		found "$bin/$name is missing"
	elif ! said=$("$bin/$name" --version 2>&1); then
		found "$bin/$name --version fails: $said"
	elif [ "$said" != "$name (topictools) $version" ]; then
		found "$bin/$name is not version $version: it says '$said'"
	fi
done

set --
for source in cmd/*.c; do
	name=${source#cmd/}
	name=${name%.c}
	if [ -f "$completion/$name" ]; then
		set -- "$@" "$completion/$name"
	else
		found "$completion/$name is missing"
	fi
done
[ $# -eq 0 ] || awk '
	FNR == 1 { name = FILENAME; sub(/.*\//, "", name) }
	/^complete / { for (i = 2; i <= NF; i++) if ($i == name) known[FILENAME] = 1 }
	END { for (i = 1; i < ARGC; i++) if (!(ARGV[i] in known)) print ARGV[i] }
' "$@" >"$work/unknown"
while read -r name; do
	found "$name doesn't know the command"
done <"$work/unknown"

if command -v mandoc >/dev/null; then
	render() { mandoc -T ascii "$@" >"$work/rendered"; }
elif command -v groff >/dev/null && command -v man >/dev/null; then
	render() { man -l "$@" </dev/null >"$work/rendered"; }
else
	echo 'tests/tools/installcheck.sh: neither mandoc nor man here: pages are compared, not rendered' >&2
	render() { :; }
fi
set --
for page in man/*.[157]; do
	there=$man/man${page##*.}/${page#man/}
	if [ -f "$there.gz" ]; then
		set -- "$@" "$there.gz"
	elif [ -f "$there" ]; then
		set -- "$@" "$there"
	else
		found "$there is missing"
	fi
done
mkdir "$work/pages"
[ $# -eq 0 ] || cp "$@" "$work/pages"
case " $* " in *.gz' '*) gzip -dqf "$work/pages"/*.gz || : ;; esac
# all at once, and one by one where one is wrong
if ! diff -q man "$work/pages" >/dev/null; then
	for page in man/*.[157]; do
		there=$work/pages/${page#man/}
		[ ! -f "$there" ] || cmp -s "$page" "$there" ||
			found "$man/man${page##*.}/${page#man/} is not $page"
	done
fi
if ! render "$work/pages"/*; then
	for page in "$work/pages"/*; do
		render "$page" || found "$man/man${page##*.}/${page##*/} can't be rendered"
	done
fi

# Words of two subjects; what a model makes of them must part the subjects.
cat >"$work/pipe" <<'PIPE'
set -eu
cd "$2"
PATH=$1
i=0
while [ $i -lt 8 ]; do
	printf '%s\n' "sea$i	ship harbour sailor wave" "sky$i	planet orbit comet moon"
	i=$((i + 1))
done | corpus-vocab -q | vocab-merge -q -o vocab
i=0
while [ $i -lt 8 ]; do
	printf '%s\n' "sea$i	ship harbour sailor wave ship" "sky$i	planet orbit comet moon"
	i=$((i + 1))
done | corpus-bow -q --vocab vocab -o counts.mz
corpus-weight -q counts.mz | lsi-partial -q -k 2 -o factors.mz
corpus-weight -q counts.mz | lsi-project -q --model factors.mz -o vectors.mz
lda-train -q -k 2 --seed 1 -o topics.mz counts.mz
dist-run -q --slots 2 -j 2 lsi -k 2 -o spread.mz counts.mz
stream-info -q counts.mz factors.mz vectors.mz topics.mz spread.mz >info
topic-words -q -n 4 --format tsv topics.mz >words
vector-query -q --index vectors.mz -n 8 vectors.mz >near
PIPE
if ! (exec env -i PATH=/nowhere /bin/sh "$work/pipe" "$bin" "$work") >"$work/said" 2>&1; then
	found "text does not become models: $(cat "$work/said")"
else
	# words of a topic are of one subject, and so are neighbours
	[ "$(wc -l <"$work/near")" -eq 128 ] || found 'vector-query leaves answers out'
	[ "$(wc -l <"$work/words")" -ge 8 ] || found 'topic-words leaves words out'
	awk -F '\t' '
		function subject(word) {
			return index(" ship harbour sailor wave ", " " word " ") ? "sea" : "sky"
		}
		FNR == NR { if ($1 in of && of[$1] != subject($3)) wrong = 1; of[$1] = subject($3); next }
		substr($1, 1, 3) != substr($4, 1, 3) { wrong = 1 }
		END { exit wrong }
	' "$work/words" "$work/near" || found "models don't tell two subjects apart"
fi
[ ! -s "$work/found" ]
