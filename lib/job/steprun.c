/* steprun.c - does a job's steps. */
#include "job/steprun.h"

#include "agent/commandline.h"
#include "base/memory.h"
#include "driver/driver.h"
#include "job/bundles.h"
#include "job/copyin.h"
#include "job/job.h"
#include "job/pieces.h"
#include "job/putting.h"
#include "job/stepyield.h"
#include "stream/source.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LISTS_MOST = 16, GROUPS_MOST = 4, VALUES_MOST = 8};

struct list {
	const char *name;
	struct objects file;
};

struct shard_groups {
	const char *name;
	size_t *start; /* size count+1: the first shard of each */
	size_t count;
};

struct value {
	const char *name;
	struct bytes text;
};

struct steprun {
	struct job *job;
	const struct steps *plan;
	struct list list[LISTS_MOST];
	struct shard_groups groups[GROUPS_MOST];
	struct value value[VALUES_MOST];
	struct shards shards; /* list "shard" */
	struct stepfacts facts;
	uint64_t part, parts; /* of STEP_PARTS: part counts from 1 */
	bool left;            /* a loop, by STEP_BREAK */
};

/* What a task is about: files [from, to) of the list, or words. */
struct item {
	const struct objects *list;
	size_t from, to;
	const char *words; /* NULL: files */
};

const struct shards *steprun_shards(const struct steprun *run)
{
	return &run->shards;
}

const struct objects *steprun_list(const struct steprun *run, const char *name)
{
	static const struct objects none;
	size_t i;

	if (strcmp(name, "shard") == 0)
		return &run->shards.file;
	for (i = 0; i < LISTS_MOST && run->list[i].name; i++)
		if (strcmp(run->list[i].name, name) == 0)
			return &run->list[i].file;
	return &none;
}

static struct objects *list_for(struct steprun *run, const char *name, struct fault *fault)
{
	size_t i;

	for (i = 0; i < LISTS_MOST; i++) {
		if (!run->list[i].name)
			run->list[i].name = name;
		if (strcmp(run->list[i].name, name) == 0)
			return &run->list[i].file;
	}
	(void)fault_set(fault, FAULT_INTERNAL, "a job of more than %d lists", LISTS_MOST);
	return NULL;
}

static const struct shard_groups *groups_of(const struct steprun *run, const char *name)
{
	size_t i;

	for (i = 0; i < GROUPS_MOST && run->groups[i].name; i++)
		if (strcmp(run->groups[i].name, name) == 0)
			return &run->groups[i];
	return NULL;
}

/* The items of a list that are words; NULL: it has files. */
static const struct stepwords *said(const struct steprun *run, const char *name)
{
	size_t i;

	for (i = 0; i < run->plan->count; i++)
		if (run->plan->step[i].kind == STEP_SAY && strcmp(run->plan->step[i].to, name) == 0)
			return &run->plan->step[i].words;
	return NULL;
}

static size_t count_items(const struct steprun *run, const char *from)
{
	const struct shard_groups *groups = groups_of(run, from);

	const struct stepwords *words = said(run, from);

	return words ? words->count : groups ? groups->count : steprun_list(run, from)->count;
}

static struct item item_of(const struct steprun *run, const char *from, size_t i)
{
	const struct shard_groups *groups = groups_of(run, from);

	const struct stepwords *words = said(run, from);

	if (words)
		return (struct item){.list = &run->list[0].file, .words = words->word[i].text};
	if (groups)
		return (struct item){&run->shards.file, groups->start[i], groups->start[i + 1], NULL};
	return (struct item){steprun_list(run, from), i, i + 1, NULL};
}

static int add_files(struct commandline *line, const struct item *item, struct fault *fault)
{
	size_t i;

	for (i = item->from; i < item->to; i++)
		if (commandline_object(line, &item->list->object[i], fault))
			return -1;
	return 0;
}

static int add_value(const struct steprun *run, const char *name, struct commandline *line,
	struct fault *fault)
{
	size_t i;

	if (strcmp(name, "part") == 0)
		return commandline_printf(line, fault, "%llu:%llu", (unsigned long long)run->part,
			(unsigned long long)run->parts);
	for (i = 0; i < VALUES_MOST && run->value[i].name; i++)
		if (strcmp(run->value[i].name, name) == 0)
			return commandline_add(line, run->value[i].text.data, fault);
	return fault_set(fault, FAULT_INTERNAL, "nothing found '%s'", name);
}

