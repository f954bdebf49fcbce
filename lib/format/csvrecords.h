/* csvrecords - finds the records of CSV and TSV in a text, and splits them.
 *
 * A quote opens a quoted part where a field begins, and nowhere else: within a field it
 * stands for itself, as Python's csv reads it.  So the ends of records do not depend
 * on what is in fields.  separator '\t': no quotes at all. */
#ifndef FORMAT_CSVRECORDS_H
#define FORMAT_CSVRECORDS_H

#include "base/fault.h"
#include "format/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the whole records at the beginning of the data, which begin where a record
 * does.  ended: nothing follows; *open becomes true where a quote then never ends. */
size_t csvrecords_cut(const char *data, size_t size, char separator, bool ended, bool *open);

enum csv_broken {
	CSV_WHOLE,
	CSV_BEHIND_QUOTE, /* bytes after the closing quote of the last field */
	CSV_OPEN,         /* the quote that the last field begins with never ends */
	CSV_TOO_MANY      /* more than CSV_FIELDS_MOST fields, of which those are there */
};

/* Splits the record at *at, in place where quotes go, and moves *at behind it, even where
 * it is broken.  An empty line has one empty field.  Adds to *line the lines that it
 * took.  -1: out of memory. */
int csvrecords_next(struct csv_fields *fields, char **at, char *end, char separator,
	uint64_t *line, enum csv_broken *broken, struct fault *fault) MUST_USE;

#endif
