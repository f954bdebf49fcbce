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

#endif
