/* joblda.c - LDA: lda-estep on shards, lda-mstep here; the first passes may be
 * online, an update after the same part of every shard. */
#include "job/jobtext.h"

#include "job/stepcost.h"
#include "job/steprun.h"
#include "job/stepyield.h"
#include "lda/recipe.h"
#include "lda/renew.h"
#include "lda/seeds.h"
#include "stream/source.h"

#include <math.h>
#include <string.h>

enum { PASSES = 20, PASSES_ADDING = 5 };

/* Before any work; lda-init would note unknown words where nobody reads it. */
static int check_seeds(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const struct job_options *options = job->options;
	const char *shard = steprun_shards(run)->file.object[0].path;
	struct source source = {0};
	struct lda_seeds seeds = {0};
	int failed = source_open(&source, &shard, 1, fault)
		|| lda_seeds_read(&seeds, options->seeds, &source.vocabulary, (size_t)options->k,
			fault);

	if (!failed && seeds.unknown)
		job->note("%s: %zu of %zu seeds left out: the vocabulary has no such word as '%s'",
			options->seeds, seeds.unknown, seeds.unknown + seeds.count, seeds.example);
	lda_seeds_release(&seeds);
	source_close(&source);
	return failed ? -1 : 0;
}

static int recipe_of(const struct job_options *options, struct lda_recipe *recipe,
	struct fault *fault)
{
	*recipe = (struct lda_recipe){.topics = (size_t)options->k,
		.inference = options->inference && strcmp(options->inference, "vb") == 0
			? LDA_VB : LDA_CVB0,
		.eta_kind = options->eta && strcmp(options->eta, "auto") == 0 ? ETA_AUTO
									      : ETA_SYMMETRIC};
	return lda_recipe_form(recipe, options->form ? options->form
		: options->labels ? "dense" : NULL, fault)
		|| lda_recipe_start(recipe, options->start, fault) ? -1 : 0;
}

/* A sparse model starts from the documents of all shards, a dense one from the
 * vocabulary, which each of them has. */
static bool is_sparse(const struct job *job)
{
	const struct job_options *options = job->options;
	struct fault ignored = {0}; /* say has looked at it */
	struct lda_recipe recipe;

	if (options->add)
		return job->sparse;
	return recipe_of(options, &recipe, &ignored) == 0 && lda_recipe_sparse(&recipe, false);
}

/* A dense model starts from the vocabulary, which each shard has, others from documents. */
static bool reads_documents(const struct job *job)
{
	const char *start = job->options->start;

	return is_sparse(job) || (start && strcmp(start, "anchors") == 0);
}

static uint64_t topics_of(const struct job *job)
{
	return job->options->add ? job->topics : job->options->k;
}

/* Words of text that make a vocabulary, where the model's is taken. */
static int check_pruning(const struct job *job, struct fault *fault)
{
	static const char *const pruning[] = {"keep", "max-df", "min-df", "phrases"};
	const char *const *given = job->given_options;
	size_t i;

	if (!job->options->add || job->options->grow)
		return 0;
	for (; given && *given; given++)
		for (i = 0; i < sizeof pruning / sizeof *pruning; i++)
			if (strcmp(*given, pruning[i]) == 0)
				return fault_set(fault, FAULT_USAGE, "--%s has no use: text is counted "
					"with the vocabulary of --add, unless --grow lets that take new "
					"words", *given);
	return 0;
}

/* Not where a glance at the model says that none will. */
static bool renews(const struct job *job)
{
	const char *renew = job->options->renew;
	struct fault ignored = {0}; /* say has looked at it */
	uint64_t number = LDA_RENEW_EMPTY;

	return (!renew || lda_renew_number(renew, &number, &ignored) == 0)
		&& (number == LDA_RENEW_EMPTY ? job->renewable : number != 0);
}

/* The model whose topics begin anew from the documents, which have its vocabulary. */
static int plan_renewal(const struct job *job, struct steps *plan, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "old"}, fault);
	const char *renew = job->options->renew;

	if (!step)
		return -1;
	return stepwords_say(&step->words, "lda-init -q @j --add", fault)
		|| stepwords_say(&step->words, job->options->grow ? "@all:grown" : "@all:given", fault)
		|| stepwords_text(&step->words, "--renew", renew ? renew : "auto", fault)
		|| stepwords_say(&step->words, "@all:shard", fault) ? -1 : 0;
}

