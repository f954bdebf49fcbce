/* documents.c - cuts texts into chunks of whole documents. */
#include "text/documents.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "stream/corpus.h"
#include "stream/textin.h"
#include "stream/textlist.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct documents {
	enum input input;
	const char *encoding; /* NULL: UTF-8 */
	uint64_t most;        /* bytes of a document */
	struct textlist list;
	struct textin *in;    /* NULL: none is open */
	const char *path;     /* of the open text, for messages */
	uint64_t line;        /* lines of it so far */
	uint64_t lines;       /* of all texts */
	uint64_t count;       /* documents so far */
	uint64_t second_tabs; /* documents that have a tab, as long as all have */
	bool fail_empty;      /* none is a fault */
	int threads;          /* that decode */
	struct bytes rest;    /* what was read behind the last chunk's cut */
	bool placed;          /* the chunk knows where its next line is from */
	size_t begin, seen;   /* in the chunk's text: the open document, and how far it was searched */
};

void documents_chunk_release(struct chunk *chunk)
{
	free(chunk->document);
	free(chunk->origin);
	bytes_release(&chunk->text);
	bytes_release(&chunk->names);
	*chunk = (struct chunk){0};
}

enum input documents_input(const struct text_arguments *arguments)
{
	const char *input = arguments->input ? arguments->input : "tsv";

	return *input == 't' ? INPUT_TSV : *input == 'l' ? INPUT_LINES : INPUT_FILES;
}

struct documents *documents_open(const struct text_arguments *arguments,
	const char *const *paths, size_t count, struct fault *fault)
{
	struct documents *documents = memory_zeroed(1, sizeof *documents, fault);

	if (!documents)
		return NULL;
	documents->input = documents_input(arguments);
	documents->encoding = arguments->encoding;
	documents->fail_empty = arguments->fail_empty;
	documents->most = arguments->document_most ? arguments->document_most
						   : DOCUMENT_BYTES_DEFAULT;
	if (documents->input == INPUT_FILES && count == 0 && !arguments->files0) {
		(void)fault_set(fault, FAULT_USAGE,
			"--input files needs operands or --files0-from ('-' is standard input)");
		documents_close(documents);
		return NULL;
	}
	if (textlist_open(&documents->list, paths, count, arguments->files0,
			documents->input == INPUT_FILES, fault)) {
		documents_close(documents);
		return NULL;
	}
	return documents;
}

void documents_close(struct documents *documents)
{
	if (!documents)
		return;
	textin_close(documents->in);
	textlist_close(&documents->list);
	bytes_release(&documents->rest);
	free(documents);
}

void documents_threads(struct documents *documents, int threads)
{
	documents->threads = threads;
}

bool documents_have_labels(const struct documents *documents)
{
	return documents->count > 1 && documents->second_tabs == documents->count;
}

uint64_t documents_count(const struct documents *documents)
{
	return documents->count;
}

/* Puts the place in front of the fault; returns -1. */
static int at_place(const struct documents *documents, struct fault *fault)
{
	if (documents->input == INPUT_FILES)
		return fault_at(fault, "%s", input_name(documents->path));
	return fault_at(fault, "%s: line %llu", input_name(documents->path),
		(unsigned long long)documents->line);
}

/* A document's name must fit into a stream and into a line of TSV. */
static int check_name(const char *name, size_t length, struct fault *fault)
{
	char shown[80];

	if (length == 0)
		return fault_set(fault, FAULT_DATA, "no id before the tab");
	if (rows_name_fits(name, length))
		return 0;
	if (length > NAME_BYTES_MOST)
		return fault_set(fault, FAULT_DATA, "an id of %zu bytes; at most %d fit", length,
			NAME_BYTES_MOST);
	return fault_set(fault, FAULT_DATA, "the id '%s' has a zero byte, tab or line end in it%s",
		fault_quote(shown, sizeof shown, name, length),
		memchr(name, 0, length) ? " (is the text UTF-16?)" : "");
}

