/* gather.c - reads a corpus into a sparse matrix. */
#include "lsi/gather.h"

#include "base/memory.h"
#include "stream/relay.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static int out_of_range(const struct rows *rows, size_t row, double value,
	struct fault *fault)
{
	char name[80];

	return fault_set(fault, FAULT_DATA, "document %s: weight %g is out of range",
		fault_quote(name, sizeof name, rows_name(rows, row),
			rows->name[row + 1] - rows->name[row] - 1), value);
}

/* The values of a row as f32, in the gathering's own array where they aren't
 * that already. */
static const float *row_values(struct gathering *gathering, const struct rows *rows,
	size_t row, struct fault *fault)
{
	size_t begin = rows->start[row], length = rows->start[row + 1] - begin, i;

	if (rows->values == VALUES_F32 && length)
		return rows->f32 + begin;
	if (memory_grow(&gathering->value, &gathering->room, length + 1, fault))
		return NULL;
	for (i = 0; i < length; i++) {
		double value = rows->values == VALUES_F64 ? rows->f64[begin + i]
							  : (double)rows->counts[begin + i];

		if (fabs(value) > (double)FLT_MAX) {
			(void)out_of_range(rows, row, value, fault);
			return NULL;
		}
		gathering->value[i] = (float)value;
	}
	return gathering->value;
}

void gather_note(struct gathering *gathering, const struct rows *rows)
{
	docsum_add_rows(&gathering->sum, rows);
	namesketch_add_rows(&gathering->names, rows);
}

int gather_row(struct gathering *gathering, const struct rows *rows, size_t row,
	struct fault *fault)
{
	const float *value = row_values(gathering, rows, row, fault);
	size_t length = rows->start[row + 1] - rows->start[row];

	return value ? csr_append(gathering->matrix, length,
			       rows->column + rows->start[row], value, fault)
		     : -1;
}

void gather_release(struct gathering *gathering)
{
	free(gathering->value);
	gathering->value = NULL;
	gathering->room = 0;
}

static int take(void *context, const struct rows *rows, struct fault *fault)
{
	struct gathering *gathering = context;
	struct matrix *matrix = gathering->matrix;
	size_t row;

	if (csr_bytes(matrix->rows + rows->count, matrix->nonzeros + rows->nonzeros)
		> gathering->memory)
		return fault_set(fault, FAULT_SYSTEM,
			"the corpus takes more than the %llu MiB of memory there are for it: give "
			"fewer shards at a time and lsi-merge the results, or --chunk, or use "
			"lsi-multiply",
			(unsigned long long)(gathering->memory >> 20));
	gather_note(gathering, rows);
	for (row = 0; row < rows->count; row++)
		if (gather_row(gathering, rows, row, fault))
			return -1;
	return 0;
}

int gather(struct source *source, struct matrix *matrix, uint64_t memory, int threads,
	struct docsum *sum, struct namesketch *names, struct fault *fault)
{
	struct gathering gathering = {.matrix = matrix, .memory = memory};
	int failed;

	matrix->columns = source->vocabulary.size;
	failed = relay_each(source, threads, take, &gathering, fault)
		|| csr_finish(matrix, fault);
	if (sum)
		*sum = gathering.sum;
	if (names)
		*names = gathering.names;
	gather_release(&gathering);
	return failed ? -1 : 0;
}
