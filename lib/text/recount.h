/* recount - the command that counts a corpus again. */
#ifndef TEXT_RECOUNT_H
#define TEXT_RECOUNT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/docsum.h"
#include "stream/header.h"
#include "stream/vocabulary.h"

/* Appends the line, in which TEXT stands for the text of its documents, lines id<TAB>text in
 * their order.  Where the header says how the words were selected a line before it makes the
 * vocabulary VOCAB of it; else the line has STREAM, the corpus itself, whose vocabulary has the
 * words that were kept.  FAULT_DATA where the header does not say
 * enough: it was imported, something was left out by a list, or it is a shard. */
int recount(const struct header *header, const struct docsum *sum, struct bytes *out,
	struct fault *fault) MUST_USE;
/* Appends the line that makes a vocabulary again of TEXT.  FAULT_DATA likewise. */
int recount_vocabulary(const struct vocabulary *vocabulary, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
