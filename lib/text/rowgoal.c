/* rowgoal.c - weights, packs and writes blocks of rows. */
#include "text/rowgoal.h"

#include "base/memory.h"

#include <stdlib.h>

int rowgoal_begin(const struct rowgoal *goal, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	return goal->sink ? sink_begin(goal->sink, goal->header, vocabulary, fault) : 0;
}

int rowgoal_add(const struct rowgoal *goal, struct packer *packer, struct rows *rows,
	struct rowgoal_blocks *blocks, struct fault *fault)
{
	size_t old = blocks->room;
	struct rowgoal_block *block;

	if (memory_grow(&blocks->block, &blocks->room, blocks->count + 1, fault))
		return -1;
	for (; old < blocks->room; old++)
		blocks->block[old] = (struct rowgoal_block){0};
	block = &blocks->block[blocks->count];
	if (goal->weighting) {
		rows_clear(&block->rows, goal->header->values);
		if (weighting_apply(goal->weighting, rows, &block->rows, fault))
			return -1;
	} else {
		const struct rows counts = *rows;

		*rows = block->rows;
		block->rows = counts;
	}
	rows_clear(rows, VALUES_COUNTS);
	blocks->count++;
	return corpus_pack(packer, &block->rows, &block->packed, fault);
}

int rowgoal_put(const struct rowgoal *goal, const struct rowgoal_blocks *blocks,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < blocks->count; i++) {
		const struct rowgoal_block *block = &blocks->block[i];

		if (goal->sink ? sink_put(goal->sink, &block->packed, fault)
			       : sharding_put(goal->sharding, &block->packed, &block->rows, fault))
			return -1;
	}
	return 0;
}

void rowgoal_release(struct rowgoal_blocks *blocks)
{
	size_t i;

	for (i = 0; i < blocks->room; i++) {
		rows_release(&blocks->block[i].rows);
		pack_release(&blocks->block[i].packed);
	}
	free(blocks->block);
}
