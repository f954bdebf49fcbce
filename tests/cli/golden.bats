#!/usr/bin/env bats
# A stranger with zcat and awk, or with python3, reads the streams in tests/data
# as the commands do.
load helper

data=$BATS_TEST_DIRNAME/../data

@test "zcat and awk read a corpus" {
	zcat "$data/golden.mz" | od -An -v -tu1 | awk -f "$data/mz.awk" >by.awk
	printf '%s\t%s\t%s\n' '1 one' and 1 '1 one' the 300 empty '' '' '日 2' and 4 '日 2' sea 1 '日 2' the 1 \
		'日 2' 海 20000 last the 128 >right
	diff right by.awk
	stream-text "$data/golden.mz" | grep -v '^#' >by.us
	diff by.awk by.us
}

@test "zcat and awk read a corpus of several blocks, and one made by cat" {
	make_many
	zcat many.mz | od -An -v -tu1 | awk -f "$data/mz.awk" >by.awk
	stream-text many.mz | grep -v '^#' >by.us
	[ -s by.us ]
	diff by.us by.awk
}

@test "python3 reads topics" {
	command -v python3 >/dev/null || skip "there is no python3"
	cat >read.py <<'END'
import gzip, struct, sys
data = gzip.open(sys.argv[1]).read()
head, rest = data.split(b"\n\n", 1)
header = dict(line.split(": ", 1) for line in head.decode().split("\n") if line[0] != "#")
line, rest = rest.split(b"\n", 1)
terms = []
for _ in range(int(line.split()[1])):
    line, rest = rest.split(b"\n", 1)
    terms.append(line.split(b"\t")[0].decode())
k = int(header["columns"])
while rest.startswith(b"rows "):
    line, rest = rest.split(b"\n", 1)
    rows, numbers, names, index, values = map(int, line.split()[1:])
    gaps, rest = rest[names:names + index], rest[names + index:]
    term = -1
    for row in range(rows):
        term += 1 + gaps[row]           # gaps below 128 are a byte each
        print(terms[term], *struct.unpack_from("<%df" % k, rest, row * k * 4), sep="\t")
    rest = rest[values:]
END
	python3 read.py "$data/golden-topics.mz" >by.python
	printf '%s\t%s\t%s\n' and 0.5 -3.0 the 0.10000000149011612 0.0 \
		海 3.4028234663852886e+38 1.401298464324817e-45 >right
	diff right by.python
}

@test "gzip -t passes, and the first lines are for people" {
	gzip -t "$data/golden.mz" "$data/golden-topics.mz"
	[ "$(zcat "$data/golden.mz" | head -n 2)" = $'matrix-stream: 1\nkind: corpus' ]
}

@test "streams of version 1, of each kind, are read as they were" {
	for kind in corpus basis factors product statistics topics vectors; do
		file=$data/version-1/$kind.mz
		echo "$kind"
		stream-info "$file" | grep -q '^format	1$'
		stream-text "$file"
	done >shown
	diff "$data/version-1/shown.txt" shown
	# and what was written then is gone on with
	lda-mstep -q --model "$data/version-1/topics.mz" -o next.mz "$data/version-1/statistics.mz"
	lda-estep -q --model "$data/version-1/topics.mz" -o now.mz "$data/version-1/corpus.mz"
	# but that statistics say now what they were made from
	diff <(stream-text now.mz | grep -v '^#read') <(stream-text "$data/version-1/statistics.mz")
	refuses 65 "does not say how this model was trained" \
		stream-info --command "$data/version-1/topics.mz"
}

@test "sparse streams without a discount are read as they were" {
	for kind in topics statistics; do
		echo "$kind"
		stream-info "$data/version-2/$kind.mz" | grep -q '^format	2$'
		stream-text "$data/version-2/$kind.mz"
	done >shown
	diff "$data/version-2/shown.txt" shown
	lda-mstep -q --model "$data/version-2/topics.mz" -o next.mz "$data/version-2/statistics.mz"
	run ! grep -q '^#discount' <(stream-text next.mz)
	diff <(stream-text "$data/version-2/topics.mz" | grep -v '^#') <(stream-text next.mz | grep -v '^#')
	lda-infer -q --model "$data/version-2/topics.mz" -o mixtures.mz "$data/version-1/corpus.mz"
	printf '%s\t%s\t%s\t%s\n' a 0.3888889 0.22222222 0.3888889 b 0.34848484 0.3030303 0.34848484 \
		empty 0 0 0 c 0.3030303 0.39393938 0.3030303 >right
	diff right <(stream-text mixtures.mz | grep -v '^#')
}
