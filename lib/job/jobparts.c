/* jobparts.c - steps that several jobs begin or end with. */
#include "job/job.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COPY = 1 << 18 };

static void scratch(void *context, char *path, size_t size)
{
	driver_scratch(context, path, size);
}

int job_cut(struct job *job, struct objects *pieces, struct fault *fault)
{
	const char *input = job->options->input ? job->options->input : "tsv";
	enum text_form form = *input == 't' ? TEXT_TSV : *input == 'l' ? TEXT_LINES : TEXT_FILES;

	return pieces_cut(pieces, form, job->input, job->inputs, scratch, job->driver, fault);
}

static int option(struct call *words, const char *name, const char *value,
	struct fault *fault)
{
	return !value ? 0 : call_add(words, name, fault) || call_add(words, value, fault)
		? -1 : 0;
}

static int option_number(struct call *words, const char *name, uint64_t value,
	struct fault *fault)
{
	return !value ? 0 : call_add(words, name, fault)
		|| call_printf(words, fault, "%llu", (unsigned long long)value) ? -1 : 0;
}

int job_token_words(const struct job *job, struct call *words, struct fault *fault)
{
	const struct job_options *options = job->options;

	return option(words, "--words", options->words, fault)
		|| option(words, "--cjk", options->cjk, fault)
		|| option_number(words, "--min-length", options->least, fault)
		|| option_number(words, "--max-length", options->most, fault)
		|| option(words, "--stop", options->stop, fault)
		|| option(words, "--stem", options->stem, fault)
		|| option_number(words, "--ngrams", options->ngrams, fault) ? -1 : 0;
}

static int merge_words(const struct job *job, bool prune, struct call *words,
	struct fault *fault)
{
	const struct job_options *options = job->options;
	char max_df[FRACTION_TEXT];

	fraction_format(options->max_df, max_df);
	if (call_split(words, "vocab-merge -q", fault) || call_threads(words, fault))
		return -1;
	return prune && (option_number(words, "--min-df", options->min_df, fault)
		|| call_add(words, "--max-df", fault) || call_add(words, max_df, fault)
		|| option_number(words, "--keep", options->keep, fault)) ? -1 : 0;
}

int job_count(struct job *job, const struct objects *pieces, bool prune,
	struct object *vocabulary, struct fault *fault)
{
	struct tasks tasks = {0};
	struct call merge = {0};
	size_t i;
	int failed = merge_words(job, prune, &merge, fault);

	for (i = 0; !failed && i < pieces->count; i++) {
		struct task *task = tasks_new(&tasks, fault);

		failed = !task || call_split(&task->words, "corpus-vocab -q", fault)
			|| call_threads(&task->words, fault)
			|| job_token_words(job, &task->words, fault)
			|| call_object(&task->words, &pieces->object[i], fault);
	}
	failed = failed || driver_reduce(job->driver, &tasks, "counting words", &merge, vocabulary,
		fault);
	call_release(&merge);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

static int weigh(struct call *words, const char *scheme, struct fault *fault)
{
	return call_split(words, "corpus-weight -q", fault) || call_threads(words, fault)
		|| option(words, "--scheme", scheme, fault) ? -1 : 0;
}

/* Pieces to rows, weighed by the scheme unless that is NULL. */
static int job_rows(const struct objects *pieces, const struct object *vocabulary,
	const char *scheme, struct tasks *tasks, struct fault *fault)
{
	size_t i;

	for (i = 0; i < pieces->count; i++) {
		struct task *task = tasks_new(tasks, fault);

		if (!task || call_split(&task->words, "corpus-bow -q", fault)
			|| call_threads(&task->words, fault)
			|| call_add(&task->words, "--vocab", fault)
			|| call_object(&task->words, vocabulary, fault)
			|| call_object(&task->words, &pieces->object[i], fault))
			return -1;
		task->stream = true;
		if (scheme && (call_pipe(&task->words, fault)
			|| weigh(&task->words, scheme, fault)))
			return -1;
	}
	return 0;
}

static int shard_words(struct call *words, uint64_t nonzeros, struct fault *fault)
{
	return call_split(words, "corpus-shard -q -d " DRIVER_FOLDER, fault)
		|| call_threads(words, fault) || option_number(words, "--nnz", nonzeros, fault)
		? -1 : 0;
}

/* Text: counted, pruned, to rows, to shards. */
static int shards_of_text(struct job *job, const char *scheme, uint64_t nonzeros,
	struct object *folder, struct fault *fault)
{
	struct objects pieces = {0};
	struct object vocabulary = {0};
	struct tasks tasks = {0};
	struct call words = {0};
	int failed = job_cut(job, &pieces, fault)
		|| (job->options->vocabulary
			? object_measure(&vocabulary, job->options->vocabulary, fault)
			: job_count(job, &pieces, true, &vocabulary, fault))
		|| job_rows(&pieces, &vocabulary, scheme, &tasks, fault)
		|| shard_words(&words, nonzeros, fault)
		|| driver_reduce(job->driver, &tasks, "text to rows", &words, folder, fault);