static int add_word(const struct steprun *run, const struct stepword *word,
	const struct item *item, struct commandline *line, struct fault *fault)
{
	struct item all = {.to = 0};

	switch (word->kind) {
	case STEPWORD_TEXT:
		return commandline_add(line, word->text, fault);
	case STEPWORD_THREADS:
		return commandline_threads(line, fault);
	case STEPWORD_PIPE:
		return commandline_pipe(line, fault);
	case STEPWORD_FOLDER:
		return commandline_add(line, TASK_FOLDER, fault);
	case STEPWORD_VALUE:
		return add_value(run, word->text, line, fault);
	case STEPWORD_ITEM:
		return item && item->words ? commandline_split(line, item->words, fault)
			: item ? add_files(line, item, fault)
			: fault_set(fault, FAULT_INTERNAL, "an item where there is no task");
	default:
		all.list = steprun_list(run, word->text);
		all.to = word->kind == STEPWORD_FIRST ? 1 : all.list->count;
		all.from = word->kind == STEPWORD_LAST ? all.list->count - 1 : 0;
		if (all.list->count == 0)
			return fault_set(fault, FAULT_INTERNAL, "no file of list '%s'", word->text);
		return add_files(line, &all, fault);
	}
}

static int add_words(const struct steprun *run, const struct stepwords *words,
	const struct item *item, struct commandline *line, struct fault *fault)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (add_word(run, &words->word[i], item, line, fault))
			return -1;
	return 0;
}

/* A result to the step's list, of which it is all or one more. */
static int keep(struct steprun *run, const struct step *step, struct object *result,
	struct fault *fault)
{
	struct objects *list = list_for(run, step->to, fault);
	struct object *object;
	size_t i;

	if (!list)
		return -1;
	if (!step->append && step->kind == STEP_MERGE && list->count == 1)
		driver_follows(run->job->driver, &list->object[0], result);
	for (i = 0; !step->append && i < list->count; i++)
		driver_drop(run->job->driver, &list->object[i]);
	if (!step->append)
		object_list_release(list);
	object = object_list_new(list, fault);
	if (!object)
		return -1;
	*object = *result;
	*result = (struct object){0};
	return 0;
}

/* What a command here made: a file, or a folder of shards. */
static int take_result(struct steprun *run, const struct step *step,
	const struct stepwords *words, struct object *result, struct fault *fault)
{
	const char *const path = result->path;

	return stepwords_makes_folder(words) ? shards_open(&run->shards, &path, 1, fault)
					     : keep(run, step, result, fault);
}

static int make_tasks(const struct steprun *run, const struct step *step, struct tasks *tasks,
	struct fault *fault)
{
	size_t i, count = count_items(run, step->from);
	struct stepyield yield = {.a_byte = 0};

	if (step->yield && step->yield(run->job, run, &yield, fault))
		return -1;
	for (i = 0; i < count; i++) {
		const struct item item = item_of(run, step->from, i);
		const struct stepitem about = stepyield_item(item.list, &run->shards, item.from,
			item.to);
		struct task *task = tasks_new(tasks, fault);

		if (!task || add_words(run, &step->words, &item, &task->words, fault))
			return -1;
		task->stream = step->stream;
		stepyield_of(&yield, &about, &task->yield);
	}
	return 0;
}

/* Results take the place of the shards that they were made of. */
static int replace_shards(struct steprun *run, const struct tasks *tasks, struct fault *fault)
{
	struct shards made = {0};
	size_t i;

	for (i = 0; i < tasks->count; i++)
		if (shards_add(&made, &tasks->task[i].result, fault)) {
			shards_release(&made);
			return -1;
		}
	shards_release(&run->shards);
	run->shards = made;
	return 0;
}

/* A step and its job, for its function that is told of results. */
struct telling {
	const struct job *job;
	const struct step *step;
};

static int tell_result(void *context, const struct task *task, double seconds, const char *host,
	struct fault *fault)
{
	const struct telling *telling = context;

	return telling->step->result(telling->job, task, seconds, host, fault);
}

