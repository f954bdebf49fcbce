/* schedule.c - which agent gets which task, and what follows from its end. */
#include "driver/fleet.h"

#include "base/clock.h"
#include "base/memory.h"
#include "driver/result.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_DAMAGED = 70 }; /* as if the filter had ended with it */
static const double straggler_share = 0.75, straggler_times = 1.5, straggler_least = 5;

static void let_go(struct peer *peer, struct attempt *attempt)
{
	size_t i;

	for (i = 0; i < peer->hands && peer->hand[i] != attempt; i++)
		;
	if (i == peer->hands)
		return;
	peer->hands--;
	memmove(peer->hand + i, peer->hand + i + 1, (peer->hands - i) * sizeof *peer->hand);
	if (attempt->file >= 0)
		(void)close(attempt->file);
	(void)unlink(attempt->path);
	digest_free(attempt->digester);
	bytes_release(&attempt->complaint);
	attempt->task->attempts--;
	if (attempt->task->state == TASK_RUNNING && attempt->task->attempts == 0)
		attempt->task->state = TASK_WAITING;
	free(attempt);
}

/* What hosts.txt says, or a share of all the host has for each slot that gets
 * something to do. */
static unsigned threads_for(const struct driver *driver, const struct site *site)
{
	uint64_t threads = site->host.threads, busy = site->wanted;

	if (threads == 0) {
		if (driver->tasks && driver->tasks->count < busy)
			busy = driver->tasks->count;
		threads = site->host.here ? driver->options.threads : site->hello.cores;
		threads /= busy ? busy : 1;
	}
	return threads < 1 ? 1 : threads > 1024 ? 1024 : (unsigned)threads;
}

/* Hands a task to an agent. */
static int give(struct driver *driver, struct peer *peer, struct task *task,
	struct fault *fault)
{
	struct attempt *attempt = memory_zeroed(1, sizeof *attempt, fault);

	if (!attempt)
		return -1;
	attempt->task = task;
	attempt->id = driver->next_id++;
	attempt->asked = clock_now();
	attempt->file = -1;
	peer->hand[peer->hands++] = attempt;
	task->attempts++;
	task->state = TASK_RUNNING;
	work_scratch(&driver->work, attempt->path);
	attempt->digester = digest_new(fault);
	if (!attempt->digester)
		return -1;
	attempt->file = open(attempt->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (attempt->file < 0)
		return fault_errno(fault, FAULT_IO, errno, "%s", attempt->path);
	return wire_begin(&peer->out, FRAME_TASK, fault)
		|| wire_number(&peer->out, attempt->id, fault)
		|| call_put(&task->words, threads_for(driver, peer->site), &peer->out, fault)
		|| wire_end(&peer->out, fault) ? -1 : 0;
}

/* How much a host has of what a task needs, less what others have. */
static int fitness(const struct driver *driver, const struct site *site,
	const struct task *task)
{
	int fit = 0;
	size_t i, s;

	for (i = 0; i < task->words.count; i++) {
		const struct word *word = &task->words.word[i];

		if (word->kind != WORD_OBJECT)
			continue;
		if (holdings_find(&site->holdings, &word->digest)) {
			fit += 2;
			continue;
		}
		for (s = 0; s < driver->sites; s++)
			if (!driver->site[s]->gone && driver->site[s] != site
				&& holdings_find(&driver->site[s]->holdings, &word->digest)) {
				fit--;
				break;
			}
	}
	return fit;
}

/* Hosts that are there or may well be soon; peers: slots that are there. */
static size_t sites_up(const struct driver *driver, size_t *peers)
{
	size_t s, up = 0;
	unsigned i;

	*peers = 0;
	for (s = 0; s < driver->sites; s++) {
		bool hope = false;

		for (i = 0; i < driver->site[s]->host.slots; i++) {
			const struct peer *peer = driver->site[s]->peer[i];

			*peers += peer->state == PEER_UP;
			hope = hope || peer->state == PEER_UP || peer->state == PEER_GREETING
				|| (peer->state == PEER_DOWN && !peer->failures && !peer->final);
		}
		up += hope && !driver->site[s]->gone;
	}
	return up;
}

/* The task that suits this host best: what it has the objects of, then what
 * nobody has, then any; of equals the first. */
static struct task *choose(const struct driver *driver, const struct site *site, size_t up,
	size_t *waiting)
{
	struct task *best = NULL;
	int most = 0;
	size_t i;

	*waiting = 0;
	for (i = 0; i < driver->tasks->count; i++) {
		struct task *task = &driver->tasks->task[i];
		int fit;

		if (task->state != TASK_WAITING)
			continue;
		++*waiting;
		if ((task->failed_at == site && up > 1) || (task->only && task->only != site))
			continue;
		fit = fitness(driver, site, task);
		if (!best || fit > most) {
			best = task;
			most = fit;
		}
	}
	return best;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double schedule_median(const struct driver *driver)
{
	struct fault ignored = {0};
	double *sorted, median;

	if (driver->done == 0)
		return 0;
	sorted = memory_zeroed(driver->done, sizeof *sorted, &ignored);
	if (!sorted)
		return 0;
	memcpy(sorted, driver->duration, driver->done * sizeof *sorted);
	qsort(sorted, driver->done, sizeof *sorted, by_value);
	median = sorted[driver->done / 2];
	free(sorted);
	return median;
}

/* It takes much longer than others did, and nobody else tries it. */
static bool is_late(const struct attempt *attempt, const struct site *site, double median,
	double now)
{
	double seconds = now - attempt->asked;

	return !attempt->cancelled && attempt->task->state == TASK_RUNNING
		&& attempt->task->attempts == 1 && !attempt->task->only
		&& attempt->task->failed_at != site && seconds > straggler_least
		&& seconds > straggler_times * median;
}

/* A task that takes much longer than others do, elsewhere. */
static struct task *straggler(const struct driver *driver, const struct site *site,
	double median, double now)
{
	size_t s;
	unsigned i;

	if ((double)driver->done < straggler_share * (double)driver->tasks->count)
		return NULL;
	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			const struct peer *peer = driver->site[s]->peer[i];
			size_t h;

			for (h = 0; h < peer->hands && driver->site[s] != site; h++)
				if (is_late(peer->hand[h], site, median, now))
					return peer->hand[h]->task;
		}
	return NULL;
}

static int serve(struct driver *driver, struct peer *peer, size_t up, size_t peers, double now,
	struct fault *fault)
{
	size_t waiting;
	struct task *task;