size_t documents_id(const char *line, size_t length, struct fault *fault)
{
	const char *tab = length ? memchr(line, '\t', length) : NULL;
	size_t id = tab ? (size_t)(tab - line) : 0;

	if (length == 0)
		(void)fault_set(fault, FAULT_DATA, "the line is empty, and a document is "
			"id<TAB>text; --input lines takes an empty line for an empty document");
	else if (!tab)
		(void)fault_set(fault, FAULT_DATA, "no tab between id and text; "
			"--input lines takes plain lines, --input files a document a file, "
			"text-import makes text of JSON, CSV, mail");
	else if (check_name(line, id, fault) == 0)
		return id;
	return 0;
}

/* The chunk's next document begins a text, or the chunk. */
static int place(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	const char *path = input_name(documents->path);

	if (documents->placed || documents->input == INPUT_FILES)
		return 0;
	if (memory_grow(&chunk->origin, &chunk->origin_room, chunk->origins + 1, fault))
		return -1;
	chunk->origin[chunk->origins++] = (struct chunk_origin){chunk->count, chunk->names.size,
		documents->line};
	documents->placed = true;
	return bytes_append(&chunk->names, path, strlen(path) + 1, fault);
}

/* Text from begin to end is a document of this name. */
static int add(struct documents *documents, struct chunk *chunk, const char *name,
	size_t name_length, size_t begin, size_t end, struct fault *fault)
{
	struct document *document;

	if (end - begin > documents->most) {
		(void)fault_set(fault, FAULT_DATA,
			"a document of more than %llu bytes; --max-document allows more",
			(unsigned long long)documents->most);
		return at_place(documents, fault);
	}
	if (place(documents, chunk, fault)
		|| memory_grow(&chunk->document, &chunk->room, chunk->count + 1, fault))
		return -1;
	document = &chunk->document[chunk->count++];
	*document = (struct document){chunk->names.size, name_length, begin, end - begin};
	documents->count++;
	if (bytes_append(&chunk->names, name, name_length, fault))
		return -1;
	return bytes_append(&chunk->names, "", 1, fault);
}

/* The line from begin to end, which is its line end. */
static int add_line(struct documents *documents, struct chunk *chunk, size_t begin, size_t end,
	struct fault *fault)
{
	char number[NUMBER_TEXT];
	size_t id, text;

	documents->lines++;
	documents->line++;
	if (end > begin && chunk->text.data[end - 1] == '\r')
		end--;
	if (documents->input == INPUT_LINES)
		return add(documents, chunk, number,
			number_format_whole(number, documents->lines), begin, end, fault);
	id = documents_id(chunk->text.data + begin, end - begin, fault);
	if (id == 0)
		return at_place(documents, fault);
	text = begin + id + 1;
	if (documents->second_tabs == documents->count)
		documents->second_tabs += end > text
			&& memchr(chunk->text.data + text, '\t', end - text) != NULL;
	return add(documents, chunk, chunk->text.data + begin, id, text, end, fault);
}

/* Takes the lines that are whole, as many as a chunk may have. */
static int split(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	const char *end;

	if (documents->input == INPUT_FILES) {
		documents->seen = chunk->text.size;
		return 0;
	}
	while (documents->seen < chunk->text.size) {
		const char *text = chunk->text.data;

		if (chunk->count >= CHUNK_DOCUMENTS)
			return 0;
		end = memchr(text + documents->seen, '\n', chunk->text.size - documents->seen);
		if (!end)
			break;
		if (add_line(documents, chunk, documents->begin, (size_t)(end - text), fault))
			return -1;
		documents->begin = documents->seen = (size_t)(end - text) + 1;
	}
	documents->seen = chunk->text.size;
	return 0;
}

/* At the end of a text: the last line, or the document that it is. */
static int finish_text(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	size_t begin = documents->begin, end = chunk->text.size;
	int failed = 0;

	/* a line end follows the last word, as every other */
	if (bytes_append(&chunk->text, "\n", 1, fault))
		return -1;
	if (documents->input != INPUT_FILES && end > begin)
		failed = add_line(documents, chunk, begin, end, fault);
	else if (documents->input == INPUT_FILES)
		failed = check_name(documents->path, strlen(documents->path), fault)
			? at_place(documents, fault)
			: add(documents, chunk, documents->path, strlen(documents->path),
			begin, end, fault);
	documents->begin = documents->seen = chunk->text.size;
	textin_close(documents->in);
	documents->in = NULL;
	return failed;
}

