/* parallel_test.c - loops and pipelines do the same work on any number of threads. */
#define _GNU_SOURCE
#include "base/parallel.h"
#include "base/pipeline.h"
#include "base/team.h"
#include "unit.h"

#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

static const int thread_counts[] = {1, 2, 3, 8};

enum { COUNTS = sizeof thread_counts / sizeof *thread_counts, STEPS = 1000, ITEMS_MOST = 16 };

struct loop {
	atomic_int visits[STEPS];
	atomic_int busy[8]; /* a thread's number is in use by one step at a time */
	int threads;
	size_t failing_from; /* steps from here on fail */
	atomic_bool wrong;
};

static int visit(void *context, size_t index, int thread, struct fault *fault)
{
	struct loop *loop = context;

	if (thread < 0 || thread >= loop->threads || loop->busy[thread]++)
		loop->wrong = true;
	loop->visits[index]++;
	if (index % 17 == 0)
		(void)sched_yield();
	loop->busy[thread]--;
	if (index >= loop->failing_from)
		return fault_set(fault, FAULT_DATA, "step %zu", index);
	return 0;
}

static void loops_visit_all_once(void)
{
	int i;
	size_t count, j;

	for (i = 0; i < COUNTS; i++)
		for (count = 0; count <= STEPS; count = 3 * count + 1) {
			static struct loop loop;
			struct fault fault = {0};

			memset(&loop, 0, sizeof loop);
			loop.threads = thread_counts[i];
			loop.failing_from = STEPS;
			CHECK(parallel_for(thread_counts[i], count, visit, &loop, &fault) == 0);
			for (j = 0; j < STEPS; j++)
				CHECK(loop.visits[j] == (j < count));
			CHECK(!loop.wrong);
		}
}

/* A step that runs a loop of its own. */
static int visit_within(void *context, size_t index, int thread, struct fault *fault)
{
	static struct loop within[4];

	if (index < 4)
		within[index] = (struct loop){.threads = 3, .failing_from = STEPS};
	return visit(context, index, thread, fault)
		|| (index < 4 && (parallel_for(3, STEPS, visit, &within[index], fault)
			|| within[index].visits[STEPS - 1] != 1 || within[index].wrong)) ? -1 : 0;
}

/* Several thousand loops by one team, of fewer threads than it has, and of more. */
static void a_team_visits_all_once(void)
{
	int i, round;
	size_t j;

	team_end();
	for (i = 0; i < COUNTS; i++) {
		team_start(thread_counts[i]);
		for (round = 0; round < 1000; round++) {
			static struct loop loop;
			struct fault fault = {0};
			size_t count = (size_t)round % 40;
			int threads = 1 + round % 8;

			memset(&loop, 0, sizeof loop);
			loop.threads = threads;
			loop.failing_from = round % 10 == 9 ? count / 2 : STEPS;
			CHECK(parallel_for(threads, count, round % 16 ? visit : visit_within, &loop,
				      &fault) == (loop.failing_from < count ? -1 : 0));
			for (j = 0; j < count && loop.failing_from == STEPS; j++)
				CHECK(loop.visits[j] == 1);
			CHECK(!loop.wrong);
			/* awake and asleep */
			if (round % 100 == 99)
				(void)poll(NULL, 0, 2);
		}
		team_end();
	}
}

static void loops_report_the_lowest_failure(void)
{
	int i, repeat;

	for (i = 0; i < COUNTS; i++)
		for (repeat = 0; repeat < 20; repeat++) {
			static struct loop loop;
			struct fault fault = {0};
			char expected[32];
			size_t j;

			memset(&loop, 0, sizeof loop);
			loop.threads = thread_counts[i];
			loop.failing_from = (size_t)repeat * 40;
			(void)snprintf(expected, sizeof expected, "step %zu", loop.failing_from);
			CHECK(parallel_for(thread_counts[i], STEPS, visit, &loop, &fault) == -1);
			CHECK(fault.kind == FAULT_DATA && !strcmp(fault.text, expected));
			for (j = 0; j <= loop.failing_from; j++)
				CHECK(loop.visits[j] == 1);
			CHECK(!loop.wrong);
		}
}

enum stage { STAGE_READ, STAGE_WORK, STAGE_WRITE, STAGE_NONE };

struct item {
	size_t number;
	unsigned long result;
	atomic_int owners;
};

struct flow {
	size_t count, read, written;
	atomic_int readers, writers;
	int threads;
	atomic_int working[8]; /* with the scratch space of a thread */
	unsigned long hash;
	/* what fails: from which item on, in which stage */
	size_t failing_from;
	enum stage failing;
	atomic_bool wrong;
};

static int fail_at(const struct flow *flow, enum stage stage, size_t number,
	struct fault *fault)
{
	if (flow->failing != stage || number < flow->failing_from)
		return 0;
	return fault_set(fault, FAULT_IO, "item %zu", number);
}

