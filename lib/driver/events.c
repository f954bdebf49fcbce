/* events.c - frames of agents become events of the schedule. */
#include "driver/events.h"

#include "base/clock.h"
#include "driver/complaint.h"
#include "driver/report.h"
#include "driver/result.h"
#include "driver/sending.h"
#include "driver/shelf.h"
#include "driver/sums.h"

#include <stdlib.h>

enum { READS_A_TURN = 8,
	STATUS_DAMAGED = 70 }; /* as if the filter had ended with it */
static const double slow_seconds = 10;

static int is_up(struct driver *driver, struct slot *slot, struct fault *fault)
{
	struct pool_host *host = dispatch_host(driver, slot);

	if (!host->met && host->hello.told[0])
		driver->options.note("%s: %.500s", pool_name(host), host->hello.told);
	host->met = true;
	slot->state = SLOT_UP;
	slot->since = slot->moved = clock_now();
	if (driver->tally.connected == 0)
		driver->tally.connected = slot->since;
	return schedule_ready(driver->schedule, slot->host, slot->number, slot->since, fault);
}

static int ask(struct driver *driver, struct slot *slot, struct fault *fault)
{
	char scratch[PATH_MAX];

	work_scratch(&driver->work, scratch);
	return proof_ask(&slot->proof, &driver->knowns, scratch, &slot->out, fault);
}

/* One slot of each host asks for the known answers; the others wait for what comes of
 * it.  The agent here is the driver's own program. */
static int try_to_prove(struct driver *driver, struct slot *slot, struct fault *why,
	struct fault *fault)
{
	struct pool_host *host = dispatch_host(driver, slot);

	if (host->refused) {
		slot->final = true;
		*why = host->refusal;
		return -1;
	}
	if (host->proven || driver->options.any_build || pool_is_own(host)
		|| (!driver->knowns.due && driver->knowns.count == 0))
		return is_up(driver, slot, fault);
	if (driver->knowns.due || (host->proving && host->proving != slot)) {
		slot->since = clock_now();
		return 0;
	}
	if (host->proving == slot)
		return 0;
	host->proving = slot;
	slot->since = clock_now();
	return ask(driver, slot, fault);
}

static int on_proof(struct driver *driver, struct slot *slot, const struct frame *frame,
	struct fault *why, struct fault *fault)
{
	struct pool_host *host = dispatch_host(driver, slot);
	size_t at = slot->proof.at;
	int got;

	if (frame->type == FRAME_BEAT || host->proving != slot)
		return 0;
	got = proof_take(&slot->proof, &driver->knowns, frame, &slot->out, why, fault);
	slot->told = slot->told || frame->type == FRAME_FAILED;
	if (got < 0 && slot->proof.at > at) {
		host->refused = slot->final = true;
		host->refusal = *why;
	}
	if (got <= 0)
		return got;
	slot->since = clock_now();
	if (slot->proof.at < driver->knowns.count)
		return ask(driver, slot, fault);
	host->proven = true;
	host->proving = NULL;
	return is_up(driver, slot, fault);
}

static int on_hello(struct driver *driver, struct slot *slot, const struct frame *frame,
	struct fault *why, struct fault *fault)
{
	struct pool_host *host = dispatch_host(driver, slot);

	if (hello_take(&host->hello, frame, driver->options.version, why)) {
		slot->final = true;
		return -1;
	}
	slot->hello = true;
	slot->since = clock_now();
	return try_to_prove(driver, slot, why, fault);
}

static int on_started(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *fault)
{
	struct attempt *attempt = slot_find(slot, wire_field_number(fields));

	if (!attempt)
		return 0;
	attempt->started = true;
	attempt->began = clock_now();
	return schedule_started(driver->schedule, slot->host, slot->number, attempt->id,
		attempt->began, fault);
}

/* Input, usage, permission and a command that isn't there are what they are,
 * here as elsewhere. */
static enum schedule_failure failure_of(const struct attempt *attempt)
{
	int status = attempt->status;

