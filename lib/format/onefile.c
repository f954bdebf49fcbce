/* onefile.c - a document a file, named by the path, or without its folder, or without its
 * ending.  Pictures, archives and the like, which have zero bytes, are left out. */
#include "format/importchunk.h"

#include <string.h>

/* The fields that a path has: path, file (without the folder), stem (without the ending
 * too), folder (the last one, as in class folders). */
static struct importvalue part_of(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path, *dot, *at;
	struct importvalue value = {file, strlen(file)};

	if (strcmp(name, "path") == 0)
		return (struct importvalue){path, strlen(path)};
	if (strcmp(name, "stem") == 0) {
		dot = strrchr(file, '.');
		value.length = dot && dot > file ? (size_t)(dot - file) : value.length;
	} else if (strcmp(name, "folder") == 0) {
		for (at = slash; at && at > path && at[-1] != '/'; at--)
			;
		value = (struct importvalue){slash ? at : "", slash ? (size_t)(slash - at) : 0};
	} else if (strcmp(name, "file") != 0) {
		value.text = NULL;
	}
	return value;
}

static int parse(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	const char *path = chunk->path.data;
	size_t begin = 0, i, k;

	for (i = 0; i < chunk->files; begin = chunk->ends[i++], path += strlen(path) + 1) {
		const char *text = chunk->text.data + begin;
		size_t size = chunk->ends[i] - begin;
		const char *zero = size ? memchr(text, 0, size) : NULL;

		if (zero) {
			if (importchunk_broken(chunk, settings,
					1 + importchunk_lines(text, (size_t)(zero - text)), fault,
					"a zero byte: no text, or one of UTF-16 (--encoding UTF-16)"))
				return -1;
			continue;
		}
		for (k = 0; k < settings->fields; k++)
			chunk->value[k] = strcmp(settings->field[k], "text") != 0
				? part_of(path, settings->field[k])
				: (struct importvalue){text, size};
		if (importchunk_put(chunk, settings, 1, fault))
			return -1;
	}
	return 0;
}

const struct textform textform_files = {.name = "files", .id = "path", .text = "text",
	.whole = true, .parse = parse};
