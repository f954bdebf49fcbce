/* krylov.c - block Lanczos with full orthogonalisation and thick restart. */
#include "lsi/krylov.h"

#include "base/memory.h"
#include "base/random.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A direction of a new block that is so much smaller than the product it
 * comes from is rounding: the space has no more in that direction. */
static const double negligible = 2e-6;

void krylov_release(struct krylov *krylov)
{
	tall_release(&krylov->basis);
	tall_release(&krylov->next);
	product_panels_release(&krylov->in);
	product_panels_release(&krylov->out);
	free(krylov->t);
	free(krylov->r);
	free(krylov->theta);
	free(krylov->error);
	free(krylov->residual);
	free(krylov->before);
	free(krylov->y);
	free(krylov->h);
	free(krylov->again);
	free(krylov->gramian);
	free(krylov->work);
	*krylov = (struct krylov){0};
}

/* A share of the basis in a new block that may stay. */
static const double slight = 1e-5;

/* How the worst error shrinks from pass to pass, while that isn't known, and
 * the slowest that is believed; how much larger estimates are made. */
static const double cautious_pace = 0.85, slowest_pace = 0.95, caution = 1.5;

/* in := the next block; out := A'A in; next := out. */
static int multiply_next(struct krylov *krylov, struct fault *fault)
{
	krylov->in.columns = krylov->out.columns = krylov->next.columns;
	krylov->in.count = krylov->out.count = (krylov->next.columns + PANEL - 1) / PANEL;
	product_panels_load(&krylov->in, krylov->next.data, krylov->next.rows);
	if (krylov->gram->apply(krylov->gram->context, &krylov->in, &krylov->out, fault))
		return -1;
	product_panels_store(&krylov->out, krylov->next.data, krylov->next.rows);
	krylov->passes++;
	return 0;
}

/* The squared norm of next, all its columns together. */
static double squares(const struct tall *next)
{
	double sum = 0;
	size_t i, j;

	for (j = 0; j < next->columns; j++)
		for (i = 0; i < next->rows; i++)
			sum += (double)tall_column(next, j)[i] * (double)tall_column(next, j)[i];
	return sum;
}

/* From the eigenvalues of next'next to a turn that makes it orthonormal and
 * its inverse: next = (next turn) back.  Directions below floor are dropped.
 * gramian holds eigenvectors, b x b.  Returns the columns that stay. */
static size_t make_turn(const double *gramian, const double *value, size_t b, double floor,
	double *turn, double *back)
{
	size_t c = 0, i, j;

	while (c < b && value[c] > floor)
		c++;
	for (j = 0; j < c; j++)
		for (i = 0; i < b; i++) {
			turn[j * b + i] = gramian[j * b + i] / sqrt(value[j]);
			back[i * c + j] = gramian[j * b + i] * sqrt(value[j]);
		}
	return c;
}

/* Whether what is left of the basis in a block, whose smallest direction has
 * this square, is too little to matter: products with f32's rounding are as
 * good as long as blocks are orthogonal to its square root (Simon, 1984). */
static bool is_slight(const double *share, size_t size, double square)
{
	double most = slight * sqrt(square);
	size_t i;

	for (i = 0; i < size; i++)
		if (fabs(share[i]) > most)
			return false;
	return true;
}

/* The share of next in the basis becomes h (m x b), and r (c x b) what it is
 * by the new block. */
int krylov_orthonormalise(struct krylov *krylov, struct fault *fault)
{
	double *h = krylov->h;
	size_t b = krylov->next.columns, m = krylov->basis.columns, i, c, round;
	double *again = krylov->again, *turn = krylov->work, *back = turn + b * b;
	double *product = back + b * b, *value = product + b * b;
	double ratio = 0, size = squares(&krylov->next);

	if (tall_cross(&krylov->basis, &krylov->next, h, krylov->plan.threads, fault)
		|| tall_purge(&krylov->basis, h, &krylov->next, again, krylov->gramian,
			krylov->plan.threads, fault))
		return -1;
	krylov->flops += 8.0 * (double)krylov->gram->n * (double)m * (double)b;
	for (round = 0; round < 3; round++) {
		size_t width = krylov->next.columns;

		for (i = 0; round == 0 && i < m * b; i++)
			h[i] += again[i];
		if (blas_eigen(krylov->gramian, width, value, fault))
			return -1;
		c = make_turn(krylov->gramian, value, width,
			round == 0 ? negligible * negligible * size : 0.1, turn, back);
		ratio = c ? value[0] / value[c - 1] : 1;
		if (tall_turn(&krylov->basis,
			c && is_slight(again, m * width, value[c - 1]) ? NULL : again,
			&krylov->next, turn, c, krylov->plan.threads, fault))
			return -1;
		if (round == 0) {
			memcpy(krylov->r, back, c * b * sizeof *back);
		} else {
			blas_small_product(back, krylov->r, c, width, b, product);
			memcpy(krylov->r, product, c * b * sizeof *product);
		}
		/* small directions took the others' rounding with them: once more */
		if (c == 0 || ratio < 1e3)
			break;
		memset(again, 0, m * c * sizeof *again);
		if (tall_purge(&krylov->basis, again, &krylov->next, again, krylov->gramian,
			krylov->plan.threads, fault))
			return -1;
	}
	krylov->ahead = krylov->next.columns;
	return 0;
}

