/* partmerge - parts of a text, each read for itself (corpus-index --part), to one corpus.
 *
 * A part is a corpus of counts with all terms of its documents, whose blocks are chunks of
 * text.  Its vocabulary is what corpus-vocab counts in it, so the vocabularies add up to that
 * of the text; then the parts' rows get its columns, and are the rows that corpus-bow makes of
 * the text, in the same blocks.  Parts are read twice. */
#ifndef TEXT_PARTMERGE_H
#define TEXT_PARTMERGE_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/rowgoal.h"
#include "text/vocabadd.h"

#include <stddef.h>

/* Adds the vocabularies of the parts to the sum.  FAULT_DATA where one is no such part,
 * FAULT_USAGE where it can't be read again. */
int partmerge_count(struct vocabadd *sum, const char *const *path, size_t count, int threads,
	struct fault *fault) MUST_USE;

/* All rows, with the columns of the vocabulary, whose terms ascend.  FAULT_DATA where a part
 * has other documents than its vocabulary. */
int partmerge_rows(const char *const *path, size_t count, const struct vocabulary *vocabulary,
	int threads, const struct rowgoal *goal, struct fault *fault) MUST_USE;

#endif
