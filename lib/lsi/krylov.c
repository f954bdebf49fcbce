/* krylov.c - block Lanczos with full orthogonalisation, thick restart and
 * chains that look for what others have not seen. */
#include "lsi/krylov.h"

#include "base/memory.h"
#include "base/progress.h"
#include "lsi/filter.h"
#include "lsi/unseen.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void krylov_release(struct krylov *krylov)
{
	size_t i;

	for (i = 0; i < krylov->tails; i++)
		tail_release(&krylov->tail[i]);
	free(krylov->tail);
	tall_release(&krylov->basis);
	tall_release(&krylov->next);
	tall_release(&krylov->product);
	ortho_release(&krylov->ortho);
	free(krylov->t);
	free(krylov->theta);
	free(krylov->error);
	free(krylov->residual);
	free(krylov->before);
	free(krylov->y);
	free(krylov->square);
	*krylov = (struct krylov){0};
}

/* next := A'A next. */
static int multiply_next(struct krylov *krylov, struct fault *fault)
{
	struct tall in = krylov->next;
	struct panels from = tall_panels(&in), to;

	tall_use(&krylov->product, in.columns);
	to = tall_panels(&krylov->product);
	if (krylov->gram->apply(krylov->gram->context, &from, &to, fault))
		return -1;
	krylov->next = krylov->product;
	krylov->product = in;
	krylov->passes++;
	progress_step(1);
	return 0;
}

int krylov_next_chain(struct krylov *krylov, struct fault *fault)
{
	struct tail *tail = krylov->tails ? &krylov->tail[krylov->tails - 1] : NULL;
	size_t i;

	if (tail && tail->rows) {
		if (tall_init(&tail->z, krylov->basis.rows, tail->rows, fault))
			return -1;
		tall_copy(&krylov->next, 0, tail->rows, &tail->z, 0);
		tail->w = memory_zeroed(tail->rows * tail->rows, sizeof *tail->w, fault);
		if (!tail->w)
			return -1;
		for (i = 0; i < tail->rows; i++)
			tail->w[i * tail->rows + i] = 1;
	}
	if (memory_grow(&krylov->tail, &krylov->tail_room, krylov->tails + 1, fault))
		return -1;
	krylov->tail[krylov->tails++] = (struct tail){0};
	krylov->earlier.gain = krylov->last.gain = 0;
	krylov->coupled = 0;
	return 0;
}

int krylov_capture(struct krylov *krylov, size_t count, struct fault *fault)
{
	struct tall last = {0};
	size_t i;
	int failed;

	if (krylov->tails < 2)
		return 0;
	failed = tall_init(&last, krylov->basis.rows, count, fault);
	if (!failed)
		tall_copy(&krylov->basis, krylov->basis.columns - count, count, &last, 0);
	for (i = 0; !failed && i + 1 < krylov->tails; i++)
		failed = krylov->tail[i].rows
			&& tail_capture(&krylov->tail[i], &last, krylov->plan.threads, fault);
	tall_release(&last);
	return failed ? -1 : 0;
}

/* next, made orthonormal, and filled up, begins the chain. */
static int begin(struct krylov *krylov, struct fault *fault)
{
	if (krylov->next.columns
		&& ortho_block(&krylov->ortho, &krylov->basis, 0, &krylov->next, fault))
		return -1;
	krylov->linked = krylov->next.columns;
	if (ortho_fill(&krylov->ortho, &krylov->basis, &krylov->next, krylov->plan.block, fault))
		return -1;
	krylov->ahead = krylov->next.columns;
	return 0;
}

static size_t room_for(const struct krylov_plan *plan, size_t n, size_t products)
{
	size_t room = plan->most + (products + 1) * plan->block;

	return room < n + 2 * plan->block ? room : n + 2 * plan->block;
}

int krylov_hold(struct krylov *krylov, size_t columns, struct fault *fault)
{
	size_t lead = columns + columns / 2, j;
	double *t;

	if (columns <= krylov->lead)
		return 0;
	t = memory_aligned(lead * lead, sizeof *t, fault);
	if (!t)
		return -1;
	for (j = 0; j < krylov->lead; j++)
		memcpy(t + j * lead, krylov->t + j * krylov->lead, (j + 1) * sizeof *t);
	free(krylov->t);
	krylov->t = t;
	krylov->lead = lead;
	return 0;
}