static int start(struct krylov *krylov, struct fault *fault)
{
	size_t i, j, b = krylov->plan.block, n = krylov->gram->n;

	krylov->next.columns = b;
	for (j = 0; j < b; j++)
		for (i = 0; i < n; i++)
			tall_column(&krylov->next, j)[i] =
				(float)(random_uniform(krylov->plan.seed, i, j) - 0.5);
	return multiply_next(krylov, fault) || krylov_orthonormalise(krylov, fault) ? -1 : 0;
}

static int take_room(struct krylov *krylov, struct fault *fault)
{
	const struct krylov_plan *plan = &krylov->plan;
	size_t most = plan->most, b = plan->block, n = krylov->gram->n;

	if (tall_init(&krylov->basis, n, most, fault) || tall_init(&krylov->next, n, b, fault)
		|| product_panels_init(&krylov->in, n, b, fault)
		|| product_panels_init(&krylov->out, n, b, fault))
		return -1;
	krylov->t = memory_zeroed(most * most, sizeof(double), fault);
	krylov->y = memory_zeroed(most * most, sizeof(double), fault);
	krylov->r = memory_zeroed(b * b, sizeof(double), fault);
	krylov->theta = memory_zeroed(most, sizeof(double), fault);
	krylov->error = memory_zeroed(most, sizeof(double), fault);
	krylov->residual = memory_zeroed(most, sizeof(double), fault);
	krylov->before = memory_zeroed(most, sizeof(double), fault);
	krylov->h = memory_zeroed(most * b, sizeof(double), fault);
	krylov->again = memory_zeroed(most * b, sizeof(double), fault);
	krylov->gramian = memory_zeroed(b * b, sizeof(double), fault);
	krylov->work = memory_zeroed(3 * b * b + b, sizeof(double), fault);
	return krylov->t && krylov->y && krylov->r && krylov->theta && krylov->error
			&& krylov->residual && krylov->before && krylov->h
			&& krylov->again && krylov->gramian
			&& krylov->work ? 0 : -1;
}

int krylov_prepare(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault)
{
	*krylov = (struct krylov){.plan = *plan, .gram = gram};
	if (krylov->plan.block > gram->n)
		krylov->plan.block = gram->n;
	if (krylov->plan.most > gram->n + krylov->plan.block)
		krylov->plan.most = gram->n + krylov->plan.block;
	return take_room(krylov, fault);
}

int krylov_init(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault)
{
	return krylov_prepare(krylov, gram, plan, fault) || start(krylov, fault) ? -1 : 0;
}

/* One pass: the next block joins the basis, and its product is taken. */
static int krylov_step(struct krylov *krylov, struct fault *fault)
{
	size_t b = krylov->ahead, m = krylov->basis.columns, j;

	memcpy(tall_column(&krylov->basis, m), krylov->next.data,
		krylov->basis.rows * b * sizeof(float));
	krylov->basis.columns = m + b;
	krylov->last = b;
	if (multiply_next(krylov, fault) || krylov_orthonormalise(krylov, fault))
		return -1;
	for (j = 0; j < b; j++)
		memcpy(krylov->t + (m + j) * krylov->plan.most, krylov->h + j * (m + b),
			(m + b) * sizeof *krylov->t);
	return 0;
}

/* residual[i] := |R y(last, i)|. */
static void residuals(struct krylov *krylov)
{
	size_t m = krylov->basis.columns, last = krylov->last, i, j, l;

	for (i = 0; i < m; i++) {
		const double *y = krylov->y + i * m + m - last;
		double sum = 0;

		for (j = 0; j < krylov->ahead; j++) {
			double part = 0;

			for (l = 0; l < last; l++)
				part += krylov->r[l * krylov->ahead + j] * y[l];
			sum += part * part;
		}
		krylov->residual[i] = sqrt(sum);
	}
}

/* How the worst error shrinks from pass to pass, by the gains of two checks;
 * the share of the errors before that is left. */
static double learn_pace(struct krylov *krylov, double worst)
{
	double passes = (double)(krylov->passes - krylov->passes_before);
	bool known = krylov->gain_before > worst && worst > 0;

	krylov->pace = known ? pow(worst / krylov->gain_before, 1 / passes) : cautious_pace;
	if (krylov->pace > slowest_pace)
		krylov->pace = slowest_pace;
	krylov->gain_before = worst;
	krylov->passes_before = krylov->passes;
	return known ? pow(krylov->pace, passes) : 0;
}

/* Relative error of each sigma, two ways, of which the larger counts.  To
 * second order theta falls short of the eigenvalue by residual^2 / (theta -
 * what the residual's direction has itself); the next pass would gain that,
 * and later passes, each slower or faster by the pace, the rest of a geometric
 * sum.  And where theta was seen to grow since the check before, what that
 * check lacked is the growth and what is lacking now, a share of it by the
 * pace.  What one pass gains is never more than residual / 2 theta. */
