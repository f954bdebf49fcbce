/* main - the agent that dist-run sends to hosts without topictools: one static program,
 * which is a filter where it is called by the name of one.  FILTERS has a line for each,
 * made of lib/base/commands.def: for the small agent, or of all filters. */
#include "agent/agent.h"
#include "agent/genuine.h"
#include "base/process.h"
#include "build.h"
#include "program.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define AGENT(name, function) int function(int argc, char **argv);
#include FILTERS
#undef AGENT

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} filters[] = {
#define AGENT(name, function) {name, function},
#include FILTERS
};

struct settings {
	struct shared_options shared;
	const char *digest;
	bool serve;
};

/* A link to this program for each filter, beside it. */
static int make_links(struct fault *fault)
{
	char folder[PATH_MAX], path[PATH_MAX + 64];
	size_t i;

	if (process_folder(folder, sizeof folder, fault))
		return -1;
	for (i = 0; i < sizeof filters / sizeof *filters; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, filters[i].name);
		if (symlink("dist-run", path) && errno != EEXIST)
			return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	}
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct agent_options options = {.version = BUILD_VERSION};

	if (!settings->serve)
		return fault_set(fault, FAULT_USAGE, "this is the agent of another machine's dist-run: "
			"it has --serve alone");
	if (settings->digest && genuine_check(settings->digest, fault))
		return -1;
	return make_links(fault) || agent_serve(&options, fault) ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		{"digest", 0, OPTION_CHARS, &settings.digest, "SHA-256",
			"remove this program unless it is its own", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"serve", 0, OPTION_FLAG, &settings.serve, NULL,
			"run as the agent of a driver at the other end", 0, 0},
		{0}};
	const struct command command = {.name = "dist-run", .operands = "", .rows = rows};
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
	size_t i;

	for (i = 0; i < sizeof filters / sizeof *filters; i++)
		if (strcmp(filters[i].name, name) == 0)
			return filters[i].run(argc, argv);
	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
