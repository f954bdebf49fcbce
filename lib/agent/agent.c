/* agent.c - serves a driver: objects in, tasks run, results out. */
#include "agent/agent.h"

#include "agent/assignment.h"
#include "agent/hello.h"
#include "agent/offer.h"
#include "agent/resultname.h"
#include "agent/run.h"
#include "agent/store.h"
#include "agent/wire.h"
#include "base/clock.h"
#include "base/commands.h"
#include "base/sha256.h"
#include "base/memory.h"
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PUMP = 1 << 16, WAITING_MOST = 1 << 20, STDERR_MOST = 1 << 16, PUMPS_A_TURN = 16,
	DESCRIPTORS = 64 /* other than of a task's objects */ };
static const double beat_seconds = 1, driver_silent = 60, stopped = 5;

struct agent {
	const struct agent_options *options;
	bool greeted, quit;
	char bin[PATH_MAX];
	struct room room;
	struct store store;
	struct inplace inplace;
	struct wire_in in;
	struct wire_out out;
	struct assignment queue[AGENT_QUEUE];
	size_t queued;
	bool running, reported; /* queue[0] */
	struct run run;
	struct run_end end;
	struct resultname name; /* of queue[0]'s result, where it is sent */
	uint64_t bytes, complained;
	struct incoming made;   /* the result of queue[0], where it is kept */
	struct fault unkept;    /* why it can't be; FAULT_NONE: it can */
	double started, heard, beaten, blocked; /* blocked: seconds of the filter, by the wire */
	struct incoming incoming;
	bool coming;
	size_t descriptors; /* that may be open */
};

/* The needs of scripts in place of filters are unknown, so they run unconfined. */
static void describe_confinement(const struct agent *agent, char *text, size_t size)
{
	unsigned scripts = 0;
	const struct commands_entry *entry;

	confine_describe(text, size);
	for (entry = commands_table; entry->name && !agent->options->restricted; entry++)
		scripts += entry->filter && run_is_script(agent->bin, entry->name);
	if (scripts)
		(void)snprintf(text + strlen(text), size - strlen(text),
			"; %u filters are scripts and not confined", scripts);
}

static int greet(struct agent *agent, struct fault *fault)
{
	struct hello hello;
	uint64_t freed;

	hello_measure(&hello, agent->options->version);
	hello.store = store_sweep(&agent->store, STORE_LIFETIME, &freed);
	hello.store_most = agent->store.most;
	hello.disk = store_disk(&agent->store);
	hello.restricted = agent->options->restricted;
	(void)snprintf(hello.told, sizeof hello.told, "%s", agent->store.told);
	describe_confinement(agent, hello.confined, sizeof hello.confined);
	return wire_magic(&agent->out, fault) || hello_put(&hello, &agent->out, fault) ? -1 : 0;
}

/* What went wrong goes to the driver, in the place of an exit. */
static int tell_failure(struct agent *agent, uint64_t id, const struct fault *what,
	struct fault *fault)
{
	return wire_begin(&agent->out, FRAME_FAILED, fault)
		|| wire_number(&agent->out, id, fault)
		|| wire_number(&agent->out, (uint64_t)what->kind, fault)
		|| wire_text(&agent->out, what->text, strlen(what->text), fault)
		|| wire_end(&agent->out, fault) ? -1 : 0;
}

static void drop(struct agent *agent, size_t place)
{
	assignment_release(&agent->queue[place]);
	agent->queued--;
	memmove(agent->queue + place, agent->queue + place + 1,
		(agent->queued - place) * sizeof *agent->queue);
	agent->queue[agent->queued] = (struct assignment){0};
}

static int tell_exit(struct agent *agent, uint64_t id, const struct run_end *end,
	const struct sha256 *made, double seconds, struct fault *fault)
{
	struct sha256 digest = made ? *made : resultname_end(&agent->name);

	return wire_begin(&agent->out, FRAME_EXIT, fault)
		|| wire_number(&agent->out, id, fault)
		|| wire_number(&agent->out, (uint64_t)(int64_t)end->status, fault)
		|| wire_number(&agent->out, (uint64_t)end->signal, fault)
		|| wire_number(&agent->out, agent->bytes, fault)
		|| wire_sha256(&agent->out, &digest, fault)
		|| wire_number(&agent->out, (uint64_t)(seconds * 1e6), fault)
		|| wire_number(&agent->out, end->user_us, fault)
		|| wire_number(&agent->out, end->system_us, fault)
		|| wire_number(&agent->out, end->memory, fault)
		|| wire_end(&agent->out, fault) ? -1 : 0;
}

