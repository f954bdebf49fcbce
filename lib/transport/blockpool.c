/* blockpool.c - packets' memory, in blocks of one size. */
#include "transport/blockpool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Larger than any packet of SSH; what is smaller than half of it is left to
 * the C library, which is good at that. */
enum { BLOCK = 40960, SMALL = 16384, HEAD = 16 };

/* The bytes before each block say how large it is. */
static size_t *size_of(void *block)
{
	return (size_t *)(void *)((char *)block - HEAD);
}

void *blockpool_take(struct blockpool *pool, size_t size)
{
	size_t room = size > SMALL && size <= BLOCK ? BLOCK : size;
	char *whole;

	if (room == BLOCK && pool->count > 0)
		return pool->kept[--pool->count];
	if (room > SIZE_MAX - HEAD)
		return NULL;
	whole = malloc(room + HEAD);
	if (!whole)
		return NULL;
	memcpy(whole, &room, sizeof room);
	return whole + HEAD;
}

void blockpool_give(struct blockpool *pool, void *block)
{
	if (!block)
		return;
	if (*size_of(block) == BLOCK && pool->count < BLOCKPOOL_MOST)
		pool->kept[pool->count++] = block;
	else
		free((char *)block - HEAD);
}

void *blockpool_resize(struct blockpool *pool, void *block, size_t size)
{
	void *larger = blockpool_take(pool, size);

	if (larger && block) {
		size_t keep = *size_of(block) < size ? *size_of(block) : size;

		memcpy(larger, block, keep);
		blockpool_give(pool, block);
	}
	return larger;
}

void blockpool_release(struct blockpool *pool)
{
	while (pool->count > 0)
		free((char *)pool->kept[--pool->count] - HEAD);
}