/* The same model: its own words are none that are new. */
static int copy(struct steps *plan, const char *words, const char *to, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_HERE, .to = to}, fault);

	return !step || stepwords_say(&step->words, words, fault) ? -1 : 0;
}

/* Lists "model", the first one, and "old", the model that is added to. */
static int begin_addition(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;

	if (!renews(job) && !options->grow)
		return step_file(plan, options->add, "old", fault)
			|| step_file(plan, options->add, "model", fault) ? -1 : 0;
	if (!options->grow && step_file(plan, options->add, "given", fault))
		return -1;
	return (renews(job) ? plan_renewal(job, plan, fault)
			: copy(plan, "lda-init -q @j --add @all:grown --grow @all:grown", "old", fault))
		|| copy(plan, "lda-init -q @j --add @all:old --grow @all:old", "model", fault) ? -1 : 0;
}

static int start(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	struct step *step;

	if (options->add)
		return begin_addition(job, plan, fault);
	if (options->labels && step_file(plan, options->labels, "labels", fault))
		return -1;
	if (options->seeds && (step_check(plan, check_seeds, fault)
			|| step_file(plan, options->seeds, "seeds", fault)))
		return -1;
	step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "model"}, fault);
	if (!step)
		return -1;
	return stepwords_say(&step->words, "lda-init -q @j", fault)
		|| (options->seeds && stepwords_say(&step->words, "--seeds @all:seeds", fault))
		|| (options->labels && stepwords_say(&step->words, "--labels @all:labels", fault))
		|| stepwords_number(&step->words, "-k", options->k, fault)
		|| stepwords_number(&step->words, "--seed", options->seed, fault)
		|| stepwords_text(&step->words, "--inference", options->inference, fault)
		|| stepwords_text(&step->words, "--alpha", options->alpha, fault)
		|| stepwords_text(&step->words, "--eta", options->eta, fault)
		|| stepwords_text(&step->words, "--form", options->form, fault)
		|| stepwords_text(&step->words, "--start", options->start, fault)
		|| stepwords_say(&step->words, reads_documents(job) ? "@all:shard" : "@first:shard",
			fault) ? -1 : 0;
}

static uint64_t passes_of(const struct job *job)
{
	const struct job_options *options = job->options;

	return options->passes ? options->passes : options->add ? PASSES_ADDING : PASSES;
}

/* 1 + 1/2 + ... + 1/n, over n. */
static double mean_inverse(double n)
{
	double sum = 0, i;

	for (i = 1; i <= n; i++)
		sum += 1 / i;
	return n > 0 ? sum / n : 0;
}

/* What a task's filter takes before its first document: it reads the model. */
static const double start_least = .01, start_entry = 8e-9;
/* Bytes that any takes. */
static const double memory_least = 10e6;

/* Statistics: a whole number for each term and topic, or, of the sparse form, for the
 * topics among which a nonzero's tokens were shared out. */
static void bounds(const struct job *job, const struct shards *shards, struct stepyield *of)
{
	enum { WHOLE = 8, ENTRY = 12, TOPICS = 32, ROW = 24 };
	uint64_t dense = shards->columns * topics_of(job);

	stepyield_dense(of, KIND_STATISTICS, shards, topics_of(job),
		is_sparse(job) ? 0 : WHOLE);
	of->each.counted = "documents";
	of->counts_rows = true;
	if (!is_sparse(job))
		return;
	of->each.bytes += ROW * shards->columns;
	if (dense / TOPICS < shards->all_nonzeros)
		of->each.bytes += ENTRY * dense;
	else
		of->a_nonzero = ENTRY * TOPICS;
}

/* Models and statistics of the sparse form are by the nonzeros, of long documents more of one,
 * and shrink from pass to pass; a pass takes its time whatever the topics.  Measured with 20
 * Newsgroups (1.75 M nonzeros, 93 a document), K = 1000: statistics of 2.43, 1.49, 1.15 and 1.02
 * bytes a nonzero, .86 in pass 10, and half of it of a quarter; models of pass 1, 2, 3 and 9
 * of 2.01, 1.31, 1.04 and .80 bytes, and the first of 16 bytes a term.  K = 300: a third less
 * in the first pass, a quarter in the tenth.  Debian's descriptions (34 a document), K = 1000:
 * statistics of 1.90 and 1.10 bytes, .63 in pass 10. */
