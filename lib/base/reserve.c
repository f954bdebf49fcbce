/* reserve.c - address space that is reserved and used gradually. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "base/reserve.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

enum { ALIGNED = 1 << 21 };

#define ASIDE ((size_t)1 << 30)

/* room bytes at a multiple of ALIGNED, a multiple of that. */
static void *map(size_t room)
{
	char *got = mmap(NULL, room + ALIGNED, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;

	if (got == MAP_FAILED)
		return NULL;
	before = (ALIGNED - (uintptr_t)got % ALIGNED) % ALIGNED;
	if (before)
		(void)munmap(got, before);
	(void)munmap(got + before + room, ALIGNED - before);
	return got + before;
}

/* Less is reserved where the address space is limited. */
static int move(struct reserve *reserve, size_t bytes, struct fault *fault)
{
	size_t least, room = ASIDE;
	void *memory = NULL;

	if (!size_add(bytes, ALIGNED - 1, &least) || least > SIZE_MAX / 4)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: no room for %zu bytes", bytes);
	least -= least % ALIGNED;
	while (room < 2 * least)
		room *= 2;
	for (; room >= least && !memory; room /= 2)
		memory = map(room);
	room = memory ? 2 * room : least;
	if (!memory)
		memory = map(room);
	if (!memory)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: no room for %zu bytes", bytes);
	if (reserve->bytes)
		memcpy(memory, reserve->memory, reserve->bytes);
	bytes = reserve->bytes;
	reserve_release(reserve);
	*reserve = (struct reserve){memory, bytes, room};
	return 0;
}

/* Of huge pages whole ones alone: the last may never be needed. */
static void populate(const struct reserve *reserve, size_t bytes)
{
	const size_t end = bytes < 2 * ALIGNED ? bytes : bytes - bytes % ALIGNED;

	if (end > reserve->bytes)
		memory_populate((char *)reserve->memory + reserve->bytes, end - reserve->bytes);
}

int reserve_grow(struct reserve *reserve, size_t bytes, struct fault *fault)
{
	if (bytes > reserve->room && move(reserve, bytes, fault))
		return -1;
	memory_ask_huge(reserve->memory, (bytes + ALIGNED - 1) / ALIGNED * ALIGNED);
	if (bytes > reserve->bytes) {
		populate(reserve, bytes);
		reserve->bytes = bytes;
	}
	return 0;
}

void reserve_release(struct reserve *reserve)
{
	if (reserve->memory)
		(void)munmap(reserve->memory, reserve->room);
	*reserve = (struct reserve){0};
}
