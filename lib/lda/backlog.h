/* backlog - decays of lambda that are deferred.
 *
 * An online update moves the rows of the words that its documents have, and
 * lets the others decay.  A small mini-batch has few of the words, so to go
 * over all of lambda would cost more than all else.  A row's decays wait here
 * until the row is used, and are then done one after the other, each with
 * its own rounding: the bits are those of a model without deferred decays. */
#ifndef LDA_BACKLOG_H
#define LDA_BACKLOG_H

#include "base/fault.h"
#include "lda/hold.h"
#include "lda/kernel.h"
#include "lda/model.h"

#include <stddef.h>
#include <stdint.h>

struct lda_backlog {
	struct lda_model *model;  /* borrowed */
	const struct lda_hold *hold; /* topics that stay; NULL: none; borrowed */
	struct lda_move *decay;   /* size decays: since all rows were as they should be */
	size_t decays, room;
	uint32_t *done;           /* size V: how many of them the row has had */
};

int lda_backlog_init(struct lda_backlog *backlog, struct lda_model *model,
	struct fault *fault) MUST_USE;
void lda_backlog_release(struct lda_backlog *backlog);

/* Does the deferred decays of the row.  Rows may run in parallel. */
void lda_backlog_catch_up(struct lda_backlog *backlog, size_t term);

/* The row, which had no deferred decays, was moved by the update that is deferred
 * next. */
void lda_backlog_moved(struct lda_backlog *backlog, size_t term);

/* Defers an update for all rows that it did not move. */
int lda_backlog_put_off(struct lda_backlog *backlog, const struct lda_move *move,
	struct fault *fault) MUST_USE;

/* Does the deferred decays of all rows. */
int lda_backlog_settle(struct lda_backlog *backlog, int threads, struct fault *fault) MUST_USE;

#endif
