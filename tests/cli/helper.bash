# What the command tests share.  Each test gets an empty folder, and the
# commands of $BIN first in PATH.
# shellcheck shell=bash

bats_require_minimum_version 1.5.0
PATH=${BIN:?is where the commands are}:$PATH
export LC_ALL=C

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# The command fails with this status, one line on standard error that begins
# with the command's name and holds the text, and nothing on standard output.
# It leaves status, output, stderr and stderr_lines as run does, with a process where that
# takes four.
#   refuses STATUS TEXT COMMAND ARGUMENT...
refuses() {
	local status_wanted=$1 text=$2
	shift 2
	status=0
	"$@" >"$BATS_FILE_TMPDIR/said" 2>"$BATS_FILE_TMPDIR/said.err" || status=$?
	output=$(<"$BATS_FILE_TMPDIR/said")
	stderr=$(<"$BATS_FILE_TMPDIR/said.err")
	mapfile -t stderr_lines <"$BATS_FILE_TMPDIR/said.err"
	if [ "$status" -ne "$status_wanted" ] || [ -n "$output" ] \
		|| [ "${#stderr_lines[@]}" -ne 1 ] || [[ $stderr != "$1: "* ]] \
		|| [[ $stderr != *"$text"* ]]; then
		echo "wanted $status_wanted and '$text', got $status: $stderr"
		return 1
	fi
}

# Three small documents, one of them empty: pets.txt, pets.vocab, pets.mz.
make_pets() {
	printf 'a\tcats and dogs and cats\nb\tdogs\nempty\t\nc\tbirds\n' >pets.txt
	corpus-vocab -q -o pets.words pets.txt
	vocab-merge -q -o pets.vocab pets.words
	corpus-bow -q --vocab pets.vocab -o pets.mz pets.txt
}

# Of pets.mz: weights w.mz, LSI f.mz, vectors v.mz, LDA t.mz, its statistics s.mz, and
# a basis b.mz.
make_models() {
	make_pets
	corpus-weight -q -o w.mz pets.mz
	lsi-partial -q -k 2 -o f.mz w.mz
	lsi-project -q --model f.mz -o v.mz w.mz
	lda-train -q -k 2 --passes 1 -o t.mz pets.mz
	lda-estep -q --model t.mz -o s.mz pets.mz
	lsi-basis -q --start --block 2 -o b.mz w.mz
}

# Enough documents for several blocks: many.txt, many.vocab, many.mz.
make_many() {
	awk 'BEGIN { srand(7); for (d = 0; d < 3000; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 60; n++) printf "w%d ", int(2000 * rand() * rand())
		printf "\n" } }' >many.txt
	corpus-vocab -q -o many.words many.txt
	vocab-merge -q -o many.vocab many.words
	corpus-bow -q --vocab many.vocab -o many.mz many.txt
}

# Of many.mz: weighted.mz and its shards, a start of several-pass LSI (b0.mz) and so
# many passes over the shards (b1.mz p0.mz ...); bases is an array of the former.
make_passes() {
	make_many
	corpus-weight -q -o weighted.mz many.mz
	corpus-shard -q -d shards -n 3 weighted.mz
	lsi-basis -q --start --block 20 -o b0.mz weighted.mz
	for ((pass = 0; pass < $1; pass++)); do
		[ "$pass" -eq 0 ] || lsi-basis -q --extend -o b$pass.mz "${bases[@]}" p$((pass - 1)).mz
		bases+=("b$pass.mz")
		for n in 0 1 2; do
			lsi-multiply -q --basis b$pass.mz -o p$pass-$n.mz shards/shard-0000$n.mz
		done
		lsi-multiply -q --sum -o p$pass.mz p$pass-0.mz p$pass-1.mz p$pass-2.mz
	done
}

# The file with the byte at this place made another.
spoil() {
	head -c "$2" "$1"
	tail -c "+$(($2 + 1))" "$1" | head -c 1 | tr '\000-\377' '\001-\377\000'
	tail -c "+$(($2 + 2))" "$1"
}

# The digest of a stream's content.
digest() {
	stream-info "$1" | sed -n 's/^digest	//p'
}
