/* tall.c - products of tall dense matrices, cut by rows. */
#include "num/tall.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/variants.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t panels_of(size_t columns)
{
	return (columns + PANEL - 1) / PANEL;
}

int tall_init(struct tall *tall, size_t rows, size_t room, struct fault *fault)
{
	size_t size;

	*tall = (struct tall){.rows = rows, .room = panels_of(room) * PANEL};
	if (room > SIZE_MAX - PANEL || !size_multiply(rows, tall->room, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows of %zu columns",
			rows, room);
	tall->data = memory_aligned(size, sizeof *tall->data, fault);
	return tall->data ? 0 : -1;
}

void tall_release(struct tall *tall)
{
	free(tall->data);
	*tall = (struct tall){0};
}

void tall_use(struct tall *tall, size_t columns)
{
	size_t panels = panels_of(columns);

	if (panels > tall->ready) {
		memset(tall_panel(tall, tall->ready), 0,
			(panels - tall->ready) * tall->rows * PANEL * sizeof *tall->data);
		tall->ready = panels;
	}
	tall->columns = columns;
}

/* So many columns of a panel, from the one that is given on, to others of another panel. */
static void copy_columns(const float *restrict from, size_t rows, size_t count,
	float *restrict to)
{
	size_t i, t;

	for (i = 0; i < rows; i++, from += PANEL, to += PANEL)
		for (t = 0; t < count; t++)
			to[t] = from[t];
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void tall_copy(const struct tall *from, size_t first, size_t count, struct tall *to, size_t at)
{
	size_t j, width, whole = (at + count) / PANEL;

	/* what is overwritten whole needs no zeros */
	if (at % PANEL == 0 && first % PANEL == 0 && to->ready >= at / PANEL && whole > to->ready)
		to->ready = whole;
	tall_use(to, at + count);
	for (j = 0; j < count; j += width) {
		width = least(count - j, least(PANEL - (first + j) % PANEL,
			PANEL - (at + j) % PANEL));
		if (width == PANEL)
			memcpy(tall_at(to, 0, at + j), tall_at(from, 0, first + j),
				from->rows * PANEL * sizeof(float));
		else
			copy_columns(tall_at(from, 0, first + j), from->rows, width,
				tall_at(to, 0, at + j));
	}
}

struct panels tall_panels(const struct tall *tall)
{
	return (struct panels){.rows = tall->rows, .columns = tall->columns,
		.count = panels_of(tall->columns), .data = tall->data};
}

struct tall tall_from_panel(const struct tall *tall, size_t panel)
{
	return (struct tall){.rows = tall->rows, .columns = tall->columns - panel * PANEL,
		.room = tall->columns - panel * PANEL, .ready = tall->ready - panel,
		.data = tall_panel(tall, panel)};
}

void tall_squares(const struct tall *tall, double *square)
{
	size_t j;

	for (j = 0; j < tall->columns; j += PANEL)
		tile_squares(tall_panel(tall, j / PANEL), tall->rows,
			tall->columns - j < PANEL ? tall->columns - j : PANEL, square + j);
}

enum sweep_kind { SWEEP_CROSS, SWEEP_PURGE, SWEEP_TURN, SWEEP_COMBINE };

/* One sweep over the rows: what the steps share.  Small matrices are in tiles:
 * that of row panel p and column panel r is number r * (row panels) + p. */
struct tall_sweep {
	enum sweep_kind kind;
	const struct tall *q;    /* NULL for a turn */
	const struct tall *w_in; /* for cross, which changes nothing */
	struct tall *w;
	const float *h;          /* of q's panels by w's; for a turn of w's by w's */
	size_t out;              /* panels that are written */
	float *parts;            /* parts x part_size: sums in tiles */
	size_t part_size;
	float *scratch;          /* threads x out x TILE_ROWS x PANEL */
};

/* Of a part, the rows [at, at + rows) that stay in the cache. */
struct tall_block {
	size_t at, rows;
	float *part, *scratch;
};

/* tile += q'w for all panels of q and of w, of which the first is at. */
static void cross_block(const struct tall *q, const struct tall *w, const struct tall_block *block,
	float *tile)
{
	size_t m = panels_of(q->columns), b = panels_of(w->columns), p, r;
	size_t after = block->at + 2 * block->rows <= q->rows ? block->rows : 0;

	for (p = 0; p < m; p++) {
		const float *from = tall_panel(q, p) + block->at * PANEL;
		const float *ahead = p + 1 < m ? tall_panel(q, p + 1) + block->at * PANEL
			: tall_panel(q, 0) + (block->at + after) * PANEL;

		for (r = 0; r < b; r++)
			tile_cross(block->rows, from, tall_panel(w, r) + block->at * PANEL,
				tile + (r * m + p) * TILE_SIZE, ahead);
	}
}

/* to (out panels, lead numbers apart) += q h. */
static void add_block(const struct tall *q, const float *h, const struct tall_block *block,
	float *to, size_t lead, size_t out)
{
	size_t m = panels_of(q->columns), p, r;
	size_t after = block->at + 2 * block->rows <= q->rows ? block->rows : 0;

	for (p = 0; p < m; p++) {
		const float *from = tall_panel(q, p) + block->at * PANEL;
		const float *ahead = p + 1 < m ? tall_panel(q, p + 1) + block->at * PANEL
			: tall_panel(q, 0) + (block->at + after) * PANEL;

		for (r = 0; r < out; r++)
			tile_add(block->rows, from, h + (r * m + p) * TILE_SIZE, to + r * lead,
				ahead);
	}
}

static void sweep_block(const struct tall_sweep *s, const struct tall_block *block)
{
	size_t lead = s->w ? s->w->rows * PANEL : 0, size = block->rows * PANEL, r;

	if (s->kind == SWEEP_CROSS) {
		cross_block(s->q, s->w_in, block, block->part);
	} else if (s->kind == SWEEP_PURGE) {
		add_block(s->q, s->h, block, s->w->data + block->at * PANEL, lead, s->out);
		if (s->part_size)
			cross_block(s->w, s->w, block, block->part);
	} else if (s->kind == SWEEP_TURN) {
		memset(block->scratch, 0, s->out * TILE_ROWS * PANEL * sizeof(float));
		add_block(s->w, s->h, block, block->scratch, TILE_ROWS * PANEL, s->out);
		for (r = 0; r < s->out; r++)
			memcpy(tall_panel(s->w, r) + block->at * PANEL,
				block->scratch + r * TILE_ROWS * PANEL, size * sizeof(float));
	} else {
		for (r = 0; r < s->out; r++)
			memset(tall_panel(s->w, r) + block->at * PANEL, 0, size * sizeof(float));
		add_block(s->q, s->h, block, s->w->data + block->at * PANEL, lead, s->out);
	}
}

static int sweep_part(void *context, size_t index, int thread, struct fault *fault)
{
	const struct tall_sweep *s = context;
	size_t n = s->w ? s->w->rows : s->q->rows, begin = index * TALL_ROWS;
	size_t end = n - begin < TALL_ROWS ? n : begin + TALL_ROWS;
	struct tall_block block = {.at = begin};

	(void)fault;
	if (s->scratch)
		block.scratch = s->scratch + (size_t)thread * s->out * TILE_ROWS * PANEL;
	if (s->part_size) {
		block.part = s->parts + index * s->part_size;
		memset(block.part, 0, s->part_size * sizeof *block.part);
	}
	for (; block.at < end; block.at += TILE_ROWS) {
		block.rows = end - block.at < TILE_ROWS ? end - block.at : TILE_ROWS;
		sweep_block(s, &block);
	}
	return 0;
}

/* sum (rows x columns, column-major) := the tiles' numbers. */
static void from_tiles(const double *tiles, size_t rows, size_t columns, double *sum)
{
	size_t high = panels_of(rows), i, j;

	for (j = 0; j < columns; j++)
		for (i = 0; i < rows; i++)
			sum[j * rows + i] = tiles[(j / PANEL * high + i / PANEL) * TILE_SIZE
				+ i % PANEL * PANEL + j % PANEL];
}

/* Runs the sweep; sum (rows x columns, or NULL) := the sum of its parts. */
static int sweep_run(struct tall_sweep *s, size_t n, double *sum, size_t rows, size_t columns,
	int threads, struct fault *fault)
{
	size_t count = (n + TALL_ROWS - 1) / TALL_ROWS, i, j;
	double *tiles = NULL;
	int failed = -1;

	if (sum) {
		s->part_size = panels_of(rows) * panels_of(columns) * TILE_SIZE;
		s->parts = memory_aligned(count * s->part_size + 1, sizeof *s->parts, fault);
		tiles = memory_zeroed(s->part_size + 1, sizeof *tiles, fault);
		if (!s->parts || !tiles)
			goto done;
	}
	if (parallel_for(threads, count, sweep_part, s, fault))
		goto done;
	for (i = 0; sum && i < count; i++)
		for (j = 0; j < s->part_size; j++)
			tiles[j] += (double)s->parts[i * s->part_size + j];
	if (sum)
		from_tiles(tiles, rows, columns, sum);
	failed = 0;
done:
	free(s->parts);
	free(tiles);
	s->parts = NULL;
	return failed;
}

float *tall_tiles(const double *from, size_t rows, size_t lead, size_t columns, double factor,
	struct fault *fault)
{
	size_t high = panels_of(rows), size = high * panels_of(columns) * TILE_SIZE, i, j;
	float *to = memory_aligned(size + 1, sizeof *to, fault);

	if (!to)
		return NULL;
	memset(to, 0, size * sizeof *to);
	for (j = 0; j < columns; j++)
		for (i = 0; i < rows; i++)
			to[(j / PANEL * high + i / PANEL) * TILE_SIZE + i % PANEL * PANEL
				+ j % PANEL] = (float)(from[j * lead + i] * factor);
	return to;
}

int tall_cross(const struct tall *q, const struct tall *w, double *h, int threads,
	struct fault *fault)
{
	struct tall_sweep s = {.kind = SWEEP_CROSS, .q = q, .w_in = w};

	return sweep_run(&s, q->rows, h, q->columns, w->columns, threads, fault);
}

int tall_purge(const struct tall *q, const double *h, struct tall *w, double *gram, int threads,
	struct fault *fault)
{
	size_t m = q->columns, b = w->columns;
	float *tiles = tall_tiles(h, m, m, b, -1, fault);
	struct tall_sweep s = {.kind = SWEEP_PURGE, .q = q, .w = w, .h = tiles,
		.out = panels_of(b)};
	int failed = !tiles || sweep_run(&s, w->rows, gram, b, b, threads, fault);

	free(tiles);
	return failed ? -1 : 0;
}

int tall_turn(struct tall *w, const double *turn, size_t c, int threads, struct fault *fault)
{
	size_t b = w->columns, out = panels_of(c);
	float *tiles = tall_tiles(turn, b, b, c, 1, fault);
	float *scratch = memory_aligned((size_t)threads * (out + 1) * TILE_ROWS * PANEL,
		sizeof *scratch, fault);
	struct tall_sweep s = {.kind = SWEEP_TURN, .w = w, .h = tiles, .out = out,
		.scratch = scratch};
	int failed = !tiles || !scratch || sweep_run(&s, w->rows, NULL, 0, 0, threads, fault);

	w->columns = c;
	free(tiles);
	free(scratch);
	return failed ? -1 : 0;
}

int tall_combine(const struct tall *q, const double *y, size_t lead, size_t k,
	struct tall *out, int threads, struct fault *fault)
{
	float *tiles = tall_tiles(y, q->columns, lead, k, 1, fault);
	struct tall_sweep s = {.kind = SWEEP_COMBINE, .q = q, .w = out, .h = tiles,
		.out = panels_of(k)};
	int failed = !tiles || sweep_run(&s, q->rows, NULL, 0, 0, threads, fault);

	out->columns = k;
	out->ready = out->ready < panels_of(k) ? panels_of(k) : out->ready;
	free(tiles);
	return failed ? -1 : 0;
}

size_t tall_tiles_size(size_t k)
{
	return panels_of(k) * panels_of(k) * TILE_SIZE;
}

/* Rows whose panels stay in the second cache. */
enum { GRAM_ROWS = 512 };

VARIANTS
static void add_tile(const float *restrict tile, double *restrict sum)
{
	size_t t;

	for (t = 0; t < TILE_SIZE; t++)
		sum[t] += (double)tile[t];
}

/* sum += q'w of so many rows. */
static void add_cross(size_t rows, const float *q, const float *w, double *sum)
{
	size_t at;

	for (at = 0; at < rows; at += TILE_ROWS) {
		size_t count = rows - at < TILE_ROWS ? rows - at : TILE_ROWS;
		size_t ahead = rows - at < 2 * TILE_ROWS ? at : at + TILE_ROWS;
		float tile[TILE_SIZE] = {0};

		tile_cross(count, q + at * PANEL, w + at * PANEL, tile, w + ahead * PANEL);
		add_tile(tile, sum);
	}
}

void tall_add_gram(const struct tall *q, size_t at, size_t end, double *tiles)
{
	size_t m = panels_of(q->columns), p, r;

	for (; at < end; at += GRAM_ROWS) {
		size_t rows = end - at < GRAM_ROWS ? end - at : GRAM_ROWS;

		for (p = 0; p < m; p++)
			for (r = p; r < m; r++)
				add_cross(rows, tall_panel(q, p) + at * PANEL,
					tall_panel(q, r) + at * PANEL,
					tiles + (r * m + p) * TILE_SIZE);
	}
}

void tall_gram_of(const double *tiles, size_t k, double *gram)
{
	size_t i, j;

	from_tiles(tiles, k, k, gram);
	for (j = 0; j < k; j++)
		for (i = 0; i < j; i++)
			gram[i * k + j] = gram[j * k + i];
}

void tall_rows_times(const struct tall *q, const float *tiles, size_t k, size_t at, size_t rows,
	float *to)
{
	const struct tall_block block = {.at = at, .rows = rows};

	memset(to, 0, panels_of(k) * TILE_ROWS * PANEL * sizeof *to);
	add_block(q, tiles, &block, to, TILE_ROWS * PANEL, panels_of(k));
}
