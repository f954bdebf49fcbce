/* doctor.c - examines the commands, the libraries, the machine and what is around them.
 *
 * What another command was built with it says itself (--version -v); nothing is asked of
 * the network. */
#include "doctor_internal.h"

#include "base/answer.h"
#include "base/commands.h"
#include "build.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int doctor_say(struct examination *all, const char *state, const char *item,
	const char *text, struct fault *fault)
{
	if (strcmp(state, "mend") == 0)
		all->mend++;
	return bytes_printf(all->out, fault, "%-5s %-12s %s\n", state, item, text);
}

int doctor_ask(const struct examination *all, const char *command, struct bytes *answer,
	struct fault *fault)
{
	char path[PATH_MAX];
	const char *word[] = {path, "--version", "-v", NULL};

	answer->size = 0;
	(void)snprintf(path, sizeof path, "%s/%s", all->folder, command);
	return answer_of(word, path, -1, answer, fault);
}

bool doctor_find(const struct bytes *answer, const char *key, char *value, size_t size)
{
	const char *line = answer->data;
	size_t length = strlen(key);

	while (line && *line) {
		const char *end = line + strcspn(line, "\n");

		if (strncmp(line, key, length) == 0 && line[length] == '\t') {
			line += length + 1;
			(void)snprintf(value, size, "%.*s", (int)(end - line), line);
			return true;
		}
		line = *end ? end + 1 : end;
	}
	return false;
}

/* Every command is there, runs, and is of this version. */
static int examine_commands(struct examination *all, struct fault *fault)
{
	const struct commands_entry *entry;
	struct bytes answer = {0};
	char text[PATH_MAX + 200], wanted[120];
	unsigned good = 0, bad = 0;
	int failed = 0;

	for (entry = commands_table; !failed && entry->name; entry++) {
		struct fault wrong = {0};

		(void)snprintf(wanted, sizeof wanted, "%s (topictools) %s\n", entry->name,
			BUILD_VERSION);
		if (doctor_ask(all, entry->name, &answer, &wrong)) {
			(void)snprintf(text, sizeof text, "%s: install all commands again",
				wrong.text);
		} else if (strncmp(answer.data, wanted, strlen(wanted)) != 0) {
			(void)snprintf(text, sizeof text, "%s/%s is of another version than %s",
				all->folder, entry->name, BUILD_VERSION);
		} else {
			good++;
			continue;
		}
		bad++;
		failed = doctor_say(all, "mend", "commands", text, fault);
	}
	(void)snprintf(text, sizeof text, "%u of version %s in %s", good, BUILD_VERSION,
		all->folder);
	bytes_release(&answer);
	return failed || (!bad && doctor_say(all, "ok", "commands", text, fault)) ? -1 : 0;
}

/* The kernel that OpenBLAS takes by itself, and a preset one. */
static int examine_blas(struct examination *all, struct fault *fault)
{
	static const char *const variable[] = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"};
	struct fault unheard;
	char blas[256], text[512];
	size_t i;

	for (i = 0; i < sizeof variable / sizeof *variable; i++) {
		const char *value = getenv(variable[i]);

		if (!value)
			continue;
		(void)snprintf(text, sizeof text, "%s=%.60s is set: without it OpenBLAS takes what "
			"fits the processor, which can be twice as fast", variable[i], value);
		if (doctor_say(all, "mend", "BLAS", text, fault))
			return -1;
		(void)unsetenv(variable[i]);
	}
	if (doctor_ask(all, "lsi-basis", &all->lsi_basis, &unheard)
		|| !doctor_find(&all->lsi_basis, "blas", blas, sizeof blas))
		return doctor_say(all, "mend", "BLAS", "lsi-basis --version -v does not name it", fault);
	return doctor_say(all, "ok", "BLAS", blas, fault);
}

static int examine_build(struct examination *all, struct fault *fault)
{
	struct bytes build = {0};
	char value[128];
	int failed = build_describe(&build, fault) || bytes_terminate(&build, fault);
	bool fast;

	if (!failed && doctor_find(&build, "deflate", value, sizeof value)) {
		fast = strncmp(value, "zlib", 4) != 0;
		failed = doctor_say(all, fast ? "ok" : "none", "deflate",
			fast ? value : "zlib alone: with libdeflate streams are read twice as fast",
			fault);
	}
	if (!failed && doctor_find(&build, "processor", value, sizeof value))
		failed = doctor_say(all, "ok", "processor", value, fault);
	bytes_release(&build);
	return failed ? -1 : 0;
}

int doctor_examine(const char *folder, struct bytes *out, unsigned *mend,
	struct fault *fault)
{
	struct examination all = {.folder = folder, .out = out};
	int failed = examine_blas(&all, fault) || examine_commands(&all, fault)
		|| examine_build(&all, fault) || doctor_machine(&all, fault) || doctor_around(&all, fault);

	bytes_release(&all.dist_run);
	bytes_release(&all.lda_mpi);
	bytes_release(&all.lsi_basis);
	*mend = all.mend;
	return failed ? -1 : 0;
}
