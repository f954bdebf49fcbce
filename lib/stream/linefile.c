/* linefile.c - lines of a list. */
#include "stream/linefile.h"

#include "base/input.h"
#include "stream/textin.h"

#include <string.h>

enum { CHUNK = 1 << 16, LINE_MOST = 1 << 20 };

int linefile_open(struct linefile *file, const char *path, struct fault *fault)
{
	*file = (struct linefile){.path = path};
	file->in = textin_open(path, fault);
	return file->in ? 0 : -1;
}

/* Reads more behind what is not yet given out, which moves to the front. */
static int fill(struct linefile *file, struct fault *fault)
{
	size_t left = file->text.size - file->at, got;

	if (left > LINE_MOST)
		return fault_set(fault, FAULT_DATA, "%s: line %llu is longer than a mebibyte",
			input_name(file->path), (unsigned long long)file->number + 1);
	if (left)
		memmove(file->text.data, file->text.data + file->at, left);
	file->text.size = left;
	file->at = 0;
	if (bytes_reserve(&file->text, CHUNK, fault)
		|| textin_read(file->in, file->text.data + left, CHUNK, &got, fault))
		return -1;
	file->text.size += got;
	file->ended = got == 0;
	return 0;
}

int linefile_next(struct linefile *file, const char **line, size_t *length,
	struct fault *fault)
{
	const char *end = NULL;
	size_t left;

	for (;;) {
		left = file->text.size - file->at;
		if (left)
			end = memchr(file->text.data + file->at, '\n', left);
		if (end || file->ended)
			break;
		if (fill(file, fault))
			return -1;
	}
	if (left == 0)
		return 0;
	*line = file->text.data + file->at;
	*length = end ? (size_t)(end - *line) : left;
	file->at += *length + (end != NULL);
	if (*length && (*line)[*length - 1] == '\r')
		--*length;
	file->number++;
	return 1;
}

void linefile_close(struct linefile *file)
{
	textin_close(file->in);
	bytes_release(&file->text);
	*file = (struct linefile){0};
}
