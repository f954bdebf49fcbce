/* joblsi.c - LSI: in several passes lsi-multiply on shards and lsi-basis here; with
 * --one-pass lsi-partial on shards and lsi-merge here; of little work lsi-partial
 * here. */
#include "job/jobtext.h"

#include "base/memory.h"
#include "base/number.h"
#include "job/bundles.h"
#include "job/stepcost.h"
#include "job/steprun.h"
#include "job/stepyield.h"
#include "lsi/passes.h"
#include "stream/columnline.h"
#include "stream/source.h"
#include "stream/textin.h"

#include <stdlib.h>
#include <string.h>

#define ONE_PASS_NONZEROS ((uint64_t)1 << 21)

static struct passes passes_of_job(const struct job *job)
{
	return passes_of(job->options->k, job->options->block, job->options->passes);
}

/* The numbers of a file, one a line, are added to the sum. */
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

/* The sum of all squares, which the products' grid is made for: of each shard apart,
 * then added up in their order, whatever the tasks. */
static int find_bound(const struct job *job, const struct steprun *run, struct bytes *text,
	struct fault *fault)
{
	const struct objects *squares = steprun_list(run, "squares");
	double bound = 0;
	size_t i;

	(void)job;
	for (i = 0; i < squares->count; i++)
		if (add_lines(squares->object[i].path, &bound, fault))
			return -1;
	return bytes_printf(text, fault, "%.17g", bound * (1 + PASSES_SLACK));
}

static int print_bound(const struct job *job, struct bytes *out, struct fault *fault)
{
	(void)job;
	return bytes_printf(out, fault, "f=$(cat \"$w\"/squares-* | LC_ALL=C awk '"
		"{ f += $1 } END { printf \"%%.17g\", f * (1 + %g) }')", PASSES_SLACK);
}

/* Whether LSI is so little work that nothing is shared out: less than one task, and
 * no option says how to cut it.  What merging costs goes with the columns, and that
 * alone is then more than all of it. */
static bool is_small(const struct job *job, const struct stepfacts *facts)
{
	(void)job;
	return facts->shards->all_nonzeros / NONZEROS_A_COLUMN <= facts->shards->columns;
}

static int print_is_small(const struct job *job, struct bytes *out, struct fault *fault)
{
	(void)job;
	return bytes_printf(out, fault, "[ $((z/%d)) -le $v ]", NONZEROS_A_COLUMN);
}

static bool is_last(const struct job *job, const struct stepfacts *facts)
{
	return facts->pass >= passes_of_job(job).most;
}

static int print_is_last(const struct job *job, struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "[ $n -ge %llu ]", (unsigned long long)passes_of_job(job).most);
}

/* Whether errors are looked at after this pass. */
static bool looks(const struct job *job, const struct stepfacts *facts)
{
	const struct passes passes = passes_of_job(job);

	return passes_look(&passes, facts->pass);
}

static int print_looks(const struct job *job, struct bytes *out, struct fault *fault)
{
	const struct passes passes = passes_of_job(job);
	unsigned long long planned = passes.planned, step = passes.step;

	return bytes_printf(out, fault, "[ $n -ge %llu ] && [ $(((n-%llu)%%%llu)) -eq 0 ]", planned,
		planned, step);
}

static bool is_done(const struct job *job, const struct stepfacts *facts)
{
	(void)job;
	return facts->status == 0;
}

static int print_is_done(const struct job *job, struct bytes *out, struct fault *fault)
{
	(void)job;
	return bytes_printf(out, fault, "[ $s -eq 0 ]");
}

static bool is_not_done(const struct job *job, const struct stepfacts *facts)
{
	return !is_done(job, facts);
}

static int print_is_not_done(const struct job *job, struct bytes *out, struct fault *fault)
{
	(void)job;
	return bytes_printf(out, fault, "[ $s -ne 0 ]");
}

static const struct stepquestion small = {is_small, print_is_small},
	last_pass = {is_last, print_is_last}, look = {looks, print_looks},
	done = {is_done, print_is_done}, not_done = {is_not_done, print_is_not_done};

