/* memory - allocation that is checked for overflow and reports faults.
 *
 * All results are freed with free(). */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

/* count * size bytes, zeroed; never NULL without a fault (count 0 gives one
 * byte).  NULL: FAULT_SYSTEM. */
void *memory_zeroed(size_t count, size_t size, struct fault *fault) MUST_USE;

/* The same, aligned to 64 bytes (a cache line, a vector register), not
 * zeroed.  Large ones ask for huge pages. */
void *memory_aligned(size_t count, size_t size, struct fault *fault) MUST_USE;

/* Asks for huge pages where that helps: for large memory that was just
 * allocated, and is worked on as a whole. */
void memory_ask_huge(void *memory, size_t bytes);

/* Asks for the pages of memory that is about to be written, all at once: one by one, at their
 * first use, they take a few times as long, and twenty times on some virtual machines. */
void memory_populate(void *memory, size_t bytes);

/* What is in it is not needed any more: whole pages of it go back to the system now, and what
 * it holds is unknown. */
void memory_forget(void *memory, size_t bytes);

/* count structs of size bytes, zeroed, for as many threads.  The struct begins with
 * _Alignas(MEMORY_APART), so that no two of them share a cache line, nor the pair of
 * lines that processors fetch together: what one thread writes would otherwise be
 * taken from the other at every step. */
#define MEMORY_APART 128
void *memory_apart(size_t count, size_t size, struct fault *fault) MUST_USE;

/* Makes *array hold at least need elements: *room elements are there, and
 * both are updated; grows by half at least, so that appending is linear.
 * Keeps the content.  0, or -1 with *array as it was. */
int memory_grow_bytes(void **array, size_t *room, size_t need, size_t size,
	struct fault *fault) MUST_USE;
#define memory_grow(array, room, need, fault) \
	memory_grow_bytes((void **)(array), room, need, sizeof **(array), fault)

/* A copy of length bytes, zero-terminated. */
char *memory_copy(const char *text, size_t length, struct fault *fault) MUST_USE;

/* Keeps the pages of freed memory: for programs whose buffers of a MiB come and go
 * all the time, each of which the kernel would clear again. */
void memory_keep(void);

/* The same for memory of any size, none of which goes back before the end: for programs with
 * a few large matrices, one after the other. */
void memory_keep_all(void);

/* *sum = a + b, *product = a * b; false where that overflows. */
static inline bool size_add(size_t a, size_t b, size_t *sum)
{
	return !__builtin_add_overflow(a, b, sum);
}

static inline bool size_multiply(size_t a, size_t b, size_t *product)
{
	return !__builtin_mul_overflow(a, b, product);
}

#endif
