/* project.c - folds documents into a model's space. */
#include "lsi/project.h"

#include "base/memory.h"
#include "num/special.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int project_init(struct projection *projection, const struct factors *factors, double power,
	struct fault *fault)
{
	size_t i, j, k = factors->k;
	double *divisor = memory_zeroed(k, sizeof *divisor, fault);

	*projection = (struct projection){.k = k};
	if (!divisor || product_panels_init(&projection->panels, factors->terms, k, fault)) {
		free(divisor);
		return -1;
	}
	for (j = 0; j < k; j++)
		divisor[j] = power < 0 || power > 0 ? special_power(factors->sigma[j], -power) : 1;
	for (j = 0; j < k && !(power > -1) && !(power < -1); j++)
		divisor[j] = factors->sigma[j]; /* exactly */
	for (i = 0; i < factors->terms; i++)
		for (j = 0; j < k; j++)
			product_panels_at(&projection->panels, j / PANEL)[i * PANEL + j % PANEL] =
				(float)(factors->u[i * k + j] / divisor[j]);
	free(divisor);
	return 0;
}

void project_release(struct projection *projection)
{
	product_panels_release(&projection->panels);
}

/* The rows' values as f32: their own, or a copy in *own. */
static const float *values_of(const struct rows *rows, float **own, struct fault *fault)
{
	size_t i;

	if (rows->values == VALUES_F32 && rows->nonzeros)
		return rows->f32;
	*own = memory_aligned(rows->nonzeros, sizeof **own, fault);
	for (i = 0; *own && i < rows->nonzeros; i++)
		(*own)[i] = rows->values == VALUES_F64 ? (float)rows->f64[i]
						       : (float)rows->counts[i];
	return *own;
}

static int take_row(const struct rows *rows, size_t row, const float *from, size_t k,
	struct dense *out, struct fault *fault)
{
	const char *name = rows_name(rows, row);
	size_t length = rows->name[row + 1] - rows->name[row] - 1, j;
	char shown[80];
	void *to;

	for (j = 0; j < k; j++)
		if (!isfinite(from[j]))
			return fault_set(fault, FAULT_DATA,
				"document %s: its weights are too large to project",
				fault_quote(shown, sizeof shown, name, length));
	if (dense_add_named(out, name, length, &to, fault))
		return -1;
	memcpy(to, from, k * sizeof *from);
	return 0;
}

int project_step(void *context, const struct rows *in, struct dense *out,
	struct fault *fault)
{
	const struct projection *projection = context;
	enum { ROWS = 256 };
	size_t wide = projection->panels.count * PANEL, at, i;
	float *own = NULL, *result = memory_aligned(ROWS * wide, sizeof *result, fault);
	struct csr piece = {.rows = in->count, .nonzeros = in->nonzeros, .start = in->start,
		.column = in->column};
	const float *value = values_of(in, &own, fault);
	int failed = !result || !value;

	piece.value = (float *)(own ? own : in->f32); /* only read */
	for (at = 0; !failed && at < in->count; at += ROWS) {
		size_t end = in->count - at < ROWS ? in->count : at + ROWS;

		product_rows(&piece, at, end, &projection->panels, result, wide);
		for (i = at; !failed && i < end; i++)
			failed = take_row(in, i, result + (i - at) * wide, projection->k, out, fault);
	}
	free(result);
	free(own);
	return failed ? -1 : 0;
}
