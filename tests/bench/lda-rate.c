/* lda-rate.c - arithmetic of the E-step alone: GFLOP/s, counted as 4 K nnz an
 * iteration, on documents of a corpus with a model that was trained.
 *
 * usage: lda-rate MODEL.mz CORPUS.mz [THREADS [ITERATIONS]]
 * Processor time, the best of 5 rounds, of: an iteration (the difference of
 * inferences of N and of 5 N iterations), inference with what surrounds
 * the iterations, and the whole E-step with its sums over terms; and the wall
 * time of the last on one thread over that on THREADS. */
#include "lda/estep.h"
#include "lda/feed.h"
#include "lda/topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct job {
	struct lda_estep estep;
	struct lda_statistics statistics;
	double mixing;          /* seconds */
	size_t nonzeros, documents;
};

static double now(clockid_t clock)
{
	struct timespec time;

	(void)clock_gettime(clock, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int infer_all(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct job *job = context;
	double begin = now(CLOCK_THREAD_CPUTIME_ID);
	size_t d;

	for (d = 0; d < chunk->documents; d++) {
		size_t first = chunk->start[d], n = chunk->start[d + 1] - first;

		if (n && lda_mixture_infer(&job->estep.inferrer, chunk->term + first,
			    chunk->count + first, n, &job->estep.mixtures[0], fault))
			return -1;
	}
	job->mixing += now(CLOCK_THREAD_CPUTIME_ID) - begin;
	job->nonzeros += chunk->nonzeros;
	job->documents += chunk->documents;
	return 0;
}

static int whole_step(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct job *job = context;

	job->nonzeros += chunk->nonzeros;
	return lda_estep_run(&job->estep, chunk, &job->statistics, fault);
}

static int measure(struct job *job, struct lda_feed *feed, double *infer, double *step,
	double *wall, struct fault *fault)
{
	int round;

	*infer = *step = *wall = 1e300;
	for (round = 0; round < 5; round++) {
		double begin, begin_wall;

		job->mixing = 0;
		job->nonzeros = job->documents = 0;
		if (lda_feed_pass(feed, infer_all, job, fault))
			return -1;
		*infer = job->mixing < *infer ? job->mixing : *infer;
		lda_statistics_clear(&job->statistics);
		begin = now(CLOCK_PROCESS_CPUTIME_ID);
		begin_wall = now(CLOCK_MONOTONIC);
		job->nonzeros = 0;
		if (lda_feed_pass(feed, whole_step, job, fault))
			return -1;
		begin = now(CLOCK_PROCESS_CPUTIME_ID) - begin;
		begin_wall = now(CLOCK_MONOTONIC) - begin_wall;
		*step = begin < *step ? begin : *step;
		*wall = begin_wall < *wall ? begin_wall : *wall;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct fault fault = {0};
	struct lda_topics topics;
	struct lda_feed feed;
	struct job job = {.mixing = 0};
	int threads = argc > 3 ? atoi(argv[3]) : 2;
	size_t *iterations = &job.estep.inferrer.iterations, some;
	double infer, step, wall, more, all_step, all_wall, unused, flops;
	const char *path = argc > 2 ? argv[2] : NULL;

	if (argc < 3 || lda_topics_read(&topics, argv[1], threads, &fault)
		|| lda_feed_open(&feed, &path, 1, false, (uint64_t)1 << 40, threads, &fault)
		|| lda_estep_init(&job.estep, &topics.model, threads, &fault)
		|| lda_statistics_init(&job.statistics, &topics.model, &fault)
		|| topics.model.sparse
		|| lda_model_weights(&topics.model, job.estep.weights, threads, &fault)
		|| lda_estep_model(&job.estep, &topics.model, &fault)) {
		(void)fprintf(stderr, "lda-rate: %s\n",
			argc < 3 ? "usage: lda-rate MODEL CORPUS [THREADS [ITERATIONS]]"
			: *fault.text ? fault.text : "a sparse model, and a dense one is wanted");
		return 64;
	}
	job.estep.inferrer.tolerance = 0;
	if (argc > 4)
		*iterations = (size_t)atoi(argv[4]);
	some = *iterations;
	if (measure(&job, &feed, &infer, &all_step, &all_wall, &fault))
		return 70;
	job.estep.threads = 1;
	if (measure(&job, &feed, &infer, &step, &wall, &fault))
		return 70;
	flops = 4e-9 * (double)topics.model.topics * (double)job.nonzeros * (double)some;
	(void)printf("%s\tK=%zu\titerations=%zu\tinference=%.1f GFLOP/s\tE-step=%.1f GFLOP/s\t"
		"%.0f docs/s\t%d threads=%.2f times faster\t",
		lda_model_inference_name(topics.model.inference), topics.model.topics, some, flops / infer,
		flops / step, (double)job.documents / step, threads, wall / all_wall);
	*iterations = 5 * some;
	job.estep.threads = threads;
	if (measure(&job, &feed, &more, &unused, &unused, &fault))
		return 70;
	(void)printf("iteration=%.1f GFLOP/s\n", 4 * flops / (more - infer));
	lda_statistics_release(&job.statistics);
	lda_estep_release(&job.estep);
	lda_feed_close(&feed);
	lda_topics_release(&topics);
	return 0;
}
