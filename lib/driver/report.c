/* report.c - what people see: progress, the job log, the closing report. */
#include "driver/report.h"

#include "base/clock.h"
#include "base/outfile.h"
#include "driver/timelinepage.h"
#include "transport/transport.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const double tell_every = 0.25;

static size_t hosts_up(const struct driver *driver)
{
	const struct slot *slot = NULL;
	size_t up = 0;
	uint32_t last = ORDER_NONE;

	while ((slot = pool_next(&driver->pool, slot)))
		if (slot->state == SLOT_UP && slot->host != last) {
			up++;
			last = slot->host;
		}
	return up;
}

void report_progress(struct driver *driver, double now)
{
	double seconds = now - driver->phase_began, rate;
	size_t done = schedule_done(driver->schedule);
	char line[256], left[64] = "";

	if (!driver->options.progress || now - driver->told < tell_every)
		return;
	driver->told = now;
	if (!driver->tasks) {
		driver->options.progress("");
		return;
	}
	rate = seconds > 0 ? (double)done / seconds : 0;
	if (rate > 0)
		(void)snprintf(left, sizeof left, "%.0f s to go, ",
			(double)(driver->tasks->count - done) / rate);
	(void)snprintf(line, sizeof line, "%s: %zu of %zu tasks, %.3g/s, %s%zu of %zu hosts",
		driver->what, done, driver->tasks->count, rate, left, hosts_up(driver),
		driver->pool.hosts);
	driver->options.progress(line);
}

void report_joblog(struct driver *driver, const struct slot *slot, const struct attempt *attempt,
	int status, int number)
{
	struct fault ignored = {0};
	struct bytes line = {0};
	uint64_t sent = 0;
	size_t i;

	if (!driver->joblog || !attempt->task)
		return;
	for (i = 0; i < attempt->task->words.count; i++)
		if (attempt->task->words.word[i].kind == WORD_OBJECT)
			sent += attempt->task->words.word[i].object->size;
	if (commandline_shell(&attempt->task->words, &line, &ignored) == 0)
		(void)fprintf(driver->joblog, "%llu\t%s\t%.3f\t%.3f\t%llu\t%llu\t%d\t%d\t%.*s\n",
			(unsigned long long)++driver->joblog_lines, pool_name(dispatch_host(driver, slot)),
			clock_calendar() - attempt->seconds,
			attempt->seconds,
			(unsigned long long)sent, (unsigned long long)attempt->bytes,
			status < 0 ? 0 : status, number, (int)line.size, line.data);
	(void)fflush(driver->joblog);
	bytes_release(&line);
}

static void report_host(const struct driver *driver, const struct pool_host *host)
{
	const struct host_tally *tally = &host->tally;
	const struct pool_traffic traffic = pool_traffic(host);

	driver->options.note("%s: %llu tasks, %llu failures; slots computed %.2f s (%.2f s "
		"of processor), waited for objects %.2f s, for work %.2f s, for results "
		"to leave %.2f s; %.1f MB sent, %.1f MB received, %.0f MB at most a filter",
		pool_name(host), (unsigned long long)tally->tasks,
		(unsigned long long)tally->failures, tally->compute, tally->cpu,
		tally->sending, tally->waiting, tally->returning, 1e-6 * (double)traffic.sent,
		1e-6 * (double)traffic.received, 1e-3 * (double)tally->memory);
}

/* Amdahl: what does not shrink with slots is all but the tasks' own time. */
static void report_amdahl(const struct driver *driver, double wall)
{
	const struct timeline_parts parts = timelinepage_parts(driver, wall);
	size_t times;
	char line[256];
	int used = 0;

	for (times = 2; times <= 16 && used < (int)sizeof line - 32; times *= 2)
		used += snprintf(line + used, sizeof line - (size_t)used, "%s%zu: %.2f",
			times == 2 ? "" : ", ", times,
			timelinepage_speedup(&parts, (double)times));
	driver->options.note("serial part %.2f s of %.2f s (%.1f %%); speed-up by a multiple of the "
		"slots: %s", parts.serial, wall, wall > 0 ? 100 * parts.serial / wall : 0, line);
}

void report_here(struct driver *driver, const char *name, double began)
{
	double now = clock_now();

	driver->tally.here += now - began;
	if (driver->options.report)
		timeline_add(&driver->timeline, name, (struct timeline_bar){.from = began,
			.to = now, .end = now, .host = TIMELINE_HERE});
}

