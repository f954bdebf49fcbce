/* dispatch.c - carries out orders: opens, gives, accepts, drops, stops. */
#include "driver/dispatch.h"

#include "agent/assignment.h"
#include "base/clock.h"
#include "base/digest.h"
#include "driver/result.h"
#include "driver/sums.h"

#include <string.h>
#include <unistd.h>

void dispatch_ship(struct driver *driver, bool all)
{
	(void)snprintf(driver->ship, sizeof driver->ship, "%s/../lib/topictools/agent-%s",
		driver->bin, all ? "all-" : "");
	driver->options.link.ship = driver->options.no_ship ? NULL : driver->ship;
}

struct pool_host *dispatch_host(const struct driver *driver, const struct slot *slot)
{
	return driver->pool.host[slot->host];
}

void dispatch_drop(const struct driver *driver, const struct object *object)
{
	if (object->temporary && object->path && !driver->options.keep)
		(void)unlink(object->path);
}

void dispatch_stop(struct driver *driver, const struct fault *why)
{
	if (!driver->stopping)
		driver->stop = *why;
	driver->stopping = true;
}

int dispatch_holds(struct driver *driver, uint32_t host, const struct sha256 *digest,
	uint32_t by, struct fault *fault)
{
	uint32_t number;

	return holdings_add(&driver->pool.host[host]->holdings, digest, by, fault)
		|| numbers_of(&driver->numbers, digest, &number, fault)
		|| schedule_object(driver->schedule, host, number, true, fault) ? -1 : 0;
}

int dispatch_wake(struct driver *driver, uint32_t number, struct fault *fault)
{
	struct pool_host *host = driver->pool.host[number];
	uint32_t i;

	for (i = 0; i < host->slots; i++) {
		struct slot *slot = host->slot[i];

		if (!slot->waits || slot->state != SLOT_UP)
			continue;
		slot->waits = false;
		if (wire_send(&slot->out, FRAME_LOOK, NULL, 0, fault))
			return -1;
	}
	return 0;
}

int dispatch_hosts(struct driver *driver, struct fault *fault)
{
	double now = clock_now();
	uint32_t h;
	int failed = 0;

	for (h = 0; !failed && h < driver->pool.hosts; h++) {
		const struct pool_host *host = driver->pool.host[h];
		const char *name = pool_name(host);

		/* the schedule expects hosts in order */
		failed = schedule_host(driver->schedule, h, host->wanted,
			digest_short(name, strlen(name), 0), now, fault)
			|| schedule_keeps(driver->schedule, h, !host->host.here, fault);
		if (!failed && host->gone)
			failed = schedule_host_left(driver->schedule, h, now, fault);
	}
	return failed;
}

/* Ends a slot, and forgets what was on its way to it: who waits for that looks
 * again. */
static int shut(struct driver *driver, struct slot *slot, const struct fault *why,
	struct fault *fault)
{
	struct holdings *holdings = &dispatch_host(driver, slot)->holdings;
	struct sha256 digest;
	uint32_t number;
	size_t i, at = 0;

	for (i = 0; i < slot->hands; i++)
		driver->tally.retries += !slot->hand[i]->cancelled;
	if (dispatch_host(driver, slot)->proving == slot)
		dispatch_host(driver, slot)->proving = NULL;
	slot_shut(slot, why);
	while (holdings_forget(holdings, slot->number, &at, &digest))
		if (numbers_of(&driver->numbers, &digest, &number, fault)
			|| schedule_object(driver->schedule, slot->host, number, false, fault))
			return -1;
	return dispatch_wake(driver, slot->host, fault);
}

int dispatch_fail(struct driver *driver, struct slot *slot, const struct fault *why,
	struct fault *fault)
{
	if (slot->state == SLOT_DOWN || slot->state == SLOT_ENDING)
		return 0;
	return shut(driver, slot, why, fault)
		|| schedule_gone(driver->schedule, slot->host, slot->number, clock_now(), fault)
		? -1 : 0;
}

static int open_slot(struct driver *driver, struct slot *slot, struct fault *fault)
{
	struct hello hello;

	hello_measure(&hello, driver->options.version);
	hello.any = driver->options.any;
	hello.open = driver->options.open;
	hello.store_most = driver->options.store;
	if (slot_open(slot, &driver->options.link, &hello, fault))
		return -1;
	return slot->state == SLOT_ENDING ? schedule_gone(driver->schedule, slot->host,
		slot->number, clock_now(), fault) : 0;
}

