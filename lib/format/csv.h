/* csv - the fields of one record of CSV or TSV.
 *
 * CSV is RFC 4180: fields between commas; a field in quotes may hold commas,
 * ends of lines and quotes, each written twice.  TSV has no quotes: fields
 * between tabs as they stand. */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/fault.h"

#include <stddef.h>

struct csv_field {
	char *text;    /* points into the record */
	size_t length;
};

/* A zeroed struct holds none. */
struct csv_fields {
	struct csv_field *field; /* size count; owned */
	size_t count, room;
};

void csv_fields_release(struct csv_fields *fields);

/* Splits the record, in which quotes are removed in place.  separator ','
 * or ';' for CSV, '\t' for TSV.  FAULT_DATA, without the place: bytes after a
 * closing quote, more than CSV_FIELDS_MOST fields. */
int csv_split(struct csv_fields *fields, char *record, size_t length, char separator,
	struct fault *fault) MUST_USE;
#define CSV_FIELDS_MOST 100000

#endif
