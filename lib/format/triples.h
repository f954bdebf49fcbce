/* triples - lines "row column value", ordered by row: the body of Matrix
 * Market and of UCI's docword, both numbered from 1.
 *
 * Rows that no line speaks of are rows without entries.  Blank lines don't
 * count.  Lines in another order are for placed.h.
 * These are the functions of struct foreign_format. */
#ifndef FORMAT_TRIPLES_H
#define FORMAT_TRIPLES_H

#include "format/foreign.h"

#include <stdint.h>

size_t triples_cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end);
int triples_parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct entries *entries, struct fault *fault) MUST_USE;
int triples_write(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault) MUST_USE;

/* A whole number with a blank or the line end behind it; NULL where there is none. */
const char *triples_number(const char *at, uint64_t *number);
int triples_out_of_range(const char *what, uint64_t number, uint64_t most, struct fault *fault);

#endif
