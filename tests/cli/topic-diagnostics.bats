#!/usr/bin/env bats
load helper

@test "tokens add up to the corpus, and shares are shares" {
	make_many
	lda-train -k 6 --passes 5 -o model.mz many.mz
	topic-diagnostics --model model.mz many.mz >table
	[ "$(sed -n '1s/#//p' table | cut -f 1-3,8)" = "topic	alpha	tokens	first-in" ]
	tokens=$(stream-text many.mz | awk -F '\t' '{ sum += $3 } END { print sum }')
	awk -F '\t' -v tokens="$tokens" 'NR > 1 { sum += $3; first += $8
			if ($7 <= 0 || $7 > 1 || $4 < 1 || $5 < 0 || $6 < 0 || $10 < 0 || $10 > log(3000)) bad = 1 }
		END { d = sum - tokens; exit bad || NR != 7 || first != 3000 || d > 2 || d < -2 }' table
}

@test "figures of two topics that share nothing" {
	awk 'BEGIN { for (d = 0; d < 60; d++) { printf "d%d\t", d
		for (n = 0; n < 16; n++) printf "%s%d ", d % 2 ? "x" : "y", (n * 7 + d) % 8
		printf "\n" } }' >two.txt
	corpus-vocab -q -o two.vocab two.txt
	corpus-bow -q --vocab two.vocab -o two.mz two.txt
	lda-train -k 2 --alpha 0.1 --eta 0.001 -o model.mz two.mz
	# 8 words each, alike, and half of all: ln 2 nats from either; 30 documents alike
	topic-diagnostics -n 8 --model model.mz two.mz | awk -F '\t' 'NR > 1 {
		if ($4 < 7.99 || $4 > 8.01 || $5 < .69 || $5 > .70 || $6 < .69 || $6 > .70) bad = 1
		if ($7 < .999 || $8 != 30 || $9 != 30 || $10 < 3.39 || $10 > 3.5) bad = 1 }
		END { exit bad || NR != 3 }'
}

@test "without a corpus it tells what the model knows" {
	make_pets
	lda-train -k 2 -o model.mz pets.mz
	[ "$(topic-diagnostics -n 1 --model model.mz | head -n 1 | wc -w)" -eq 8 ]
	refuses 64 "--model TOPICS is missing: the model" topic-diagnostics pets.mz
	make_many
	refuses 65 "another vocabulary" topic-diagnostics --model model.mz many.mz
	corpus-weight -o weighted.mz pets.mz
	refuses 65 "--allow-weights" topic-diagnostics --model model.mz weighted.mz
}