/* It failed, and is opened again, or not. */
static void note_end(struct driver *driver, struct slot *slot, const struct order *order)
{
	struct pool_host *host = dispatch_host(driver, slot);

	slot->failures++;
	host->tally.failures++;
	/* who looks at all hosts goes on behind one that is not trusted */
	if (slot->why.kind == FAULT_DENIED && slot->final && !driver->answer) {
		(void)fault_at(&slot->why, "%s", pool_name(host));
		dispatch_stop(driver, &slot->why);
	} else if (host->refused ? host->tally.failures == 1
		: slot->number == 0 || !host->met) {
		driver->options.note("%s: %.800s%s", pool_name(host), slot->why.text,
			order->kind == ORDER_ABANDON ? "; continuing without it" : order->aside
			? "; set aside, tried again each minute" : "");
	}
}

/* What the list of hosts says, or a share of all the host has for each slot
 * that gets something to do. */
static unsigned threads_for(const struct driver *driver, const struct pool_host *host)
{
	uint64_t threads = host->host.threads, busy = host->wanted;

	if (threads == 0) {
		if (driver->tasks && driver->tasks->count < busy)
			busy = driver->tasks->count;
		threads = host->host.here ? driver->options.threads : host->hello.cores;
		threads /= busy ? busy : 1;
	}
	return threads < 1 ? 1 : threads > 1024 ? 1024 : (unsigned)threads;
}

/* Bytes that a result may have on the wire: what its job says that its filter can yield
 * (members are hardly larger than their payload); else no filter of ours makes TIMES
 * as much of its inputs, and programs of the user may print more. */
static uint64_t most_of(const struct driver *driver, const struct task *task)
{
	enum { TIMES = 64, LEAST = 64 << 20, MEMBERS = 1 << 20 };
	uint64_t sum = LEAST;
	size_t i;

	if (task->yield.bytes)
		return task->yield.bytes + (task->stream ? task->yield.bytes / 8 + MEMBERS : 0);
	for (i = 0; i < task->words.count; i++)
		if (task->words.word[i].kind == WORD_OBJECT)
			sum += TIMES * task->words.word[i].object->size;
	return driver->options.any || driver->options.open ? TIMES * sum : sum;
}

static int send_task(struct driver *driver, struct slot *slot, struct attempt *attempt,
	enum assignment_how how, struct fault *fault)
{
	attempt->most = most_of(driver, attempt->task);
	return wire_begin(&slot->out, FRAME_TASK, fault)
		|| wire_number(&slot->out, attempt->id, fault)
		|| wire_number(&slot->out, (uint64_t)how, fault)
		|| wire_number(&slot->out, attempt->most, fault)
		|| commandline_put(&attempt->task->words,
			threads_for(driver, dispatch_host(driver, slot)), &slot->out, fault)
		|| wire_end(&slot->out, fault) ? -1 : 0;
}

/* What is only added up here, in a run without other hosts, never leaves this machine; of two
 * such streams the content is compared. */
static bool is_ours(const struct driver *driver, const struct task *task)
{
	return task->stream && driver->tasks->combine && !driver->options.hosts
		&& !driver->options.slurm;
}

static int give(struct driver *driver, struct slot *slot, const struct order *order,
	struct fault *fault)
{
	const struct task *task = &driver->tasks->task[order->task];
	struct attempt *attempt;
	char path[PATH_MAX];

	driver->tally.duplicates += order->again;
	work_scratch(&driver->work, path);
	attempt = attempt_new(order->attempt, order->keep ? NULL : path,
		pool_is_own(dispatch_host(driver, slot)), fault);
	if (!attempt)
		return -1;
	attempt->task = task;
	slot_take(slot, attempt);
	return send_task(driver, slot, attempt, order->keep ? ASSIGNMENT_KEEP
		: is_ours(driver, task) ? ASSIGNMENT_OURS : ASSIGNMENT_SEND, fault);
}

static int combine(struct driver *driver, struct slot *slot, const struct order *order,
	struct fault *fault)
{
	struct attempt *attempt;
	size_t members;
	const uint32_t *member = schedule_group(driver->schedule, order->group, &members);
	char path[PATH_MAX];

	work_scratch(&driver->work, path);
	attempt = attempt_new(order->attempt, path,
		pool_is_own(dispatch_host(driver, slot)), fault);
	if (!attempt)
		return -1;
	slot_take(slot, attempt);
	return sums_begin(driver->tasks, member, members, attempt, fault)
		|| send_task(driver, slot, attempt, ASSIGNMENT_NAME, fault) ? -1 : 0;
}

static int cancel(struct slot *slot, struct attempt *attempt, struct fault *fault)
{
	attempt->cancelled = true;
	return wire_begin(&slot->out, FRAME_CANCEL, fault)
		|| wire_number(&slot->out, attempt->id, fault)
		|| wire_end(&slot->out, fault) ? -1 : 0;
}

