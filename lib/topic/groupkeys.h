/* groupkeys - which group each document is in, by a table of their names.
 *
 * A document is found by its name as it is; else by its name without folder and
 * ending, where the table has one key only that is the same without them. */
#ifndef TOPIC_GROUPKEYS_H
#define TOPIC_GROUPKEYS_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

struct groupkeys_table;

struct groupkeys {
	struct bytes names;       /* of groups, zero-terminated, one after the other */
	size_t *name;             /* size groups: where each begins; ascending by bytes */
	size_t groups, name_room;
	struct groupkeys_table *table;
	/* what the table had */
	uint64_t rows, doubled, conflicting; /* rows; keys again; of them in another group */
	uint64_t undated;         /* rows whose date can't be read, or is missing */
	char example[256];        /* of a date that can't be read, fit for a message */
};

#define GROUPKEYS_NONE ((size_t)-1)

/* group: a field's name, with ":year", ":month", ":week" or ":day" behind it a date
 * of which that is taken.  key NULL: the field "id", "doc", "document", "name" or
 * "file", the first that there is.  A key that comes again keeps its first group.
 * FAULT_USAGE: no such field; FAULT_DATA: no row has a group. */
int groupkeys_read(struct groupkeys *keys, const char *path, const char *group, const char *key,
	struct fault *fault) MUST_USE;
void groupkeys_release(struct groupkeys *keys); /* idempotent; accepts zeroed */

/* The group of a document, or GROUPKEYS_NONE. */
size_t groupkeys_find(const struct groupkeys *keys, const char *name);

/* Some key of the table, for a message. */
const char *groupkeys_sample(const struct groupkeys *keys);

#endif
