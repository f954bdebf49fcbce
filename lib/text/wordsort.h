/* wordsort - sorts short terms by their bytes: by one byte after the other from the first,
 * in place (American flag sort) where there are more than fit behind them, and parts of 256 and
 * less by numbers.  Source: McIlroy, Bostic, McIlroy (1993), "Engineering radix sort". */
#ifndef TEXT_WORDSORT_H
#define TEXT_WORDSORT_H

#include "text/wordkey.h"

#include <stddef.h>

/* Keys are swapped (wordkey_swap) and distinct; there are room slots, whose content behind
 * count is lost. */
void wordsort(struct wordslot *slot, size_t count, size_t room);

/* The same by several threads: one divides the terms by their first bytes, then each part
 * is sorted by itself, with memory of the thread's own for room terms, or none. */
enum { WORDSORT_PARTS = 256 };
void wordsort_divide(struct wordslot *slot, size_t count, size_t begin[WORDSORT_PARTS + 1]);
void wordsort_part(struct wordslot *slot, size_t count, struct wordslot *other, size_t room);

#endif
