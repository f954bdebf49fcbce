/* edges.c - where a text begins, and words longer than a block. */
#include "text/edges.h"

void edges_start(struct edges *edges, const char *text, size_t size)
{
	edges->next = (const unsigned char *)text;
	edges->end = edges->next + size;
	edges->bits = 0;
}

void edges_take_long(struct edges *edges)
{
	const unsigned char *at = edges->next;
	uint64_t outside = 0;

	while (at < edges->end && !(outside = ~edges_mask(at, edges->digits)))
		at += 64;
	if (outside)
		at += __builtin_ctzll(outside);
	edges->bits = 1;
	edges->long_end = edges->next = at < edges->end ? at : edges->end;
}