static void cost_sparse(const struct job *job, const struct shards *shards,
	struct stepcost *of)
{
	const double entries_most = 256, wire = 3, memory = 24, seconds = .43e-6;
	const double entries_read = 64;
	double topics = (double)topics_of(job), nonzeros = (double)shards->all_nonzeros;
	double terms = (double)shards->columns, passes = (double)passes_of(job);
	double model = terms * fmin(topics, entries_most), doubled = log2(topics / 1000);
	double length = pow(nonzeros / fmax((double)shards->all_rows, 1) / 93, .35);

	of->compute = seconds * nonzeros + of->tasks * (start_least
		+ start_entry * fmin(terms * entries_read, nonzeros));
	/* the model that pass 1 gets is of the terms alone */
	of->up = fmin(model * wire, nonzeros * length * fmax(.3, 1 + .13 * doubled)
		* (.65 + 1.36 * mean_inverse(passes - 1)));
	of->up = ((passes - 1) * of->up + 16 * terms * sqrt(topics / 1000)) / passes;
	of->down = nonzeros * length * fmax(.3, 1 + .18 * doubled)
		* (.75 + 1.55 * mean_inverse(passes));
	of->shrink = .5;
	of->memory = memory_least + fmin(model * memory, nonzeros * 44);
}

static void cost(const struct job *job, const struct shards *shards, struct stepcost *of)
{
	struct stepyield yield = {.a_nonzero = 0};

	bounds(job, shards, &yield);
	of->most = (double)yield.each.bytes
		+ (double)yield.a_nonzero * (double)shards->all_nonzeros / fmax(of->tasks, 1);
	if (is_sparse(job)) {
		cost_sparse(job, shards, of);
		return;
	}
	/* of a nonzero, and of each of its topics: 98 to 140 ns with 20 topics, 188 to 198 with 100,
	 * 263 to 310 with 200, by two texts, on a quiet core */
	const double seconds = 95e-9, topic_seconds = 1.2e-9;
	double model = (double)shards->columns * (double)topics_of(job);

	of->compute = (seconds + topic_seconds * (double)topics_of(job))
			* (double)shards->all_nonzeros
		+ of->tasks * (start_least + start_entry * model);
	of->up = model * 4;
	/* measured likewise, K = 100: bytes of an entry, of all documents 3.4 in the mean of the
	 * first four passes, 2.6 of twenty; after ten of a half, a ninth and an 18th of them
	 * 1.9, 1.07 and .86, of all 2.2 */
	of->down = model * (2.3 + 1.06 * fmin(1, 5 / (double)passes_of(job)));
	of->shrink = .3;
	of->memory = memory_least + model * 20;
}

/* The model travels once an update, and statistics back. */
static void cost_online(const struct job *job, const struct shards *shards,
	struct stepcost *of)
{
	double updates = (double)((shards->file.count + job->options->update - 1)
		/ job->options->update);

	cost(job, shards, of);
	of->up *= updates;
	of->most /= updates;
	/* of so small a part */
	of->down *= pow(updates, 1 - of->shrink);
}

static int yield(const struct job *job, const struct steprun *run, struct stepyield *of,
	struct fault *fault)
{
	(void)fault;
	bounds(job, steprun_shards(run), of);
	return 0;
}

/* The same of a part of the documents, which nobody has counted. */
static int yield_online(const struct job *job, const struct steprun *run, struct stepyield *of,
	struct fault *fault)
{
	int failed = yield(job, run, of, fault);

	of->each.counted = NULL;
	of->counts_rows = false;
	return failed;
}

static int rows_found(const struct job *job, const struct steprun *run, struct bytes *text,
	struct fault *fault)
{
	(void)job;
	return bytes_printf(text, fault, "%llu", (unsigned long long)steprun_shards(run)->all_rows);
}

static int print_rows(const struct job *job, struct bytes *out, struct fault *fault)
{
	(void)job;
	return bytes_printf(out, fault, "docs=$d");
}

