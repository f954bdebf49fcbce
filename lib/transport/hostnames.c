/* hostnames.c - ranges of numbers in the names of hosts. */
#include "transport/hostnames.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MOST UINT64_C(999999999999)

struct name_expansion {
	struct hostnames *names;
	const char *pattern;
	size_t length, limit;
	size_t *at;
	char name[HOST_NAME_MOST + 1];
};

static int expand(struct name_expansion *e, size_t at, size_t used, struct fault *fault);

bool hostnames_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
		|| (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '_';
}

static int wrong(struct name_expansion *e, size_t at, const char *text, struct fault *fault)
{
	*e->at = at;
	return fault_set(fault, FAULT_DATA, "%s", text);
}

static int keep(struct name_expansion *e, size_t used, struct fault *fault)
{
	struct hostnames *names = e->names;

	if (used == 0)
		return wrong(e, 0, "a host without a name", fault);
	if (e->name[0] == '-')
		return wrong(e, 0, "a host's name can't begin with '-'", fault);
	if (names->count >= e->limit)
		return wrong(e, 0, "too many hosts", fault);
	if (memory_grow(&names->name, &names->room, names->count + 1, fault))
		return -1;
	names->name[names->count] = memory_copy(e->name, used, fault);
	if (!names->name[names->count])
		return -1;
	names->count++;
	return 0;
}

/* One part of a range list, "7" or "08-11", and what follows the list. */
static int expand_part(struct name_expansion *e, size_t from, size_t end, size_t after,
	size_t used, struct fault *fault)
{
	const char *text = e->pattern + from;
	const char *dash = memchr(text, '-', end - from);
	size_t width = dash ? (size_t)(dash - text) : end - from;
	uint64_t first, last, number;

	if (!number_parse_whole(text, width, &first) || first > NUMBER_MOST)
		return wrong(e, from, "not a number or a range of numbers", fault);
	last = first;
	if (dash && (!number_parse_whole(dash + 1, end - from - width - 1, &last)
		|| last > NUMBER_MOST))
		return wrong(e, from, "not a number or a range of numbers", fault);
	if (last < first)
		return wrong(e, from, "a range that runs backwards", fault);
	if (last - first >= e->limit)
		return wrong(e, from, "too many hosts", fault);
	for (number = first; number <= last; number++) {
		int n;

		if (width > sizeof e->name - 1 - used)
			return wrong(e, from, "a host's name that is too long", fault);
		n = snprintf(e->name + used, sizeof e->name - used, "%0*llu", (int)width,
			(unsigned long long)number);
		if (n < 0 || (size_t)n >= sizeof e->name - used)
			return wrong(e, from, "a host's name that is too long", fault);
		if (expand(e, after, used + (size_t)n, fault))
			return -1;
	}
	return 0;
}

static int expand_list(struct name_expansion *e, size_t open, size_t used, struct fault *fault)
{
	const char *close = memchr(e->pattern + open, ']', e->length - open);
	size_t end, from = open + 1;

	if (!close)
		return wrong(e, open, "'[' without ']'", fault);
	end = (size_t)(close - e->pattern);
	while (from <= end) {
		const char *comma = memchr(e->pattern + from, ',', end - from);
		size_t stop = comma ? (size_t)(comma - e->pattern) : end;

		if (expand_part(e, from, stop, end + 1, used, fault))
			return -1;
		from = stop + 1;
	}
	return 0;
}

/* The name has used bytes; the pattern goes on at at. */
static int expand(struct name_expansion *e, size_t at, size_t used, struct fault *fault)
{
	for (; at < e->length; at++) {
		if (e->pattern[at] == '[')
			return expand_list(e, at, used, fault);
		if (!hostnames_byte(e->pattern[at]))
			return wrong(e, at, "a character that no host's name has", fault);
		if (used == HOST_NAME_MOST)
			return wrong(e, at, "a host's name that is too long", fault);
		e->name[used++] = e->pattern[at];
	}
	return keep(e, used, fault);
}

int hostnames_expand(struct hostnames *names, const char *pattern, size_t length,
	size_t limit, size_t *at, struct fault *fault)
{
	struct name_expansion e = {names, pattern, length, limit, at, {0}};

	*at = 0;
	return expand(&e, 0, 0, fault);
}

void hostnames_release(struct hostnames *names)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct hostnames){0};
}