	tasks_release(&tasks);
	call_release(&words);
	object_release(&vocabulary);
	object_list_release(&pieces);
	return failed ? -1 : 0;
}

static int shards_of_corpus(struct job *job, uint64_t nonzeros, struct object *folder,
	struct fault *fault)
{
	struct objects files = {0};
	struct call words = {0};
	size_t i;
	int failed = shard_words(&words, nonzeros, fault);

	for (i = 0; !failed && i < job->inputs; i++)
		failed = !object_list_new(&files, fault)
			|| object_measure(&files.object[i], job->input[i], fault);
	for (i = 0; !failed && i < job->inputs; i++)
		failed = call_object(&words, &files.object[i], fault);
	failed = failed || driver_here(job->driver, &words, folder, fault);
	call_release(&words);
	object_list_release(&files);
	return failed ? -1 : 0;
}

/* Shards of counts to shards of weights, in place. */
static int weigh_shards(struct job *job, const char *scheme, struct shards *shards,
	struct fault *fault)
{
	struct shards weighed = {0};
	struct tasks tasks = {0};
	size_t i;
	int failed = 0;

	for (i = 0; !failed && i < shards->file.count; i++) {
		struct task *task = tasks_new(&tasks, fault);

		failed = !task || weigh(&task->words, scheme, fault)
			|| call_object(&task->words, &shards->file.object[i], fault);
		if (task)
			task->stream = true;
	}
	failed = failed || driver_tasks(job->driver, &tasks, "weighting", fault);
	for (i = 0; !failed && i < tasks.count; i++)
		failed = shards_add(&weighed, &tasks.task[i].result, fault);
	if (!failed) {
		shards_release(shards);
		*shards = weighed;
		weighed = (struct shards){0};
	}
	shards_release(&weighed);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

int job_shards(struct job *job, const char *scheme, uint64_t nonzeros, struct shards *shards,
	struct fault *fault)
{
	const char *const stdin_text = "-";
	struct object folder = {0};
	enum given given;
	int failed;

	if (job->inputs == 0) {
		job->input = &stdin_text;
		job->inputs = 1;
	}
	if (job->options->shard_nonzeros)
		nonzeros = job->options->shard_nonzeros;
	failed = inputs_look(job->input, job->inputs, &given, fault);
	if (!failed && given == GIVEN_SHARDS)
		failed = shards_open(shards, job->input, job->inputs, fault);
	if (!failed && given == GIVEN_TEXT)
		failed = shards_of_text(job, scheme, nonzeros, &folder, fault);
	if (!failed && given == GIVEN_CORPUS)
		failed = shards_of_corpus(job, nonzeros, &folder, fault);
	if (!failed && folder.path)
		failed = shards_open(shards, (const char *const *)&folder.path, 1, fault);
	if (!failed && scheme && strcmp(shards->weighting, "counts") == 0)
		failed = weigh_shards(job, scheme, shards, fault);
	if (!failed && shards->all_nonzeros == 0)
		failed = fault_set(fault, FAULT_DATA, "the input has no words that are "
			"counted (--min-df 1 keeps those of few documents)");
	object_release(&folder);
	job->input = job->input == &stdin_text ? NULL : job->input;
	return failed ? -1 : 0;
}

size_t job_bundles(const struct job *job, const struct shards *shards)
{
	/* with many divisors, so that any few hosts share them evenly */
	static const uint64_t counts[] = {TASK_COUNTS};
	uint64_t columns = shards->columns ? shards->columns : 1, bundles;
	size_t i = 0;

	if (job->options->task_nonzeros) {
		bundles = shards->all_nonzeros / job->options->task_nonzeros;
	} else {
		bundles = shards->all_nonzeros / (NONZEROS_A_COLUMN * columns);
		while (i + 1 < sizeof counts / sizeof *counts && counts[i] < bundles)
			i++;
		bundles = counts[i];
	}
	return bundles < 1 ? 1 : bundles > shards->file.count ? shards->file.count
		: (size_t)bundles;
}

size_t job_bundle(const struct shards *shards, size_t bundles, size_t i)
{
	size_t whole = shards->file.count / bundles, rest = shards->file.count % bundles;

	return i * whole + (i < rest ? i : rest);
}

int job_add_shards(struct call *words, const struct shards *shards, size_t from, size_t to,
	struct fault *fault)
{
	for (; from < to; from++)
		if (call_object(words, &shards->file.object[from], fault))
			return -1;
	return 0;
}

int job_put(struct job *job, const struct object *object, struct fault *fault)
{
	int descriptor = input_open(object->path, fault), failed = descriptor < 0;
	char *buffer = memory_zeroed(COPY, 1, fault);
	size_t got = 1;

	failed = failed || !buffer;
	while (!failed && got)
		failed = fullio_read(descriptor, buffer, COPY, &got, fault)
			|| outfile_write(job->out, buffer, got, fault);
	if (descriptor >= 0)
		input_close(descriptor);
	free(buffer);
	return failed ? -1 : 0;
}
