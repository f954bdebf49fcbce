/* arena_test.c - rooms don't overlap, keep what is in them, and come again once given back. */
#include "base/arena.h"

#include "base/parallel.h"
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROOMS = 3000, SMALL = 3, LARGE = 25 };

static struct fault fault;

struct held {
	unsigned char *room;
	unsigned bits;
};

static struct held held[ROOMS];

static unsigned char mark(size_t i)
{
	return (unsigned char)(i * 37 + 1);
}

static int is_whole(size_t i)
{
	const size_t size = (size_t)1 << held[i].bits;
	size_t at;

	for (at = 0; at < size && held[i].room[at] == mark(i); at++)
		;
	return at == size && (uintptr_t)held[i].room % 8 == 0;
}

static int take(size_t i, struct arena *arena, unsigned bits)
{
	held[i] = (struct held){arena_take(arena, bits, &fault), bits};
	if (held[i].room)
		memset(held[i].room, mark(i), (size_t)1 << bits);
	return held[i].room ? 0 : -1;
}

/* Sizes in turn, and now and then a room larger than a piece. */
static unsigned bits_of(size_t i)
{
	return i % 1000 == 999 ? LARGE : SMALL + (unsigned)(i * 7 % 9);
}

static void rooms_do_not_overlap(void)
{
	struct arena *arena = arena_new(&fault);
	size_t i, whole = 0;

	for (i = 0; i < ROOMS; i++)
		CHECK(take(i, arena, bits_of(i)) == 0);
	for (i = 0; i < ROOMS; i++)
		whole += (size_t)is_whole(i);
	CHECK(whole == ROOMS);
	/* each second one is given back and taken again, as another size */
	for (i = 0; i < ROOMS; i += 2)
		arena_give(arena, held[i].room, held[i].bits);
	for (i = 0; i < ROOMS; i += 2)
		CHECK(take(i, arena, bits_of(i + 4)) == 0);
	for (whole = 0, i = 0; i < ROOMS; i++)
		whole += (size_t)is_whole(i);
	CHECK(whole == ROOMS);
	arena_free(arena);
	arena_free(NULL);
}

static void a_room_comes_again(void)
{
	struct arena *arena = arena_new(&fault);
	void *room = arena_take(arena, 12, &fault), *other = arena_take(arena, 12, &fault);

	CHECK(room && other && room != other);
	arena_give(arena, room, 12);
	CHECK(arena_take(arena, 11, &fault) != room);
	CHECK(arena_take(arena, 12, &fault) == room);
	arena_free(arena);
}

static int take_one(void *context, size_t i, int thread, struct fault *why)
{
	unsigned bits = SMALL + (unsigned)(i % 6);

	(void)thread;
	(void)why;
	if (take(i, context, bits))
		return -1;
	if (i % 3 == 0) {
		arena_give(context, held[i].room, bits);
		return take(i, context, bits);
	}
	return 0;
}

static void threads_share_it(void)
{
	struct arena *arena = arena_new(&fault);
	size_t i, whole = 0;

	CHECK(parallel_for(4, ROOMS, take_one, arena, &fault) == 0);
	for (i = 0; i < ROOMS; i++)
		whole += (size_t)is_whole(i);
	CHECK(whole == ROOMS);
	arena_free(arena);
}

int main(void)
{
	RUN(rooms_do_not_overlap);
	RUN(a_room_comes_again);
	RUN(threads_share_it);
	return unit_end();
}
