#!/bin/sh
# Times the commands and the layers below them, beside the limits of this machine:
# medians, rates, -j 1 against all cores, and peak memory.
#
# usage: tests/bench/rates.sh BUILD
# environment: CORPORA  a folder of NAME/docs.txt.gz (id<TAB>text), timed as well
#              BENCH_TIMES  runs of each (5)    BENCH_DOCS  documents to generate (30000)

set -eu
. "$(dirname "$0")/work.sh"
cd "$(dirname "$0")/../.."
build=$PWD/${1:?usage: tests/bench/rates.sh BUILD}
case $1 in /*) build=$1 ;; esac
tools=$build/tests/bench
times=${BENCH_TIMES:-5}
docs=${BENCH_DOCS:-30000}
export PATH="$build/bin:$PATH"
work_in
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)

title() { printf '\n== %s\n' "$1"; }

# The median of "wall<TAB>processor<TAB>peak" of a command line.
timed() { "$tools/timer" -n "$times" sh -c "$1"; }

# row NAME AMOUNT COMMAND: @ stands for the number of threads.  Rates are of wall
# time, and "a core" of processor time with -j 1.
row() {
	one=$(timed "$(printf %s "$3" | sed 's/@/1/g')")
	all=$(timed "$(printf %s "$3" | sed "s/@/$cores/g")")
	printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$one" "$all" | awk -F '\t' '{
		printf "%-30s %8.1f %8.1f %6.2f x %9.1f %9.1f %7.1f\n", $1, $2 / $3, $2 / $6,
			$3 / $6, $2 / $4, $5 / 1024, $8 / 1024 }'
}
# Other load on the machine lowers the first columns, and that of processor time less.
head_row() {
	printf '%-30s %8s %8s %8s %9s %17s\n' "$1" '-j 1' "-j $cores" gain 'a core' 'peak MiB, both'
}

title 'This machine'
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c | head -n 1
stream-info --version -v
uptime

title 'Its limits, MB/s'
"$tools/limits" | tee limits | awk -F '\t' '{ printf "%-30s %8d\n", $1, $2 }'

title "A drawn corpus: $docs documents, 100000 terms"
generate="$tools/generate --docs $docs --terms 100000"
$generate -o drawn.mz
$generate --text -o drawn.tsv
stream-info drawn.mz | sed -n '/^rows/p; /^nonzeros/p; /^members/p'
nonzeros=$(stream-info drawn.mz | sed -n 's/^nonzeros	//p')
millions=$(awk "BEGIN { print $nonzeros / 1e6 }")
megabytes=$(awk "BEGIN { print $(wc -c <drawn.tsv) / 1e6 }")

title 'Blocks of rows in memory, nonzeros/s (wanted of one core: decode 60, encode 25 million)'
"$tools/streambench" drawn.mz

title 'Text to counts'
head_row 'MB/s'
row corpus-vocab "$megabytes" 'corpus-vocab -q -j @ -o drawn.words drawn.tsv'
vocab-merge -q --min-df 5 --max-df 0.5 -o drawn.vocab drawn.words
row corpus-bow "$megabytes" 'corpus-bow -q -j @ --vocab drawn.vocab -o bow.mz drawn.tsv'

title 'Corpora'
head_row 'million nonzeros/s'
row generate "$millions" "$generate -j @ -o again.mz"
row stream-info "$millions" 'stream-info -j @ drawn.mz'
row corpus-weight "$millions" 'corpus-weight -q -j @ -o tfidf.mz drawn.mz'
row 'corpus-shard, moving' "$millions" 'corpus-shard -q -f -j @ -d shards -n 4 drawn.mz'
row corpus-shuffle "$millions" 'corpus-shuffle -q -j @ --seed 1 -o shuffled.mz drawn.mz'
row corpus-split "$millions" \
	'corpus-split -q -j @ --test 0.1 --rest rest.mz -o test.mz drawn.mz'
row stream-text "$millions" 'stream-text -j @ drawn.mz'
row 'corpus-export, Matrix Market' "$millions" \
	'corpus-export -q -j @ --to mm -o drawn.mm drawn.mz'
head_row 'MB/s'
row 'corpus-import, Matrix Market' "$(awk "BEGIN { print $(wc -c <drawn.mm) / 1e6 }")" \
	'corpus-import -q -j @ --from mm -o /dev/null drawn.mm' # a file waits for its disk
gzip_rate=$(sed -n 's/^inflate, zlib[^	]*	//p' limits)
echo "(text that comes gzip-compressed can't be read faster than zlib inflates: $gzip_rate MB/s)"

index='corpus-index -q -f -j @ --min-df 5 --max-df 0.5 --scheme tfidf -d pieces -n 4'
times=$(((times + 1) / 2))
for text in drawn.tsv ${CORPORA:+"$CORPORA"/*/docs.txt.gz}; do
	[ -f "$text" ] || continue
	title "$text: from text to tf-idf"
	head_row 'MB/s'
	size=$(case $text in *.gz) gzip -dc "$text" ;; *) cat "$text" ;; esac | wc -c |
		awk '{ print $1 / 1e6 }')
	row corpus-vocab "$size" "corpus-vocab -q -j @ -o words $text"
	row 'text to tf-idf shards' "$size" "$index $text"
	case $text in *.gz) gzip -dc "$text" >plain.tsv ;; *) continue ;; esac
	for cjk in run bigram; do
		row "corpus-vocab --cjk $cjk, plain" "$size" \
			"corpus-vocab -q -j @ --cjk $cjk -o words plain.tsv"
		vocab-merge -q --min-df 5 --max-df 0.5 -o plain.vocab words
		row "corpus-bow, plain" "$size" \
			'corpus-bow -q -j @ --vocab plain.vocab -o /dev/null plain.tsv'
	done
done