static int take_room(struct krylov *krylov, struct fault *fault)
{
	const struct krylov_plan *plan = &krylov->plan;
	size_t room, b = plan->block, n = krylov->gram->n;

	krylov->products = plan->share > 0 ? unseen_products(n, b,
		filter_share(plan->filter, HUGE_VAL, plan->share)) : 0;
	room = krylov->room = room_for(plan, n, krylov->products);
	if (tall_init(&krylov->basis, n, room, fault) || tall_init(&krylov->next, n, b, fault)
		|| tall_init(&krylov->product, n, b, fault)
		/* another key than the start's, or its columns would come again */
		|| ortho_init(&krylov->ortho, room, b, plan->seed ^ 0x756e7365656e, plan->threads,
			fault))
		return -1;
	krylov->theta = memory_zeroed(room, sizeof(double), fault);
	krylov->error = memory_zeroed(room, sizeof(double), fault);
	krylov->residual = memory_zeroed(room, sizeof(double), fault);
	krylov->before = memory_zeroed(room, sizeof(double), fault);
	return krylov->theta && krylov->error
		&& krylov->residual && krylov->before ? krylov_next_chain(krylov, fault) : -1;
}

int krylov_prepare(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault)
{
	*krylov = (struct krylov){.plan = *plan, .gram = gram, .unseen = -1};
	if (krylov->plan.block > gram->n)
		krylov->plan.block = gram->n;
	if (krylov->plan.most > gram->n + krylov->plan.block)
		krylov->plan.most = gram->n + krylov->plan.block;
	return take_room(krylov, fault);
}

/* Column i of T is that of an eigenvector. */
static void set_pair(struct krylov *krylov, size_t i, double theta)
{
	double *column = krylov->t + i * krylov->lead;

	memset(column, 0, i * sizeof *column);
	column[i] = theta;
}

int krylov_init_from(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, const struct krylov_start *start, struct fault *fault)
{
	size_t known, i;

	if (krylov_prepare(krylov, gram, plan, fault))
		return -1;
	if (start->known)
		tall_copy(start->known, 0, start->known->columns, &krylov->basis, 0);
	known = krylov->basis.columns;
	/* columns of zeros, far below what is seen, let blocks begin with a panel */
	if (known && plan->filter > 0 && krylov->room <= gram->n)
		tall_use(&krylov->basis, (known + PANEL - 1) / PANEL * PANEL);
	if (krylov_hold(krylov, krylov->basis.columns, fault))
		return -1;
	for (i = 0; i < krylov->basis.columns; i++)
		set_pair(krylov, i, i < known ? start->value[i] : 0);
	if (start->block)
		tall_copy(start->block, 0, krylov->plan.block, &krylov->next, 0);
	return begin(krylov, fault);
}

int krylov_init(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault)
{
	const struct krylov_start random = {0};

	return krylov_init_from(krylov, gram, plan, &random, fault)
		|| multiply_next(krylov, fault) || begin(krylov, fault) ? -1 : 0;
}

/* The basis's last columns that the product of the last count has a share in:
 * of its chain the block before, and of the chain before that the last block,
 * whose own product is not all in the basis. */
static size_t shared_columns(const struct krylov *krylov, size_t count)
{
	size_t m = krylov->basis.columns, recent = krylov->coupled + count;

	if (krylov->tails > 1 && krylov->tail[krylov->tails - 2].rows)
		recent = m - krylov->tail[krylov->tails - 2].at;
	return recent;
}

int krylov_absorb(struct krylov *krylov, size_t count, struct fault *fault)
{
	size_t m = krylov->basis.columns, at = m - count, j;
	size_t recent = shared_columns(krylov, count);
	struct tail *tail = &krylov->tail[krylov->tails - 1];
	double beyond = 0;

	krylov->coupled = count;
	if (ortho_block(&krylov->ortho, &krylov->basis, recent, &krylov->next, fault)
		|| krylov_capture(krylov, count, fault) || krylov_hold(krylov, m, fault))
		return -1;
	for (j = 0; j < count; j++) {
		memcpy(krylov->t + (at + j) * krylov->lead, krylov->ortho.h + j * m,
			m * sizeof *krylov->t);
		beyond += krylov->t[(at + j) * krylov->lead + at + j] / (double)count;
	}
	krylov->linked = krylov->next.columns;
	tail_release(tail);
	*tail = (struct tail){.at = at, .last = count, .rows = krylov->linked,
		.beyond = beyond};
	tail->r = memory_zeroed(tail->rows * count + 1, sizeof *tail->r, fault);
	if (!tail->r)
		return -1;
	memcpy(tail->r, krylov->ortho.r, tail->rows * count * sizeof *tail->r);
	return 0;
}

