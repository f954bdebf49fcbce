/* backlog.c - deferred decays of rows of lambda. */
#include "lda/backlog.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_TERMS = 512 };

int lda_backlog_init(struct lda_backlog *backlog, struct lda_model *model,
	struct fault *fault)
{
	*backlog = (struct lda_backlog){.model = model};
	backlog->done = memory_zeroed(model->terms, sizeof *backlog->done, fault);
	return backlog->done ? 0 : -1;
}

void lda_backlog_release(struct lda_backlog *backlog)
{
	free(backlog->decay);
	free(backlog->done);
	*backlog = (struct lda_backlog){0};
}

void lda_backlog_catch_up(struct lda_backlog *backlog, size_t term)
{
	struct lda_model *model = backlog->model;
	float *lambda = model->lambda + term * model->stride;
	size_t i;

	for (i = backlog->done[term]; i < backlog->decays; i++)
		lda_kernel_decay(lambda, model->topics, &backlog->decay[i]);
	if (backlog->hold)
		lda_hold_row(backlog->hold, term, lambda);
	backlog->done[term] = (uint32_t)backlog->decays;
}

void lda_backlog_moved(struct lda_backlog *backlog, size_t term)
{
	struct lda_model *model = backlog->model;

	if (backlog->hold)
		lda_hold_row(backlog->hold, term, model->lambda + term * model->stride);
	backlog->done[term] = (uint32_t)backlog->decays + 1;
}

int lda_backlog_put_off(struct lda_backlog *backlog, const struct lda_move *move,
	struct fault *fault)
{
	if (backlog->decays == UINT32_MAX)
		return fault_set(fault, FAULT_SYSTEM, "more than 2^32 - 1 updates in one pass");
	if (memory_grow(&backlog->decay, &backlog->room, backlog->decays + 1, fault))
		return -1;
	backlog->decay[backlog->decays++] = *move;
	return 0;
}

static int settle_block(void *context, size_t block, int thread, struct fault *fault)
{
	struct lda_backlog *backlog = context;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS;

	(void)thread;
	(void)fault;
	for (; term < end && term < backlog->model->terms; term++)
		lda_backlog_catch_up(backlog, term);
	return 0;
}

int lda_backlog_settle(struct lda_backlog *backlog, int threads, struct fault *fault)
{
	size_t terms = backlog->model->terms;

	if (parallel_for(threads, (terms + BLOCK_TERMS - 1) / BLOCK_TERMS, settle_block, backlog,
		    fault))
		return -1;
	memset(backlog->done, 0, terms * sizeof *backlog->done);
	backlog->decays = 0;
	return 0;
}
