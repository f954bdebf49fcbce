/* columnline.c - numbers to column lines and back. */
#include "stream/columnline.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

int column_line_put(struct bytes *lines, const char *name, const double *values, size_t n,
	struct fault *fault)
{
	char text[NUMBER_TEXT + 1] = "\t";
	size_t i;

	if (bytes_printf(lines, fault, "#%s", name))
		return -1;
	for (i = 0; i < n; i++)
		if (bytes_append(lines, text, 1 + number_format_double(text + 1, values[i]), fault))
			return -1;
	return bytes_append(lines, "\n", 1, fault);
}

/* What follows "#name", up to its line end; NULL where there is none. */
static const char *find(const struct bytes *lines, const char *name, const char **end)
{
	const char *at = lines->data, *stop = at ? at + lines->size : at;
	size_t length = strlen(name);

	while (at < stop) {
		*end = memchr(at, '\n', (size_t)(stop - at));
		if (!*end)
			return NULL;
		if ((size_t)(*end - at) >= length + 1 && memcmp(at + 1, name, length) == 0
			&& (at + length + 1 == *end || at[length + 1] == '\t'))
			return at + length + 1;
		at = *end + 1;
	}
	return NULL;
}

bool column_line_has(const struct bytes *lines, const char *name, size_t *n)
{
	const char *end, *at = find(lines, name, &end);

	if (n)
		for (*n = 0; at && at < end; at++)
			*n += *at == '\t';
	return at != NULL;
}

int column_line_take(const struct bytes *lines, const char *name, double *values, size_t n,
	struct fault *fault)
{
	const char *end, *at = find(lines, name, &end);
	size_t i;

	for (i = 0; at && i < n && at < end; i++) {
		const char *next;

		at++;
		next = memchr(at, '\t', (size_t)(end - at));
		next = next ? next : end;
		if (!number_parse_real(at, (size_t)(next - at), &values[i])
			|| !isfinite(values[i]))
			break;
		at = next;
	}
	if (!at || i < n || at != end)
		return fault_set(fault, FAULT_DATA, "damaged: no line #%s of %zu numbers", name, n);
	return 0;
}

int column_line_whole(const struct bytes *lines, const char *name, uint64_t *whole,
	struct fault *fault)
{
	double value;

	if (column_line_take(lines, name, &value, 1, fault))
		return -1;
	if (!(value >= 0 && value < 0x1p53) || value != (double)(uint64_t)value)
		return fault_set(fault, FAULT_DATA, "damaged: #%s is not a whole number", name);
	*whole = (uint64_t)value;
	return 0;
}
