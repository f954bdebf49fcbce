/* commands.c - looks a command up in the table of them. */
#include "base/commands.h"

#include <stddef.h>
#include <string.h>

const struct commands_entry commands_table[] = {
#define AGENT(name, purpose) {name, purpose, true, true},
#define FILTER(name, purpose) {name, purpose, true, false},
#define PROGRAM(name, purpose) {name, purpose, false, false},
#include "base/commands.def"
	{0}};

const struct commands_entry *commands_find(const char *name)
{
	const struct commands_entry *entry;

	for (entry = commands_table; entry->name; entry++)
		if (strcmp(entry->name, name) == 0)
			return entry;
	return NULL;
}