static int read_item(void *context, void *at, struct fault *fault)
{
	struct flow *flow = context;
	struct item *item = at;

	if (flow->readers++ || item->owners++)
		flow->wrong = true;
	item->number = flow->read;
	if (flow->read % 7 == 0)
		(void)sched_yield();
	item->owners--;
	flow->readers--;
	if (flow->read == flow->count)
		return 0;
	if (fail_at(flow, STAGE_READ, item->number, fault))
		return -1;
	flow->read++;
	return 1;
}

static int work_item(void *context, void *at, int thread, struct fault *fault)
{
	struct flow *flow = context;
	struct item *item = at;

	if (thread < 0 || thread >= flow->threads)
		return fault_set(fault, FAULT_INTERNAL, "thread %d", thread);
	if (item->owners++ || flow->working[thread]++)
		flow->wrong = true;
	if (item->number % 5 == 0)
		(void)sched_yield();
	item->result = item->number * 2654435761u;
	flow->working[thread]--;
	item->owners--;
	return fail_at(flow, STAGE_WORK, item->number, fault);
}

static int write_item(void *context, void *at, struct fault *fault)
{
	struct flow *flow = context;
	struct item *item = at;

	if (flow->writers++ || item->owners++ || item->number != flow->written)
		flow->wrong = true;
	flow->hash = flow->hash * 31 + item->result;
	item->owners--;
	flow->writers--;
	if (fail_at(flow, STAGE_WRITE, item->number, fault))
		return -1;
	flow->written++;
	return 0;
}

static int flow_through(struct flow *flow, int threads, bool write, struct fault *fault)
{
	static struct item items[ITEMS_MOST];
	struct pipeline pipeline = {threads, flow, items, pipeline_items(threads),
		sizeof *items, read_item, work_item, write ? write_item : NULL};

	memset(items, 0, sizeof items);
	flow->threads = threads;
	return pipeline_run(&pipeline, fault);
}

static void pipelines_keep_the_order(void)
{
	size_t count;
	int i;

	for (count = 0; count < 2000; count = 4 * count + 1) {
		unsigned long hash = 0;

		for (i = 0; i < COUNTS; i++) {
			struct flow flow = {.count = count, .failing = STAGE_NONE};
			struct fault fault = {0};

			CHECK(flow_through(&flow, thread_counts[i], true, &fault) == 0);
			CHECK(flow.written == count && !flow.wrong);
			if (i == 0)
				hash = flow.hash;
			CHECK(flow.hash == hash);
		}
	}
}

static void pipelines_may_have_no_last_stage(void)
{
	int i;

	for (i = 0; i < COUNTS; i++) {
		struct flow flow = {.count = 100, .failing = STAGE_NONE};
		struct fault fault = {0};

		CHECK(flow_through(&flow, thread_counts[i], false, &fault) == 0);
		CHECK(flow.read == 100 && !flow.wrong);
	}
}

/* The first in the order of reading is reported, and all before it were written. */
static void pipelines_report_the_first_failure(void)
{
	int i, failing, repeat;

	for (i = 0; i < COUNTS; i++)
		for (failing = STAGE_READ; failing <= STAGE_WRITE; failing++)
			for (repeat = 0; repeat < 30; repeat++) {
				struct flow flow = {.count = 50, .failing = (enum stage)failing,
					.failing_from = (size_t)repeat};
				struct fault fault = {0};
				char expected[32];

				(void)snprintf(expected, sizeof expected, "item %d", repeat);
				CHECK(flow_through(&flow, thread_counts[i], true, &fault) == -1);
				CHECK(fault.kind == FAULT_IO && !strcmp(fault.text, expected));
				CHECK(flow.written == (size_t)repeat && !flow.wrong);
			}
}

/* On a team of fewer threads than some ask for. */
static void a_team_takes_pipelines(void)
{
	int round;

	for (round = 0; round < 3; round++) {
		team_start(2 + round);
		pipelines_keep_the_order();
		pipelines_may_have_no_last_stage();
		pipelines_report_the_first_failure();
		team_end();
	}
}

static void cores_are_at_least_one(void)
{
	cpu_set_t set;

	CHECK(parallel_cores() >= 1);
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	if (sched_setaffinity(0, sizeof set, &set) == 0)
		CHECK(parallel_cores() == 1);
}

int main(void)
{
	RUN(loops_visit_all_once);
	RUN(a_team_visits_all_once);
	RUN(loops_report_the_lowest_failure);
	RUN(pipelines_keep_the_order);
	RUN(pipelines_may_have_no_last_stage);
	RUN(pipelines_report_the_first_failure);
	RUN(a_team_takes_pipelines);
	RUN(cores_are_at_least_one);
	return unit_end();
}