	while (peer->hands < HANDS) {
		task = choose(driver, peer->site, up, &waiting);
		/* at the end of a phase nobody lays in what others could do now */
		if (task && (peer->hands == 0 || waiting > peers)) {
			if (give(driver, peer, task, fault))
				return -1;
			continue;
		}
		if (peer->hands || task)
			return 0;
		task = straggler(driver, peer->site, schedule_median(driver), now);
		if (!task)
			return 0;
		driver->tally.duplicates++;
		if (give(driver, peer, task, fault))
			return -1;
	}
	return 0;
}

static int cancel(struct peer *peer, struct attempt *attempt, struct fault *fault)
{
	if (attempt->cancelled)
		return 0;
	attempt->cancelled = true;
	return wire_begin(&peer->out, FRAME_CANCEL, fault)
		|| wire_number(&peer->out, attempt->id, fault)
		|| wire_end(&peer->out, fault) ? -1 : 0;
}

/* It has all that its tasks need, and runs none of them. */
static bool is_idle(const struct peer *peer, double seconds, double now)
{
	size_t i;

	for (i = 0; i < peer->hands; i++)
		if (peer->hand[i]->started || peer->hand[i]->sent <= 0
			|| now - peer->hand[i]->sent < seconds)
			return false;
	return peer->hands > 0;
}

static int check_timeouts(struct driver *driver, struct peer *peer, double now,
	struct fault *fault)
{
	struct fault why = {0};
	size_t i;

