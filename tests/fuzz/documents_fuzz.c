/* documents_fuzz.c - any bytes as text of documents, and as a line of token options. */
#define _GNU_SOURCE
#include "base/fullio.h"
#include "text/documents.h"
#include "text/tokenrule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_chunk(const struct chunk *chunk)
{
	size_t i;

	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];
		const char *name = chunk->names.data + document->name;
		const char *text = chunk->text.data + document->text;

		if (document->name + document->name_length >= chunk->names.size
			|| document->text + document->text_length > chunk->text.size
			|| name[document->name_length] != 0
			|| (text[document->text_length] != 0 && text[document->text_length] != '\n'
				&& text[document->text_length] != '\r'))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const inputs[] = {"tsv", "lines", "files"};
	static int file = -1;
	static char path[64];
	const char *paths[] = {path};
	struct text_arguments arguments = {.document_most = 1 << 20};
	struct fault fault = {0};
	struct documents *documents;
	struct chunk chunk = {0};
	int got = -1;

	if (size == 0)
		return 0;
	if (file < 0) {
		file = memfd_create("text", 0);
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	if (ftruncate(file, 0) || lseek(file, 0, SEEK_SET)
		|| fullio_write(file, data + 1, size - 1, &fault))
		abort();
	arguments.input = inputs[data[0] % 3];
	documents = documents_open(&arguments, paths, 1, &fault);
	while (documents && (got = documents_next(documents, &chunk, &fault)) == 1)
		check_chunk(&chunk);
	if (got < 0 && fault.kind != FAULT_DATA)
		abort();
	documents_close(documents);
	documents_chunk_release(&chunk);
	return 0;
}
