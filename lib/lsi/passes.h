/* passes - how many passes of block Krylov a number of factors takes, and when errors are
 * looked at: the same for all that run them. */
#ifndef LSI_PASSES_H
#define LSI_PASSES_H

#include <stdbool.h>
#include <stdint.h>

/* Missed values that exceed the last factor's by this share are looked for. */
#define PASSES_SHARE 0.1
#define PASSES_SHARE_TEXT "0.1"

/* The sum of squares is made larger by this share: it bounds the sum in other groupings
 * of the same numbers, too. */
#define PASSES_SLACK 1e-9

/* Columns that each pass adds; passes before the first look at errors, between looks,
 * and at most. */
struct passes {
	uint64_t block, planned, step, most;
};

/* k factors; block 0 and number 0: the usual.  With a number exactly as many passes. */
struct passes passes_of(uint64_t k, uint64_t block, uint64_t number);

/* Are errors looked at after so many passes? */
bool passes_look(const struct passes *passes, uint64_t done);

#endif
