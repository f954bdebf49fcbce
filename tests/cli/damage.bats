#!/usr/bin/env bats
# Damage and accidents, met by the commands that read streams: a clear line, the
# right status, nothing half-written left behind, and the old file as it was.
# shellcheck disable=SC2154  # stderr, stderr_lines are of bats
load helper

# Every way to read a corpus, a command line each; the stream is standard input.
readers() {
	cat <<-'END'
		stream-info
		stream-text
		corpus-weight
		corpus-shard -d shards -n 2
		corpus-shuffle --seed 1
		corpus-split --test 0.5 --rest rest.mz
		corpus-select --docs names
		corpus-remap --vocab pets.vocab
		corpus-export --to mm
	END
}

# Nothing but the files that were there before.
keep_list() { list_files before; }
same_list() { list_files after && [ "${before[*]}" = "${after[*]}" ]; }

# damaged COMMAND: of damaged.mz to the file out: its status, and what it says as the array
# said.
damaged() {
	status=0
	[ ! -e out ] || rm out
	"$1" -o out damaged.mz 2>err || status=$?
	mapfile -t said <err
}

# At each byte, and each bit of all kinds of streams: tests/unit/source_test.c.
@test "a stream that is cut is refused" {
	make_pets
	size=$(wc -c <pets.mz)
	cp pets.mz damaged.mz
	for ((n = size - 1; n >= 0; n -= n > 20 && n < size - 20 ? 17 : 1)); do
		truncate -s "$n" damaged.mz
		damaged stream-info
		if [ "$status" -ne 65 ] || [ -e out ] || [ "${#said[@]}" -ne 1 ] \
			|| [[ ${said[0]} != "stream-info: damaged.mz: "* ]]; then
			echo "cut at $n: $status, ${said[*]}"
			return 1
		fi
	done
}

