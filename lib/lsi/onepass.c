/* onepass.c - chunk by chunk, each merged into what is there. */
#include "lsi/onepass.h"

#include "lsi/merge.h"
#include "stream/relay.h"

#include <math.h>

/* Of the factors kept, the share that a chunk may add before it is cut again. */
enum { FRESH_SHARE = 4 };

/* The tolerance of a chunk's own iterations: more exact than what is lost when
 * chunks are put together is of no use. */
static const double coarse = 0.1;

void onepass_release(struct onepass *onepass)
{
	csr_release(&onepass->matrix);
	gather_release(&onepass->gathering);
	fold_release(&onepass->fold);
	factors_release(&onepass->whole);
}

/* Decomposed by itself, then merged: the first chunk, those that lose nothing
 * by it, and where the whole has room. */
static int merge_chunk(struct onepass *onepass, struct fault *fault)
{
	struct factors part = {0};
	struct truncation plan = onepass->plan;
	int failed;

	plan.tolerance = fmax(plan.tolerance, coarse);
	failed = truncate_matrix(&onepass->matrix, &plan, &part, fault);

	if (!failed && onepass->chunks == 0) {
		onepass->whole = part;
		return 0;
	}
	failed = failed || merge_factors(&onepass->whole, &part, onepass->plan.k,
		onepass->decay, onepass->plan.threads, fault);
	factors_release(&part);
	return failed ? -1 : 0;
}

/* The chunk that was gathered joins the whole; the matrix is empty again. */
static int end_chunk(struct onepass *onepass, size_t terms, struct fault *fault)
{
	const struct matrix *matrix = &onepass->matrix;
	size_t keep = onepass->plan.k;
	int failed = csr_finish(&onepass->matrix, fault);

	if (!failed && (matrix->rows <= keep || onepass->whole.k < keep
			|| matrix->nonzeros == 0))
		failed = merge_chunk(onepass, fault);
	else if (!failed)
		failed = fold_matrix(&onepass->fold, &onepass->whole, matrix, fault);
	onepass->chunks++;
	csr_release(&onepass->matrix);
	onepass->matrix.columns = terms;
	return failed;
}

static int take(void *context, const struct rows *rows, struct fault *fault)
{
	struct onepass *onepass = context;
	size_t row;

	gather_note(&onepass->gathering, rows);
	for (row = 0; row < rows->count; row++) {
		if (gather_row(&onepass->gathering, rows, row, fault))
			return -1;
		if (onepass->matrix.rows >= onepass->chunk
			&& end_chunk(onepass, onepass->matrix.columns, fault))
			return -1;
	}
	return 0;
}

/* Of every chunk but the first, before the first. */
static int check_memory(const struct onepass *onepass, size_t terms, struct fault *fault)
{
	size_t keep = onepass->plan.k < terms ? onepass->plan.k : terms;
	uint64_t need = fold_bytes(terms, keep, onepass->fold.fresh);

	if (need <= onepass->plan.memory)
		return 0;
	return fault_set(fault, FAULT_SYSTEM,
		"chunks with %zu factors of %zu terms take %llu MiB of memory and there are %llu "
		"MiB: about --keep %.0f would fit", keep, terms, (unsigned long long)(need >> 20),
		(unsigned long long)(onepass->plan.memory >> 20),
		(double)keep * (double)onepass->plan.memory / (double)need);
}

int onepass_run(struct onepass *onepass, struct source *source, struct fault *fault)
{
	size_t terms = source->vocabulary.size;

	onepass->matrix.columns = terms;
	onepass->gathering.matrix = &onepass->matrix;
	onepass->fold = (struct fold){.keep = onepass->plan.k,
		.fresh = onepass->plan.k / FRESH_SHARE + 1, .decay = onepass->decay,
		.seed = onepass->plan.seed, .threads = onepass->plan.threads};
	if (check_memory(onepass, terms, fault)
		|| relay_each(source, onepass->plan.threads, take, onepass, fault))
		return -1;
	if ((onepass->matrix.rows || onepass->chunks == 0) && end_chunk(onepass, terms, fault))
		return -1;
	factors_truncate(&onepass->whole, onepass->k);
	onepass->whole.names = onepass->gathering.names;
	return docsums_add(&onepass->whole.learned, &onepass->gathering.sum, fault)
		|| factors_sign(&onepass->whole, fault) ? -1 : 0;
}
