/* program.c - the beginning and the end of every command. */
#include "program.h"

#include "base/clock.h"
#include "base/commands.h"
#include "base/input.h"
#include "base/outfile.h"
#include "base/parallel.h"
#include "base/pipes.h"
#include "base/team.h"
#include "build.h"
#include "outputs.h"
#include "ticker.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const struct command *running;
static const struct shared_options *talk;
static double started;
static atomic_bool standing; /* a line of progress is on the terminal */

/* Names from input may hold line ends and escape sequences. */
static void print_line(const char *text)
{
	char line[1200];

	(void)fprintf(stderr, "%s%s: %s\n", atomic_exchange(&standing, false) ? "\r\033[K" : "",
		running->name, fault_quote(line, sizeof line, text, strlen(text)));
}

void program_progress(const char *line)
{
	char fit[256];

	if (talk && talk->progress)
		return ticker_line(line, clock_now() - started);
	if (*line || atomic_load(&standing))
		(void)fprintf(stderr, "\r%s\033[K", fault_quote(fit, sizeof fit, line, strlen(line)));
	atomic_store(&standing, *line != 0);
}

void program_note(const char *format, ...)
{
	va_list arguments;
	char line[1200];

	if (talk && talk->quiet)
		return;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	print_line(line);
}

void program_tell(const char *format, ...)
{
	va_list arguments;
	char line[1200];

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	print_line(line);
}

int program_tell_missing(const char *option, const char *path, struct missing *missing,
	const char *where, struct fault *fault)
{
	struct bytes text = {0};
	int failed = missing_text(missing, where, &text, fault);

	if (!failed && text.size)
		program_note("%s %s: %s", option, input_name(path), text.data);
	bytes_release(&text);
	return failed;
}

static double seconds_of(struct timeval time)
{
	return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static void tell_cost(void)
{
	struct rusage used;

	if (getrusage(RUSAGE_SELF, &used))
		return;
	program_note("%.2f s, %.2f s of processor, %ld MiB at most",
		clock_now() - started, seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
		used.ru_maxrss / 1024);
}

static int end(int failed, const struct fault *fault)
{
	if (!failed && talk && talk->verbose)
		tell_cost();
	if (!failed)
		return 0;
	/* the reader of our output has ended: silent, like SIGPIPE */
	if (fault->errnum != EPIPE)
		print_line(fault->text);
	return fault_status(fault->kind);
}

int program_source(struct source *source, enum kind kind, const struct shared_options *shared,
	struct fault *fault)
{
	return source_open_kind(source, kind, shared->operands.word, shared->operands.count, fault);
}

int program_sink(struct sink *sink, const struct shared_options *shared, struct fault *fault)
{
	if (sink_open(sink, shared->output, shared->force, fault))
		return -1;
	sink->threads = shared->threads;
	return 0;
}

int program_write(const struct bytes *text, const struct shared_options *shared,
	struct fault *fault)
{
	struct outfile out;
	int failed = outfile_open(&out, shared->output, fault)
		|| outfile_write(&out, text->data, text->size, fault)
		|| outfile_commit(&out, fault);

	outfile_release(&out);
	return failed ? -1 : 0;
}

static int describe(const struct command *command, bool verbose, struct bytes *text,
	struct fault *fault)
{
	return bytes_printf(text, fault, "%s (topictools) %s\n", command->name, BUILD_VERSION)
		|| (verbose && build_describe(text, fault))
		|| (verbose && command->describe && command->describe(text, fault)) ? -1 : 0;
}

/* The text of --help and --version goes to standard output, even with -o. */
static int answer(const struct command *command, const struct shared_options *shared,
	struct fault *fault)
{
	const struct shared_options plain = {.output = NULL};
	struct bytes text = {0};
	int failed = (shared->operands.help ? options_help(command, &text, fault)
			: describe(command, shared->verbose, &text, fault))
		|| program_write(&text, &plain, fault);

	bytes_release(&text);
	return failed;
}

int program_run(const struct command *given, int argc, char **argv,
	struct shared_options *shared, int (*run)(void *context, struct fault *fault),
	void *context)
{
	const struct commands_entry *entry = commands_find(given->name);
	struct command copy = *given, *command = &copy;
	struct fault fault = {0};
	int failed;

	if (!copy.purpose && entry)
		copy.purpose = entry->purpose;
	running = given;
	started = clock_now();
	pipes_hold_standard();
	outfile_guard_signals();
	failed = options_parse(command, argc, argv, &shared->operands, &fault);
	if (!failed && (shared->operands.help || shared->operands.version)) {
		failed = answer(command, shared, &fault);
	} else if (!failed) {
		talk = shared;
		shared->threads = shared->threads_given ? (int)shared->threads_given : parallel_cores();
		failed = outputs_check(command, &shared->operands, &fault);
		if (!failed)
			ticker_start(command, shared, started);
		team_start(shared->threads);
		failed = failed || run(context, &fault);
		team_end();
		ticker_stop(!failed);
	}
	free(shared->operands.word);
	return end(failed, &fault);
}