/* The first task that has all it needs goes to the front and runs. */
static int start_next(struct agent *agent, struct fault *fault)
{
	struct fault why = {0};
	struct assignment next;
	char path[PATH_MAX];
	size_t i = 0;

	if (agent->running)
		return 0;
	for (; i < agent->queued; i++) {
		if (agent->queue[i].lacking)
			continue;
		if (!assignment_lost(&agent->queue[i], &agent->store, path))
			break;
		if (assignment_need(&agent->queue[i], &agent->out, fault))
			return -1;
	}
	if (i == agent->queued)
		return 0;
	next = agent->queue[i];
	memmove(agent->queue + 1, agent->queue, i * sizeof next);
	agent->queue[0] = next;
	resultname_start(&agent->name, next.how == ASSIGNMENT_OURS);
	agent->bytes = agent->complained = 0;
	agent->blocked = 0;
	agent->reported = false;
	agent->started = clock_now();
	agent->unkept = (struct fault){0};
	if ((next.how == ASSIGNMENT_KEEP
			&& store_make(&agent->store, &agent->made, next.most, &why))
		|| assignment_start(&agent->queue[0], &agent->room, &agent->run, &why)) {
		store_drop(&agent->made);
		if (tell_failure(agent, agent->queue[0].id, &why, fault))
			return -1;
		drop(agent, 0);
		return 0;
	}
	agent->running = true;
	return wire_begin(&agent->out, FRAME_STARTED, fault)
		|| wire_number(&agent->out, agent->queue[0].id, fault)
		|| wire_end(&agent->out, fault) ? -1 : 0;
}

/* What can't be kept ends the filter; what it still writes is read and forgotten. */
static int keep(struct agent *agent, const char *data, size_t size)
{
	agent->bytes += size;
	if (agent->unkept.kind != FAULT_NONE)
		return 1;
	if (store_add(&agent->store, &agent->made, data, size, &agent->unkept))
		run_kill(&agent->run);
	return 1;
}

/* One reading of a pipe of the filter's; closes it at its end. */
static int pump(struct agent *agent, int *descriptor, enum frame_type type, struct fault *fault)
{
	char data[PUMP];
	ssize_t got = read(*descriptor, data, sizeof data);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (got <= 0) {
		(void)close(*descriptor);
		*descriptor = -1;
		return 0;
	}
	if (type == FRAME_RESULT && agent->queue[0].how == ASSIGNMENT_KEEP)
		return keep(agent, data, (size_t)got);
	if (type == FRAME_RESULT) {
		resultname_add(&agent->name, data, (size_t)got);
		agent->bytes += (uint64_t)got;
	} else if ((agent->complained += (uint64_t)got) > STDERR_MOST) {
		return 0;
	}
	return wire_begin(&agent->out, type, fault)
		|| wire_number(&agent->out, agent->queue[0].id, fault)
		|| wire_raw(&agent->out, data, (size_t)got, fault)
		|| wire_end(&agent->out, fault) ? -1 : 1;
}

static int pump_filter(struct agent *agent, struct fault *fault)
{
	int turn, got;

	for (turn = 0; turn < PUMPS_A_TURN && agent->run.out >= 0
		&& wire_waiting(&agent->out) < WAITING_MOST; turn++) {
		got = pump(agent, &agent->run.out, FRAME_RESULT, fault);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
	}
	return agent->run.err >= 0 && pump(agent, &agent->run.err, FRAME_STDERR, fault) < 0
		? -1 : 0;
}

/* Why a filter that failed is not to blame, or what it did; FAULT_NONE: it is reported as it
 * ended. */
static void excuse(struct agent *agent, struct fault *why)
{
	char path[PATH_MAX];

	if (agent->end.why == RUN_SCRATCH)
		(void)fault_set(why, FAULT_IO, "%s: filters have more scratch than %llu bytes "
			"(--scratch of dist-run --serve)", scratch_place(),
			(unsigned long long)agent->room.scratch);
	else if (agent->end.why == RUN_DISK)
		(void)fault_set(why, FAULT_IO, "%s: the filter was about to fill the disk",
			scratch_place());
	else if (agent->end.status != 0
		&& assignment_lost(&agent->queue[0], &agent->store, path))
		(void)fault_set(why, FAULT_RETRY, "%s was removed from the store while a filter "
			"used it", path);
	else if (assignment_changed(&agent->queue[0], &agent->store, path))
		(void)fault_set(why, FAULT_RETRY, "%s changed while a filter read it", path);
}

