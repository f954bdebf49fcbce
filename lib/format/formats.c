/* formats.c - the table of formats. */
#include "format/formats.h"

#include <string.h>

#define ENTRY(name, what) {#name, &format_##name},

static const struct {
	const char *name;
	const struct foreign_format *format;
} entries[] = {FORMATS(ENTRY, ENTRY)};

const struct foreign_format *formats_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof entries / sizeof *entries; i++)
		if (strcmp(entries[i].name, name) == 0)
			return entries[i].format;
	return NULL;
}
