/* mstep - from a model and statistics to the next model. */
#ifndef LDA_MSTEP_H
#define LDA_MSTEP_H

#include "base/fault.h"
#include "lda/backlog.h"
#include "lda/hold.h"
#include "lda/model.h"
#include "lda/statistics.h"

#include <stdbool.h>

struct lda_step {
	bool online;        /* false: the statistics are of the whole corpus */
	double offset;      /* tau_0 */
	double kappa;       /* rho_t = (offset + t)^-kappa, at most 1; t updates so far */
	double documents;   /* D, of the whole corpus */
	bool spends;        /* the counts of dense statistics, and those of an addition's sparse rows,
			       are for nothing else: their memory goes as the rows move */
	bool added;         /* the old topics have more than the statistics say of them */
	const struct lda_hold *hold; /* topics that stay as they are; NULL: none */
};

/* Updates before priors are learned, and the model must have seen as many
 * documents as the corpus has: while topics are still similar, every document
 * seems to have all of them, and alpha would only grow. */
enum { LDA_SETTLING = 10 };

/* Batch: lambda = eta + seeds + counts.  Online: lambda = (1 - rho) lambda
 * + rho (eta + seeds + D / documents counts), alpha and eta likewise where learned.
 * Priors are learned first, by one step of Minka's fixed point each (Minka
 * 2000, "Estimating a Dirichlet distribution", eq. 55; alpha with a weak prior
 * at its start, as Wallach 2008, "Structured topic models for language"),
 * and kept above 1e-6.  With a backlog, rows of words that don't
 * occur are put off; NULL: all rows are moved.  Where there are no documents with
 * words, online nothing happens, and in batch that is FAULT_DATA.
 * A sparse model's rows become the largest of the statistics' bags, which are
 * settled; in batch alone: FAULT_USAGE.  Topics that die are begun anew (lda_divide), in
 * batch: sparse ones up to the update where priors begin to be learned, dense ones of cvb0 in
 * the first LDA_DIVIDE_PASSES passes, unless some are held.
 * Source: Hoffman, Blei, Bach (2010), algorithm 2. */
int lda_mstep(struct lda_model *model, struct lda_statistics *statistics,
	const struct lda_step *step, struct lda_backlog *backlog, int threads,
	struct fault *fault) MUST_USE;

/* What the step does to lambda, given the documents it is of; for
 * lda_estep_move. */
struct lda_move lda_mstep_move(const struct lda_model *model, const struct lda_step *step,
	uint64_t documents);

/* The topics' part of the variational bound, in nats (Hoffman, Blei, Bach
 * 2010, eq. 4); with the documents' part, times D / documents, the bound. */
int lda_mstep_bound(const struct lda_model *model, int threads, double *bound,
	struct fault *fault) MUST_USE;

#endif
