/* blockpool - memory for packets, kept instead of given back.
 *
 * A session takes and frees a block of some 32 KiB for each packet that
 * comes in, and the C library's heap of a thread gives the pages back to
 * the kernel and fetches them again each time: a tenth of what receiving
 * costs.  A pool belongs to one thread. */
#ifndef TRANSPORT_BLOCKPOOL_H
#define TRANSPORT_BLOCKPOOL_H

#include <stddef.h>

enum { BLOCKPOOL_MOST = 160 };

struct blockpool {
	void *kept[BLOCKPOOL_MOST];
	unsigned count;
};

/* As malloc, realloc and free; blocks of one pool don't go to another. */
void *blockpool_take(struct blockpool *pool, size_t size);
void *blockpool_resize(struct blockpool *pool, void *block, size_t size);
void blockpool_give(struct blockpool *pool, void *block);

/* Frees what is kept.  What is still in use is given to free by then. */
void blockpool_release(struct blockpool *pool);

#endif
