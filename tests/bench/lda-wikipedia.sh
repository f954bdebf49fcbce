#!/bin/sh
# A corpus of Wikipedia's size, drawn from 100 topics: one online pass from the
# disk, its time and memory, and its score beside that of the true topics.
#
# usage: tests/bench/lda-wikipedia.sh BUILD [DOCUMENTS [FOLDER]]
#     DOCUMENTS  to draw (3210000: 495 M nonzeros, 850 MB)
#     FOLDER     where the corpus is kept, and found again (a temporary one)
# environment: OPTIONS  more options of lda-train

set -eu
. "$(dirname "$0")/work.sh"
cd "$(dirname "$0")/../.."
build=${1:?usage: tests/bench/lda-wikipedia.sh BUILD [DOCUMENTS [FOLDER]]}
case $build in /*) ;; *) build=$PWD/$build ;; esac
documents=${2:-3210000}
export PATH="$build/bin:$build/tests/bench:$PATH"
if [ $# -ge 3 ]; then work_in "$3"; else work_in; fi

if [ ! -e rest.mz ]; then
	generate --docs "$documents" --terms 100000 --topics 100 --topics-out true.mz -o all.mz
	corpus-split -q --test 0.003 --rest rest.tmp -o held.mz all.mz
	mv rest.tmp rest.mz
	rm all.mz
fi
uptime
stream-info rest.mz | sed -n '/^rows/p; /^nonzeros/p'
# shellcheck disable=SC2086 # options are words
timer -n 1 lda-train -k 100 --passes 1 ${OPTIONS:-} -o model.mz rest.mz | awk -F '\t' '{
	printf "one online pass: %.1f s, %.1f s of processor, peak %.0f MiB\n", $1, $2, $3 / 1024 }'
echo "trained: $(lda-eval --model model.mz held.mz | sed -n '/^completion	/p; /^document-mean/p')"
echo "true:    $(lda-eval --model true.mz held.mz | sed -n '/^completion	/p; /^document-mean/p')"
