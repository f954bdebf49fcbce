/* groupkeys - the group of each document, from a table of their names.
 *
 * A document is found by its name; else by its name without folder and ending, if
 * exactly one key of the table is the same without them. */
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
	/* counts of the table */
	uint64_t rows, doubled, conflicting; /* rows; repeated keys; of them in another group */
	uint64_t undated;         /* rows whose date can't be read, or is missing */
	char example[256];        /* of a date that can't be read, fit for a message */
};

#define GROUPKEYS_NONE ((size_t)-1)

/* group: a field's name, with ":year", ":month", ":week" or ":day" after it a date
 * of which that is used.  key NULL: the field "id", "doc", "document", "name" or
 * "file", the first that exists.  A repeated key keeps its first group.
 * FAULT_USAGE: no such field; FAULT_DATA: no row has a group. */
int groupkeys_read(struct groupkeys *keys, const char *path, const char *group, const char *key,
	struct fault *fault) MUST_USE;
void groupkeys_release(struct groupkeys *keys); /* idempotent; accepts zeroed */

/* The group of a document, or GROUPKEYS_NONE. */
size_t groupkeys_find(const struct groupkeys *keys, const char *name);

/* Some key of the table, for a message. */
const char *groupkeys_sample(const struct groupkeys *keys);

#endif