int krylov_step(struct krylov *krylov, struct fault *fault)
{
	size_t b = krylov->ahead, m = krylov->basis.columns;

	tall_copy(&krylov->next, 0, b, &krylov->basis, m);
	if (multiply_next(krylov, fault) || krylov_absorb(krylov, b, fault)
		|| ortho_fill(&krylov->ortho, &krylov->basis, &krylov->next, krylov->plan.block,
			fault))
		return -1;
	krylov->ahead = krylov->next.columns;
	return 0;
}

int krylov_branch(struct krylov *krylov, size_t width, struct fault *fault)
{
	size_t c = krylov->linked, n = krylov->basis.rows, m = krylov->basis.columns;
	struct tall *next = &krylov->next;

	next->columns = c;
	if (m + c >= n) /* the block in hand is all that there is besides the basis */
		return 0;
	if (krylov_next_chain(krylov, fault))
		return -1;
	tall_copy(next, 0, c, &krylov->basis, m);
	next->columns = 0;
	if (ortho_fill(&krylov->ortho, &krylov->basis, next, width, fault))
		return -1;
	krylov->basis.columns = m;
	krylov->ahead = next->columns;
	krylov->linked = 0;
	return 0;
}

/* How the worst gain shrinks from pass to pass, while that isn't known, and
 * the slowest that is believed. */
static const double cautious_pace = 0.85, filtered_pace = 0.45, slowest_pace = 0.95;

/* How much larger estimates are made: the narrower the block, the less evenly it converges;
 * and a filter makes the last factors, next to its begin, converge after the others. */
static double caution_of(const struct krylov *krylov)
{
	static const double plain = 10, filtered = 20, even = 8;

	return krylov->plan.filter > 0 ? filtered
		: plain * fmax(1, even / (double)krylov->plan.block);
}

/* By the gains of two checks, under a filter two passes apart or more, for there the pace of a
 * single one is unsure; the share of the errors at the last check that is left. */
static double learn_pace(struct krylov *krylov, double worst)
{
	bool filtered = krylov->plan.filter > 0, known;
	size_t passes = krylov->passes - krylov->last.passes;

	if (!filtered || passes > 1 || !(krylov->earlier.gain > 0))
		krylov->earlier = krylov->last;
	known = krylov->earlier.gain > worst && worst > 0;
	krylov->pace = known ? pow(worst / krylov->earlier.gain,
			1 / (double)(krylov->passes - krylov->earlier.passes))
		: filtered ? filtered_pace : cautious_pace;
	if (krylov->pace > slowest_pace)
		krylov->pace = slowest_pace;
	krylov->last.gain = worst;
	krylov->last.passes = krylov->passes;
	return known ? pow(krylov->pace, (double)passes) : 0;
}

/* square (tails x m) := |Z R E'y|^2; residual. */
static int measure_residuals(struct krylov *krylov, struct fault *fault)
{
	size_t m = krylov->basis.columns, most = 1, i, l;
	double *work;

	free(krylov->square);
	krylov->square = memory_zeroed(krylov->tails * m + 1, sizeof *krylov->square, fault);
	for (l = 0; l < krylov->tails; l++)
		most = krylov->tail[l].rows > most ? krylov->tail[l].rows : most;
	work = memory_zeroed(most, sizeof *work, fault);
	for (i = 0; work && krylov->square && i < krylov->solved; i++) {
		double sum = 0;

		for (l = 0; l < krylov->tails; l++)
			sum += krylov->square[l * m + i] =
				tail_square(&krylov->tail[l], krylov->y + i * m, work);
		krylov->residual[i] = sqrt(sum);
	}
	free(work);
	return work && krylov->square ? 0 : -1;
}

/* Eigenvalues above this are seen. */
static double floor_of(const struct krylov *krylov)
{
	return filter_floor(krylov->plan.filter) + KRYLOV_FLOOR * krylov->theta[0];
}

/* The error of a sigma by the residuals of all chains.  Later passes of the
 * chain that grows each gain less by the pace: a geometric sum; those that
 * have ended keep the sum that they ended with. */
static double error_by_tails(const struct krylov *krylov, size_t i)
{
	double error = 0;
	size_t l, m = krylov->basis.columns;

	for (l = 0; l < krylov->tails; l++)
		error += krylov->tail[l].sum * tail_gain(&krylov->tail[l], krylov->theta[i],
			filter_slope(krylov->plan.filter, krylov->theta[i]),
			krylov->square[l * m + i]);
	return error;
}

