/* topictools - lists the commands, runs one, shows its page, examines the installation. */
#include "base/commands.h"
#include "base/fault.h"
#include "base/process.h"
#include "doctor.h"
#include "manual.h"
#include "program.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct settings {
	struct shared_options shared;
	char **argv;
};

static int list_commands(struct bytes *out, struct fault *fault)
{
	const struct commands_entry *entry;
	int failed = bytes_printf(out, fault, "The commands, in the order of work:\n\n");

	for (entry = commands_table; !failed && entry->name; entry++)
		failed = strcmp(entry->name, "topictools") != 0
			&& bytes_printf(out, fault, "  %-18s %s\n", entry->name, entry->purpose);
	return failed || bytes_printf(out, fault,
		"\n  topictools COMMAND ...     runs one\n"
		"  topictools help PAGE       a manual page: of a command; or lsi, lda (mathematics),\n"
		"                             tutorial, recipes, migrate, hosts, news, mz\n"
		"  topictools doctor          examines this installation\n") ? -1 : 0;
}

/* An unknown word: the nearest command, or what there is. */
static int refuse(const char *word, struct fault *fault)
{
	const struct commands_entry *entry;
	struct bytes list = {0};
	char near[64];
	bool found;

	if (bytes_printf(&list, fault, "help|doctor"))
		return -1;
	for (entry = commands_table; entry->name; entry++)
		if (bytes_printf(&list, fault, "|%s", entry->name))
			goto done;
	if (bytes_terminate(&list, fault))
		goto done;
	found = options_nearest(word, list.data, near, sizeof near);
	(void)fault_set(fault, FAULT_USAGE, found ? "no command or page '%s'; nearest is %s"
		: "no command or page '%s'; topictools alone lists them", word, near);
done:
	bytes_release(&list);
	return -1;
}

/* Becomes a command that lies beside this one. */
static int become(const char *folder, char **word, struct fault *fault)
{
	char path[PATH_MAX + 64];

	(void)snprintf(path, sizeof path, "%s/%s", folder, *word);
	(void)execv(path, word);
	return fault_errno(fault, FAULT_HOST, errno, "%s", path);
}

/* 7 of "(7)", 0 of "", -1 of any other. */
static int section_of(const char *text)
{
	if (!*text)
		return 0;
	return text[0] == '(' && text[1] && strchr("157", text[1]) && strcmp(text + 2, ")") == 0
		? text[1] - '0' : -1;
}

/* Becomes what shows the page of this name, NAME(7) or topictools-NAME: man, mandoc, or the
 * command's --help. */
static int show_page(const char *folder, const char *name, struct fault *fault)
{
	char page[PATH_MAX], path[PATH_MAX], copy[64], longer[80], help[] = "--help";
	char *word[] = {copy, help, NULL};
	size_t length;
	int section;
	bool found;

	if (strcmp(name, "help") == 0 || strcmp(name, "doctor") == 0)
		name = "topictools";
	if (strcmp(name, "tutorial") == 0)
		name = "topictools(7)";
	length = strspn(name, "abcdefghijklmnopqrstuvwxyz-");
	if (!length || length >= sizeof copy || (section = section_of(name + length)) < 0)
		return refuse(name, fault);
	(void)snprintf(copy, sizeof copy, "%.*s", (int)length, name);
	(void)snprintf(longer, sizeof longer, "topictools-%s", copy);
	found = manual_find(folder, copy, section, page, sizeof page)
		|| manual_find(folder, longer, section, page, sizeof page);
	if (found && manual_program("man", path, sizeof path))
		(void)execl(path, "man", "-l", page, (char *)NULL);
	if (found && manual_program("mandoc", path, sizeof path))
		(void)execl(path, "mandoc", page, (char *)NULL);
	if (section != 7 && commands_find(copy))
		return become(folder, word, fault);
	if (!found && !manual_guides(folder))
		return fault_set(fault, FAULT_HOST, "no command '%s', and pages of other things are not "
			"installed (Debian's package: topictools-doc)", name);
	return found ? fault_set(fault, FAULT_HOST, "%s: neither man nor mandoc is here to show it; "
		"Debian's packages man-db and mandoc have one", page) : refuse(name, fault);
}

static int examine(const char *folder, const struct shared_options *shared, struct fault *fault)
{
	struct bytes text = {0};
	unsigned mend = 0;
	int failed = doctor_examine(folder, &text, &mend, fault)
		|| program_write(&text, shared, fault);

	bytes_release(&text);
	if (!failed && mend)
		failed = fault_set(fault, FAULT_HOST, "%u to mend: see the lines that begin with mend",
			mend);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct bytes text = {0};
	char folder[PATH_MAX];
	int failed;

	if (operands->count > 0) {
		if (process_folder(folder, sizeof folder, fault))
			return -1;
		if (strcmp(*operands->word, "doctor") == 0 && operands->count > 1)
			return fault_set(fault, FAULT_USAGE, "doctor takes no operand: '%s'",
				operands->word[1]);
		if (strcmp(*operands->word, "doctor") == 0)
			return examine(folder, &settings->shared, fault);
		if (strcmp(*operands->word, "help") != 0)
			return refuse(*operands->word, fault);
		if (operands->count > 1)
			return show_page(folder, operands->word[1], fault);
	}
	failed = list_commands(&text, fault) || program_write(&text, &settings->shared, fault);
	bytes_release(&text);
	return failed;
}

/* A command and its words are taken as they are, before any option is read. */
static int run_command(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	char folder[PATH_MAX];

	return process_folder(folder, sizeof folder, fault)
		|| become(folder, settings->argv + 1, fault) ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct settings settings = {.shared = {.own_progress = true}, .argv = argv};
	const struct option_row rows[] = {
		OPTION_ROWS_NOTES(&settings.shared),
		{0}};
	const struct command command = {.name = "topictools",
		.operands = "[COMMAND ... | help [COMMAND] | doctor]", .rows = rows,
		.operands_most = 2};
	bool passes = argc > 1 && commands_find(argv[1]);

	return program_run(&command, passes ? 1 : argc, argv, &settings.shared,
		passes ? run_command : run, &settings);
}
