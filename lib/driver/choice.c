/* choice.c - heaps of waiting tasks by score, corrected as they are looked at.
 *
 * Without its own objects a host scores a task -held: the objects of it that
 * some host has.  So tasks stand in one heap by -held for all hosts (or, once
 * they have failed on a host, in that host's heap of failures), and in a heap
 * of each host that has some of their objects, by the host's own score,
 * 3 own - held.  A score that rises is entered at once, one that falls when
 * the entry comes to the top; entries of tasks that wait no longer are
 * dropped there. */
#include "driver/choice.h"

#include "base/memory.h"
#include "base/search.h"
#include "driver/heap.h"
#include "driver/order.h"

#include <stdlib.h>
#include <string.h>

/* A task as the phase began it, and where it stands. */
struct candidate {
	uint32_t only, failed_at;
	uint32_t held;        /* objects of it that some host in the list has */
	size_t first, end;    /* its objects, in choice.need */
	bool waiting;
};

struct stock { /* an object */
	uint32_t *holder;     /* hosts that have it, ascending */
	size_t holders, room;
	size_t listed;        /* holders that are in the list */
	size_t first, end;    /* tasks of this phase that need it, in choice.user */
};

struct shelf { /* a host */
	struct heap own;      /* tasks of which it has objects, or that it alone may run */
	struct heap failed;   /* tasks that failed on it */
	uint32_t *object;     /* that the host has ever had */
	size_t objects, room;
	bool gone;
	bool skipped;         /* own lacks tasks that failed here */
};

struct chooser {
	struct candidate *task;
	size_t tasks, waiting;
	struct stock *stock;
	size_t stocks, stocks_room;
	struct shelf *host;
	size_t hosts, hosts_room;
	uint32_t *need, *user;
	struct heap fresh;
	uint32_t *failing;    /* hosts whose heap of failures may hold something */
	size_t failings, failing_room;
};

struct chooser *choice_new(struct fault *fault)
{
	return memory_zeroed(1, sizeof(struct chooser), fault);
}

static void forget_phase(struct chooser *choice)
{
	size_t i;

	free(choice->task);
	free(choice->need);
	free(choice->user);
	choice->task = NULL;
	choice->need = choice->user = NULL;
	choice->tasks = choice->waiting = 0;
	choice->fresh.count = 0;
	choice->failings = 0;
	for (i = 0; i < choice->hosts; i++) {
		choice->host[i].own.count = choice->host[i].failed.count = 0;
		choice->host[i].skipped = false;
	}
	for (i = 0; i < choice->stocks; i++)
		choice->stock[i].first = choice->stock[i].end = 0;
}

void choice_free(struct chooser *choice)
{
	size_t i;

	if (!choice)
		return;
	forget_phase(choice);
	for (i = 0; i < choice->hosts; i++) {
		heap_release(&choice->host[i].own);
		heap_release(&choice->host[i].failed);
		free(choice->host[i].object);
	}
	for (i = 0; i < choice->stocks; i++)
		free(choice->stock[i].holder);
	free(choice->host);
	free(choice->stock);
	free(choice->failing);
	heap_release(&choice->fresh);
	free(choice);
}

/* New elements of an array that grew are zeroed. */
#define grow_zeroed(array, count, room, need, fault) \
	(memory_grow(array, room, need, fault) ? -1 \
		: (zero_from(*(array), count, need, sizeof **(array)), 0))

static void zero_from(void *array, size_t *count, size_t need, size_t size)
{
	if (need > *count) {
		memset((char *)array + *count * size, 0, (need - *count) * size);
		*count = need;
	}
}

static uint64_t holder_at(const void *elements, size_t i)
{
	return ((const uint32_t *)elements)[i];
}

/* Where the host is, or would be, among those that have the object. */
static size_t place_of(const struct stock *stock, uint32_t host)
{
	return search_first(stock->holder, stock->holders, host, holder_at);
}

static bool has(const struct stock *stock, uint32_t host)
{
	size_t at = place_of(stock, host);

	return at < stock->holders && stock->holder[at] == host;
}

