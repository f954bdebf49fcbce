#!/usr/bin/env bats
# What an output would replace: every command refuses to write over an input or over a
# matrix stream of another kind, unless -f says that it may.
load helper

@test "an output that is an input, or a stream of another kind, is refused without -f" {
	make_models
	echo dogs >list
	refuses 64 "-o pets.mz: is an input, and would be replaced" corpus-weight -o pets.mz pets.mz
	refuses 64 "or allow it: -f" corpus-weight -o pets.mz pets.mz
	ln -s pets.mz link
	refuses 64 "-o link: is an input" corpus-shuffle -o link pets.mz
	ln pets.mz hard
	refuses 64 "-o ./hard: is an input" corpus-shuffle -o ./hard pets.mz
	refuses 64 "-o pets.vocab: is an input" corpus-bow --vocab pets.vocab -o pets.vocab pets.txt
	refuses 64 "-o pets.words: is an input" vocab-merge -o pets.words pets.words
	refuses 64 "-o list: is an input" vocab-merge --drop list -o list pets.words
	refuses 64 "-o pets.txt: is an input" corpus-vocab -o pets.txt pets.txt
	refuses 64 "--rest pets.mz: is an input" corpus-split --test .5 --rest pets.mz -o x.mz pets.mz
	refuses 64 "--log pets.mz: is an input" lda-train -k 2 --log pets.mz -o x.mz pets.mz
	refuses 64 "-o t.mz: holds topics, and would be replaced by corpus" corpus-weight -o t.mz pets.mz
	refuses 64 "-o pets.mz: holds corpus, and would be replaced by topics" lda-train -k 2 -o pets.mz w.mz
	refuses 64 "-o t.mz: holds topics, and would be replaced by text" stream-text -o t.mz pets.mz
	refuses 64 "--log t.mz: holds topics, and would be replaced by text" lda-train -k 2 --log t.mz -o x.mz pets.mz
	refuses 64 "--checkpoint f.mz: holds factors, and would be replaced by topics" \
		lda-train -k 2 --checkpoint f.mz -o x.mz pets.mz
	refuses 64 "--terms t.mz: holds topics" corpus-export --to mm --terms t.mz -o x.mm pets.mz
	for file in pets.mz pets.vocab pets.words pets.txt t.mz f.mz; do [ -s "$file" ]; done
	stream-info -q t.mz >/dev/null
	stream-info -q pets.mz >/dev/null
	[ ! -e x.mz ]
}

@test "-f, the same kind, a text, and what is no regular file may be written" {
	make_models
	cp pets.mz kept.mz
	corpus-weight -q -f -o pets.mz pets.mz
	stream-info pets.mz | grep -q '^values	f32'
	corpus-weight -q -f -o t.mz kept.mz
	stream-info t.mz | grep -q '^kind	corpus'
	corpus-shuffle -q -o w.mz kept.mz
	corpus-bow -q --vocab pets.vocab -o pets.words pets.txt
	stream-text -f -o f.mz kept.mz
	corpus-shuffle -q -o /dev/null kept.mz
	lda-train -q -k 2 --passes 1 --checkpoint point.mz -o a.mz kept.mz
	lda-train -q -k 2 --passes 2 --checkpoint point.mz -o a.mz kept.mz
}

@test "what each command makes is what it is said to make" {
	make_models
	echo a >names
	corpus-export -q --to mm -o pets.mm pets.mz
	corpus-export -q --to npy -o t.npy t.mz
	corpus-index -q --part -o part.mz pets.txt
	# a stream of a kind that no command makes of these: each must refuse it by its own kind
	while read -r makes line; do
		case $makes in product) victim=pets.mz ;; *) victim=p.mz ;; esac
		lsi-multiply -q --basis b.mz -o p.mz w.mz
		# shellcheck disable=SC2086  # words
		refuses 64 "would be replaced by $makes" $line -o $victim
		rm -f out.mz
		# shellcheck disable=SC2086
		$line -q -o out.mz
		if [ "$makes" = text ]; then
			run ! stream-text -q out.mz
		else
			stream-info --quick out.mz | grep -Fx "kind	${makes%% *}"
		fi
	done <<-'EOF'
		corpus corpus-bow --vocab pets.vocab pets.txt
		text corpus-export --to mm pets.mz
		corpus corpus-import --from mm pets.mm
		corpus corpus-remap --vocab pets.vocab pets.mz
		corpus corpus-select --docs names pets.mz
		corpus corpus-shuffle pets.mz
		corpus corpus-merge part.mz
		text corpus-vocab pets.txt
		corpus corpus-weight pets.mz
		statistics lda-estep --model t.mz pets.mz
		text lda-eval --model t.mz pets.mz
		vectors lda-infer --model t.mz pets.mz
		topics lda-init -k 2 pets.mz
		topics lda-mstep --model t.mz s.mz
		topics lda-train -k 2 --passes 1 pets.mz
		text lsi-check --model f.mz w.mz
		factors lsi-merge f.mz
		product lsi-multiply --basis b.mz w.mz
		factors lsi-partial -k 2 w.mz
		vectors lsi-project --model f.mz w.mz
		topics model-import --from npy --vocab t.mz t.npy
		text stream-info pets.mz
		text stream-text pets.mz
		text topic-coherence --model t.mz pets.mz
		text topic-diagnostics --model t.mz
		text topic-words t.mz
		text topic-docs v.mz
		text corpus-query --index pets.mz pets.mz
		text vector-query --index v.mz v.mz
		text vocab-merge pets.words
	EOF
}
