/* namesketch - which documents, by a sample that can be compared: the smallest of the
 * 56-bit hashes of their names (bottom-k), so that what two corpora have in common is known
 * in part, or wholly where there are no more of them.
 *
 * A name of digits alone is a number of a line as a rule and names another document in
 * another corpus: it counts together with the document's words and values.  Header line:
 *     #sketch<TAB>HEX...   the smallest, then what each is above the one before it
 * Source: Beyer, Haas, Reinwald, Sismanis, Gemulla (2007), "On synopses for distinct-value
 * estimation under multiset operations". */
#ifndef STREAM_NAMESKETCH_H
#define STREAM_NAMESKETCH_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMESKETCH_MOST 1024

struct namesketch { /* zeroed: of no documents */
	size_t count;
	uint64_t hash[NAMESKETCH_MOST]; /* ascending, distinct */
};

void namesketch_add_hash(struct namesketch *sketch, uint64_t hash);
void namesketch_add_row(struct namesketch *sketch, const struct rows *rows, size_t row);
void namesketch_add_rows(struct namesketch *sketch, const struct rows *rows);
/* Of both: the same in any order and grouping. */
void namesketch_add(struct namesketch *sketch, const struct namesketch *more);

/* How many documents are in both; about: it is an estimate.  0: none of the sample. */
uint64_t namesketch_common(const struct namesketch *one, const struct namesketch *other,
	bool *about);

/* The header line, none of no documents, and back, added to what is there.  FAULT_DATA: a
 * line that is damaged. */
int namesketch_put(const struct namesketch *sketch, struct bytes *lines,
	struct fault *fault) MUST_USE;
int namesketch_take(struct namesketch *sketch, const struct bytes *lines,
	struct fault *fault) MUST_USE;
/* Appends the header lines but that. */
int namesketch_others(const struct bytes *lines, struct bytes *out, struct fault *fault) MUST_USE;

#endif
