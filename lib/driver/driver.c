/* driver.c - one loop over all links, and what jobs ask of it. */
#include "base/clock.h"
#include "driver/fleet.h"

#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { GREETING_AT_ONCE = 4, POLLS_A_PEER = 3 };
static const double stopped_seconds = 5, closing_seconds = 1, settled_seconds = 5;

static volatile sig_atomic_t signal_reload, signal_stop;

static void on_signal(int number)
{
	if (number == SIGHUP)
		signal_reload = 1;
	else
		signal_stop = number;
}

static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal}, old;
	size_t i;

	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

void driver_stop(struct driver *driver, const struct fault *why)
{
	if (!driver->stopping)
		driver->stop = *why;
	driver->stopping = true;
}

/* Peers up to so many; host.slots says how many there are. */
static int add_peers(struct site *site, unsigned slots, struct fault *fault)
{
	struct peer **more = memory_zeroed(slots, sizeof *more, fault);

	if (!more)
		return -1;
	if (site->host.slots)
		memcpy(more, site->peer, site->host.slots * sizeof *more);
	free(site->peer);
	site->peer = more;
	for (; site->host.slots < slots; site->host.slots++) {
		struct peer *peer = memory_zeroed(1, sizeof *peer, fault);

		if (!peer)
			return -1;
		peer->site = site;
		peer->number = site->host.slots;
		peer->sending = -1;
		site->peer[peer->number] = peer;
	}
	return 0;
}

/* A known host as its line is now.  What is connected stays so, slots that
 * are too many leave. */
static int site_change(struct site *site, const struct host *host, struct fault *fault)
{
	struct host now;

	if (hosts_copy(&now, host, fault))
		return -1;
	now.slots = site->host.slots;
	hosts_host_release(&site->host);
	site->host = now;
	site->wanted = host->slots;
	return host->slots > now.slots ? add_peers(site, host->slots, fault) : 0;
}

static void site_free(struct driver *driver, struct site *site)
{
	unsigned i;

	for (i = 0; site->peer && i < site->host.slots; i++)
		if (site->peer[i])
			peer_free(driver, site->peer[i]);
	free(site->peer);
	holdings_release(&site->holdings);
	hosts_host_release(&site->host);
	free(site);
}

static struct site *site_new(const struct host *host, struct fault *fault)
{
	struct site *site = memory_zeroed(1, sizeof *site, fault);

	if (site && site_change(site, host, fault)) {
		site_free(NULL, site);
		return NULL;
	}
	return site;
}

/* Takes the list as it is now: hosts may come and go while a job runs. */
static int take_hosts(struct driver *driver, struct fault *fault)
{
	struct hosts hosts = {0};
	size_t h, s;
	int failed = driver->options.hosts ? hosts_read(&hosts, driver->options.hosts, fault)
					   : hosts_local(&hosts, fault);

	if (!failed && !driver->options.hosts && driver->options.slots)
		hosts.host[0].slots = (unsigned)driver->options.slots;
	for (s = 0; !failed && s < driver->sites; s++) {
		driver->site[s]->gone = true;
		for (h = 0; h < hosts.count; h++)
			if (strcmp(hosts.host[h].name, driver->site[s]->host.name) == 0)
				driver->site[s]->gone = false;
	}
	for (h = 0; !failed && h < hosts.count; h++) {
		for (s = 0; s < driver->sites; s++)
			if (strcmp(hosts.host[h].name, driver->site[s]->host.name) == 0)
				break;
		if (s < driver->sites) {
			failed = site_change(driver->site[s], &hosts.host[h], fault);
			continue;
		}
		failed = memory_grow(&driver->site, &driver->sites_room, driver->sites + 1, fault);
		if (!failed) {
			driver->site[driver->sites] = site_new(&hosts.host[h], fault);
			failed = driver->site[driver->sites] ? 0 : -1;
			driver->sites += !failed;
		}
	}
	hosts_release(&hosts);
	return failed;
}

struct driver *driver_open(const struct driver_options *options, struct fault *fault)
{
	struct driver *driver = memory_zeroed(1, sizeof *driver, fault);

	if (!driver)
		return NULL;
	driver->options = *options;
	driver->work = (struct work){.lock = -1, .journal = -1};
	driver->next_id = 1;
	driver->tally.opened = driver->turned = driver->alone = clock_now();
	catch_signals();
	memory_keep();
	raise_limit();
	if (take_hosts(driver, fault) || run_folder(driver->bin, sizeof driver->bin, fault)
		|| ((options->any || options->any_here) && run_path(driver->bin, fault))
		|| work_open(&driver->work, options->work, options->command, fault))
		goto failed;
	driver->work.note = options->tell;
	if (options->joblog) {
		driver->joblog = fopen(options->joblog, "w");
		if (!driver->joblog) {
			(void)fault_errno(fault, FAULT_NONE, errno, "%s", options->joblog);
			goto failed;
		}
		(void)fputs("Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\t"
			"Command\n", driver->joblog);
	}
	return driver;
failed:
	driver_close(driver, false);
	return NULL;
}

