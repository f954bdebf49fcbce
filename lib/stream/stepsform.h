/* stepsform - sparse rows of steps as dense rows.
 *
 * Of topics these are lambda as f32 (mz(5), "Sparse rows"):
 *     lambda_wk = eta + step (n_wk + rest_w p_k),  p_k = spread_k / sum_k spread_k
 * Of statistics they are the steps as i64. */
#ifndef STREAM_STEPSFORM_H
#define STREAM_STEPSFORM_H

#include "base/fault.h"
#include "stream/dense.h"
#include "stream/header.h"
#include "stream/steps.h"

#include <stddef.h>

/* The header's values for it.  A zeroed struct can be released. */
struct steps_form {
	enum kind kind;
	size_t columns;
	double eta, step;
	double *share; /* size columns: p_k; topics alone */
};

/* The values of the dense rows that a header's rows have or stand for. */
enum values steps_form_values(const struct header *header);

/* p_k from the spread, size n; uniform where it is zero everywhere. */
void steps_form_shares(const double *spread, size_t n, double *share);

/* A row of lambda, size n. */
void steps_form_lambda(const struct steps_form *form, double rest, float *lambda);
static inline float steps_form_lambda_of(const struct steps_form *form, double rest, size_t k,
	double steps)
{
	return (float)(form->eta + form->step * rest * form->share[k] + form->step * steps);
}

int steps_form_init(struct steps_form *form, const struct header *header,
	struct fault *fault) MUST_USE;
void steps_form_release(struct steps_form *form);

/* Appends row i to dense rows of steps_form_values. */
int steps_form_expand(const struct steps_form *form, const struct step_rows *rows, size_t row,
	struct dense *dense, struct fault *fault) MUST_USE;

#endif
