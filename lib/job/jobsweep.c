/* jobsweep.c - many models of LDA: a task trains one on most of the documents and judges
 * it on the others; lda-choose compares them. */
#include "job/jobtext.h"

#include "base/number.h"
#include "job/stepcost.h"
#include "job/steprun.h"
#include "job/stepyield.h"
#include "lda/judgement.h"
#include "lda/recipe.h"
#include "topic/judged.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASSES 20 /* lda-train's */
#define SEEDS 3
#define SEEDS_MOST 1000

static uint64_t most_topics(const struct job *job)
{
	const struct option_numbers *factors = &job->options->factors;
	uint64_t most = 0;
	unsigned i;

	for (i = 0; i < factors->count; i++)
		most = factors->number[i] > most ? factors->number[i] : most;
	return most;
}

/* The documents that are held out, or the others.  Which is a matter of names alone. */
static int split(const struct job *job, struct steps *plan, bool rest, struct fault *fault)
{
	char test[FRACTION_TEXT];
	struct step *step = step_add(plan, (struct step){.kind = STEP_HERE,
		.to = rest ? "train" : "test"}, fault);

	fraction_format(job->options->test, test);
	return !step || stepwords_say(&step->words, "corpus-split -q @j --rest /dev/null", fault)
		|| stepwords_text(&step->words, "--test", test, fault)
		|| (rest && stepwords_add(&step->words, "--swap", fault))
		|| stepwords_say(&step->words, "@all:shard", fault) ? -1 : 0;
}

static int count_seeds(const struct job_options *options, uint64_t *seeds, struct fault *fault)
{
	const char *text = options->seeds;

	*seeds = SEEDS;
	if (!text)
		return 0;
	if (!number_parse_whole(text, strlen(text), seeds))
		return fault_set(fault, FAULT_USAGE, "--seeds: sweep takes their number, and '%s' is "
			"not a whole number", text);
	return *seeds >= 1 && *seeds <= SEEDS_MOST ? 0 : fault_set(fault, FAULT_USAGE,
		"--seeds: %s is not from 1 to %d", text, SEEDS_MOST);
}

/* One more item: "-k 20 --seed 1 --alpha auto"; the same one twice is refused. */
static int add_setting(struct step *step, uint64_t k, uint64_t seed, const char *alpha,
	size_t length, struct fault *fault)
{
	char item[128];
	size_t i;

	(void)snprintf(item, sizeof item, "-k %llu --seed %llu%s%.*s", (unsigned long long)k,
		(unsigned long long)seed, alpha ? " --alpha " : "", (int)length, alpha ? alpha : "");
	for (i = 0; i < step->words.count; i++)
		if (strcmp(step->words.word[i].text, item) == 0)
			return fault_set(fault, FAULT_USAGE, "a setting twice: %s", item);
	return stepwords_add(&step->words, item, fault);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

/* The largest models first: so slots end together. */
static int settings(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	struct option_numbers factors = options->factors;
	struct step *step = step_add(plan, (struct step){.kind = STEP_SAY, .to = "setting"}, fault);
	struct lda_recipe recipe;
	char word[64];
	unsigned i;
	uint64_t seed, seeds;
	int failed = !step || count_seeds(options, &seeds, fault);

	qsort(factors.number, factors.count, sizeof *factors.number, by_size);
	for (i = 0; !failed && i < factors.count; i++) {
		const char *alpha = options->alpha;

		do {
			size_t length = alpha ? strcspn(alpha, ",") : 0;

			(void)snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), alpha
				? alpha : "");
			failed = alpha && lda_recipe_priors(&recipe, word, NULL, fault);
			for (seed = 0; !failed && seed < seeds; seed++)
				failed = add_setting(step, factors.number[i], options->seed + seed, alpha,
					length, fault);
			alpha = alpha && alpha[length] ? alpha + length + 1 : NULL;
		} while (!failed && alpha);
	}
	return failed ? -1 : 0;
}

/* The first words of topics and the scores of documents, as text. */
static int yield(const struct job *job, const struct steprun *run, struct stepyield *of,
	struct fault *fault)
{
	enum { HEAD = 1 << 16, TOPIC = 32 + 11 * JUDGED_WORDS, SCORE = 64 };

	(void)fault;
	of->each.bytes = HEAD + TOPIC * most_topics(job) + SCORE * steprun_shards(run)->all_rows;
	return 0;
}

