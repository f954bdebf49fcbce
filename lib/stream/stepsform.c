/* stepsform.c - sparse rows of steps written out in full. */
#include "stream/stepsform.h"

#include "base/memory.h"
#include "stream/columnline.h"

#include <stdlib.h>
#include <string.h>

enum values steps_form_values(const struct header *header)
{
	return header->values != VALUES_STEPS ? header->values
		: header->kind == KIND_TOPICS ? VALUES_F32 : VALUES_I64;
}

void steps_form_shares(const double *spread, size_t n, double *share)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < n; k++)
		sum += spread[k];
	for (k = 0; k < n; k++)
		share[k] = sum > 0 ? spread[k] / sum : 1 / (double)n;
}

void steps_form_lambda(const struct steps_form *form, double rest, float *lambda)
{
	size_t k;

	for (k = 0; k < form->columns; k++)
		lambda[k] = steps_form_lambda_of(form, rest, k, 0);
}

int steps_form_init(struct steps_form *form, const struct header *header, struct fault *fault)
{
	const struct bytes *lines = &header->column;
	size_t n = (size_t)header->columns, there, k;

	*form = (struct steps_form){.kind = header->kind, .columns = n};
	if (header->kind != KIND_TOPICS)
		return 0;
	/* the header's numbers bound what is allocated */
	if (!column_line_has(lines, "spread", &there) || there != n)
		return fault_set(fault, FAULT_DATA, "damaged: no line #spread of %zu numbers", n);
	form->share = memory_zeroed(n, sizeof *form->share, fault);
	if (!form->share || column_line_take(lines, "eta", &form->eta, 1, fault)
		|| column_line_take(lines, "step", &form->step, 1, fault)
		|| column_line_take(lines, "spread", form->share, n, fault))
		return -1;
	if (!(form->eta > 0 && form->eta <= 1e9) || !(form->step > 0 && form->step <= 1))
		return fault_set(fault, FAULT_DATA, "damaged: eta or step is out of range");
	for (k = 0; k < n; k++)
		if (!(form->share[k] >= 0 && form->share[k] <= 0x1p53))
			return fault_set(fault, FAULT_DATA, "damaged: #spread is out of range");
	steps_form_shares(form->share, n, form->share);
	return 0;
}

void steps_form_release(struct steps_form *form)
{
	free(form->share);
	*form = (struct steps_form){0};
}

int steps_form_expand(const struct steps_form *form, const struct step_rows *rows, size_t row,
	struct dense *dense, struct fault *fault)
{
	double rest = (double)rows->rest[row];
	void *to;
	size_t i;

	if (dense_add_term(dense, rows->term[row], &to, fault))
		return -1;
	if (form->kind == KIND_TOPICS)
		steps_form_lambda(form, rest, to);
	else
		memset(to, 0, form->columns * sizeof(int64_t));
	for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
		size_t k = rows->column[i];

		if (form->kind == KIND_TOPICS)
			((float *)to)[k] = steps_form_lambda_of(form, rest, k, (double)rows->value[i]);
		else
			((int64_t *)to)[k] = (int64_t)rows->value[i];
	}
	return 0;
}
