/* pieces.c - cuts text at line ends, so that hosts can share it. */
#include "job/pieces.h"

#include "base/bytes.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/pipeline.h"
#include "stream/rows.h"
#include "stream/textin.h"
#include "text/textlook.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { READ_ONCE = 1 << 20 };

/* Some whole lines, and what becomes of them. */
struct piece {
	struct bytes text;
	const char *path; /* of the file that they are a part of; NULL: they are written */
	uint64_t offset;
	char place[PATH_MAX]; /* where to */
	struct object object;
	const char *of; /* the text's path */
	struct textlook_part look;
};

struct cutter {
	const struct cutting *cutting;
	struct objects *pieces;
	enum input form;
	size_t next;        /* text to open */
	uint64_t most;      /* bytes of a document */
	struct textin *in;  /* NULL: none is open */
	bool parts, ended;  /* of that */
	uint64_t offset;    /* in it, where parts are cut */
	struct bytes rest;  /* read, behind the last piece */
	struct bytes lines; /* what a piece becomes, where that is not itself */
	uint64_t number;    /* of lines, over all texts */
	struct textlook look;
};

/* True where pieces can be parts of the file itself. */
static bool in_place(const char *path, const struct textin *in)
{
	struct stat status;

	return textin_verbatim(in) && strcmp(path, "-") != 0 && stat(path, &status) == 0
		&& S_ISREG(status.st_mode);
}

static int add_file(struct cutter *cutter, const char *data, size_t size, struct fault *fault)
{
	struct object *piece = object_list_new(cutter->pieces, fault);
	char path[PATH_MAX];

	cutter->cutting->scratch(cutter->cutting->context, path, sizeof path);
	return !piece || object_create(piece, path, data, size, fault) ? -1 : 0;
}

/* Lines get their numbers for names. */
static int number_lines(struct cutter *cutter, const char *data, size_t size,
	struct fault *fault)
{
	char number[NUMBER_TEXT + 1];

	while (size) {
		const char *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) : size;
		size_t digits = number_format_whole(number, ++cutter->number);

		number[digits++] = '\t';
		if (bytes_append(&cutter->lines, number, digits, fault)
			|| bytes_append(&cutter->lines, data, length, fault)
			|| bytes_append(&cutter->lines, "\n", 1, fault))
			return -1;
		length += end != NULL;
		data += length;
		size -= length;
	}
	return 0;
}

/* The end of the first piece of what was read: behind the last line end that
 * fits, or behind the first at all; 0 where more has to be read. */
static size_t cut_at(const struct bytes *text, bool ended)
{
	size_t most = text->size < PIECE_BYTES ? text->size : PIECE_BYTES, at;
	const char *end;

	if (text->size <= PIECE_BYTES && !ended)
		return 0;
	if (text->size <= PIECE_BYTES)
		return text->size;
	for (at = most; at > 0 && text->data[at - 1] != '\n'; at--)
		;
	if (at)
		return at;
	end = memchr(text->data + most, '\n', text->size - most);
	return end ? (size_t)(end - text->data) + 1 : ended ? text->size : 0;
}

static int open_text(struct cutter *cutter, struct fault *fault)
{
	const struct cutting *cutting = cutter->cutting;
	const char *path = cutting->path[cutter->next++];

	cutter->in = textin_open_as(path, cutting->arguments->encoding, fault);
	if (!cutter->in || textin_threads(cutter->in, cutting->threads, fault))
		return -1;
	cutter->parts = cutter->form == INPUT_TSV && in_place(path, cutter->in);
	cutter->offset = textin_skipped(cutter->in);
	cutter->ended = false;
	return 0;
}

static int read_more(struct cutter *cutter, struct bytes *text, struct fault *fault)
{
	size_t got;

	if (text->size > cutter->most + NAME_BYTES_MOST + 2)
		return fault_set(fault, FAULT_DATA, "%s: a document of more than %llu bytes; "
			"--max-document allows more", input_name(cutter->cutting->path[cutter->next - 1]),
			(unsigned long long)cutter->most);
	if (bytes_reserve(text, READ_ONCE, fault)
		|| textin_read(cutter->in, text->data + text->size, READ_ONCE, &got, fault))
		return -1;
	cutter->ended = got == 0;
	text->size += got;
	return 0;
}

/* The piece's text, of the open file, is as it will be read. */
static int take_text(struct cutter *cutter, struct piece *piece, size_t size,
	struct fault *fault)
{
	struct bytes *text = &piece->text, lines;

	cutter->rest.size = 0;
	if (bytes_append(&cutter->rest, text->data + size, text->size - size, fault))
		return -1;
	text->size = size;
	piece->of = cutter->cutting->path[cutter->next - 1];
	piece->path = cutter->parts ? piece->of : NULL;
	piece->offset = cutter->offset;
	cutter->offset += size;
	if (!cutter->parts)
		cutter->cutting->scratch(cutter->cutting->context, piece->place,
			sizeof piece->place);
	if (cutter->form == INPUT_TSV)
		return 0;
	cutter->lines.size = 0;
	if (number_lines(cutter, text->data, size, fault))
		return -1;
	lines = *text;
	*text = cutter->lines;
	cutter->lines = lines;
	return 0;
}