static uint32_t own_objects(const struct chooser *choice, const struct candidate *task,
	uint32_t host)
{
	uint32_t own = 0;
	size_t i;

	for (i = task->first; i < task->end; i++)
		own += has(&choice->stock[choice->need[i]], host);
	return own;
}

/* Keys of heaps: the smallest is the best. */
static double key_of(const struct candidate *task, uint32_t own)
{
	return (double)task->held - 3 * (double)own;
}

static int put_own(struct chooser *choice, uint32_t host, uint32_t number, struct fault *fault)
{
	const struct candidate *task = &choice->task[number];

	return heap_push(&choice->host[host].own,
		key_of(task, own_objects(choice, task, host)), number, fault);
}

/* To all hosts that have some of its objects. */
static int put_holders(struct chooser *choice, uint32_t number, struct fault *fault)
{
	const struct candidate *task = &choice->task[number];
	size_t i, h;

	if (task->only != ORDER_NONE)
		return put_own(choice, task->only, number, fault);
	for (i = task->first; i < task->end; i++) {
		const struct stock *stock = &choice->stock[choice->need[i]];

		for (h = 0; h < stock->holders; h++)
			if (put_own(choice, stock->holder[h], number, fault))
				return -1;
	}
	return 0;
}

/* Counts who needs each object; those that all need are left out. */
static size_t count_users(struct chooser *choice, const struct choice_task *tasks, size_t count)
{
	size_t i, o, needs = 0;

	for (i = 0; i < count; i++)
		for (o = 0; o < tasks[i].objects; o++)
			choice->stock[tasks[i].object[o]].end++;
	for (o = 0; o < choice->stocks; o++) {
		struct stock *stock = &choice->stock[o];
		size_t users = stock->end == count && count > 1 ? 0 : stock->end;

		stock->first = needs;
		needs += users;
		stock->end = users ? stock->first : SIZE_MAX;
	}
	return needs;
}

static void fill(struct chooser *choice, const struct choice_task *tasks)
{
	size_t i, o, needs = 0;

	for (i = 0; i < choice->tasks; i++) {
		struct candidate *task = &choice->task[i];

		*task = (struct candidate){.only = tasks[i].only, .failed_at = ORDER_NONE,
			.first = needs};
		for (o = 0; o < tasks[i].objects; o++) {
			struct stock *stock = &choice->stock[tasks[i].object[o]];

			if (stock->end == SIZE_MAX)
				continue;
			choice->need[needs++] = tasks[i].object[o];
			choice->user[stock->end++] = (uint32_t)i;
			task->held += stock->listed > 0;
		}
		task->end = needs;
	}
	for (o = 0; o < choice->stocks; o++)
		if (choice->stock[o].end == SIZE_MAX)
			choice->stock[o].end = choice->stock[o].first;
}

int choice_begin(struct chooser *choice, const struct choice_task *tasks, size_t count,
	struct fault *fault)
{
	size_t i, o, needs;

	forget_phase(choice);
	for (i = 0; i < count; i++)
		for (o = 0; o < tasks[i].objects; o++)
			if (grow_zeroed(&choice->stock, &choice->stocks, &choice->stocks_room,
				(size_t)tasks[i].object[o] + 1, fault))
				return -1;
	needs = count_users(choice, tasks, count);
	choice->task = memory_zeroed(count, sizeof *choice->task, fault);
	choice->need = memory_zeroed(needs, sizeof *choice->need, fault);
	choice->user = memory_zeroed(needs, sizeof *choice->user, fault);
	if (!choice->task || !choice->need || !choice->user)
		return -1;
	choice->tasks = count;
	fill(choice, tasks);
	return 0;
}

/* An object is now there for the first time in the list, or gone from it. */
static int change_held(struct chooser *choice, const struct stock *stock, bool there,
	struct fault *fault)
{
	size_t i;

