/* arena.c - pieces of memory cut into rooms, and a list of free rooms a size. */
#include "base/arena.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { SIZES = 48, FIRST_PIECE = 1 << 16, LARGEST_PIECE = 1 << 23 };

struct slab {
	struct slab *before;
};

struct vacancy {
	struct vacancy *next;
};

struct arena {
	pthread_mutex_t lock;
	struct slab *newest;
	unsigned char *at;    /* what is left of it */
	size_t left;
	size_t next;          /* bytes of the next piece */
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

/* What is left of a piece becomes rooms of the sizes that it has. */
static void give_rest(struct arena *arena)
{
	while (arena->left >= sizeof(struct vacancy)) {
		unsigned bits = (unsigned)(63 - __builtin_clzll(arena->left));
		struct vacancy *room = (void *)arena->at;

		room->next = arena->free[bits];
		arena->free[bits] = room;
		arena->at += (size_t)1 << bits;
		arena->left -= (size_t)1 << bits;
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
	give_rest(arena);
	((struct slab *)(void *)memory)->before = arena->newest;
	arena->newest = (struct slab *)(void *)memory;
	arena->at = memory + 64;
	arena->left = bytes - 64;
	if (arena->next < LARGEST_PIECE)
		arena->next *= 2;
	return 0;
}

void *arena_take(struct arena *arena, unsigned bits, struct fault *fault)
{
	const size_t bytes = (size_t)1 << bits;
	struct vacancy *room;

	(void)pthread_mutex_lock(&arena->lock);
	room = arena->free[bits];
	if (room) {
		arena->free[bits] = room->next;
	} else if (arena->left >= bytes || add_piece(arena, bytes, fault) == 0) {
		room = (void *)arena->at;
		arena->at += bytes;
		arena->left -= bytes;
	}
	(void)pthread_mutex_unlock(&arena->lock);
	return room;
}

void arena_give(struct arena *arena, void *memory, unsigned bits)
{
	struct vacancy *room = memory;

	(void)pthread_mutex_lock(&arena->lock);
	room->next = arena->free[bits];
	arena->free[bits] = room;
	(void)pthread_mutex_unlock(&arena->lock);
}
