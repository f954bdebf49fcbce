/* sparsestep.c - documents of a chunk to pairs, then pairs to the bags of terms. */
#include "lda/sparsestep.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "num/special.h"

#include <stdlib.h>

enum { TASK_NONZEROS = 2048, TASK_TERMS = 64 };

/* A thread's space, pairs and sums. */
struct lda_sparse_worker {
	_Alignas(MEMORY_APART) struct lda_sparse_mixture mixture;
	struct lda_bag_scratch scratch;
	uint64_t *pair;     /* of the chunk's nonzeros that the thread had */
	size_t count, room;
	int64_t *digamma;   /* size K + 1 */
	int64_t *totals;    /* size K */
	int64_t tokens, score;
};

/* Where the pairs of a nonzero are. */
struct lda_sparse_place {
	size_t first;
	uint32_t thread, count;
};

int lda_sparse_step_init(struct lda_sparse_estep *estep, const struct lda_model *model,
	int threads, struct fault *fault)
{
	int i;

	*estep = (struct lda_sparse_estep){.threads = threads};
	if (lda_sparse_mix_inferrer_init(&estep->inferrer, model, fault)
		|| !(estep->worker = memory_apart((size_t)threads, sizeof *estep->worker, fault)))
		return -1;
	for (i = 0; i < threads; i++) {
		struct lda_sparse_worker *worker = &estep->worker[i];

		if (lda_sparse_mix_init(&worker->mixture, model->topics, fault)
			|| lda_bag_scratch_init(&worker->scratch, model->topics, fault)
			|| !(worker->digamma = memory_zeroed(model->topics + 1, sizeof(int64_t), fault))
			|| !(worker->totals = memory_zeroed(model->topics, sizeof(int64_t), fault)))
			return -1;
	}
	return 0;
}

void lda_sparse_step_release(struct lda_sparse_estep *estep)
{
	int i;

	for (i = 0; estep->worker && i < estep->threads; i++) {
		lda_sparse_mix_release(&estep->worker[i].mixture);
		lda_bag_scratch_release(&estep->worker[i].scratch);
		free(estep->worker[i].pair);
		free(estep->worker[i].digamma);
		free(estep->worker[i].totals);
	}
	free(estep->worker);
	free(estep->place);
	lda_sparse_mix_inferrer_release(&estep->inferrer);
	*estep = (struct lda_sparse_estep){0};
}

int lda_sparse_step_model(struct lda_sparse_estep *estep, const struct lda_model *model,
	struct fault *fault)
{
	estep->pass = digest_short("round", 5, model->seed) + model->updates;
	return lda_sparse_mix_inferrer_model(&estep->inferrer, model, estep->threads, fault);
}

struct pass {
	struct lda_sparse_estep *estep;
	const struct lda_chunk *chunk;
	struct lda_statistics *statistics;
	size_t task; /* documents */
};

/* For learning alpha: only the document's own topics are above their prior. */
static void tally_digammas(struct lda_sparse_worker *worker, const struct lda_model *model,
	double mass)
{
	const struct lda_sparse_mixture *mixture = &worker->mixture;
	double prior[LDA_SPARSE_WIDE] = {0}, value[LDA_SPARSE_WIDE];
	size_t j, n = mixture->topics;

	for (j = 0; j < n; j++)
		prior[j] = model->alpha[mixture->topic[j]];
	special_digamma_expected(mixture->narrow.gamma, prior, n, value);
	for (j = 0; j < n; j++)
		worker->digamma[mixture->topic[j]]
			+= lda_statistics_on_grid(value[j] - special_digamma(prior[j]));
	worker->digamma[model->topics]
		+= lda_statistics_on_grid(special_digamma(mixture->narrow.tokens + mass));
}

