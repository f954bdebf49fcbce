/* arena_test.c - rooms don't overlap, keep what is in them, and come again once given back. */
#include "base/arena.h"

#include "base/parallel.h"
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROOMS = 3000, LARGE = 25 << 20 };

static struct fault fault;

struct held {
	unsigned char *room;
	size_t bytes;
};

static struct held held[ROOMS];

static unsigned char mark(size_t i)
{
	return (unsigned char)(i * 37 + 1);
}

static int is_whole(size_t i)
{
	const size_t size = arena_room(held[i].bytes);
	size_t at;

	for (at = 0; at < size && held[i].room[at] == mark(i); at++)
		;
	return at == size && (uintptr_t)held[i].room % 8 == 0;
}

static int take(size_t i, struct arena *arena, size_t bytes)
{
	held[i] = (struct held){arena_take(arena, bytes, &fault), bytes};
	if (held[i].room)
		memset(held[i].room, mark(i), arena_room(bytes));
	return held[i].room ? 0 : -1;
}

/* Sizes in turn, and now and then a room larger than a piece. */
static size_t bytes_of(size_t i)
{
	return i % 1000 == 999 ? LARGE : 1 + i * 7 % 2049;
}

static void a_room_is_a_quarter_larger_at_most(void)
{
	size_t bytes, last = 8, bad = 0;

	for (bytes = 1; bytes < 100000; bytes++) {
		const size_t room = arena_room(bytes);

		bad += room < bytes || room % 8 || room < last || arena_room(room) != room
			|| (bytes > 24 && 4 * room > 5 * (bytes + 7));
		last = room;
	}
	CHECK(bad == 0);
	CHECK(arena_room(1) == 8 && arena_room(8) == 8 && arena_room(57) == 64);
	CHECK(arena_room(65) == 80 && arena_room(113) == 128);
}

static void rooms_do_not_overlap(void)
{
	struct arena *arena = arena_new(&fault);
	size_t i, whole = 0;

	for (i = 0; i < ROOMS; i++)
		CHECK(take(i, arena, bytes_of(i)) == 0);
	for (i = 0; i < ROOMS; i++)
		whole += (size_t)is_whole(i);
	CHECK(whole == ROOMS);
	/* each second one is given back and taken again, as another size */
	for (i = 0; i < ROOMS; i += 2)
		arena_give(arena, held[i].room, held[i].bytes);
	for (i = 0; i < ROOMS; i += 2)
		CHECK(take(i, arena, bytes_of(i + 4)) == 0);
	for (whole = 0, i = 0; i < ROOMS; i++)
		whole += (size_t)is_whole(i);
	CHECK(whole == ROOMS);
	arena_free(arena);
	arena_free(NULL);
}

static void a_room_comes_again(void)
{
	struct arena *arena = arena_new(&fault);
	void *room = arena_take(arena, 4096, &fault), *other = arena_take(arena, 4096, &fault);

	CHECK(room && other && room != other);
	arena_give(arena, room, 4096);
	CHECK(arena_take(arena, 4000, &fault) == room);
	CHECK(arena_take(arena, 3584, &fault) != room);
	arena_free(arena);
}

static void neighbours_make_larger_rooms(void)
{
	enum { FEW = 100 };
	struct arena *arena = arena_new(&fault);
	unsigned char *room[FEW], *more;
	size_t i, inside = 0;

	for (i = 0; i < FEW; i++)
		room[i] = arena_take(arena, 64, &fault);
	for (i = 0; i < FEW; i++)
		arena_give(arena, room[i], 64);
	for (i = 0; i < FEW / 2; i++) {
		more = arena_take(arena, 128, &fault);
		inside += more >= room[0] && more <= room[FEW - 2];
	}
	CHECK(inside == FEW / 2);
	arena_free(arena);
}

static int take_one(void *context, size_t i, int thread, struct fault *why)
{
	const size_t bytes = 8 + i % 300;

	(void)thread;
	(void)why;
	if (take(i, context, bytes))
		return -1;
	if (i % 3 == 0) {
		arena_give(context, held[i].room, bytes);
		return take(i, context, bytes);
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
	RUN(a_room_is_a_quarter_larger_at_most);
	RUN(rooms_do_not_overlap);
	RUN(a_room_comes_again);
	RUN(neighbours_make_larger_rooms);
	RUN(threads_share_it);
	return unit_end();
}