int report_page(const struct driver *driver, struct fault *fault)
{
	struct outfile out = {.descriptor = -1};
	struct bytes page = {0};
	int failed = timelinepage_put(driver, &page, fault)
		|| outfile_open(&out, driver->options.report, fault)
		|| outfile_write(&out, page.data, page.size, fault) || outfile_commit(&out, fault);

	outfile_release(&out);
	bytes_release(&page);
	return failed ? -1 : 0;
}

/* Computing is shared out among hosts; what the driver sends, receives and merges grows with
 * their number.  So the fastest number of hosts n makes C / n + (W + M) n the least. */
static void report_bound(const struct driver *driver)
{
	const struct run_tally *tally = &driver->tally;
	double compute = 0, wire = 0, merge = tally->here, disk = driver->work.syncing, most;
	size_t h, slots = 0, hosts = 0;

	for (h = 0; h < driver->pool.hosts; h++) {
		const struct pool_host *host = driver->pool.host[h];

		compute += host->tally.compute;
		wire += host->tally.sending + host->tally.returning;
		slots += host->tally.tasks ? host->slots : 0;
		hosts += host->tally.tasks > 0;
	}
	if (slots == 0 || compute <= 0)
		return;
	compute /= (double)slots;
	wire /= (double)slots;
	most = wire + merge + disk;
	most = (double)hosts * sqrt(compute / (most > 1e-3 ? most : 1e-3));
	driver->options.note("a slot computed %.2f s and waited %.2f s for the wire; merging took "
		"%.2f s, and %.2f s while hosts worked; the disk took %.2f s: bound by %s; with about "
		"%.0f hosts like these it would be fastest", compute, wire, merge, tally->merged, disk,
		compute >= wire && compute >= merge && compute >= disk ? "computing"
		: wire >= merge && wire >= disk ? "the wire" : merge >= disk ? "merging" : "the disk",
		most < 1 ? 1 : most);
}

/* The client encrypts 1.3 times as fast as libssh2, in the mean of both ways (dist-run(1),
 * CAVEATS): what is gained is that part of the time in which this process encrypts. */
void report_encryption(const struct driver *driver, double cpu, double seconds)
{
	const double client = 1.3, worth = .1;
	const double gain = seconds > 0 ? cpu / seconds * (1 - 1 / client) : 0;
	size_t h;
	bool ssh = false;

	for (h = 0; h < driver->pool.hosts && !ssh; h++) {
		struct fault ignored = {0};
		const struct host *host = &driver->pool.host[h]->host;

		ssh = transport_of(host, &driver->options.link, &ignored) == &transport_ssh;
	}
	if (ssh && gain > worth)
		driver->options.note("this process used %.0f %% of a core, for encryption above all: "
			"--rsh ssh would take about %.0f %% less time", 100 * cpu / seconds, 100 * gain);
}


void report_end(const struct driver *driver)
{
	const struct run_tally *tally = &driver->tally;
	double wall = clock_now() - tally->opened;
	size_t h;

	driver->options.note("%.2f s: connecting %.2f s, tasks on hosts %.2f s, filters here "
		"(merging) %.2f s; %llu tasks, %llu tried again, %llu doubled", wall,
		tally->connected > 0 ? tally->connected - tally->opened : 0, tally->phases,
		tally->here, (unsigned long long)tally->tasks, (unsigned long long)tally->retries,
		(unsigned long long)tally->duplicates);
	for (h = 0; h < driver->pool.hosts; h++)
		report_host(driver, driver->pool.host[h]);
	if (driver->options.shared)
		driver->options.note("%llu inputs, %.1f MB, were read where they are (--shared)",
			(unsigned long long)tally->shared, 1e-6 * (double)tally->shared_bytes);
	if (tally->changed)
		driver->options.note("%llu models were sent as changes of earlier ones, which saved "
			"%.1f MB", (unsigned long long)tally->changed,
			1e-6 * (double)tally->changed_bytes);
	if (tally->unmade)
		driver->options.note("%llu models could not be made of changes at their hosts, and were "
			"sent whole", (unsigned long long)tally->unmade);
	if (tally->kept)
		driver->options.note("%llu results stayed at hosts and came as %llu",
			(unsigned long long)tally->kept, (unsigned long long)tally->sums);
	if (driver->shelf.most)
		driver->options.note("models, results and sums took at most %.2f MB of the disk here",
			1e-6 * (double)driver->shelf.most);
	report_bound(driver);
	report_encryption(driver, clock_cpu(), wall);
	report_amdahl(driver, wall);
}
