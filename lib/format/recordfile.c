/* recordfile.c - cuts a text into records. */
#include "format/recordfile.h"

#include "base/input.h"
#include "stream/textin.h"

#include <string.h>

enum { CHUNK = 1 << 18 };

int recordfile_open(struct recordfile *file, const char *path, struct fault *fault)
{
	*file = (struct recordfile){.path = path, .next = 1};
	file->in = textin_open(path, fault);
	return file->in ? 0 : -1;
}

void recordfile_close(struct recordfile *file)
{
	textin_close(file->in);
	bytes_release(&file->text);
	*file = (struct recordfile){0};
}

/* Reads more after the rest, which moves to the front. */
static int fill(struct recordfile *file, struct fault *fault)
{
	size_t left = file->text.size - file->at, got;

	if (left > RECORD_MOST)
		return fault_set(fault, FAULT_DATA, "%s: line %llu: a record of more than %zu MiB",
			input_name(file->path), (unsigned long long)file->next,
			(size_t)(RECORD_MOST >> 20));
	if (file->at)
		memmove(file->text.data, file->text.data + file->at, left);
	file->text.size = left;
	file->at = 0;
	if (bytes_reserve(&file->text, left > CHUNK ? left : CHUNK, fault)
		|| textin_read(file->in, file->text.data + left, file->text.room - left, &got,
			fault))
		return -1;
	file->text.size += got;
	file->ended = got == 0;
	return 0;
}

/* Where a record that begins at file->at ends, going on at *seen with *inside
 * telling whether that is within quotes; NULL: not in what is there. */
static char *find_end(const struct recordfile *file, size_t *seen, bool *inside)
{
	char *data = file->text.data, *end = data + file->text.size, *at = data + *seen;

	while (at < end) {
		char *newline = memchr(at, '\n', (size_t)(end - at));
		char *stop = newline ? newline : end, *quote;

		for (quote = file->quoted ? memchr(at, '"', (size_t)(stop - at)) : NULL; quote;
			quote = memchr(at, '"', (size_t)(stop - at))) {
			*inside = !*inside;
			at = quote + 1;
		}
		if (newline && !*inside)
			return newline;
		at = newline ? newline + 1 : end;
	}
	*seen = file->text.size;
	return NULL;
}

static uint64_t count_lines(const char *text, size_t length)
{
	const char *end = text + length;
	uint64_t n = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
		n++;
		text++;
	}
	return n;
}

int recordfile_next(struct recordfile *file, char **record, size_t *length, struct fault *fault)
{
	size_t begin = file->at, seen = begin;
	bool inside = false;
	char *end = NULL;

	for (;;) {
		if (file->text.size > file->at)
			end = find_end(file, &seen, &inside);
		if (end || file->ended)
			break;
		if (fill(file, fault))
			return -1;
		seen -= begin;
		begin = 0;
	}
	if (file->text.size == file->at)
		return 0;
	if (!end && inside)
		return fault_set(fault, FAULT_DATA, "%s: line %llu: a quote of this record never ends",
			input_name(file->path), (unsigned long long)file->next);
	*record = file->text.data + file->at;
	*length = end ? (size_t)(end - *record) : file->text.size - file->at;
	file->at += *length + (end != NULL);
	file->line = file->next;
	file->next += 1 + (file->quoted ? count_lines(*record, *length) : 0);
	if (*length && (*record)[*length - 1] == '\r')
		--*length;
	return 1;
}

int recordfile_peek(struct recordfile *file, char *byte, struct fault *fault)
{
	size_t at = file->at;

	for (;;) {
		for (; at < file->text.size; at++)
			if (!strchr(" \t\r\n", file->text.data[at]) || !file->text.data[at]) {
				*byte = file->text.data[at];
				return 1;
			}
		if (file->ended)
			return 0;
		at -= file->at;
		if (fill(file, fault))
			return -1;
	}
}
