/* sparsesum.c - rows to the rank that adds them up, and sums to all. */
#include "ranks/sparsesum.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A row travels as words: term, entries, then a column and a value of each. */
enum { ROW = 2, ENTRY = 2, TERMS_MOST = 4096, ENTRIES_MOST = 1 << 21 };

uint32_t sparsesum_terms(const struct ranks *ranks, size_t columns)
{
	size_t terms = ENTRIES_MOST / (columns ? columns : 1);

	terms = terms < TERMS_MOST ? terms : TERMS_MOST;
	return (uint32_t)(terms > (size_t)ranks->count ? terms : (size_t)ranks->count);
}

static int put_row(const struct step_rows *rows, size_t row, uint64_t **words, size_t *room,
	size_t *used, struct fault *fault)
{
	size_t n = rows->start[row + 1] - rows->start[row], i;
	uint64_t *to;

	if (memory_grow(words, room, *used + ROW + ENTRY * n, fault))
		return -1;
	to = *words + *used;
	*to++ = rows->term[row];
	*to++ = n;
	for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
		*to++ = rows->column[i];
		*to++ = rows->value[i];
	}
	*used += ROW + ENTRY * n;
	return 0;
}

/* Own rows as words, and how many of them each rank gets. */
static int share_out(const struct ranks *ranks, const struct step_rows *own, uint32_t first,
	uint32_t part, uint64_t **words, uint32_t *counts, struct fault *fault)
{
	size_t room = 0, used = 0, before = 0, row;

	for (row = 0; row < own->count; row++) {
		uint32_t rank = (own->term[row] - first) / part;

		if (rank >= (uint32_t)ranks->count)
			return fault_set(fault, FAULT_INTERNAL, "a row of another block");
		if (put_row(own, row, words, &room, &used, fault))
			return -1;
		if (used - before > UINT32_MAX - counts[rank])
			return fault_set(fault, FAULT_SYSTEM, "2^32 words in one block of rows");
		counts[rank] += (uint32_t)(used - before);
		before = used;
	}
	return 0;
}

/* One part being added up: a sum for each of its terms and columns. */
struct sum_part {
	uint32_t first, terms;
	size_t columns;
	uint64_t *sum; /* terms x columns */
};

/* Anything may come from another version of this program. */
static int add_rows(const struct sum_part *part, const uint64_t *words, size_t count,
	struct fault *fault)
{
	size_t at = 0, i;

	while (at < count) {
		const uint64_t *row = words + at;

		if (count - at < ROW || row[0] < part->first || row[0] - part->first >= part->terms
			|| row[1] > part->columns || count - at - ROW < ENTRY * row[1])
			return fault_set(fault, FAULT_INTERNAL, "damaged rows of another rank");
		for (i = 0; i < row[1]; i++) {
			uint64_t column = row[ROW + ENTRY * i];
			uint64_t *sum = part->sum + (row[0] - part->first) * part->columns + column;

			if (column >= part->columns)
				return fault_set(fault, FAULT_INTERNAL, "damaged rows of another rank");
			if (__builtin_add_overflow(*sum, row[ROW + ENTRY * i + 1], sum))
				return fault_set(fault, FAULT_DATA, "sums of %u terms leave 64 bits",
					part->terms);
		}
		at += ROW + ENTRY * row[1];
	}
	return 0;
}

static int put_sums(const struct sum_part *part, uint64_t **words, size_t *used,
	struct fault *fault)
{
	size_t room = 0, k;
	uint32_t term;

	for (term = 0; term < part->terms; term++) {
		const uint64_t *sum = part->sum + term * part->columns;
		size_t n = 0;

		for (k = 0; k < part->columns; k++)
			n += sum[k] != 0;
		if (n == 0)
			continue;
		if (memory_grow(words, &room, *used + ROW + ENTRY * n, fault))
			return -1;
		(*words)[(*used)++] = part->first + term;
		(*words)[(*used)++] = n;
		for (k = 0; k < part->columns; k++)
			if (sum[k]) {
				(*words)[(*used)++] = k;
				(*words)[(*used)++] = sum[k];
			}
	}
	return *used <= UINT32_MAX ? 0 : fault_set(fault, FAULT_SYSTEM,
		"2^32 words in one block of rows");
}

static int take_sums(const uint64_t *words, size_t count, struct step_rows *sum,
	struct fault *fault)
{
	size_t at, i, first;

	for (at = 0; at < count; at += ROW + ENTRY * words[at + 1]) {
		first = sum->entries;
		if (steps_add(sum, (uint32_t)words[at], 0, words[at + 1], fault))
			return -1;
		for (i = 0; i < words[at + 1]; i++) {
			sum->column[first + i] = (uint32_t)words[at + ROW + ENTRY * i];
			sum->value[first + i] = words[at + ROW + ENTRY * i + 1];
		}
	}
	return 0;
}

int sparsesum(const struct ranks *ranks, const struct step_rows *own, uint32_t first,
	uint32_t terms, size_t columns, struct step_rows *sum, struct fault *fault)
{
	uint32_t all = (uint32_t)ranks->count, width = (terms + all - 1) / all;
	struct sum_part part = {.first = first + (uint32_t)ranks->self * width, .terms = width,
		.columns = columns};
	uint32_t *counts = memory_zeroed(all, sizeof *counts, fault), *got_counts = NULL;
	uint64_t *words = NULL, *got = NULL, *sums = NULL, *whole = NULL;
	size_t got_count = 0, used = 0, total = 0, i;
	int failed = !counts || !(part.sum = memory_zeroed(width * columns, sizeof *part.sum, fault))
		|| share_out(ranks, own, first, width ? width : 1, &words, counts, fault);

	failed = ranks_agree(ranks, failed, fault)
		|| ranks_exchange(ranks, words, counts, &got, &got_counts, fault);
	for (i = 0; !failed && i < all; i++)
		got_count += got_counts[i];
	if (!failed)
		failed = ranks_agree(ranks, add_rows(&part, got, got_count, fault)
			|| put_sums(&part, &sums, &used, fault), fault)
			|| ranks_gather(ranks, sums, (uint32_t)used, &whole, &total, fault);
	if (!failed)
		failed = ranks_agree(ranks, take_sums(whole, total, sum, fault), fault);
	free(part.sum);
	free(counts);
	free(got_counts);
	free(words);
	free(got);
	free(sums);
	free(whole);
	return failed ? -1 : 0;
}
