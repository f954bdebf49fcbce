/* csvlines.c - CSV and TSV: fields by the names in the first line, or by their numbers. */
#include "format/csvrecords.h"
#include "format/importchunk.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_MOST = 16 << 20, NAMES_SHOWN = 12 };

struct columns_wanted {
	struct csv_fields names; /* of the header; count 0: there is none */
	size_t count;            /* fields of the first record */
	size_t *column;          /* size settings->fields */
	struct bytes header;
};

static void release(struct columns_wanted *wanted)
{
	csv_fields_release(&wanted->names);
	free(wanted->column);
	bytes_release(&wanted->header);
}

/* Of CSV, more semicolons than commas in the first line make them separators. */
static char separator_of(bool tabs, const char *head, size_t size)
{
	const char *end = size ? memchr(head, '\n', size) : NULL;
	size_t commas = 0, semicolons = 0, i;

	if (tabs)
		return '\t';
	for (i = 0; i < (end ? (size_t)(end - head) : size); i++) {
		commas += head[i] == ',';
		semicolons += head[i] == ';';
	}
	return semicolons > commas ? ';' : ',';
}

/* The first record: the names of the fields, or one for the separator's sake. */
static int find_head(bool tabs, const char *data, size_t size, bool ended, size_t *length,
	struct fault *fault)
{
	char separator = separator_of(tabs, data, size);
	size_t at = 0;
	bool open = false;

	do {
		const char *line = at < size ? memchr(data + at, '\n', size - at) : NULL;

		at = line ? (size_t)(line - data) + 1 : size;
		*length = at;
		/* does a record end with this line? */
		if (line && csvrecords_cut(data, at, separator, false, &open) == at)
			return 1;
	} while (at < size && at <= HEAD_MOST);
	if (ended && at == size)
		(void)csvrecords_cut(data, size, separator, true, &open);
	if (at > HEAD_MOST || open)
		return fault_set(fault, FAULT_DATA, "line 1: %s", open ? "a quote never ends"
			: "the first record has no end");
	return ended;
}

static int head_csv(const struct importsettings *settings, const char *data, size_t size,
	bool ended, size_t *length, struct fault *fault)
{
	(void)settings;
	return find_head(false, data, size, ended, length, fault);
}

static int head_tsv(const struct importsettings *settings, const char *data, size_t size,
	bool ended, size_t *length, struct fault *fault)
{
	(void)settings;
	return find_head(true, data, size, ended, length, fault);
}

static int no_field(const struct columns_wanted *wanted, const char *name, struct fault *fault)
{
	size_t i;

	if (wanted->names.count == 0)
		return fault_set(fault, FAULT_USAGE,
			"without a line of names fields are numbers from 1, not \"%s\"", name);
	(void)fault_set(fault, FAULT_USAGE, "no field \"%s\"; the first line names ", name);
	for (i = 0; i < wanted->names.count && i < NAMES_SHOWN; i++) {
		const struct csv_field *field = &wanted->names.field[i];
		char shown[64];

		(void)fault_add(fault, "%s%s", i ? ", " : "",
			fault_quote(shown, sizeof shown, field->text, field->length));
	}
	return fault_add(fault, i < wanted->names.count ? ", ..." : "");
}

/* A name of the header, or else a number. */
static int find_column(struct columns_wanted *wanted, const char *name, size_t *column,
	struct fault *fault)
{
	size_t found = 0, i;
	uint64_t number;

	for (i = 0; i < wanted->names.count; i++)
		if (wanted->names.field[i].length == strlen(name)
			&& memcmp(wanted->names.field[i].text, name, strlen(name)) == 0) {
			*column = i;
			found++;
		}
	if (found > 1)
		return fault_set(fault, FAULT_USAGE, "%zu fields are named \"%s\"", found, name);
	if (found)
		return 0;
	if (!number_parse_whole(name, strlen(name), &number) || number == 0
		|| number > CSV_FIELDS_MOST)
		return no_field(wanted, name, fault);
	*column = (size_t)number - 1;
	if (number > wanted->count)
		return fault_set(fault, FAULT_USAGE, "no field %llu; the first line has %zu fields",
			(unsigned long long)number, wanted->count);
	return 0;
}

