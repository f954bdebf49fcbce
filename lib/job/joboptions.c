/* joboptions.c - which options a job, or --serve, --check and --forget, use. */
#include "job/joboptions.h"

#include <stdio.h>
#include <string.h>

#define ALWAYS "progress quiet verbose"
#define CHECK "check connect-timeout force hosts identity known-hosts no-ship output patience " \
	"port rsh slurm slurm-options store transport unconfined user"

/* Options that dist-run obeys instead of a job: the first that is given counts. */
static const struct mode {
	const char *option, *takes;
} modes[] = {
	{"serve", "restrict scratch serve shared store task-memory"},
	{"forget", CHECK " forget"},
	{"check", CHECK},
};

#define JOB_ENTRY(name) &job_##name,
static const struct job_kind *const kinds[] = {JOBS(JOB_ENTRY)};

enum { MODES = sizeof modes / sizeof *modes, KINDS = sizeof kinds / sizeof *kinds };

static bool is_given(const char *const *given, const char *option, size_t length)
{
	for (; *given; given++)
		if (strlen(*given) == length && memcmp(*given, option, length) == 0)
			return true;
	return false;
}

/* The word of the list that is about the option: the mark behind its name, or the end of
 * the word; NULL where there is none. */
static const char *find(const char *list, const char *option)
{
	size_t length = strlen(option);

	while (list && *list) {
		size_t name;

		list += strspn(list, " ");
		name = strcspn(list, " ?!");
		if (name == length && memcmp(list, option, length) == 0)
			return list + name;
		list += strcspn(list, " ");
	}
	return NULL;
}

static const char *find_of(const struct job_kind *kind, const char *option)
{
	const char *at = find(kind->takes, option);

	return at ? at : find(kind->takes_of_text, option);
}

/* Names those that use the option. */
static int refuse(const char *option, const char *user, struct fault *fault)
{
	size_t i, count = 0;

	(void)fault_set(fault, FAULT_USAGE, "--%s is for", option);
	for (i = 0; i < KINDS; i++)
		if (find_of(kinds[i], option))
			(void)fault_add(fault, "%s %s", count++ ? "," : "", kinds[i]->name);
	for (i = 0; i < MODES; i++)
		if (find(modes[i].takes, option))
			(void)fault_add(fault, "%s --%s", count++ ? "," : "", modes[i].option);
	return fault_add(fault, ", not for %s", user);
}

/* A mark and the option that it is about. */
static int check_mark(const char *const *given, const char *option, const char *mark,
	struct fault *fault)
{
	int length;

	if (*mark != '?' && *mark != '!')
		return 0;
	length = (int)strcspn(mark + 1, " ");
	if (is_given(given, mark + 1, (size_t)length) == (*mark == '?'))
		return 0;
	return fault_set(fault, FAULT_USAGE, *mark == '?' ? "--%s has no use without --%.*s"
			: "--%s has no use with --%.*s", option, length, mark + 1);
}

const char *joboptions_mode(const char *const *given)
{
	size_t i;

	for (i = 0; i < MODES; i++)
		if (is_given(given, modes[i].option, strlen(modes[i].option)))
			return modes[i].option;
	return NULL;
}

int joboptions_check_mode(const char *const *given, const char *mode, struct fault *fault)
{
	char user[32];
	size_t i;

	for (i = 0; i < MODES - 1 && strcmp(modes[i].option, mode) != 0; i++)
		;
	(void)snprintf(user, sizeof user, "--%s", mode);
	for (; *given; given++)
		if (!find(ALWAYS, *given) && !find(modes[i].takes, *given))
			return refuse(*given, user, fault);
	return 0;
}

int joboptions_check(const struct job *job, struct fault *fault)
{
	const char *const *given = job->given_options, *at;

	for (; given && *given; given++) {
		if (find(ALWAYS, *given))
			continue;
		at = find_of(job->kind, *given);
		if (!at)
			return refuse(*given, job->kind->name, fault);
		if (check_mark(job->given_options, *given, at, fault))
			return -1;
	}
	return 0;
}

int joboptions_check_input(const struct job *job, struct fault *fault)
{
	const char *const *given = job->given_options;

	if (job->given == GIVEN_TEXT)
		return 0;
	if (job->given == GIVEN_SHARDS && job->options->shard_nonzeros && !job->kind->folder)
		job->note("--shard-nnz has no use: the shards of %s stay as they are", job->input[0]);
	for (; given && *given; given++)
		if (find(job->kind->takes_of_text, *given))
			return fault_set(fault, FAULT_USAGE, "--%s is for text, and %s is %s", *given,
				job->input[0], job->given == GIVEN_SHARDS ? "a folder of shards"
									  : "a matrix stream");
	return 0;
}
