/* statistics - the result of an E-step over some documents, for an M-step.
 *
 * All sums are whole numbers on the grid LDA_GRID, so that statistics of
 * parts, added in any order and grouping, are those of the whole. */
#ifndef LDA_STATISTICS_H
#define LDA_STATISTICS_H

#include "base/fault.h"
#include "lda/bags.h"
#include "lda/history.h"
#include "lda/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lda_statistics {
	size_t topics, stride, terms;
	bool sparse;           /* of the sparse form: bags, and no counts and seen */
	struct lda_bags bags;  /* expected tokens of a term and topic, in steps */
	int64_t *counts;       /* V x stride: expected tokens of a term and topic */
	unsigned char *seen;   /* size V: 1 where the term occurred and counts hold it */
	int64_t *totals;       /* size stride: sums of the counts over the terms; of the
	                          sparse form those of the bags, steps */
	bool moved;            /* the model has the counts already (lda_estep_move) */
	int64_t *digamma;      /* size K + 1: sums over the documents of digamma(gamma_k)
	                          (sparse: less digamma(alpha_k), so that only a document's
	                          own topics add to it) and, last, of digamma(sum of gamma):
	                          for learning alpha */
	int64_t tokens;
	int64_t score;         /* nats; cvb0: log likelihood of the documents, vb: their bound */
	bool scored;           /* score holds */
	uint64_t documents;    /* those without words counted */
	uint64_t empty;        /* those without words */
	struct lda_reading reading; /* what they were made from */
};

/* For a model of this shape and form.  Memory is touched only where terms occur. */
int lda_statistics_init(struct lda_statistics *statistics, const struct lda_model *model,
	struct fault *fault) MUST_USE;
int lda_statistics_init_form(struct lda_statistics *statistics, size_t topics, size_t terms,
	bool sparse, struct fault *fault) MUST_USE;
void lda_statistics_release(struct lda_statistics *statistics);
void lda_statistics_clear(struct lda_statistics *statistics);

/* x on the grid, rounded to nearest; |x| < 2^42. */
int64_t lda_statistics_on_grid(double x);

/* *sum += x; FAULT_DATA where that leaves 64 bits. */
int lda_statistics_grid_add(int64_t *sum, int64_t x, struct fault *fault) MUST_USE;

#endif