	if (driver->options.timeout && is_idle(peer, (double)driver->options.timeout, now)) {
		(void)fault_set(&why, FAULT_HOST, "it has what it needs and starts nothing");
		peer_fail(driver, peer, &why);
	}
	for (i = 0; i < peer->hands; i++) {
		struct attempt *attempt = peer->hand[i];

		if (driver->options.timeout == 0 || !attempt->started || attempt->cancelled
			|| now - attempt->began < (double)driver->options.timeout)
			continue;
		attempt->timed_out = true;
		if (cancel(peer, attempt, fault))
			return -1;
	}
	return 0;
}

int schedule(struct driver *driver, double now, struct fault *fault)
{
	size_t s, peers, up = sites_up(driver, &peers);
	unsigned i, round;

	if (!driver->tasks || driver->stopping)
		return 0;
	/* first slots to all hosts, then the second ones */
	for (round = 0; round < SLOTS_MOST; round++) {
		bool any = false;

		for (s = 0; s < driver->sites; s++) {
			struct site *site = driver->site[s];
			struct peer *peer = round < site->host.slots ? site->peer[round] : NULL;

			any = any || peer;
			if (peer && !site->gone && peer->state == PEER_UP
				&& serve(driver, peer, up, peers, now, fault))
				return -1;
		}
		if (!any)
			break;
	}
	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++)
			if (check_timeouts(driver, driver->site[s]->peer[i], now, fault))
				return -1;
	return 0;
}

/* The content of two streams may be one, though other deflate engines packed
 * them. */
static bool same_content(const char *a, const char *b)
{
	struct fault ignored = {0};
	struct digest digest[2];

	return result_read(a, &digest[0], &ignored) == 0
		&& result_read(b, &digest[1], &ignored) == 0
		&& digest_equal(&digest[0], &digest[1]);
}

/* A second result: it must be the first one again. */
static int compare(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct digest *digest)
{
	const struct task *task = attempt->task;
	char hex[2][DIGEST_HEX];
	struct fault why = {0};

	if (digest_equal(digest, &task->result.digest)
		|| same_content(attempt->path, task->result.path))
		return 0;
	digest_hex(digest, hex[0]);
	digest_hex(&task->result.digest, hex[1]);
	(void)fault_set(&why, FAULT_INTERNAL, "two results for one task: %s from %s, and %s "
		"from %s; a host computes wrongly, or the filter is not the same everywhere",
		hex[0], site_name(peer->site), hex[1], site_name(task->by));
	driver_stop(driver, &why);
	return 0;
}

/* Others that try the same have lost. */
static int cancel_others(struct driver *driver, const struct task *task, struct fault *fault)
{
	size_t s, h;
	unsigned i;

	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			struct peer *peer = driver->site[s]->peer[i];

			for (h = 0; h < peer->hands; h++)
				if (peer->hand[h]->task == task
					&& cancel(peer, peer->hand[h], fault))
					return -1;
		}
	return 0;
}

static int accept_result(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct digest *digest, double seconds, struct fault *fault)
{
	struct task *task = attempt->task;
	char path[PATH_MAX];
	int failed;

	work_path(&driver->work, &task->name, path);
	failed = close(attempt->file);
	attempt->file = -1;
	if (failed)
		return fault_errno(fault, FAULT_IO, errno, "%s", attempt->path);
	if (work_accept(&driver->work, attempt->path, &task->name, digest, attempt->bytes,
		seconds, site_name(peer->site), fault)
		|| object_set(&task->result, path, digest, attempt->bytes, fault))
		return -1;
	task->result.temporary = true;
	task->by = peer->site;
	task->state = TASK_DONE;
	if (memory_grow(&driver->duration, &driver->durations_room, driver->done + 1, fault))
		return -1;
	driver->duration[driver->done++] = clock_now() - attempt->asked;
	driver->tally.tasks++;
	peer->site->tally.tasks++;
	peer->failures = 0;
	peer->why = (struct fault){0};
	let_go(peer, attempt);
	return cancel_others(driver, task, fault);
}

static void count(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct run_end *end, double seconds)
{
	struct site_tally *tally = &peer->site->tally;
	double now = clock_now();

	tally->compute += seconds;
	tally->cpu += 1e-6 * (double)(end->user_us + end->system_us);
	if (attempt->started && now - attempt->began > seconds)
		tally->returning += now - attempt->began - seconds;
	if (end->memory > tally->memory)
		tally->memory = end->memory;
	tally_log(driver, peer, attempt, end->status, end->signal, seconds);
}

int attempt_done(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct run_end *end, uint64_t bytes, const struct digest *digest, double seconds,
	struct fault *fault)
{
	struct digest got = digest_end(attempt->digester);
	struct fault why = {0};
	char said[600];

