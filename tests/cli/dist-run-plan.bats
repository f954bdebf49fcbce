#!/usr/bin/env bats
# The lines of --plan, run by sh, give the bytes that the run gives: for each job, each
# form of text and each compression that text may have.
load helper
load dist

# same_lines WORDS: dist-run WORDS and its plan's lines write the same; the latter
# leave nothing behind.
same_lines() {
	dist-run -q "$@" >wanted </dev/null
	dist-run -q --plan "$@" >lines.sh </dev/null
	sh lines.sh >got </dev/null
	cmp wanted got || { echo "$*"; cat lines.sh; return 1; }
	[ -z "$(ls -A tmp)" ] || { ls tmp; return 1; }
}

# compressed HOW FILE...: each of them as FILE.HOW
compressed() {
	local how=$1 file
	shift
	for file; do
		case $how in
		gz) gzip -c "$file" >"$file.gz" ;;
		bz2) bzip2 -c "$file" >"$file.bz2" ;;
		xz) xz -c "$file" >"$file.xz" ;;
		zst) zstd -qc "$file" >"$file.zst" ;;
		esac
	done
}

# Those that this build reads.
compressions=(gz)
readable() {
	local how
	printf 'a\tb\n' >readable
	for how in bz2 xz zst; do
		compressed "$how" readable
		! corpus-vocab -q "readable.$how" >/dev/null 2>&1 || compressions+=("$how")
	done
}

# Documents as lines with names (a, b), without (a.lines, b.lines), and as files (doc1
# to doc4): line ends of both kinds, none at the end, a byte order mark, an empty line.
make_forms() {
	local i
	awk 'BEGIN { srand(3); for (d = 0; d < 400; d++) {
		printf "doc%d\t", d
		for (n = 0; n < 30; n++) printf "w%d ", int(300 * rand() * rand())
		printf "%s", d % 7 ? "\n" : "\r\n" } }' >a
	{ printf '\357\273\277'; head -n 150 a | sed 's/^doc/more/'; printf 'last\tw1 w2 w3'; } >b
	for i in a b; do
		sed 's/^\(\xef\xbb\xbf\)\?[a-z0-9]*\t/\1/' $i >$i.lines
	done
	printf '\n' >>a.lines
	for ((i = 1; i <= 3; i++)); do
		sed -n "$((20 * i)),$((20 * i + 15))p" a.lines >doc$i
	done
	printf '\357\273\277w1 w2' >doc4
}

@test "the lines of a plan give the same bytes: forms of text, plain and compressed" {
	# case: plan-of-gzip
	local how form words job
	make_forms
	readable
	for how in "${compressions[@]}"; do
		compressed "$how" a b a.lines b.lines doc[1-4]
		for form in tsv lines files; do
			case $form in
			tsv) words=(a "b.$how" b "a.$how") ;;
			lines) words=("b.lines.$how" a.lines b.lines "a.lines.$how") ;;
			files) words=(doc[1-4] doc[1-4]."$how") ;;
			esac
			same_lines vocab --input $form "${words[@]}"
			# what reads text in the other jobs knows of a compression no more
			[ "$how" = gz ] || continue
			for job in "lda -k 3 --passes 1 --min-df 1" "lsi -k 3 --min-df 1"; do
				# shellcheck disable=SC2086
				same_lines $job --input $form "${words[@]}"
			done
			dist-run -q corpus --input $form --min-df 1 --weight bm25 -d "$form" "${words[@]}"
			dist-run -q --plan corpus --input $form --min-df 1 --weight bm25 \
				-d "$form $how" "${words[@]}" | sh
			diff -r $form "$form $how"
			rm -r $form
		done
	done
	dist-run -q vocab --input lines b.lines a.lines |
		cmp - <(corpus-vocab -q --input lines b.lines a.lines)
	dist-run -q vocab --input files doc[1-4] | cmp - <(corpus-vocab -q --input files doc[1-4])
}

