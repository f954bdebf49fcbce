/* columns.c - counts columns during an import, and names them. */
#include "format/columns.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "format/dictionary.h"
#include "stream/linefile.h"
#include "stream/vocabfile.h"
#include "stream/vocabseal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void columns_release(struct columns *columns)
{
	free(columns->df);
	free(columns->cf);
	*columns = (struct columns){0};
}

static int grow(struct columns *columns, uint64_t size, struct fault *fault)
{
	size_t more = (size_t)size - columns->size;

	if (foreign_check_claim(size, columns->entries, columns->believed, "columns", fault)
		|| memory_grow(&columns->df, &columns->df_room, (size_t)size, fault)
		|| memory_grow(&columns->cf, &columns->cf_room, (size_t)size, fault))
		return -1;
	memset(columns->df + columns->size, 0, more * sizeof *columns->df);
	memset(columns->cf + columns->size, 0, more * sizeof *columns->cf);
	columns->size = (size_t)size;
	return 0;
}

int columns_count(struct columns *columns, const struct entries *entries, struct fault *fault)
{
	uint64_t *df, *cf;
	size_t i;

	columns->entries += entries->count;
	if (entries->columns > columns->size && grow(columns, entries->columns, fault))
		return -1;
	df = columns->df;
	cf = columns->cf;
	for (i = 0; i < entries->count; i++) {
		df[entries->column[i]]++;
		if (entries->whole)
			cf[entries->column[i]] += (uint64_t)entries->value[i];
	}
	return 0;
}

enum terms_form { TERMS_LIST, TERMS_OURS, TERMS_DICTIONARY };

/* By the first two lines: our vocabularies and streams begin with words that no list does (a
 * term has no tab, and the other is gzip inside), gensim's dictionaries have fields. */
static int find_form(const char *path, enum terms_form *form, struct fault *fault)
{
	struct linefile file;
	struct stat status;
	const char *line = "";
	size_t length = 0;
	int got;

	if (!path || strcmp(path, "-") == 0
		|| (stat(path, &status) == 0 && !S_ISREG(status.st_mode)
			&& !S_ISDIR(status.st_mode)))
		return fault_set(fault, FAULT_USAGE, "%s: terms are taken from a file only",
			input_name(path));
	*form = TERMS_LIST;
	got = linefile_open(&file, path, fault) ? -1 : linefile_next(&file, &line, &length, fault);
	if (got == 1 && ((length > 11 && memcmp(line, "#documents\t", 11) == 0)
		|| (length > 15 && memcmp(line, "matrix-stream: ", 15) == 0)))
		*form = TERMS_OURS;
	else if (got == 1 && dictionary_is_line(line, length))
		*form = TERMS_DICTIONARY;
	else if (got == 1 && (got = linefile_next(&file, &line, &length, fault)) == 1
		&& dictionary_is_line(line, length))
		*form = TERMS_DICTIONARY;
	linefile_close(&file);
	return got < 0 ? -1 : 0;
}

/* The list's terms, zero-terminated one after the other. */
static int read_list(const char *path, struct bytes *terms, size_t *count,
	struct fault *fault)
{
	struct linefile file;
	const char *line;
	size_t length;
	int got = linefile_open(&file, path, fault) ? -1 : 1;

	while (got == 1 && (got = linefile_next(&file, &line, &length, fault)) == 1) {
		++*count;
		if (*count == 1 && length && line[0] == '\x80')
			got = fault_set(fault, FAULT_DATA, "%s: not text, perhaps a pickle of Python: "
				"gensim's dictionary.save_as_text writes what is read here", path);
		else if (length == 0 || memchr(line, 0, length))
			got = fault_set(fault, FAULT_DATA, "%s: line %zu: %s", path, *count,
				length ? "a term with a zero" : "empty, and not a term");
		else if (bytes_append(terms, line, length, fault)
			|| bytes_append(terms, "", 1, fault))
			got = -1;
	}
	linefile_close(&file);
	if (got == 0 && *count == 0)
		return fault_set(fault, FAULT_DATA, "%s: empty: no terms", path);
	return got;
}

int columns_list_terms(struct vocabulary *vocabulary, const struct bytes *list, size_t count,
	struct fault *fault)
{
	size_t i, at = 0;

	if (vocabulary_init(vocabulary, count, list->size, fault))
		return -1;
	memcpy(vocabulary->text, list->data, list->size);
	for (i = 0; i < count; i++) {
		at += strlen(list->data + at) + 1;
		vocabulary->start[i + 1] = at;
	}
	return vocabseal(vocabulary, fault);
}

int columns_read_terms(struct vocabulary *vocabulary, const char *path, struct fault *fault)
{
	struct bytes terms = {0};
	size_t count = 0;
	enum terms_form form = TERMS_LIST;
	int failed;

	*vocabulary = (struct vocabulary){0};
	if (find_form(path, &form, fault))
		return -1;
	if (form == TERMS_OURS)
		return vocabfile_read(vocabulary, path, fault);
	failed = (form == TERMS_LIST ? read_list : dictionary_read)(path, &terms, &count, fault);
	if (!failed && columns_list_terms(vocabulary, &terms, count, fault))
		failed = fault_at(fault, "%s", path);
	bytes_release(&terms);
	if (failed)
		vocabulary_release(vocabulary);
	return failed ? -1 : 0;
}

int columns_number_terms(struct vocabulary *vocabulary, uint64_t size, uint64_t base,
	struct fault *fault)
{
	char number[NUMBER_TEXT];
	uint64_t i, at = 0;

	if (vocabulary_init(vocabulary, (size_t)size,
		    (size_t)size * (number_format_whole(number, size + base) + 1), fault))
		return -1;
	for (i = 0; i < size; i++) {
		size_t length = number_format_whole(number, i + base);

		memcpy(vocabulary->text + at, number, length);
		at += length + 1;
		vocabulary->start[i + 1] = at;
	}
	return 0;
}

int columns_describe(const struct columns *columns, uint64_t documents, bool counts,
	struct vocabulary *vocabulary, struct fault *fault)
{
	size_t size = columns->size, rest = vocabulary->size - size;

	if (size)
		memcpy(vocabulary->df, columns->df, size * sizeof *columns->df);
	memset(vocabulary->df + size, 0, rest * sizeof *vocabulary->df);
	memset(vocabulary->cf, 0, vocabulary->size * sizeof *vocabulary->cf);
	if (size && counts)
		memcpy(vocabulary->cf, columns->cf, size * sizeof *columns->cf);
	vocabulary->documents = documents;
	vocabulary->tokens = 0;
	return vocabseal(vocabulary, fault);
}