static int accept(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct order *order, struct fault *fault)
{
	struct pool_host *host = dispatch_host(driver, slot);
	struct task *task = &driver->tasks->task[order->task];
	char path[PATH_MAX];

	work_path(&driver->work, &task->name, path);
	if (attempt_close(attempt, fault)
		|| work_accept(&driver->work, attempt->path, &task->name, &attempt->digest,
			attempt->bytes, attempt->seconds, pool_name(host), fault)
		|| object_set(&task->result, path, &attempt->digest, attempt->bytes, fault))
		return -1;
	task->sum = TASK_NO_SUM;
	attempt->path[0] = 0;
	task->result.temporary = true;
	if (driver->watch && driver->watch(driver->watch_context, task, attempt->seconds,
		pool_name(host), fault))
		return -1;
	driver->tally.tasks++;
	host->tally.tasks++;
	slot->failures = 0;
	slot->why = (struct fault){0};
	slot_let_go(slot, attempt);
	return 0;
}

static int keep(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct order *order, struct fault *fault)
{
	struct pool_host *host = dispatch_host(driver, slot);
	struct task *task = &driver->tasks->task[order->task];
	const struct work_part part = {task->name, attempt->digest, attempt->bytes};

	object_release(&task->result);
	task->result.digest = attempt->digest;
	task->result.size = attempt->bytes;
	task->sum = TASK_NO_SUM;
	if (work_keep(&driver->work, &part, attempt->seconds, pool_name(host), fault))
		return -1;
	driver->tally.tasks++;
	driver->tally.kept++;
	host->tally.tasks++;
	slot->failures = 0;
	slot->why = (struct fault){0};
	slot_let_go(slot, attempt);
	return 0;
}

/* The host needs them no more. */
static int drop_kept(struct slot *slot, const struct attempt_sum *sum, struct fault *fault)
{
	size_t i;

	if (wire_begin(&slot->out, FRAME_DROP, fault))
		return -1;
	for (i = 0; i < sum->members; i++)
		if (wire_sha256(&slot->out, &sum->kept[i].digest, fault))
			return -1;
	return wire_end(&slot->out, fault);
}

static int accept_sum(struct driver *driver, struct slot *slot, struct attempt *attempt,
	struct fault *fault)
{
	const struct attempt_sum *sum = attempt->sum;
	const struct sums_made made = {&sum->task.words, sum->member, sum->members, NULL, 0,
		attempt->path, attempt->digest, attempt->bytes, attempt->seconds,
		pool_name(dispatch_host(driver, slot))};

	if (attempt_close(attempt, fault) || sums_take(&driver->work, driver->tasks, &made, fault)
		|| drop_kept(slot, sum, fault))
		return -1;
	attempt->path[0] = 0;
	driver->tally.sums++;
	slot->failures = 0;
	slot->why = (struct fault){0};
	slot_let_go(slot, attempt);
	return 0;
}

static int compare(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct order *order, struct fault *fault)
{
	const struct task *task = &driver->tasks->task[order->task];
	const struct pool *pool = &driver->pool;
	bool here = !attempt->keep && task->result.path && task->sum == TASK_NO_SUM;
	/* the content of two streams may be one, though other deflate engines packed them;
	 * where one of them is not here, this alone can be told */
	bool same = here ? result_same(attempt->path, task->result.path)
		: strcmp(pool->host[order->host]->hello.engine,
			pool->host[order->other]->hello.engine) != 0;

	return schedule_compared(driver->schedule, slot->host, slot->number, attempt->id, same,
		clock_now(), fault);
}

/* A task has failed for good. */
static int stop_task(struct driver *driver, const struct slot *slot,
	const struct attempt *attempt, const struct order *order, struct fault *fault)
{
	struct fault stop = {.kind = attempt->why.kind};
	struct bytes line = {0};
	int status = attempt->status;
	char quoted[200];

	driver->tally.retries++;
	if (commandline_shell(&attempt->task->words, &line, fault))
		return -1;
	(void)fault_quote(quoted, sizeof quoted, line.data, line.size);
	bytes_release(&line);
	if (status > 0 && status < 126 && fault_status(stop.kind) != status)
		stop.kind = status == 66 ? FAULT_NO_INPUT : status == 64 ? FAULT_USAGE
			: status == 74 ? FAULT_IO : status == 71 ? FAULT_SYSTEM
			: status == 77 ? FAULT_DENIED : stop.kind;
	(void)fault_set(&stop, stop.kind, "%s%s: %.600s (%s)",
		pool_name(dispatch_host(driver, slot)), order->twice ? " and another host" : "",
		attempt->why.text, quoted);
	dispatch_stop(driver, &stop);
	return 0;
}

