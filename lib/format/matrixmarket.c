/* matrixmarket.c - the Matrix Market exchange format (Boisvert, Pozo, Remington 1996): a
 * row a document.  gensim writes it coordinate and general, ordered by row, the sizes in a
 * line that may be padded with blanks; R and Julia order by column; NumPy's dense matrices
 * are arrays.
 *
 * Of fields only complex is not read; real, coordinate and general is written, which is
 * what gensim reads. */
#include "format/formats.h"

#include "format/scan.h"
#include "format/triples.h"

#include <string.h>
#include <strings.h>

enum { WORDS = 5, WORD_MOST = 24 };

/* The banner's words, cut where they are longer than any that is known. */
static int split(const char *line, size_t length, char word[WORDS][WORD_MOST])
{
	size_t i = 0;
	int words = 0;

	while (i < length && words < WORDS) {
		size_t used = 0;

		for (; i < length && line[i] != ' ' && line[i] != '\t'; i++)
			if (used < WORD_MOST - 1)
				word[words][used++] = line[i];
		word[words++][used] = 0;
		while (i < length && (line[i] == ' ' || line[i] == '\t'))
			i++;
	}
	return i < length ? WORDS + 1 : words;
}

static int read_banner(const char *line, size_t length, struct foreign_head *head,
	struct fault *fault)
{
	static const struct {
		const char *name;
		bool integers, pattern;
	} fields[] = {{"real", false, false}, {"double", false, false}, {"integer", true, false},
		{"unsigned-integer", true, false}, {"unsigned", true, false},
		{"pattern", false, true}};
	static const struct {
		const char *name;
		enum foreign_symmetry symmetry;
	} symmetries[] = {{"general", SYMMETRY_NONE}, {"symmetric", SYMMETRY_EQUAL},
		{"skew-symmetric", SYMMETRY_SKEW}};
	char word[WORDS][WORD_MOST], shown[80];
	size_t i, j;

	if (split(line, length, word) != WORDS || strcasecmp(word[0], "%%MatrixMarket") != 0
		|| strcasecmp(word[1], "matrix") != 0)
		return fault_set(fault, FAULT_DATA,
			"not Matrix Market: this is no '%%%%MatrixMarket matrix ...'");
	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcasecmp(word[3], fields[i].name) == 0)
			break;
	for (j = 0; j < sizeof symmetries / sizeof *symmetries; j++)
		if (strcasecmp(word[4], symmetries[j].name) == 0)
			break;
	head->array = strcasecmp(word[2], "array") == 0;
	if (i == sizeof fields / sizeof *fields || j == sizeof symmetries / sizeof *symmetries
		|| (!head->array && strcasecmp(word[2], "coordinate") != 0)
		|| (head->array && fields[i].pattern))
		return fault_set(fault, FAULT_DATA, "'%s': only coordinate or array, real, integer, "
			"unsigned-integer or pattern, and general, symmetric or skew-symmetric "
			"are read", fault_quote(shown, sizeof shown, line, length));
	head->pattern = fields[i].pattern;
	head->symmetry = symmetries[j].symmetry;
	/* the other triangle of a skew one is negative, and an array has zeros */
	head->integers = fields[i].integers && head->symmetry != SYMMETRY_SKEW;
	return 0;
}

/* Values that an array of this shape writes; false where they are too many. */
static bool array_size(struct foreign_head *head)
{
	uint64_t n = head->rows, most;

	if (__builtin_mul_overflow(head->rows, head->columns, &most))
		return false;
	head->nonzeros = head->symmetry == SYMMETRY_NONE ? most
		: head->symmetry == SYMMETRY_EQUAL ? n * (n + 1) / 2 : n * (n - 1) / 2;
	return true;
}

static int read_sizes(const char *line, struct foreign_head *head, struct fault *fault)
{
	const char *at = scan_whole(line, &head->rows);

	at = at ? scan_whole(scan_blanks(at), &head->columns) : NULL;
	if (at && !head->array)
		at = scan_whole(scan_blanks(at), &head->nonzeros);
	if (!at || !scan_end(at))
		return scan_fault(fault, head->array ? "not rows and columns"
			: "not rows, columns and entries", line);
	if (head->symmetry != SYMMETRY_NONE && head->rows != head->columns)
		return scan_fault(fault, "symmetric, and not as many rows as columns", line);
	return !head->array || array_size(head) ? 0 : scan_fault(fault, "too large", line);
}

static int read_head(const char *text, size_t size, struct foreign_head *head, size_t *used,
	uint64_t *lines, struct fault *fault)
{
	const char *at = text, *end = text + size, *line;
	size_t length;

	head->sized = true;
	for (*lines = 0; scan_line(&at, end, &line, &length); ++*lines) {
		if (*lines == 0) {
			if (read_banner(line, length, head, fault))
				return -1;
		} else if (length && *line != '%') {
			if (read_sizes(line, head, fault))
				return -1;
			++*lines;
			*used = (size_t)(at - text);
			return 0;
		}
	}
	return fault_set(fault, FAULT_DATA, *lines
		? "no line of rows, columns and entries behind the banner"
		: "not Matrix Market: no line of a mebibyte or less");
}

static int write_head(const struct foreign_head *head, struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault,
		"%%%%MatrixMarket matrix coordinate real general\n%llu %llu %llu\n",
		(unsigned long long)head->rows, (unsigned long long)head->columns,
		(unsigned long long)head->nonzeros);
}

const struct foreign_format format_mm = {.name = "mm", .base = 1, .headed = true, .places = true,
	.chunk_size = 768 << 10, .line_most = 64 << 10, .row_most = 1 << 30,
	.read_head = read_head, .cut = triples_cut, .parse = triples_parse,
	.write_head = write_head, .write_rows = triples_write};
