/* job.c - finds a job and checks what it is given. */
#include "job/job.h"

#include "base/options.h"
#include "lda/renew.h"
#include "stream/source.h"
#include "text/weighting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOB_ENTRY(name) &job_##name,
#define JOB_WORD(name) "|" #name

static const struct job_kind *const kinds[] = {JOBS(JOB_ENTRY)};
static const char names[] = JOBS(JOB_WORD);

const struct job_kind *job_find(const char *name, struct fault *fault)
{
	char near[64];
	size_t i;

	for (i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	if (!name)
		(void)fault_set(fault, FAULT_USAGE, "the job is missing: one of %s", names + 1);
	else if (options_nearest(name, names + 1, near, sizeof near))
		(void)fault_set(fault, FAULT_USAGE, "'%.100s' is not a job: nearest is %s", name, near);
	else
		(void)fault_set(fault, FAULT_USAGE, "'%.100s' is not a job: one of %s", name, names + 1);
	return NULL;
}

int job_usage(struct bytes *out, struct fault *fault)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_printf(out, fault, "%s%s %s", i == 0 ? "Jobs: " : i % 4 ? " | " : " |\n  ",
			kinds[i]->name, kinds[i]->operands))
			return -1;
	return bytes_printf(out, fault, "\n");
}

/* A scheme that looks at all documents before it weights the first can't weight a
 * shard by itself; what a vocabulary has (bm25: the mean length) every shard has. */
static int check_weight(const struct job *job, struct fault *fault)
{
	const char *scheme = job->options->weight;
	const struct weighting_options options = {.scheme = scheme, .k1 = -1, .b = -1, .slope = -1};
	struct weighting weighting = {0};
	bool observes;

	if (!scheme)
		return 0;
	if (strcmp(scheme, "none") == 0)
		return 0;
	if (weighting_init(&weighting, &options, fault))
		return -1;
	observes = weighting_observes(&weighting);
	weighting_release(&weighting);
	return !observes ? 0 : fault_set(fault, FAULT_USAGE, "--weight %s needs each term's "
		"counts in all documents before it weights the first: use corpus-weight on the whole "
		"corpus, and give its output", scheme);
}

static int check_options(const struct job *job, struct fault *fault)
{
	const struct job_kind *kind = job->kind;
	const struct job_options *options = job->options;
	unsigned i;

	if (kind->command && job->commands == 0)
		return fault_set(fault, FAULT_USAGE, "%s: the command to run is missing; it follows "
			"--", kind->name);
	if (!kind->command && job->commands)
		return fault_set(fault, FAULT_USAGE, "%s takes no command after --", kind->name);
	if (kind->factors && !kind->sweeps && options->factors.count > 1)
		return fault_set(fault, FAULT_USAGE, "-k: %s takes one number; sweep tries several",
			kind->name);
	if (options->add && options->factors.count)
		return fault_set(fault, FAULT_USAGE, "-k is the model's where --add is given");
	if (options->add && strcmp(options->add, "-") == 0)
		return fault_set(fault, FAULT_USAGE, "--add takes a file, not standard input");
	if (kind->factors && !options->add && options->factors.count == 0)
		return fault_set(fault, FAULT_USAGE, "-k is missing: the number of factors or topics");
	if (options->vocabulary && strcmp(options->vocabulary, "-") == 0)
		return fault_set(fault, FAULT_USAGE, "--vocab takes a file, not standard input");
	if (options->labels && strcmp(options->labels, "-") == 0)
		return fault_set(fault, FAULT_USAGE, "--labels takes a file, not standard input");
	if (!kind->sweeps && options->seeds && strcmp(options->seeds, "-") == 0)
		return fault_set(fault, FAULT_USAGE, "--seeds takes a file, not standard input");
	for (i = 0; i < options->tokens.stop.count; i++)
		if (strcmp(options->tokens.stop.word[i], "-") == 0)
			return fault_set(fault, FAULT_USAGE,
				"--stop takes a file, not standard input");
	return check_weight(job, fault);
}

/* What the model to add to is. */
static int look_at_model(struct job *job, struct fault *fault)
{
	struct source source = {0};
	const char *path = job->options->add;
	int failed;

	if (!path)
		return 0;
	failed = source_open_kind(&source, KIND_TOPICS, &path, 1, fault);
	job->topics = source.header.columns;
	job->sparse = source.header.values == VALUES_STEPS;
	job->renewable = !failed && lda_renew_may(&source.header, source.vocabulary.size);
	source_close(&source);
	return failed;
}

int job_begin(struct job *job, const char *const *operand, size_t count, struct fault *fault)
{
	const struct job_kind *kind = job->kind;
	const char *list = job->options->text.files0;

	if (check_options(job, fault) || look_at_model(job, fault))
		return -1;
	if (kind->hosts)
		return count == 0 ? 0 : fault_set(fault, FAULT_USAGE, "%s takes no input", kind->name);
	if (kind->files && count == 0)
		return fault_set(fault, FAULT_USAGE, "no input: give text, a corpus or a folder of "
			"shards");
	if (inputs_take(&job->list, operand, count, &job->options->text, fault))
		return -1;
	job->input = (const char *const *)job->list.path;
	job->inputs = job->list.count;
	job->given = GIVEN_TEXT;
	if (list)
		return 0;
	if (inputs_look(job->input, job->inputs, &job->given, fault))
		return -1;
	return !kind->text || job->given == GIVEN_TEXT ? 0 : fault_set(fault, FAULT_USAGE,
		"%s takes text, and %s is %s", kind->name, job->input[0],
		job->given == GIVEN_SHARDS ? "a folder" : "a matrix stream");
}

int job_check_folder(struct job *job, struct fault *fault)
{
	const char *folder = job->options->folder;
	struct stat status;
	char path[4096];

	if (!folder)
		return fault_set(fault, FAULT_USAGE, "-d DIR is missing: where the shards go");
	job->made_folder = mkdir(folder, 0777) == 0;
	if (!job->made_folder && errno != EEXIST)
		return fault_errno(fault, FAULT_NONE, errno, "%s", folder);
	if (stat(folder, &status) == 0 && !S_ISDIR(status.st_mode))
		return fault_errno(fault, FAULT_NONE, ENOTDIR, "%s", folder);
	if (access(folder, W_OK | X_OK))
		return fault_errno(fault, FAULT_NONE, errno, "%s", folder);
	(void)snprintf(path, sizeof path, "%s/MANIFEST", folder);
	if (!job->options->force && access(path, F_OK) == 0)
		return fault_set(fault, FAULT_USAGE, "%s has shards already; -f replaces them",
			folder);
	return 0;
}

void job_release(struct job *job)
{
	/* a folder that got no shards is none that anybody asked for */
	if (job->made_folder)
		(void)rmdir(job->options->folder);
	job->made_folder = false;
	known_release(&job->known);
	inputs_release(&job->list);
	job->input = NULL;
	job->inputs = 0;
}
