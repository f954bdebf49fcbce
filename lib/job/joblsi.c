/* joblsi.c - LSI: in several passes lsi-multiply on shards and lsi-basis
 * here; with --one-pass lsi-partial on shards and lsi-merge here; of little
 * work lsi-partial here. */
#include "job/job.h"

#include "base/number.h"
#include "stream/textin.h"

#include <stdlib.h>
#include <string.h>

/* Columns of the basis for each factor, where nothing is said; that many
 * passes bring singular values of text within a hundredth. */
enum { COLUMNS_A_FACTOR_TENTHS = 35, LOOKS = 4, BLOCK = 64 };

struct krylov_run {
	struct job *job;
	struct shards *shards;
	struct objects basis, product; /* of each pass */
	double bound;
};

/* The numbers of a task's result, one a line, are added to the sum. */
static int add_lines(const char *path, double *sum, struct fault *fault)
{
	struct bytes text = {0};
	int failed = textin_read_all(path, &text, fault);
	const char *at = text.data, *end = at + text.size;

	while (!failed && at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		double number;

		if (!stop || !number_parse_real(at, (size_t)(stop - at), &number)) {
			failed = fault_set(fault, FAULT_DATA, "%s: not a number", path);
			break;
		}
		*sum += number;
		at = stop + 1;
	}
	bytes_release(&text);
	return failed;
}

/* F, the sum of all squares, which the products' grid is made for: of each
 * shard apart, then added up in their order, whatever the tasks. */
