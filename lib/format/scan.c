/* scan.c - the rarely used part of scanning foreign text. */
#include "format/scan.h"

#include "base/number.h"

#include <string.h>

const char *scan_real_slow(const char *at, double *value)
{
	const char *end = at;

	while ((unsigned char)*end > ' ')
		end++;
	return number_parse_real(at, (size_t)(end - at), value) ? end : NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool scan_line(const char **at, const char *end, const char **line, size_t *length)
{
	const char *from = *at, *to;

	to = from < end ? memchr(from, '\n', (size_t)(end - from)) : NULL;
	if (!to)
		return false;
	*at = to + 1;
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	*line = from;
	*length = (size_t)(to - from);
	return true;
}

int scan_fault(struct fault *fault, const char *what, const char *at)
{
	char shown[48];
	size_t length = 0;

	while (length < 2 * sizeof shown && !scan_at_end(at + length))
		length++;
	return fault_set(fault, FAULT_DATA, "%s: '%s'", what,
		fault_quote(shown, sizeof shown, at, length));
}