	count(driver, peer, attempt, end, seconds);
	if (attempt->task == &driver->orphan) {
		let_go(peer, attempt);
		return 0;
	}
	(void)last_line(&attempt->complaint, said, sizeof said);
	call_own_names(&attempt->task->words, said, sizeof said);
	if (end->status == 0 && (bytes != attempt->bytes || !digest_equal(digest, &got))) {
		(void)fault_set(&why, FAULT_HOST, "a result came damaged");
		peer_fail(driver, peer, &why);
		return 0;
	}
	if (end->status == 0 && attempt->task->state == TASK_DONE) {
		(void)compare(driver, peer, attempt, digest);
		let_go(peer, attempt);
		return 0;
	}
	if (end->status == 0 && attempt->task->stream
		&& result_read(attempt->path, &got, &why)) {
		(void)fault_at(&why, "a result is not whole");
		return attempt_failed(driver, peer, attempt, &why, EXIT_DAMAGED, 0, fault);
	}
	if (end->status == 0)
		return accept_result(driver, peer, attempt, digest, seconds, fault);
	if (attempt->cancelled && !attempt->timed_out) {
		let_go(peer, attempt);
		return 0;
	}
	if (attempt->timed_out)
		(void)fault_set(&why, FAULT_RETRY, "it took longer than --timeout, %llu s",
			(unsigned long long)driver->options.timeout);
	else if (end->signal)
		(void)fault_set(&why, FAULT_SYSTEM, "killed by signal %d%s%.600s", end->signal,
			*said ? ": " : "", said);
	else if (*said)
		(void)fault_set(&why, FAULT_DATA, "%s", said);
	else
		(void)fault_set(&why, FAULT_DATA, "exit status %d", end->status);
	return attempt_failed(driver, peer, attempt, &why, end->status, end->signal, fault);
}

/* Input, usage, permission and a command that isn't there are what they are, here as
 * elsewhere. */
static bool lasting(int status)
{
	return status == 64 || status == 65 || status == 66 || status == 77
		|| status == 127;
}

void schedule_forget(struct driver *driver)
{
	struct fault ignored = {0};
	size_t s, h;
	unsigned i;

	driver->orphan.state = TASK_DONE;
	for (s = 0; s < driver->sites; s++)
		for (i = 0; i < driver->site[s]->host.slots; i++) {
			struct peer *peer = driver->site[s]->peer[i];

			for (h = 0; h < peer->hands; h++) {
				if (peer->hand[h]->task != &driver->orphan)
					driver->orphan.attempts++;
				peer->hand[h]->task = &driver->orphan;
				(void)cancel(peer, peer->hand[h], &ignored);
			}
		}
}

int attempt_failed(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct fault *why, int status, int number, struct fault *fault)
{
	struct task *task = attempt->task;
	size_t peers, up = sites_up(driver, &peers);
	bool twice = task->failed_at && task->failed_at != peer->site;
	struct fault stop = {.kind = why->kind};

	(void)number;
	(void)fault;
	let_go(peer, attempt);
	if (task->state == TASK_DONE)
		return 0;
	task->failures++;
	driver->tally.retries++;
	if (twice || task->failures >= TRIES || task->only || (up < 2 && lasting(status))
		|| why->kind == FAULT_DENIED) {
		struct bytes line = {0};
		char quoted[200];

		if (call_shell(&task->words, &line, fault))
			return -1;
		(void)fault_quote(quoted, sizeof quoted, line.data, line.size);
		bytes_release(&line);
		if (status > 0 && status < 126 && fault_status(stop.kind) != status)
			stop.kind = status == 66 ? FAULT_NO_INPUT : status == 64 ? FAULT_USAGE
				: status == 74 ? FAULT_IO : status == 71 ? FAULT_SYSTEM
				: status == 77 ? FAULT_DENIED : stop.kind;
		(void)fault_set(&stop, stop.kind, "%s%s: %.600s (%s)", site_name(peer->site),
			twice ? " and another host" : "", why->text, quoted);
		driver_stop(driver, &stop);
		return 0;
	}
	task->failed_at = peer->site;
	driver->options.note("%s: %.800s; the task is tried again", site_name(peer->site),
		why->text);
	return 0;
}

void attempt_lost(struct driver *driver, struct peer *peer, struct attempt *attempt)
{
	driver->tally.retries += !attempt->cancelled;
	let_go(peer, attempt);
}