	if (attempt->why.kind == FAULT_DENIED)
		return FAILURE_FATAL;
	return status == 64 || status == 65 || status == 66 || status == 77 || status == 127
		? FAILURE_LASTING : FAILURE_PASSING;
}

static int attempt_failed(struct driver *driver, struct slot *slot, struct attempt *attempt,
	int status, struct fault *fault)
{
	attempt->status = status;
	return schedule_failed(driver->schedule, slot->host, slot->number, attempt->id,
		failure_of(attempt), clock_now(), fault);
}

static void count(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct run_end *end)
{
	struct host_tally *tally = &dispatch_host(driver, slot)->tally;
	double now = clock_now();

	tally->compute += attempt->seconds;
	tally->cpu += 1e-6 * (double)(end->user_us + end->system_us);
	if (attempt->started && now - attempt->began > attempt->seconds)
		tally->returning += now - attempt->began - attempt->seconds;
	if (end->memory > tally->memory)
		tally->memory = end->memory;
	if (driver->options.report) {
		double from = attempt->started ? attempt->began : now - attempt->seconds;

		timeline_add(&driver->timeline, driver->what ? driver->what : "known answers",
			(struct timeline_bar){.from = from, .to = from + attempt->seconds, .end = now,
				.host = slot->host, .slot = slot->number, .bytes = attempt->bytes,
				.failed = end->status != 0 || end->signal != 0});
	}
	report_joblog(driver, slot, attempt, end->status, end->signal);
}

/* The last message of a filter that failed, or how it ended. */
static void say_why(const struct driver *driver, struct attempt *attempt,
	const struct run_end *end)
{
	struct fault *why = &attempt->why;
	char said[600];

	(void)complaint_last(&attempt->complaint, said, sizeof said);
	if (attempt->task)
		commandline_own_names(&attempt->task->words, said, sizeof said);
	if (attempt->cancelled)
		(void)fault_set(why, FAULT_RETRY, "it took longer than %.0f s (--timeout)",
			schedule_bound(driver->schedule));
	else if (end->signal)
		(void)fault_set(why, FAULT_SYSTEM, "killed by signal %d%s%.600s", end->signal,
			*said ? ": " : "", said);
	else if (*said)
		(void)fault_set(why, FAULT_DATA, "%s", said);
	else
		(void)fault_set(why, FAULT_DATA, "exit status %d", end->status);
}

/* A receipt of a result that stays at the host. */
static int take_receipt(struct driver *driver, struct slot *slot, struct attempt *attempt,
	uint64_t bytes, struct fault *why, struct fault *fault)
{
	if (bytes > attempt->most)
		return fault_set(why, FAULT_DATA, "it keeps a result of more than %llu bytes, which "
			"its task can't yield", (unsigned long long)attempt->most);
	attempt->bytes = bytes;
	return schedule_kept(driver->schedule, slot->host, slot->number, attempt->id,
		&attempt->digest, bytes, clock_now(), fault);
}

/* A combined result has arrived. */
static int take_sum(struct driver *driver, struct slot *slot, struct attempt *attempt,
	struct fault *why, struct fault *fault)
{
	struct digest content;

	if (!attempt->sum->named)
		return fault_set(why, FAULT_DATA, "a combined result that does not name its tasks");
	if (attempt->task && attempt->task->stream
		&& result_read(attempt->path, &attempt->task->yield, &content, &attempt->why))
		return attempt_failed(driver, slot, attempt, STATUS_DAMAGED, fault);
	return schedule_result(driver->schedule, slot->host, slot->number, attempt->id,
		&attempt->digest, clock_now(), fault);
}

/* A result has arrived, and has the digest that the agent sent. */
static int take_result(struct driver *driver, struct slot *slot, struct attempt *attempt,
	struct fault *fault)
{
	const struct task *task = attempt->task;
	struct digest content;

	/* what a filter of ours makes in a map is a stream where it begins as one */
	const bool stream = task && (task->stream || (!driver->options.any
		&& result_is_stream(attempt->path)));

