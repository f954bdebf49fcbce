/* check.c - what `dist-run --check` and `--forget` tell of each host. */
#include "driver/check.h"

#include "agent/confine.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/memory.h"
#include "driver/dispatch.h"
#include "driver/loop.h"
#include "driver/report.h"
#include "transport/ssh.h"

#include <stdlib.h>

enum { PINGS = 5, PAYLOAD = 1 << 20, BULK = 16 };
static const double answer_seconds = 60;

/* What was asked of one host, and answered. */
struct asked {
	double sent, fastest, bulk; /* seconds */
	uint64_t freed;
	unsigned pongs, bulks;
	bool forgotten;
};

struct checking {
	struct driver *driver;
	double until; /* when no answer is waited for any more */
	struct asked *asked; /* size hosts */
};

/* The slot that represents a host: the first of its slots that is up, else its first. */
static struct slot *speaker(const struct pool_host *host)
{
	uint32_t i;

	for (i = 0; i < host->slots; i++)
		if (host->slot[i]->state == SLOT_UP)
			return host->slot[i];
	return host->slot[0];
}

static void answer(void *context, uint32_t host, const struct frame *frame)
{
	struct checking *checking = context;
	struct asked *asked = &checking->asked[host];
	struct fields fields = wire_fields_of(frame);
	double seconds = clock_now() - asked->sent;

	if (frame->type == FRAME_FORGET) {
		asked->freed = wire_field_number(&fields);
		asked->forgotten = true;
	} else if (frame->size == 0) {
		asked->fastest = asked->pongs == 0 || seconds < asked->fastest ? seconds
			: asked->fastest;
		asked->pongs++;
	} else {
		asked->bulk = seconds;
		asked->bulks++;
	}
}

static int send_all(struct checking *checking, enum frame_type type, const void *data,
	size_t size, unsigned times, struct fault *fault)
{
	struct driver *driver = checking->driver;
	size_t h;
	unsigned i;

	for (h = 0; h < driver->pool.hosts; h++) {
		struct slot *slot = speaker(driver->pool.host[h]);

		if (slot->state != SLOT_UP)
			continue;
		checking->asked[h].sent = clock_now();
		for (i = 0; i < times; i++)
			if (wire_send(&slot->out, type, data, size, fault))
				return -1;
	}
	return 0;
}

/* Turns until all that are up have answered so often. */
static int await(struct checking *checking, unsigned pongs, unsigned bulks, bool forgotten,
	struct fault *fault)
{
	struct driver *driver = checking->driver;
	bool all = false;
	size_t h;

	while (!all && clock_now() < checking->until) {
		if (loop_turn(driver, 20, fault))
			return -1;
		all = true;
		for (h = 0; h < driver->pool.hosts; h++) {
			const struct asked *asked = &checking->asked[h];

			if (speaker(driver->pool.host[h])->state == SLOT_UP && (asked->pongs < pongs
				|| asked->bulks < bulks || (forgotten && !asked->forgotten)))
				all = false;
		}
	}
	return 0;
}

/* What goes over this machine's wire, to and from all hosts at once. */
static void tell_wire(const struct checking *checking, double seconds, double cpu)
{
	const struct driver *driver = checking->driver;
	double bytes = 0;
	size_t h;

	for (h = 0; h < driver->pool.hosts; h++)
		bytes += 2.0 * PAYLOAD * checking->asked[h].bulks;
	if (bytes <= 0 || seconds <= 0)
		return;
	driver->options.note("%.0f MB to and from all hosts in %.2f s: %.0f MB/s (for --plan: "
		"--wire %.0fM)", 1e-6 * bytes, seconds, 1e-6 * bytes / seconds,
		bytes / seconds / 0x1p20 < 1 ? 1 : bytes / seconds / 0x1p20);
	report_encryption(driver, cpu, seconds);
}