/* All links at once have a second to end by themselves. */
static void await_ends(struct driver *driver)
{
	double began = clock_now();
	bool all = false;
	size_t s;
	unsigned i;

	while (!all && clock_now() - began < closing_seconds) {
		all = true;
		for (s = 0; s < driver->sites; s++)
			for (i = 0; i < driver->site[s]->host.slots; i++) {
				struct peer *peer = driver->site[s]->peer[i];
				struct link_end end;

				if (peer->state == PEER_DOWN)
					continue;
				if (link_ended(&peer->link, &end)) {
					link_close(&peer->link, NULL);
					peer->state = PEER_DOWN;
				} else {
					all = false;
				}
			}
		if (!all)
			(void)poll(NULL, 0, 5);
	}
}

void driver_close(struct driver *driver, bool failed)
{
	struct fault ignored = {0};
	size_t s;
	unsigned i;

	if (!driver)
		return;
	if (driver->options.progress)
		driver->options.progress("");
	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			struct peer *peer = driver->site[s]->peer[i];

			if (peer->state == PEER_UP
				&& wire_send(&peer->out, FRAME_QUIT, NULL, 0, &ignored) == 0
				&& wire_flush(&peer->out, peer->link.to, &ignored))
				peer->state = PEER_ENDING;
			if (peer->state != PEER_DOWN)
				link_shut(&peer->link);
		}
	await_ends(driver);
	for (s = 0; s < driver->sites; s++)
		site_free(driver, driver->site[s]);
	failed = failed && driver->work.records;
	if (failed && driver->work.temporary && driver->work.lock >= 0)
		driver->options.tell("what is done is kept in %s: the same command with --work %s "
			"goes on", driver->work.folder, driver->work.folder);
	else if (driver->options.keep && driver->work.temporary && driver->work.lock >= 0)
		driver->options.tell("the work folder is kept: %s", driver->work.folder);
	work_close(&driver->work, failed || driver->options.keep);
	if (driver->joblog)
		(void)fclose(driver->joblog);
	run_release(&driver->here.run);
	bytes_release(&driver->here.complaint);
	free(driver->site);
	free(driver->duration);
	free(driver->polls);
	free(driver);
}

/* Opens what is due, a few at a time a host: an sshd refuses many at once. */
static int open_peers(struct driver *driver, double now, struct fault *fault)
{
	size_t s;
	unsigned i;

	for (s = 0; s < driver->sites; s++) {
		struct site *site = driver->site[s];
		unsigned greeting = 0;

		for (i = 0; i < site->host.slots; i++)
			greeting += site->peer[i]->state == PEER_GREETING;
		for (i = 0; i < site->wanted && greeting < GREETING_AT_ONCE; i++) {
			struct peer *peer = site->peer[i];

			if (peer->state != PEER_DOWN || peer->final || site->gone
				|| now < peer->retry_at)
				continue;
			if (peer_open(driver, peer, fault))
				return -1;
			greeting++;
		}
	}
	return 0;
}

static void tell_gone(struct driver *driver)
{
	struct fault why = {0};
	size_t s;
	unsigned i;

	for (s = 0; s < driver->sites; s++) {
		struct site *site = driver->site[s];

		for (i = site->gone ? 0 : site->wanted; i < site->host.slots; i++) {
			site->peer[i]->leaving = true;
			peer_fail(driver, site->peer[i], &why);
		}
	}
}

/* HUP: the list is read again.  INT, TERM: an end in order. */
static void take_signals(struct driver *driver)
{
	struct fault why = {0};

	if (signal_reload) {
		signal_reload = 0;
		if (driver->options.hosts && take_hosts(driver, &why))
			driver->options.note("%s; going on with the hosts of before", why.text);
		tell_gone(driver);
	}
	if (signal_stop) {
		(void)fault_set(&why, FAULT_RETRY, "ended by signal %d", (int)signal_stop);
		driver_stop(driver, &why);
	}
}

/* With no agent at all, for how long is there hope? */
static void check_patience(struct driver *driver, double now)
{
	struct fault why = {0};
	const struct peer *last = NULL;
	bool up = false, hope = false;
	size_t s;
	unsigned i;

	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			const struct peer *peer = driver->site[s]->peer[i];

			/* who comes and fails, again and again, is no help */
			up = up || (peer->state == PEER_UP && (peer->failures == 0
				|| now - peer->since > settled_seconds));
			hope = hope || (!driver->site[s]->gone
				&& (!peer->final || peer->state != PEER_DOWN));
			if (!driver->site[s]->gone && peer->why.kind != FAULT_NONE)
				last = peer;
		}
	if (up || !driver->tasks) {
		driver->alone = now;
		return;
	}
	if (hope && now - driver->alone < (double)driver->options.patience)
		return;
	if (hope)
		(void)fault_set(&why, FAULT_RETRY, "no host for %.0f s (--patience)",
			now - driver->alone);
	else
		(void)fault_set(&why, last ? last->why.kind : FAULT_HOST, "no host is left");
	if (last)
		(void)fault_set(&why, why.kind, "%.80s; %.80s: %.700s", hope ? "no host answers, "
			"and patience (--patience) is over" : "no host is left",
			site_name(last->site), last->why.text);
	driver_stop(driver, &why);
}

