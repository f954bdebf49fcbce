#!/usr/bin/env bats
load helper

@test "lsi-check: residuals, orthogonality and share" {
	make_pets
	lsi-partial -q -k 3 --exact --precision f64 -o model.mz pets.mz
	lsi-check --model model.mz pets.mz >report
	[ "$(sed -n 's/^#variance	//p' report)" = 1.000000 ]
	[ "$(sed -n 's/^#documents	//p' report)" = 4 ]
	[ "$(grep -vc '^#' report)" -eq 3 ]
	awk -F'\t' '!/^#/ && ($4 > 1e-5 || $2 / $3 > 1.00001 || $2 / $3 < .99999) { exit 1 }' report
	[ "$(lsi-check --sample 2 --model model.mz pets.mz | grep -v '^#' | cut -f1 | tr '\n' ' ')" = "1 3 " ]
	lsi-check -j1 --model model.mz pets.mz | cmp - report
}

@test "lsi-check: a model of something else shows" {
	make_many
	corpus-shard -q -d shards -n 2 many.mz
	lsi-partial -q -k 10 --exact -o model.mz shards/shard-00000.mz
	lsi-check --model model.mz shards/shard-00001.mz >report 2>notes
	grep -q 'another corpus' notes || [ "$(sed -n 's/^#documents	//p' report)" = 1500 ]
	awk -F'\t' '/^#residual/ { exit !($2 > .05) }' report
	refuses 64 '--model' lsi-check many.mz
	make_pets
	refuses 65 'another vocabulary' lsi-check --model model.mz pets.mz
}
