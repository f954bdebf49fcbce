#!/bin/sh
# Shows the main job: each step in a line, the command as typed, what it prints.
#
# usage: tests/demo.sh BUILD [TEXT]
#   TEXT: lines of id<TAB>text, gzip or not; what is left out is tests/data/demo.tsv
set -u
unset CDPATH

complain() {
	status=$1
	shift
	printf 'demo.sh: %s\n' "$*" >&2
	exit "$status"
}

case $# in
1 | 2) ;;
*) complain 64 'usage: tests/demo.sh BUILD [TEXT]' ;;
esac
bin=$(cd "$1/bin" 2>/dev/null && pwd) || complain 66 "$1/bin: no such folder: make it first"
page=${bin%/bin}/demo.html
own=$(cd "$(dirname "$0")" && pwd)/data/demo.tsv
given=${2:-$own}
# it is read more than once
if [ ! -f "$given" ] || [ ! -r "$given" ]; then
	complain 66 "$given: no file that can be read"
fi
text=$(cd "$(dirname "$given")" && pwd)/$(basename "$given")

export LC_ALL=C PATH="$bin:$PATH"
work=$(mktemp -d) && work=$(cd "$work" && pwd) || exit 71
export TMPDIR="$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
mkdir "$work/here" && cd "$work/here" && ln -s "$text" text.tsv || exit 71

lines=10 # of what a step prints
width=100 # bytes of a line

# say FORMAT WORDS... - printf, and the end where nobody can read it.
say() {
	# shellcheck disable=SC2059  # the format comes from the lines below
	printf "$@" 2>/dev/null || exit 74
}

# step TEXT COMMAND - says it, shows it, runs it; ends the demo where it fails.
# sh knows the status of a pipe's last command alone, so each of them, as it
# stands between " | " (keep it out of quotes), leaves its own in a file.
# Whoever was ended by SIGPIPE had a reader that wanted no more: no failure.
step() {
	say '\n%s\n$ %s\n' "$1" "$2"
	# shellcheck disable=SC2016  # for eval to expand
	note=' || echo $? >>"$work/statuses"; }'
	pipe="{ $(printf '%s\n' "$2" | sed "s#  *|  *#$note | { #g")$note"
	: >"$work/statuses"
	(eval "$pipe") >"$work/printed" 2>&1 </dev/null
	status=$(awk '$1 != 141 { print $1; exit }' "$work/statuses")
	if [ -n "$status" ]; then
		cat "$work/printed"
		complain "$status" "this step failed, with status $status"
	fi
	awk -v lines="$lines" -v width="$width" '
		NR > lines { next }
		length($0) > width {
			$0 = substr($0, 1, width)
			sub(/[\300-\377][\200-\277]*$/, "") # it may be half a character
			$0 = $0 "..."
		}
		{ print }
		END { if (NR > lines) print "... (" NR - lines " more lines)" }' "$work/printed" 2>/dev/null || exit 74
}

# field KEY FILE - what a line KEY<TAB>VALUE says.
field() {
	awk -F '\t' -v key="$1" '$1 == key { print $2; exit }' "$2"
}

say 'text.tsv is %s\n' "$given"
if [ "$text" = "$own" ]; then
	step 'The text: a document a line, its id, a tab and some sentences.' \
		'head -n 8 text.tsv | cut -c 1-76'
fi

step 'Count the words but English stop words; keep those in 2 documents or more and in at most half.' \
	'corpus-vocab --stop english text.tsv | vocab-merge --min-df 2 --max-df 0.5 -o text.vocab'
documents=$(field '#documents' text.vocab)
if [ "$(field '#end' text.vocab)" -eq 0 ]; then
	complain 65 "$given: no word is in 2 documents and at most half of them (there are $documents): give more text"
fi

step 'The vocabulary: term, documents that have it, times it occurs; its order gives the columns.' \
	'head -n 10 text.vocab'

step 'Its words that are in most documents.' \
	"grep -v '^#' text.vocab | sort -k 2,2nr"

step 'Count again, by document, and weigh the counts by tf-idf.' \
	'corpus-bow --vocab text.vocab text.tsv | corpus-weight -o text.mz'

step 'Cut the corpus into two shards, for two processes or two hosts.' \
	'corpus-shard -d shards -n 2 text.mz'

step 'What the folder holds, so that nothing can get lost unseen.' \
	'cat shards/MANIFEST'

lines=20
step 'Shards joined are a stream again: what it is, checked to its last byte.' \
	'cat shards/*.mz | stream-info'

lines=10
step 'The words of the first document, the heaviest first.' \
	'stream-text --sample 1 text.mz | cut -f 2,3 | sort -k 2,2gr'

# of a stranger's text: the word in most documents, of plain letters
question='which planets does a telescope show'
if [ "$text" != "$own" ]; then
	question=$(awk -F '\t' '$1 ~ /^[a-z]+$/ && $2 + 0 > most { most = $2 + 0; word = $1 }
		END { print word }' text.vocab)
fi

step 'LSI: the truncated SVD, eight factors; a corpus that is large enough is shared out.' \
	'dist-run --slots 2 lsi -k 8 -o text.lsi shards'

step 'The words that say most of each factor, with their signs.' \
	'topic-words -n 6 text.lsi'

step 'Where each document stands among the factors.' \
	'lsi-project --model text.lsi -o text.vectors text.mz'

if [ -n "$question" ]; then
	step 'A question, counted, weighted and projected like a document; the documents nearest to it:' \
		"echo '$question' | corpus-bow -q --input lines --vocab text.vocab | corpus-weight | lsi-project --model text.lsi | vector-query -n 5 --index text.vectors"
fi

step 'LDA needs counts; a tenth of the documents is held out.' \
	'corpus-bow -q --vocab text.vocab text.tsv | corpus-split --test 0.1 --rest train.mz -o held.mz'

step 'LDA: ten topics, by two processes at once; hosts would do as well, and give the same bytes.' \
	'dist-run --slots 2 lda -k 10 --seed 1 --passes 50 -o text.lda train.mz'

step 'The words that are most probable in each topic.' \
	'topic-words -n 6 text.lda'

step 'How well it foresees the other half of the words of documents it never saw.' \
	'lda-eval --model text.lda held.mz'

step 'The documents of each topic, the largest share first.' \
	'corpus-bow -q --vocab text.vocab -o counts.mz text.tsv; lda-infer --model text.lda -o mixtures.mz counts.mz; topic-docs -n 1 mixtures.mz'

step 'A page of all this for a browser: the map of topics, words, documents.' \
	'topic-report -o page.html --model text.lda --texts text.tsv counts.mz'
cp page.html "$page" || exit 74
say '\nThe page: %s\n' "$page"
