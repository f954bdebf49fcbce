/* scorelist - the lines of another search, query<TAB>rank<TAB>score<TAB>id, read along
 * with its queries.
 *
 * Queries are in one order here and there; one that has no lines had no result. */
#ifndef TOPIC_SCORELIST_H
#define TOPIC_SCORELIST_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/linefile.h"

#include <stdint.h>

struct scorelist {
	struct linefile file;
	struct bytes line;     /* the next line, its fields zero-terminated; empty: none */
	const char *query, *id; /* of it */
	uint64_t rank;
	float score;
};

int scorelist_open(struct scorelist *list, const char *path, struct fault *fault) MUST_USE;

/* Calls take for each of the next lines that are of this query, in their order.
 * FAULT_DATA where a line is none. */
int scorelist_take(struct scorelist *list, const char *query,
	int (*take)(void *context, const char *id, float score, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* FAULT_DATA where lines are left: their query was not asked, or in another order. */
int scorelist_end(const struct scorelist *list, struct fault *fault) MUST_USE;
void scorelist_close(struct scorelist *list); /* idempotent; accepts zeroed */

#endif
