/* peek.c - the kind of a matrix stream from its first bytes. */
#include "stream/peek.h"

#include "stream/textin.h"

#include <string.h>

/* "matrix-stream: 1\nkind: statistics\n" is less. */
enum { FIRST = 128 };

/* The kind that the second line names; false for none. */
static bool take_kind(const char *text, enum kind *kind)
{
	static const char first[] = "matrix-stream: ", second[] = "\nkind: ";
	const char *line = strstr(text, second);
	int i;

	if (strncmp(text, first, sizeof first - 1) != 0 || !line)
		return false;
	line += sizeof second - 1;
	for (i = 0; i < KIND_COUNT; i++) {
		const char *name = header_kind_name((enum kind)i);

		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == '\n') {
			*kind = (enum kind)i;
			return true;
		}
	}
	return false;
}

static bool read_first(const char *path, char text[FIRST + 1])
{
	struct fault unheard = {0};
	struct textin *in = textin_open(path, &unheard);
	size_t size = 0, got = 1;

	while (in && got && size < FIRST) {
		if (textin_read(in, text + size, FIRST - size, &got, &unheard))
			break;
		size += got;
	}
	textin_close(in);
	text[size] = 0;
	return in != NULL;
}

bool peek_kind(const char *path, enum kind *kind)
{
	char text[FIRST + 1] = "";

	return read_first(path, text) && take_kind(text, kind);
}

bool peek_vocabulary(const char *path)
{
	static const char first[] = "#documents\t";
	char text[FIRST + 1] = "";

	return read_first(path, text) && strncmp(text, first, sizeof first - 1) == 0;
}