static void stop_different(struct driver *driver, const struct slot *slot,
	const struct attempt *attempt, const struct order *order)
{
	char hex[2][SHA256_HEX];
	struct fault why = {0};

	sha256_hex(&attempt->digest, hex[0]);
	sha256_hex(&driver->tasks->task[order->task].result.digest, hex[1]);
	(void)fault_set(&why, FAULT_INTERNAL, "two results for one task: %s from %s, and %s "
		"from %s; a host computes wrongly, or the filter is not the same everywhere",
		hex[0], pool_name(dispatch_host(driver, slot)), hex[1],
		pool_name(driver->pool.host[order->other]));
	dispatch_stop(driver, &why);
}

/* No host works, or not the one that has to run a task. */
static void stop_alone(struct driver *driver, const struct order *order)
{
	const struct pool *pool = &driver->pool;
	bool one = order->host != ORDER_NONE, hope = order->reason == REASON_PATIENCE;
	const char *name = one ? pool_name(pool->host[order->host]) : "no host";
	const struct slot *last = NULL, *slot = NULL;
	struct fault why = {0};

	while ((slot = pool_next(pool, slot)))
		if ((one ? slot->host == order->host : !pool->host[slot->host]->gone)
			&& slot->why.kind != FAULT_NONE)
			last = slot;
	if (hope && !last)
		(void)fault_set(&why, FAULT_RETRY, "%.80s%s for %.0f s (--patience)", name,
			one ? " did not answer" : "", order->seconds);
	else if (hope)
		(void)fault_set(&why, FAULT_RETRY, "%.80s %s, and the time of --patience is over",
			name, one ? "does not answer" : "answers");
	else
		(void)fault_set(&why, last ? last->why.kind : FAULT_HOST, "%.80s %s", name,
			!one ? "is left" : pool->host[order->host]->gone
			? "is no longer in the list of hosts" : "is left out");
	if (last)
		(void)fault_add(&why, "; %.80s: %.700s", pool_name(pool->host[last->host]),
			last->why.text);
	dispatch_stop(driver, &why);
}

static int stop(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct order *order, struct fault *fault)
{
	if (order->reason == REASON_TASK)
		return stop_task(driver, slot, attempt, order, fault);
	if (order->reason == REASON_DIFFERS)
		stop_different(driver, slot, attempt, order);
	else
		stop_alone(driver, order);
	return 0;
}

static void note_retry(struct driver *driver, const struct slot *slot,
	const struct attempt *attempt)
{
	driver->tally.retries++;
	driver->options.note("%s: %.800s; %s tried again", pool_name(dispatch_host(driver, slot)),
		attempt->why.text, attempt->sum ? "the tasks are" : "the task is");
}

static int shut_as_told(struct driver *driver, struct slot *slot, const struct order *order,
	struct fault *fault)
{
	struct fault why = {0};

	if (order->reason == REASON_IDLE)
		(void)fault_set(&why, FAULT_HOST, "it has all inputs of a task and starts nothing");
	return shut(driver, slot, &why, fault);
}

/* Orders about an attempt of a slot. */
static int carry_out(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct order *order, struct fault *fault)
{
	switch (order->kind) {
	case ORDER_CANCEL:
		return cancel(slot, attempt, fault);
	case ORDER_KEEP:
		return keep(driver, slot, attempt, order, fault);
	case ORDER_ACCEPT:
		return attempt->sum ? accept_sum(driver, slot, attempt, fault)
			: accept(driver, slot, attempt, order, fault);
	case ORDER_COMPARE:
		return compare(driver, slot, attempt, order, fault);
	case ORDER_RETRY:
		note_retry(driver, slot, attempt);
		return 0;
	case ORDER_DROP:
		slot_let_go(slot, attempt);
		return 0;
	default:
		return 0;
	}
}

int dispatch_orders(struct driver *driver, struct fault *fault)
{
	struct order order;
	int failed = 0;

	while (!failed && schedule_order(driver->schedule, &order)) {
		struct slot *slot = order.slot == ORDER_NONE ? NULL
			: driver->pool.host[order.host]->slot[order.slot];
		struct attempt *attempt = slot ? slot_find(slot, order.attempt) : NULL;

		switch (order.kind) {
		case ORDER_OPEN:
			failed = open_slot(driver, slot, fault);
			break;
		case ORDER_SHUT:
			failed = shut_as_told(driver, slot, &order, fault);
			break;
		case ORDER_WAIT:
		case ORDER_ABANDON:
			note_end(driver, slot, &order);
			break;
		case ORDER_GIVE:
			failed = give(driver, slot, &order, fault);
			break;
		case ORDER_COMBINE:
			failed = combine(driver, slot, &order, fault);
			break;
		case ORDER_STOP:
			failed = stop(driver, slot, attempt, &order, fault);
			break;
		default:
			failed = attempt && carry_out(driver, slot, attempt, &order, fault);
		}
	}
	return failed ? -1 : 0;
}
