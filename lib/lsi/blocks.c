/* blocks.c - basis blocks and products, in streams. */
#include "lsi/blocks.h"

#include "base/memory.h"
#include "base/number.h"
#include "stream/columnline.h"
#include "stream/dense.h"
#include "stream/docsums.h"
#include "stream/relay.h"
#include "stream/termrows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char product_recipe[] = "lsi product basis=";

void blocks_release(struct block *block)
{
	product_panels_release(&block->column);
	free(block->total);
	*block = (struct block){0};
}

static bool one_number(const struct header *header, const char *name, double least,
	double most, double *number)
{
	struct fault ignored;

	return column_line_take(&header->column, name, number, 1, &ignored) == 0
		&& *number >= least && *number <= most;
}

/* The digest of a product's documents, where it is there. */
static int take_sum(const struct header *header, struct docsum *sum, struct fault *fault)
{
	struct docsums sums = {0};
	int failed = docsums_take(&sums, "read", &header->column, fault);

	if (!failed && sums.count)
		*sum = sums.sum[0];
	docsums_release(&sums);
	return failed;
}

static int put_sum(const struct docsum *sum, struct bytes *lines, struct fault *fault)
{
	struct docsums sums = {0};
	int failed = docsums_add(&sums, sum, fault) || docsums_put(&sums, "read", lines, fault);

	docsums_release(&sums);
	return failed ? -1 : 0;
}

/* What the lines of a header say, into a block without content. */
static int read_lines(const struct header *header, struct block *block, struct fault *fault)
{
	double pass, kept, bound, grid = 0, documents = 0, chain = 0;
	size_t length = strlen(product_recipe);

	if (column_line_has(&header->column, "chain", NULL)
		&& !one_number(header, "chain", 0, 1e6, &chain))
		return fault_set(fault, FAULT_DATA, "a line #chain without a number");
	if (!one_number(header, "pass", 0, 1e6, &pass)
		|| !one_number(header, "kept", 0, 1, &kept)
		|| !one_number(header, "bound", 0, HUGE_VAL, &bound)
		|| (header->kind == KIND_PRODUCT
			&& (!one_number(header, "grid", -2000, 2000, &grid)
				|| !one_number(header, "documents", 0, 1e18, &documents)
				|| strncmp(header->recipe, product_recipe, length) != 0
				|| !digest_parse(header->recipe + length,
					strlen(header->recipe + length), &block->basis)))
		|| header->columns == 0
		|| header->values != (header->kind == KIND_PRODUCT ? VALUES_I64 : VALUES_F32))
		return fault_set(fault, FAULT_DATA, "its header is not that of a %s",
			header_kind_name(header->kind));
	block->pass = (uint64_t)pass;
	block->kept = kept != 0;
	block->chain = (size_t)chain;
	block->bound = bound;
	block->grid = (int)grid;
	block->documents = (uint64_t)documents;
	block->width = (size_t)header->columns;
	return take_sum(header, &block->sum, fault)
		|| namesketch_take(&block->names, &header->column, fault) ? -1 : 0;
}

/* Where row i of panel p begins. */
static size_t panel_row(size_t terms, size_t p, size_t i)
{
	return (p * terms + i) * PANEL;
}

static size_t panel_width(size_t width, size_t p)
{
	return width - p * PANEL < PANEL ? width - p * PANEL : PANEL;
}

static int take_basis(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct block *block = context;
	size_t terms = block->column.rows, i, p;

	(void)header;
	(void)fault;
	for (i = 0; i < rows->count; i++)
		for (p = 0; p < block->column.count; p++)
			memcpy(block->column.data + panel_row(terms, p, rows->term[i]),
				rows->f32 + i * rows->k + p * PANEL,
				panel_width(rows->k, p) * sizeof(float));
	return 0;
}

int blocks_read_basis(struct source *source, struct block *block, int threads, struct fault *fault)
{
	block->origin = origin_take(source->header.recipe);
	if (read_lines(&source->header, block, fault)
		|| product_panels_init(&block->column, source->vocabulary.size, block->width, fault)
		|| relay_each_dense(source, threads, take_basis, block, fault))
		return -1;
	block->basis = source->totals.digest;
	return source_streams(source) == 1 ? 0
		: fault_set(fault, FAULT_DATA, "several blocks in one stream");
}

/* The lines of one more stream must be those of what is there. */
static int join_lines(const struct header *header, struct block *block, struct fault *fault)
{
	struct block more = {0};
	char one[DIGEST_HEX], other[DIGEST_HEX];

	if (read_lines(header, &more, fault))
		return -1;
	if (!block->total) {
		*block = more;
		return 0;
	}
	digest_hex(&block->basis, one);
	digest_hex(&more.basis, other);
	if (strcmp(one, other) != 0 || more.grid != block->grid || more.width != block->width)
		return fault_set(fault, FAULT_DATA, "products of different bases: %s and %s", one,
			other);
	block->documents += more.documents;
	docsum_add(&block->sum, &more.sum);
	namesketch_add(&block->names, &more.names);
	return 0;
}

int blocks_product_basis(const struct header *header, struct digest *basis, struct fault *fault)
{
	struct block block = {0};

	if (read_lines(header, &block, fault))
		return -1;
	*basis = block.basis;
	return 0;
}

struct adding {
	struct block *block;
	size_t terms;
};