	for (i = stock->first; i < stock->end; i++) {
		struct candidate *task = &choice->task[choice->user[i]];

		task->held = there ? task->held + 1 : task->held - 1;
		/* scores rise where it is gone */
		if (!there && task->waiting
			&& choice_put(choice, choice->user[i], task->failed_at, fault))
			return -1;
	}
	return 0;
}

int choice_host(struct chooser *choice, uint32_t host, bool gone, struct fault *fault)
{
	bool added = host >= choice->hosts;
	struct shelf *shelf;
	size_t i;

	if (grow_zeroed(&choice->host, &choice->hosts, &choice->hosts_room, (size_t)host + 1,
		fault))
		return -1;
	shelf = &choice->host[host];
	if (added || shelf->gone == gone) {
		shelf->gone = gone;
		return 0;
	}
	shelf->gone = gone;
	for (i = 0; i < shelf->objects; i++) {
		struct stock *stock = &choice->stock[shelf->object[i]];
		size_t before = stock->listed;

		if (!has(stock, host))
			continue;
		stock->listed = gone ? before - 1 : before + 1;
		if ((before == 0 || stock->listed == 0)
			&& change_held(choice, stock, !gone, fault))
			return -1;
	}
	return 0;
}

static int add_holder(struct chooser *choice, struct stock *stock, uint32_t host, uint32_t object,
	struct fault *fault)
{
	struct shelf *shelf = &choice->host[host];
	size_t at = place_of(stock, host);

	if (memory_grow(&stock->holder, &stock->room, stock->holders + 1, fault)
		|| memory_grow(&shelf->object, &shelf->room, shelf->objects + 1, fault))
		return -1;
	memmove(stock->holder + at + 1, stock->holder + at,
		(stock->holders - at) * sizeof *stock->holder);
	stock->holder[at] = host;
	stock->holders++;
	shelf->object[shelf->objects++] = object;
	return 0;
}

static void remove_holder(struct chooser *choice, struct stock *stock, uint32_t host,
	uint32_t object)
{
	struct shelf *shelf = &choice->host[host];
	size_t at = place_of(stock, host), i = shelf->objects;

	stock->holders--;
	memmove(stock->holder + at, stock->holder + at + 1,
		(stock->holders - at) * sizeof *stock->holder);
	/* what is lost is most often what came last */
	while (i && shelf->object[i - 1] != object)
		i--;
	shelf->object[i - 1] = shelf->object[--shelf->objects];
}

int choice_object(struct chooser *choice, uint32_t host, uint32_t object, bool there,
	struct fault *fault)
{
	struct stock *stock;
	size_t before, i;

	if (grow_zeroed(&choice->stock, &choice->stocks, &choice->stocks_room,
		(size_t)object + 1, fault))
		return -1;
	stock = &choice->stock[object];
	before = stock->listed;
	if (has(stock, host) == there)
		return 0;
	if (!there)
		remove_holder(choice, stock, host, object);
	else if (add_holder(choice, stock, host, object, fault))
		return -1;
	if (!choice->host[host].gone)
		stock->listed = there ? before + 1 : before - 1;
	if ((before == 0) != (stock->listed == 0)
		&& change_held(choice, stock, there, fault))
		return -1;
	for (i = stock->first; there && i < stock->end; i++) {
		const struct candidate *task = &choice->task[choice->user[i]];

		if (task->waiting && (task->only == ORDER_NONE || task->only == host)
			&& put_own(choice, host, choice->user[i], fault))
			return -1;
	}
	return 0;
}

/* Into the heap that all hosts look at, or that of the host where it failed. */
static int put_common(struct chooser *choice, uint32_t number, struct fault *fault)
{
	const struct candidate *task = &choice->task[number];
	uint32_t failed_at = task->failed_at;
	struct heap *heap;

	if (task->only != ORDER_NONE)
		return 0;
	heap = failed_at == ORDER_NONE ? &choice->fresh : &choice->host[failed_at].failed;
	if (heap != &choice->fresh && heap->count == 0) {
		if (memory_grow(&choice->failing, &choice->failing_room, choice->failings + 1,
			fault))
			return -1;
		choice->failing[choice->failings++] = failed_at;
	}
	return heap_push(heap, key_of(task, 0), number, fault);
}

