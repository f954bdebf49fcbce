/* blocks.c - basis blocks and products, in streams. */
#include "lsi/blocks.h"

#include "base/memory.h"
#include "base/number.h"
#include "lsi/factors.h"
#include "stream/dense.h"
#include "stream/sink.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char product_recipe[] = "lsi product basis=";

void block_release(struct block *block)
{
	tall_release(&block->column);
	free(block->total);
	*block = (struct block){0};
}

static bool one_number(const struct header *header, const char *name, double least,
	double most, double *number)
{
	size_t count;

	return column_line(header, name, number, 1, &count) && count == 1 && *number >= least
		&& *number <= most;
}

/* What the lines of a header say, into a block without content. */
static int read_lines(const struct header *header, struct block *block, struct fault *fault)
{
	double pass, kept, bound, grid = 0, documents = 0;
	size_t length = strlen(product_recipe);

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
			kind_name(header->kind));
	block->pass = (uint64_t)pass;
	block->kept = kept != 0;
	block->bound = bound;
	block->grid = (int)grid;
	block->documents = (uint64_t)documents;
	block->width = (size_t)header->columns;
	return 0;
}

static void take_basis(const struct dense *rows, struct block *block)
{
	size_t i, j;

	for (i = 0; i < rows->count; i++)
		for (j = 0; j < block->width; j++)
			tall_column(&block->column, j)[rows->term[i]] = rows->f32[i * rows->k + j];
}

int basis_read(struct source *source, struct block *block, struct fault *fault)
{
	size_t terms = source->vocabulary.size;
	struct packer *packer = packer_new(fault);
	struct packed packed = {0};
	struct dense rows = {0};
	int got = -1;

	if (!packer || read_lines(&source->header, block, fault)
		|| tall_init(&block->column, terms, block->width, fault))
		goto done;
	memset(block->column.data, 0, terms * block->width * sizeof *block->column.data);
	block->column.columns = block->width;
	while ((got = source_next(source, &packed, fault)) == 1) {
		if (dense_unpack(packer, &packed, &source->header, terms, &rows, fault)) {
			got = -1;
			break;
		}
		take_basis(&rows, block);
	}
	if (got == 0 && source_streams(source) != 1)
		got = fault_set(fault, FAULT_DATA, "several blocks in one stream");
	block->basis = source->totals.digest;
done:
	packed_release(&packed);
	dense_release(&rows);
	packer_free(packer);
	return got;
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
	return 0;
}

static int take_product(const struct dense *rows, struct block *block, struct fault *fault)
{
	size_t i, j;

	for (i = 0; i < rows->count; i++) {
		int64_t *to = block->total + (size_t)rows->term[i] * block->width;
		const int64_t *from = rows->i64 + i * rows->k;

		for (j = 0; j < block->width; j++)
			if (__builtin_add_overflow(to[j], from[j], &to[j]))
				return fault_set(fault, FAULT_DATA,
					"products that exceed their bound");
	}
	return 0;
}

