/* namesketch.c - the smallest hashes of documents' names. */
#include "stream/namesketch.h"

#include "base/digest.h"
#include "base/search.h"
#include "stream/docsum.h"

#include <string.h>

static const char begin[] = "#sketch\t";
/* Bits of a hash, and its digits: as many as fit in 8 KiB of a header. */
enum { BITS = 56, DIGITS_MOST = BITS / 4 };

static uint64_t hash_at(const void *elements, size_t i)
{
	return ((const uint64_t *)elements)[i];
}

void namesketch_add_hash(struct namesketch *sketch, uint64_t hash)
{
	size_t at, last = NAMESKETCH_MOST - 1;

	if (sketch->count > last && hash >= sketch->hash[last])
		return;
	at = search_first(sketch->hash, sketch->count, hash, hash_at);
	if (at < sketch->count && sketch->hash[at] == hash)
		return;
	sketch->count += sketch->count <= last;
	memmove(sketch->hash + at + 1, sketch->hash + at,
		(sketch->count - at - 1) * sizeof *sketch->hash);
	sketch->hash[at] = hash;
}

void namesketch_add_row(struct namesketch *sketch, const struct rows *rows, size_t row)
{
	const char *name = rows_name(rows, row);
	size_t length = rows->name[row + 1] - rows->name[row] - 1;

	namesketch_add_hash(sketch, strspn(name, "0123456789") < length
		? digest_short(name, length, 0) >> (64 - BITS)
		: docsum_row_hash(rows, row) >> (64 - BITS));
}

void namesketch_add_rows(struct namesketch *sketch, const struct rows *rows)
{
	size_t row;

	for (row = 0; row < rows->count; row++)
		namesketch_add_row(sketch, rows, row);
}

void namesketch_add(struct namesketch *sketch, const struct namesketch *more)
{
	size_t i;

	for (i = 0; i < more->count; i++)
		namesketch_add_hash(sketch, more->hash[i]);
}

/* Up to where a sketch has all hashes. */
static uint64_t reach(const struct namesketch *sketch)
{
	return sketch->count < NAMESKETCH_MOST ? UINT64_MAX : sketch->hash[NAMESKETCH_MOST - 1];
}

uint64_t namesketch_common(const struct namesketch *one, const struct namesketch *other,
	bool *about)
{
	uint64_t end = reach(one) < reach(other) ? reach(one) : reach(other), common = 0;
	size_t i, j = 0;

	for (i = 0; i < one->count && one->hash[i] <= end; i++) {
		while (j < other->count && other->hash[j] < one->hash[i])
			j++;
		common += j < other->count && other->hash[j] == one->hash[i];
	}
	*about = end < UINT64_MAX;
	return *about ? (uint64_t)((double)common
		* ((double)((uint64_t)1 << BITS) / ((double)end + 1)) + .5) : common;
}

int namesketch_put(const struct namesketch *sketch, struct bytes *lines, struct fault *fault)
{
	uint64_t before = 0;
	size_t i;

	for (i = 0; i < sketch->count; i++) {
		if (bytes_printf(lines, fault, "%s%llx", i ? "\t" : begin,
			(unsigned long long)(sketch->hash[i] - before)))
			return -1;
		before = sketch->hash[i];
	}
	return sketch->count ? bytes_append(lines, "\n", 1, fault) : 0;
}

/* Lower-case digits, no zero before them; false otherwise. */
static bool parse(const char *at, const char *end, uint64_t *number)
{
	static const char digits[] = "0123456789abcdef";

	if (at == end || end - at > DIGITS_MOST || (*at == '0' && end - at > 1))
		return false;
	for (*number = 0; at < end; at++) {
		const char *digit = *at ? strchr(digits, *at) : NULL;

		if (!digit)
			return false;
		*number = *number << 4 | (uint64_t)(digit - digits);
	}
	return true;
}

static bool parse_all(const char *at, const char *end, struct namesketch *sketch)
{
	uint64_t hash = 0, more;
	size_t count = 0;

	for (;; at++, count++) {
		const char *stop = memchr(at, '\t', (size_t)(end - at));

		stop = stop ? stop : end;
		if (count == NAMESKETCH_MOST || !parse(at, stop, &more) || (count && !more)
			|| (hash += more) >> BITS)
			return false;
		namesketch_add_hash(sketch, hash);
		at = stop;
		if (at == end)
			return true;
	}
}

/* The next line of a header, and where it ends; false: no more.  *sketch: it is one. */
static bool next_line(const struct bytes *lines, size_t *at, const char **line, const char **end,
	bool *sketch)
{
	const char *stop;

	if (*at >= lines->size)
		return false;
	*line = lines->data + *at;
	stop = memchr(*line, '\n', lines->size - *at);
	*end = stop ? stop : lines->data + lines->size;
	*sketch = (size_t)(*end - *line) >= sizeof begin - 1
		&& memcmp(*line, begin, sizeof begin - 1) == 0;
	*at += (size_t)(*end - *line) + 1;
	return true;
}

int namesketch_take(struct namesketch *sketch, const struct bytes *lines, struct fault *fault)
{
	const char *line, *end;
	size_t at = 0;
	bool found;

	while (next_line(lines, &at, &line, &end, &found))
		if (found && !parse_all(line + sizeof begin - 1, end, sketch))
			return fault_set(fault, FAULT_DATA, "damaged: a line #sketch");
	return 0;
}

int namesketch_others(const struct bytes *lines, struct bytes *out, struct fault *fault)
{
	const char *line, *end;
	size_t at = 0;
	bool found;

	while (next_line(lines, &at, &line, &end, &found))
		if (!found && (bytes_append(out, line, (size_t)(end - line), fault)
				|| bytes_append(out, "\n", 1, fault)))
			return -1;
	return 0;
}