	/* a second one, too, before it is compared: half a result is not another one */
	if (task && (stream ? result_read(attempt->path, &task->yield, &content, &attempt->why)
			: task->yield.numbers && result_numbers(attempt->path,
				task->yield.numbers, &attempt->why)))
		return attempt_failed(driver, slot, attempt, STATUS_DAMAGED, fault);
	return schedule_result(driver->schedule, slot->host, slot->number, attempt->id,
		&attempt->digest, clock_now(), fault);
}

static int on_exit(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	struct attempt *attempt = slot_find(slot, wire_field_number(fields));
	struct run_end end = {.status = (int32_t)(int64_t)wire_field_number(fields)};
	struct sha256 digest;
	uint64_t bytes;
	double seconds;

	end.signal = (int32_t)wire_field_number(fields);
	bytes = wire_field_number(fields);
	digest = wire_field_sha256(fields);
	seconds = 1e-6 * (double)wire_field_number(fields);
	end.user_us = wire_field_number(fields);
	end.system_us = wire_field_number(fields);
	end.memory = wire_field_number(fields);
	if (!wire_fields_whole(fields))
		return fault_set(why, FAULT_DATA, "an invalid exit");
	if (!attempt)
		return 0;
	attempt->seconds = seconds;
	attempt->digest = digest;
	count(driver, slot, attempt, &end);
	if (attempt->keep && end.status == 0)
		return take_receipt(driver, slot, attempt, bytes, why, fault);
	if (end.status == 0 && (bytes != attempt->bytes || !attempt_holds(attempt, &digest)))
		return fault_set(why, FAULT_HOST, "a result arrived damaged");
	if (end.status == 0 && attempt->sum)
		return take_sum(driver, slot, attempt, why, fault);
	if (end.status == 0)
		return take_result(driver, slot, attempt, fault);
	say_why(driver, attempt, &end);
	return attempt_failed(driver, slot, attempt, end.status, fault);
}

static int on_failed(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	uint64_t id = wire_field_number(fields), kind = wire_field_number(fields);
	struct attempt *attempt = slot_find(slot, id);
	struct fault told = {0};
	char quoted[900];
	size_t size;
	const char *text = wire_field_text(fields, &size);

	if (kind < FAULT_USAGE || kind > FAULT_DENIED)
		kind = FAULT_HOST;
	(void)fault_set(&told, (enum fault_kind)kind, "%s",
		fault_quote(quoted, sizeof quoted, text, size));
	if (id == 0) {
		*why = told;
		slot->told = true;
		/* it will say the same again, unless this process was stopped while it greeted */
		slot->final = (slot->state == SLOT_GREETING && why->kind != FAULT_RETRY)
			|| why->kind == FAULT_DENIED || why->kind == FAULT_USAGE;
		return -1;
	}
	if (!attempt)
		return 0;
	attempt->why = told;
	return attempt_failed(driver, slot, attempt, fault_status(told.kind), fault);
}

static int on_result(struct slot *slot, struct fields *fields, struct fault *why,
	struct fault *fault)
{
	struct attempt *attempt = slot_find(slot, wire_field_number(fields));

	if (!attempt || fields->bad)
		return 0;
	if (attempt->keep)
		return fault_set(why, FAULT_DATA, "it sends a result that it was to keep");
	if (fields->size > attempt->most - attempt->bytes)
		return fault_set(why, FAULT_DATA, "a result of more than %llu bytes, which its task "
			"can't yield", (unsigned long long)attempt->most);
	return attempt_write(attempt, fields->data, fields->size, fault);
}

static void on_complaint(struct slot *slot, struct fields *fields)
{
	struct attempt *attempt = slot_find(slot, wire_field_number(fields));

	if (attempt)
		attempt_complain(attempt, fields->data, fields->size);
}

