/* pipeline.c - read in order, work in parallel, write in order. */
#include "base/pipeline.h"

#include "base/memory.h"
#include "base/team.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum state { IDLE, READING, FULL, WORKING, READY };

struct cell {
	enum state state;
	uint64_t turn; /* its place in the order of reading */
	bool failed;
	struct fault fault;
};

struct pipeline_flow {
	const struct pipeline *pipeline;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct cell *cells;
	bool reading, writing, ended, stopped;
	uint64_t read, begun, written; /* turns; written: how many are over */
	struct fault *fault;
};

static void *item_of(const struct pipeline_flow *flow, size_t i)
{
	return (char *)flow->pipeline->items + i * flow->pipeline->item_size;
}

/* The cell in this state and, unless idle, of this turn; count: none. */
static size_t find(const struct pipeline_flow *flow, enum state state, uint64_t turn)
{
	size_t i;

	for (i = 0; i < flow->pipeline->count; i++)
		if (flow->cells[i].state == state
			&& (state == IDLE || flow->cells[i].turn == turn))
			break;
	return i;
}

/* Reads an item, which then waits for a thread that works it.  Called and left with the lock
 * held, as the next two. */
static void read_one(struct pipeline_flow *flow, size_t i)
{
	const struct pipeline *pipeline = flow->pipeline;
	struct cell *cell = &flow->cells[i];
	int got;

	flow->reading = true;
	cell->state = READING;
	(void)pthread_mutex_unlock(&flow->lock);
	got = pipeline->read(pipeline->context, item_of(flow, i), &cell->fault);
	(void)pthread_mutex_lock(&flow->lock);
	flow->reading = false;
	flow->ended = got != 1;
	cell->failed = got < 0;
	cell->state = got == 0 ? IDLE : FULL;
	if (got)
		cell->turn = flow->read++;
	(void)pthread_cond_broadcast(&flow->changed);
}

/* The cell whose turn is next to be over, where its work is done; count: none.  Where nothing is
 * written only failures stay until it is their turn. */
static size_t find_done(const struct pipeline_flow *flow)
{
	const size_t none = flow->pipeline->count;
	size_t i, first = none;

	for (i = 0; i < none; i++)
		if (flow->cells[i].state >= FULL
			&& (first == none || flow->cells[i].turn < flow->cells[first].turn))
			first = i;
	return first < none && flow->cells[first].state == READY ? first : none;
}

/* What failed to be read is only passed on. */
static void work_one(struct pipeline_flow *flow, size_t i, int thread)
{
	const struct pipeline *pipeline = flow->pipeline;
	struct cell *cell = &flow->cells[i];

	flow->begun++;
	cell->state = WORKING;
	if (!cell->failed) {
		(void)pthread_mutex_unlock(&flow->lock);
		cell->failed = pipeline->work(pipeline->context, item_of(flow, i), thread,
			&cell->fault) != 0;
		(void)pthread_mutex_lock(&flow->lock);
	}
	cell->state = cell->failed || pipeline->write ? READY : IDLE;
	flow->written += cell->state == IDLE;
	(void)pthread_cond_broadcast(&flow->changed);
}

/* Writes the item whose turn it is. */
static void write_one(struct pipeline_flow *flow, size_t i)
{
	const struct pipeline *pipeline = flow->pipeline;
	struct cell *cell = &flow->cells[i];

	flow->writing = true;
	if (!cell->failed && pipeline->write) {
		(void)pthread_mutex_unlock(&flow->lock);
		cell->failed = pipeline->write(pipeline->context, item_of(flow, i),
			&cell->fault) != 0;
		(void)pthread_mutex_lock(&flow->lock);
	}
	if (cell->failed) {
		*flow->fault = cell->fault;
		flow->stopped = true;
	}
	cell->state = IDLE;
	flow->written++;
	flow->writing = false;
	(void)pthread_cond_broadcast(&flow->changed);
}

