/* wordcount - counts the tokens of documents, chunks side by side. */
#ifndef TEXT_WORDCOUNT_H
#define TEXT_WORDCOUNT_H

#include "base/fault.h"
#include "base/options.h"
#include "text/counts.h"
#include "text/documents.h"
#include "text/flaw.h"
#include "text/stopset.h"
#include "text/tokenrule.h"
#include "text/tokens.h"
#include "text/wordrows.h"

#include <stdbool.h>
#include <stdint.h>

/* The row of the memory that counts_init gets; amount is a uint64_t *. */
#define OPTION_ROW_COUNTING(amount) {"memory", 0, OPTION_SIZE, amount, "SIZE", \
	"for counting; the rest is spilled to TMPDIR (default: 1G)", 1 << 20, 0x1p60}

/* What was met on the way. */
struct texttotals {
	uint64_t documents, tokens;
	uint64_t unknown; /* tokens that the vocabulary lacks */
	uint64_t invalid; /* bytes that are no UTF-8 */
	struct flaw flaw; /* where the first of them are */
	uint64_t stopped; /* words that the list of stop words dropped */
	struct tokenruns runs;
	bool labels;      /* as documents_have_labels */
	bool sampled;     /* tokens and what stands below them are those of samples */
};

/* Counts into counts, which were made for as many threads, and finishes them.  store, unless
 * NULL, gets the rows of provisional numbers. */
int wordcount(struct documents *documents, const struct tokenrule *rule,
	const struct stopset *stop, int threads, struct counts *counts, struct wordstore *store,
	struct texttotals *totals, struct fault *fault) MUST_USE;

#endif
