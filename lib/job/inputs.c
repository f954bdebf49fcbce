/* inputs.c - tells text, corpora and folders of shards apart. */
#include "job/inputs.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"
#include "stream/textlist.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void inputs_release(struct inputs *inputs)
{
	size_t i;

	for (i = 0; i < inputs->count; i++)
		free(inputs->path[i]);
	free(inputs->path);
	*inputs = (struct inputs){0};
}

int inputs_take(struct inputs *inputs, const char *const *operand, size_t count,
	const struct text_arguments *arguments, struct fault *fault)
{
	struct textlist list = {0};
	const char *path;
	int got;

	if (documents_input(arguments) == INPUT_FILES && count == 0 && !arguments->files0)
		return fault_set(fault, FAULT_USAGE,
			"--input files needs operands or --files0-from ('-' is standard input)");
	got = textlist_open(&list, operand, count, arguments->files0,
		documents_input(arguments) == INPUT_FILES, fault) ? -1 : 1;
	while (got == 1 && (got = textlist_next(&list, &path, fault)) == 1) {
		char *copy = memory_copy(path, strlen(path), fault);

		if (!copy || memory_grow(&inputs->path, &inputs->room, inputs->count + 1, fault)) {
			free(copy);
			got = -1;
			break;
		}
		inputs->path[inputs->count++] = copy;
	}
	textlist_close(&list);
	return got;
}

static int look(const char *path, enum given *given, struct fault *fault)
{
	unsigned char head[14] = {0};
	struct stat status;
	size_t got;
	int descriptor, failed;

	if (strcmp(path, "-") == 0) {
		*given = GIVEN_TEXT;
		return 0;
	}
	/* what can be read once alone, as a pipe, is left for those who need it */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		*given = S_ISDIR(status.st_mode) ? GIVEN_SHARDS : GIVEN_TEXT;
		return 0;
	}
	descriptor = input_open(path, fault);
	if (descriptor < 0)
		return -1;
	failed = fullio_read(descriptor, head, sizeof head, &got, fault);
	input_close(descriptor);
	*given = memcmp(head, "\037\213\010\004", 4) == 0 && memcmp(head + 12, "MZ", 2) == 0
		? GIVEN_CORPUS : GIVEN_TEXT;
	return failed;
}

int inputs_look(const char *const *path, size_t count, enum given *given, struct fault *fault)
{
	static const char *const names[] = {"text", "a matrix stream", "a folder"};
	enum given other;
	size_t i;

	for (i = 0; i < count; i++) {
		if (look(path[i], i ? &other : given, fault))
			return -1;
		if (i && other != *given)
			return fault_set(fault, FAULT_USAGE, "%s is %s, and %s is %s: give inputs of "
				"one kind", path[0], names[*given], path[i], names[other]);
	}
	return 0;
}
