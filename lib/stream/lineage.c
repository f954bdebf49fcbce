/* lineage.c - steps as a line of text. */
#include "stream/lineage.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char first[] = "corpus ";

void lineage_add(struct header *header, const char *format, ...)
{
	size_t used = strlen(header->recipe);
	const char *before = used ? "; " : first;
	char step[128];
	size_t length;
	va_list words;

	va_start(words, format);
	(void)vsnprintf(step, sizeof step, format, words);
	va_end(words);
	length = strlen(step);
	if (used > length && strcmp(header->recipe + used - length, step) == 0)
		return;
	if (snprintf(header->recipe + used, sizeof header->recipe - used, "%s%s", before, step)
		>= (int)(sizeof header->recipe - used))
		(void)snprintf(header->recipe, sizeof header->recipe, "%sunknown", first);
}

bool lineage_is(const struct header *header, const char *step)
{
	const size_t length = sizeof first - 1;

	return strncmp(header->recipe, first, length) == 0
		&& strcmp(header->recipe + length, step) == 0;
}

const char *lineage_next(const char **at, size_t *length)
{
	const char *step = *at, *end;

	if (strncmp(step, first, sizeof first - 1) == 0)
		step += sizeof first - 1;
	if (!*step)
		return NULL;
	end = strstr(step, "; ");
	*length = end ? (size_t)(end - step) : strlen(step);
	*at = step + *length + (end ? 2 : 0);
	return step;
}
