/* importchunk - some whole records of a text, and the lines that they become. */
#ifndef FORMAT_IMPORTCHUNK_H
#define FORMAT_IMPORTCHUNK_H

#include "base/bytes.h"
#include "base/fault.h"
#include "format/textforms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is wanted of each record: field[0] is the id, then texts fields whose values
 * are joined by a blank, then those of the table. */
struct importsettings {
	const struct textform *form;
	const char *const *field; /* size fields */
	size_t fields, texts;
	bool number;      /* ids are numbers of records */
	bool headerless;  /* CSV and TSV have no line of names */
	bool unescape;    /* \n, \t, \\ and the like in texts are resolved */
	bool strict;      /* the first broken record ends the run */
	uint64_t words;   /* a text of fewer is left out; 0: none is */
	const char *namespaces; /* of wiki, "0,14" */
	const char *names; /* of files: "path", "file", "stem" */
};

struct importvalue {
	const char *text; /* NULL: the record has no such field */
	size_t length;
};

/* A line that was made. */
struct importrow {
	uint64_t line;   /* of the record in its text */
	uint64_t id;     /* a hash of it */
	uint64_t number; /* of the record in its chunk, from 0 */
	size_t out, meta; /* where the lines begin */
};

enum { IMPORT_CAUSE = 200, IMPORT_TOLD = 10 };

struct importproblem {
	uint64_t line, number; /* of the record: in its text; in its chunk, from 0 */
	char cause[IMPORT_CAUSE];
};

/* A zeroed struct is an empty chunk. */
struct importchunk {
	struct bytes text, head;
	struct bytes path;  /* of the text, zero-terminated; for files "path\0" of each record */
	uint64_t line;      /* of the first record in its text, from 1 */
	size_t *ends;       /* of files: size files, where each ends in text */
	size_t files, ends_room;
	struct bytes out, meta, scratch;
	struct importvalue *value; /* size fields */
	size_t value_room;
	struct importrow *row;     /* size rows */
	size_t rows, row_room;
	uint64_t seen;      /* bit i: a row had field i, of the first 64 */
	uint64_t records;   /* rows, broken and left-out ones */
	uint64_t broken, invalid, redirects, elsewhere, brief;
	/* of the first record with bytes that are no UTF-8; of files, the line of the bytes */
	uint64_t invalid_line, invalid_number;
	unsigned char invalid_bytes[256]; /* of it, from the first such byte */
	size_t invalid_size;
	struct importproblem problem[IMPORT_TOLD]; /* the first of the broken records */
};

void importchunk_release(struct importchunk *chunk);

/* Makes it ready for parsing: no results, no values. */
int importchunk_begin(struct importchunk *chunk, const struct importsettings *settings,
	struct fault *fault) MUST_USE;

/* The path of the text of the chunk's record of this number. */
const char *importchunk_path(const struct importchunk *chunk, uint64_t number);

/* The record at this line has these values, chunk->value; out go its lines. */
int importchunk_put(struct importchunk *chunk, const struct importsettings *settings,
	uint64_t line, struct fault *fault) MUST_USE;

/* The record at this line is broken, for a cause that is a printf format: 0; -1 with the
 * fault where the settings are strict. */
int importchunk_broken(struct importchunk *chunk, const struct importsettings *settings,
	uint64_t line, struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 5, 6))) MUST_USE;

/* Takes a line of the text: length bytes, not empty, without blanks behind.  0, or -1 with the
 * fault, which ends the run. */
typedef int importchunk_line(const struct importsettings *settings, struct importchunk *chunk,
	const char *text, size_t length, uint64_t line, struct fault *fault);

/* parse of forms whose record is a line: each line of chunk->text but blank ones. */
int importchunk_each_line(struct importchunk *chunk, const struct importsettings *settings,
	importchunk_line *take, struct fault *fault) MUST_USE;

/* Ends of lines in some bytes. */
uint64_t importchunk_lines(const char *text, size_t size);

/* The end of the last whole line, or the end of the data: cut of forms of lines. */
size_t importchunk_cut_lines(const char *head, size_t head_size, const char *data, size_t size,
	bool ended);

#endif
