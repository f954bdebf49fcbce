#!/bin/sh
# What driver, agent and wire add to a local job: dist-run against the same filters
# run by the shell lines of its own --plan, with the same tasks and threads.
#
# usage: tests/bench/dist-cost.sh BUILD SHARDS JOB [OPTION...]
#        (JOB is lsi or lda; SHARDS a folder that corpus-shard made)
# environment: BENCH_TIMES  runs of each (1)

set -eu
. "$(dirname "$0")/work.sh"
build=$(cd "${1:?usage: dist-cost.sh BUILD SHARDS JOB [OPTION...]}" && pwd)
shards=$(cd "$2" && pwd)
job=$3
shift 3
times=${BENCH_TIMES:-1}
export PATH="$build/bin:$PATH"
# as dist-run starts filters: BLAS has one thread
export OPENBLAS_NUM_THREADS=1
work_in
export TMPDIR="$work"

dist-run -q --plan "$job" "$@" -o shell.mz "$shards" >lines.sh
shell=$("$build/tests/bench/timer" -n "$times" sh lines.sh | cut -f 1)
rm -rf "$TMPDIR"/tmp.*
driver=$("$build/tests/bench/timer" -n "$times" dist-run -q "$job" "$@" -o driver.mz "$shards" |
	cut -f 1)
cmp shell.mz driver.mz
printf '%s\tshell %s s\tdist-run %s s\t' "$job $*" "$shell" "$driver"
awk -v a="$shell" -v b="$driver" 'BEGIN { printf "%+.1f %%\n", 100 * (b / a - 1) }'
