# runs.bats - the same bytes, whatever the hosts, the slots and the transport.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086,SC2016 # status and stderr are bats', LAB_* the lab's

load lab
load job

setup_file() {
	lab_up 5
	make_wanted
}

setup() {
	lab_setup
	cp "$BATS_FILE_TMPDIR"/{text,lsi.mz,lda.mz} .
	mkdir tmp cache
	export TMPDIR=$PWD/tmp XDG_CACHE_HOME=$PWD/cache
}

# list HOSTS SLOTS
list() {
	head -n "$1" "$LAB_HOSTS" | sed "s|\$| bin=$BIN slots=$2|" >hosts
}

# everywhere WORDS...: the job over each number of hosts and slots, and each
# transport; all outputs are those of the local run.
everywhere() {
	local n slots
	dist-run -q "$@" -o want text
	dist-run -q --slots 3 "$@" -o out text
	cmp out want
	for n in 1 2 5; do
		for slots in 1 3; do
			list $n $slots
			drive "$@" -o out text
			cmp out want
		done
	done
	timeout 480 dist-run -q --hosts hosts --rsh "ssh -F $LAB_CONFIG" "$@" -o out text
	cmp out want
	[ -z "$(ls -A tmp)" ]
}

@test "LSI in several passes" {
	everywhere $LSI
	cmp want lsi.mz
}

@test "LSI in one pass" {
	everywhere lsi --one-pass -k 10 --shard-nnz 30000
}

@test "LDA in batch" {
	everywhere $LDA
	cmp want lda.mz
}

@test "LDA online" {
	everywhere $LDA --online-passes 2 --update 4
}

@test "vocab is what corpus-vocab counts" {
	corpus-vocab -q text >want
	list 3 2
	drive vocab text | cmp - want
	drive --rsh "ssh -F $LAB_CONFIG" vocab text | cmp - want
}

@test "map and each" {
	dist-run -q corpus -d shards --shard-nnz 10000 text
	cat shards/shard-*.mz >all.mz
	stream-info all.mz >want
	list 3 2
	drive map shards -- corpus-weight --scheme logent >there
	dist-run -q map shards -- corpus-weight --scheme logent | cmp - there
	drive each -- sh -c 'echo "$((40 + 2))"' >answers
	[ "$(grep -c 42 answers)" -eq 3 ]
}

@test "a model is sent to a host once, whatever its slots" {
	list 2 3
	drive $LDA --joblog log -o out text
	cmp out lda.mz
	awk -F '\t' 'NR > 1 && $9 ~ /^lda-estep/ { n++ } END { exit n < 20 }' log
}

@test "more connections at once than sshd takes" {
	mkdir lab2
	SSHD_LINES='MaxStartups 1:60:3' TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 1 >lab2/lab
	. ./lab2/lab
	list 1 6
	drive $LSI -o out text || failed=$?
	drive $LDA -o out2 text || failed=$?
	"$HERE/hosts.sh" down "$LAB"
	[ "${failed:-0}" -eq 0 ]
	cmp out lsi.mz
	cmp out2 lda.mz
}

@test "--user, --port and --identity stand in for what a line lacks" {
	echo "127.0.0.1 bin=$BIN" >hosts
	drive -p "$PORT1" -l "$(id -un)" vocab text | cmp - <(corpus-vocab -q text)
	drive --port "$PORT1" --user "$(id -un)" --identity "$LAB_KEY" vocab text \
		| cmp - <(corpus-vocab -q text)
	timeout 240 dist-run -q --hosts hosts --rsh "ssh -F $LAB_CONFIG" -p "$PORT1" \
		-l "$(id -un)" vocab text | cmp - <(corpus-vocab -q text)
	run --separate-stderr drive -p "$PORT1" -l nobody-of-this-name --patience 1 vocab text
	[ "$status" -eq 77 ]
	run --separate-stderr drive -p 1 --patience 1 vocab text
	[ "$status" -eq 75 ]
	[[ $stderr == *refused* ]]
	# what the line has counts
	echo "$H1 bin=$BIN" >hosts
	drive -p 1 -l nobody-of-this-name vocab text | cmp - <(corpus-vocab -q text)
}

@test "keys are changed under way" {
	mkdir lab2
	SSHD_LINES='RekeyLimit 500K' TMPDIR=$PWD/lab2 "$HERE/hosts.sh" up 2 >lab2/lab
	. ./lab2/lab
	list 2 2
	drive $LSI -o out text || failed=$?
	drive $LDA -o out2 text || failed=$?
	"$HERE/hosts.sh" down "$LAB"
	[ "${failed:-0}" -eq 0 ]
	cmp out lsi.mz
	cmp out2 lda.mz
}

@test "--check tells of each host, reached or not" {
	list 2 1
	echo '127.0.0.1:1' >>hosts
	drive --check >said 2>&1 || :
	[ "$(grep -c '	ok	' said)" -eq 2 ]
	grep -q '127.0.0.1:1.*refused' said
}

@test "--check goes on behind a host whose key is not known" {
	list 3 1
	sed 1d "$LAB_KNOWN" >known
	run --separate-stderr drive --known-hosts known --check
	echo "$status $output $stderr"
	[ "$status" -eq 69 ]
	[[ $stderr == *"1 of 3 hosts did not answer"* ]]
	[[ ${lines[1]} == "$H1	failed	"*"host key ssh-ed25519 "*" is not known"*"ssh-keyscan"* ]]
	[[ ${lines[2]} == "$H2	ok	"* ]]
	[[ ${lines[3]} == *"	ok	"* ]]
}
