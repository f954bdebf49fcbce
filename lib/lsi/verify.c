/* verify.c - takes a verifying chain's products, and looks what came of them. */
#include "lsi/verify.h"

#include "base/memory.h"
#include "lsi/above.h"
#include "lsi/filter.h"
#include "lsi/unseen.h"

#include <math.h>
#include <stdlib.h>

/* Blocks of fewer columns are narrow; and those that need a closer look. */
enum { NARROW = 16, CLOSER = 8 };

double verify_share(size_t b, double share)
{
	double width = (double)b / CLOSER;

	return share * fmin(1, width * width);
}

/* A vector that is partly in the basis, where it has not converged, and partly outside is no
 * eigenvector of either; both together have it. */
static int find_between(const struct krylov *krylov, size_t *found, struct fault *fault)
{
	size_t k = krylov->plan.factors < krylov->visible ? krylov->plan.factors : krylov->visible;
	double *claim = memory_zeroed(k + 1, sizeof *claim, fault);
	size_t i;
	int failed = !claim;

	for (i = 0; !failed && i < k; i++)
		claim[i] = krylov->theta[i] + (2 * krylov->error[i] + KRYLOV_ABOVE)
			* filter_slope(krylov->plan.filter, krylov->theta[i]);
	failed = failed || above_claims(krylov->t, krylov->lead, krylov->basis.columns, claim, k,
		found, fault);
	free(claim);
	return failed ? -1 : 0;
}

int verify_chain(struct krylov *krylov, double threshold, size_t *found, double *largest,
	struct fault *fault)
{
	size_t mark = krylov->basis.columns, j, tails = krylov->tails, products;

	*found = 0;
	if (krylov_branch(krylov, krylov->plan.block, fault))
		return -1;
	krylov->chains++;
	products = unseen_products(krylov->gram->n, krylov->plan.block,
		filter_share(krylov->plan.filter, threshold, krylov->plan.share));
	for (j = 0; j < products && krylov->ahead; j++) {
		if (krylov_step(krylov, fault))
			return -1;
		/* a space that is invariant has a vector of each eigenvalue */
		if (krylov->linked == 0)
			break;
	}
	if (above_count(krylov->t, krylov->lead, mark, krylov->basis.columns, threshold, found,
			largest, fault)
		|| (*found == 0 && krylov->checked && krylov->plan.block < NARROW
			&& find_between(krylov, found, fault)))
		return -1;
	if (*found)
		return 0;
	krylov->unseen = krylov->ahead ? krylov->plan.share : 0;
	krylov->basis.columns = mark;
	for (; krylov->tails > tails; krylov->tails--)
		tail_release(&krylov->tail[krylov->tails - 1]);
	return 0;
}

int verify_run(struct krylov *krylov, struct fault *fault)
{
	size_t passes = krylov->plan.passes, found;
	double largest;

	for (;;) {
		if (krylov_converge(krylov, passes ? krylov->passes + passes : 0, fault))
			return -1;
		if (krylov->ahead == 0)
			krylov->unseen = 0;
		if (krylov->ahead == 0 || !krylov->products || !krylov->settled)
			return 0;
		/* the verifying chain needs room */
		if (krylov->basis.columns > krylov->plan.most && krylov_restart(krylov, fault))
			return -1;
		if (verify_chain(krylov, krylov_threshold(krylov), &found, &largest, fault))
			return -1;
		if (found == 0)
			return 0;
	}
}
