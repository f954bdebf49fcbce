/* wordmap - from the provisional numbers of a source to columns of a vocabulary: both have
 * their terms in order, so they are merged. */
#ifndef TEXT_WORDMAP_H
#define TEXT_WORDMAP_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/wordrows.h"

#include <stdint.h>

#define WORDMAP_NONE UINT32_MAX /* a term that the vocabulary lacks */

/* Sets source->column.  The vocabulary's terms ascend; spill has the source's runs. */
int wordmap_make(struct wordsource *source, const struct wordstore *store,
	const struct spill *spill, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;

/* From the columns of one vocabulary to those of another; the terms of both ascend.  column:
 * size from->size. */
void wordmap_between(const struct vocabulary *from, const struct vocabulary *to,
	uint32_t *column);

#endif
