/* table - rows of named fields, from CSV, TSV or JSON Lines.
 *
 *     table_open, then table_field for each field that is needed
 *     table_next until it returns 0; the values are in table->value
 *     table_close
 * The form is recognised by the first bytes: "{" is JSON Lines (an object a line),
 * a first line with a tab is TSV, else it is CSV (with ";" where the first
 * line has more of those than commas).  The first line of CSV and TSV names the
 * fields. */
#ifndef FORMAT_TABLE_H
#define FORMAT_TABLE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "format/csv.h"
#include "format/recordfile.h"

#include <stdbool.h>
#include <stddef.h>

struct table_value {
	const char *text; /* valid until the next row; NULL: the row has no such field */
	size_t length;
};

struct table {
	struct recordfile file;
	bool json;
	char separator;
	struct bytes header;        /* the first line of CSV and TSV */
	struct csv_fields names;    /* of the header */
	struct csv_fields fields;   /* of the row */
	struct table_wanted *wanted; /* size count; owned */
	size_t count, room;
	struct table_value *value;  /* size count: of the row, in the order they were asked for */
	size_t value_room;
	struct bytes text;          /* of JSON's strings */
};

int table_open(struct table *table, const char *path, struct fault *fault) MUST_USE;
void table_close(struct table *table); /* idempotent; accepts zeroed */

/* Asks for a field; its number in value is *number.  FAULT_USAGE: the header has no
 * such name, with those that it has, or has it twice. */
int table_field(struct table *table, const char *name, size_t *number,
	struct fault *fault) MUST_USE;

/* 1: the next row; 0: no more.  Empty lines are skipped.  FAULT_DATA names the
 * line: another number of fields than the header's, damaged quotes or JSON. */
int table_next(struct table *table, struct fault *fault) MUST_USE;

#endif