/* A number a shard. */
static int yield_squares(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	enum { NUMBER = 32 };

	(void)job;
	(void)run;
	(void)fault;
	yield->a_file = NUMBER;
	yield->numbers = true;
	return 0;
}

/* The sums of squares of all shards, and block 0 of the basis. */
static int start(const struct job *job, struct steps *plan, struct fault *fault)
{
	static const struct stepvalue bound = {"f", find_bound, print_bound};
	struct step *step = step_add(plan, (struct step){.kind = STEP_EACH,
		.what = "sums of squares", .from = "group", .to = "squares",
		.yield = yield_squares}, fault);

	if (!step)
		return -1;
	if (stepwords_say(&step->words, "lsi-multiply -q --squares @j @item", fault)
		|| step_value(plan, &bound, fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "basis",
			.append = true}, fault)))
		return -1;
	return stepwords_say(&step->words, "lsi-basis -q --start @j --bound @value:f", fault)
		|| stepwords_number(&step->words, "--block", passes_of_job(job).block, fault)
		|| stepwords_number(&step->words, "--seed", job->options->seed, fault)
		|| stepwords_say(&step->words, "@first:shard", fault) ? -1 : 0;
}

static void multiply_cost(const struct job *job, const struct shards *shards,
	struct stepcost *cost)
{
	double columns = (double)shards->columns, block = (double)passes_of_job(job).block;
	struct stepyield yield = {.a_nonzero = 0};

	stepyield_dense(&yield, KIND_PRODUCT, shards, passes_of_job(job).block, sizeof(int64_t));
	cost->most = (double)yield.each.bytes;
	/* 20 Newsgroups, 1.75 M nonzeros, a block of 64: .12 s on a quiet core, .05 of a quarter and
	 * .02 of a 24th; 4.06 bytes an entry, 3.78 of a quarter, and 2.13 of a 24th, which lacks many
	 * terms: tasks are larger unless --task-nnz says so */
	cost->compute = .8e-9 * (double)shards->all_nonzeros * block
		+ cost->tasks * (.01 + 8e-9 * columns * block);
	cost->up = columns * block * 4;
	cost->down = columns * block * 4.1;
	cost->shrink = .1;
	cost->memory = 10e6 + columns * block * 15;
}

/* As many columns as the last basis has. */
static int yield_product(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	const struct objects *basis = steprun_list(run, "basis");
	const char *const path = basis->object[basis->count - 1].path;
	struct source source = {0};

	(void)job;
	if (source_open_kind(&source, KIND_BASIS, &path, 1, fault))
		return -1;
	stepyield_dense(yield, KIND_PRODUCT, steprun_shards(run), source.header.columns,
		sizeof(int64_t));
	source_close(&source);
	return 0;
}

/* The product of the last basis, summed over all shards. */
static int multiply(struct steps *plan, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_MERGE,
		.what = "multiplying", .from = "group", .to = "product", .append = true,
		.stream = true, .cost = multiply_cost, .yield = yield_product}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "lsi-multiply -q @j --basis @last:basis @item", fault)
		|| stepwords_say(&step->combine, "lsi-multiply -q --sum @j", fault)
		|| stepwords_say(&step->merge, "lsi-multiply -q --sum @j", fault) ? -1 : 0;
}

/* All bases and products to factors, whatever they are. */
static int finish(const struct job *job, struct steps *plan, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "factors"}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "lsi-basis -q --finish @j", fault)
		|| stepwords_number(&step->words, "-k", job->options->k, fault)
		|| stepwords_say(&step->words, "@all:basis @all:product", fault) ? -1 : 0;
}

/* The next basis; status 1 where the basis spans all terms. */
static int extend(struct steps *plan, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_TRY, .to = "basis",
		.append = true, .number = (uint64_t)fault_status(FAULT_NOTHING)}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "lsi-basis -q --extend @j @all:basis @last:product", fault);
}

/* Factors, where they are within the tolerance and a chain has looked for values that
 * were missed: status 0; else the next basis, of the chain at hand or of one that looks. */
