/* program - what every command's main does in the same way: it is here, and
 * only here and in cmd/, that anything is printed or a process ends. */
#ifndef CMD_COMMON_PROGRAM_H
#define CMD_COMMON_PROGRAM_H

#include "base/fault.h"
#include "base/options.h"

#include <stdbool.h>
#include <stdint.h>

/* The options that most commands share. */
struct shared_options {
	const char *output; /* -o, NULL: standard output */
	uint64_t threads;   /* -j */
	bool quiet, verbose, force;
};

#define OPTION_ROW_OUTPUT(shared) \
	{"output", 'o', OPTION_TEXT, &(shared)->output, "FILE", \
		"write here, whole or not at all (default: standard output)", 0, 0}
#define OPTION_ROW_FORCE(shared) \
	{"force", 'f', OPTION_FLAG, &(shared)->force, NULL, \
		"write binary to a terminal", 0, 0}
#define OPTION_ROW_THREADS(shared) \
	{"threads", 'j', OPTION_NUMBER, &(shared)->threads, "N", \
		"threads (default: the cores it may use)", 1, 1024}
#define OPTION_ROWS_TALK(shared) \
	{"quiet", 'q', OPTION_FLAG, &(shared)->quiet, NULL, "no notes, only errors", 0, 0}, \
	{"verbose", 'v', OPTION_FLAG, &(shared)->verbose, NULL, \
		"say more, and at the end what time and memory it took", 0, 0}

/* Sets up signals and defaults, parses; does --help and --version and exits
 * with 0 there; exits with 64 on wrong usage.  shared->threads is at least 1
 * afterwards. */
void program_start(const struct command *command, int argc, char **argv,
	struct shared_options *shared, struct operands *operands);

/* One line "command: text" on standard error, unless -q. */
void program_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line of progress on a terminal, in the place of the one before; empty: none.
 * Notes and errors take its place, too. */
void program_progress(const char *line);

/* Prints the fault where failed is not 0, else with -v the cost; returns the exit
 * status. */
int program_end(int failed, const struct fault *fault) MUST_USE;

#endif
