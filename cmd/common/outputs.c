/* outputs.c - checks the files that a command would replace. */
#include "outputs.h"

#include "stream/peek.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool is_regular(const char *path, struct stat *status)
{
	return path && strcmp(path, "-") != 0 && stat(path, status) == 0
		&& S_ISREG(status->st_mode);
}

static bool is_word_of(const char *word, const char *list)
{
	const char *at = list;
	size_t length = strlen(word);

	while ((at = strstr(at, word)) != NULL) {
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
		at += length;
	}
	return false;
}

/* Of one file, with its option and kind: makes is a list of kinds ("factors basis"), "text", or
 * NULL for what is not known. */
static int check_kind(const char *option, const char *path, const char *makes,
	struct fault *fault)
{
	struct stat status;
	enum kind kind;

	if (!makes || !is_regular(path, &status) || !peek_kind(path, &kind)
		|| is_word_of(header_kind_name(kind), makes))
		return 0;
	return fault_set(fault, FAULT_USAGE, "%s %s: holds %s, and would be replaced by %s: name "
		"another file", option, path, header_kind_name(kind), makes);
}

static int refuse_input(const char *option, const char *path, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "%s %s: is an input, and would be replaced: name "
		"another file", option, path);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether the file stands in this folder, and is read with it. */
static bool is_of_folder(const char *path, const char *folder, const struct stat *status)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char parent[PATH_MAX], manifest[PATH_MAX];
	struct stat there;

	(void)snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) + 1 : 1,
		slash ? path : ".");
	(void)snprintf(manifest, sizeof manifest, "%s/MANIFEST", folder);
	return stat(parent, &there) == 0 && same_file(&there, status)
		&& (stat(manifest, &there) || strcmp(name, "MANIFEST") == 0
			|| strncmp(name, "shard-", 6) == 0);
}

int outputs_check_file(bool force, const char *path, const char *makes,
	const char *const *input, size_t count, struct fault *fault)
{
	struct stat status, other;
	size_t i;

	if (force || !is_regular(path, &status))
		return 0;
	for (i = 0; i < count; i++)
		if (stat(input[i], &other) == 0 && (S_ISDIR(other.st_mode)
				? is_of_folder(path, input[i], &other) : same_file(&status, &other))) {
			(void)refuse_input("-o", path, fault);
			return fault_add(fault, ", or allow it: -f");
		}
	return check_kind("-o", path, makes, fault) == 0 ? 0
		: fault_add(fault, ", or allow it: -f");
}

static int check_one(const struct command *command, const struct operands *operands,
	const struct option_row *output, struct fault *fault)
{
	const char *path = *(const char **)output->value;
	const struct option_row *row;
	const char *const *word;
	struct stat status, input;
	char option[64] = "-o";
	unsigned i;

	if (!is_regular(path, &status))
		return 0;
	if (output->letter != 'o')
		(void)snprintf(option, sizeof option, "--%s", output->name);
	for (row = command->rows; row->name; row++)
		for (i = 0; (row->type & OPTION_TYPE) == OPTION_INPUT
			&& i < options_words(row, &word); i++)
			if (is_regular(word[i], &input) && input.st_dev == status.st_dev
				&& input.st_ino == status.st_ino)
				return refuse_input(option, path, fault);
	for (i = 0; command->input && i < operands->count; i++)
		if (is_regular(operands->word[i], &input) && input.st_dev == status.st_dev
			&& input.st_ino == status.st_ino)
			return refuse_input(option, path, fault);
	return check_kind(option, path,
		output->type & OPTION_PLAIN ? "text" : command->makes, fault);
}

/* The value of -f; NULL for a command without it. */
static const bool *force_of(const struct command *command)
{
	const struct option_row *row;

	for (row = command->rows; row->name; row++)
		if (row->letter == 'f' && row->type == OPTION_FLAG)
			return row->value;
	return NULL;
}

int outputs_check(const struct command *command, const struct operands *operands,
	struct fault *fault)
{
	const bool *force = force_of(command);
	const struct option_row *row;

	if (force && *force)
		return 0;
	for (row = command->rows; row->name; row++)
		if ((row->type & OPTION_TYPE) == OPTION_OUTPUT
			&& check_one(command, operands, row, fault)) {
			if (force)
				(void)fault_add(fault, ", or allow it: -f");
			return -1;
		}
	return 0;
}

int outputs_check_folder(const char *folder, const char *const *input, size_t count,
	struct fault *fault)
{
	struct stat target, parent;
	char path[PATH_MAX];
	size_t i;

	if (!folder || stat(folder, &target))
		return 0;
	for (i = 0; i < count; i++) {
		const char *slash = strrchr(input[i], '/');
		bool file = stat(input[i], &parent) == 0 && !S_ISDIR(parent.st_mode);

		(void)snprintf(path, sizeof path, "%.*s",
			!file ? (int)strlen(input[i]) : slash ? (int)(slash - input[i]) + 1 : 1,
			file && !slash ? "." : input[i]);
		if (stat(path, &parent) == 0 && parent.st_dev == target.st_dev
			&& parent.st_ino == target.st_ino)
			return fault_set(fault, FAULT_USAGE, "-d %s: %s is an input, and would be "
				"removed: name another folder", folder, input[i]);
	}
	return 0;
}
