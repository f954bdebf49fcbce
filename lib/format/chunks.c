/* chunks.c - reads foreign text and cuts it between rows. */
#include "format/chunks.h"

#include "base/input.h"
#include "base/tempfile.h"
#include "format/placed.h"
#include "stream/header.h"
#include "stream/textin.h"

#include <string.h>
#include <sys/stat.h>

enum { HEAD_MOST = 1 << 20 };

static int read_some(struct chunks *chunks, char *data, size_t size, size_t *got,
	struct fault *fault)
{
	uint64_t left = chunks->copy.size - chunks->copy_at, offset;

	if (chunks->copied) {
		*got = left < size ? (size_t)left : size;
		offset = chunks->copy_at;
		chunks->copy_at += *got;
		return tempfile_read(&chunks->copy, offset, data, *got, fault);
	}
	if (textin_read(chunks->in, data, size, got, fault))
		return -1;
	return chunks->copy.open && !chunks->anyhow && *got
		? tempfile_append(&chunks->copy, data, *got, &offset, fault) : 0;
}

/* Reads until so many bytes are there, or all; what ends in mid-line gets a
 * line end. */
static int fill(struct chunks *chunks, size_t want, struct fault *fault)
{
	struct bytes *text = &chunks->text;

	while (text->size < want && !chunks->ended) {
		size_t got;

		if (bytes_reserve(text, want - text->size, fault)
			|| read_some(chunks, text->data + text->size, want - text->size, &got,
				fault))
			return -1;
		text->size += got;
		chunks->ended = got == 0;
	}
	if (chunks->ended && text->size && text->data[text->size - 1] != '\n')
		return bytes_append(text, "\n", 1, fault);
	return 0;
}

static void drop(struct bytes *text, size_t size)
{
	text->size -= size;
	if (text->size)
		memmove(text->data, text->data + size, text->size);
}

static int check_head(const struct foreign_head *head, uint64_t believed, struct fault *fault)
{
	if (head->columns > COLUMNS_MOST)
		return fault_set(fault, FAULT_DATA,
			"%llu columns are more than a stream can have",
			(unsigned long long)head->columns);
	if (head->shaped) /* when entries and rows have been counted */
		return 0;
	if (foreign_check_claim(head->columns, head->nonzeros, believed, "columns", fault))
		return -1;
	return foreign_check_claim(head->rows, head->nonzeros, believed, "rows", fault);
}

static int read_head(struct chunks *chunks, struct fault *fault)
{
	size_t used = 0;

	chunks->head.base = chunks->format->base;
	chunks->head.columns = COLUMNS_MOST;
	if (fill(chunks, chunks->format->read_head ? HEAD_MOST : 1, fault))
		return -1;
	if (chunks->text.size == 0 && chunks->format->headed)
		return fault_set(fault, FAULT_DATA, "%s: empty: not even a head",
			input_name(chunks->path));
	if (!chunks->format->read_head)
		return 0;
	if (chunks->format->read_head(chunks->text.data, chunks->text.size, &chunks->head,
		    &used, &chunks->lines, fault))
		return fault_at(fault, "%s: line %llu", input_name(chunks->path),
			(unsigned long long)chunks->lines + 1);
	drop(&chunks->text, used);
	chunks->bytes = used;
	if ((chunks->head.sized || chunks->head.shaped)
		&& check_head(&chunks->head, chunks->believed, fault))
		return fault_at(fault, "%s: line %llu", input_name(chunks->path),
			(unsigned long long)chunks->lines);
	return 0;
}

static bool is_file(const char *path)
{
	struct stat status;

	return path && strcmp(path, "-") != 0 && stat(path, &status) == 0
		&& S_ISREG(status.st_mode);
}

/* What can't be read twice is copied until it is known to be in order. */
static int open_text(struct chunks *chunks, struct fault *fault)
{
	chunks->in = textin_open(chunks->path, fault);
	if (!chunks->in)
		return -1;
	if (!chunks->format->places || chunks->anyhow || is_file(chunks->path))
		return 0;
	return tempfile_open(&chunks->copy, fault);
}

int chunks_open(struct chunks *chunks, struct fault *fault)
{
	if (!chunks->size)
		chunks->size = chunks->format->chunk_size;
	if (open_text(chunks, fault)
		|| (chunks->names_path
			&& linefile_open(&chunks->names, chunks->names_path, fault)))
		return -1;
	return read_head(chunks, fault);
}

/* Names were read with the rows that came in order. */
static int names_again(struct chunks *chunks, struct fault *fault)
{
	const char *path = chunks->names_path;

	if (!path || chunks->names.number == 0)
		return 0;
	if (!is_file(path))
		return fault_set(fault, FAULT_USAGE, "%s: the lines of %s are not in the order of "
			"its rows: then names are taken from a file only", input_name(path),
			input_name(chunks->path));
	linefile_close(&chunks->names);
	return linefile_open(&chunks->names, path, fault);
}

