#!/usr/bin/env bats
# Options that many commands have: each does what it says, in each of them.
load helper

# a line of each command that works
lines() {
	cat <<-'EOF'
		corpus-bow --vocab pets.vocab pets.txt
		corpus-export --to mm pets.mz
		corpus-import --from mm pets.mm
		corpus-index pets.txt
		corpus-merge part.mz
		corpus-query --index pets.mz pets.mz
		corpus-remap --vocab pets.vocab pets.mz
		corpus-select --docs names pets.mz
		corpus-shuffle pets.mz
		corpus-split --test .5 --rest rest.mz pets.mz
		corpus-vocab pets.txt
		corpus-weight pets.mz
		dist-run vocab pets.txt
		lda-estep --model t.mz pets.mz
		lda-eval --model t.mz pets.mz
		lda-infer --model t.mz pets.mz
		lda-choose judged
		lda-init -k 2 pets.mz
		lda-judge --model t.mz --heldout pets.mz pets.mz
		lda-mstep --model t.mz s.mz
		lda-train -k 2 --passes 1 pets.mz
		lsi-basis --start --block 2 w.mz
		lsi-check --model f.mz w.mz
		lsi-merge f.mz
		lsi-multiply --basis b.mz w.mz
		lsi-partial -k 2 w.mz
		lsi-project --model f.mz w.mz
		model-import --from npy --vocab t.mz t.npy
		stream-info pets.mz
		stream-text pets.mz
		topic-coherence --model t.mz pets.mz
		topic-diagnostics --model t.mz
		text-import --from tsv --no-header --id 1 --text 2 pets.txt
		topic-words t.mz
		vector-query --index v.mz v.mz
		vocab-merge pets.words
	EOF
}

@test "-q says nothing, -v ends with the cost, -o and -j give what stdout and -j1 did" {
	make_models
	echo a >names
	corpus-index -q --part -o part.mz pets.txt
	lda-judge -q --model t.mz --heldout pets.mz -o judged pets.mz
	corpus-export -q --to mm -o pets.mm pets.mz
	corpus-export -q --to npy -o t.npy t.mz
	export HOME=$PWD
	while read -r -a line; do
		"${line[@]}" -q -j 1 >one 2>said
		[ ! -s said ]
		rm -f out
		"${line[@]}" -v -j 3 -o out 2>said
		cmp one out
		tail -n 1 said | grep -Eq "^${line[0]}: [0-9.]+ s, [0-9.]+ s of processor, [0-9]+ MiB"
	done < <(lines)
}

@test "--progress ends with a line of what was done, and -q without" {
	make_models
	echo a >names
	corpus-index -q --part -o part.mz pets.txt
	lda-judge -q --model t.mz --heldout pets.mz -o judged pets.mz
	corpus-export -q --to mm -o pets.mm pets.mz
	corpus-export -q --to npy -o t.npy t.mz
	export HOME=$PWD
	while read -r -a line; do
		[ "${line[0]}" != dist-run ] || continue # shows its own, of tasks
		rm -f out
		"${line[@]}" --progress -o out 2>said
		tail -n 1 said | grep -Eq "^${line[0]}: .*(, [0-9.e+-]+( MB)?/s)\$" || { echo "${line[*]}"; return 1; }
		"${line[@]}" -q --progress -o out 2>said
		[ ! -s said ]
	done < <(lines)
	lda-infer -q --model t.mz -o m.mz pets.mz
	printf 'id,by\na,one\nb,two\n' >by.csv
	rm -f out
	while read -r -a line; do
		"${line[@]}" --progress >/dev/null 2>said
		grep -Eq "^${line[0]}: .* read, [0-9.e+-]+ MB/s\$" said
	done <<-'EOF'
		corpus-shard -d dir -n 1 pets.mz
		topic-docs -n 1 m.mz
		topic-groups --by by.csv --group by m.mz
		topic-match t.mz t.mz
		topic-report --model t.mz -o out pets.mz
	EOF
}

