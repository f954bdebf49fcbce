/* vocabulary.c - terms and their frequencies as text, and back. */
#include "stream/vocabulary.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

void vocabulary_release(struct vocabulary *vocabulary)
{
	free(vocabulary->text);
	free(vocabulary->start);
	free(vocabulary->df);
	free(vocabulary->cf);
	*vocabulary = (struct vocabulary){0};
}

int vocabulary_init(struct vocabulary *vocabulary, size_t size, size_t text_size,
	struct fault *fault)
{
	*vocabulary = (struct vocabulary){.size = size};
	if (size > UINT32_MAX - 2)
		return fault_set(fault, FAULT_DATA, "a vocabulary of %zu terms is too large", size);
	vocabulary->text = memory_zeroed(text_size, 1, fault);
	vocabulary->start = memory_zeroed(size + 1, sizeof *vocabulary->start, fault);
	vocabulary->df = memory_zeroed(size, sizeof *vocabulary->df, fault);
	vocabulary->cf = memory_zeroed(size, sizeof *vocabulary->cf, fault);
	if (vocabulary->text && vocabulary->start && vocabulary->df && vocabulary->cf)
		return 0;
	vocabulary_release(vocabulary);
	return -1;
}

bool vocabulary_ascends(const struct vocabulary *vocabulary)
{
	size_t column;

	for (column = 1; column < vocabulary->size; column++)
		if (strcmp(vocabulary_term(vocabulary, column - 1),
			    vocabulary_term(vocabulary, column)) >= 0)
			return false;
	return true;
}

int vocabulary_format_lines(const struct vocabulary *vocabulary, struct bytes *out,
	struct fault *fault)
{
	size_t column;

	for (column = 0; column < vocabulary->size; column++) {
		size_t length = vocabulary_length(vocabulary, column);
		char *at;

		if (bytes_reserve(out, length + 2 * NUMBER_TEXT + 3, fault))
			return -1;
		at = out->data + out->size;
		memcpy(at, vocabulary_term(vocabulary, column), length);
		at += length;
		*at++ = '\t';
		at += number_format_whole(at, vocabulary->df[column]);
		*at++ = '\t';
		at += number_format_whole(at, vocabulary->cf[column]);
		*at++ = '\n';
		out->size = (size_t)(at - out->data);
	}
	return 0;
}

static int bad_line(struct fault *fault, size_t line, const char *problem)
{
	return fault_set(fault, FAULT_DATA, "vocabulary line %zu: %s", line, problem);
}

/* One line, "term<TAB>df<TAB>cf", copied behind the terms so far. */
static int parse_line(struct vocabulary *vocabulary, size_t column, const char *line,
	const char *end, struct fault *fault)
{
	const char *tab = memchr(line, '\t', (size_t)(end - line));
	const char *second = tab ? memchr(tab + 1, '\t', (size_t)(end - tab - 1)) : NULL;
	char *to = vocabulary->text + vocabulary->start[column];
	size_t length;

	if (!second)
		return bad_line(fault, column + 1, "not term, tab, df, tab, cf");
	if (!number_parse_whole(tab + 1, (size_t)(second - tab - 1), &vocabulary->df[column])
		|| !number_parse_whole(second + 1, (size_t)(end - second - 1),
			&vocabulary->cf[column]))
		return bad_line(fault, column + 1, "a frequency is no whole number");
	length = (size_t)(tab - line);
	memcpy(to, line, length);
	to[length] = 0;
	vocabulary->start[column + 1] = vocabulary->start[column] + length + 1;
	return 0;
}

int vocabulary_parse_lines(struct vocabulary *vocabulary, const char *text, size_t size,
	size_t terms, struct fault *fault)
{
	const char *at = text, *end = text + size;
	size_t column;

	/* a line is a term and five bytes at least, so a claim can't cost more than the text */
	if (terms > size / 5)
		return fault_set(fault, FAULT_DATA, "vocabulary: fewer lines than its %zu terms",
			terms);
	if (vocabulary_init(vocabulary, terms, size + 1, fault))
		return -1;
	for (column = 0; column < terms; column++) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (!line_end)
			return fault_set(fault, FAULT_DATA,
				"vocabulary: %zu lines and not its %zu terms", column, terms);
		if (parse_line(vocabulary, column, at, line_end, fault))
			return -1;
		at = line_end + 1;
	}
	if (at != end)
		return fault_set(fault, FAULT_DATA, "vocabulary: more lines than its %zu terms",
			terms);
	return 0;
}
