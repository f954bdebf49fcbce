/* matching.c - the assignment problem by shortest augmenting paths. */
#include "num/matching.h"

#include "base/memory.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The problem with no more rows than columns, and its dual. */
struct matching_search {
	const double *cost;
	size_t rows, columns;     /* rows <= columns */
	size_t row_step, column_step; /* entry (i, j) is cost[i row_step + j column_step] */
	double *row_price;        /* size rows: u */
	double *column_price;     /* size columns: v */
	double *shortest;         /* size columns: length of the shortest path to each */
	size_t *before;           /* size columns: the row before it on that path */
	size_t *row_of;           /* size columns: the row matched to it, or MATCHING_NONE */
	size_t *column_of;        /* size rows */
	size_t *open;             /* size columns: columns no path has settled yet */
	bool *row_seen, *column_seen;
};

static double entry(const struct matching_search *search, size_t row, size_t column)
{
	return search->cost[row * search->row_step + column * search->column_step];
}

static void release(struct matching_search *search)
{
	free(search->row_price);
	free(search->column_price);
	free(search->shortest);
	free(search->before);
	free(search->row_of);
	free(search->column_of);
	free(search->open);
	free(search->row_seen);
	free(search->column_seen);
}

static int prepare(struct matching_search *search, struct fault *fault)
{
	size_t rows = search->rows, columns = search->columns, i;

	search->row_price = memory_zeroed(rows, sizeof(double), fault);
	search->column_price = memory_zeroed(columns, sizeof(double), fault);
	search->shortest = memory_zeroed(columns, sizeof(double), fault);
	search->before = memory_zeroed(columns, sizeof(size_t), fault);
	search->row_of = memory_zeroed(columns, sizeof(size_t), fault);
	search->column_of = memory_zeroed(rows, sizeof(size_t), fault);
	search->open = memory_zeroed(columns, sizeof(size_t), fault);
	search->row_seen = memory_zeroed(rows, sizeof(bool), fault);
	search->column_seen = memory_zeroed(columns, sizeof(bool), fault);
	if (!search->row_price || !search->column_price || !search->shortest || !search->before
		|| !search->row_of || !search->column_of || !search->open || !search->row_seen
		|| !search->column_seen)
		return -1;
	for (i = 0; i < columns; i++)
		search->row_of[i] = MATCHING_NONE;
	for (i = 0; i < rows; i++)
		search->column_of[i] = MATCHING_NONE;
	return 0;
}

/* Lengthens the paths through a row whose own distance is length, and returns
 * the place in open of the nearest column; a free column wins a tie. */
static size_t relax(struct matching_search *search, size_t row, double length, size_t opened)
{
	double least = INFINITY;
	size_t nearest = MATCHING_NONE, i;

	for (i = 0; i < opened; i++) {
		size_t column = search->open[i];
		double path = length + entry(search, row, column) - search->row_price[row]
			- search->column_price[column];

		if (path < search->shortest[column]) {
			search->shortest[column] = path;
			search->before[column] = row;
		}
		if (search->shortest[column] < least
			|| (search->shortest[column] == least
				&& search->row_of[column] == MATCHING_NONE)) {
			least = search->shortest[column];
			nearest = i;
		}
	}
	return nearest;
}

/* The shortest path from an unmatched row to a free column, which it returns;
 * *length is the path's. */
static size_t find_path(struct matching_search *search, size_t start, double *length)
{
	size_t opened = search->columns, row = start, i;

	*length = 0;
	for (i = 0; i < search->rows; i++)
		search->row_seen[i] = false;
	for (i = 0; i < search->columns; i++) {
		search->open[i] = i;
		search->column_seen[i] = false;
		search->shortest[i] = INFINITY;
	}
	while (true) {
		size_t place, column;

		search->row_seen[row] = true;
		place = relax(search, row, *length, opened);
		column = search->open[place];
		*length = search->shortest[column];
		search->column_seen[column] = true;
		search->open[place] = search->open[--opened];
		if (search->row_of[column] == MATCHING_NONE)
			return column;
		row = search->row_of[column];
	}
}

/* Matches one more row: prices first, then the pairs along the path. */
static void augment(struct matching_search *search, size_t start)
{
	double length;
	size_t column = find_path(search, start, &length), row, i;

	for (i = 0; i < search->rows; i++)
		if (i == start)
			search->row_price[i] += length;
		else if (search->row_seen[i])
			search->row_price[i] += length - search->shortest[search->column_of[i]];
	for (i = 0; i < search->columns; i++)
		if (search->column_seen[i])
			search->column_price[i] -= length - search->shortest[i];
	do {
		size_t next;

		row = search->before[column];
		search->row_of[column] = row;
		next = search->column_of[row];
		search->column_of[row] = column;
		column = next;
	} while (row != start);
}

static int check(const double *cost, size_t rows, size_t columns, struct fault *fault)
{
	size_t i;

	for (i = 0; i < rows * columns; i++)
		if (!isfinite(cost[i]))
			return fault_set(fault, FAULT_INTERNAL,
				"the cost of pair %zu, %zu is not finite", i / columns, i % columns);
	return 0;
}

int matching_solve(const double *cost, size_t rows, size_t columns, size_t *column_of,
	struct fault *fault)
{
	bool turned = rows > columns;
	struct matching_search search = {.cost = cost, .rows = turned ? columns : rows,
		.columns = turned ? rows : columns, .row_step = turned ? 1 : columns,
		.column_step = turned ? columns : 1};
	size_t i;
	int failed = check(cost, rows, columns, fault) || prepare(&search, fault);

	for (i = 0; !failed && i < search.rows; i++)
		augment(&search, i);
	for (i = 0; !failed && i < rows; i++)
		column_of[i] = turned ? search.row_of[i] : search.column_of[i];
	release(&search);
	return failed ? -1 : 0;
}
