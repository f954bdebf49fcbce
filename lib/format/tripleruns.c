/* tripleruns.c - sorts entries by row and column, with a temporary file where they are many. */
#include "format/tripleruns.h"

#include "base/memory.h"

#include <stdlib.h>

enum { PIECE = 4096 }; /* triples of a run that are in memory while runs are merged */

static int compare(const void *a, const void *b)
{
	const struct triple *one = a, *other = b;

	if (one->row != other->row)
		return one->row < other->row ? -1 : 1;
	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

void tripleruns_release(struct tripleruns *runs)
{
	size_t i;

	for (i = 0; i < runs->runs && runs->file.open; i++)
		free(runs->run[i].triple);
	free(runs->run);
	free(runs->triple);
	tempfile_release(&runs->file);
	*runs = (struct tripleruns){0};
}

static void sort(struct tripleruns *runs)
{
	size_t i = 1;

	while (i < runs->count && compare(&runs->triple[i - 1], &runs->triple[i]) < 0)
		i++;
	if (i < runs->count)
		qsort(runs->triple, runs->count, sizeof *runs->triple, compare);
}

static int spill(struct tripleruns *runs, struct fault *fault)
{
	struct triplerun run = {.left = runs->count};

	sort(runs);
	if (memory_grow(&runs->run, &runs->run_room, runs->runs + 1, fault)
		|| tempfile_append(&runs->file, runs->triple, runs->count * sizeof *runs->triple,
			&run.from, fault))
		return -1;
	runs->run[runs->runs++] = run;
	runs->count = 0;
	return 0;
}

int tripleruns_add(struct tripleruns *runs, uint64_t row, uint32_t column, double value,
	struct fault *fault)
{
	if (!runs->run_most)
		runs->run_most = TRIPLE_RUN;
	if (runs->count == runs->run_most && spill(runs, fault))
		return -1;
	if (memory_grow(&runs->triple, &runs->room, runs->count + 1, fault))
		return -1;
	runs->triple[runs->count++] = (struct triple){row, runs->added++, value, column};
	return 0;
}

/* The next piece of the run from the file. */
static int refill(const struct tripleruns *runs, struct triplerun *run, struct fault *fault)
{
	size_t count = run->left < PIECE ? (size_t)run->left : PIECE;
	const size_t size = count * sizeof *run->triple;

	if (tempfile_read(&runs->file, run->from, run->triple, size, fault))
		return -1;
	run->from += size;
	run->left -= count;
	run->at = 0;
	run->end = count;
	return 0;
}

static const struct triple *first(const struct triplerun *run)
{
	return run->triple + run->at;
}

/* Puts the run at place i where it belongs among those below it. */
static void sink(struct tripleruns *runs, size_t i)
{
	struct triplerun *run = runs->run;

	for (;;) {
		size_t least = i, child = 2 * i + 1;
		struct triplerun moved;

		for (; child <= 2 * i + 2 && child < runs->heap; child++)
			if (compare(first(&run[child]), first(&run[least])) < 0)
				least = child;
		if (least == i)
			return;
		moved = run[i];
		run[i] = run[least];
		run[least] = moved;
		i = least;
	}
}

int tripleruns_end(struct tripleruns *runs, struct fault *fault)
{
	size_t i;

	if (!runs->file.open) { /* one run, in memory */
		sort(runs);
		if (memory_grow(&runs->run, &runs->run_room, 1, fault))
			return -1;
		runs->run[0] = (struct triplerun){.triple = runs->triple, .end = runs->count};
		runs->runs = 1;
		runs->heap = runs->count > 0;
		return 0;
	}
	if (runs->count && spill(runs, fault))
		return -1;
	free(runs->triple);
	runs->triple = NULL;
	runs->room = 0;
	for (i = 0; i < runs->runs; i++) {
		runs->run[i].triple = memory_zeroed(PIECE, sizeof *runs->triple, fault);
		if (!runs->run[i].triple || refill(runs, &runs->run[i], fault))
			return -1;
	}
	runs->heap = runs->runs;
	for (i = runs->heap / 2; i-- > 0;)
		sink(runs, i);
	return 0;
}

/* The run on top has been used up to at: it goes to its place, or out. */
static int settle(struct tripleruns *runs, struct fault *fault)
{
	struct triplerun *top = &runs->run[0], moved = *top;

	if (top->at == top->end && top->left) {
		if (refill(runs, top, fault))
			return -1;
	} else if (top->at == top->end) {
		*top = runs->run[--runs->heap];
		runs->run[runs->heap] = moved;
	}
	sink(runs, 0);
	return 0;
}

const struct triple *tripleruns_next(struct tripleruns *runs, int *failed, struct fault *fault)
{
	struct triplerun *top = &runs->run[0];

	*failed = 0;
	if (!runs->heap)
		return NULL;
	/* what was given last stays in place until now */
	if (top->at && (top->at == top->end || runs->heap > 1)) {
		*failed = settle(runs, fault);
		if (*failed || !runs->heap)
			return NULL;
	}
	return &top->triple[top->at++];
}