/* A result that is kept gets its name. */
static void end_made(struct agent *agent, struct sha256 *digest, struct fault *why)
{
	if (agent->queue[0].how != ASSIGNMENT_KEEP)
		return;
	*digest = sha256_end(agent->made.digester);
	if (why->kind == FAULT_NONE)
		*why = agent->unkept;
	if (why->kind != FAULT_NONE || agent->end.status != 0
		|| store_end(&agent->store, &agent->made, why))
		store_drop(&agent->made);
}

static int finish(struct agent *agent, struct fault *fault)
{
	const struct assignment *task = &agent->queue[0];
	double seconds = clock_now() - agent->started - agent->blocked;
	struct sha256 made = {{0}};
	struct fault why = {0};

	if (!agent->reported || agent->run.out >= 0 || agent->run.err >= 0)
		return 0;
	excuse(agent, &why);
	end_made(agent, &made, &why);
	if (why.kind == FAULT_NONE && agent->end.status == 0 && task->how == ASSIGNMENT_NAME
		&& assignment_names(task, &agent->out, fault))
		return -1;
	if (why.kind != FAULT_NONE ? tell_failure(agent, task->id, &why, fault)
		: tell_exit(agent, task->id, &agent->end,
			task->how == ASSIGNMENT_KEEP ? &made : NULL, seconds, fault))
		return -1;
	run_release(&agent->run);
	agent->running = false;
	drop(agent, 0);
	return 0;
}

static int look(struct agent *agent, bool tell, struct fault *fault)
{
	size_t i;

	for (i = agent->running ? 1 : 0; i < agent->queued; i++) {
		if (agent->queue[i].lacking == 0)
			continue;
		assignment_look(&agent->queue[i], &agent->store);
		if (tell && assignment_need(&agent->queue[i], &agent->out, fault))
			return -1;
	}
	return 0;
}

static int on_task(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	struct assignment *task = &agent->queue[agent->queued];
	struct fault why = {0};
	int failed;

	if (agent->queued == AGENT_QUEUE)
		return fault_set(fault, FAULT_DATA, "more tasks than may wait here");
	if (assignment_take(task, frame, fault))
		return -1;
	agent->queued++;
	if (task->lacking + DESCRIPTORS > agent->descriptors) {
		(void)fault_set(&why, FAULT_SYSTEM, "a task of %zu files: at most %zu may be open "
			"(ulimit -n)", task->lacking, agent->descriptors > DESCRIPTORS
				? agent->descriptors - DESCRIPTORS : 0);
		failed = tell_failure(agent, task->id, &why, fault);
		drop(agent, agent->queued - 1);
		return failed;
	}
	assignment_look(task, &agent->store);
	return assignment_need(task, &agent->out, fault);
}

/* Every task that lacked the object has it now, or the store is no good: asking for it
 * again would never end. */
static int look_again(struct agent *agent, const struct sha256 *digest, struct fault *fault)
{
	char path[PATH_MAX];
	size_t i;

	if (look(agent, false, fault))
		return -1;
	for (i = agent->running ? 1 : 0; i < agent->queued; i++)
		if (assignment_lacks(&agent->queue[i], digest)) {
			store_path(&agent->store, digest, path);
			return fault_set(fault, FAULT_IO, "%s: it was stored and can't be read "
				"again", path);
		}
	return 0;
}

/* The object has arrived, or is not what its digest says. */
static int on_whole(struct agent *agent, struct fault *fault)
{
	const struct sha256 digest = agent->incoming.digest;
	struct fault why = {0};
	int failed = store_end(&agent->store, &agent->incoming, &why);

	agent->coming = false;
	if (failed && why.kind != FAULT_DATA) {
		*fault = why;
		return -1;
	}
	if (wire_begin(&agent->out, FRAME_KEPT, fault)
		|| wire_sha256(&agent->out, &digest, fault)
		|| wire_number(&agent->out, !failed, fault) || wire_end(&agent->out, fault))
		return -1;
	return failed ? 0 : look_again(agent, &digest, fault);
}

