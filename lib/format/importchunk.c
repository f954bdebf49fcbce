/* importchunk.c - records to lines id<TAB>text, and to rows of a table. */
#include "format/importchunk.h"

#include "base/digest.h"
#include "base/memory.h"
#include "format/unescape.h"
#include "stream/encoding.h"
#include "stream/rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_AT_ONCE = 240 };

void importchunk_release(struct importchunk *chunk)
{
	bytes_release(&chunk->text);
	bytes_release(&chunk->head);
	bytes_release(&chunk->path);
	bytes_release(&chunk->out);
	bytes_release(&chunk->meta);
	bytes_release(&chunk->scratch);
	free(chunk->ends);
	free(chunk->value);
	free(chunk->row);
	*chunk = (struct importchunk){0};
}

int importchunk_begin(struct importchunk *chunk, const struct importsettings *settings,
	struct fault *fault)
{
	chunk->out.size = chunk->meta.size = chunk->scratch.size = 0;
	chunk->rows = 0;
	chunk->seen = 0;
	chunk->records = chunk->broken = chunk->invalid = 0;
	chunk->redirects = chunk->elsewhere = chunk->brief = 0;
	return memory_grow(&chunk->value, &chunk->value_room, settings->fields, fault);
}

const char *importchunk_path(const struct importchunk *chunk, uint64_t number)
{
	const char *path = chunk->path.data;

	for (; chunk->files && number; number--)
		path += strlen(path) + 1;
	return path;
}

int importchunk_broken(struct importchunk *chunk, const struct importsettings *settings,
	uint64_t line, struct fault *fault, const char *format, ...)
{
	char cause[IMPORT_CAUSE], shown[IMPORT_CAUSE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(cause, sizeof cause, format, arguments);
	va_end(arguments);
	(void)fault_quote(shown, sizeof shown, cause, strlen(cause));
	if (settings->strict) {
		const char *path = importchunk_path(chunk, chunk->records);

		(void)fault_set(fault, FAULT_DATA, "%s", shown);
		return settings->form->whole ? fault_at(fault, "%s", path)
			: fault_at(fault, "%s: line %llu", path, (unsigned long long)line);
	}
	if (chunk->broken < IMPORT_TOLD) {
		struct importproblem *problem = &chunk->problem[chunk->broken];

		problem->line = line;
		problem->number = chunk->records;
		memcpy(problem->cause, shown, sizeof shown);
	}
	chunk->broken++;
	chunk->records++;
	return 0;
}

/* Control characters become blanks; true where all is ASCII. */
static bool blank_controls(char *text, size_t size)
{
	unsigned char high = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		high |= c;
		text[i] = (char)(c < 0x20 || c == 0x7f ? ' ' : c);
	}
	return high < 0x80;
}

/* Bytes that are no UTF-8 become U+FFFD each. */
static int replace_invalid(struct importchunk *chunk, struct bytes *out, size_t begin,
	size_t first, uint64_t line, struct fault *fault)
{
	size_t at = begin + first, tail = out->size - at;
	int failed;

	if (chunk->invalid++ == 0) {
		chunk->invalid_line = line;
		chunk->invalid_number = chunk->records;
		chunk->invalid_size = tail < sizeof chunk->invalid_bytes ? tail
			: sizeof chunk->invalid_bytes;
		memcpy(chunk->invalid_bytes, out->data + at, chunk->invalid_size);
	}
	chunk->scratch.size = 0;
	failed = bytes_append(&chunk->scratch, out->data + at, tail, fault);
	out->size = at;
	for (at = 0; !failed && at < tail;) {
		size_t good = encoding_invalid(chunk->scratch.data + at, tail - at);

		failed = bytes_append(out, chunk->scratch.data + at, good, fault)
			|| (at + good < tail && bytes_append(out, "\xef\xbf\xbd", 3, fault));
		at += good + 1;
	}
	return failed ? -1 : 0;
}

/* Appends a value, fit to stand between tabs.  *invalid becomes true where bytes were
 * replaced. */
static int add_value(struct importchunk *chunk, const struct importsettings *settings,
	struct bytes *out, const struct importvalue *value, bool unescape, uint64_t line,
	struct fault *fault)
{
	size_t begin = out->size, first;

	if (!value->text || bytes_append(out, value->text, value->length, fault))
		return value->text ? -1 : 0;
	if (unescape)
		out->size = begin + unescape_text(out->data + begin, out->size - begin);
	if (blank_controls(out->data + begin, out->size - begin) || settings->form->checked)
		return 0;
	first = encoding_invalid(out->data + begin, out->size - begin);
	if (begin + first == out->size)
		return 0;
	if (settings->form->whole)
		line += importchunk_lines(value->text, first);
	return replace_invalid(chunk, out, begin, first, line, fault);
}

static int add_texts(struct importchunk *chunk, const struct importsettings *settings,
	uint64_t line, struct fault *fault)
{
	bool any = false;
	size_t i;

	for (i = 1; i <= settings->texts; i++) {
		if (!chunk->value[i].text)
			continue;
		if ((any && bytes_append(&chunk->out, " ", 1, fault))
			|| add_value(chunk, settings, &chunk->out, &chunk->value[i],
				settings->unescape, line, fault))
			return -1;
		any = true;
	}
	return bytes_append(&chunk->out, "\n", 1, fault);
}

