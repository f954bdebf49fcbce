/* memory.c - checked allocation. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* From here on huge pages save a tenth of a large product's time. */
enum { PAGE = 1 << 12, HUGE_PAGE = 1 << 21, LARGE = 2 * HUGE_PAGE };

/* Addresses that a heap begins with, where all of it is kept; most are never used. */
enum { HEAP = 1 << 29 };

static int refused(size_t count, size_t size, struct fault *fault)
{
	return fault_set(fault, FAULT_SYSTEM,
		"out of memory: no room for %zu times %zu bytes", count, size);
}

void *memory_zeroed(size_t count, size_t size, struct fault *fault)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		(void)refused(count, size, fault);
	return memory;
}

void *memory_aligned(size_t count, size_t size, struct fault *fault)
{
	size_t bytes, alignment;
	void *memory = NULL;

	if (!size_multiply(count, size, &bytes) || bytes > SIZE_MAX - 127) {
		(void)refused(count, size, fault);
		return NULL;
	}
	alignment = bytes >= LARGE ? HUGE_PAGE : 64;
	bytes = (bytes + 127) & ~(size_t)63;
	if (posix_memalign(&memory, alignment, bytes)) {
		(void)refused(count, size, fault);
		return NULL;
	}
	memory_ask_huge(memory, bytes);
	return memory;
}

void memory_ask_huge(void *memory, size_t bytes)
{
#ifdef MADV_HUGEPAGE
	uintptr_t first = ((uintptr_t)memory + HUGE_PAGE - 1) & ~((uintptr_t)HUGE_PAGE - 1);
	uintptr_t end = ((uintptr_t)memory + bytes) & ~((uintptr_t)HUGE_PAGE - 1);

	if (bytes >= LARGE && end > first)
		(void)madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
	(void)memory;
	(void)bytes;
#endif
}

void memory_populate(void *memory, size_t bytes)
{
#ifdef MADV_POPULATE_WRITE
	const uintptr_t first = (uintptr_t)memory & ~(uintptr_t)(PAGE - 1);

	/* where that fails, pages come at their first use */
	(void)madvise((void *)first, (uintptr_t)memory + bytes - first, MADV_POPULATE_WRITE);
#else
	(void)memory;
	(void)bytes;
#endif
}

void memory_forget(void *memory, size_t bytes)
{
	const uintptr_t first = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
	const uintptr_t end = ((uintptr_t)memory + bytes) & ~(uintptr_t)(PAGE - 1);

	if (end > first)
		(void)madvise((void *)first, end - first, MADV_DONTNEED);
}

void *memory_apart(size_t count, size_t size, struct fault *fault)
{
	size_t bytes;
	void *memory;

	if (!size_multiply(count ? count : 1, size, &bytes)
		|| posix_memalign(&memory, MEMORY_APART, bytes)) {
		(void)refused(count, size, fault);
		return NULL;
	}
	return memset(memory, 0, bytes);
}

int memory_grow_bytes(void **array, size_t *room, size_t need, size_t size,
	struct fault *fault)
{
	size_t want, bytes;
	void *memory;

	if (need <= *room)
		return 0;
	want = *room + *room / 2;
	if (want < need || want < *room)
		want = need;
	if (want < 16)
		want = 16;
	if (!size_multiply(want, size, &bytes))
		return refused(want, size, fault);
	memory = realloc(*array, bytes);
	if (!memory)
		return refused(want, size, fault);
	*array = memory;
	*room = want;
	return 0;
}

char *memory_copy(const char *text, size_t length, struct fault *fault)
{
	char *copy = length < SIZE_MAX ? malloc(length + 1) : NULL;

	if (!copy) {
		(void)refused(length, 1, fault);
		return NULL;
	}
	memcpy(copy, text, length);
	copy[length] = 0;
	return copy;
}

void memory_keep(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 25);
	(void)mallopt(M_TRIM_THRESHOLD, 1 << 27);
#endif
}

void memory_keep_all(void)
{
#ifdef __GLIBC__
	void *memory;

	(void)mallopt(M_MMAP_MAX, 0);
	(void)mallopt(M_ARENA_MAX, 1);
	(void)mallopt(M_TRIM_THRESHOLD, INT_MAX);
	/* what is freed stays in the heap, with huge pages where it will be used */
	memory = malloc(HEAP);
	if (memory)
		memory_ask_huge(memory, HEAP);
	free(memory);
#endif
}
