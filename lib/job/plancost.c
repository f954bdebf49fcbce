/* plancost.c - what a job would cost: tasks, traffic, memory, time. */
#include "job/job.h"

#include <string.h>
#include <sys/stat.h>

/* A core's floating point operations a second in each filter's inner loop,
 * and a wire's bytes a second: rough, for orders of magnitude. */
static const double lsi_flops = 15e9, lda_flops = 45e9, wire_bytes = 110e6,
	text_bytes = 60e6;

struct cost {
	double passes, tasks, compute; /* tasks and core seconds a pass */
	double up, down;               /* bytes a pass, to and from hosts */
	double memory;                 /* bytes a slot */
};

static double bytes_of(const struct job *job)
{
	struct stat status;
	double bytes = 0;
	size_t i;

	for (i = 0; i < job->inputs; i++)
		if (stat(job->input[i], &status) == 0)
			bytes += (double)status.st_size;
	return bytes;
}

static void of_lsi(const struct job *job, const struct shards *shards, struct cost *cost)
{
	const struct job_options *options = job->options;
	const struct job_passes passes = job_passes(options);
	double columns = (double)shards->columns, block = (double)passes.block;

	if (options->one_pass) {
		cost->passes = 1;
		cost->tasks = (double)shards->file.count;
		cost->compute = 4 * (double)shards->all_nonzeros * 8 * (double)options->k / lsi_flops;
		cost->down = cost->tasks * columns * 8 * (double)options->k;
		cost->memory = 40 * columns * (double)options->k;
		return;
	}
	cost->passes = (double)passes.planned;
	cost->tasks = (double)job_bundles(job, shards);
	cost->compute = 4 * (double)shards->all_nonzeros * block / lsi_flops;
	cost->up = columns * block * 4;
	cost->down = cost->tasks * columns * block * 4;
	cost->memory = columns * block * 24;
}

static void of_lda(const struct job *job, const struct shards *shards, struct cost *cost)
{
	double model = (double)shards->columns * (double)job->options->k;

	cost->passes = job->options->passes ? (double)job->options->passes : LDA_PASSES;
	cost->tasks = (double)job_bundles(job, shards);
	cost->compute = 40 * (double)shards->all_nonzeros * (double)job->options->k / lda_flops;
	cost->up = model * 4;
	cost->down = cost->tasks * model * 8;
	cost->memory = model * 20;
}

static void tell(const struct job *job, const struct cost *cost)
{
	double hosts = cost->compute / ((cost->up + cost->down) / wire_bytes);

	job->note("%.0f passes of %.0f tasks, %.3g core seconds each; %.1f MB to each host and %.1f "
		"MB back a pass; about %.0f MB of memory a slot", cost->passes, cost->tasks,
		cost->compute, 1e-6 * cost->up, 1e-6 * cost->down, 1e-6 * cost->memory);
	job->note("about %.3g s on one core; over a wire of %.0f MB/s more than %.0f cores gain "
		"nothing%s", cost->passes * cost->compute, 1e-6 * wire_bytes,
		hosts < 1 ? 1 : hosts, hosts < 2 ? ": stay on one host" : "");
}

int plan_costs(const struct job *job, const char *name, struct fault *fault)
{
	bool lsi = strcmp(name, "lsi") == 0, model = lsi || strcmp(name, "lda") == 0;
	struct shards shards = {0};
	struct cost cost = {0};
	enum given given;
	double bytes;

	if (inputs_look(job->input, job->inputs, &given, fault))
		return -1;
	bytes = bytes_of(job);
	if (given == GIVEN_TEXT && strcmp(name, "map") != 0)
		job->note("%.1f MB of text: %.0f pieces, sent once a step that reads them; about "
			"%.3g s on one core to count and %.3g s to make rows", 1e-6 * bytes,
			bytes / (double)PIECE_BYTES + 1, bytes / text_bytes, bytes / text_bytes);
	if (!model || given != GIVEN_SHARDS) {
		if (model)
			job->note("what the passes cost is told for a folder of shards");
		return 0;
	}
	if (shards_open(&shards, job->input, job->inputs, fault))
		return -1;
	(lsi ? of_lsi : of_lda)(job, &shards, &cost);
	if (lsi && job_is_small(job, &shards))
		job->note("%llu nonzeros of %llu terms are less than a task: lsi-partial here, about "
			"%.3g s on one core", (unsigned long long)shards.all_nonzeros,
			(unsigned long long)shards.columns, cost.passes * cost.compute);
	else
		tell(job, &cost);
	shards_release(&shards);
	return 0;
}
