#!/bin/sh
# LSI of a synthetic corpus of the English Wikipedia's size: 3.2 million documents,
# 100 thousand terms, some 500 million nonzeros, 400 factors, from shards on disk.
# Published for gensim, on other machines: 5 h 14 min, 1 h 41 min on four.
#
# usage: tests/bench/lsi-wikipedia.sh BUILD FOLDER
#   FOLDER  where shards/ is, or is made (3 GB; making it takes minutes)
# environment: DOCS (3200000)  TERMS (100000)  TOPICS (600)  K (400)  TOLERANCE (1e-3)

set -eu
. "$(dirname "$0")/work.sh"
build=${1:?usage: tests/bench/lsi-wikipedia.sh BUILD FOLDER}
folder=${2:?usage: tests/bench/lsi-wikipedia.sh BUILD FOLDER}
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH

if [ ! -e "$folder/shards/MANIFEST" ]; then
	mkdir -p "$folder"
	"$build/tests/bench/generate" -D "${DOCS:-3200000}" -W "${TERMS:-100000}" \
		-k "${TOPICS:-600}" -o "$folder/counts.mz"
	corpus-weight --scheme tfidf -o "$folder/weights.mz" "$folder/counts.mz"
	rm "$folder/counts.mz"
	corpus-shard -d "$folder/shards" --nnz 10000000 "$folder/weights.mz"
	rm "$folder/weights.mz"
fi
"$build/tests/bench/timer" lsi-partial -v -k "${K:-400}" --tolerance "${TOLERANCE:-1e-3}" \
	-o "$folder/model.lsi" "$folder"/shards/shard-*.mz |
	awk -F '\t' '{ printf "seconds\t%s\nprocessor\t%s\npeak\t%.2f GiB\n", $1, $2, $3 / 1048576 }'
lsi-check --sample 32 --model "$folder/model.lsi" "$folder"/shards/shard-*.mz