static int tally_document(struct pass *pass, size_t document, int thread, struct fault *fault)
{
	struct lda_sparse_estep *estep = pass->estep;
	const struct lda_chunk *chunk = pass->chunk;
	struct lda_sparse_worker *worker = &estep->worker[thread];
	const struct lda_mixture *narrow = &worker->mixture.narrow;
	size_t first = chunk->start[document], n = chunk->start[document + 1] - first, i, j;
	struct lda_sparse_place *place = estep->place + (first - chunk->start[0]);
	uint64_t key = lda_sparse_kernel_mix_key(chunk->key[document], estep->pass);
	size_t stride = worker->mixture.stride;

	if (memory_grow(&worker->pair, &worker->room,
		    worker->count + n * stride, fault))
		return -1;
	for (i = 0; i < n; i++) {
		uint64_t *pair = worker->pair + worker->count;
		size_t got = lda_sparse_kernel_round_shares(narrow->weight + i * stride,
			narrow->theta, narrow->ratio[i], (double)chunk->count[first + i],
			lda_sparse_kernel_word_uniform(key, chunk->term[first + i]), worker->mixture.topic,
			worker->mixture.topics, pair);

		for (j = 0; j < got; j++)
			worker->totals[lda_pair_topic(pair[j])] += (int64_t)lda_pair_steps(pair[j]);
		place[i] = (struct lda_sparse_place){worker->count, (uint32_t)thread,
			(uint32_t)got};
		worker->count += got;
	}
	worker->tokens += lda_statistics_on_grid(narrow->tokens);
	worker->score += lda_statistics_on_grid(narrow->score);
	if (estep->inferrer.model->alpha_kind == ALPHA_AUTO)
		tally_digammas(worker, estep->inferrer.model, estep->inferrer.mass);
	return 0;
}

static int do_documents(void *context, size_t index, int thread, struct fault *fault)
{
	struct pass *pass = context;
	const struct lda_chunk *chunk = pass->chunk;
	size_t document = index * pass->task, end = document + pass->task;

	for (; document < end && document < chunk->documents; document++) {
		size_t first = chunk->start[document], n = chunk->start[document + 1] - first;

		if (n && (lda_sparse_mix_infer(&pass->estep->inferrer, chunk->term + first,
				  chunk->count + first, n, &pass->estep->worker[thread].mixture, fault)
				|| tally_document(pass, document, thread, fault)))
			return -1;
	}
	return 0;
}

static int do_terms(void *context, size_t index, int thread, struct fault *fault)
{
	const struct pass *pass = context;
	const struct lda_sparse_estep *estep = pass->estep;
	const struct lda_chunk *chunk = pass->chunk;
	size_t i, j, end = (index + 1) * TASK_TERMS;

	for (i = index * TASK_TERMS; i < end && i < chunk->terms; i++)
		for (j = chunk->list_start[i]; j < chunk->list_start[i + 1]; j++) {
			const struct lda_sparse_place *place = &estep->place[chunk->place[j]];

			if (lda_bags_put(&pass->statistics->bags, chunk->list[i],
				    estep->worker[place->thread].pair + place->first, place->count,
				    &estep->worker[thread].scratch, fault))
				return -1;
		}
	return 0;
}

static int add_tallies(struct lda_sparse_estep *estep, struct lda_statistics *statistics,
	struct fault *fault)
{
	size_t k;
	int i;

	for (i = 0; i < estep->threads; i++) {
		struct lda_sparse_worker *worker = &estep->worker[i];

		for (k = 0; k <= statistics->topics; k++) {
			if (lda_statistics_grid_add(&statistics->digamma[k], worker->digamma[k], fault))
				return -1;
			worker->digamma[k] = 0;
		}
		for (k = 0; k < statistics->topics; k++) {
			if (lda_statistics_grid_add(&statistics->totals[k], worker->totals[k], fault))
				return -1;
			worker->totals[k] = 0;
		}
		if (lda_statistics_grid_add(&statistics->tokens, worker->tokens, fault)
			|| lda_statistics_grid_add(&statistics->score, worker->score, fault))
			return -1;
		worker->tokens = worker->score = 0;
		worker->count = 0;
	}
	return 0;
}

int lda_sparse_step_run(struct lda_sparse_estep *estep, const struct lda_chunk *chunk,
	struct lda_statistics *statistics, struct fault *fault)
{
	struct pass pass = {estep, chunk, statistics,
		1 + TASK_NONZEROS * chunk->documents / (chunk->nonzeros + 1)};
	size_t d;

	if (memory_grow(&estep->place, &estep->place_room, chunk->nonzeros, fault)
		|| parallel_for(estep->threads, (chunk->documents + pass.task - 1) / pass.task,
			do_documents, &pass, fault)
		|| parallel_for(estep->threads, (chunk->terms + TASK_TERMS - 1) / TASK_TERMS,
			do_terms, &pass, fault))
		return -1;
	statistics->documents += chunk->documents;
	for (d = 0; d < chunk->documents; d++)
		statistics->empty += chunk->start[d] == chunk->start[d + 1];
	statistics->scored = true;
	return add_tallies(estep, statistics, fault);
}
