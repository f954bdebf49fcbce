/* pairsort.c - a table of pairs becomes one array in order. */
#include "text/pairsort.h"

#include "base/parallel.h"

#include <stdbool.h>
#include <stdlib.h>

enum { PARTS = PAIRTERM_PARTS, RANGES = 64, SAMPLE = 64 * RANGES };

/* Terms are moved to RANGES ranges of the order, each of which is then sorted
 * by itself. */
struct sorting {
	struct pairterms *terms;
	uint32_t bound[RANGES];            /* the first key of each range but the first, which has 0 */
	size_t (*at)[RANGES];              /* size PARTS: where each part's terms of a range go */
	size_t begin[RANGES + 1];          /* of the ranges */
	struct paircount sample[SAMPLE];
	size_t samples;
};

/* One pass of a radix sort, by the byte at shift; false where all are equal. */
static bool pass(const struct paircount *from, struct paircount *to, size_t count,
	unsigned shift)
{
	size_t at[256] = {0}, sum = 0, i;

	for (i = 0; i < count; i++)
		at[from[i].pair >> shift & 255]++;
	if (count == 0 || at[from[0].pair >> shift & 255] == count)
		return false;
	for (i = 0; i < 256; i++) {
		size_t here = at[i];

		at[i] = sum;
		sum += here;
	}
	for (i = 0; i < count; i++)
		to[at[from[i].pair >> shift & 255]++] = from[i];
	return true;
}

/* other: room for as many. */
static void sort(struct paircount *count, struct paircount *other, size_t size)
{
	struct paircount *from = count, *to = other;
	unsigned shift;

	for (shift = 0; shift < 32; shift += 8)
		if (pass(from, to, size, shift)) {
			struct paircount *sorted = to;

			to = from;
			from = sorted;
		}
	if (from != count)
		memcpy(count, from, size * sizeof *count);
}

/* The segments of a part one after the other: the first is of no segment. */
static struct pairsegment *next_segment(const struct pairpart *part, size_t *at,
	struct pairsegment *segment)
{
	if (segment && segment->more)
		return segment->more;
	if (segment)
		*at += (size_t)1 << (part->depth - part->directory[*at]->depth);
	return part->directory && *at < (size_t)1 << part->depth ? part->directory[*at] : NULL;
}

/* Calls for each line of a part. */
static inline void each_line(struct sorting *sorting, size_t index,
	void (*step)(struct sorting *sorting, size_t part, struct pairline *line))
{
	struct pairsegment *segment = NULL;
	size_t at = 0, i;

	while ((segment = next_segment(&sorting->terms->part[index], &at, segment)) != NULL)
		for (i = 0; i < PAIRTERM_LINES; i++)
			step(sorting, index, &segment->line[i]);
}

static inline struct paircount term_at(const struct pairline *line, size_t at)
{
	return (struct paircount){line->pair[at], line->df[at], line->cf[at]};
}

static inline void add_sample(struct sorting *sorting, size_t part, struct pairline *line)
{
	size_t at;

	(void)part;
	for (at = 0; at < PAIRTERM_LINE && line->pair[at] && sorting->samples < SAMPLE; at++)
		sorting->sample[sorting->samples++] = term_at(line, at);
}

/* Parts are by hash, so any of them is a sample of all terms. */
static void choose_bounds(struct sorting *sorting)
{
	struct paircount other[SAMPLE];
	size_t p, i;

	for (p = 0; p < PARTS && sorting->samples < SAMPLE; p++)
		each_line(sorting, p, add_sample);
	sort(sorting->sample, other, sorting->samples);
	for (i = 1; i < RANGES && sorting->samples; i++)
		sorting->bound[i] = sorting->sample[i * sorting->samples / RANGES].pair;
}

/* The last range whose bound is not above the key. */
static inline size_t range_of(const struct sorting *sorting, uint32_t pair)
{
	size_t range = 0, step;

	for (step = RANGES / 2; step; step /= 2)
		range += pair >= sorting->bound[range + step] ? step : 0;
	return range;
}

static inline void count_line(struct sorting *sorting, size_t part, struct pairline *line)
{
	size_t at;

	for (at = 0; at < PAIRTERM_LINE && line->pair[at]; at++)
		sorting->at[part][range_of(sorting, line->pair[at])]++;
}

static int count_part(void *context, size_t index, int thread, struct fault *fault)
{
	(void)thread;
	(void)fault;
	each_line(context, index, count_line);
	return 0;
}

static void sum_ranges(struct sorting *sorting)
{
	size_t sum = 0, range, p;

	for (range = 0; range < RANGES; range++) {
		sorting->begin[range] = sum;
		for (p = 0; p < PARTS; p++) {
			size_t here = sorting->at[p][range];

			sorting->at[p][range] = sum;
			sum += here;
		}
	}
	sorting->begin[RANGES] = sum;
}

static inline void move_line(struct sorting *sorting, size_t part, struct pairline *line)
{
	size_t at;

	for (at = 0; at < PAIRTERM_LINE && line->pair[at]; at++)
		sorting->terms->sorted[sorting->at[part][range_of(sorting, line->pair[at])]++] =
			term_at(line, at);
}

static int move_part(void *context, size_t index, int thread, struct fault *fault)
{
	(void)thread;
	(void)fault;
	each_line(context, index, move_line);
	return 0;
}

static int sort_range(void *context, size_t index, int thread, struct fault *fault)
{
	struct sorting *sorting = context;
	size_t begin = sorting->begin[index], size = sorting->begin[index + 1] - begin;
	struct paircount *other = memory_aligned(size, sizeof *other, fault);

	(void)thread;
	if (!other)
		return -1;
	sort(sorting->terms->sorted + begin, other, size);
	free(other);
	return 0;
}

/* Memory that successive sorts use is kept, so that it stays in one
 * piece. */
static int need_room(struct pairterms *terms, struct fault *fault)
{
	if (terms->terms <= terms->sorted_room)
		return 0;
	free(terms->sorted);
	terms->sorted_room = 0;
	terms->sorted = memory_aligned(terms->terms, sizeof *terms->sorted, fault);
	if (!terms->sorted)
		return -1;
	terms->sorted_room = terms->terms;
	return 0;
}

int pairsort(struct pairterms *terms, int threads, struct fault *fault)
{
	struct sorting sorting = {.terms = terms};
	int failed = -1;

	terms->sorted_size = 0;
	if (!terms->terms)
		return 0;
	sorting.at = memory_zeroed(PARTS, sizeof *sorting.at, fault);
	if (!sorting.at || need_room(terms, fault))
		goto done;
	choose_bounds(&sorting);
	if (parallel_for(threads, PARTS, count_part, &sorting, fault))
		goto done;
	sum_ranges(&sorting);
	if (parallel_for(threads, PARTS, move_part, &sorting, fault)
		|| parallel_for(threads, RANGES, sort_range, &sorting, fault))
		goto done;
	terms->sorted_size = terms->terms;
	pairterms_clear(terms);
	failed = 0;
done:
	free(sorting.at);
	return failed;
}