int choice_put(struct chooser *choice, uint32_t number, uint32_t failed_at, struct fault *fault)
{
	struct candidate *task = &choice->task[number];

	choice->waiting += !task->waiting;
	task->waiting = true;
	task->failed_at = failed_at;
	return put_common(choice, number, fault) || put_holders(choice, number, fault) ? -1 : 0;
}

void choice_take(struct chooser *choice, uint32_t number)
{
	struct candidate *task = &choice->task[number];

	choice->waiting -= task->waiting;
	task->waiting = false;
}

size_t choice_waiting(const struct chooser *choice)
{
	return choice->waiting;
}

/* The first entry that still holds, of a common heap (failed_at tells which). */
static int top_common(struct chooser *choice, struct heap *heap, uint32_t failed_at,
	struct fault *fault)
{
	while (heap->count) {
		const struct heap_entry top = heap->entry[0];
		const struct candidate *task = &choice->task[top.value];
		double key = key_of(task, 0);

		if (task->waiting && task->failed_at == failed_at && top.key >= key
			&& top.key <= key)
			return 0;
		heap_pop(heap);
		if (task->waiting && task->failed_at == failed_at && key > top.key
			&& heap_push(heap, key, top.value, fault))
			return -1;
	}
	return 0;
}

/* The same of a host's own heap. */
static int top_own(struct chooser *choice, uint32_t host, bool others, struct fault *fault)
{
	struct shelf *shelf = &choice->host[host];
	struct heap *heap = &shelf->own;

	while (heap->count) {
		const struct heap_entry top = heap->entry[0];
		const struct candidate *task = &choice->task[top.value];
		bool here = task->failed_at == host && others;
		uint32_t own = task->waiting && !here ? own_objects(choice, task, host) : 0;
		bool fits = task->waiting && !here && (own || task->only == host);
		double key = key_of(task, own);

		if (fits && top.key >= key && top.key <= key)
			return 0;
		shelf->skipped = shelf->skipped || (task->waiting && here);
		heap_pop(heap);
		if (fits && key > top.key && heap_push(heap, key, top.value, fault))
			return -1;
	}
	return 0;
}

/* What failed on the host comes back to its own heap. */
static int take_back(struct chooser *choice, uint32_t host, struct fault *fault)
{
	struct shelf *shelf = &choice->host[host];
	size_t i;

	shelf->skipped = false;
	for (i = 0; i < shelf->failed.count; i++) {
		uint32_t number = (uint32_t)shelf->failed.entry[i].value;
		const struct candidate *task = &choice->task[number];

		if (task->waiting && task->failed_at == host
			&& put_own(choice, host, number, fault))
			return -1;
	}
	return 0;
}

static void offer(const struct heap *heap, struct heap_entry *best)
{
	if (heap->count && (best->value == ORDER_NONE || heap->entry[0].key < best->key
		|| (heap->entry[0].key <= best->key && heap->entry[0].value < best->value)))
		*best = heap->entry[0];
}

int choice_best(struct chooser *choice, uint32_t host, bool others, uint32_t *task,
	struct fault *fault)
{
	struct shelf *shelf = &choice->host[host];
	struct heap_entry best = {0, ORDER_NONE};
	size_t i;

	if (!others && shelf->skipped && take_back(choice, host, fault))
		return -1;
	if (top_own(choice, host, others, fault)
		|| top_common(choice, &choice->fresh, ORDER_NONE, fault))
		return -1;
	offer(&shelf->own, &best);
	offer(&choice->fresh, &best);
	for (i = 0; i < choice->failings;) {
		uint32_t at = choice->failing[i];
		struct heap *heap = &choice->host[at].failed;

		if (top_common(choice, heap, at, fault))
			return -1;
		if (heap->count == 0) {
			choice->failing[i] = choice->failing[--choice->failings];
			continue;
		}
		if (at != host || !others)
			offer(heap, &best);
		i++;
	}
	*task = (uint32_t)best.value;
	return 0;
}
