/* table.c - reads CSV, TSV and JSON Lines by the names of their fields. */
#include "format/table.h"

#include "base/input.h"
#include "base/memory.h"
#include "format/jsonscan.h"

#include <stdlib.h>
#include <string.h>

struct table_wanted {
	char *name;    /* owned */
	size_t column; /* of CSV and TSV */
};

/* How many field names a message shows. */
enum { NAMES_SHOWN = 12 };

static int at_line(const struct table *table, struct fault *fault)
{
	return fault_at(fault, "%s: line %llu", input_name(table->file.path),
		(unsigned long long)table->file.line);
}

static size_t count_of(const char *text, size_t length, char byte)
{
	size_t n = 0, i;

	for (i = 0; i < length; i++)
		n += text[i] == byte;
	return n;
}

static int read_header(struct table *table, struct fault *fault)
{
	char *record;
	size_t length;
	int got;

	table->file.quoted = true; /* a name may be in quotes */
	got = recordfile_next(&table->file, &record, &length, fault);
	if (got <= 0)
		return got ? -1 : fault_set(fault, FAULT_DATA, "%s: empty: no line of names",
			input_name(table->file.path));
	table->separator = count_of(record, length, '\t') ? '\t'
		: count_of(record, length, ';') > count_of(record, length, ',') ? ';' : ',';
	table->file.quoted = table->separator != '\t';
	if (bytes_append(&table->header, record, length, fault)
		|| bytes_terminate(&table->header, fault))
		return -1;
	return csv_split(&table->names, table->header.data, length, table->separator, fault)
		? at_line(table, fault) : 0;
}

int table_open(struct table *table, const char *path, struct fault *fault)
{
	char first;
	int got;

	*table = (struct table){0};
	if (recordfile_open(&table->file, path, fault))
		return -1;
	got = recordfile_peek(&table->file, &first, fault);
	if (got < 0)
		return -1;
	table->json = got && first == '{';
	return table->json ? 0 : read_header(table, fault);
}

void table_close(struct table *table)
{
	size_t i;

	recordfile_close(&table->file);
	bytes_release(&table->header);
	bytes_release(&table->text);
	csv_fields_release(&table->names);
	csv_fields_release(&table->fields);
	for (i = 0; i < table->count; i++)
		free(table->wanted[i].name);
	free(table->wanted);
	free(table->value);
	*table = (struct table){0};
}

static bool is_name(const struct csv_field *field, const char *name)
{
	return field->length == strlen(name) && memcmp(field->text, name, field->length) == 0;
}

static int no_field(const struct table *table, const char *name, struct fault *fault)
{
	struct bytes list = {0};
	size_t i;
	int failed = 0;

	for (i = 0; !failed && i < table->names.count && i < NAMES_SHOWN; i++)
		failed = bytes_printf(&list, fault, "%s%.*s", i ? ", " : "",
			(int)(table->names.field[i].length < 64 ? table->names.field[i].length : 64),
			table->names.field[i].text);
	if (!failed && i < table->names.count)
		failed = bytes_printf(&list, fault, ", ...");
	failed = failed || bytes_terminate(&list, fault);
	if (!failed)
		(void)fault_set(fault, FAULT_USAGE, "%s: no field \"%s\"; its first line names %s",
			input_name(table->file.path), name, list.data);
	bytes_release(&list);
	return -1;
}

int table_field(struct table *table, const char *name, size_t *number, struct fault *fault)
{
	struct table_wanted wanted = {0};
	size_t found = 0, i;

	for (i = 0; i < table->names.count; i++)
		if (is_name(&table->names.field[i], name)) {
			wanted.column = i;
			found++;
		}
	if (!table->json && found == 0)
		return no_field(table, name, fault);
	if (found > 1)
		return fault_set(fault, FAULT_USAGE, "%s: %zu fields are named \"%s\"",
			input_name(table->file.path), found, name);
	if (memory_grow(&table->wanted, &table->room, table->count + 1, fault)
		|| memory_grow(&table->value, &table->value_room, table->count + 1, fault)
		|| !(wanted.name = memory_copy(name, strlen(name), fault)))
		return -1;
	*number = table->count;
	table->wanted[table->count++] = wanted;
	return 0;
}

struct json_object {
	struct table *table;
	size_t at; /* in table->text */
};

/* A member of a row's object: kept where it was asked for; null is no field. */
static int take_member(void *context, const struct json_value *key,
	const struct json_value *value, struct fault *fault)
{
	struct json_object *object = context;
	struct table *table = object->table;
	char *scratch = table->text.data + object->at;
	size_t length = jsonscan_text(key, scratch), i;

	(void)fault;
	for (i = 0; i < table->count; i++) {
		if (length != strlen(table->wanted[i].name)
			|| memcmp(scratch, table->wanted[i].name, length) != 0)
			continue;
		table->value[i] = (struct table_value){0};
		if (value->type == JSON_NULL)
			continue;
		table->value[i].text = scratch;
		table->value[i].length = jsonscan_text(value, scratch);
		object->at += value->length;
		break;
	}
	return 0;
}

static int take_object(struct table *table, char *record, size_t length, struct fault *fault)
{
	struct json_object object = {.table = table};
	size_t i;

	for (i = 0; i < table->count; i++)
		table->value[i] = (struct table_value){0};
	/* strings do not grow, and each is kept once */
	table->text.size = 0;
	if (bytes_reserve(&table->text, 2 * length + 1, fault))
		return -1;
	return jsonscan_object(record, length, take_member, &object, fault)
		? at_line(table, fault) : 0;
}

static int take_fields(struct table *table, char *record, size_t length, struct fault *fault)
{
	size_t i;

	if (csv_split(&table->fields, record, length, table->separator, fault))
		return at_line(table, fault);
	if (table->fields.count != table->names.count)
		return fault_set(fault, FAULT_DATA, "%s: line %llu has %zu fields, the first line %zu",
			input_name(table->file.path), (unsigned long long)table->file.line,
			table->fields.count, table->names.count);
	for (i = 0; i < table->count; i++)
		table->value[i] = (struct table_value){
			table->fields.field[table->wanted[i].column].text,
			table->fields.field[table->wanted[i].column].length};
	return 0;
}

int table_next(struct table *table, struct fault *fault)
{
	char *record;
	size_t length;
	int got;

	do {
		got = recordfile_next(&table->file, &record, &length, fault);
		if (got <= 0)
			return got;
	} while (length == 0);
	return (table->json ? take_object : take_fields)(table, record, length, fault) ? -1 : 1;
}
