/* program - the common part of every command's main.  Only here and in cmd/ is anything
 * printed, or a process ended. */
#ifndef CMD_COMMON_PROGRAM_H
#define CMD_COMMON_PROGRAM_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/missing.h"
#include "base/options.h"
#include "stream/sink.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stdint.h>

/* Options that all commands have. */
struct shared_options {
	struct operands operands;
	const char *output;       /* -o, NULL: standard output */
	uint64_t threads_given;   /* -j, 0: not given */
	int threads;              /* at least 1 */
	bool quiet, verbose, force;
	bool progress;            /* as lines */
	bool own_progress;        /* shown by the command itself */
};

#define OPTION_ROW_OUTPUT(shared) \
	{"output", 'o', OPTION_OUTPUT, &(shared)->output, "FILE", \
		"write to FILE, whole or not at all (default: standard output)", 0, 0}
#define OPTION_ROW_FORCE(shared) \
	{"force", 'f', OPTION_FLAG, &(shared)->force, NULL, \
		"write over an input or another kind of stream, or binary to a terminal", 0, 0}
#define OPTION_ROW_FORCE_TEXT(shared) \
	{"force", 'f', OPTION_FLAG, &(shared)->force, NULL, \
		"write over an input or a matrix stream", 0, 0}
#define OPTION_ROW_THREADS(shared) \
	{"threads", 'j', OPTION_NUMBER, &(shared)->threads_given, "N", \
		"threads (default: the cores it may use)", 1, 1024}
#define OPTION_ROWS_TALK(shared) \
	{"progress", 0, OPTION_FLAG, &(shared)->progress, NULL, \
		"progress as lines, for logs (default: one line, on a terminal only)", 0, 0}, \
	OPTION_ROWS_NOTES(shared)
/* Of a command that has no progress to show. */
#define OPTION_ROWS_NOTES(shared) \
	{"quiet", 'q', OPTION_FLAG, &(shared)->quiet, NULL, "no notes, only errors", 0, 0}, \
	{"verbose", 'v', OPTION_FLAG, &(shared)->verbose, NULL, \
		"more notes, and at the end the time and memory used", 0, 0}

/* The whole of a main: sets up signals, parses, does --help and --version or
 * calls run with its context, frees the operands, prints the fault, or with -v the
 * cost.  A command without a purpose gets that of commands.def.  Returns the exit
 * status. */
int program_run(const struct command *given, int argc, char **argv,
	struct shared_options *shared, int (*run)(void *context, struct fault *fault),
	void *context) MUST_USE;

/* The streams that the operands name, or standard input. */
int program_source(struct source *source, enum kind kind, const struct shared_options *shared,
	struct fault *fault) MUST_USE;

/* The output of -o, for a stream, or for text that is written at once. */
int program_sink(struct sink *sink, const struct shared_options *shared,
	struct fault *fault) MUST_USE;
int program_write(const struct bytes *text, const struct shared_options *shared,
	struct fault *fault) MUST_USE;

/* One line "command: text" on standard error, unless -q; tell: also with -q, for what the
 * user must know, such as the name of a kept folder. */
void program_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void program_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A note on names in an option's list that do not exist: "--only list:
 * 1 of 3 are not in the vocabularies: zzz". */
int program_tell_missing(const char *option, const char *path, struct missing *missing,
	const char *where, struct fault *fault) MUST_USE;

/* A line of progress on a terminal, which replaces the previous one; empty: none.
 * Notes and errors replace it, too.  With --progress whole lines, from time to time. */
void program_progress(const char *line);

#endif
