/* filter.c - p(G) X by two products. */
#include "lsi/filter.h"

#include "base/parallel.h"

#include <math.h>

/* Numbers that a thread takes at a time. */
enum { SPAN = 1 << 14 };

/* The last eigenvalue's least distance from the filter's begin. */
static const double clear = 1.06;

void filter_release(struct filter *filter)
{
	product_panels_release(&filter->middle);
}

/* to := factor to + sign in, number by number. */
struct scaling {
	const float *in;
	float *to;
	size_t size;
	float factor, sign;
};

static int scale_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct scaling *s = context;
	size_t at = index * SPAN, end = s->size - at < SPAN ? s->size : at + SPAN, i;
	const float *restrict in = s->in;
	float *restrict to = s->to, factor = s->factor, sign = s->sign;

	(void)thread;
	(void)fault;
	for (i = at; i < end; i++)
		to[i] = factor * to[i] + sign * in[i];
	return 0;
}

static int scale(const struct panels *in, struct panels *to, double factor, float sign,
	int threads, struct fault *fault)
{
	struct scaling scaling = {in->data, to->data, in->count * in->rows * PANEL,
		(float)factor, sign};

	return parallel_for(threads, (scaling.size + SPAN - 1) / SPAN, scale_step, &scaling,
		fault);
}

int filter_apply(void *context, const struct panels *in, struct panels *out,
	struct fault *fault)
{
	struct filter *filter = context;
	const struct gram_operator *inner = filter->inner;
	struct panels *middle = &filter->middle;

	if (middle->rows != in->rows || middle->count < in->count) {
		product_panels_release(middle);
		if (product_panels_init(middle, in->rows, in->count * PANEL, fault))
			return -1;
	}
	middle->columns = in->columns;
	middle->count = in->count;
	/* 8 (G / a) (G X / a - X) + X */
	return inner->apply(inner->context, in, middle, fault)
		|| scale(in, middle, 1 / filter->a, -1, filter->threads, fault)
		|| inner->apply(inner->context, middle, out, fault)
		|| scale(in, out, 8 / filter->a, 1, filter->threads, fault) ? -1 : 0;
}

double filter_raise(double a, double theta)
{
	double t = theta / a;

	return 8 * t * (t - 1) + 1;
}

double filter_theta(double a, double raised)
{
	return a / 2 * (1 + sqrt(fmax(raised + 1, 2) / 2));
}

double filter_slope(double a, double x)
{
	double t = filter_theta(1, x);

	return a > 0 ? 8 * t * (2 * t - 1) : x;
}

double filter_floor(double a)
{
	return a > 0 ? 1 : 0;
}

/* On [-1, p(theta)] what counts is by which share p + 1 grows with theta. */
double filter_share(double a, double x, double share)
{
	double more = (1 + share) * (1 + share) - 1, t = filter_theta(1, x);

	if (!(a > 0))
		return share;
	if (x < HUGE_VAL)
		more *= 2 * t / (2 * t - 1);
	/* (p + 1) / 2 is the square of 2 t - 1 */
	return more;
}

bool filter_holds(const double *raised, size_t count, size_t k)
{
	return k <= count && raised[k - 1] > filter_raise(1, clear);
}