static void tally_slots(struct driver *driver, double seconds)
{
	size_t s;
	unsigned i;

	for (s = 0; driver->tasks && s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			const struct peer *peer = driver->site[s]->peer[i];

			if (peer->state == PEER_UP && peer->hands == 0)
				driver->site[s]->tally.waiting += seconds;
			else if (peer->state == PEER_UP && !peer->hand[0]->started)
				driver->site[s]->tally.sending += seconds;
		}
}

static int keep_time(struct driver *driver, double now, struct fault *fault)
{
	bool was_stopped = now - driver->turned > stopped_seconds;
	size_t s;
	unsigned i;

	tally_slots(driver, now - driver->turned);
	if (was_stopped)
		driver->alone = now;
	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			struct peer *peer = driver->site[s]->peer[i];

			/* it was we who slept: what they said waits to be read */
			if (was_stopped)
				peer->heard = now;
			if (peer->state == PEER_ENDING)
				peer_ending(driver, peer);
			else if (peer_keep_time(driver, peer, now, fault))
				return -1;
		}
	driver->turned = now;
	check_patience(driver, now);
	tally_progress(driver, now);
	return 0;
}

/* Fills outboxes and writes what goes. */
static int send_all(struct driver *driver, struct fault *fault)
{
	size_t s;
	unsigned i;

	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			struct peer *peer = driver->site[s]->peer[i];
			struct fault why = {0};

			if (peer->state != PEER_UP && peer->state != PEER_GREETING)
				continue;
			if (peer->state == PEER_UP && sending_fill(driver, peer, fault))
				return -1;
			/* why it can't be written to is told by what it sends: read on */
			if (wire_flush(&peer->out, peer->link.to, &why))
				wire_out_release(&peer->out);
		}
	return 0;
}

static int fill_polls(struct driver *driver, size_t *count, struct fault *fault)
{
	size_t s, peers = 0;
	unsigned i;

	for (s = 0; s < driver->sites; s++)
		peers += driver->site[s]->host.slots;
	if (memory_grow(&driver->polls, &driver->polls_room, POLLS_A_PEER * peers + 2, fault))
		return -1;
	*count = 0;
	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			const struct peer *peer = driver->site[s]->peer[i];
			bool open = peer->state == PEER_UP || peer->state == PEER_GREETING;
			bool more = open && (wire_waiting(&peer->out)
				|| peer->sending >= 0 || peer->outbox_at < peer->outbox.count);

			driver->polls[(*count)++] = (struct pollfd){
				open ? peer->link.from : -1, POLLIN, 0};
			driver->polls[(*count)++] = (struct pollfd){
				more ? peer->link.to : -1, POLLOUT, 0};
			driver->polls[(*count)++] = (struct pollfd){
				open ? peer->link.complaints : -1, POLLIN, 0};
		}
	driver->polls[(*count)++] = (struct pollfd){
		driver->here.run.minder ? driver->here.run.report : -1, POLLIN, 0};
	driver->polls[(*count)++] = (struct pollfd){
		driver->here.running ? driver->here.run.err : -1, POLLIN, 0};
	return 0;
}

static int read_all(struct driver *driver, size_t count, struct fault *fault)
{
	const struct pollfd *poll_of = driver->polls;
	size_t s;
	unsigned i;

	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++, poll_of += POLLS_A_PEER) {
			struct peer *peer = driver->site[s]->peer[i];

			if (poll_of[2].revents)
				peer_complain(peer);
			if (poll_of[0].revents && peer_read(driver, peer, fault))
				return -1;
		}
	if (driver->here.running)
		here_turn(driver, driver->polls[count - 2].revents,
			driver->polls[count - 1].revents);
	return 0;
}

int driver_turn(struct driver *driver, int milliseconds, struct fault *fault)
{
	double now = clock_now();
	size_t count;

	take_signals(driver);
	if (!driver->stopping && (open_peers(driver, now, fault) || schedule(driver, now, fault)))
		return -1;
	if (send_all(driver, fault) || fill_polls(driver, &count, fault))
		return -1;
	if (poll(driver->polls, count, milliseconds) < 0) {
		if (errno != EINTR)
			return fault_errno(fault, FAULT_SYSTEM, errno, "poll");
		return 0;
	}
	if (read_all(driver, count, fault) || keep_time(driver, clock_now(), fault))
		return -1;
	if (driver->stopping) {
		*fault = driver->stop;
		return -1;
	}
	return 0;
}

size_t driver_sites(const struct driver *driver)
{
	return driver->sites;
}

struct site *driver_site(const struct driver *driver, size_t i)
{
	return driver->site[i];
}

const char *site_name(const struct site *site)
{
	return site->host.here ? "here" : site->host.name;
}
