/* multicall - every command in one program, which is the one by whose name it is called:
 * for archives, where one static file with links takes the place of fifty.
 *
 * The commands' mains are their own objects with another name for main (Makefile). */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define COMMAND(name, function) int function(int argc, char **argv);
#include "multicall.inc"
#undef COMMAND

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
#define COMMAND(name, function) {name, function},
#include "multicall.inc"
};

static int run(const char *name, int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(argc, argv);
	(void)fprintf(stderr,
		"topictools: no command is called '%s': call this file by the name of one\n", name);
	return 64;
}

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "topictools";

	/* dist-run starts its agents on this machine by the path of its own file */
	if (argc > 1 && strcmp(argv[1], "--serve") == 0 && strcmp(name, "topictools") == 0)
		name = "dist-run";
	return run(name, argc, argv);
}
