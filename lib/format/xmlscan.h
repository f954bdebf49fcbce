/* xmlscan - elements and text of XML that a program wrote: nesting, attributes and names
 * are checked; a DTD is refused, so no entity can grow.
 *
 * Text is given as it stands between tags; xmlscan_decode resolves references.  Comments
 * and instructions are passed over.  Nothing is allocated. */
#ifndef FORMAT_XMLSCAN_H
#define FORMAT_XMLSCAN_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { XML_DEPTH_MOST = 32 };

enum xml_event { XML_START, XML_END, XML_TEXT };

struct xml_piece {
	const char *text; /* borrowed */
	size_t length;
};

struct xmlscan {
	const char *at, *end;
	enum xml_event event;
	struct xml_piece piece; /* of an element its name, of text the text */
	struct xml_piece attributes; /* of XML_START: between the name and the tag's end */
	bool literal;           /* the text is of CDATA: no references in it */
	bool empty;             /* of XML_START: XML_END comes next, the tag has no content */
	struct xml_piece open[XML_DEPTH_MOST]; /* names of the open elements, size depth */
	size_t depth;
	bool cut;               /* a failure is that the text ends too soon */
};

void xmlscan_start(struct xmlscan *scan, const char *text, size_t size);

/* 1: an event; 0: the end of the text, no element being open; -1: FAULT_DATA, without
 * the place. */
int xmlscan_next(struct xmlscan *scan, struct fault *fault) MUST_USE;

/* Appends a text with its references resolved.  FAULT_DATA: one that XML does not have. */
int xmlscan_decode(const struct xml_piece *text, bool literal, struct bytes *out,
	struct fault *fault) MUST_USE;

static inline bool xmlscan_is(const struct xml_piece *piece, const char *word)
{
	return piece->length == strlen(word) && memcmp(piece->text, word, piece->length) == 0;
}

#endif
