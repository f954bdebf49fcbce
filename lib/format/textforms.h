/* textforms - the forms in which people have texts.  A form is one line of TEXTFORMS and
 * one file with a struct textform named textform_NAME. */
#ifndef FORMAT_TEXTFORMS_H
#define FORMAT_TEXTFORMS_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct importchunk;
struct importsettings;

/* In the order of the manual: jsonlines.c, csvlines.c, onefile.c, mailbox.c,
 * malletlines.c, wikipages.c. */
#define TEXTFORMS(X) \
	X(jsonl, "JSON Lines: an object a line") \
	X(csv, "CSV as RFC 4180 has it") \
	X(tsv, "fields between tabs, without quotes") \
	X(files, "a document a file; folders are walked") \
	X(mbox, "mail folders in one file: headers, and the text of each mail") \
	X(mallet, "MALLET's lines: name, label, text") \
	X(wiki, "MediaWiki's XML export, such as Wikipedia's dumps")

/* A form's text is read by pieces of whole records, which threads parse side by side. */
struct textform {
	const char *name;
	const char *id, *text; /* the fields that are these unless options say others */
	bool whole;      /* a file is a record */
	bool checked;    /* values are UTF-8: parse sees to that */
	uint64_t words;  /* that a text must have, unless options say another number */

	/* What stands before the first record goes to each piece: *length bytes of the
	 * data, and 1; 0: more is needed.  NULL: nothing stands there. */
	int (*head)(const struct importsettings *settings, const char *data, size_t size,
		bool ended, size_t *length, struct fault *fault);
	/* Bytes of whole records that the data begin with; ended: nothing follows them. */
	size_t (*cut)(const char *head, size_t head_size, const char *data, size_t size,
		bool ended);
	/* Is the last piece a text's end?  NULL: every line end is. */
	int (*end)(const char *head, size_t head_size, const char *data, size_t size,
		struct fault *fault);
	/* Parses the chunk's records, which may be changed in place.  A broken one is the
	 * chunk's to tell (importchunk_broken); a fault ends the run. */
	int (*parse)(const struct importsettings *settings, struct importchunk *chunk,
		struct fault *fault);
};

/* Their names, "jsonl|csv|..."; and a line each with what they are, for --help. */
#define TEXTFORMS_WORD(form, help) "|" #form
#define TEXTFORMS_WORDS (&TEXTFORMS(TEXTFORMS_WORD)[1])
#define TEXTFORMS_LINE(form, help) "\n" #form ": " help
#define TEXTFORMS_LINES TEXTFORMS(TEXTFORMS_LINE)

/* NULL: none of that name. */
const struct textform *textforms_find(const char *name);

#define TEXTFORM_DECLARE(form, help) extern const struct textform textform_##form;
TEXTFORMS(TEXTFORM_DECLARE)
#undef TEXTFORM_DECLARE

#endif