static void estimate(struct krylov *krylov)
{
	size_t m = krylov->basis.columns, last = krylov->last, k = krylov->plan.factors, i;
	double beyond = 0, worst = 0, sum, left;

	for (i = m - last; i < m; i++)
		beyond += krylov->t[i * krylov->plan.most + i] / (double)last;
	for (i = 0; i < m; i++) {
		double theta = krylov->theta[i], r = krylov->residual[i];
		double sure = theta > 0 ? r / (2 * theta) : 0;
		double gain = theta > beyond ? r * r / (2 * theta * (theta - beyond)) : sure;

		krylov->error[i] = gain < sure ? gain : sure;
		if (i < k && krylov->error[i] > worst)
			worst = krylov->error[i];
	}
	left = learn_pace(krylov, worst);
	sum = caution / (1 - krylov->pace);
	krylov->worst = 0;
	krylov->converged = 0;
	for (i = 0; i < m; i++) {
		double theta = krylov->theta[i];
		double error = krylov->error[i] * sum;

		if (left > 0 && i < k && theta > krylov->before[i])
			error = fmax(error, caution * (theta - krylov->before[i]) / (2 * theta)
				* left / (1 - left));
		krylov->error[i] = error < 1 ? error : 1;
		krylov->before[i] = theta;
		if (i < k && krylov->error[i] > krylov->worst)
			krylov->worst = krylov->error[i];
		if (krylov->converged == i && krylov->error[i] <= krylov->plan.tolerance)
			krylov->converged++;
	}
	if (m < k && krylov->ahead == 0)
		krylov->converged = k;
}

int krylov_check(struct krylov *krylov, struct fault *fault)
{
	size_t m = krylov->basis.columns, i, j;

	for (j = 0; j < m; j++)
		for (i = 0; i <= j; i++)
			krylov->y[j * m + i] = krylov->t[j * krylov->plan.most + i];
	if (blas_eigen(krylov->y, m, krylov->theta, fault))
		return -1;
	krylov->checked = m;
	residuals(krylov);
	estimate(krylov);
	return 0;
}

/* Keeps the leading Ritz vectors, so many that half of the room is free or
 * all that is wanted stays. */
static int restart(struct krylov *krylov, struct fault *fault)
{
	size_t keep = krylov->plan.factors + krylov->plan.block, most = krylov->plan.most, i;
	size_t half = krylov->plan.factors + (most - krylov->plan.factors) / 3;
	struct tall kept = {0};

	if (keep < half)
		keep = half;
	if (tall_init(&kept, krylov->gram->n, most, fault)
		|| krylov_vectors(krylov, keep, &kept, fault)) {
		tall_release(&kept);
		return -1;
	}
	tall_release(&krylov->basis);
	krylov->basis = kept;
	memset(krylov->t, 0, most * most * sizeof *krylov->t);
	for (i = 0; i < keep; i++)
		krylov->t[i * most + i] = krylov->theta[i];
	krylov->checked = 0;
	return 0;
}

/* Passes until the next check: by the pace of the error, which is known to
 * quicken. */
static size_t passes_to_go(const struct krylov *krylov)
{
	double worst = krylov->worst, pace = krylov->pace, guess;

	if (worst <= 0 || pace <= 0 || pace >= 1)
		return 2;
	guess = 0.7 * log(krylov->plan.tolerance / worst) / log(pace);
	if (guess < 1)
		return 1;
	return guess < 8 ? (size_t)guess : 8;
}

int krylov_run(struct krylov *krylov, struct fault *fault)
{
	const struct krylov_plan *plan = &krylov->plan;
	size_t wait = 0, first = plan->factors * 12 / 5 + plan->block;

	if (plan->tolerance < 1e-4)
		first += plan->factors;
	while (krylov->ahead) {
		bool full, over;

		if (krylov_step(krylov, fault))
			return -1;
		wait -= wait > 0;
		full = krylov->basis.columns + krylov->ahead > plan->most;
		over = plan->passes && krylov->passes >= plan->passes;
		if (!full && !over && krylov->ahead
			&& (wait || (!krylov->checked && krylov->basis.columns < first)))
			continue;
		if (krylov_check(krylov, fault))
			return -1;
		if (over || krylov->converged >= plan->factors)
			break;
		wait = passes_to_go(krylov);
		if (full && krylov->ahead && restart(krylov, fault))
			return -1;
	}
	return krylov->checked ? 0 : krylov_check(krylov, fault);
}

int krylov_vectors(const struct krylov *krylov, size_t count, struct tall *out,
	struct fault *fault)
{
	return tall_combine(&krylov->basis, krylov->y, krylov->checked, count, out,
		krylov->plan.threads, fault);
}

size_t krylov_bytes(size_t n, const struct krylov_plan *plan)
{
	size_t parts = (n + TALL_ROWS - 1) / TALL_ROWS;

	/* basis, next, two panels and a product's groups; T, Y and its solver's */
	return n * 4 * (plan->most + plan->block * (3 + PRODUCT_GROUPS))
		+ 8 * 5 * plan->most * plan->most + parts * 4 * plan->most * plan->block;
}
