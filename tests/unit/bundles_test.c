/* bundles_test.c - shards bundled into tasks, and the blocks and words of a job's steps. */
#include "job/bundles.h"
#include "job/step.h"
#include "unit.h"

static void starts(void)
{
	size_t shards, bundles, i;

	for (shards = 1; shards < 40; shards++)
		for (bundles = 1; bundles <= shards; bundles++) {
			CHECK(bundles_start(shards, bundles, 0) == 0);
			CHECK(bundles_start(shards, bundles, bundles) == shards);
			for (i = 0; i < bundles; i++) {
				size_t size = bundles_start(shards, bundles, i + 1)
					- bundles_start(shards, bundles, i);

				CHECK(size >= 1 && size - shards / bundles <= 1);
			}
		}
}

static void counts(void)
{
	struct shards shards = {.file = {.count = 1000}, .columns = 10, .all_nonzeros = 1};

	CHECK(bundles_count(0, &shards) == 4);
	shards.all_nonzeros = (uint64_t)NONZEROS_A_COLUMN * 10 * 13;
	CHECK(bundles_count(0, &shards) == 24);
	shards.all_nonzeros = UINT64_MAX;
	CHECK(bundles_count(0, &shards) == 1000);
	shards.all_nonzeros = 100;
	CHECK(bundles_count(10, &shards) == 10);
	CHECK(bundles_count(1000, &shards) == 1);
	shards.file.count = 3;
	CHECK(bundles_count(10, &shards) == 3);
}

static void blocks(void)
{
	struct fault fault = {0};
	struct steps steps = {0};
	struct stepwords words = {0};

	CHECK(step_if(&steps, NULL, &fault) == 0 && step_times(&steps, 3, &fault) == 0
		&& step_plain(&steps, STEP_END, &fault) == 0
		&& step_plain(&steps, STEP_ELSE, &fault) == 0
		&& step_plain(&steps, STEP_BREAK, &fault) == 0
		&& step_plain(&steps, STEP_END, &fault) == 0);
	CHECK(step_matching(&steps, 0) == 3 && step_matching(&steps, 1) == 2
		&& step_matching(&steps, 3) == 5);
	step_release(&steps);
	CHECK(stepwords_say(&words, "a @j @all:x  @item | @none", &fault) == 0
		&& stepwords_add(&words, "@item b", &fault) == 0);
	CHECK(words.count == 7 && words.word[1].kind == STEPWORD_THREADS
		&& words.word[2].kind == STEPWORD_ALL && words.word[3].kind == STEPWORD_ITEM
		&& words.word[4].kind == STEPWORD_PIPE && words.word[5].kind == STEPWORD_TEXT
		&& words.word[6].kind == STEPWORD_TEXT);
	stepwords_release(&words);
}

int main(void)
{
	RUN(starts);
	RUN(counts);
	RUN(blocks);
	return unit_end();
}
