/* ownrun.c - starts a command of the driver's own and turns the loop until it ends. */
#include "driver/ownrun.h"

#include "base/memory.h"
#include "driver/loop.h"
#include "driver/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *place(void *context, const struct word *word)
{
	(void)context;
	return word->object->path;
}

/* The words, with the folder's name where they want one. */
static int stages_here(const struct driver *driver, const struct commandline *words,
	const char *folder, struct stages *stages, struct fault *fault)
{
	size_t i;

	if (commandline_stages(words, (unsigned)driver->options.threads, stages, place, NULL, fault))
		return -1;
	for (i = 0; i < 2 * words->count + 1; i++) {
		char *word = stages->argument[i];

		if (!word || strcmp(word, TASK_FOLDER) != 0)
			continue;
		free(word);
		stages->argument[i] = memory_copy(folder, strlen(folder), fault);
		if (!stages->argument[i])
			return -1;
	}
	return 0;
}

bool ownrun_makes_folder(const struct commandline *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == WORD_TEXT
			&& strcmp(words->word[i].text, TASK_FOLDER) == 0)
			return true;
	return false;
}

static int wait_for_end(struct driver *driver, struct stages *stages, int out,
	const char *scratch, struct fault *fault)
{
	const struct run_terms terms = {.bin = driver->bin, .any = driver->options.any_here};
	struct here *here = &driver->here;
	int failed;

	if (here_start(here, (char *const *const *)stages->stage, stages->count, &terms, out,
		driver->shelf.lent.count > 0, fault))
		return -1;
	do {
		failed = loop_turn(driver, 200, fault);
		shelf_spare(driver, scratch);
	} while (!failed && here->running);
	here_end(here);
	return failed;
}

int ownrun(struct driver *driver, const struct commandline *words, const char *scratch,
	bool folder, struct fault *fault)
{
	const char *place = folder ? "/dev/null" : scratch;
	struct stages stages;
	int out = -1, failed;

	driver->here.end = (struct run_end){.status = -1};
	failed = stages_here(driver, words, scratch, &stages, fault);
	if (!failed) {
		out = open(place, O_WRONLY | O_CLOEXEC | (folder ? 0 : O_CREAT | O_TRUNC), 0666);
		if (out < 0)
			failed = fault_errno(fault, FAULT_IO, errno, "%s", place);
	}
	failed = failed || wait_for_end(driver, &stages, out, scratch, fault)
		|| here_judge(&driver->here, words->word[0].text, fault);
	if (out >= 0 && close(out) && !failed)
		failed = fault_errno(fault, FAULT_IO, errno, "%s", place);
	commandline_stages_release(&stages);
	return failed;
}
