/* numbers.c - numbers digests in the order in which they are first seen. */
#include "driver/numbers.h"

#include "base/memory.h"

#include <stdlib.h>

void numbers_release(struct numbers *numbers)
{
	free(numbers->entry);
	*numbers = (struct numbers){0};
}

static struct numbered *place_of(const struct numbers *numbers, const struct digest *digest)
{
	size_t mask = numbers->room - 1, at;

	at = (size_t)digest_short(digest->byte, sizeof digest->byte, 3) & mask;
	while (numbers->entry[at].number && !digest_equal(&numbers->entry[at].digest, digest))
		at = (at + 1) & mask;
	return &numbers->entry[at];
}

static int double_room(struct numbers *numbers, struct fault *fault)
{
	struct numbers larger = {.count = numbers->count,
		.room = numbers->room ? 2 * numbers->room : 256};
	size_t i;

	larger.entry = memory_zeroed(larger.room, sizeof *larger.entry, fault);
	if (!larger.entry)
		return -1;
	for (i = 0; i < numbers->room; i++)
		if (numbers->entry[i].number)
			*place_of(&larger, &numbers->entry[i].digest) = numbers->entry[i];
	free(numbers->entry);
	*numbers = larger;
	return 0;
}

int numbers_of(struct numbers *numbers, const struct digest *digest, uint32_t *number,
	struct fault *fault)
{
	struct numbered *place;

	if (2 * (numbers->count + 1) > numbers->room && double_room(numbers, fault))
		return -1;
	place = place_of(numbers, digest);
	if (place->number == 0)
		*place = (struct numbered){*digest, (uint32_t)++numbers->count};
	*number = place->number - 1;
	return 0;
}
