/* sparsemix - the topics of one document under a sparse model (cvb0).
 *
 * The first mean-field iteration, from equal shares of all topics, gives each
 * word to its LDA_SPARSE_FIRST likeliest topics; the LDA_SPARSE_WIDE largest sums
 * are the document's topics.  After one more iteration the LDA_SPARSE_NARROW
 * largest of these are left, of a long document all, and go through the iterations of
 * mixture.h. */
#ifndef LDA_SPARSEMIX_H
#define LDA_SPARSEMIX_H

#include "base/fault.h"
#include "lda/mixture.h"
#include "lda/model.h"
#include "lda/sparsemodel.h"
#include "lda/sparsekernel.h"

/* What a document takes of a word beside its cells, in one place. */
struct lda_sparse_word {
	size_t first;    /* its cells begin here */
	uint16_t cells, listed; /* those that are listed have no place in the tail */
	uint32_t tail;   /* where cells are more than listed */
	float inverse;   /* 1 / the phi of the first cells; 0: no cells */
	float rest, own; /* phi = own base + rest fill in the topics without a cell */
};

/* A sparse model as documents want it.  The model stays the caller's, and as it
 * is until lda_sparse_mix_inferrer_model is called again. */
struct lda_sparse_inferrer {
	const struct lda_model *model;
	struct lda_cell *cell;   /* of model->sparse->pair, likeliest topics first */
	struct lda_sparse_tail *tail;
	struct lda_sparse_word *word; /* size V */
	float *base, *fill;      /* size K */
	float *alpha;            /* size K */
	double mass;             /* of alpha */
	uint32_t common[LDA_SPARSE_WIDE]; /* the largest topics */
	size_t commons;
	size_t iterations;       /* the first two, of more topics, are of the mean-field half */
	double tolerance;
	size_t cell_room, tail_room;
};

/* One thread's space, and the document that it was used for last. */
struct lda_sparse_mixture {
	struct lda_mixture narrow;
	size_t stride;             /* of narrow: LDA_SPARSE_NARROW or _WIDE */
	size_t topics;             /* n, of the document */
	uint32_t topic[LDA_SPARSE_WIDE]; /* size n */
	float alpha[LDA_SPARSE_WIDE];    /* of them, 0 behind */
	/* scratch */
	float *wide;               /* rows x LDA_SPARSE_WIDE, and one more */
	float *sum;                /* size K, zeros */
	uint32_t *touched;         /* size K + 1 */
	uint8_t *slot;             /* size K, LDA_SPARSE_WIDE everywhere */
	size_t wide_room;          /* rows */
};

/* For models of the shape of this one; iterations and tolerance as cvb0's. */
int lda_sparse_mix_inferrer_init(struct lda_sparse_inferrer *inferrer,
	const struct lda_model *model, struct fault *fault) MUST_USE;
void lda_sparse_mix_inferrer_release(struct lda_sparse_inferrer *inferrer);
int lda_sparse_mix_inferrer_model(struct lda_sparse_inferrer *inferrer,
	const struct lda_model *model, int threads, struct fault *fault) MUST_USE;

int lda_sparse_mix_init(struct lda_sparse_mixture *mixture, size_t topics,
	struct fault *fault) MUST_USE;
void lda_sparse_mix_release(struct lda_sparse_mixture *mixture);

/* term, count  size n, n > 0.  What was inferred is in mixture->narrow, for
 * mixture->topic. */
int lda_sparse_mix_infer(const struct lda_sparse_inferrer *inferrer, const uint32_t *term,
	const float *count, size_t n, struct lda_sparse_mixture *mixture,
	struct fault *fault) MUST_USE;

#endif
