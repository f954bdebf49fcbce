/* progress.c - two counts, and what they say. */
#include "base/progress.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

/* The phase, and when reading began; under lock. */
static struct {
	pthread_mutex_t lock;
	const char *what, *unit; /* NULL: no phase */
	uint64_t rounds, steps, skipped;
	double began, reading;   /* clocks; reading 0: not yet */
	uint64_t expected;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static atomic_ullong stepped, bytes;

void progress_begin(const char *what, const char *unit, uint64_t rounds, uint64_t steps)
{
	(void)pthread_mutex_lock(&state.lock);
	state.what = what;
	state.unit = unit;
	state.rounds = rounds ? rounds : 1;
	state.steps = steps;
	state.skipped = 0;
	state.began = clock_now();
	atomic_store(&stepped, 0);
	(void)pthread_mutex_unlock(&state.lock);
}

void progress_skip(uint64_t steps)
{
	(void)pthread_mutex_lock(&state.lock);
	state.skipped = steps;
	(void)pthread_mutex_unlock(&state.lock);
}

void progress_step(uint64_t steps)
{
	(void)atomic_fetch_add_explicit(&stepped, steps, memory_order_relaxed);
}

void progress_read(uint64_t more)
{
	(void)atomic_fetch_add_explicit(&bytes, more, memory_order_relaxed);
}

void progress_expect(uint64_t expected)
{
	(void)pthread_mutex_lock(&state.lock);
	state.expected = expected;
	state.reading = clock_now();
	(void)pthread_mutex_unlock(&state.lock);
}

/* ", 34 s left", or nothing where it can't be told. */
static const char *left(char *text, size_t size, double todo, double rate)
{
	double seconds = rate > 0 && todo > 0 ? todo / rate : -1;

	*text = 0;
	if (seconds >= 0 && seconds < 600)
		(void)snprintf(text, size, ", %.0f s left", seconds);
	else if (seconds >= 0 && seconds < 1e6)
		(void)snprintf(text, size, ", %.0f min left", seconds / 60);
	return text;
}

/* Steps a second: whole ones where there are many. */
static const char *pace(char *text, size_t size, double rate)
{
	(void)snprintf(text, size, rate < 100 ? "%.3g/s" : "%.0f/s", rate);
	return text;
}

/* A phase: the pass where there are several, steps of so many, rate, time left. */
static void tell_phase(char *line, size_t size, double now)
{
	double done = (double)atomic_load(&stepped);
	double all = (double)state.rounds * (double)state.steps;
	double seconds = now - state.began, rate = seconds > 0 ? done / seconds : 0;
	double at = done + (double)state.skipped, each = (double)state.steps;
	double round = each > 0 ? (double)(uint64_t)(at / each) : 0;
	char pass[64] = "", of[32] = "", rest[48], each_second[32];

	if (state.rounds > 1 && round < (double)state.rounds) {
		(void)snprintf(pass, sizeof pass, "pass %.0f of %.0f, ", round + 1,
			(double)state.rounds);
		at -= round * each;
	} else if (state.rounds > 1) {
		each = all;
	}
	/* more than was expected: nothing is known of the end */
	if (each > 0 && at <= each)
		(void)snprintf(of, sizeof of, " of %.0f", each);
	(void)snprintf(line, size, "%s: %s%.0f%s %s, %s%s", state.what, pass, at, of,
		state.unit, pace(each_second, sizeof each_second, rate), *of ? left(rest, sizeof rest,
			all - done - (double)state.skipped, rate) : "");
}

static void tell_reading(char *line, size_t size, double read, double now)
{
	double seconds = now - state.reading, rate = seconds > 0 ? read / seconds : 0;
	double all = (double)state.expected;
	char of[48] = "", rest[48] = "";

	if (all > 0 && read <= all) {
		(void)snprintf(of, sizeof of, " of %.1f MB (%.0f %%)", 1e-6 * all,
			100 * read / all);
		(void)left(rest, sizeof rest, all - read, rate);
	}
	(void)snprintf(line, size, "%.1f%s read, %.3g MB/s%s", 1e-6 * read, *of ? of : " MB",
		1e-6 * rate, rest);
}

bool progress_line(char *line, size_t size, double now)
{
	double read = (double)atomic_load(&bytes);
	bool told = true;

	(void)pthread_mutex_lock(&state.lock);
	if (state.what)
		tell_phase(line, size, now);
	else if (read > 0)
		tell_reading(line, size, read, now);
	else
		told = false;
	(void)pthread_mutex_unlock(&state.lock);
	return told;
}