static int add_table(struct importchunk *chunk, const struct importsettings *settings,
	uint64_t line, struct fault *fault)
{
	size_t i;

	for (i = settings->texts + 1; i < settings->fields; i++)
		if (bytes_append(&chunk->meta, "\t", 1, fault)
			|| add_value(chunk, settings, &chunk->meta, &chunk->value[i], false, line,
				fault))
			return -1;
	return bytes_append(&chunk->meta, "\n", 1, fault);
}

/* Runs of letters and digits; a character of Chinese or Japanese is one by itself.  Without
 * branches, since no processor foresees where words begin. */
static uint64_t count_words(const char *text, size_t size, uint64_t enough)
{
	uint64_t words = 0;
	unsigned inside = 0;
	size_t i;

	for (i = 0; i < size && words < enough; i++) {
		const unsigned char c = (unsigned char)text[i];
		const unsigned wide = (unsigned char)(c - 0xe3) < 11;
		const unsigned word = (c >= 0x80) | ((unsigned char)((c | 0x20) - 'a') < 26)
			| ((unsigned char)(c - '0') < 10);

		words += wide | (word & ~inside);
		inside = word;
	}
	return words;
}

/* Takes back what was written of a record. */
static void drop_row(struct importchunk *chunk, const struct importrow *row)
{
	chunk->out.size = row->out;
	chunk->meta.size = row->meta;
}

static bool has_text(const struct importchunk *chunk, const struct importsettings *settings)
{
	size_t i;

	for (i = 1; i <= settings->texts; i++)
		if (chunk->value[i].text)
			return true;
	return false;
}

/* Writes the lines of the row; how long the id is, and its text is. */
static int add_row(struct importchunk *chunk, const struct importsettings *settings,
	struct importrow *row, size_t *id, size_t *text, struct fault *fault)
{
	/* an id may be empty, and then nothing has been written */
	if (bytes_reserve(&chunk->out, 1, fault))
		return -1;
	if (!settings->number && add_value(chunk, settings, &chunk->out, &chunk->value[0], false,
			row->line, fault))
		return -1;
	*id = chunk->out.size - row->out;
	row->id = digest_short(chunk->out.data + row->out, *id, 0);
	if (settings->fields > settings->texts + 1
		&& bytes_append(&chunk->meta, chunk->out.data + row->out, *id, fault))
		return -1;
	if (bytes_append(&chunk->out, "\t", 1, fault))
		return -1;
	*text = chunk->out.size;
	return add_texts(chunk, settings, row->line, fault)
		|| (settings->fields > settings->texts + 1
			&& add_table(chunk, settings, row->line, fault)) ? -1 : 0;
}

int importchunk_put(struct importchunk *chunk, const struct importsettings *settings,
	uint64_t line, struct fault *fault)
{
	struct importrow row = {.line = line, .number = chunk->records, .out = chunk->out.size,
		.meta = chunk->meta.size};
	size_t id, text, i;

	if (!has_text(chunk, settings))
		return importchunk_broken(chunk, settings, line, fault, "no field \"%s\" (--text)",
			settings->field[1]);
	if (!settings->number && !chunk->value[0].text)
		return importchunk_broken(chunk, settings, line, fault, "no field \"%s\" for the id (--id)",
			settings->field[0]);
	if (memory_grow(&chunk->row, &chunk->row_room, chunk->rows + 1, fault)
		|| add_row(chunk, settings, &row, &id, &text, fault))
		return -1;
	if (!settings->number && (id == 0 || id > NAME_BYTES_MOST)) {
		drop_row(chunk, &row);
		return id ? importchunk_broken(chunk, settings, line, fault,
				"an id of %zu bytes; at most %d fit", id, NAME_BYTES_MOST)
			: importchunk_broken(chunk, settings, line, fault, "an empty id");
	}
	if (settings->words && count_words(chunk->out.data + text, chunk->out.size - text,
			settings->words) < settings->words) {
		drop_row(chunk, &row);
		chunk->brief++;
		chunk->records++;
		return 0;
	}
	chunk->row[chunk->rows++] = row;
	chunk->records++;
	for (i = 0; i < settings->fields && i < 64; i++)
		chunk->seen |= (uint64_t)(chunk->value[i].text != NULL) << i;
	return 0;
}

int importchunk_each_line(struct importchunk *chunk, const struct importsettings *settings,
	importchunk_line *take, struct fault *fault)
{
	const char *at = chunk->text.data, *end = at + chunk->text.size;
	uint64_t line = chunk->line;

	for (; at < end; line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t whole = (size_t)((stop ? stop : end) - at), length = whole;

		while (length && strchr(" \t\r", at[length - 1]) && at[length - 1])
			length--;
		if (length && take(settings, chunk, at, length, line, fault))
			return -1;
		at += whole + (stop != NULL);
	}
	return 0;
}

uint64_t importchunk_lines(const char *text, size_t size)
{
	uint64_t lines = 0;
	size_t i;

	/* sums of at most 255 fit into a byte, and bytes are added many at once */
	for (; size >= LINES_AT_ONCE; text += LINES_AT_ONCE, size -= LINES_AT_ONCE) {
		unsigned char some = 0;

		for (i = 0; i < LINES_AT_ONCE; i++)
			some = (unsigned char)(some + (text[i] == '\n'));
		lines += some;
	}
	for (i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

size_t importchunk_cut_lines(const char *head, size_t head_size, const char *data, size_t size,
	bool ended)
{
	(void)head;
	(void)head_size;
	if (ended)
		return size;
	while (size && data[size - 1] != '\n')
		size--;
	return size;
}