@test "the lines of a plan give the same bytes: each job" {
	local job
	make_shards 40000
	dist-run -q corpus -d weighted --weight tfidf --shard-nnz 40000 many.txt
	for job in "vocab many.txt" "lsi -k 10 --passes 3 shards" "lsi -k 10 many.txt" \
		"lsi -k 10 --passes 3 --task-nnz 80000 shards" \
		"lsi -k 10 --passes 2 --task-nnz 60000 many.mz" \
		"lsi -k 10 --passes 3 --block 8 --tolerance 1e-4 --task-nnz 150000 weighted weighted" \
		"lsi -k 10 --one-pass shards" "lsi -k 10 --one-pass weighted" \
		"lsi -k 5 --weight none --one-pass shards" "lda -k 5 --passes 3 many.txt" \
		"lda -k 5 --passes 2 --online-passes 1 --update 3 shards" \
		"lda -k 5 --passes 2 --online-passes 9 --update 2 shards shards" \
		"lda -k 5 --passes 1 --task-nnz 80000 shards shards" \
		"lsi -k 5 --vocab many.vocab --weight bm25 many.txt"; do
		# shellcheck disable=SC2086
		same_lines $job
	done
	dist-run -q --plan corpus -d pasted --shard-nnz 40000 many.txt | sh
	diff -r shards pasted
	refuses 64 "--plan is for vocab, corpus, lsi, lda, sweep, map, not for each" dist-run --plan each -- true
	same_lines map shards --reduce cat -- stream-info --quick
	same_lines map shards -- cat
}

