/* columnmap - the columns of one vocabulary onto those of another. */
#ifndef TEXT_COLUMNMAP_H
#define TEXT_COLUMNMAP_H

#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/vocabulary.h"
#include "stream/wordlist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct columnmap {
	uint32_t *to; /* size V of the old: the new column, or TERM_UNKNOWN; owned */
	size_t size;
	size_t kept;  /* columns that have a new column */
	bool ordered; /* the new columns ascend with the old */
};

/* By the terms of both. */
int columnmap_between(struct columnmap *map, const struct vocabulary *from,
	const struct vocabulary *to, struct fault *fault) MUST_USE;

/* Terms that are in the list (or, inverted, are not), in their old order:
 * fills the vocabulary they make, with their frequencies. */
int columnmap_select(struct columnmap *map, const struct vocabulary *from,
	const struct wordlist *list, bool invert, struct vocabulary *selected,
	struct fault *fault) MUST_USE;
void columnmap_release(struct columnmap *map); /* accepts zeroed */

/* Appends the row to out with its new columns, in order; its values as they
 * are.  out is of the same values. */
int columnmap_row(const struct columnmap *map, const struct rows *in, size_t row,
	struct rows *out, struct fault *fault) MUST_USE;

/* All rows; context is a const struct columnmap, as relay_corpus needs. */
int columnmap_apply(void *context, const struct rows *in, struct rows *out,
	struct fault *fault) MUST_USE;

#endif