static int broken_record(const struct importsettings *settings, struct importchunk *chunk,
	const struct csv_fields *fields, uint64_t line, enum csv_broken broken,
	struct fault *fault)
{
	if (broken == CSV_OPEN) {
		/* what follows was swallowed: this is no matter of one record */
		(void)fault_set(fault, FAULT_DATA,
			"a quote that field %zu begins with never ends", fields->count);
		return fault_at(fault, "%s: line %llu", chunk->path.data, (unsigned long long)line);
	}
	if (broken == CSV_TOO_MANY)
		return importchunk_broken(chunk, settings, line, fault, "more than %d fields",
			CSV_FIELDS_MOST);
	return importchunk_broken(chunk, settings, line, fault,
		"bytes after the closing quote of a field");
}

/* The first record tells how many fields there are, and how they are called. */
static int find_columns(struct columns_wanted *wanted, const struct importsettings *settings,
	struct importchunk *chunk, char separator, struct fault *fault)
{
	uint64_t line = 1;
	enum csv_broken broken;
	char *at;
	size_t i;

	wanted->column = memory_zeroed(settings->fields, sizeof *wanted->column, fault);
	if (!wanted->column
		|| bytes_append(&wanted->header, chunk->head.data, chunk->head.size, fault))
		return -1;
	at = wanted->header.data;
	if (csvrecords_next(&wanted->names, &at, at + wanted->header.size, separator, &line,
			&broken, fault))
		return -1;
	if (broken != CSV_WHOLE && !settings->headerless) {
		(void)fault_set(fault, FAULT_DATA, "the names of the fields are no record");
		return fault_at(fault, "%s: line 1", chunk->path.data);
	}
	wanted->count = wanted->names.count;
	wanted->names.count = settings->headerless ? 0 : wanted->count;
	for (i = settings->number; i < settings->fields; i++)
		if (find_column(wanted, settings->field[i], &wanted->column[i], fault))
			return fault_at(fault, "%s", chunk->path.data);
	return 0;
}

/* Every record has as many fields as the first. */
static int take_record(const struct columns_wanted *wanted, const struct csv_fields *fields,
	const struct importsettings *settings, struct importchunk *chunk, uint64_t line,
	struct fault *fault)
{
	size_t i;

	if (fields->count != wanted->count)
		return importchunk_broken(chunk, settings, line, fault,
			"%zu fields, where the first line has %zu", fields->count, wanted->count);
	for (i = 0; i < settings->fields; i++)
		chunk->value[i] = (struct importvalue){fields->field[wanted->column[i]].text,
			fields->field[wanted->column[i]].length};
	return importchunk_put(chunk, settings, line, fault);
}

static int parse(bool tabs, const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	char separator = separator_of(tabs, chunk->head.data, chunk->head.size);
	char *at = chunk->text.data, *end = at + chunk->text.size;
	struct columns_wanted wanted = {0};
	struct csv_fields fields = {0};
	uint64_t line = chunk->line;
	int failed = find_columns(&wanted, settings, chunk, separator, fault);

	while (!failed && at < end) {
		uint64_t first = line;
		enum csv_broken broken;

		failed = csvrecords_next(&fields, &at, end, separator, &line, &broken, fault);
		if (failed)
			break;
		if (broken != CSV_WHOLE)
			failed = broken_record(settings, chunk, &fields, first, broken, fault);
		else if (fields.count > 1 || fields.field[0].length || wanted.count == 1)
			failed = take_record(&wanted, &fields, settings, chunk, first, fault);
	}
	csv_fields_release(&fields);
	release(&wanted);
	return failed ? -1 : 0;
}

static int parse_csv(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	return parse(false, settings, chunk, fault);
}

static int parse_tsv(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	return parse(true, settings, chunk, fault);
}

static size_t cut_csv(const char *head, size_t head_size, const char *data, size_t size,
	bool ended)
{
	bool open;

	return csvrecords_cut(data, size, separator_of(false, head, head_size), ended, &open);
}

const struct textform textform_csv = {.name = "csv", .id = "id", .text = "text",
	.head = head_csv, .cut = cut_csv, .parse = parse_csv};

const struct textform textform_tsv = {.name = "tsv", .id = "id", .text = "text",
	.head = head_tsv, .cut = importchunk_cut_lines, .parse = parse_tsv};
