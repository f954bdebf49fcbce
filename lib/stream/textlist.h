/* textlist - which texts are to be read: operands, or a list of paths in a
 * file, each ended by a zero byte, which is read as it is needed.
 *
 * Where folders are allowed, one stands for the files in it and in the folders in it, in
 * the order of the bytes of their paths, as "find FOLDER -type f | LC_ALL=C sort" has
 * them: but names that begin with a dot are left out, and symbolic links are
 * followed to files only.  Memory: the names of the folders on one path. */
#ifndef STREAM_TEXTLIST_H
#define STREAM_TEXTLIST_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textlist_folder;

struct textlist {
	const char *const *paths; /* borrowed */
	size_t count, next;
	const char *from;         /* the list, NULL: none */
	struct textin *list;
	struct bytes read;        /* of the list, from at on not yet returned */
	size_t at;
	bool ended;
	uint64_t number;          /* paths of the list given out */
	bool folders;             /* are walked */
	struct textlist_folder *folder; /* size depth: those that are open, the innermost last */
	size_t depth, room;
	struct bytes path;        /* of the file in them given out last */
};

/* Operands together with a list, and a list that names itself by "-", are
 * FAULT_USAGE.  No operands and no list: one "-".  folders: walk them. */
int textlist_open(struct textlist *list, const char *const *paths, size_t count,
	const char *from, bool folders, struct fault *fault) MUST_USE;

/* 1 and the next path, which holds until the next call; 0; -1. */
int textlist_next(struct textlist *list, const char **path, struct fault *fault) MUST_USE;
void textlist_close(struct textlist *list); /* idempotent; accepts zeroed */

#endif