static int on_object(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);
	struct sha256 digest = wire_field_sha256(&fields);
	uint64_t size = wire_field_number(&fields);

	if (!wire_fields_whole(&fields) || agent->coming)
		return fault_set(fault, FAULT_DATA, "an unexpected object");
	if (store_begin(&agent->store, &agent->incoming, &digest, size, fault))
		return -1;
	agent->coming = true;
	return size == 0 ? on_whole(agent, fault) : 0;
}

static int on_data(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	if (!agent->coming)
		return fault_set(fault, FAULT_DATA, "data of no object");
	if (store_put(&agent->incoming, frame->data, frame->size, fault))
		return -1;
	return agent->incoming.got == agent->incoming.size ? on_whole(agent, fault) : 0;
}

static int on_cancel(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	static const struct run_end killed = {.status = -1, .signal = SIGKILL};
	struct fields fields = wire_fields_of(frame);
	uint64_t id = wire_field_number(&fields);
	size_t i;

	for (i = 0; i < agent->queued; i++) {
		if (agent->queue[i].id != id)
			continue;
		if (i == 0 && agent->running) {
			run_kill(&agent->run);
			return 0;
		}
		drop(agent, i);
		return tell_exit(agent, id, &killed, NULL, 0, fault);
	}
	return 0; /* it has ended meanwhile */
}

static int on_forget(struct agent *agent, struct fault *fault)
{
	uint64_t freed;

	agent->store.held = store_sweep(&agent->store, 0, &freed);
	return wire_begin(&agent->out, FRAME_FORGET, fault)
		|| wire_number(&agent->out, freed, fault) || wire_end(&agent->out, fault) ? -1 : 0;
}

static int on_drop(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);

	while (fields.size && !fields.bad) {
		const struct sha256 digest = wire_field_sha256(&fields);

		if (!fields.bad)
			store_remove(&agent->store, &digest);
	}
	return fields.bad ? fault_set(fault, FAULT_DATA, "half a digest") : 0;
}

static int on_hello(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	const struct agent_options *options = agent->options;
	struct hello hello;

	if (hello_take(&hello, frame, options->version, fault))
		return -1;
	if (hello.any && options->restricted)
		return fault_set(fault, FAULT_DENIED, "this host runs topictools' filters only "
			"(--restrict)");
	if (hello_settle(&hello, fault) || (hello.any && run_path(agent->bin, fault)))
		return -1;
	agent->room.any = hello.any;
	agent->room.open = hello.open && !options->restricted;
	agent->greeted = true;
	if (hello.store_most && (hello.store_most < agent->store.most
		|| (!options->store && !options->restricted)))
		agent->store.most = hello.store_most;
	return 0;
}

static int on_frame(struct agent *agent, const struct frame *frame, struct fault *fault)
{
	if (!agent->greeted)
		return on_hello(agent, frame, fault);
	switch (frame->type) {
	case FRAME_TASK:
		return on_task(agent, frame, fault);
	case FRAME_OBJECT:
		return on_object(agent, frame, fault);
	case FRAME_MAKE:
	case FRAME_OFFER:
		return offer_take(&agent->store, frame, agent->options->restricted
				? agent->options->shared : OFFER_ANYWHERE, &agent->out, fault)
			|| look(agent, false, fault) ? -1 : 0;
	case FRAME_DATA:
		return on_data(agent, frame, fault);
	case FRAME_LOOK:
		return look(agent, true, fault);
	case FRAME_CANCEL:
		return on_cancel(agent, frame, fault);
	case FRAME_PING:
		return wire_send(&agent->out, FRAME_PONG, frame->data, frame->size, fault);
	case FRAME_FORGET:
		return on_forget(agent, fault);
	case FRAME_DROP:
		return on_drop(agent, frame, fault);
	case FRAME_BEAT:
		return 0;
	case FRAME_QUIT:
		agent->quit = true;
		return 0;
	default:
		return fault_set(fault, FAULT_DATA, "a frame of type %d", frame->type);
	}
}

static int take_frames(struct agent *agent, struct fault *fault)
{
	struct frame frame;
	int got;

	if (wire_fill(&agent->in, STDIN_FILENO, fault))
		return -1;
	while (!agent->quit && (got = wire_next(&agent->in, &frame, fault)) != 0) {
		if (got < 0 || on_frame(agent, &frame, fault))
			return -1;
		agent->heard = clock_now();
	}
	if (agent->in.ended)
		agent->quit = true;
	return 0;
}