static int find_bound(struct krylov_run *run, struct fault *fault)
{
	size_t bundles = job_bundles(run->job, run->shards), i;
	struct tasks tasks = {0};
	int failed = 0;

	for (i = 0; !failed && i < bundles; i++) {
		struct task *task = tasks_new(&tasks, fault);

		failed = !task || call_split(&task->words, "lsi-multiply -q --squares", fault)
			|| call_threads(&task->words, fault)
			|| job_add_shards(&task->words, run->shards,
				job_bundle(run->shards, bundles, i),
				job_bundle(run->shards, bundles, i + 1), fault);
	}
	failed = failed || driver_tasks(run->job->driver, &tasks, "sums of squares", fault);
	for (i = 0; !failed && i < bundles; i++)
		failed = add_lines(tasks.task[i].result.path, &run->bound, fault);
	run->bound *= 1 + 1e-9; /* it has to bound sums of other groupings too */
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

static int start(struct krylov_run *run, struct fault *fault)
{
	const struct job_options *options = run->job->options;
	struct call words = {0};
	struct object *basis = object_list_new(&run->basis, fault);
	int failed = !basis || call_split(&words, "lsi-basis -q --start", fault)
		|| call_threads(&words, fault) || call_add(&words, "--bound", fault)
		|| call_printf(&words, fault, "%.17g", run->bound)
		|| call_add(&words, "--block", fault)
		|| call_printf(&words, fault, "%llu",
			(unsigned long long)job_passes(options).block)
		|| call_add(&words, "--seed", fault)
		|| call_printf(&words, fault, "%llu", (unsigned long long)options->seed)
		|| call_object(&words, &run->shards->file.object[0], fault)
		|| driver_here(run->job->driver, &words, basis, fault);

	call_release(&words);
	return failed ? -1 : 0;
}

/* The product of the last basis, summed over all shards. */
static int multiply(struct krylov_run *run, struct fault *fault)
{
	size_t bundles = job_bundles(run->job, run->shards), i;
	const struct object *basis = &run->basis.object[run->basis.count - 1];
	struct tasks tasks = {0};
	struct call sum = {0};
	struct object *product = object_list_new(&run->product, fault);
	int failed = !product || call_split(&sum, "lsi-basis -q --sum", fault)
		|| call_threads(&sum, fault);

	for (i = 0; !failed && i < bundles; i++) {
		struct task *task = tasks_new(&tasks, fault);

		if (task)
			task->stream = true;
		failed = !task || call_split(&task->words, "lsi-multiply -q", fault)
			|| call_threads(&task->words, fault)
			|| call_add(&task->words, "--basis", fault)
			|| call_object(&task->words, basis, fault)
			|| job_add_shards(&task->words, run->shards,
				job_bundle(run->shards, bundles, i),
				job_bundle(run->shards, bundles, i + 1), fault);
	}
	failed = failed || driver_reduce(run->job->driver, &tasks, "multiplying", &sum, product,
		fault);
	call_release(&sum);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

static int add_all(struct call *words, const struct objects *objects, struct fault *fault)
{
	size_t i;

	for (i = 0; i < objects->count; i++)
		if (call_object(words, &objects->object[i], fault))
			return -1;
	return 0;
}

static int extend(struct krylov_run *run, struct fault *fault)
{
	struct call words = {0};
	struct object next = {0}, *basis;
	int failed = call_split(&words, "lsi-basis -q --extend", fault)
		|| call_threads(&words, fault) || add_all(&words, &run->basis, fault)
		|| call_object(&words, &run->product.object[run->product.count - 1], fault)
		|| driver_here(run->job->driver, &words, &next, fault);

	call_release(&words);
	if (failed)
		return -1;
	basis = object_list_new(&run->basis, fault);
	if (!basis)
		return -1;
	*basis = next;
	return 0;
}

/* last: whatever the factors' errors are. */
static int finish(struct krylov_run *run, bool last, struct object *factors,
	struct fault *fault)
{
	const struct job_options *options = run->job->options;
	struct call words = {0};
	int failed = call_split(&words, "lsi-basis -q --finish -k", fault)
		|| call_printf(&words, fault, "%llu", (unsigned long long)options->k)
		|| call_threads(&words, fault)
		|| (!last && (call_add(&words, "--tolerance", fault)
			|| call_printf(&words, fault, "%.17g", options->tolerance)))
		|| add_all(&words, &run->basis, fault) || add_all(&words, &run->product, fault)
		|| driver_here(run->job->driver, &words, factors, fault);

	call_release(&words);
	return failed ? -1 : 0;
}

struct job_passes job_passes(const struct job_options *options)
{
	uint64_t columns = options->k * COLUMNS_A_FACTOR_TENTHS / 10;
	struct job_passes passes = {.block = options->block ? options->block : BLOCK};

	passes.planned = options->passes ? (size_t)options->passes
		: (size_t)((columns + passes.block - 1) / passes.block + 1);
	passes.step = passes.planned < LOOKS ? 1 : passes.planned / LOOKS;
	passes.most = options->passes ? passes.planned
		: passes.planned + LOOKS * passes.step;
	return passes;
}

/* Passes as planned; then, with a tolerance, until all factors are within
 * it, at most about twice as many. */
static int several_passes(struct krylov_run *run, struct object *factors, struct fault *fault)
{
	const struct job_passes passes = job_passes(run->job->options);
	size_t pass;

	for (pass = 1;; pass++) {
		bool look = pass >= passes.planned && (pass - passes.planned) % passes.step == 0;
		struct fault why = {0};

		if (multiply(run, fault))
			return -1;
		if (look && finish(run, pass >= passes.most, factors, &why) == 0)
			return 0;
		if (look && (driver_here_status(run->job->driver) != fault_status(FAULT_RETRY)
			|| pass >= passes.most)) {
			*fault = why;
			return -1;
		}
		why = (struct fault){0};
		if (extend(run, &why) == 0)
			continue;
		/* a small corpus: the basis holds all there is */
		if (driver_here_status(run->job->driver) == fault_status(FAULT_NOTHING))
			return finish(run, true, factors, fault);
		*fault = why;
		return -1;
	}
}

bool job_may_be_small(const struct job_options *options)
{
	return !options->one_pass && !options->passes && !options->block
		&& !options->task_nonzeros;
}

bool job_is_small(const struct job *job, const struct shards *shards)
{
	return job_may_be_small(job->options)
		&& shards->all_nonzeros / NONZEROS_A_COLUMN <= shards->columns;
}

/* lsi-partial of shards [from, to). */
static int partial(const struct job_options *options, uint64_t k, const struct shards *shards,
	size_t from, size_t to, struct call *words, struct fault *fault)
{
	return call_split(words, "lsi-partial -q -k", fault)
		|| call_printf(words, fault, "%llu", (unsigned long long)k)
		|| call_add(words, "--tolerance", fault)
		|| call_printf(words, fault, "%.17g", options->tolerance)
		|| call_add(words, "--seed", fault)
		|| call_printf(words, fault, "%llu", (unsigned long long)options->seed)
		|| call_threads(words, fault)
		|| job_add_shards(words, shards, from, to, fault) ? -1 : 0;
}

static int all_here(struct job *job, const struct shards *shards, struct object *factors,
	struct fault *fault)
{
	struct call words = {0};
	int failed;

	if (driver_sites(job->driver) > 1)
		job->note("%llu nonzeros of %llu terms are less than a task: done here (--task-nnz "
			"shares them out)", (unsigned long long)shards->all_nonzeros,
			(unsigned long long)shards->columns);
	failed = partial(job->options, job->options->k, shards, 0, shards->file.count, &words, fault)
		|| driver_here(job->driver, &words, factors, fault);
	call_release(&words);
	return failed ? -1 : 0;
}

static int one_pass(struct job *job, const struct shards *shards, struct object *factors,
	struct fault *fault)
{
	const struct job_options *options = job->options;
	/* what a merge leaves out is gone, so parts keep twice as many factors */
	uint64_t keep = shards->file.count > 1 ? 2 * options->k : options->k;
	struct tasks tasks = {0};
	struct call merge = {0};
	size_t i;
	int failed = call_split(&merge, "lsi-merge -q -k", fault)
		|| call_printf(&merge, fault, "%llu", (unsigned long long)options->k)
		|| call_threads(&merge, fault);

	for (i = 0; !failed && i < shards->file.count; i++) {
		struct task *task = tasks_new(&tasks, fault);

		if (task)
			task->stream = true;
		failed = !task || partial(options, keep, shards, i, i + 1, &task->words, fault);
	}
	failed = failed || driver_reduce(job->driver, &tasks, "partial factors", &merge, factors,
		fault);
	call_release(&merge);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

int job_lsi(struct job *job, struct fault *fault)
{
	const struct job_options *options = job->options;
	const char *scheme = !options->weight ? "tfidf"
		: strcmp(options->weight, "none") == 0 ? NULL : options->weight;
	struct shards shards = {0};
	struct object factors = {0};
	struct krylov_run run = {.job = job, .shards = &shards};
	int failed = job_shards(job, scheme,
		options->one_pass ? ONE_PASS_NONZEROS : SHARD_NONZEROS, &shards, fault);

	if (!failed && options->one_pass)
		failed = one_pass(job, &shards, &factors, fault);
	else if (!failed && job_is_small(job, &shards))
		failed = all_here(job, &shards, &factors, fault);
	else if (!failed)
		failed = find_bound(&run, fault) || start(&run, fault)
			|| several_passes(&run, &factors, fault);
	failed = failed || job_put(job, &factors, fault);
	object_release(&factors);
	object_list_release(&run.basis);
	object_list_release(&run.product);
	shards_release(&shards);
	return failed ? -1 : 0;
}
