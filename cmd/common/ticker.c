/* ticker.c - a thread that wakes a few times a second. */
#include "ticker.h"

#include "base/clock.h"
#include "base/progress.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const double silent = 2, apart_most = 60; /* seconds */
enum { TICK = 250000000 };                       /* nanoseconds */

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool running, ending, lines;
	double started;
} ticker = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* Due after 2, 4, 8, ... seconds, and then each minute. */
void ticker_line(const char *line, double seconds)
{
	static double due, apart;

	if (due == 0)
		due = apart = silent;
	if (!*line || seconds < due)
		return;
	due = seconds + apart;
	apart = 2 * apart < apart_most ? 2 * apart : apart_most;
	program_note("%s", line);
}

static void wait_a_tick(void)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += TICK;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	(void)pthread_cond_timedwait(&ticker.changed, &ticker.lock, &until);
}

static void *tick(void *unused)
{
	char line[200];

	(void)unused;
	(void)pthread_mutex_lock(&ticker.lock);
	while (!ticker.ending) {
		double now = clock_now(), seconds = now - ticker.started;

		if (seconds >= silent && progress_line(line, sizeof line, now)) {
			if (ticker.lines)
				ticker_line(line, seconds);
			else
				program_progress(line);
		}
		wait_a_tick();
	}
	(void)pthread_mutex_unlock(&ticker.lock);
	return NULL;
}

/* Bytes of a regular file; false: not known. */
static bool add_size(const char *path, uint64_t *bytes)
{
	struct stat status;

	if (stat(path, &status) || !S_ISREG(status.st_mode))
		return false;
	*bytes += (uint64_t)status.st_size;
	return true;
}

/* What the inputs have together; 0 where one of them is no regular file. */
static uint64_t count_inputs(const struct command *command, const struct operands *operands)
{
	const struct option_row *row;
	const char *const *word;
	uint64_t bytes = 0;
	unsigned i;
	bool known = operands->count > 0 || !command->input || command->input_optional;

	for (i = 0; i < operands->count; i++)
		known = add_size(operands->word[i], &bytes) && known;
	for (row = command->rows; row->name; row++) {
		unsigned count = (row->type & OPTION_TYPE) == OPTION_INPUT
			? options_words(row, &word) : 0;

		known = known && !(count && row->type & OPTION_LIST);
		for (i = 0; i < count; i++)
			known = (add_size(word[i], &bytes) || row->type & OPTION_NAMES) && known;
	}
	return known ? bytes : 0;
}

void ticker_start(const struct command *command, const struct shared_options *shared,
	double started)
{
	sigset_t all, before;

	if (shared->own_progress || shared->quiet
		|| !(shared->progress || isatty(STDERR_FILENO)))
		return;
	progress_expect(count_inputs(command, &shared->operands));
	ticker.lines = shared->progress;
	ticker.started = started;
	/* signals are for the thread that works */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	ticker.running = pthread_create(&ticker.thread, NULL, tick, NULL) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void ticker_stop(bool good)
{
	char line[200];

	if (!ticker.running)
		return;
	(void)pthread_mutex_lock(&ticker.lock);
	ticker.ending = true;
	(void)pthread_cond_signal(&ticker.changed);
	(void)pthread_mutex_unlock(&ticker.lock);
	(void)pthread_join(ticker.thread, NULL);
	ticker.running = false;
	if (!ticker.lines)
		program_progress("");
	else if (good && progress_line(line, sizeof line, clock_now()))
		program_note("%s", line);
}
