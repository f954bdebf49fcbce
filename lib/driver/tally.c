/* tally.c - what people see: progress, the job log, the closing report. */
#include "base/clock.h"
#include "driver/fleet.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const double tell_every = 0.25;

static size_t hosts_up(const struct driver *driver)
{
	size_t s, up = 0;
	unsigned i;

	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++)
			if (driver->site[s]->peer[i]->state == PEER_UP) {
				up++;
				break;
			}
	return up;
}

void tally_progress(struct driver *driver, double now)
{
	double seconds = now - driver->phase_began, rate;
	char line[256], left[64] = "";

	if (!driver->options.progress || now - driver->told < tell_every)
		return;
	driver->told = now;
	if (!driver->tasks) {
		driver->options.progress("");
		return;
	}
	rate = seconds > 0 ? (double)driver->done / seconds : 0;
	if (rate > 0)
		(void)snprintf(left, sizeof left, "%.0f s to go, ",
			(double)(driver->tasks->count - driver->done) / rate);
	(void)snprintf(line, sizeof line, "%s: %zu of %zu tasks, %.3g/s, %s%zu of %zu hosts",
		driver->what, driver->done, driver->tasks->count, rate, left, hosts_up(driver),
		driver->sites);
	driver->options.progress(line);
}

void tally_log(struct driver *driver, const struct peer *peer, const struct attempt *attempt,
	int status, int number, double seconds)
{
	struct fault ignored = {0};
	struct bytes line = {0};
	uint64_t sent = 0;
	size_t i;

	if (!driver->joblog || attempt->task == &driver->orphan)
		return;
	for (i = 0; i < attempt->task->words.count; i++)
		if (attempt->task->words.word[i].kind == WORD_OBJECT)
			sent += attempt->task->words.word[i].object->size;
	if (call_shell(&attempt->task->words, &line, &ignored) == 0)
		(void)fprintf(driver->joblog, "%llu\t%s\t%.3f\t%.3f\t%llu\t%llu\t%d\t%d\t%.*s\n",
			(unsigned long long)++driver->joblog_lines, site_name(peer->site),
			clock_calendar() - seconds, seconds,
			(unsigned long long)sent, (unsigned long long)attempt->bytes,
			status < 0 ? 0 : status, number, (int)line.size, line.data);
	(void)fflush(driver->joblog);
	bytes_release(&line);
}

static void report_hosts(const struct driver *driver)
{
	size_t s;

	for (s = 0; s < driver->sites; s++) {
		const struct site_tally *tally = &driver->site[s]->tally;

		driver->options.note("%s: %llu tasks, %llu failures; slots computed %.2f s (%.2f s "
			"of processor), waited for objects %.2f s, for work %.2f s, for results "
			"to leave %.2f s; %.1f MB sent, %.1f MB received, %.0f MB at most a filter",
			site_name(driver->site[s]), (unsigned long long)tally->tasks,
			(unsigned long long)tally->failures, tally->compute, tally->cpu,
			tally->sending, tally->waiting, tally->returning,
			1e-6 * (double)tally->sent, 1e-6 * (double)tally->received,
			1e-3 * (double)tally->memory);
	}
}

/* Amdahl: what does not shrink with slots is all but the tasks' own time. */
static void report_amdahl(const struct driver *driver, double wall)
{
	double compute = 0, parallel, serial;
	size_t s, slots = 0, times;
	char line[256];
	int used = 0;

	for (s = 0; s < driver->sites; s++) {
		compute += driver->site[s]->tally.compute;
		slots += driver->site[s]->host.slots;
	}
	parallel = slots ? compute / (double)slots : 0;
	serial = wall > parallel ? wall - parallel : 0;
	for (times = 2; times <= 16 && used < (int)sizeof line - 32; times *= 2)
		used += snprintf(line + used, sizeof line - (size_t)used, "%s%zu: %.2f",
			times == 2 ? "" : ", ", times, wall / (serial + parallel / (double)times));
	driver->options.note("serial part %.2f s of %.2f s (%.1f %%); so many times the slots "
		"would be so many times as fast: %s", serial, wall,
		wall > 0 ? 100 * serial / wall : 0, line);
}

void driver_report(const struct driver *driver)
{
	const struct tally *tally = &driver->tally;
	double wall = clock_now() - tally->opened;

	driver->options.note("%.2f s: connecting %.2f s, tasks on hosts %.2f s, filters here "
		"(merging) %.2f s; %llu tasks, %llu tried again, %llu doubled", wall,
		tally->connected > 0 ? tally->connected - tally->opened : 0, tally->phases,
		tally->here, (unsigned long long)tally->tasks, (unsigned long long)tally->retries,
		(unsigned long long)tally->duplicates);
	report_hosts(driver);
	report_amdahl(driver, wall);
}