/* Relative error of each sigma, two ways, of which the larger counts: by the
 * residuals; and where theta was seen to grow since the check before, what
 * that check lacked is the growth and what is lacking now, a share of it by
 * the pace. */
static void estimate(struct krylov *krylov)
{
	size_t m = krylov->solved, k = krylov->plan.factors, i;
	struct tail *open = &krylov->tail[krylov->tails - 1];
	double worst = 0, left;

	krylov->visible = 0;
	for (i = 0; i < m && krylov->theta[i] > floor_of(krylov); i++)
		krylov->visible++;
	for (i = 0; i < krylov->visible && i < k; i++)
		worst = fmax(worst, tail_gain(open, krylov->theta[i],
			filter_slope(krylov->plan.filter, krylov->theta[i]),
			krylov->square[(krylov->tails - 1) * krylov->basis.columns + i]));
	left = learn_pace(krylov, worst);
	open->sum = caution_of(krylov) / (1 - krylov->pace);
	krylov->worst = 0;
	krylov->converged = 0;
	for (i = 0; i < m; i++) {
		double theta = krylov->theta[i], error = 1;

		if (i < krylov->visible)
			error = error_by_tails(krylov, i);
		if (left > 0 && i < k && i < krylov->visible && theta > krylov->before[i])
			error = fmax(error, caution_of(krylov) * (theta - krylov->before[i])
				/ (2 * filter_slope(krylov->plan.filter, theta))
				* left / (1 - left));
		krylov->error[i] = error < 1 ? error : 1;
		krylov->before[i] = theta;
		if (i < k && i < krylov->visible)
			krylov->worst = fmax(krylov->worst, krylov->error[i]);
		if (krylov->converged == i && krylov->error[i] <= krylov->plan.tolerance)
			krylov->converged++;
	}
	if (krylov->converged > k)
		krylov->converged = k;
}

/* Whether the factors that there are, k or fewer, have converged: fewer only
 * where the basis has more columns than there are values above rounding. */
static bool is_settled(const struct krylov *krylov)
{
	size_t m = krylov->basis.columns, k = krylov->plan.factors;

	if (krylov->plan.filter > 0)
		return krylov->converged >= k && filter_holds(krylov->theta, krylov->solved, k);
	if (krylov->ahead == 0)
		return true;
	if (krylov->visible >= k)
		return krylov->converged >= k;
	return krylov->visible < m && krylov->converged >= krylov->visible;
}

/* theta and y := the leading count pairs of T. */
static int solve_projected(struct krylov *krylov, size_t count, struct fault *fault)
{
	size_t m = krylov->basis.columns, i, j;
	double *work = memory_aligned(m * m + 1, sizeof *work, fault);
	int failed;

	count = count < m ? count : m;
	free(krylov->y);
	krylov->y = memory_aligned(m * count + 1, sizeof *krylov->y, fault);
	failed = !work || !krylov->y;
	for (j = 0; !failed && j < m; j++)
		for (i = 0; i <= j; i++)
			work[j * m + i] = krylov->t[j * krylov->lead + i];
	failed = failed || blas_eigen_leading(work, m, count, krylov->theta, krylov->y, fault);
	krylov->checked = failed ? 0 : m;
	krylov->solved = failed ? 0 : count;
	free(work);
	return failed ? -1 : 0;
}

int krylov_check(struct krylov *krylov, struct fault *fault)
{
	if (solve_projected(krylov, krylov->plan.factors, fault)
		|| measure_residuals(krylov, fault))
		return -1;
	estimate(krylov);
	krylov->settled = is_settled(krylov);
	return 0;
}

double krylov_threshold(const struct krylov *krylov)
{
	size_t k = krylov->plan.factors;

	if (krylov->visible < k)
		return krylov->visible ? floor_of(krylov) : 0;
	return krylov->theta[k - 1]
		+ KRYLOV_ABOVE * filter_slope(krylov->plan.filter, krylov->theta[k - 1]);
}

