/* wordlines.c - a corpus of counts as lines of words, each as often as it was counted.
 * Written only: such lines are text.
 *
 * mallet: what MALLET's import-file reads, "name label word word ..."; the label is X, as a
 *         corpus has none.  gensim's MalletCorpus reads it as well.
 * low:    gensim's LowCorpus (GibbsLDA++): the number of documents, then "word word ..." */
#include "format/formats.h"

#include <string.h>

enum { TIMES_MOST = 1 << 20 };

static bool has_blank(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r'))
			return true;
	return false;
}

static int refuse(const char *what, const char *text, struct fault *fault)
{
	char shown[80];

	return fault_set(fault, FAULT_DATA, "%s '%s' has a blank, and blanks separate words here",
		what, fault_quote(shown, sizeof shown, text, strlen(text)));
}

static int write_words(const struct rows *rows, size_t row, const struct vocabulary *vocabulary,
	bool first, struct bytes *out, struct fault *fault)
{
	size_t i;

	for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
		const char *term = vocabulary_term(vocabulary, rows->column[i]);
		size_t length = vocabulary_length(vocabulary, rows->column[i]);
		uint32_t times = rows->counts[i];

		if (has_blank(term, length))
			return refuse("term", term, fault);
		if (times > TIMES_MOST)
			return fault_set(fault, FAULT_DATA, "document '%.80s': '%.80s' is there %u "
				"times, and at most %d can be written out", rows_name(rows, row), term,
				times, TIMES_MOST);
		for (; times; times--, first = false)
			if ((!first && bytes_append(out, " ", 1, fault))
				|| bytes_append(out, term, length, fault))
				return -1;
	}
	return bytes_append(out, "\n", 1, fault);
}

static int write_mallet(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++) {
		const char *name = rows_name(rows, row);

		if (has_blank(name, strlen(name)))
			return refuse("name", name, fault);
		if (bytes_append(out, name, strlen(name), fault)
			|| bytes_append(out, " X", 2, fault)
			|| write_words(rows, row, place->vocabulary, false, out, fault))
			return -1;
	}
	return 0;
}

static int write_low_head(const struct foreign_head *head, struct bytes *out,
	struct fault *fault)
{
	return bytes_printf(out, fault, "%llu\n", (unsigned long long)head->rows);
}

static int write_low(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++)
		if (write_words(rows, row, place->vocabulary, true, out, fault))
			return -1;
	return 0;
}

const struct foreign_format format_mallet = {.name = "mallet", .counts = true,
	.write_rows = write_mallet};
const struct foreign_format format_low = {.name = "low", .counts = true,
	.write_head = write_low_head, .write_rows = write_low};