static int measure(struct checking *checking, bool forget, struct fault *fault)
{
	const uint64_t patience = checking->driver->options.link.patience;
	char *payload = memory_zeroed(PAYLOAD, 1, fault);
	double began, cpu;
	unsigned i;
	int failed = !payload;

	checking->until = clock_now() + (patience ? (double)patience : answer_seconds);
	for (i = 0; !failed && i < PINGS; i++)
		failed = send_all(checking, FRAME_PING, NULL, 0, 1, fault)
			|| await(checking, i + 1, 0, false, fault);
	began = clock_now();
	cpu = clock_cpu();
	failed = failed || send_all(checking, FRAME_PING, payload, PAYLOAD, BULK, fault)
		|| await(checking, PINGS, BULK, false, fault);
	if (!failed && !forget)
		tell_wire(checking, clock_now() - began, clock_cpu() - cpu);
	if (!failed && forget)
		failed = send_all(checking, FRAME_FORGET, NULL, 0, 1, fault)
			|| await(checking, PINGS, BULK, true, fault);
	free(payload);
	return failed ? -1 : 0;
}

static int put_host(const struct pool_host *host, const struct asked *asked, double clock_ahead,
	struct outfile *out, struct fault *fault)
{
	const struct hello *hello = &host->hello;
	struct bytes line = {0};
	int failed;

	if (!host->met || asked->pongs == 0)
		failed = bytes_printf(&line, fault, "%s\tfailed\t%s\n", pool_name(host),
			speaker(host)->why.text[0] ? speaker(host)->why.text : "no answer");
	else
		failed = bytes_printf(&line, fault, "%s\tok\t%s\t%llu\t%.1f\t%.2f\t%.1f\t%.1f\t"
			"%+.1f\t%.2f\t%.0f\t%.1f\t%s\t%s\t%s\n", pool_name(host), hello->version,
			(unsigned long long)hello->cores, 1e-9 * (double)hello->memory,
			1e-2 * (double)hello->load, 1e-9 * (double)hello->disk,
			1e-6 * (double)hello->store, clock_ahead, 1e3 * asked->fastest,
			asked->bulk > 0 ? 1e-6 * 2.0 * BULK * PAYLOAD / asked->bulk : 0.0,
			1e-6 * (double)asked->freed, hello->engine, hello->processor,
			hello->confined);
	failed = failed || outfile_write(out, line.data, line.size, fault);
	bytes_release(&line);
	return failed ? -1 : 0;
}

static int put_all(struct checking *checking, double when, struct outfile *out,
	struct fault *fault)
{
	static const char head[] = "#host\treach\tversion\tcores\tmemory GB\tload\tdisk GB\t"
		"store MB\tclock s\tround trip ms\tMB/s\tfreed MB\tdeflate\tprocessor\t"
		"confinement\n";
	struct driver *driver = checking->driver;
	size_t h, missing = 0;

	if (outfile_write(out, head, sizeof head - 1, fault))
		return -1;
	for (h = 0; h < driver->pool.hosts; h++) {
		const struct pool_host *host = driver->pool.host[h];

		missing += !host->met || checking->asked[h].pongs == 0;
		if (put_host(host, &checking->asked[h],
			1e-6 * (double)host->hello.clock - when, out, fault))
			return -1;
	}
	return missing ? fault_set(fault, FAULT_HOST, "%zu of %zu hosts did not answer", missing,
		driver->pool.hosts) : 0;
}

int check_hosts(const struct driver_options *options, bool forget, struct outfile *out,
	struct fault *fault)
{
	struct driver_options own = *options;
	struct checking checking = {0};
	double when;
	int failed;

	own.work = NULL;
	checking.driver = driver_open(&own, fault);
	if (!checking.driver)
		return -1;
	checking.driver->answer = answer;
	checking.driver->answer_context = &checking;
	checking.asked = memory_zeroed(checking.driver->pool.hosts, sizeof *checking.asked, fault);
	failed = !checking.asked || driver_reach(checking.driver, fault);
	when = clock_calendar();
	failed = failed || measure(&checking, forget, fault)
		|| put_all(&checking, when, out, fault);
	driver_close(checking.driver, false);
	free(checking.asked);
	return failed ? -1 : 0;
}

int check_describe(struct bytes *out, struct fault *fault)
{
	char confinement[128];

	confine_describe(confinement, sizeof confinement);
	return bytes_printf(out, fault, "libssh2\t%s\nconfinement\t%s\n", ssh_library(),
		confinement);
}
