/* flaw.c - finds the line of bytes that are no UTF-8, once a run. */
#include "text/flaw.h"

#include "stream/encoding.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLE = 256 };

/* The text that a document is of, and the document's line in it. */
static const char *place_of(const struct chunk *chunk, size_t document, uint64_t *line)
{
	size_t i = chunk->origins;

	while (i && chunk->origin[i - 1].document > document)
		i--;
	if (i == 0) {
		*line = 1;
		return chunk->names.data + chunk->document[document].name;
	}
	*line = chunk->origin[i - 1].line + (document - chunk->origin[i - 1].document);
	return chunk->names.data + chunk->origin[i - 1].path;
}

void flaw_place(struct flaw *flaw, const char *path, uint64_t line, const char *guess)
{
	char shown[256];

	flaw->found = true;
	(void)snprintf(flaw->place, sizeof flaw->place, "%s: line %llu (%s?)",
		fault_quote(shown, sizeof shown, path, strlen(path)), (unsigned long long)line, guess);
}

static void tell(struct flaw *flaw, const struct chunk *chunk, size_t document, size_t at)
{
	const char *text = chunk->text.data + chunk->document[document].text;
	size_t left = chunk->document[document].text_length - at, i;
	uint64_t line;
	const char *path = place_of(chunk, document, &line);

	for (i = 0; i < at; i++)
		line += text[i] == '\n';
	flaw->chunk = chunk->first;
	flaw_place(flaw, path, line,
		encoding_guess((const unsigned char *)text + at, left < SAMPLE ? left : SAMPLE));
}

void flaw_look(struct flaw *flaw, const struct chunk *chunk, uint64_t invalid)
{
	size_t i, at;

	if (invalid == flaw->seen || flaw->found) {
		flaw->seen = invalid;
		return;
	}
	flaw->seen = invalid;
	for (i = 0; i < chunk->count && !flaw->found; i++) {
		size_t size = chunk->document[i].text_length;

		at = encoding_invalid(chunk->text.data + chunk->document[i].text, size);
		if (at < size)
			tell(flaw, chunk, i, at);
	}
}

void flaw_merge(struct flaw *flaw, const struct flaw *other)
{
	if (other->found && (!flaw->found || other->chunk < flaw->chunk))
		*flaw = *other;
}
