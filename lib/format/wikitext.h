/* wikitext - MediaWiki's markup to plain text, by these rules, in two passes of linear time:
 *
 *   1. Comments go, and templates {{...}} with what is in them; so do ref, math, chem,
 *      nowiki, score, timeline, gallery, imagemap, syntaxhighlight and source.  Of
 *      other tags the content stays; those of blocks, as br, become a blank.
 *   2. [[target|text]] becomes text, [[target]] target; links to categories go, and those
 *      to other languages that have a line of their own; of files and images the
 *      caption stays.  [http://... text] becomes text.  Other brackets go.
 *   3. Of tables the text of cells stays.  Marks of headings, lists and rules, runs of
 *      apostrophes and __MAGIC__ words go; character references are resolved.
 *
 * What is opened and never closed is text without its brackets.  These are the rules of
 * gensim's WikiCorpus but for nested markup, which is resolved from the inside here and
 * by repeated expressions there, table cells' attributes, and blocks' tags. */
#ifndef FORMAT_WIKITEXT_H
#define FORMAT_WIKITEXT_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stddef.h>

/* Names of namespaces besides File, Image and Category: those of the wiki's own
 * language.  Zero bytes end each; an empty one ends the list. */
struct wikinames {
	char files[256], categories[256];
};

/* A zeroed struct is ready. */
struct wikitext {
	struct bytes first;      /* what the first pass left */
	struct wikimark *mark;   /* size room: what is open */
	size_t marks, room;
};

void wikitext_release(struct wikitext *work);

/* Appends the plain text; it is no longer than the markup. */
int wikitext_plain(struct wikitext *work, const struct wikinames *names, const char *text,
	size_t size, struct bytes *out, struct fault *fault) MUST_USE;

#endif