static int read_piece(void *context, void *item, struct fault *fault)
{
	struct cutter *cutter = context;
	struct piece *piece = item;
	struct bytes *text = &piece->text;
	size_t size;

	for (;;) {
		if (!cutter->in && cutter->next == cutter->cutting->count)
			return 0;
		if (!cutter->in && open_text(cutter, fault))
			return -1;
		text->size = 0;
		if (bytes_append(text, cutter->rest.data, cutter->rest.size, fault))
			return -1;
		while (!(size = cut_at(text, cutter->ended)) && !cutter->ended)
			if (read_more(cutter, text, fault))
				return -1;
		if (size)
			return take_text(cutter, piece, size, fault) ? -1 : 1;
		textin_close(cutter->in);
		cutter->in = NULL;
		cutter->rest.size = 0;
	}
}

/* Looks it over and names it, which takes about as long as reading. */
static int name_piece(void *context, void *item, int thread, struct fault *fault)
{
	const struct cutter *cutter = context;
	struct piece *piece = item;
	const struct bytes *text = &piece->text;
	struct sha256 digest;

	(void)thread;
	if (textlook_part(&piece->look, cutter->form, cutter->cutting->rule, text->data, text->size,
		    fault))
		return -1;
	if (!piece->path)
		return object_create(&piece->object, piece->place, text->data, text->size, fault);
	digest = sha256_of(text->data, text->size);
	if (object_set(&piece->object, piece->path, &digest, text->size, fault))
		return -1;
	piece->object.offset = piece->offset;
	piece->object.part = true;
	return 0;
}

static int add_piece(void *context, void *item, struct fault *fault)
{
	struct cutter *cutter = context;
	struct piece *piece = item;
	struct object *object = object_list_new(cutter->pieces, fault);

	if (!object)
		return -1;
	*object = piece->object;
	piece->object = (struct object){0};
	return textlook_add(&cutter->look, piece->of, &piece->look, fault);
}

/* One piece is read while the one before it is named and written: more threads than that would
 * hold more pieces, and wait for the one that reads. */
static int cut_texts(struct cutter *cutter, struct fault *fault)
{
	enum { PIECES = 2 };
	struct piece *piece = memory_zeroed(PIECES, sizeof *piece, fault);
	const struct pipeline pipeline = {.threads = cutter->cutting->threads < PIECES ? 1 : PIECES,
		.context = cutter, .items = piece, .count = PIECES, .item_size = sizeof *piece,
		.read = read_piece, .work = name_piece, .write = add_piece};
	int failed = !piece || pipeline_run(&pipeline, fault), i;

	for (i = 0; piece && i < PIECES; i++) {
		bytes_release(&piece[i].text);
		object_release(&piece[i].object);
	}
	free(piece);
	return failed ? -1 : 0;
}

/* A document a file becomes a line; its line ends become blanks. */
static int join_file(struct cutter *cutter, const char *path, struct fault *fault)
{
	const struct cutting *cutting = cutter->cutting;
	struct textlook_part part;
	size_t at;

	if (strpbrk(path, "\t\n\r"))
		return fault_set(fault, FAULT_DATA, "%s: a name of a document can't have "
			"tabs or line ends", path);
	if (bytes_printf(&cutter->rest, fault, "%s\t", path))
		return -1;
	at = cutter->rest.size;
	if (textin_read_all_as(path, cutting->arguments->encoding, &cutter->rest, fault)
		|| textlook_part(&part, INPUT_FILES, cutting->rule, cutter->rest.data + at,
			cutter->rest.size - at, fault)
		|| textlook_add(&cutter->look, path, &part, fault))
		return -1;
	for (; at < cutter->rest.size; at++)
		if (strchr("\n\r", cutter->rest.data[at]))
			cutter->rest.data[at] = ' ';
	return bytes_append(&cutter->rest, "\n", 1, fault);
}

static int join_files(struct cutter *cutter, struct fault *fault)
{
	size_t i, from;

	for (i = 0; i < cutter->cutting->count; i++) {
		from = cutter->rest.size;
		if (join_file(cutter, cutter->cutting->path[i], fault))
			return -1;
		if (cutter->rest.size <= PIECE_BYTES || from == 0)
			continue;
		if (add_file(cutter, cutter->rest.data, from, fault))
			return -1;
		cutter->rest.size -= from;
		memmove(cutter->rest.data, cutter->rest.data + from, cutter->rest.size);
	}
	return cutter->rest.size ? add_file(cutter, cutter->rest.data, cutter->rest.size, fault)
				 : 0;
}

int pieces_cut(struct objects *pieces, const struct cutting *cutting,
	struct texttotals *totals, struct fault *fault)
{
	const struct text_arguments *arguments = cutting->arguments;
	struct cutter cutter = {.cutting = cutting, .pieces = pieces,
		.form = documents_input(arguments), .most = arguments->document_most
			? arguments->document_most : DOCUMENT_BYTES_DEFAULT};
	int failed = cutter.form == INPUT_FILES ? join_files(&cutter, fault)
		: cut_texts(&cutter, fault);

	/* no text at all is a text of no documents */
	if (!failed && pieces->count == 0)
		failed = add_file(&cutter, "", 0, fault);
	*totals = cutter.look.totals;
	textin_close(cutter.in);
	bytes_release(&cutter.rest);
	bytes_release(&cutter.lines);
	return failed;
}
