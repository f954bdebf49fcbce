/* here.c - filters that run where the driver is: what merges results. */
#include "base/clock.h"
#include "driver/fleet.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMPLAINT_MOST = 1 << 16 };

/* What became readable of the filter's; called by driver_turn. */
void here_turn(struct driver *driver, short report, short err)
{
	struct here *here = &driver->here;
	struct fault ignored = {0};
	char data[4096];
	ssize_t got;

	if (err) {
		got = read(here->run.err, data, sizeof data);
		if (got > 0 && here->complaint.size < COMPLAINT_MOST) {
			if (bytes_append(&here->complaint, data, (size_t)got, &ignored))
				here->complaint.size = 0;
		} else if (got == 0) {
			(void)close(here->run.err);
			here->run.err = -1;
		}
	}
	if (report)
		run_end(&here->run, &here->end);
	if (here->run.minder == 0 && here->run.err < 0)
		here->running = false;
}


static const char *place(void *context, const struct word *word)
{
	(void)context;
	return word->object->path;
}

/* The words, with the folder's name where they want one. */
static int stages_here(const struct driver *driver, const struct call *words,
	const char *folder, struct stages *stages, struct fault *fault)
{
	size_t i;

	if (call_stages(words, (unsigned)driver->options.threads, stages, place, NULL, fault))
		return -1;
	for (i = 0; i < 2 * words->count + 1; i++) {
		char *word = stages->argument[i];

		if (!word || strcmp(word, DRIVER_FOLDER) != 0)
			continue;
		free(word);
		stages->argument[i] = memory_copy(folder, strlen(folder), fault);
		if (!stages->argument[i])
			return -1;
	}
	return 0;
}

static bool makes_folder(const struct call *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == WORD_TEXT
			&& strcmp(words->word[i].text, DRIVER_FOLDER) == 0)
			return true;
	return false;
}

static int judge(const struct here *here, const struct call *words, struct fault *fault)
{
	static const enum fault_kind kinds[] = {FAULT_USAGE, FAULT_DATA, FAULT_NO_INPUT,
		FAULT_HOST, FAULT_INTERNAL, FAULT_SYSTEM, FAULT_IO, FAULT_RETRY, FAULT_DENIED};
	enum fault_kind kind = FAULT_INTERNAL;
	char said[700];
	size_t i;

	if (here->end.status == 0)
		return 0;
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (fault_status(kinds[i]) == here->end.status)
			kind = kinds[i];
	(void)last_line(&here->complaint, said, sizeof said);
	if (*said)
		return fault_set(fault, kind, "%s", said);
	if (here->end.signal)
		return fault_set(fault, FAULT_SYSTEM, "%s: killed by signal %d",
			words->word[0].text, here->end.signal);
	return fault_set(fault, kind, "%s: exit status %d", words->word[0].text,
		here->end.status);
}

static int wait_for_end(struct driver *driver, struct stages *stages, int out,
	struct fault *fault)
{
	const struct run_terms terms = {.bin = driver->bin, .any = driver->options.any_here};
	struct here *here = &driver->here;
	int failed;

	here->complaint.size = 0;
	if (run_start(&here->run, (char *const *const *)stages->stage, stages->count, &terms, out,
		fault))
		return -1;
	here->running = true;
	do
		failed = driver_turn(driver, 200, fault);
	while (!failed && here->running);
	run_release(&here->run);
	here->running = false;
	return failed;
}

static int run_here(struct driver *driver, const struct call *words, const char *scratch,
	bool folder, struct fault *fault)
{
	struct stages stages;
	int out = -1, failed;

	driver->here.end = (struct run_end){.status = -1};
	failed = stages_here(driver, words, scratch, &stages, fault);
	if (!failed) {
		out = open(folder ? "/dev/null" : scratch,
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (out < 0)
			failed = fault_errno(fault, FAULT_IO, errno, "%s", scratch);
	}
	failed = failed || wait_for_end(driver, &stages, out, fault)
		|| judge(&driver->here, words, fault);
	if (out >= 0 && close(out) && !failed)
		failed = fault_errno(fault, FAULT_IO, errno, "%s", scratch);
	call_stages_release(&stages);
	return failed;
}

/* The digest of a folder is that of its MANIFEST. */
static int name_result(const char *path, bool folder, struct object *measured,
	struct fault *fault)
{
	char manifest[PATH_MAX + 16];

	(void)snprintf(manifest, sizeof manifest, "%s%s", path, folder ? "/MANIFEST" : "");
	return object_measure(measured, manifest, fault);
}

/* Filters here read the files themselves; what is not of our own making may
 * have become another since it was named. */
static int check_inputs(const struct driver *driver, const struct call *words,
	struct fault *fault)
{
	const char *folder = driver->work.folder;
	size_t i, length = strlen(folder);

	for (i = 0; i < words->count; i++) {
		const struct object *object = words->word[i].object;

		if (words->word[i].kind != WORD_OBJECT || (strncmp(object->path, folder, length) == 0
			&& object->path[length] == '/'))
			continue;
		if (object_changed(object))
			return fault_set(fault, FAULT_DATA, "%s changed while the job ran",
				object->path);
	}
	return 0;
}

int driver_here_status(const struct driver *driver)
{
	return driver->here.end.status;
}

bool driver_knows(const struct driver *driver, const struct call *words,
	struct object *result)
{
	struct fault ignored = {0};
	const struct record *record;
	struct digest name;
	char path[PATH_MAX];

	if (call_name(words, &name, &ignored))
		return false;
	record = work_find(&driver->work, &name);
	if (!record)
		return false;
	work_path(&driver->work, &name, path);
	if (object_set(result, path, &record->digest, record->size, &ignored))
		return false;
	return true;
}

int driver_here_again(struct driver *driver, const struct call *words, struct fault *fault)
{
	double began = clock_now();
	int failed = run_here(driver, words, "", true, fault)
		|| check_inputs(driver, words, fault);

	driver->tally.here += clock_now() - began;
	return failed;
}

int driver_here(struct driver *driver, const struct call *words, struct object *result,
	struct fault *fault)
{
	char scratch[PATH_MAX], path[PATH_MAX];
	struct object measured = {0};
	bool folder = makes_folder(words);
	double began = clock_now();
	struct digest name;
	int failed;

	if (call_name(words, &name, fault))
		return -1;
	if (driver_knows(driver, words, result) && access(result->path, R_OK) == 0)
		return 0;
	object_release(result);
	work_scratch(&driver->work, scratch);
	failed = run_here(driver, words, scratch, folder, fault)
		|| check_inputs(driver, words, fault)
		|| name_result(scratch, folder, &measured, fault)
		|| work_accept(&driver->work, scratch, &name, &measured.digest, measured.size,
			clock_now() - began, "here", fault);
	driver->tally.here += clock_now() - began;
	if (!failed) {
		work_path(&driver->work, &name, path);
		failed = object_set(result, path, &measured.digest, measured.size, fault);
		result->temporary = true;
	}
	object_release(&measured);
	return failed;
}