/* why: what the agent did wrong; fault: what we did. */
static int on_frame(struct driver *driver, struct slot *slot, const struct frame *frame,
	struct fault *why, struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);

	if (frame->type == FRAME_FAILED && !slot->proof.attempt)
		return on_failed(driver, slot, &fields, why, fault);
	if (slot->state == SLOT_GREETING)
		return slot->hello ? on_proof(driver, slot, frame, why, fault)
			: on_hello(driver, slot, frame, why, fault);
	switch (frame->type) {
	case FRAME_BEAT:
	case FRAME_HELLO:
		return 0;
	case FRAME_NEED:
		return sending_need(driver, slot, &fields, why, fault);
	case FRAME_KEPT:
		return sending_kept(driver, slot, &fields, why, fault);
	case FRAME_STARTED:
		return on_started(driver, slot, &fields, fault);
	case FRAME_RESULT:
		return on_result(slot, &fields, why, fault);
	case FRAME_NAMES:
		return sums_named(slot_find(slot, wire_field_number(&fields)), &fields, why);
	case FRAME_STDERR:
		on_complaint(slot, &fields);
		return 0;
	case FRAME_EXIT:
		return on_exit(driver, slot, &fields, why, fault);
	case FRAME_PONG:
	case FRAME_FORGET:
		if (driver->answer)
			driver->answer(driver->answer_context, slot->host, frame);
		return 0;
	default:
		return fault_set(why, FAULT_DATA, "a frame of type %d", frame->type);
	}
}

/* All frames that are whole.  -1: of why or of fault one is set. */
static int take_frames(struct driver *driver, struct slot *slot, struct fault *why,
	struct fault *fault)
{
	struct frame frame;
	int got;

	while ((got = slot_next(slot, &frame, why)) == 1) {
		if (on_frame(driver, slot, &frame, why, fault)
			|| dispatch_orders(driver, fault))
			return -1;
		if (slot->state != SLOT_UP && slot->state != SLOT_GREETING)
			return 0;
	}
	return got;
}

int events_read(struct driver *driver, struct slot *slot, struct fault *fault)
{
	struct fault why = {0};
	bool broken = false;
	int reads;

	for (reads = 0; reads < (shelf_asks(slot) ? 1 : READS_A_TURN) && !broken && !slot->in.ended;
		reads++) {
		uint64_t before = slot->in.total;

		broken = slot_fill(slot, &why) != 0;
		if (broken || slot->in.total == before)
			break;
		broken = take_frames(driver, slot, &why, fault) != 0;
		if (fault->kind != FAULT_NONE)
			return -1;
	}
	if (!broken && slot->in.ended) {
		broken = true;
		(void)fault_set(&why, FAULT_HOST, slot->hello ? "the connection ended"
			: "no agent answered");
	}
	return broken && (dispatch_fail(driver, slot, &why, fault)
		|| dispatch_orders(driver, fault)) ? -1 : 0;
}

/* Before an agent is up: who takes long is named once. */
static int wait_for_agent(struct driver *driver, struct slot *slot, double now,
	struct fault *why, struct fault *fault)
{
	if (slot->hello)
		return try_to_prove(driver, slot, why, fault);
	if (!slot->slow && slot->number == 0 && now - slot->since > slow_seconds) {
		slot->slow = true;
		driver->options.note("%s: no agent answers yet after %.0f s; waiting for its login "
			"shell (--connect-timeout)", pool_name(dispatch_host(driver, slot)),
			slow_seconds);
	}
	return 0;
}

int events_keep_time(struct driver *driver, struct slot *slot, double now,
	struct fault *fault)
{
	const double patience = (double)driver->options.link.patience;
	struct fault why = {0};

	if (slot->state == SLOT_ENDING) {
		if (slot_ended(slot) && schedule_ended(driver->schedule, slot->host, slot->number,
			slot->final, clock_now(), fault))
			return -1;
	} else if ((slot->state == SLOT_GREETING && wait_for_agent(driver, slot, now, &why, fault))
		|| slot_keep_time(slot, patience, now, &why, fault)) {
		if (fault->kind != FAULT_NONE)
			return -1;
	}
	return (why.kind != FAULT_NONE && dispatch_fail(driver, slot, &why, fault))
		|| dispatch_orders(driver, fault) ? -1 : 0;
}
