/* textlook - what is to be told of text that other processes count: bytes that are no UTF-8,
 * lines that are no documents, and, by samples, words without blanks between them and
 * labels. */
#ifndef TEXT_TEXTLOOK_H
#define TEXT_TEXTLOOK_H

#include "base/fault.h"
#include "text/documents.h"
#include "text/tokenrule.h"
#include "text/wordcount.h"

#include <stddef.h>
#include <stdint.h>

/* Some whole lines of a text, or a document. */
struct textlook_part {
	uint64_t lines, invalid;
	uint64_t line;  /* of the first bytes that are no UTF-8, from 1 */
	char guess[32]; /* in which encoding they are */
	struct texttotals sample; /* of its beginning; labels: each document has a tab */
	uint64_t bad;   /* the first line that is no document, from 1; 0: there is none */
	struct fault cause;
};

/* Looks at documents of that form, where lines have numbers before them already.  rule: that
 * words are counted with; NULL: no sample is taken.  Any number of them at a time. */
int textlook_part(struct textlook_part *part, enum input form, const struct tokenrule *rule,
	const char *text, size_t size, struct fault *fault) MUST_USE;

/* A zeroed struct has seen nothing. */
struct textlook {
	struct texttotals totals; /* sampled */
	const char *path;         /* of the text in hand; the caller's */
	uint64_t lines;           /* of it so far */
	uint64_t labelled;        /* documents of samples that all had a tab */
};

/* Parts in their order: the next one, of the text of that path.  FAULT_DATA where it has a
 * line that is no document. */
int textlook_add(struct textlook *look, const char *path, const struct textlook_part *part,
	struct fault *fault) MUST_USE;

#endif