/* An update: of all documents, or of a part of each shard's.  What is to be said of documents
 * that are added is said. */
static int update(const struct job *job, struct steps *plan, bool online, struct fault *fault)
{
	const struct job_options *options = job->options;
	struct step *step = step_add(plan, (struct step){.kind = STEP_MERGE,
		.what = online ? "online pass" : "batch pass", .from = "group",
		.to = "model", .stream = true, .tells = options->add != NULL,
		.cost = online ? cost_online : cost,
		.yield = online ? yield_online : yield}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "lda-estep -q @j", fault)
		|| stepwords_number(&step->words, "--iterations", options->iterations, fault)
		|| (online && stepwords_say(&step->words, "--part @value:part", fault))
		|| (options->labels && stepwords_say(&step->words, "--labels @all:labels", fault))
		|| stepwords_say(&step->words, "--model @all:model @item", fault)
		|| stepwords_say(&step->combine, "lda-mstep -q @j --sum", fault)
		|| stepwords_say(&step->merge, online ? "lda-mstep -q @j --online --model @all:model"
			: options->add ? "lda-mstep @j --batch --model @all:model --add @all:old"
			: "lda-mstep -q @j --batch --model @all:model", fault)
		|| (options->decay == 0 && stepwords_say(&step->merge, "--decay 0", fault))
		|| (options->decay > 0 && stepwords_real(&step->merge, "--decay", options->decay,
			fault))
		|| (online && (stepwords_real(&step->merge, "--offset", options->offset, fault)
			|| stepwords_real(&step->merge, "--kappa", options->kappa, fault)
			|| stepwords_say(&step->merge, "--corpus-docs @value:docs", fault))) ? -1 : 0;
}

static int say_online(const struct job *job, struct steps *plan, uint64_t passes,
	struct fault *fault)
{
	static const struct stepvalue docs = {"docs", rows_found, print_rows};

	return step_value(plan, &docs, fault) || step_times(plan, passes, fault)
		|| step_parts(plan, job->options->update, fault)
		|| update(job, plan, true, fault) || step_plain(plan, STEP_END, fault)
		|| step_plain(plan, STEP_END, fault) ? -1 : 0;
}

static int say_batch(const struct job *job, struct steps *plan, uint64_t passes,
	struct fault *fault)
{
	return step_times(plan, passes, fault) || update(job, plan, false, fault)
		|| step_plain(plan, STEP_END, fault) ? -1 : 0;
}

static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	uint64_t passes = passes_of(job);
	uint64_t online = options->online_passes < passes ? options->online_passes : passes;
	struct lda_recipe recipe;
	uint64_t renewed;

	if (recipe_of(options, &recipe, fault) || check_pruning(job, fault)
		|| lda_renew_number(options->renew, &renewed, fault))
		return -1;
	if (options->grow && job->given == GIVEN_SHARDS)
		return fault_set(fault, FAULT_USAGE, "--grow takes text or a corpus, not a folder of "
			"shards: it gives them other columns");
	if (online && is_sparse(job))
		return fault_set(fault, FAULT_USAGE, "--online-passes: a model of %llu topics is "
			"sparse, and trained in batch only", (unsigned long long)topics_of(job));
	return jobtext_shards(job, plan, SHARD_NONZEROS, fault)
		|| step_check(plan, jobtext_counts_alone, fault) || start(job, plan, fault)
		|| step_bundles(plan, "group", fault) || (online && say_online(job, plan, online, fault))
		|| (passes > online && say_batch(job, plan, passes - online, fault))
		|| step_put(plan, "model", fault) ? -1 : 0;
}

const struct job_kind job_lda = {.name = "lda",
	.operands = "-k K, or --add MODEL, [INPUT...]", .factors = true, .makes = "topics",
	.takes = JOB_TAKES_FILTERS "add alpha!add changes combine decay?add eta!add factors form!add "
	"grow?add inference!add iterations kappa?online-passes labels!add offset?online-passes "
	"online-passes!add output passes renew?add seed!add seeds!add shard-nnz start!add task-nnz "
	"update?online-passes",
	.takes_of_text = JOB_TAKES_ROWS, .say = say};
