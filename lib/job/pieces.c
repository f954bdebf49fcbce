/* pieces.c - cuts text at line ends, so that hosts can share it. */
#include "job/pieces.h"

#include "base/bytes.h"
#include "base/input.h"
#include "base/number.h"
#include "stream/rows.h"
#include "stream/textin.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

enum { READ_ONCE = 1 << 20 };

struct cutter {
	struct objects *pieces;
	enum input form;
	const char *encoding;
	void (*scratch)(void *context, char *path, size_t size);
	void *context;
	uint64_t most;      /* bytes of a document */
	struct bytes text;  /* read, not yet cut off */
	struct bytes lines; /* what it becomes, where that is not itself */
	uint64_t number;    /* of lines, over all texts */
};

/* True where pieces can be parts of the file itself. */
static bool in_place(const char *path, const struct textin *in)
{
	struct stat status;

	return textin_verbatim(in) && strcmp(path, "-") != 0 && stat(path, &status) == 0
		&& S_ISREG(status.st_mode);
}

static int add_part(struct cutter *cutter, const char *path, uint64_t offset,
	const char *data, size_t size, struct fault *fault)
{
	struct object *piece = object_list_new(cutter->pieces, fault);
	const struct sha256 digest = sha256_of(data, size);

	if (!piece || object_set(piece, path, &digest, size, fault))
		return -1;
	piece->offset = offset;
	piece->part = true;
	return 0;
}

static int add_file(struct cutter *cutter, const char *data, size_t size, struct fault *fault)
{
	struct object *piece = object_list_new(cutter->pieces, fault);
	char path[PATH_MAX];

	cutter->scratch(cutter->context, path, sizeof path);
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

static int put_piece(struct cutter *cutter, const char *path, bool parts, uint64_t offset,
	size_t size, struct fault *fault)
{
	const char *data = cutter->text.data;

	if (parts)
		return add_part(cutter, path, offset, data, size, fault);
	if (cutter->form == INPUT_TSV)
		return add_file(cutter, data, size, fault);
	cutter->lines.size = 0;
	return number_lines(cutter, data, size, fault)
		|| add_file(cutter, cutter->lines.data, cutter->lines.size, fault) ? -1 : 0;
}

static int cut_text(struct cutter *cutter, const char *path, struct fault *fault)
{
	struct textin *in = textin_open_as(path, cutter->encoding, fault);
	bool parts = in && cutter->form == INPUT_TSV && in_place(path, in), ended = false;
	uint64_t offset = in ? textin_skipped(in) : 0;
	size_t got, size;
	int failed = in ? 0 : -1;

	cutter->text.size = 0;
	while (!failed && !(ended && cutter->text.size == 0)) {
		size = cut_at(&cutter->text, ended);
		if (size == 0 && cutter->text.size > cutter->most + NAME_BYTES_MOST + 2) {
			failed = fault_set(fault, FAULT_DATA, "%s: a document of more than %llu "
				"bytes; --max-document allows more", input_name(path),
				(unsigned long long)cutter->most);
			continue;
		}
		if (size == 0) {
			failed = bytes_reserve(&cutter->text, READ_ONCE, fault)
				|| textin_read(in, cutter->text.data + cutter->text.size,
					READ_ONCE, &got, fault);
			ended = !failed && got == 0;
			cutter->text.size += failed ? 0 : got;
			continue;
		}
		failed = put_piece(cutter, path, parts, offset, size, fault);
		offset += size;
		cutter->text.size -= size;
		memmove(cutter->text.data, cutter->text.data + size, cutter->text.size);
	}
	textin_close(in);
	return failed;
}

/* A document a file becomes a line; its line ends become blanks. */
static int join_files(struct cutter *cutter, const char *const *path, size_t count,
	struct fault *fault)
{
	size_t i, at, from;

	for (i = 0; i < count; i++) {
		if (strpbrk(path[i], "\t\n\r"))
			return fault_set(fault, FAULT_DATA, "%s: a name of a document can't have "
				"tabs or line ends", path[i]);
		from = cutter->text.size;
		if (bytes_printf(&cutter->text, fault, "%s\t", path[i]))
			return -1;
		at = cutter->text.size;
		if (textin_read_all_as(path[i], cutter->encoding, &cutter->text, fault))
			return -1;
		for (; at < cutter->text.size; at++)
			if (strchr("\n\r", cutter->text.data[at]))
				cutter->text.data[at] = ' ';
		if (bytes_append(&cutter->text, "\n", 1, fault))
			return -1;
		if (cutter->text.size <= PIECE_BYTES || from == 0)
			continue;
		if (add_file(cutter, cutter->text.data, from, fault))
			return -1;
		cutter->text.size -= from;
		memmove(cutter->text.data, cutter->text.data + from, cutter->text.size);
	}
	return cutter->text.size ? add_file(cutter, cutter->text.data, cutter->text.size, fault)
				 : 0;
}

int pieces_cut(struct objects *pieces, const struct text_arguments *arguments,
	const char *const *path, size_t count,
	void (*scratch)(void *context, char *path, size_t size), void *context,
	struct fault *fault)
{
	struct cutter cutter = {.pieces = pieces, .form = documents_input(arguments),
		.encoding = arguments->encoding,
		.scratch = scratch, .context = context, .most = arguments->document_most
			? arguments->document_most : DOCUMENT_BYTES_DEFAULT};
	size_t i;
	int failed = 0;

	if (cutter.form == INPUT_FILES)
		failed = join_files(&cutter, path, count, fault);
	for (i = 0; cutter.form != INPUT_FILES && !failed && i < count; i++)
		failed = cut_text(&cutter, path[i], fault);
	/* no text at all is a text of no documents */
	if (!failed && pieces->count == 0)
		failed = add_file(&cutter, "", 0, fault);
	bytes_release(&cutter.text);
	bytes_release(&cutter.lines);
	return failed;
}
