/* joblda.c - LDA: lda-estep on shards, lda-mstep here; the first passes may
 * be online, an update after each few shards. */
#include "job/job.h"

#include <string.h>

struct lda_run {
	struct job *job;
	struct shards shards;
	struct object model;
};

static int number_option(struct call *words, const char *name, uint64_t value,
	struct fault *fault)
{
	return call_add(words, name, fault)
		|| call_printf(words, fault, "%llu", (unsigned long long)value) ? -1 : 0;
}

static int text_option(struct call *words, const char *name, const char *value,
	struct fault *fault)
{
	return value && (call_add(words, name, fault) || call_add(words, value, fault)) ? -1 : 0;
}

static int start(struct lda_run *run, struct fault *fault)
{
	const struct job_options *options = run->job->options;
	struct call words = {0};
	int failed = call_split(&words, "lda-init -q", fault)
		|| call_threads(&words, fault) || number_option(&words, "-k", options->k, fault)
		|| number_option(&words, "--seed", options->seed, fault)
		|| text_option(&words, "--inference", options->inference, fault)
		|| text_option(&words, "--alpha", options->alpha, fault)
		|| text_option(&words, "--eta", options->eta, fault)
		|| call_object(&words, &run->shards.file.object[0], fault)
		|| driver_here(run->job->driver, &words, &run->model, fault);

	call_release(&words);
	return failed ? -1 : 0;
}

static int estep_words(const struct lda_run *run, struct call *words, struct fault *fault)
{
	const struct job_options *options = run->job->options;

	return call_split(words, "lda-estep -q", fault) || call_threads(words, fault)
		|| (options->iterations
			&& number_option(words, "--iterations", options->iterations, fault))
		|| call_add(words, "--model", fault) || call_object(words, &run->model, fault)
		? -1 : 0;
}

static int mstep_words(const struct lda_run *run, bool online, struct call *words,
	struct fault *fault)
{
	const struct job_options *options = run->job->options;

	if (call_split(words, online ? "lda-mstep -q --online" : "lda-mstep -q --batch", fault)
		|| call_threads(words, fault) || call_add(words, "--model", fault)
		|| call_object(words, &run->model, fault))
		return -1;
	return online && (call_add(words, "--offset", fault)
		|| call_printf(words, fault, "%.17g", options->offset)
		|| call_add(words, "--kappa", fault)
		|| call_printf(words, fault, "%.17g", options->kappa)
		|| number_option(words, "--corpus-docs", run->shards.all_rows, fault)) ? -1 : 0;
}

/* The shards [from, to) in so many tasks, and the model that follows. */
static int update(struct lda_run *run, bool online, size_t from, size_t to, size_t bundles,
	struct fault *fault)
{
	const struct shards range = {.file = {.count = to - from}};
	struct tasks tasks = {0};
	struct call step = {0};
	struct object next = {0};
	size_t i;
	int failed = mstep_words(run, online, &step, fault);

	for (i = 0; !failed && i < bundles; i++) {
		struct task *task = tasks_new(&tasks, fault);

		if (task)
			task->stream = true;
		failed = !task || estep_words(run, &task->words, fault)
			|| job_add_shards(&task->words, &run->shards,
				from + job_bundle(&range, bundles, i),
				from + job_bundle(&range, bundles, i + 1), fault);
	}
	failed = failed || driver_reduce(run->job->driver, &tasks,
		online ? "online pass" : "batch pass", &step, &next, fault);
	call_release(&step);
	tasks_release(&tasks);
	if (failed) {
		object_release(&next);
		return -1;
	}
	driver_drop(run->job->driver, &run->model);
	object_release(&run->model);
	run->model = next;
	return 0;
}

static int train(struct lda_run *run, struct fault *fault)
{
	const struct job_options *options = run->job->options;
	size_t shards = run->shards.file.count, from, group = (size_t)options->update;
	uint64_t pass, passes = options->passes ? options->passes : LDA_PASSES;

	for (pass = 0; pass < passes; pass++) {
		if (pass >= options->online_passes) {
			if (update(run, false, 0, shards, job_bundles(run->job, &run->shards), fault))
				return -1;
			continue;
		}
		for (from = 0; from < shards; from += group) {
			size_t to = from + group < shards ? from + group : shards;

			if (update(run, true, from, to, to - from, fault))
				return -1;
		}
	}
	return 0;
}

int job_lda(struct job *job, struct fault *fault)
{
	struct lda_run run = {.job = job};
	int failed = job_shards(job, NULL, SHARD_NONZEROS, &run.shards, fault);

	if (!failed && strcmp(run.shards.weighting, "counts") != 0)
		failed = fault_set(fault, FAULT_DATA, "LDA wants counts, and these are weights "
			"(%.100s): give the corpus before corpus-weight", run.shards.weighting);
	failed = failed || start(&run, fault) || train(&run, fault)
		|| job_put(job, &run.model, fault);
	object_release(&run.model);
	shards_release(&run.shards);
	return failed ? -1 : 0;
}
