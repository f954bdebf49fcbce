/* lineage.c - steps as a line of text. */
#include "stream/lineage.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char first[] = "corpus ", words[] = "words ";

void lineage_add(struct header *header, const char *format, ...)
{
	size_t used = strlen(header->recipe);
	const char *before = used ? "; " : first;
	char step[320];
	size_t length;
	va_list values;

	va_start(values, format);
	(void)vsnprintf(step, sizeof step, format, values);
	va_end(values);
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

/* The step about words, NULL: none. */
static const char *find_words(const struct header *header, size_t *length)
{
	const char *at = header->recipe, *step;

	if (header->kind != KIND_CORPUS)
		return NULL;
	step = lineage_next(&at, length);
	return step && *length > sizeof words - 1 && memcmp(step, words, sizeof words - 1) == 0
		? step : NULL;
}

void lineage_words(struct header *header, const char *pruning)
{
	if (header->kind == KIND_CORPUS && *pruning && !*header->recipe && !strchr(pruning, ';'))
		lineage_add(header, "%s%s", words, pruning);
}

void lineage_pruning(const struct header *header, char *text, size_t room)
{
	size_t length, skip = sizeof words - 1;
	const char *step = find_words(header, &length);

	*text = 0;
	if (step && length - skip < room) {
		memcpy(text, step + skip, length - skip);
		text[length - skip] = 0;
	}
}

bool lineage_has_steps(const struct header *header)
{
	const char *at = header->recipe;
	size_t length;

	if (find_words(header, &length))
		(void)lineage_next(&at, &length);
	return lineage_next(&at, &length) != NULL;
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
