/* arena.c - pieces of memory cut into rooms, and a list of free rooms a size.
 *
 * Arrays that grow one after the other, as those of terms do, give back rooms that are
 * neighbours: these are joined, for larger ones. */
#include "base/arena.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum { UNIT = 8, SIZES = 4 * 48, FIRST_PIECE = 1 << 16, LARGEST_PIECE = 1 << 22, RUNS = 8 };

struct slab {
	struct slab *before;
};

struct vacancy {
	struct vacancy *next;
};

/* Memory that is not cut. */
struct stretch {
	unsigned char *at;
	size_t bytes;
};

struct arena {
	pthread_mutex_t lock;
	struct slab *newest;
	struct stretch left;       /* of it */
	struct stretch run[RUNS];  /* of rooms given back; the one at oldest is cut next */
	unsigned oldest;
	size_t next;               /* bytes of the next piece */
	struct vacancy *free[SIZES];
};

struct arena *arena_new(struct fault *fault)
{
	struct arena *arena = memory_zeroed(1, sizeof *arena, fault);

	if (!arena)
		return NULL;
	(void)pthread_mutex_init(&arena->lock, NULL);
	arena->next = FIRST_PIECE;
	return arena;
}

void arena_free(struct arena *arena)
{
	while (arena && arena->newest) {
		struct slab *piece = arena->newest;

		arena->newest = piece->before;
		free(piece);
	}
	if (arena)
		(void)pthread_mutex_destroy(&arena->lock);
	free(arena);
}

/* A size is its place among all: 1 to 7 units, 4 to 7 times 2, 4, 8... units. */
static unsigned shift_of(size_t units)
{
	return units < 8 ? 0 : 61 - (unsigned)__builtin_clzll(units);
}

static unsigned size_up(size_t bytes)
{
	const size_t units = (bytes + UNIT - 1) / UNIT;
	const unsigned shift = shift_of(units);

	return 4 * shift + (unsigned)((units + ((size_t)1 << shift) - 1) >> shift);
}

static size_t bytes_of(unsigned size)
{
	const unsigned shift = size < 8 ? 0 : size / 4 - 1;

	return (size_t)(size - 4 * shift) << shift << 3;
}

size_t arena_room(size_t bytes)
{
	return bytes_of(size_up(bytes));
}

/* Cuts it into free rooms. */
static void cut_up(struct arena *arena, struct stretch *stretch)
{
	while (stretch->bytes >= UNIT) {
		const unsigned shift = shift_of(stretch->bytes / UNIT);
		const unsigned size = 4 * shift + (unsigned)(stretch->bytes / UNIT >> shift);
		struct vacancy *room = (void *)stretch->at;

		room->next = arena->free[size];
		arena->free[size] = room;
		stretch->at += bytes_of(size);
		stretch->bytes -= bytes_of(size);
	}
}

/* A piece that has this room at least. */
static int add_piece(struct arena *arena, size_t room, struct fault *fault)
{
	size_t bytes = room > arena->next - 64 ? room + 64 : arena->next;
	unsigned char *memory = memory_aligned(bytes, 1, fault);

	if (!memory)
		return -1;
	memory_populate(memory, bytes);
	cut_up(arena, &arena->left);
	((struct slab *)(void *)memory)->before = arena->newest;
	arena->newest = (struct slab *)(void *)memory;
	arena->left = (struct stretch){memory + 64, bytes - 64};
	if (arena->next < LARGEST_PIECE)
		arena->next *= 2;
	return 0;
}

static void *cut_off(struct stretch *stretch, size_t bytes)
{
	void *room = stretch->at;

	if (stretch->bytes < bytes)
		return NULL;
	stretch->at += bytes;
	stretch->bytes -= bytes;
	return room;
}

void *arena_take(struct arena *arena, size_t bytes, struct fault *fault)
{
	const unsigned size = size_up(bytes);
	struct vacancy *room;
	unsigned i;

	bytes = bytes_of(size);
	(void)pthread_mutex_lock(&arena->lock);
	room = arena->free[size];
	if (room)
		arena->free[size] = room->next;
	for (i = 0; !room && i < RUNS; i++)
		room = cut_off(&arena->run[i], bytes);
	if (!room && (arena->left.bytes >= bytes || add_piece(arena, bytes, fault) == 0))
		room = cut_off(&arena->left, bytes);
	(void)pthread_mutex_unlock(&arena->lock);
	return room;
}

static bool is_next(const struct stretch *run, const void *room)
{
	return run->bytes && run->at + run->bytes == room;
}

void arena_give(struct arena *arena, void *room, size_t bytes)
{
	struct stretch *run;
	unsigned i;

	bytes = arena_room(bytes);
	(void)pthread_mutex_lock(&arena->lock);
	for (i = 0; i < RUNS && !is_next(&arena->run[i], room); i++)
		;
	if (i < RUNS) {
		arena->run[i].bytes += bytes;
	} else {
		run = &arena->run[arena->oldest++ % RUNS];
		cut_up(arena, run);
		*run = (struct stretch){room, bytes};
	}
	(void)pthread_mutex_unlock(&arena->lock);
}
