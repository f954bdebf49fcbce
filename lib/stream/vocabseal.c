/* vocabseal.c - checks a vocabulary and computes its fingerprints. */
#include "stream/vocabseal.h"

#include "base/number.h"
#include "stream/termindex.h"

/* The terms must be distinct, as they are in order; without one, building an
 * index finds out. */
static int check_distinct(const struct vocabulary *vocabulary, struct fault *fault)
{
	struct termindex index;

	if (vocabulary_ascends(vocabulary))
		return 0;
	if (termindex_init(&index, vocabulary, fault))
		return -1;
	termindex_release(&index);
	return 0;
}

static int check_term(const struct vocabulary *vocabulary, size_t column, struct fault *fault)
{
	const char *term = vocabulary_term(vocabulary, column);
	size_t length = vocabulary_length(vocabulary, column), i;
	bool fits = length > 0 && length <= TERM_BYTES_MOST;
	char shown[80];

	for (i = 0; fits && i < length; i++)
		fits = term[i] != '\t' && term[i] != '\n' && term[i] != '\r' && term[i] != 0;
	if (fits)
		return 0;
	return fault_set(fault, FAULT_DATA,
		"term %zu, '%s', is empty, too long, or has a tab, a line end or a zero",
		column + 1, fault_quote(shown, sizeof shown, term, length));
}

static int check(const struct vocabulary *vocabulary, struct fault *fault)
{
	size_t column;

	for (column = 0; column < vocabulary->size; column++)
		if (check_term(vocabulary, column, fault))
			return -1;
	return check_distinct(vocabulary, fault);
}

int vocabseal_lines(struct vocabulary *vocabulary, const char *text, size_t size,
	struct fault *fault)
{
	struct digester *digester;
	char first[NUMBER_TEXT + 1];
	size_t length;

	if (check(vocabulary, fault) || !(digester = digest_new(fault)))
		return -1;
	length = number_format_whole(first, vocabulary->documents);
	first[length++] = '\n';
	digest_start(digester);
	digest_add(digester, first, length);
	digest_add(digester, text, size);
	vocabulary->terms = digest_of(vocabulary->text,
		(size_t)vocabulary->start[vocabulary->size]);
	vocabulary->frequencies = digest_end(digester);
	digest_free(digester);
	return 0;
}

int vocabseal(struct vocabulary *vocabulary, struct fault *fault)
{
	struct bytes lines = {0};
	int failed = vocabulary_format_lines(vocabulary, &lines, fault)
		|| vocabseal_lines(vocabulary, lines.data, lines.size, fault);

	bytes_release(&lines);
	return failed ? -1 : 0;
}
