/* commands - looks up commands in the table commands.def. */
#ifndef BASE_COMMANDS_H
#define BASE_COMMANDS_H

#include <stdbool.h>

struct commands_entry {
	const char *name;
	const char *purpose; /* one line */
	bool filter;         /* reads and writes streams; runs no other program */
	bool small;          /* hosts without topictools have it from the small agent, without a
			      * BLAS; else from the one that has all filters */
};

/* In the order of work; a NULL name ends it. */
extern const struct commands_entry commands_table[];

/* NULL for a name that is not in the table. */
const struct commands_entry *commands_find(const char *name);

#endif