@test "the lines of a plan quote what the user gave, and work in any folder" {
	printf 'a\tcats and dogs\n' >"it's \$HOME & co"
	printf 'b\tdogs\n' >plain
	same_lines vocab "it's \$HOME & co" plain
	same_lines map "it's \$HOME & co" plain -- sed -e "s/\$/ it's \"\$x\" \\\\/" '|' tr 'a-z ' 'A-Z_'
	same_lines vocab --input files "it's \$HOME & co" ./plain
	printf 'c\tcaf\351s\n' >latin
	same_lines vocab --encoding ISO-8859-1 latin
	grep -q $'^caf\xc3\xa9s' got
	mkdir "tmp/a b"
	TMPDIR="$PWD/tmp/a b" dist-run -q --plan lda -k 2 --min-df 1 --max-df 1 --passes 1 \
		--online-passes 1 plain "it's \$HOME & co" >lines.sh
	TMPDIR="$PWD/tmp/a b" sh lines.sh >got
	dist-run -q lda -k 2 --min-df 1 --max-df 1 --passes 1 --online-passes 1 plain \
		"it's \$HOME & co" | cmp - got
	dist-run -q --plan vocab -o "a b.txt" plain >lines.sh
	[ ! -e "a b.txt" ]
	sh lines.sh
	dist-run -q vocab plain | cmp - "a b.txt"
	# they stop at what fails
	printf 'no tab\n' >bad
	dist-run -q --plan lda -k 2 bad >lines.sh
	run --separate-stderr sh lines.sh
	[ "$status" -eq 65 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	make_forms
	gzip -c a | head -c 900 >cut.gz
	dist-run -q --plan vocab cut.gz >lines.sh
	run --separate-stderr sh lines.sh
	[ "$status" -ne 0 ]
	[ -z "$output" ]
	rmdir "tmp/a b"
	clean
}

@test "the lines of a plan cut a text of several pieces and a line longer than one" {
	make_many
	{
		for i in 1 2 3 4 5 6 7; do cat many.txt many.txt; done
		printf 'long\t'
		yes 'w1 w2 w3' | head -n 1900000 | tr '\n' ' '
		printf '\n'
		for i in 1 2 3 4 5 6 7; do cat many.txt; done
	} >large
	[ "$(wc -c <large)" -gt $((33 << 20)) ]
	gzip -1 -c large >large.gz
	same_lines vocab large large.gz
	dist-run -q --joblog log corpus -d run.d --shard-nnz 200000 large.gz
	[ "$(grep -c 'corpus-index' log)" -ge 3 ]
	dist-run -q --plan corpus -d plan.d --shard-nnz 200000 large.gz | sh
	diff -r run.d plan.d
	rm -r large* run.d plan.d
}

@test "text from standard input: the job, its plan, and empty input" {
	# case: vocab-from-stdin
	local job how
	make_pets
	dist-run -q vocab <pets.txt | cmp - pets.words
	gzip -c pets.txt | dist-run -q vocab | cmp - pets.words
	dist-run -q --plan vocab >lines.sh
	sh lines.sh <pets.txt | cmp - pets.words
	gzip -c pets.txt | sh lines.sh | cmp - pets.words
	printf 'pets.txt\0pets.txt\0' | dist-run -q vocab --files0-from - >got
	corpus-vocab -q pets.txt pets.txt | cmp - got
	printf 'pets.txt\0pets.txt\0' | dist-run -q --plan vocab --files0-from - | sh | cmp - got
	for job in "lda -k 2 --passes 1" "lsi -k 2"; do
		# shellcheck disable=SC2086
		dist-run -q $job --min-df 1 pets.txt >wanted
		# shellcheck disable=SC2086
		dist-run -q $job --min-df 1 <pets.txt | cmp - wanted
	done
	dist-run -q corpus --min-df 1 -d wanted.d pets.txt
	dist-run -q corpus --min-df 1 -d got.d <pets.txt
	diff -r wanted.d got.d
	run -0 --separate-stderr dist-run vocab </dev/null
	[[ $stderr == *"the text is empty: no documents"* ]]
	# what no producer wrote is told where that is asked for, and by the other jobs always
	refuses 65 "the text has no documents (--fail-empty)" dist-run vocab --fail-empty </dev/null
	printf 'a\tcats\n' | dist-run -q vocab --fail-empty | grep -qx 'cats	1	1'
	refuses 65 "the input has no words" dist-run lda -k 2 -o m.mz </dev/null
	refuses 64 "--fail-empty" dist-run lda -k 2 --fail-empty -o m.mz </dev/null
	corpus-vocab -q </dev/null | cmp - <(dist-run -q vocab </dev/null)
	refuses 64 "--input files needs operands or --files0-from" dist-run vocab --input files
	refuses 64 "vocab takes text, and pets.mz is a matrix stream" dist-run vocab pets.mz
	refuses 64 "each takes no input" dist-run each pets.txt -- true
	clean
}

@test "a list of stop words and a vocabulary travel to the hosts" {
	make_many
	mkdir lists
	printf 'w1 w2\nw3\n' >lists/stop
	corpus-vocab -q --stop lists/stop many.txt >wanted
	# there, nothing of this folder is to be found
	mkdir elsewhere
	rsh_is 'cd elsewhere' "exec \$BIN/dist-run --serve"
	dist-run -q --hosts hosts --rsh ./rsh vocab --stop lists/stop many.txt | cmp - wanted
	dist-run -q vocab --stop <(cat lists/stop) many.txt | cmp - wanted
	same_lines vocab --stop lists/stop many.txt
	same_lines lda -k 3 --passes 1 --stop lists/stop many.txt
	vocab-merge -q --min-df 5 --max-df 0.5 -o pruned wanted
	corpus-bow -q --vocab pruned --stop lists/stop many.txt |
		corpus-shard -q -d wanted.d --nnz 131072
	dist-run -q --hosts hosts --rsh ./rsh corpus --stop lists/stop -d got.d many.txt
	diff -r wanted.d got.d
	dist-run -q --hosts hosts --rsh ./rsh corpus --stop lists/stop --vocab pruned -d again.d many.txt
	diff -r wanted.d again.d
	# options that the vocabulary contradicts are told, not left out
	run --separate-stderr dist-run corpus --vocab pruned --stop lists/stop --min-length 5 \
		-d no.d many.txt
	[ "$status" -eq 64 ]
	[[ $stderr == *"token options differ"* ]]
	refuses 64 "--stop takes a file, not standard input" dist-run vocab --stop - many.txt
	refuses 65 "a document of more than 64 bytes" dist-run vocab --max-document 64 many.txt
	clean
}

@test "bm25 of shards is that of the whole corpus" {
	make_many
	vocab-merge -q --min-df 5 --max-df 0.5 -o pruned many.words
	corpus-bow -q --vocab pruned -o counts.mz many.txt
	corpus-weight -q --scheme bm25 counts.mz | stream-text >wanted
	dist-run -q corpus --weight bm25 --shard-nnz 20000 -d text many.txt
	cat text/*.mz | stream-text | cmp - wanted
	dist-run -q corpus --weight bm25 --shard-nnz 20000 -d corpus counts.mz
	cat corpus/*.mz | stream-text | cmp - wanted
	dist-run -q corpus --shard-nnz 20000 -d counts many.txt
	dist-run -q lsi -k 5 --weight bm25 -o got.mz counts
	dist-run -q lsi -k 5 -o wanted.mz text
	# the numbers are the same; a recipe names its inputs, which were made in another order
	stream-text got.mz >got
	stream-text wanted.mz | cmp - got
	clean
}

@test "several passes end where the basis holds all that the corpus has" {
	make_pets
	corpus-weight -q -o w.mz pets.mz
	corpus-shard -q -d shards -n 2 w.mz
	dist-run -q lsi -k 2 --block 3 --task-nnz 1 --keep-work --work work -o got.mz shards
	lsi-partial -q -k 2 --exact -o wanted.mz w.mz
	stream-text --sample 0 got.mz | grep '^#sigma' | tr '\t' '\n' | sed 1d >got
	stream-text --sample 0 wanted.mz | grep '^#sigma' | tr '\t' '\n' | sed 1d >wanted
	paste got wanted | awk '{ e = $1 / $2 - 1; if (e * e > 1e-8) exit 1 } END { exit NR != 2 }'
	same_lines lsi -k 2 --block 3 --task-nnz 1 shards
}

# near SAID IS MORE: within a fifth, and what lies in the last digit printed of each pass.
near() {
	awk -v said="$1" -v is="$2" -v more="$3" 'BEGIN { d = said - is; if (d < 0) d = -d
		exit !(d <= is / 5 + more) }' || { echo "$1 MB are said, and it was $2"; return 1; }
}

@test "--plan says how many tasks there are and how much travels" {
	make_many
	dist-run -q corpus -d counts --shard-nnz 12000 many.txt
	dist-run -q corpus --weight tfidf -d weights --shard-nnz 12000 many.txt
	printf 'one threads=1\n' >hosts
	for words in '--combine 0 lda -k 200 --form dense --passes 4 counts' \
		'--combine 0 lda -k 1600 --form sparse --passes 4 counts' \
		'--combine 0 lsi -k 100 --passes 4 weights' '--combine 1G lsi -k 100 --passes 4 weights'; do
		shards=$(cat ${words##* }/*.mz | wc -c)
		# shellcheck disable=SC2086 # words
		dist-run --plan --task-nnz 24000 -o x.mz $words 2>said >lines.sh
		rm -rf cache/topictools
		# shellcheck disable=SC2086 # words
		dist-run -v --hosts hosts --rsh ./rsh --audit 0 --task-nnz 24000 -f -o x.mz \
			$words 2>is
		echo "$words"
		grep 'a pass,' said
		grep '^dist-run: one: ' is
		read -r passes tasks up back < <(sed -n 's/.*: \([0-9]*\) passes of \([0-9]*\) tasks; a pass, .* core seconds, \([0-9.]*\) MB to each host, and \([0-9.]*\) MB back from one,.*/\1 \2 \3 \4/p' said)
		read -r did sent received < <(sed -n 's/.*one: \([0-9]*\) tasks,.*; \([0-9.]*\) MB sent, \([0-9.]*\) MB received.*/\1 \2 \3/p' is)
		# LSI has a task each for the columns' norms
		[ "$did" -eq $((passes * tasks)) ] || [ "$did" -eq $((passes * tasks + tasks)) ]
		near "$(awk "BEGIN { print $passes * $up + 1e-6 * $shards }")" "$sent" 0.3
		near "$(awk "BEGIN { print $passes * $back }")" "$received" 0.3
	done
	# pieces of text, compressed or not, are tasks
	for i in {1..24}; do cat many.txt; done >large.txt
	gzip -k large.txt
	for text in large.txt large.txt.gz; do
		dist-run --plan corpus -d x $text 2>said >lines.sh
		grep -q '21.9 MB of text in about 2 pieces' said
	done
	dist-run -v --hosts hosts --rsh ./rsh --audit 0 corpus -d x large.txt.gz 2>is
	grep -q '^dist-run: one: 2 tasks,' is
}
