#!/usr/bin/env bats
load helper

@test "the examples of the manual print what the pages show" {
	run "$BATS_TEST_DIRNAME/../tools/examples.sh" "$BATS_TEST_DIRNAME"/../../man/*.1 \
		"$BATS_TEST_DIRNAME"/../../man/mz.5
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "the tutorial, recipes and README, typed along, print what they show" {
	run "$BATS_TEST_DIRNAME/../tools/examples.sh" "$BATS_TEST_DIRNAME"/../../man/topictools.7 \
		"$BATS_TEST_DIRNAME"/../../man/topictools-migrate.7 \
		"$BATS_TEST_DIRNAME"/../../man/topictools-recipes.7 \
		"$BATS_TEST_DIRNAME"/../../README
	echo "$output"
	[ "$status" -eq 0 ]
}
