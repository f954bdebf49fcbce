/* toptopics - the largest topics of each document, as text: for a million documents the
 * vectors of K shares would be mostly prior. */
#ifndef LDA_TOPTOPICS_H
#define LDA_TOPTOPICS_H

#include "base/fault.h"
#include "base/outfile.h"
#include "lda/describe.h"

#include <stddef.h>

struct lda_toptopics {
	struct lda_describer *describer; /* borrowed */
	struct outfile *out;             /* borrowed */
	size_t most;   /* topics of a document, at most; 0: all */
	double least;  /* no smaller share */
};

/* The line that names the columns, and, for relay_each, a line
 * "document<TAB>rank<TAB>topic<TAB>share" for each, the largest first, of equal ones the
 * first topic; as topic-docs shows them. */
int lda_toptopics_head(struct lda_toptopics *toptopics, struct fault *fault) MUST_USE;
int lda_toptopics_lines(void *toptopics, const struct rows *rows, struct fault *fault) MUST_USE;

#endif
