/* csvrecords.c - records of CSV and TSV. */
#include "format/csvrecords.h"

#include "base/memory.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Behind the quoted part that begins at at; NULL: it never ends. */
static const char *close_quote(const char *at, const char *end)
{
	for (at++; (at = memchr(at, '"', (size_t)(end - at))) != NULL; at += 2) {
		if (at + 1 == end || at[1] != '"')
			return at + 1;
		if (at + 2 == end)
			return NULL;
	}
	return NULL;
}

static size_t last_line(const char *begin, const char *from, const char *to, size_t before)
{
	while (to > from && to[-1] != '\n')
		to--;
	return to > from ? (size_t)(to - begin) : before;
}

size_t csvrecords_cut(const char *data, size_t size, char separator, bool ended, bool *open)
{
	const char *end = data + size, *at = data, *look = data;
	size_t cut = 0;

	*open = false;
	for (;;) {
		const char *quote = separator == '\t' || look == end ? NULL
			: memchr(look, '"', (size_t)(end - look)), *close;

		if (!quote) {
			cut = last_line(data, at, end, cut);
			return ended ? size : cut;
		}
		if (quote > data && quote[-1] != separator && quote[-1] != '\n') {
			look = quote + 1;
			continue;
		}
		cut = last_line(data, at, quote, cut);
		close = close_quote(quote, end);
		*open = ended && !close;
		/* the quote at the end may be the first of two */
		if (!close || (close == end && !ended))
			return ended ? size : cut;
		at = look = close;
	}
}

/* The first separator or line end. */
static char *field_end(char *at, char *end, char separator)
{
#ifdef __SSE2__
	const __m128i part = _mm_set1_epi8(separator), line = _mm_set1_epi8('\n');

	for (; end - at >= 16; at += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
		int mask = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, part),
			_mm_cmpeq_epi8(bytes, line)));

		if (mask)
			return at + __builtin_ctz((unsigned)mask);
	}
#endif
	while (at < end && *at != separator && *at != '\n')
		at++;
	return at;
}

static uint64_t count_lines(const char *at, const char *end)
{
	uint64_t lines = 0;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		lines++;
		at++;
	}
	return lines;
}

/* Takes the quotes off the part at at; *length is what is left, which begins there.  The
 * result is after the closing quote, or NULL where there is none. */
static char *unquote(char *at, char *end, size_t *length, uint64_t *line)
{
	char *to = at, *from = at + 1;

	for (;;) {
		char *quote = memchr(from, '"', (size_t)(end - from));
		size_t part = (size_t)((quote ? quote : end) - from);

		*line += count_lines(from, from + part);
		if (part)
			memmove(to, from, part);
		to += part;
		*length = (size_t)(to - at);
		if (!quote)
			return NULL;
		from = quote + 1;
		if (from == end || *from != '"')
			return from;
		*to++ = '"';
		from++;
	}
}

/* Is the byte before stop the CR of a line end? */
static bool ends_in_cr(const char *from, const char *stop, const char *end)
{
	return stop > from && stop[-1] == '\r' && (stop == end || *stop == '\n');
}

/* The field at text; the result is where it stops, at a separator or the record's end. */
static char *take_field(char *text, char *end, char separator, size_t *length, uint64_t *line,
	enum csv_broken *broken)
{
	char *behind = text, *stop;
	bool quoted = separator != '\t' && text < end && *text == '"';

	if (quoted)
		behind = unquote(text, end, length, line);
	if (!behind) {
		*broken = CSV_OPEN;
		return end;
	}
	stop = field_end(behind, end, separator);
	if (!quoted)
		*length = (size_t)(stop - text) - ends_in_cr(text, stop, end);
	else if (stop > behind + ends_in_cr(behind, stop, end))
		*broken = CSV_BEHIND_QUOTE;
	return stop;
}

int csvrecords_next(struct csv_fields *fields, char **at, char *end, char separator,
	uint64_t *line, enum csv_broken *broken, struct fault *fault)
{
	fields->count = 0;
	*broken = CSV_WHOLE;
	for (;;) {
		size_t length = 0;
		char *text = *at, *stop = take_field(text, end, separator, &length, line, broken);

		if (fields->count == CSV_FIELDS_MOST)
			*broken = CSV_TOO_MANY;
		else if (memory_grow(&fields->field, &fields->room, fields->count + 1, fault))
			return -1;
		else
			fields->field[fields->count++] = (struct csv_field){text, length};
		*at = stop < end ? stop + 1 : end;
		if (stop == end || *stop == '\n') {
			++*line;
			return 0;
		}
	}
}