@test "a terminal shows how far a command is, and a file does not" {
	mkfifo pipe
	script -qfec 'corpus-vocab -o out pipe' shown </dev/null >/dev/null &
	exec 7>pipe
	for ((n = 0; n < 20000; n++)); do echo "d$n	some words"; done >&7
	for ((n = 0; n < 600; n++)); do
		! grep -qa '0.[0-9] MB read, ' shown || break
		sleep 0.1
	done
	exec 7>&-
	wait
	grep -qa $'\r0.[0-9] MB read, .* MB/s\e\[K' shown
	# the line is removed
	grep -qa $'\r\e\[Kcorpus-vocab: 20000 documents' shown
	[ "$(wc -l <out)" -gt 2 ]
	corpus-vocab -q -o out shown || true
	corpus-vocab -o out <(seq 3 | sed 's/$/	x/') 2>said
	[ "$(wc -l <said)" -eq 1 ]
}

@test "a stream goes to a terminal only with -f" {
	make_models
	echo a >names
	corpus-index -q --part -o part.mz pets.txt
	corpus-export -q --to mm -o pets.mm pets.mz
	corpus-export -q --to npy -o t.npy t.mz
	while read -r -a line; do
		if ! "${line[0]}" --help | grep -q '^  -f, --force.*terminal'; then continue; fi
		case ${line[0]} in
		dist-run | corpus-export) continue ;;
		esac
		status=0
		script -qec "${line[*]} -q" /dev/null </dev/null >said || status=$?
		grep -q 'is not text for a terminal' said
		[ "$status" -eq 64 ]
		script -qec "${line[*]} -q -f" /dev/null </dev/null >said
		grep -qa 'MZ' said
	done < <(lines)
}

@test "LDA: iterations and tolerance change how far documents are taken, and 0 iterations can't be" {
	make_many
	lda-train -q -k 5 --passes 2 -o t.mz many.mz
	for command in lda-estep lda-infer lda-eval; do
		rm -f all few
		$command -q --model t.mz -o all many.mz
		$command -q --model t.mz --iterations 1 -o few many.mz
		run ! cmp -s all few
		refuses 64 '--iterations: 0 is not from 1' $command --model t.mz --iterations 0 many.mz
	done
	for command in lda-estep lda-infer; do
		rm -f all none loose
		$command -q --model t.mz -o all many.mz
		$command -q --model t.mz --tolerance 0 -o none many.mz
		$command -q --model t.mz --tolerance 1e9 -o loose many.mz
		cmp all none
		run ! cmp -s all loose
	done
	refuses 64 '--corpus-docs and --tolerance go with --bound' \
		lda-eval --model t.mz --tolerance 1 many.mz
	for option in '--iterations 1' '--tolerance 1e9' '--offset 50' '--kappa 1'; do
		# shellcheck disable=SC2086  # an option and its value
		lda-train -q -k 5 --passes 2 --online-passes 2 --batch 500 $option -o other many.mz
		lda-train -q -k 5 --passes 2 --online-passes 2 --batch 500 -o plain many.mz
		run ! cmp -s plain other
	done
}

@test "LDA takes weights where it is told to" {
	make_models
	for command in lda-estep lda-infer lda-eval topic-diagnostics; do
		refuses 65 '--allow-weights if that is intended' $command --model t.mz w.mz
		corpus-weight -q --scheme nnn -o same.mz pets.mz
		$command -q --model t.mz --allow-weights same.mz >/dev/null
	done
}

@test "token options of a text reach topic-coherence and corpus-bow" {
	make_models
	printf 'cats dogs birds\n' >topics
	printf 'a\tcats dogs birds worms\nb\tdogs birds\nc\tcats worms\n' >text
	topic-coherence -q --topics topics --texts text >plain
	for options in '--min-length 5' '--max-length 4' '--words letters' '--cjk single' \
		'--input lines' '--max-document 64'; do
		# shellcheck disable=SC2086  # an option and its value
		topic-coherence -q --topics topics --texts $options text >other ||
			[ "$options" = '--max-length 4' ]
	done
	topic-coherence -q --topics topics --texts --min-length 5 text >other
	run ! cmp -s plain other
	refuses 65 'text: line 1: a document of more than 8 bytes; --max-document allows more' \
		topic-coherence --topics topics --texts --max-document 8 text
	refuses 65 'text: line 1: a document of more than 8 bytes; --max-document allows more' \
		corpus-bow --vocab pets.vocab --max-document 8 text
	refuses 64 'token options differ' corpus-bow --vocab pets.vocab --max-length 9 text
	refuses 64 'token options differ' corpus-bow --vocab pets.vocab --cjk bigram text
}
