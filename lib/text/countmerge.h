/* countmerge - many sorted sources of counted terms as one: counts of the
 * same term are added up, so the result doesn't depend on how the terms were
 * spread over sources.
 *
 * Calling sequence: countmerge_init with room for the sources, one
 * countmerge_add_... a source, countmerge_next until 0, countmerge_release. */
#ifndef TEXT_COUNTMERGE_H
#define TEXT_COUNTMERGE_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/pairterms.h"
#include "text/spill.h"
#include "text/termtable.h"
#include "text/wordtable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct countsource;

/* The first 8 bytes of a term, big-endian, zeros after its end: terms of
 * different keys are in the order of the keys. */
uint64_t countmerge_key(const char *term, size_t length);

struct countmerge {
	struct countsource *source; /* size sources */
	size_t sources;
	struct countsource **heap;  /* size live: the least term is first */
	size_t live;
	bool lent;                  /* the first one's term was returned */
};

int countmerge_init(struct countmerge *merge, size_t room, struct fault *fault) MUST_USE;
void countmerge_release(struct countmerge *merge); /* idempotent; accepts zeroed */

/* Terms first to end - 1 of a sorted table. */
int countmerge_add_table(struct countmerge *merge, const struct termtable *table,
	const struct termplace *place, size_t first, size_t end, struct fault *fault) MUST_USE;
/* The same of a vocabulary whose terms ascend. */
int countmerge_add_vocabulary(struct countmerge *merge, const struct vocabulary *vocabulary,
	size_t first, size_t end, struct fault *fault) MUST_USE;
/* Terms first to end - 1 of a sorted table of words. */
int countmerge_add_words(struct countmerge *merge, const struct wordtable *table,
	size_t first, size_t end, struct fault *fault) MUST_USE;
/* Sorted pairs of characters. */
int countmerge_add_pairs(struct countmerge *merge, const struct paircount *first,
	const struct paircount *end, struct fault *fault) MUST_USE;
int countmerge_add_run(struct countmerge *merge, const struct spill *spill, struct spill_run run,
	size_t room, struct fault *fault) MUST_USE;

/* 1 and the next term in the order of bytes, which holds until the next
 * call; 0; -1. */
int countmerge_next(struct countmerge *merge, struct termcount *count,
	struct fault *fault) MUST_USE;

#endif