@test "a byte flipped is told, or changes nothing" {
	make_pets
	stream-text -o right pets.mz
	right=$(<right)
	# each byte as printf takes it
	read -ra bytes < <(od -An -v -to1 -w1000000 pets.mz)
	bytes=("${bytes[@]/#/\\}")
	[ "${#bytes[@]}" -eq "$(wc -c <pets.mz)" ]
	local IFS=
	for ((n = 0; n < ${#bytes[@]}; n += 7)); do
		flipped=("${bytes[@]}")
		printf -v "flipped[n]" '\\%03o' $((8#${bytes[n]:1} ^ 1 << n % 8))
		# shellcheck disable=SC2059  # the format is the bytes
		printf "${flipped[*]}" >damaged.mz
		damaged stream-text
		if [ "$status" -eq 0 ]; then
			[ "$(<out)" = "$right" ]
		elif [ "$status" -ne 65 ] || [ "${#said[@]}" -ne 1 ]; then
			echo "flipped at $n: $status, ${said[*]}"
			return 1
		fi
	done
}

@test "half a stream is never taken for a whole one, by any reader" {
	make_many
	make_pets
	: >names
	head -c "$(($(wc -c <many.mz) / 2))" many.mz >half.mz
	keep_list
	while read -r line; do
		case $line in
		corpus-shard*) ;;
		*) line="$line -o out" ;;
		esac
		# shellcheck disable=SC2086  # words
		run --separate-stderr ${line} half.mz
		echo "$line: $status, $stderr"
		[ "$status" -eq 65 ]
		[[ $stderr == *"half.mz: truncated after row "* ]]
		[ "${#stderr_lines[@]}" -eq 1 ]
		same_list
	done < <(readers)
}

@test "what is no stream is refused by every reader" {
	make_pets
	: >names
	echo hello >text
	gzip -c text >text.gz
	: >empty
	cp "$BATS_TEST_DIRNAME/../data/later.mz" later.mz
	keep_list
	while read -r line; do
		for file in text text.gz empty later.mz; do
			# shellcheck disable=SC2086
			run --separate-stderr ${line} "$file"
			echo "$line $file: $status, $stderr"
			[ "$status" -eq 65 ]
			[[ $stderr == *"$file: "* ]]
			[ "${#stderr_lines[@]}" -eq 1 ]
			same_list
		done
	done < <(readers)
	refuses 65 "empty: empty, not a matrix stream" stream-info empty
	refuses 65 "text: not a matrix stream: corpus-bow makes one" stream-info text
	refuses 65 "gzip, but no member of a matrix stream" stream-info text.gz
	refuses 65 "later.mz: format version 4" stream-info later.mz
	cat pets.mz text >tail.mz
	refuses 65 "tail.mz: block 4: not a matrix stream" stream-info tail.mz
}

@test "no file, a folder and a closed standard input are no input" {
	make_pets
	: >names
	mkdir folder
	keep_list
	while read -r line; do
		for file in missing folder; do
			# shellcheck disable=SC2086
			run --separate-stderr ${line} "$file"
			echo "$line $file: $status, $stderr"
			[ "$status" -eq 66 ]
			[[ $stderr == *"$file: "* ]]
		done
		run --separate-stderr bash -c "$line <&-"
		echo "$line: $status, $stderr"
		[ "$status" -eq 66 ]
		[[ $stderr == *"standard input is closed" ]]
		same_list
	done < <(readers)
}

@test "a kind that is not wanted is named" {
	refuses 65 "kind is topics, and corpus is expected here" corpus-weight \
		"$BATS_TEST_DIRNAME/../data/golden-topics.mz"
}

@test "two vocabularies never meet unnoticed" {
	make_pets
	make_many
	cat pets.mz many.mz >both.mz
	one=$(stream-info pets.mz | sed -n 's/^terms	//p')
	other=$(stream-info many.mz | sed -n 's/^terms	//p')
	[ "$one" != "$other" ]
	run --separate-stderr -65 stream-text both.mz
	[[ $stderr == *"$one"* && $stderr == *"$other"* ]]
	refuses 65 "another vocabulary" corpus-weight pets.mz many.mz
	refuses 65 "another vocabulary" corpus-weight -o out pets.mz many.mz
	[ ! -e out ]
}

@test "a full device is told, on standard output and with -o" {
	make_pets
	make_many
	for line in stream-info stream-text corpus-weight; do
		run --separate-stderr bash -c "$line many.mz >/dev/full"
		[ "$status" -eq 74 ]
		[[ $stderr == "$line: standard output: "*"No space left on device" ]]
		run --separate-stderr "$line" -o /dev/full many.mz
		[ "$status" -eq 74 ]
		[[ $stderr == "$line: /dev/full: "*"No space left on device" ]]
	done
	run --separate-stderr bash -c 'corpus-weight pets.mz >/dev/full'
	[ "$status" -eq 74 ]
	run --separate-stderr bash -c 'stream-info --help >/dev/full'
	[ "$status" -eq 74 ]
	[ -c /dev/full ]
}

@test "a closed standard output is told" {
	make_pets
	run --separate-stderr bash -c 'corpus-weight pets.mz >&-'
	[ "$status" -eq 74 ]
	[[ $stderr == "corpus-weight: standard output: "* ]]
}

@test "a full disk leaves the old file and no other" {
	make_many
	mkdir small
	apart=()
	[ "$(id -u)" -eq 0 ] || apart=(unshare -rm)
	"${apart[@]}" bash -c 'mount -t tmpfs -o size=96k tmpfs small && umount small' 2>/dev/null ||
		skip "no tmpfs may be mounted here"
	run -74 --separate-stderr "${apart[@]}" bash -c '
		mount -t tmpfs -o size=96k tmpfs small
		printf old >small/out.mz
		corpus-weight -o small/out.mz many.mz
		status=$?
		ls -A small
		cat small/out.mz
		umount small
		exit $status'
	[ "$stderr" = "corpus-weight: small/out.mz: write: No space left on device" ] \
		|| [[ $stderr == "corpus-weight: "*"small/out.mz"*"No space left on device" ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[ "$output" = $'out.mz\nold' ]
}

@test "a folder that is missing or not to be written is told" {
	make_pets
	refuses 74 "missing/out.mz: " corpus-weight -o missing/out.mz pets.mz
	mkdir -m 555 locked
	if [ "$(id -u)" -ne 0 ]; then
		refuses 77 "locked/out.mz: " corpus-weight -o locked/out.mz pets.mz
		return
	fi
	# root may write anywhere, unless it gives that up
	setpriv --bounding-set -all --inh-caps -all true 2>/dev/null || skip "no setpriv"
	run -77 --separate-stderr setpriv --bounding-set -all --inh-caps -all \
		"$BIN/corpus-weight" -o locked/out.mz pets.mz
	[[ $stderr == "corpus-weight: locked/out.mz: "* ]]
}

# Starts corpus-weight on half a stream, of which more may come, and kills it.
kill_in_mid_write() {
	head -c "$(($(wc -c <many.mz) / 2))" many.mz >half.mz
	rm -f fifo
	mkfifo fifo
	exec 7<>fifo
	corpus-weight -o out.mz <fifo 2>err &
	child=$!
	cat half.mz >&7
	# until it has its output open
	for ((try = 0; try < 200; try++)); do
		find "/proc/$child/fd" -lname "$PWD/*" 2>/dev/null | grep -q . && break
		sleep 0.05
	done
	kill "-$1" "$child"
	killed=0
	wait "$child" || killed=$?
	exec 7>&-
	rm -f fifo half.mz err
}

@test "TERM, INT, HUP and KILL in mid-write leave the old file and no other" {
	make_many
	printf old >out.mz
	keep_list
	# INT comes ignored where a shell starts a job in the background
	for signal in TERM HUP KILL; do
		kill_in_mid_write "$signal"
		echo "$signal: $killed"
		[ "$killed" -gt 128 ]
		[ "$(cat out.mz)" = old ]
		same_list
	done
}

@test "a reader that goes away ends it quietly" {
	make_many
	run --separate-stderr bash -c 'stream-text many.mz | head -n 1'
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	run --separate-stderr bash -c 'trap "" PIPE; stream-text many.mz | head -n 1'
	[ -z "$stderr" ]
}

@test "with -f an output may be its own input" {
	make_pets
	corpus-weight pets.mz >right.mz
	corpus-weight -f -o pets.mz pets.mz
	cmp right.mz pets.mz
}

@test "a decimal comma changes nothing" {
	make_pets
	corpus-weight pets.mz | stream-text >right
	locale=$(locale -a 2>/dev/null | grep -i -m 1 -E '^(de|fr|es|it|ru|pt)_') || {
		locale=de_DE.UTF-8
		localedef -i de_DE -f UTF-8 "$PWD/$locale" 2>why || skip "no locale has a decimal comma: $(cat why)"
		export LOCPATH=$PWD
	}
	[ "$(LC_ALL=$locale env printf %.1f 0,5)" = 0,5 ]
	LC_ALL=$locale corpus-weight pets.mz | LC_ALL=$locale stream-text >other
	cmp right other
	LC_ALL=$locale corpus-weight --scheme bm25 --b 0.5 pets.mz >/dev/null
}

@test "names with controls make one line that is fit to print" {
	name=$'bad\nname\e[31m'
	refuses 66 "bad?name?[31m: " stream-info "$name"
	refuses 64 "unknown option" stream-info --bad$'\n'option
}

@test "a vocabulary that was cut is refused" {
	make_pets
	size=$(wc -c <pets.vocab)
	for ((n = 0; n < size; n += 3)); do
		head -c "$n" pets.vocab >cut.vocab
		refuses 65 "cut.vocab: " corpus-bow --vocab cut.vocab -o out pets.txt
		[ ! -e out ]
	done
}
