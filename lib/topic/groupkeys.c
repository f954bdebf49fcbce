/* groupkeys.c - reads a table of documents' names and groups, and looks them up. */
#include "topic/groupkeys.h"

#include "base/digest.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/search.h"
#include "format/dates.h"
#include "format/table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A row of the table. */
struct keyed_row {
	size_t key, group; /* where they begin in text; group its number in the end */
};

/* A key by its hash. */
struct key_entry {
	uint64_t hash;
	size_t row;
};

struct groupkeys_table {
	struct bytes text;   /* keys and groups, zero-terminated */
	struct keyed_row *row;     /* size rows */
	struct key_entry *whole; /* size rows: by hash, of equal ones the first row first */
	struct key_entry *stem;  /* size rows: the same by the key without folder and ending */
	size_t rows, room;
};

/* How a group is made of its field. */
struct grouping {
	char field[256];
	bool date;
	enum dates_period period;
};

void groupkeys_release(struct groupkeys *keys)
{
	if (keys->table) {
		bytes_release(&keys->table->text);
		free(keys->table->row);
		free(keys->table->whole);
		free(keys->table->stem);
		free(keys->table);
	}
	bytes_release(&keys->names);
	free(keys->name);
	*keys = (struct groupkeys){0};
}

/* The part of a name between its folder and its ending. */
static const char *stem_of(const char *name, size_t *length)
{
	const char *slash = strrchr(name, '/'), *begin = slash ? slash + 1 : name;
	const char *dot = strrchr(begin, '.');

	*length = dot && dot > begin ? (size_t)(dot - begin) : strlen(begin);
	return begin;
}

static bool is_spreadsheet(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && (strcmp(dot, ".xlsx") == 0 || strcmp(dot, ".xls") == 0
		|| strcmp(dot, ".ods") == 0);
}

static int parse_grouping(struct grouping *grouping, const char *text, struct fault *fault)
{
	static const char *const periods[] = {"year", "month", "week", "day"};
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text), i;

	*grouping = (struct grouping){0};
	for (i = 0; colon && i < 4; i++)
		if (strcmp(colon + 1, periods[i]) == 0) {
			grouping->date = true;
			grouping->period = (enum dates_period)i;
		}
	if (!grouping->date)
		length = strlen(text);
	if (length == 0 || length >= sizeof grouping->field)
		return fault_set(fault, FAULT_USAGE, "--group %s: give the name of a field, with "
			":year, :month, :week or :day behind a date's", text);
	memcpy(grouping->field, text, length);
	return 0;
}

static int find_key(struct table *table, const char *key, size_t *number, struct fault *fault)
{
	static const char *const usual[] = {"id", "doc", "document", "name", "file"};
	size_t i;

	if (key)
		return table_field(table, key, number, fault);
	for (i = 0; i < sizeof usual / sizeof *usual; i++)
		if (table_field(table, usual[i], number, fault) == 0)
			return 0;
	return fault_add(fault, "; --key names the field that has the documents' names");
}

static int find_group(struct table *table, const struct grouping *grouping, size_t *number,
	struct fault *fault)
{
	if (!table_field(table, grouping->field, number, fault))
		return 0;
	return grouping->date || !strchr(grouping->field, ':') ? -1
		: fault_add(fault, "; periods are year, month, week and day");
}

/* The group of a row in period (of a date), or the value itself; *text NULL: none. */
static void group_of(struct groupkeys *keys, const struct grouping *grouping,
	const struct table_value *value, char period[DATES_TEXT], const char **text,
	size_t *length)
{
	struct date date;

	*text = NULL;
	if (!value->text || value->length == 0 || memchr(value->text, 0, value->length))
		return;
	if (!grouping->date) {
		*text = value->text;
		*length = value->length;
	} else if (dates_parse(value->text, value->length, &date)
		&& dates_period_of(&date, grouping->period, period)) {
		*text = period;
		*length = strlen(period);
	} else {
		if (!keys->undated++)
			(void)fault_quote(keys->example, sizeof keys->example, value->text,
				value->length);
	}
}

static int add_text(struct bytes *text, const char *part, size_t length, size_t *at,
	struct fault *fault)
{
	*at = text->size;
	return bytes_append(text, part, length, fault) || bytes_append(text, "", 1, fault) ? -1 : 0;
}

static int take_row(struct groupkeys *keys, const struct grouping *grouping,
	const struct table_value *key, const struct table_value *value, struct fault *fault)
{
	struct groupkeys_table *table = keys->table;
	char period[DATES_TEXT];
	const char *group;
	size_t length = 0;
	struct keyed_row row;

	keys->rows++;
	group_of(keys, grouping, value, period, &group, &length);
	if (!group || !key->text || key->length == 0 || memchr(key->text, 0, key->length))
		return 0;
	if (memory_grow(&table->row, &table->room, table->rows + 1, fault)
		|| add_text(&table->text, key->text, key->length, &row.key, fault)
		|| add_text(&table->text, group, length, &row.group, fault))
		return -1;
	table->row[table->rows++] = row;
	return 0;
}

static int read_rows(struct groupkeys *keys, const struct grouping *grouping, const char *path,
	const char *key, struct fault *fault)
{
	struct table table;
	size_t key_number, group_number;
	int got = -1;

	if (table_open(&table, path, fault) == 0
		&& find_key(&table, key, &key_number, fault) == 0
		&& find_group(&table, grouping, &group_number, fault) == 0)
		do {
			got = table_next(&table, fault);
			if (got == 1 && take_row(keys, grouping, &table.value[key_number],
					    &table.value[group_number], fault))
				got = -1;
		} while (got == 1);
	table_close(&table);
	return got;
}