static int take_room(struct source *source, struct block *block, struct fault *fault)
{
	size_t size;

	if (!size_multiply(source->vocabulary.size, block->width, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu columns", block->width);
	block->total = memory_zeroed(size, sizeof *block->total, fault);
	return block->total ? 0 : -1;
}

int product_read(struct source *source, struct block *block, struct fault *fault)
{
	struct packer *packer = packer_new(fault);
	struct packed packed = {0};
	struct dense rows = {0};
	size_t joined = 0;
	int got = packer ? 1 : -1;

	while (got == 1) {
		got = source_next(source, &packed, fault);
		/* streams without rows have a header too */
		for (; got >= 0 && joined < source_streams(source); joined++)
			if (join_lines(source_stream(source, joined), block, fault)
				|| (!block->total && take_room(source, block, fault)))
				got = -1;
		if (got == 1
			&& (dense_unpack(packer, &packed, source_stream(source, packed.stream),
				    source->vocabulary.size, &rows, fault)
				|| take_product(&rows, block, fault)))
			got = -1;
	}
	packed_release(&packed);
	dense_release(&rows);
	packer_free(packer);
	return got;
}

void product_numbers(const struct block *block, struct tall *to)
{
	size_t i, j;

	for (j = 0; j < block->width; j++)
		for (i = 0; i < to->rows; i++)
			tall_column(to, j)[i] = (float)ldexp(
				(double)block->total[i * block->width + j], -block->grid);
	to->columns = block->width;
}

/* Rows of zeros are left out. */
static bool row_is_zero(const struct block *block, size_t i)
{
	size_t j;

	for (j = 0; j < block->width; j++)
		if (block->total ? block->total[i * block->width + j] != 0
				 : tall_column(&block->column, j)[i] != 0)
			return false;
	return true;
}

static void copy_row(const struct block *block, size_t i, void *to)
{
	float *f32 = to;
	size_t j;

	if (block->total)
		memcpy(to, block->total + i * block->width, block->width * sizeof(int64_t));
	else
		for (j = 0; j < block->width; j++)
			f32[j] = tall_column(&block->column, j)[i];
}

static int put_rows(const struct block *block, size_t terms, enum values values,
	struct sink *sink, struct fault *fault)
{
	struct packer *packer = packer_new(fault);
	struct packed packed = {0};
	struct dense rows = {0};
	int failed = packer ? 0 : -1;
	size_t i;
	void *to;

	dense_clear(&rows, values, block->width, false);
	for (i = 0; !failed && i < terms; i++) {
		if (!row_is_zero(block, i)) {
			failed = dense_add_term(&rows, (uint32_t)i, &to, fault);
			if (!failed)
				copy_row(block, i, to);
		}
		if (failed || !rows.count || (i + 1 < terms && !dense_full(&rows)))
			continue;
		failed = dense_pack(packer, &rows, &packed, fault) || sink_put(sink, &packed, fault);
		dense_clear(&rows, values, block->width, false);
	}
	packed_release(&packed);
	dense_release(&rows);
	packer_free(packer);
	return failed;
}

static int write_block(const struct block *block, const struct source *like,
	struct header *header, const char *path, bool force, struct fault *fault)
{
	struct sink sink = {0};
	char bound[NUMBER_TEXT];
	int failed;

	bound[number_format_double(bound, block->bound)] = 0;
	header->columns = block->width;
	memcpy(header->weighting, like->header.weighting, sizeof header->weighting);
	failed = bytes_printf(&header->column, fault, "#pass\t%llu\n#kept\t%d\n#bound\t%s\n",
		(unsigned long long)block->pass, block->kept, bound);
	if (!failed && header->kind == KIND_PRODUCT)
		failed = bytes_printf(&header->column, fault, "#grid\t%d\n#documents\t%llu\n",
			block->grid, (unsigned long long)block->documents);
	failed = failed || sink_open(&sink, path, force, fault)
		|| sink_begin(&sink, header, &like->vocabulary, fault)
		|| put_rows(block, like->vocabulary.size, header->values, &sink, fault)
		|| sink_commit(&sink, fault);
	sink_release(&sink);
	header_release(header);
	return failed ? -1 : 0;
}

int basis_write(const struct block *block, const struct source *like, const char *recipe,
	const char *path, bool force, struct fault *fault)
{
	struct header header = {.kind = KIND_BASIS, .values = VALUES_F32};

	(void)snprintf(header.recipe, sizeof header.recipe, "%s", recipe);
	return write_block(block, like, &header, path, force, fault);
}

int product_write(const struct block *block, const struct source *like, const char *path,
	bool force, struct fault *fault)
{
	struct header header = {.kind = KIND_PRODUCT, .values = VALUES_I64};
	char digest[DIGEST_HEX];

	digest_hex(&block->basis, digest);
	(void)snprintf(header.recipe, sizeof header.recipe, "%s%s", product_recipe, digest);
	return write_block(block, like, &header, path, force, fault);
}