int chunks_again(struct chunks *chunks, struct fault *fault)
{
	textin_close(chunks->in);
	chunks->in = NULL;
	chunks->text.size = 0;
	chunks->bytes = chunks->rows = chunks->lines = 0;
	chunks->ended = false;
	chunks->anyhow = true;
	chunks->copied = chunks->copy.open;
	chunks->copy_at = 0;
	chunks->head = (struct foreign_head){0};
	if (names_again(chunks, fault))
		return -1;
	if (!chunks->copied && open_text(chunks, fault))
		return -1;
	return read_head(chunks, fault);
}

/* The text's last line, or its last row, is without an end so far. */
static int check_length(const struct chunks *chunks, struct fault *fault)
{
	const struct bytes *text = &chunks->text;
	size_t line = 0;

	while (line < text->size && line <= chunks->format->line_most
		&& text->data[text->size - 1 - line] != '\n')
		line++;
	if (line > chunks->format->line_most)
		return fault_set(fault, FAULT_DATA,
			"%s: a line of more than %zu KiB after row %llu",
			input_name(chunks->path), chunks->format->line_most >> 10,
			(unsigned long long)chunks->rows);
	if (text->size > chunks->format->row_most)
		return fault_set(fault, FAULT_DATA,
			"%s: a row of more than %zu MiB after row %llu",
			input_name(chunks->path), chunks->format->row_most >> 20,
			(unsigned long long)chunks->rows);
	return 0;
}

/* Reads until there is a whole row, *take bytes of text. */
static int find_rows(struct chunks *chunks, size_t *take, uint64_t *end, struct fault *fault)
{
	size_t want = chunks->size, next;

	for (;;) {
		bool last;

		if (fill(chunks, want, fault) || check_length(chunks, fault))
			return -1;
		*take = chunks->text.size < want ? chunks->text.size : want;
		last = chunks->ended && *take == chunks->text.size;
		if (*take)
			*take = (chunks->anyhow ? placed_cut : chunks->format->cut)(
				chunks->text.data, *take, last, chunks->rows, end);
		if (*take || last)
			return 0;
		/* a line just too long must not be missed between two doublings */
		next = 2 * want;
		want = want <= chunks->format->line_most && next > chunks->format->line_most
			? chunks->format->line_most + 1 : next;
	}
}

int chunks_name_rows(struct chunks *chunks, struct foreign_chunk *chunk, struct fault *fault)
{
	struct linefile *names = &chunks->names;
	uint64_t row;

	chunk->named = chunks->names_path != NULL;
	chunk->names.size = 0;
	for (row = 0; chunk->named && row < chunk->rows; row++) {
		const char *line;
		size_t length;
		int got = linefile_next(names, &line, &length, fault);

		if (got < 0)
			return -1;
		if (got == 0)
			return fault_set(fault, FAULT_DATA,
				"%s: %llu names, and %s has more documents",
				input_name(names->path), (unsigned long long)names->number,
				input_name(chunks->path));
		if (!rows_name_fits(line, length))
			return fault_set(fault, FAULT_DATA,
				"%s: line %llu: too long for a name, "
				"or it has a tab, a return or a zero",
				input_name(names->path), (unsigned long long)names->number);
		if (bytes_append(&chunk->names, line, length, fault)
			|| bytes_append(&chunk->names, "", 1, fault))
			return -1;
	}
	return 0;
}

int chunks_check_names(struct chunks *chunks, struct fault *fault)
{
	const char *line;
	size_t length;
	int got = chunks->names_path
		? linefile_next(&chunks->names, &line, &length, fault) : 0;

	if (got == 1)
		return fault_set(fault, FAULT_DATA,
			"%s: more names than the %llu documents of %s",
			input_name(chunks->names.path), (unsigned long long)chunks->rows,
			input_name(chunks->path));
	return got;
}

int chunks_next(struct chunks *chunks, struct foreign_chunk *chunk, struct fault *fault)
{
	uint64_t end = chunks->rows;
	size_t take;

	if (find_rows(chunks, &take, &end, fault))
		return -1;
	/* the rows behind the last that has entries */
	if (chunks->head.sized && !chunks->anyhow && (end > chunks->head.rows || take == 0))
		end = chunks->head.rows > chunks->rows ? chunks->head.rows : chunks->rows;
	if (take == 0 && end == chunks->rows)
		return chunks->anyhow ? 0 : chunks_check_names(chunks, fault);
	chunks->bytes += take;
	if (!chunks->anyhow && foreign_check_claim(end, chunks->bytes, chunks->believed, "rows", fault))
		return fault_at(fault, "%s", input_name(chunks->path));
	chunk->text.size = 0;
	/* some room even where there is no text: parsers walk from data on */
	if (bytes_reserve(&chunk->text, take + 1, fault)
		|| bytes_append(&chunk->text, chunks->text.data, take, fault))
		return -1;
	drop(&chunks->text, take);
	chunk->before = chunks->rows;
	chunk->rows = end - chunks->rows;
	chunks->rows = end;
	return !chunks->anyhow && chunks_name_rows(chunks, chunk, fault) ? -1 : 1;
}

void chunks_close(struct chunks *chunks)
{
	textin_close(chunks->in);
	bytes_release(&chunks->text);
	linefile_close(&chunks->names);
	tempfile_release(&chunks->copy);
	*chunks = (struct chunks){0};
}
