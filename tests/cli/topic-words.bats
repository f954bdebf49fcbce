#!/usr/bin/env bats
load helper

@test "topic-words: factors, with signs, by magnitude" {
	make_pets
	lsi-partial -q -k 3 -o model.mz pets.mz
	topic-words -n 2 model.mz >got
	[ "$(wc -l <got)" -eq 3 ]
	grep -q '^1 (1): +1.000\*birds$' got
	stream-text model.mz | awk -F'\t' '!/^#/ { w = $2 < 0 ? -$2 : $2; print w "\t" $1 }' |
		sort -k1,1gr -k2 | head -2 | cut -f2 | sort >want
	topic-words -n 2 --format tsv model.mz | awk -F'\t' '$1 == 0 { print $4 }' | sort | cmp - want
}

@test "topic-words: TSV and JSON say the same" {
	make_pets
	lsi-partial -q -k 3 -o model.mz pets.mz
	topic-words --format json model.mz >words.json
	topic-words --format tsv model.mz | awk -F'\t' '{ print $1, $3, $4 }' >words.tsv
	tr '{' '\n' <words.json | awk -F'[":,]+' '/topic/ { t = $3 }
		/term/ { w = $5; sub(/[}\]]+.*/, "", w); print t, w, $3 }' | cmp - words.tsv
}

@test "topic-words: topics are probabilities" {
	make_many
	lda-init -q -k 3 --seed 1 -o topics.mz many.mz
	topic-words -n 100000 --format tsv topics.mz |
		awk -F'\t' '{ s[$1] += $3 } END { for (t in s) if (s[t] < .9999 || s[t] > 1.0001) exit 1
			exit length(s) != 3 }'
}

@test "topic-words: refuses what has no topics" {
	make_pets
	refuses 65 'neither factors (from lsi-partial' topic-words pets.mz
	refuses 64 'from 1' topic-words -n 0 pets.mz
	lsi-partial -q -k 2 -o model.mz pets.mz
	cat model.mz model.mz >two.mz
	refuses 65 'several models' topic-words two.mz
}

@test "terms with quotes, backslashes and controls are sound JSON" {
	printf 'say"hi\nback\\slash\nbell\a\n' >terms
	printf '%%%%MatrixMarket matrix coordinate real general\n3 3 3\n1 1 3\n2 2 2\n3 3 1\n' >m.mm
	corpus-import -q --from mm --values weights --vocab terms -o m.mz m.mm
	lsi-partial -q -k 3 -o m.lsi m.mz
	topic-words -n 1 --format json m.lsi >got
	python3 -c 'import json, sys
print([json.loads(line)["words"][0]["term"] for line in sys.stdin])' <got >terms.read
	cat terms.read
	[ "$(cat terms.read)" = "['say\"hi', 'back\\\\slash', 'bell\\x07']" ]
}
