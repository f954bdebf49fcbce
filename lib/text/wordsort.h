/* wordsort - sorts short terms by their bytes, in place: by one byte after the
 * other from the first, small parts by comparison.  Source: McIlroy, Bostic,
 * McIlroy (1993), "Engineering radix sort" (American flag sort). */
#ifndef TEXT_WORDSORT_H
#define TEXT_WORDSORT_H

#include "text/wordkey.h"

#include <stddef.h>

/* Keys are swapped (wordkey_swap) and distinct. */
void wordsort(struct wordslot *slot, size_t count);

#endif
