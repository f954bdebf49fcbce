/* onepass.c - chunk by chunk, each merged into what is there. */
#include "lsi/onepass.h"

#include "lsi/merge.h"
#include "stream/relay.h"

void onepass_release(struct onepass *onepass)
{
	matrix_release(&onepass->matrix);
	gathering_release(&onepass->gathering);
	factors_release(&onepass->whole);
}

size_t onepass_passes(size_t keep, size_t block)
{
	return 2 * keep / block + 2;
}

/* The chunk that was gathered joins the whole; the matrix is empty again. */
static int end_chunk(struct onepass *onepass, size_t terms, struct fault *fault)
{
	struct factors part = {0};
	int failed = matrix_finish(&onepass->matrix, fault)
		|| truncate_matrix(&onepass->matrix, &onepass->plan, &part, fault);

	matrix_release(&onepass->matrix);
	onepass->matrix.columns = terms;
	if (failed) {
		factors_release(&part);
		return -1;
	}
	if (onepass->chunks++ == 0) {
		onepass->whole = part;
		return 0;
	}
	failed = merge_factors(&onepass->whole, &part, onepass->plan.k, onepass->decay,
		onepass->plan.threads, fault);
	factors_release(&part);
	return failed;
}

static int take(void *context, const struct rows *rows, struct fault *fault)
{
	struct onepass *onepass = context;
	size_t row;

	for (row = 0; row < rows->count; row++) {
		if (gather_row(&onepass->gathering, rows, row, fault))
			return -1;
		if (onepass->matrix.rows >= onepass->chunk
			&& end_chunk(onepass, onepass->matrix.columns, fault))
			return -1;
	}
	return 0;
}

int onepass_run(struct onepass *onepass, struct source *source, struct fault *fault)
{
	size_t terms = source->vocabulary.size;

	onepass->matrix.columns = terms;
	onepass->gathering.matrix = &onepass->matrix;
	if (relay_each(source, onepass->plan.threads, take, onepass, fault))
		return -1;
	if ((onepass->matrix.rows || onepass->chunks == 0) && end_chunk(onepass, terms, fault))
		return -1;
	factors_truncate(&onepass->whole, onepass->k);
	return 0;
}