/* All models, each on one core. */
static void cost(const struct job *job, const struct shards *shards, struct stepcost *of)
{
	const struct job_options *options = job->options;
	double passes = options->passes ? (double)options->passes : PASSES, topics = 0, count;
	unsigned i;

	for (i = 0; i < options->factors.count; i++)
		topics += (double)options->factors.number[i];
	count = of->tasks / options->factors.count;
	of->compute = 40 * (double)shards->all_nonzeros * topics * count * passes
		/ STEPCOST_LDA_FLOPS;
	of->up = 2 * (double)shards->all_nonzeros;
	of->down = 64 * (double)shards->all_rows / 10;
	of->memory = (double)shards->columns * (double)most_topics(job) * 20;
}

static int begin_rows(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const char *path = job->options->rows;
	FILE *file = path ? fopen(path, "w") : NULL;

	(void)run;
	if (!path)
		return 0;
	if (!file)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	(void)fputs("#k\talpha\tseed\tcompletion\terror\tnpmi\texclusivity\tseconds\thost\n", file);
	return fclose(file) ? fault_errno(fault, FAULT_IO, errno, "%s", path) : 0;
}

static int put_row(const char *path, const char *row, struct fault *fault)
{
	FILE *file = fopen(path, "a");

	if (!file)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	(void)fputs(row, file);
	return fclose(file) ? fault_errno(fault, FAULT_IO, errno, "%s", path) : 0;
}

/* A model was judged, or had been by an earlier run. */
static int tell(const struct job *job, const struct task *task, double seconds, const char *host,
	struct fault *fault)
{
	struct judged judged = {.topics = 0};
	struct lda_judgement judgement;
	char row[512], time[32] = "-";
	int failed = judged_read(&judged, task->result.path, fault)
		|| lda_judgement(&judged.scores, NULL, &judgement, fault);

	if (seconds >= 0)
		(void)snprintf(time, sizeof time, "%.2f", seconds);
	if (!failed) {
		(void)snprintf(row, sizeof row, "%zu\t%s\t%llu\t%.6f\t%.6f\t%.6f\t%.6f\t%s\t%.100s\n",
			judged.topics, judged.alpha, (unsigned long long)judged.seed,
			judgement.word.value, judgement.word.error, judged.npmi,
			judged.exclusivity, time, *host ? host : "-");
		job->note("k %zu alpha %s seed %llu: completion %.4f, npmi %.4f, exclusivity %.4f; %s%s",
			judged.topics, judged.alpha, (unsigned long long)judged.seed,
			judgement.word.value, judged.npmi, judged.exclusivity,
			seconds < 0 ? "of an earlier run" : time, seconds < 0 ? "" : " s");
		failed = job->options->rows && put_row(job->options->rows, row, fault);
	}
	judged_release(&judged);
	return failed ? -1 : 0;
}

static int train(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	struct step *step = step_add(plan, (struct step){.kind = STEP_EACH,
		.what = "training and judging", .from = "setting", .to = "judged", .cost = cost,
		.yield = yield, .result = tell}, fault);

	return !step || stepwords_say(&step->words, "lda-train -q @j @item", fault)
		|| stepwords_text(&step->words, "--inference", options->inference, fault)
		|| stepwords_text(&step->words, "--eta", options->eta, fault)
		|| stepwords_text(&step->words, "--form", options->form, fault)
		|| stepwords_number(&step->words, "--iterations", options->iterations, fault)
		|| stepwords_number(&step->words, "--passes", options->passes, fault)
		|| stepwords_say(&step->words, "@all:train | lda-judge -q @j --model - "
			"--heldout @all:test @all:train", fault) ? -1 : 0;
}

static int choose(struct steps *plan, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "table"}, fault);

	return !step || stepwords_say(&step->words, "lda-choose -q @j @all:judged", fault)
		|| step_put(plan, "table", fault) ? -1 : 0;
}

static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct fraction test = job->options->test;

	if (test.top == 0 || test.top == test.bottom)
		return fault_set(fault, FAULT_USAGE, "--test: some documents are held out, and some "
			"are not: a part between 0 and 1");
	return step_check(plan, begin_rows, fault)
		|| jobtext_shards(job, plan, SHARD_NONZEROS, fault)
		|| step_check(plan, jobtext_counts_alone, fault) || split(job, plan, false, fault)
		|| split(job, plan, true, fault) || settings(job, plan, fault) || train(job, plan, fault)
		|| choose(plan, fault) ? -1 : 0;
}

const struct job_kind job_sweep = {.name = "sweep", .makes = "text",
	.operands = "-k K,K... [INPUT...]",
	.factors = true, .sweeps = true, .takes = JOB_TAKES_FILTERS "alpha eta factors form "
	"inference iterations output passes rows seed seeds shard-nnz test",
	.takes_of_text = JOB_TAKES_ROWS, .say = say};
