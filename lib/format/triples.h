/* triples - lines "row column value", ordered by row: the body of Matrix
 * Market and of UCI's docword, both numbered from 1.
 *
 * Rows that no line speaks of are rows without entries.  Blank lines don't
 * count.  These are the functions of struct foreign_format. */
#ifndef FORMAT_TRIPLES_H
#define FORMAT_TRIPLES_H

#include "format/foreign.h"

size_t triples_cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end);
int triples_parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct entries *entries, struct fault *fault) MUST_USE;
int triples_write(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault) MUST_USE;

#endif
