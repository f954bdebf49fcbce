/* random - numbers that depend on a key and a place, and on nothing else.
 *
 * There is no state to pass on: the same key and counter give the same
 * number in any thread, in any order, on any host.  Source: Philox4x32-10,
 * Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as
 * 1, 2, 3". */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/* Four words of 32 random bits at (counter[0], counter[1]) under key. */
void random_words(uint64_t key, const uint64_t counter[2], uint32_t out[4]);

/* Uniform in [0, 1), 53 bits. */
double random_uniform(uint64_t key, uint64_t row, uint64_t column);

#endif
