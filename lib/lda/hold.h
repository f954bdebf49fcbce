/* hold - topics that stay as they are while others are learned.
 *
 * Of a dense model: their columns of lambda and their totals are put back after each
 * update.  Their documents are inferred as ever, so the words that they explain are
 * not the others'. */
#ifndef LDA_HOLD_H
#define LDA_HOLD_H

#include "base/fault.h"
#include "lda/model.h"

#include <stddef.h>

/* A zeroed one holds none. */
struct lda_hold {
	size_t count;
	size_t *topic;    /* size count; owned */
	float *lambda;    /* V x count */
	double *totals;   /* size count */
};

/* The topics of a list of names or numbers; list NULL: none.  FAULT_USAGE: no such topic, a
 * sparse model, one that learns eta, all of the topics. */
int lda_hold_init(struct lda_hold *hold, const struct lda_model *model, const char *list,
	struct fault *fault) MUST_USE;
void lda_hold_release(struct lda_hold *hold); /* idempotent; accepts zeroed */

/* Puts them back: in a term's row of lambda; in all rows and the totals. */
void lda_hold_row(const struct lda_hold *hold, size_t term, float *lambda);
void lda_hold_totals(const struct lda_hold *hold, struct lda_model *model);
void lda_hold_all(const struct lda_hold *hold, struct lda_model *model);

#endif
