/* mailbox.c - mbox: mails one after the other, each behind a line "From ", which stands
 * first or behind an empty line.  A ">" before such a line within a mail goes (mboxrd).
 * Fields are headers by their names, and body. */
#include "format/importchunk.h"
#include "format/mime.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Is a mail's first line at at?  begin: where the text begins. */
static bool is_from(const char *begin, const char *at, const char *end)
{
	if (end - at < 5 || memcmp(at, "From ", 5) != 0)
		return false;
	return at == begin || (at - begin >= 2 && at[-1] == '\n' && (at[-2] == '\n'
		|| (at - begin >= 3 && at[-2] == '\r' && at[-3] == '\n')));
}

static size_t cut_mails(const char *head, size_t head_size, const char *data, size_t size,
	bool ended)
{
	const char *at;

	(void)head;
	(void)head_size;
	if (ended)
		return size;
	for (at = data + size; at > data; at--)
		if (at[-1] == 'F' && at - 1 > data && is_from(data, at - 1, data + size))
			return (size_t)(at - 1 - data);
	return 0;
}

static const char *next_mail(const char *begin, const char *at, const char *end)
{
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if (is_from(begin, at, end))
			return at;
	}
	return end;
}

/* Takes a ">" off lines of ">From ", in place; the new end. */
static char *unquote(char *text, char *end)
{
	char *to = text, *at = text;

	while (at < end) {
		char *stop = memchr(at, '\n', (size_t)(end - at)), *mark = at;
		size_t length;

		while (mark < end && *mark == '>')
			mark++;
		if (mark > at && end - mark >= 5 && memcmp(mark, "From ", 5) == 0)
			at++;
		length = (size_t)((stop ? stop + 1 : end) - at);
		memmove(to, at, length);
		to += length;
		at += length;
	}
	return to;
}

struct mailvalues {
	struct bytes text;
	size_t *begin; /* size fields + 1 */
	bool *there;   /* size fields */
};

/* The angle brackets of a message's id are none of it. */
static struct importvalue trim(struct importvalue value)
{
	if (value.length > 2 && value.text[0] == '<' && value.text[value.length - 1] == '>') {
		value.text++;
		value.length -= 2;
	}
	return value;
}

static int take_values(const struct importsettings *settings, struct mailvalues *values,
	const struct mime_part *mail, struct fault *fault)
{
	size_t i;

	values->text.size = 0;
	for (i = 0; i < settings->fields; i++) {
		int got = 1;

		values->begin[i] = values->text.size;
		if (strcmp(settings->field[i], "body") == 0) {
			if (mime_text(mail, 0, &values->text, fault))
				return -1;
		} else {
			got = mime_header(mail, settings->field[i], &values->text, fault);
		}
		if (got < 0)
			return -1;
		values->there[i] = got;
	}
	values->begin[i] = values->text.size;
	return 0;
}

static int parse_mail(const struct importsettings *settings, struct importchunk *chunk,
	struct mailvalues *values, char *at, char *end, uint64_t line, struct fault *fault)
{
	char *head = memchr(at, '\n', (size_t)(end - at));
	struct fault cause = {0};
	struct mime_part mail;
	size_t i;

	if (memcmp(at, "From ", end - at < 5 ? (size_t)(end - at) : 5) != 0 || end - at < 5)
		return importchunk_broken(chunk, settings, line, fault,
			"no mail: it does not begin with \"From \"");
	head = head ? head + 1 : end;
	mail = mime_split(head, unquote(head, end));
	if (take_values(settings, values, &mail, &cause)) {
		if (cause.kind == FAULT_DATA)
			return importchunk_broken(chunk, settings, line, fault, "%s", cause.text);
		*fault = cause;
		return -1;
	}
	for (i = 0; i < settings->fields; i++) {
		chunk->value[i] = (struct importvalue){0};
		if (values->there[i])
			chunk->value[i] = (struct importvalue){values->text.data + values->begin[i],
				values->begin[i + 1] - values->begin[i]};
		if (values->there[i] && strcasecmp(settings->field[i], "message-id") == 0)
			chunk->value[i] = trim(chunk->value[i]);
	}
	return importchunk_put(chunk, settings, line, fault);
}

static int parse(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	char *begin = chunk->text.data, *at = begin, *end = begin + chunk->text.size;
	struct mailvalues values = {0};
	uint64_t line = chunk->line;
	int failed = 0;

	values.begin = memory_zeroed(settings->fields + 1, sizeof *values.begin, fault);
	values.there = values.begin ? memory_zeroed(settings->fields, sizeof *values.there, fault)
		: NULL;
	if (!values.there)
		failed = -1;
	while (!failed && at < end) {
		char *next = begin + (next_mail(begin, at, end) - begin);
		uint64_t lines = importchunk_lines(at, (size_t)(next - at));

		failed = bytes_reserve(&values.text, 1, fault)
			|| parse_mail(settings, chunk, &values, at, next, line, fault);
		line += lines;
		at = next;
	}
	bytes_release(&values.text);
	free(values.begin);
	free(values.there);
	return failed ? -1 : 0;
}

const struct textform textform_mbox = {.name = "mbox", .id = "message-id", .text = "body",
	.cut = cut_mails, .parse = parse};