/* Beats, and looks whether the driver still does; a machine that was stopped
 * itself blames nobody. */
static int keep_time(struct agent *agent, double before, struct fault *fault)
{
	double now = clock_now();

	if (now - before > stopped)
		agent->heard = now;
	if (now - agent->heard > driver_silent)
		return fault_set(fault, FAULT_RETRY, "the driver has been silent for %.0f s",
			driver_silent);
	if (now - agent->beaten < beat_seconds || wire_waiting(&agent->out) >= WAITING_MOST)
		return 0;
	agent->beaten = now;
	return wire_send(&agent->out, FRAME_BEAT, NULL, 0, fault);
}

static int turn(struct agent *agent, struct fault *fault)
{
	bool full = wire_waiting(&agent->out) >= WAITING_MOST;
	struct pollfd polls[5] = {
		{full ? -1 : STDIN_FILENO, POLLIN, 0},
		{wire_waiting(&agent->out) ? STDOUT_FILENO : -1, POLLOUT, 0},
		{agent->running && !full ? agent->run.out : -1, POLLIN, 0},
		{agent->running ? agent->run.err : -1, POLLIN, 0},
		{agent->running && !agent->reported ? agent->run.report : -1, POLLIN, 0}};
	double before = clock_now();

	if (poll(polls, 5, 1000) < 0 && errno != EINTR)
		return fault_errno(fault, FAULT_SYSTEM, errno, "poll");
	agent->blocked += full && agent->running ? clock_now() - before : 0;
	if (polls[0].revents && take_frames(agent, fault))
		return -1;
	if (agent->running && polls[4].revents) {
		run_end(&agent->run, &agent->end);
		agent->reported = true;
	}
	if (agent->running && (pump_filter(agent, fault) || finish(agent, fault)))
		return -1;
	if (start_next(agent, fault) || keep_time(agent, before, fault))
		return -1;
	return wire_flush(&agent->out, STDOUT_FILENO, fault);
}

/* The driver learns why, if it still listens. */
static void say_sorry(struct agent *agent, const struct fault *why)
{
	struct fault ignored = {0};
	int tries = 20;

	if (tell_failure(agent, 0, why, &ignored))
		return;
	while (tries-- && wire_flush(&agent->out, STDOUT_FILENO, &ignored) == 0
		&& wire_waiting(&agent->out)) {
		struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};

		(void)poll(&out, 1, 100);
	}
}

static int begin(struct agent *agent, const struct agent_options *options,
	struct fault *fault)
{
	(void)signal(SIGPIPE, SIG_IGN);
	memory_keep();
	(void)fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
	(void)fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
	agent->options = options;
	agent->heard = clock_now();
	agent->room = (struct room){.store = &agent->store, .bin = agent->bin,
		.restricted = options->restricted, .limits = {.memory = options->memory},
		.scratch = options->scratch ? options->scratch : SCRATCH_DEFAULT,
		.shared = options->shared};
	agent->room.limits.file = agent->room.scratch;
	confine_measure(&agent->room.limits);
	agent->descriptors = assignment_descriptors();
	scratch_sweep();
	agent->store.inplace = &agent->inplace;
	return resultname_init(&agent->name, fault)
		|| process_folder(agent->bin, sizeof agent->bin, fault)
		|| store_open(&agent->store, options->store, fault) || greet(agent, fault) ? -1 : 0;
}

int agent_serve(const struct agent_options *options, struct fault *fault)
{
	struct agent *agent = calloc(1, sizeof *agent);
	int failed;

	if (!agent)
		return fault_set(fault, FAULT_SYSTEM, "out of memory");
	failed = begin(agent, options, fault);
	while (!failed && !agent->quit)
		failed = turn(agent, fault);
	if (failed)
		say_sorry(agent, fault);
	if (agent->running)
		run_release(&agent->run);
	while (agent->queued)
		drop(agent, agent->queued - 1);
	store_drop(&agent->incoming);
	store_drop(&agent->made);
	store_release(&agent->store);
	inplace_release(&agent->inplace);
	resultname_release(&agent->name);
	wire_in_release(&agent->in);
	wire_out_release(&agent->out);
	free(agent);
	return failed;
}