/* 1, or 0 where there is no other text. */
static int open_text(struct documents *documents, struct fault *fault)
{
	int got = textlist_next(&documents->list, &documents->path, fault);

	documents->line = 0;
	documents->placed = false;
	if (got != 1)
		return got;
	documents->in = textin_open_as(documents->path, documents->encoding, fault);
	if (!documents->in && fault->errnum == EISDIR)
		(void)fault_add(fault, ": --input files takes the files in a folder");
	if (!documents->in && documents->list.from && strchr(documents->path, '\n'))
		(void)fault_add(fault, ": paths in a list end in zero bytes (find -print0)");
	return documents->in && textin_threads(documents->in, documents->threads, fault) == 0
		? 1 : -1;
}

/* Reads until the text is target bytes long, the chunk has all the documents
 * that it may have, or the open text ends. */
static int fill(struct documents *documents, struct chunk *chunk, size_t target,
	struct fault *fault)
{
	size_t got;

	while (chunk->text.size < target && chunk->count < CHUNK_DOCUMENTS) {
		if (bytes_reserve(&chunk->text, target - chunk->text.size + 1 + CHUNK_BEHIND, fault)
			|| textin_read(documents->in, chunk->text.data + chunk->text.size,
				   target - chunk->text.size, &got, fault))
			return -1;
		if (got == 0)
			return finish_text(documents, chunk, fault);
		chunk->text.size += got;
		if (split(documents, chunk, fault))
			return -1;
	}
	if (chunk->text.size - documents->begin > documents->most + NAME_BYTES_MOST + 2) {
		documents->line++;
		(void)fault_set(fault, FAULT_DATA,
			"a document of more than %llu bytes; --max-document allows more",
			(unsigned long long)documents->most);
		return at_place(documents, fault);
	}
	return 0;
}

/* Starts with the rest of the last chunk.  Memory that one long document took
 * is freed. */
static int begin_chunk(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	if (chunk->text.room > 4 * CHUNK_BYTES)
		bytes_release(&chunk->text);
	chunk->count = chunk->text.size = chunk->names.size = chunk->origins = 0;
	documents->placed = false;
	chunk->first = documents->count;
	documents->begin = documents->seen = 0;
	if (bytes_append(&chunk->text, documents->rest.data, documents->rest.size, fault))
		return -1;
	documents->rest.size = 0;
	return split(documents, chunk, fault);
}

/* The text after the last whole document is left for the next chunk. */
static int keep_rest(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	size_t left = chunk->text.size - documents->begin;

	if (documents->rest.room > 4 * CHUNK_BYTES)
		bytes_release(&documents->rest);
	if (bytes_append(&documents->rest, chunk->text.data + documents->begin, left, fault))
		return -1;
	chunk->text.size = documents->begin;
	return 1;
}

static int at_end(const struct documents *documents, struct fault *fault)
{
	if (!documents->fail_empty || documents->count)
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: no document in it (--fail-empty)",
		input_name(documents->path));
}

static int next_chunk(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	size_t target = CHUNK_BYTES;
	int got;

	if (begin_chunk(documents, chunk, fault))
		return -1;
	for (;;) {
		if (!documents->in && (got = open_text(documents, fault)) != 1)
			return got < 0 ? -1 : chunk->count ? 1 : at_end(documents, fault);
		if (fill(documents, chunk, target, fault))
			return -1;
		if (chunk->count >= CHUNK_DOCUMENTS
			|| (chunk->count && chunk->text.size >= target))
			return keep_rest(documents, chunk, fault);
		if (chunk->text.size >= target)
			target += CHUNK_BYTES;
	}
}

int documents_next(struct documents *documents, struct chunk *chunk, struct fault *fault)
{
	int got = next_chunk(documents, chunk, fault);

	return got == 1 && bytes_reserve(&chunk->text, CHUNK_BEHIND, fault) ? -1 : got;
}