static int advance(const struct job *job, struct steps *plan, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "looked"}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "lsi-basis -q --advance @j", fault)
		|| stepwords_number(&step->words, "-k", job->options->k, fault)
		|| stepwords_real(&step->words, "--tolerance", job->options->tolerance, fault)
		|| stepwords_say(&step->words, "--verify " PASSES_SHARE_TEXT
			" @all:basis @all:product", fault)
		|| !step_add(plan, (struct step){.kind = STEP_SORT, .from = "looked", .to = "factors",
			.number = KIND_FACTORS}, fault) ? -1 : 0;
}

static int take_next(struct steps *plan, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_SORT, .from = "looked", .to = "basis",
		.append = true, .number = KIND_BASIS}, fault) ? 0 : -1;
}

static int leave(struct steps *plan, struct fault *fault)
{
	return step_plain(plan, STEP_BREAK, fault) || step_plain(plan, STEP_END, fault) ? -1 : 0;
}

/* The factors as they are, where no pass is left. */
static int give_up(const struct job *job, struct steps *plan, struct fault *fault)
{
	return finish(job, plan, fault) || leave(plan, fault) ? -1 : 0;
}

/* Passes as planned, then until all factors are within the tolerance and a chain that
 * looked for values that were missed has found none; but not more than the most. */
static int several_passes(const struct job *job, struct steps *plan, struct fault *fault)
{
	return step_bundles(plan, "group", fault) || start(job, plan, fault)
		|| !step_add(plan, (struct step){.kind = STEP_UNTIL,
			.number = passes_of_job(job).planned}, fault)
		|| multiply(plan, fault)
		|| step_if(plan, &last_pass, fault) || give_up(job, plan, fault)
		|| step_if(plan, &look, fault) || advance(job, plan, fault)
		|| step_if(plan, &done, fault) || leave(plan, fault) || take_next(plan, fault)
		|| step_plain(plan, STEP_ELSE, fault) || extend(plan, fault)
		|| step_if(plan, &not_done, fault) || give_up(job, plan, fault)
		|| step_plain(plan, STEP_END, fault)
		|| step_plain(plan, STEP_END, fault) ? -1 : 0;
}

static int partial_words(const struct job *job, uint64_t k, struct stepwords *words,
	struct fault *fault)
{
	return stepwords_say(words, "lsi-partial -q @j", fault)
		|| stepwords_number(words, "-k", k, fault)
		|| stepwords_real(words, "--tolerance", job->options->tolerance, fault)
		|| stepwords_number(words, "--seed", job->options->seed, fault) ? -1 : 0;
}

static void here_cost(const struct job *job, const struct shards *shards,
	struct stepcost *cost)
{
	const struct passes passes = passes_of_job(job);

	cost->compute = (double)passes.planned * 4 * (double)shards->all_nonzeros
		* (double)passes.block / STEPCOST_LSI_FLOPS;
}

static int tell_small(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const struct shards *shards = steprun_shards(run);

	(void)fault;
	if (driver_hosts(job->driver) > 1)
		job->note("%llu nonzeros of %llu terms are less than a task: done here (--task-nnz "
			"shares them out)", (unsigned long long)shards->all_nonzeros,
			(unsigned long long)shards->columns);
	return 0;
}

static int all_here(const struct job *job, struct steps *plan, struct fault *fault)
{
	struct step *step;

	if (step_check(plan, tell_small, fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_HERE, .what = "less than a task",
			.to = "factors", .cost = here_cost}, fault)))
		return -1;
	return partial_words(job, job->options->k, &step->words, fault)
		|| stepwords_say(&step->words, "@all:shard", fault) ? -1 : 0;
}

static int kept_found(const struct job *job, const struct steprun *run, struct bytes *text,
	struct fault *fault)
{
	unsigned long long k = job->options->k;

	return bytes_printf(text, fault, "%llu", steprun_shards(run)->file.count > 1 ? 2 * k : k);
}

static int print_kept(const struct job *job, struct bytes *out, struct fault *fault)
{
	unsigned long long k = job->options->k;

	return bytes_printf(out, fault, "k=%llu; if [ $(ls \"$w\"/shard-* | wc -l) -gt 1 ]; then "
		"k=%llu; fi", k, 2 * k);
}

static void one_pass_cost(const struct job *job, const struct shards *shards,
	struct stepcost *cost)
{
	double columns = (double)shards->columns, k = (double)job->options->k;

