/* recount - the command that counts a corpus again. */
#ifndef TEXT_RECOUNT_H
#define TEXT_RECOUNT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/docsum.h"
#include "stream/header.h"

/* Appends the line, in which TEXT stands for the text of its documents, lines id<TAB>text in
 * their order, and STREAM for the corpus itself, whose vocabulary has the words that were kept:
 * of how they were chosen the line needs nothing.  FAULT_DATA where the header does not say
 * enough: it was imported, something was left out by a list, or it is a shard. */
int recount(const struct header *header, const struct docsum *sum, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