static int run_each(struct steprun *run, const struct step *step, struct fault *fault)
{
	struct step all = *step;
	struct telling telling = {run->job, step};
	struct tasks tasks = {0};
	size_t i;
	int failed = make_tasks(run, step, &tasks, fault);

	driver_watch(run->job->driver, step->result ? tell_result : NULL, &telling);
	failed = failed || driver_tasks(run->job->driver, &tasks, step->what, fault);
	driver_watch(run->job->driver, NULL, NULL);

	if (!failed && strcmp(step->to, "shard") == 0)
		failed = replace_shards(run, &tasks, fault);
	else for (i = 0; !failed && i < tasks.count; i++) {
		all.append = i > 0;
		failed = keep(run, &all, &tasks.task[i].result, fault);
	}
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

static int run_merge(struct steprun *run, const struct step *step, struct fault *fault)
{
	struct tasks tasks = {0};
	struct commandline merge = {0}, combine = {0}, judge = {0};
	struct object result = {0};
	int failed = make_tasks(run, step, &tasks, fault)
		|| add_words(run, &step->merge, NULL, &merge, fault)
		|| add_words(run, &step->combine, NULL, &combine, fault)
		|| add_words(run, &step->judge, NULL, &judge, fault);

	if (combine.count)
		tasks.combine = &combine;
	tasks.judge = judge.count ? &judge : tasks.combine ? &merge : NULL;
	failed = failed || driver_reduce(run->job->driver, &tasks, step->what, &merge,
			step->elsewhere ? NULL : &result, fault)
		|| (!step->elsewhere && take_result(run, step, &step->merge, &result, fault));
	if (!failed && step->tells)
		driver_tell(run->job->driver);

	object_release(&result);
	commandline_release(&merge);
	commandline_release(&combine);
	commandline_release(&judge);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

static int run_here(struct steprun *run, const struct step *step, struct fault *fault)
{
	struct driver *driver = run->job->driver;
	struct commandline line = {0};
	struct object result = {0};
	int failed = add_words(run, &step->words, NULL, &line, fault);

	run->facts.status = 0;
	if (!failed && step->kind == STEP_AGAIN) {
		failed = driver_here_again(driver, &line, fault);
	} else if (!failed && driver_here(driver, &line, &result, fault)) {
		run->facts.status = driver_here_status(driver);
		failed = step->kind != STEP_TRY || run->facts.status != (int)step->number;
		if (!failed)
			*fault = (struct fault){0};
	} else if (!failed) {
		failed = take_result(run, step, &step->words, &result, fault);
	}
	object_release(&result);
	commandline_release(&line);
	return failed ? -1 : 0;
}

/* A command may make one kind of stream or another: this takes it where it belongs. */
static int run_sort(struct steprun *run, const struct step *step, struct fault *fault)
{
	struct objects *list = list_for(run, step->from, fault);
	struct source source = {0};
	const char *path;
	bool takes;
	int failed;

	if (!list || list->count != 1)
		return list ? fault_set(fault, FAULT_INTERNAL, "list %s has %zu streams", step->from,
			list->count) : -1;
	path = list->object[0].path;
	failed = source_open(&source, &path, 1, fault);
	takes = !failed && source.header.kind == (enum kind)step->number;
	source_close(&source);
	run->facts.status = !takes;
	if (!failed && takes) {
		failed = keep(run, step, &list->object[0], fault);
		if (!failed)
			list->count = 0;
	}
	return failed ? -1 : 0;
}

static void scratch(void *context, char *path, size_t size)
{
	driver_scratch(context, path, size);
}

/* Words that a vocabulary counts are cut by its rule. */
static int cut_text(struct steprun *run, struct objects *pieces, struct fault *fault)
{
	const struct job *job = run->job;
	const struct job_options *options = job->options;
	struct tokenrule rule;
	const struct cutting cutting = {&options->text, job->input, job->inputs,
		driver_threads(job->driver), options->vocabulary || options->add ? NULL : &rule,
		scratch, job->driver};
	struct texttotals totals;

	tokenrule_default(&rule);
	if (tokenrule_apply(&rule, &options->tokens, fault)
		|| pieces_cut(pieces, &cutting, &totals, fault))
		return -1;
	job->told(&totals);
	return 0;
}

static int take_file(struct steprun *run, const char *path, const char *to,
	struct fault *fault)
{
	struct objects *list = list_for(run, to, fault);
	struct object *object = list ? object_list_new(list, fault) : NULL;
	struct stat status;
	char place[PATH_MAX];
	bool once = strcmp(path, "-") == 0
		|| (stat(path, &status) == 0 && !S_ISREG(status.st_mode));

	if (!object || (once && copyin_file(run->job->driver, path, place, fault)))
		return -1;
	return object_measure(object, once ? place : path, fault);
}

static int take_inputs(struct steprun *run, const char *to, struct fault *fault)
{
	const struct job *job = run->job;
	size_t i;

	if (job->given == GIVEN_SHARDS) {
		struct objects *list = NULL;

		if (shards_open(&run->shards, job->input, job->inputs, fault))
			return -1;
		if (strcmp(to, "shard") == 0)
			return 0;
		list = list_for(run, to, fault);
		if (!list)
			return -1;
		*list = run->shards.file;
		run->shards.file = (struct objects){0};
		return 0;
	}
	for (i = 0; i < job->inputs; i++)
		if (take_file(run, job->input[i], to, fault))
			return -1;
	return 0;
}

static int make_bundles(struct steprun *run, const struct step *step, struct fault *fault)
{
	size_t count = bundles_count(run->job->options->task_nonzeros, &run->shards), i;
	struct shard_groups *groups = run->groups;

	while (groups < run->groups + GROUPS_MOST && groups->name)
		groups++;
	if (groups == run->groups + GROUPS_MOST)
		return fault_set(fault, FAULT_INTERNAL, "a job of more than %d groups", GROUPS_MOST);
	groups->start = memory_zeroed(count + 1, sizeof *groups->start, fault);
	if (!groups->start)
		return -1;
	groups->name = step->to;
	groups->count = count;
	for (i = 0; i <= count; i++)
		groups->start[i] = bundles_start(run->shards.file.count, count, i);
	return 0;
}

static int find_value(struct steprun *run, const struct stepvalue *value, struct fault *fault)
{
	size_t i;

	for (i = 0; i < VALUES_MOST; i++) {
		if (run->value[i].name && strcmp(run->value[i].name, value->name) != 0)
			continue;
		run->value[i].name = value->name;
		run->value[i].text.size = 0;
		return value->find(run->job, run, &run->value[i].text, fault)
			|| bytes_terminate(&run->value[i].text, fault) ? -1 : 0;
	}
	return fault_set(fault, FAULT_INTERNAL, "a job of more than %d values", VALUES_MOST);
}

static int run_range(struct steprun *run, size_t from, size_t to, struct fault *fault);

static int run_loop(struct steprun *run, size_t at, size_t end, struct fault *fault)
{
	const struct step *step = &run->plan->step[at];
	bool parts = step->kind == STEP_PARTS;
	uint64_t shards = run->shards.file.count;
	uint64_t times = parts ? shards / step->number + (shards % step->number != 0)
		: step->kind == STEP_TIMES ? step->number : UINT64_MAX;
	uint64_t outer = run->facts.pass, i;
	int failed = 0;

	for (i = 0; !failed && !run->left && i < times; i++) {
		if (parts) {
			run->part = i + 1;
			run->parts = times;
		} else {
			run->facts.pass = i + 1;
		}
		failed = run_range(run, at + 1, end, fault);
	}
	run->left = false;
	run->facts.pass = outer;
	return failed;
}

static int run_step(struct steprun *run, const struct step *step, struct fault *fault)
{
	struct objects *list;

	switch (step->kind) {
	case STEP_CUT:
		list = list_for(run, step->to, fault);
		return list ? cut_text(run, list, fault) : -1;
	case STEP_TAKE:
		return take_inputs(run, step->to, fault);
	case STEP_FILE:
		return take_file(run, step->name, step->to, fault);
	case STEP_EACH:
		return run_each(run, step, fault);
	case STEP_MERGE:
		return run_merge(run, step, fault);
	case STEP_HERE:
	case STEP_TRY:
	case STEP_AGAIN:
		return run_here(run, step, fault);
	case STEP_SORT:
		return run_sort(run, step, fault);
	case STEP_BUNDLES:
		return make_bundles(run, step, fault);
	case STEP_VALUE:
		return find_value(run, step->value, fault);
	case STEP_CHECK:
		return step->check(run->job, run, fault);
	case STEP_BREAK:
		run->left = true;
		return 0;
	case STEP_PUT:
		return putting_out(run->job, steprun_list(run, step->from), fault);
	default:
		return 0;
	}
}

/* Steps [from, to), and those within them. */
static int run_range(struct steprun *run, size_t from, size_t to, struct fault *fault)
{
	size_t i, begin, end;
	int failed = 0;

	for (i = from; !failed && !run->left && i < to; i++) {
		const struct step *step = &run->plan->step[i];

		run->facts.shards = &run->shards;
		if (step->kind == STEP_IF) {
			i = step_branch(run->plan, i, step->question->ask(run->job, &run->facts),
				&begin, &end);
			failed = run_range(run, begin, end, fault);
		} else if (step_opens(step->kind)) {
			end = step_matching(run->plan, i);
			failed = run_loop(run, i, end, fault);
			i = end;
		} else {
			failed = run_step(run, step, fault);
		}
	}
	return failed;
}

int steprun(struct job *job, const struct steps *plan, struct fault *fault)
{
	struct steprun run = {.job = job, .plan = plan};
	int failed = run_range(&run, 0, plan->count, fault);
	size_t i;

	for (i = 0; i < LISTS_MOST; i++)
		object_list_release(&run.list[i].file);
	for (i = 0; i < GROUPS_MOST; i++)
		free(run.groups[i].start);
	for (i = 0; i < VALUES_MOST; i++)
		bytes_release(&run.value[i].text);
	shards_release(&run.shards);
	return failed;
}
