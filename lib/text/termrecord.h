/* termrecord - a counted term in an arena of numbers of eight bytes. */
#ifndef TEXT_TERMRECORD_H
#define TEXT_TERMRECORD_H

#include <stddef.h>
#include <stdint.h>

struct termrecord {
	uint64_t cf, df;
	uint32_t last;   /* document that counted it last, by the table's own count */
	uint32_t length;
	char term[];     /* filled up with zeros to a multiple of 8 bytes */
};

/* A term in its sorted place. */
struct termplace {
	uint64_t key;  /* its first 8 bytes, big-endian */
	size_t record; /* place in arena, in units of 8 bytes */
};

static inline struct termrecord *termrecord_at(const uint64_t *arena, size_t record)
{
	return (struct termrecord *)(void *)(uintptr_t)(arena + record);
}

#endif