/* A row by the name of its group. */
struct named {
	const char *group;
	size_t row;
};

static int by_group(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->group, y->group);

	return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Numbers the groups by their names. */
static int number_groups(struct groupkeys *keys, struct fault *fault)
{
	struct groupkeys_table *table = keys->table;
	struct named *order = memory_zeroed(table->rows, sizeof *order, fault);
	size_t i;
	int failed = !order;

	for (i = 0; !failed && i < table->rows; i++)
		order[i] = (struct named){table->text.data + table->row[i].group, i};
	if (!failed)
		qsort(order, table->rows, sizeof *order, by_group);
	for (i = 0; !failed && i < table->rows; i++) {
		if (i == 0 || strcmp(order[i - 1].group, order[i].group) != 0) {
			failed = memory_grow(&keys->name, &keys->name_room, keys->groups + 1, fault)
				|| add_text(&keys->names, order[i].group, strlen(order[i].group),
					&keys->name[keys->groups], fault);
			keys->groups++;
		}
		table->row[order[i].row].group = keys->groups - 1;
	}
	free(order);
	return failed ? -1 : 0;
}

static int by_hash(const void *a, const void *b)
{
	const struct key_entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static int index_keys(struct groupkeys *keys, struct fault *fault)
{
	struct groupkeys_table *table = keys->table;
	size_t i;

	table->whole = memory_zeroed(table->rows, sizeof *table->whole, fault);
	table->stem = memory_zeroed(table->rows, sizeof *table->stem, fault);
	if (!table->whole || !table->stem)
		return -1;
	for (i = 0; i < table->rows; i++) {
		const char *key = table->text.data + table->row[i].key, *stem;
		size_t length;

		stem = stem_of(key, &length);
		table->whole[i] = (struct key_entry){digest_short(key, strlen(key), 0), i};
		table->stem[i] = (struct key_entry){digest_short(stem, length, 0), i};
	}
	qsort(table->whole, table->rows, sizeof *table->whole, by_hash);
	qsort(table->stem, table->rows, sizeof *table->stem, by_hash);
	return 0;
}

static uint64_t hash_at(const void *elements, size_t i)
{
	return ((const struct key_entry *)elements)[i].hash;
}

static const char *key_of(const struct groupkeys_table *table, const struct key_entry *entry)
{
	return table->text.data + table->row[entry->row].key;
}

/* Counts keys that come again, and those of them that say another group. */
static void count_doubled(struct groupkeys *keys)
{
	const struct groupkeys_table *table = keys->table;
	size_t i, j;

	for (i = 0; i < table->rows; i++)
		for (j = i; j-- > 0 && table->whole[j].hash == table->whole[i].hash;) {
			if (strcmp(key_of(table, &table->whole[i]), key_of(table, &table->whole[j])))
				continue;
			keys->doubled++;
			keys->conflicting += table->row[table->whole[i].row].group
				!= table->row[table->whole[j].row].group;
			break;
		}
}

int groupkeys_read(struct groupkeys *keys, const char *path, const char *group, const char *key,
	struct fault *fault)
{
	struct grouping grouping;

	*keys = (struct groupkeys){0};
	keys->table = memory_zeroed(1, sizeof *keys->table, fault);
	if (!keys->table || parse_grouping(&grouping, group, fault))
		return -1;
	if (read_rows(keys, &grouping, path, key, fault))
		return is_spreadsheet(path) ? fault_add(fault, "; save a spreadsheet as CSV") : -1;
	if (keys->table->rows == 0)
		return keys->undated
			? fault_set(fault, FAULT_DATA, "%s: no row has a date in \"%s\" that can be "
				"read: there stands %s; give 2004-03-05, 2004-03, 2004 or 5 Mar 2004",
				input_name(path), grouping.field, keys->example)
			: fault_set(fault, FAULT_DATA, "%s: no row has a key and a group",
				input_name(path));
	if (number_groups(keys, fault) || index_keys(keys, fault))
		return -1;
	count_doubled(keys);
	return 0;
}

static size_t find_whole(const struct groupkeys_table *table, const char *name)
{
	uint64_t hash = digest_short(name, strlen(name), 0);
	size_t i = search_first(table->whole, table->rows, hash, hash_at);

	for (; i < table->rows && table->whole[i].hash == hash; i++)
		if (strcmp(key_of(table, &table->whole[i]), name) == 0)
			return table->row[table->whole[i].row].group;
	return GROUPKEYS_NONE;
}

static size_t find_stem(const struct groupkeys_table *table, const char *name)
{
	size_t length, other, i, group = GROUPKEYS_NONE;
	const char *stem = stem_of(name, &length), *key = NULL;
	uint64_t hash = digest_short(stem, length, 0);

	for (i = search_first(table->stem, table->rows, hash, hash_at);
		i < table->rows && table->stem[i].hash == hash; i++) {
		const char *found = key_of(table, &table->stem[i]), *part = stem_of(found, &other);

		if (other != length || memcmp(part, stem, length) != 0)
			continue;
		if (key && strcmp(key, found) != 0)
			return GROUPKEYS_NONE; /* two keys: ambiguous */
		if (!key)
			group = table->row[table->stem[i].row].group;
		key = found;
	}
	return group;
}

size_t groupkeys_find(const struct groupkeys *keys, const char *name)
{
	size_t group = find_whole(keys->table, name);

	return group == GROUPKEYS_NONE ? find_stem(keys->table, name) : group;
}

const char *groupkeys_sample(const struct groupkeys *keys)
{
	return keys->table->text.data + keys->table->row[0].key;
}