struct pipeline_thread {
	struct pipeline_flow *flow;
	pthread_t id;
	int number;
};

/* A step that thread takes next; false where it has to wait.  The first thread reads as long as
 * fewer items wait than there are threads, or more where there are cells for them, so that the
 * others always find one; these read where they find none. */
static bool step(struct pipeline_flow *flow, int thread)
{
	const size_t none = flow->pipeline->count;
	const uint64_t waiting = flow->read - flow->begun;
	const size_t threads = (size_t)flow->pipeline->threads;
	const size_t ahead = none > 2 * threads + 1 ? none - threads - 1 : threads;
	const bool reads = waiting < (thread ? 1 : ahead);
	size_t i;

	if (!flow->writing && (i = find_done(flow)) < none)
		write_one(flow, i);
	else if (reads && !flow->reading && !flow->ended && (i = find(flow, IDLE, 0)) < none)
		read_one(flow, i);
	else if (waiting && (i = find(flow, FULL, flow->begun)) < none)
		work_one(flow, i, thread);
	else
		return false;
	return true;
}

static bool goes_on(const struct pipeline_flow *flow)
{
	return !flow->stopped && !(flow->ended && flow->written == flow->read);
}

static void take_steps(void *context, int thread)
{
	struct pipeline_flow *flow = context;

	(void)pthread_mutex_lock(&flow->lock);
	while (goes_on(flow))
		if (!step(flow, thread))
			(void)pthread_cond_wait(&flow->changed, &flow->lock);
	(void)pthread_mutex_unlock(&flow->lock);
}

static void *turn(void *argument)
{
	const struct pipeline_thread *self = argument;

	take_steps(self->flow, self->number);
	return NULL;
}

/* On threads of the pipeline's own.  With fewer than asked the work is the same. */
static int start_threads(struct pipeline_flow *flow, struct fault *fault)
{
	const int most = flow->pipeline->threads;
	struct pipeline_thread *threads = memory_zeroed((size_t)most, sizeof *threads, fault);
	int i, started = 1; /* thread 0 is this one */

	if (!threads)
		return -1;
	for (; started < most; started++) {
		threads[started] = (struct pipeline_thread){.flow = flow, .number = started};
		if (pthread_create(&threads[started].id, NULL, turn, &threads[started]))
			break;
	}
	take_steps(flow, 0);
	for (i = 1; i < started; i++)
		(void)pthread_join(threads[i].id, NULL);
	free(threads);
	return 0;
}

/* One item, or none, needs one thread: that there are more is known when two were read. */
static bool needs_one(struct pipeline_flow *flow)
{
	(void)pthread_mutex_lock(&flow->lock);
	while (flow->read < 2 && goes_on(flow))
		(void)step(flow, 0);
	(void)pthread_mutex_unlock(&flow->lock);
	return !goes_on(flow);
}

static int run_alone(const struct pipeline *pipeline, struct fault *fault)
{
	int got;

	while ((got = pipeline->read(pipeline->context, pipeline->items, fault)) == 1) {
		if (pipeline->work(pipeline->context, pipeline->items, 0, fault))
			return -1;
		if (pipeline->write
			&& pipeline->write(pipeline->context, pipeline->items, fault))
			return -1;
	}
	return got;
}

int pipeline_run(const struct pipeline *pipeline, struct fault *fault)
{
	struct pipeline_flow flow = {.pipeline = pipeline, .lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER, .fault = fault};
	int failed = 0;

	if (pipeline->threads < 2)
		return run_alone(pipeline, fault);
	flow.cells = memory_zeroed(pipeline->count, sizeof *flow.cells, fault);
	if (!flow.cells)
		return -1;
	if (!needs_one(&flow) && !team_run(pipeline->threads, take_steps, &flow))
		failed = start_threads(&flow, fault);
	free(flow.cells);
	return failed || flow.stopped ? -1 : 0;
}
