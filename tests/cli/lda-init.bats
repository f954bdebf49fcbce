#!/usr/bin/env bats
load helper

@test "a model starts from a corpus or its vocabulary alike" {
	make_pets
	lda-init -k 3 --seed 5 -o a.mz pets.mz
	lda-init -k 3 --seed 5 -o b.mz pets.vocab
	cmp a.mz b.mz
	lda-init -k 3 --seed 6 -o c.mz pets.vocab
	run ! cmp -s a.mz c.mz
	lda-init -k 3 --seed 5 -j 4 <pets.vocab >d.mz
	cmp a.mz d.mz
}

@test "priors are what was asked for" {
	make_pets
	alpha() { lda-init -k 4 "$@" pets.mz | stream-text | sed -n 's/^#alpha	//p'; }
	[ "$(alpha --alpha 0.25)" = "0.25	0.25	0.25	0.25" ]
	[ "$(alpha --inference vb)" = "0.25	0.25	0.25	0.25" ]
	[ "$(alpha)" = "2.5	2.5	2.5	2.5" ]
	alpha --inference vb --alpha asymmetric \
		| awk '{ exit !($1 > $2 && $2 > $3 && $3 > $4 && $1 + $2 + $3 + $4 > .9999999 && $1 + $2 + $3 + $4 < 1.0000001) }'
	eta() { lda-init -k 4 "$@" pets.mz | stream-text | sed -n 's/^#eta	//p'; }
	[ "$(eta --eta 0.5)" = 0.5 ]
	[ "$(eta)" = 0.05 ]
	[ "$(eta --discount 0)" = 0.02 ]
	[ "$(eta --form sparse)" = 0.02 ]
	[ "$(lda-init -k 1000 pets.mz | stream-text | sed -n 's/^#eta	//p')" = 0.005 ]
	[ "$(eta --inference vb)" = 0.25 ]
}

@test "alpha is learned where nothing else was asked for, but with vb" {
	make_pets
	recipe() { lda-init -k 2 "$@" pets.mz | stream-info | sed -n 's/^recipe	//p'; }
	[[ $(recipe) == *"alpha=auto eta=symmetric"* ]]
	[[ $(recipe --inference vb) == *"alpha=symmetric eta=symmetric"* ]]
	[[ $(recipe --alpha symmetric) == *"alpha=symmetric"* ]]
}
