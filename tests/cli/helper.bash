# What the command tests share.  Each test gets an empty folder, and the
# commands of $BIN first in PATH.
# shellcheck shell=bash

bats_require_minimum_version 1.5.0
PATH=${BIN:?is where the commands are}:$PATH
export LC_ALL=C

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Without a process of its own: nobody writes to the pipe.
sleep() {
	local never=$BATS_FILE_TMPDIR/never
	[ -p "$never" ] || mkfifo "$never"
	read -rt "$1" <>"$never" || :
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

# list_files NAME: the files and folders here, but for bats' own, as the array of that name.
list_files() {
	local -n list=$1
	local GLOBIGNORE='separate-stderr-*'
	shopt -s globstar dotglob nullglob
	# shellcheck disable=SC2034 # by name
	list=(**)
}

# once NAME COMMAND ARGUMENT...: what the command makes in an empty folder; the tests of a
# file have it made once, and copied.
once() {
	local folder=$BATS_FILE_TMPDIR/once-$1
	if [ ! -d "$folder" ]; then
		mkdir "$folder"
		(cd "$folder" && "${@:2}")
	fi
	cp -r "$folder/." .
}

# Three small documents, one of them empty: pets.txt, pets.vocab, pets.mz.
make_pets() { once pets new_pets; }
new_pets() {
	printf 'a\tcats and dogs and cats\nb\tdogs\nempty\t\nc\tbirds\n' >pets.txt
	corpus-vocab -q -o pets.words pets.txt
	vocab-merge -q -o pets.vocab pets.words
	corpus-bow -q --vocab pets.vocab -o pets.mz pets.txt
}

# Of pets.mz: weights w.mz, LSI f.mz, vectors v.mz, LDA t.mz, its statistics s.mz, and
# a basis b.mz.
make_models() { once models new_models; }
new_models() {
	make_pets
	corpus-weight -q -o w.mz pets.mz
	lsi-partial -q -k 2 -o f.mz w.mz
	lsi-project -q --model f.mz -o v.mz w.mz
	lda-train -q -k 2 --passes 1 -o t.mz pets.mz
	lda-estep -q --model t.mz -o s.mz pets.mz
	lsi-basis -q --start --block 2 -o b.mz w.mz
}

# Enough documents for several blocks: many.txt, many.vocab, many.mz.
make_many() { once many new_many; }
new_many() {
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
	local pass
	once start new_start
	bases=()
	for ((pass = 0; pass < $1; pass++)); do
		once pass$pass new_pass
		bases+=("b$pass.mz")
	done
}
new_start() {
	make_many
	corpus-weight -q -o weighted.mz many.mz
	corpus-shard -q -d shards -n 3 weighted.mz
	lsi-basis -q --start --block 20 -o b0.mz weighted.mz
}
# The next one, of those in the folder of the test.
new_pass() {
	local n basis=b$pass.mz
	if [ "$pass" -eq 0 ]; then
		basis=$BATS_TEST_TMPDIR/b0.mz
	else
		lsi-basis -q --extend -o "$basis" "${bases[@]/#/$BATS_TEST_TMPDIR/}" \
			"$BATS_TEST_TMPDIR/p$((pass - 1)).mz"
	fi
	for n in 0 1 2; do
		lsi-multiply -q --basis "$basis" -o p$pass-$n.mz \
			"$BATS_TEST_TMPDIR/shards/shard-0000$n.mz"
	done
	lsi-multiply -q --sum -o p$pass.mz p$pass-0.mz p$pass-1.mz p$pass-2.mz
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