	cost->compute = 4 * (double)shards->all_nonzeros * 8 * k / STEPCOST_LSI_FLOPS;
	cost->down = columns * 8 * k;
	cost->shrink = .35;
	cost->memory = 40 * columns * k;
}

/* Twice as many factors at most: fewer where a shard has no more. */
static int yield_factors(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	(void)fault;
	stepyield_dense(yield, KIND_FACTORS, steprun_shards(run), 2 * job->options->k,
		sizeof(double));
	yield->each.columns = 0;
	return 0;
}

/* What a merge leaves out is gone, so parts keep twice as many factors. */
static int one_pass(const struct job *job, struct steps *plan, struct fault *fault)
{
	static const struct stepvalue kept = {"k", kept_found, print_kept};
	struct step *step;

	if (step_value(plan, &kept, fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_MERGE,
			.what = "partial factors", .from = "shard", .to = "factors", .stream = true,
			.cost = one_pass_cost, .yield = yield_factors}, fault)))
		return -1;
	return partial_words(job, 0, &step->words, fault)
		|| stepwords_say(&step->words, "-k @value:k @item", fault)
		|| stepwords_say(&step->judge, "lsi-merge -q @j", fault)
		|| stepwords_say(&step->merge, "lsi-merge -q @j", fault)
		|| stepwords_number(&step->merge, "-k", job->options->k, fault) ? -1 : 0;
}

static void tell_errors(const struct job *job, const double *error, size_t k, bool looked)
{
	size_t within = 0, i;

	if (k < job->options->k)
		job->note("%zu factors, not %llu: others are hidden by rounding", k,
			(unsigned long long)job->options->k);
	for (i = 0; i < k; i++)
		within += error[i] <= job->options->tolerance;
	/* one pass over the corpus has no say in that */
	if (job->options->one_pass)
		return;
	if (within < k)
		job->note("%zu of %zu factors are within %g: the model's line #error has the error of each",
			within, k, job->options->tolerance);
	if (!looked)
		job->note("no pass was left to look for values that were missed: lsi-check --missed "
			"does");
}

/* Fewer factors than were asked for, and how far they came. */
static int tell_factors(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const char *path = steprun_list(run, "factors")->object[0].path;
	struct source source = {0};
	size_t k = 0;
	double *error = NULL;
	int failed = source_open(&source, &path, 1, fault);

	if (!failed && column_line_has(&source.header.column, "error", &k)) {
		error = memory_zeroed(k + 1, sizeof *error, fault);
		failed = !error || column_line_take(&source.header.column, "error", error, k, fault);
	}
	if (!failed)
		tell_errors(job, error, k, column_line_has(&source.header.column, "unseen", NULL));
	source_close(&source);
	free(error);
	return failed ? -1 : 0;
}

static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	bool cut = options->passes || options->block || options->task_nonzeros;
	int failed;

	if (options->passes == 1)
		return fault_set(fault, FAULT_USAGE, "--passes 1: the first pass is over random "
			"columns, and has no factors: 2 at least");
	failed = jobtext_shards(job, plan, options->one_pass ? ONE_PASS_NONZEROS : SHARD_NONZEROS,
		fault);

	if (!failed && options->one_pass)
		failed = one_pass(job, plan, fault);
	else if (!failed && cut)
		failed = several_passes(job, plan, fault);
	else if (!failed)
		failed = step_if(plan, &small, fault) || all_here(job, plan, fault)
			|| step_plain(plan, STEP_ELSE, fault) || several_passes(job, plan, fault)
			|| step_plain(plan, STEP_END, fault);
	return failed || step_check(plan, tell_factors, fault) || step_put(plan, "factors", fault)
		? -1 : 0;
}

const struct job_kind job_lsi = {.name = "lsi", .operands = "-k K [INPUT...]", .factors = true,
	.makes = "factors", .weight = "tfidf", .takes = JOB_TAKES_FILTERS "blas-core block!one-pass "
	"combine!one-pass "
	"factors one-pass output passes!one-pass seed shard-nnz task-nnz!one-pass tolerance weight",
	.takes_of_text = JOB_TAKES_ROWS, .say = say};
