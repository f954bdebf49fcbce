/* svmlight.c - the examples of SVM-light (Joachims 1999), libsvm's as well: a
 * line a document,
 *     label qid:N column:value column:value ... # comment
 * with columns numbered from 1 (or, by some writers, from 0).  A line that
 * begins with a blank has no labels.  The files of the extreme classification
 * repository begin with a line "documents columns labels" and number from 0.
 *
 * Labels and qid are checked and dropped.
 * The comment is the document's name; one that has none is named by its
 * number.  Empty lines and lines with nothing but a comment are skipped.
 * Written, the label is 0 and the comment the name. */
#include "format/formats.h"

#include "base/number.h"
#include "format/entries.h"
#include "format/pairs.h"
#include "format/scan.h"

#include <string.h>

/* True for a line that is no document. */
static bool is_skipped(const char *line)
{
	line = scan_blanks(line);
	return *line == '#' || scan_at_end(line);
}

/* A line of three whole numbers alone: documents, columns, labels. */
static bool take_shape(const char *line, size_t length, struct foreign_head *head)
{
	const char *at = line;
	uint64_t labels;

	if (!length || !(at = scan_whole(at, &head->rows)) || *at != ' '
		|| !(at = scan_whole(scan_blanks(at), &head->columns)) || *at != ' '
		|| !(at = scan_whole(scan_blanks(at), &labels)))
		return false;
	return scan_end(at) != NULL;
}

/* scikit-learn says in a comment at the beginning from where it numbers columns. */
static int read_head(const char *text, size_t size, struct foreign_head *head, size_t *used,
	uint64_t *lines, struct fault *fault)
{
	static const char zero[] = "# Column indices are zero-based";
	static const char one[] = "# Column indices are one-based";
	const char *at = text, *end = text + size, *line;
	struct foreign_head shape = *head;
	size_t length;

	(void)fault;
	*used = 0;
	if (scan_line(&at, end, &line, &length) && take_shape(line, length, &shape)) {
		*head = shape;
		head->shaped = head->base_said = true;
		head->base = 0;
		*used = (size_t)(at - text);
		*lines = 1;
		return 0;
	}
	at = text; /* comments are skipped later, with their lines counted */
	while (at < end && *at == '#') {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (!line_end)
			break;
		if (strncmp(at, zero, sizeof zero - 1) == 0
			|| strncmp(at, one, sizeof one - 1) == 0) {
			head->base = strncmp(at, one, sizeof one - 1) == 0;
			head->base_said = true;
		}
		at = line_end + 1;
	}
	return 0;
}

static size_t cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end)
{
	const char *at = text, *line_end;

	(void)last;
	while ((line_end = memchr(at, '\n', size - (size_t)(at - text)))) {
		before += !is_skipped(at);
		at = line_end + 1;
	}
	*end = before;
	return (size_t)(at - text);
}

/* One number, or several with commas between (a document of many classes), or
 * nothing where the line begins with a blank. */
static int skip_label(const char **at, struct fault *fault)
{
	const char *label = scan_blanks(*at), *part = label, *end = label;
	double number;

	if (label > *at) {
		while ((unsigned char)*end > ' ' && *end != ':')
			end++;
		if (*end == ':' || *label == '#')
			return 0;
		end = label;
	}
	for (; (unsigned char)*end > ' '; end++)
		if (*end == ',') {
			if (!number_parse_real(part, (size_t)(end - part), &number))
				break;
			part = end + 1;
		}
	if ((unsigned char)*end > ' '
		|| !number_parse_real(part, (size_t)(end - part), &number))
		return scan_fault(fault, "not a label", label);
	*at = end;
	return 0;
}

static int skip_query(const char **at, struct fault *fault)
{
	const char *word = scan_blanks(*at), *end;
	uint64_t number;

	if (strncmp(word, "qid:", 4) != 0)
		return 0;
	end = scan_whole(word + 4, &number);
	if (!end || (unsigned char)*end > ' ')
		return scan_fault(fault, "not qid:number", word);
	*at = end;
	return 0;
}

/* The name in the comment: behind one blank, tabs made blanks. */
static int take_name(const char **at, struct bytes *name, struct fault *fault)
{
	const char *from = *at + 1, *to = from;
	size_t i;

	while (!scan_at_end(to))
		to++;
	*at = to;
	from += from < to && *from == ' ';
	name->size = 0;
	if (bytes_reserve(name, 1, fault)
		|| bytes_append(name, from, (size_t)(to - from), fault))
		return -1;
	for (i = 0; i < name->size; i++)
		if (name->data[i] == '\t')
			name->data[i] = ' ';
	if (rows_name_fits(name->data, name->size))
		return 0;
	return fault_set(fault, FAULT_DATA,
		"the comment can't be a name: it is too long, or has a return or a zero");
}

static int parse_line(const char **at, const struct foreign_head *head,
	struct entries *entries, struct bytes *name, struct fault *fault)
{
	bool named;

	if (skip_label(at, fault) || skip_query(at, fault)
		|| pairs_take(at, head, entries, fault))
		return -1;
	named = **at == '#';
	if (named && take_name(at, name, fault))
		return -1;
	*at = scan_end(*at);
	return entries_end_row(entries, named ? name->data : NULL, name->size, fault);
}

static int parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct entries *entries, struct fault *fault)
{
	const char *at = chunk->text.data, *end = at + chunk->text.size;
	struct bytes name = {0};
	int failed = 0;

	while (at < end) {
		if (is_skipped(at))
			at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
		else if ((failed = parse_line(&at, head, entries, &name, fault)))
			break;
		entries->lines++;
	}
	bytes_release(&name);
	return failed;
}

static int write_rows(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++) {
		const char *name = rows_name(rows, row);

		if (bytes_append(out, "0", 1, fault)
			|| pairs_write(rows, row, place->base, out, fault)
			|| bytes_append(out, " # ", 3, fault)
			|| bytes_append(out, name, strlen(name), fault)
			|| bytes_append(out, "\n", 1, fault))
			return -1;
	}
	return 0;
}

const struct foreign_format format_svmlight = {.name = "svmlight", .base = 1,
	.base_varies = true, .chunk_size = 512 << 10, .line_most = 64 << 20,
	.row_most = 64 << 20, .read_head = read_head,
	.cut = cut, .parse = parse, .write_rows = write_rows};
