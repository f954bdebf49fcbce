/* bagofwords - documents to rows of counts: the blocks of a corpus. */
#ifndef TEXT_BAGOFWORDS_H
#define TEXT_BAGOFWORDS_H

#include "base/fault.h"
#include "stream/sink.h"
#include "stream/vocabulary.h"
#include "text/documents.h"
#include "text/stopset.h"
#include "text/tokenrule.h"
#include "text/wordcount.h"

#include <stdbool.h>

/* Begins the sink with the header and the vocabulary, and puts all blocks
 * into it. Tokens that the vocabulary lacks are only counted, in
 * totals->unknown.  unique: FAULT_DATA where two documents have one name. */
int bagofwords(struct documents *documents, const struct tokenrule *rule,
	const struct stopset *stop, const struct vocabulary *vocabulary, int threads,
	const struct header *header, struct sink *sink, bool unique, struct texttotals *totals,
	struct fault *fault) MUST_USE;

#endif