static int take_product(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	const struct adding *adding = context;
	size_t width = adding->block->width, i, j, p;
	int64_t beyond = 0;

	(void)header;
	if (rows->k != width)
		return fault_set(fault, FAULT_DATA, "products of different bases");
	for (i = 0; i < rows->count; i++)
		for (p = 0; p * PANEL < width; p++) {
			int64_t *restrict to = adding->block->total
				+ panel_row(adding->terms, p, rows->term[i]);
			const int64_t *restrict from = rows->i64 + i * width + p * PANEL;
			size_t end = panel_width(width, p);

			for (j = 0; j < end; j++) {
				int64_t sum = (int64_t)((uint64_t)to[j] + (uint64_t)from[j]);

				/* both had the sign that the sum has not */
				beyond |= (sum ^ to[j]) & (sum ^ from[j]);
				to[j] = sum;
			}
		}
	return beyond >= 0 ? 0
		: fault_set(fault, FAULT_DATA, "products that exceed their bound");
}

int blocks_read_product(struct source *source, struct block *block, int threads,
	struct fault *fault)
{
	struct adding adding = {block, source->vocabulary.size};
	size_t columns, size, i;

	if (join_lines(&source->header, block, fault))
		return -1;
	columns = (block->width + PANEL - 1) / PANEL * PANEL;
	if (!size_multiply(adding.terms, columns, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu columns", block->width);
	if (!block->total)
		block->total = memory_zeroed(size + 1, sizeof *block->total, fault);
	if (!block->total || relay_each_dense(source, threads, take_product, &adding, fault))
		return -1;
	for (i = 1; i < source_streams(source); i++)
		if (join_lines(source_stream(source, i), block, fault))
			return -1;
	return 0;
}

void blocks_product_numbers(const struct block *block, size_t terms, int exponent,
	struct panels *to)
{
	size_t count = (block->width + PANEL - 1) / PANEL, i;
	double unit = ldexp(1, -block->grid - exponent);

	for (i = 0; i < count * terms * PANEL; i++)
		to->data[i] = (float)((double)block->total[i] * unit);
	to->columns = block->width;
	to->count = count;
}

/* Rows of zeros are left out. */
static bool row_is_zero(const struct block *block, size_t terms, size_t i)
{
	size_t p, j;

	for (p = 0; p * PANEL < block->width; p++)
		for (j = panel_row(terms, p, i); j < panel_row(terms, p, i + 1); j++)
			if (block->total ? block->total[j] != 0 : block->column.data[j] != 0)
				return false;
	return true;
}

struct block_rows {
	const struct block *block;
	size_t terms;
};

static bool take_row(const void *context, size_t i, void *to)
{
	const struct block_rows *rows = context;
	const struct block *block = rows->block;
	size_t p, at;

	if (row_is_zero(block, rows->terms, i))
		return false;
	for (p = 0; p * PANEL < block->width; p++) {
		size_t width = panel_width(block->width, p);

		at = panel_row(rows->terms, p, i);
		if (block->total)
			memcpy((int64_t *)to + p * PANEL, block->total + at,
				width * sizeof(int64_t));
		else
			memcpy((float *)to + p * PANEL, block->column.data + at,
				width * sizeof(float));
	}
	return true;
}

static int write_block(const struct block *block, const struct source *like,
	struct header *header, const char *path, bool force, struct fault *fault)
{
	const struct block_rows rows = {block, like->vocabulary.size};
	struct sink sink = {0};
	char bound[NUMBER_TEXT];
	int failed;

	bound[number_format_double(bound, block->bound)] = 0;
	header->columns = block->width;
	memcpy(header->weighting, like->header.weighting, sizeof header->weighting);
	failed = bytes_printf(&header->column, fault, "#pass\t%llu\n#kept\t%d\n#bound\t%s\n",
		(unsigned long long)block->pass, block->kept, bound);
	if (!failed && header->kind == KIND_BASIS)
		failed = bytes_printf(&header->column, fault, "#chain\t%zu\n", block->chain);
	if (!failed && header->kind == KIND_PRODUCT)
		failed = bytes_printf(&header->column, fault, "#grid\t%d\n#documents\t%llu\n",
			block->grid, (unsigned long long)block->documents)
			|| (block->sum.documents == block->documents
				&& put_sum(&block->sum, &header->column, fault))
			|| namesketch_put(&block->names, &header->column, fault);
	failed = failed || sink_open(&sink, path, force, fault)
		|| sink_begin(&sink, header, &like->vocabulary, fault)
		|| term_rows_put_dense(&sink, rows.terms, header->values, block->width, take_row,
			&rows, fault)
		|| sink_commit(&sink, fault);
	sink_release(&sink);
	header_release(header);
	return failed ? -1 : 0;
}

int blocks_write_basis(const struct block *block, const struct source *like, const char *recipe,
	const char *path, bool force, struct fault *fault)
{
	struct header header = {.kind = KIND_BASIS, .values = VALUES_F32};

	(void)snprintf(header.recipe, sizeof header.recipe, "%s", recipe);
	return write_block(block, like, &header, path, force, fault);
}

int blocks_write_product(const struct block *block, const struct source *like, const char *path,
	bool force, struct fault *fault)
{
	struct header header = {.kind = KIND_PRODUCT, .values = VALUES_I64};
	char digest[DIGEST_HEX];

	digest_hex(&block->basis, digest);
	(void)snprintf(header.recipe, sizeof header.recipe, "%s%s", product_recipe, digest);
	return write_block(block, like, &header, path, force, fault);
}
