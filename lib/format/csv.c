/* csv.c - splits records into fields. */
#include "format/csv.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void csv_fields_release(struct csv_fields *fields)
{
	free(fields->field);
	*fields = (struct csv_fields){0};
}

static int add(struct csv_fields *fields, char *text, size_t length, struct fault *fault)
{
	if (fields->count == CSV_FIELDS_MOST)
		return fault_set(fault, FAULT_DATA, "more than %d fields", CSV_FIELDS_MOST);
	if (memory_grow(&fields->field, &fields->room, fields->count + 1, fault))
		return -1;
	fields->field[fields->count++] = (struct csv_field){text, length};
	return 0;
}

/* Takes the quotes off a field that begins at at, in place; *after is where
 * the rest begins. */
static int unquote(char *at, const char *end, char **after, size_t *length, struct fault *fault)
{
	char *to = at, *from = at + 1;

	for (;;) {
		char *quote = memchr(from, '"', (size_t)(end - from));
		size_t part;

		if (!quote)
			return fault_set(fault, FAULT_DATA, "a quote never ends");
		part = (size_t)(quote - from);
		memmove(to, from, part);
		to += part;
		from = quote + 1;
		if (from == end || *from != '"')
			break;
		*to++ = '"';
		from++;
	}
	*after = from;
	*length = (size_t)(to - at);
	return 0;
}

int csv_split(struct csv_fields *fields, char *record, size_t length, char separator,
	struct fault *fault)
{
	char *at = record, *end = record + length;

	fields->count = 0;
	for (;;) {
		char *stop = end, *text = at;
		size_t size = 0;

		if (separator != '\t' && at < end && *at == '"') {
			if (unquote(at, end, &stop, &size, fault))
				return -1;
			if (stop < end && *stop != separator)
				return fault_set(fault, FAULT_DATA, "field %zu: \"%c\" after the "
					"closing quote", fields->count + 1, *stop);
		} else {
			stop = at < end ? memchr(at, separator, (size_t)(end - at)) : NULL;
			stop = stop ? stop : end;
			size = (size_t)(stop - at);
		}
		if (add(fields, text, size, fault))
			return -1;
		if (stop == end)
			return 0;
		at = stop + 1;
	}
}