int krylov_restart(struct krylov *krylov, struct fault *fault)
{
	size_t keep = krylov->plan.factors + krylov->plan.block, most = krylov->plan.most, i;
	size_t half = krylov->plan.factors + (most - krylov->plan.factors) / 3;

	if (keep < half)
		keep = half;
	if (keep > krylov->checked)
		keep = krylov->checked;
	if (keep > krylov->solved && solve_projected(krylov, keep, fault))
		return -1;
	for (i = 0; i < krylov->tails; i++)
		if (tail_turn(&krylov->tail[i], &krylov->basis, krylov->y, krylov->checked, keep,
				krylov->plan.threads, fault))
			return -1;
	if (krylov_vectors(krylov, keep, fault))
		return -1;
	krylov->coupled = keep;
	memset(krylov->y, 0, keep * keep * sizeof *krylov->y);
	for (i = 0; i < keep; i++) {
		set_pair(krylov, i, krylov->theta[i]);
		krylov->y[i * keep + i] = 1;
	}
	krylov->checked = krylov->solved = keep;
	return 0;
}

/* Passes until the next check: by the pace of the error, which is known to quicken, the more
 * under a filter; and as many at least as cost what a check does. */
static size_t passes_to_go(const struct krylov *krylov)
{
	double worst = krylov->worst, pace = krylov->pace, guess, m = (double)krylov->checked;
	double least = ceil(m * m / ((double)krylov->basis.rows * (double)krylov->plan.block));
	bool filtered = krylov->plan.filter > 0;
	size_t most = filtered ? 4 : 8;

	if (worst <= 0 || pace <= 0 || pace >= 1)
		return 2;
	guess = (filtered ? 0.5 : 0.7) * log(krylov->plan.tolerance / worst) / log(pace);
	guess = fmax(guess, least);
	return guess < (double)most ? (size_t)guess : most;
}

/* Whether the filter hides factors, for it begins too high. */
static bool is_blind(const struct krylov *krylov)
{
	const struct krylov_plan *plan = &krylov->plan;

	return plan->filter > 0 && !filter_holds(krylov->theta, krylov->solved, plan->factors)
		&& (!krylov->ahead || krylov->basis.columns > 2 * plan->factors + 8 * plan->block);
}

/* What a chain that has ended lacks, later ones may never find: then errors stay above the
 * tolerance however long they grow.  Whether that is so after so many restarts in a row. */
static bool is_stale(const struct krylov *krylov, double *least, size_t *restarts)
{
	enum { MOST = 20 };

	if (krylov->worst < 0.95 * *least) {
		*least = krylov->worst;
		*restarts = 0;
	}
	return ++*restarts > MOST;
}

int krylov_converge(struct krylov *krylov, size_t passes, struct fault *fault)
{
	const struct krylov_plan *plan = &krylov->plan;
	size_t wait = 0, first = plan->factors * 12 / 5 + plan->block, restarts = 0;
	double least = 2;
	bool grown = krylov->basis.columns > 0;

	if (plan->tolerance < 1e-4)
		first += plan->factors;
	if (plan->filter > 0)
		first = plan->tolerance < 1e-4 ? plan->factors * 2 : plan->factors * 9 / 5;
	for (;;) {
		size_t m = krylov->basis.columns;
		bool full = m + krylov->ahead > plan->most, due;
		bool over = passes && krylov->passes >= passes;

		/* an invariant space is looked at when it may be enough */
		due = grown && (full || over || !krylov->ahead || krylov->linked == 0
			|| (wait == 0 && (krylov->checked || m >= first)));
		if (due) {
			if (krylov_check(krylov, fault))
				return -1;
			if (over || krylov->settled || is_blind(krylov))
				return 0;
			wait = passes_to_go(krylov);
			if (full && is_stale(krylov, &least, &restarts))
				return 0;
			if (full && krylov_restart(krylov, fault))
				return -1;
		}
		if (krylov_step(krylov, fault))
			return -1;
		grown = true;
		wait -= wait > 0;
	}
}

int krylov_vectors(struct krylov *krylov, size_t count, struct fault *fault)
{
	return tall_turn(&krylov->basis, krylov->y, count, krylov->plan.threads, fault);
}

size_t krylov_bytes(size_t n, const struct krylov_plan *plan)
{
	size_t parts = (n + TALL_ROWS - 1) / TALL_ROWS;
	size_t b = plan->block < n ? plan->block : n;
	size_t room = room_for(plan, n, plan->share > 0 ? unseen_products(n, b, plan->share) : 0);

	/* basis, next, two panels, a filter's two and a product's groups; T, Y and its
	 * solver's */
	return n * 4 * (room + b * (5 + PRODUCT_GROUPS)) + 8 * 4 * room * room
		+ parts * 4 * room * b;
}
