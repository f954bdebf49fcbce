/* pairs - "column:value column:value ...": a row a line, as lda-c and
 * svmlight have it. */
#ifndef FORMAT_PAIRS_H
#define FORMAT_PAIRS_H

#include "format/entries.h"
#include "format/foreign.h"

/* Takes pairs from *at to the line's end or a '#', and leaves *at there. */
int pairs_take(const char **at, const struct foreign_head *head, struct entries *entries,
	struct fault *fault) MUST_USE;

/* Appends " column:value" for each nonzero of the row. */
int pairs_write(const struct rows *rows, size_t row, uint64_t base, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
