/* textlist - which texts are to be read: operands, or a list of paths in a
 * file, each ended by a zero byte, which is read as it is needed. */
#ifndef TEXT_TEXTLIST_H
#define TEXT_TEXTLIST_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textlist {
	const char *const *paths; /* borrowed */
	size_t count, next;
	const char *from;         /* the list, NULL: none */
	struct textin *list;
	struct bytes read;        /* of the list, from at on not yet given out */
	size_t at;
	bool ended;
	uint64_t number;          /* paths of the list given out */
};

/* Operands together with a list, and a list that names itself by "-", are
 * FAULT_USAGE.  No operands and no list: one "-". */
int textlist_open(struct textlist *list, const char *const *paths, size_t count,
	const char *from, struct fault *fault) MUST_USE;

/* 1 and the next path, which holds until the next call; 0; -1. */
int textlist_next(struct textlist *list, const char **path, struct fault *fault) MUST_USE;
void textlist_close(struct textlist *list); /* idempotent; accepts zeroed */

#endif
