/* expansion.c - starts, extends and finishes a Krylov basis kept in streams. */
#include "lsi/expansion.h"

#include "base/memory.h"
#include "base/random.h"
#include "lsi/above.h"
#include "lsi/krylov.h"
#include "lsi/ritz.h"
#include "lsi/unseen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void expansion_release(struct expansion *expansion)
{
	size_t i;

	for (i = 0; i < expansion->bases; i++)
		blocks_release(&expansion->basis[i]);
	for (i = 0; i < expansion->products; i++)
		blocks_release(&expansion->product[i]);
	free(expansion->basis);
	free(expansion->product);
	source_close(&expansion->like);
	*expansion = (struct expansion){0};
}

static int add_basis(struct expansion *expansion, struct source *source, struct fault *fault)
{
	struct block *block;

	if (memory_grow(&expansion->basis, &expansion->basis_room, expansion->bases + 1, fault))
		return -1;
	block = &expansion->basis[expansion->bases++];
	*block = (struct block){0};
	return blocks_read_basis(source, block, expansion->threads, fault);
}

/* Adds to the product of the same basis, or begins one. */
static int add_product(struct expansion *expansion, struct source *source,
	struct fault *fault)
{
	struct digest basis;
	size_t i;

	if (blocks_product_basis(&source->header, &basis, fault))
		return -1;
	for (i = 0; i < expansion->products; i++)
		if (digest_equal(&expansion->product[i].basis, &basis))
			break;
	if (i == expansion->products) {
		if (memory_grow(&expansion->product, &expansion->product_room, i + 1, fault))
			return -1;
		expansion->product[expansion->products++] = (struct block){0};
	}
	return blocks_read_product(source, &expansion->product[i], expansion->threads, fault);
}

int expansion_read(struct expansion *expansion, const char *const *path, struct fault *fault)
{
	struct source source = {0};
	bool first = !expansion->like.state;
	int failed = source_open(&source, path, 1, fault);

	if (!failed && !first)
		failed = factors_suit(&expansion->like.header, &source, fault);
	if (!failed && source.header.kind == KIND_BASIS)
		failed = add_basis(expansion, &source, fault);
	else if (!failed && source.header.kind == KIND_PRODUCT)
		failed = add_product(expansion, &source, fault);
	else if (!failed)
		failed = fault_set(fault, FAULT_DATA,
			"kind is %s, neither a basis (from %s) nor a product (from %s)",
			header_kind_name(source.header.kind), header_kind_makers(KIND_BASIS),
			header_kind_makers(KIND_PRODUCT));
	if (failed && source.state)
		(void)source_at(&source, fault);
	if (!failed && first) {
		expansion->like = source;
		return 0;
	}
	source_close(&source);
	return failed;
}

static int by_pass(const void *a, const void *b)
{
	const struct block *one = a, *other = b;

	return (one->pass > other->pass) - (one->pass < other->pass);
}

int expansion_check(struct expansion *expansion, bool all, struct fault *fault)
{
	size_t i, bases = expansion->bases;

	if (bases == 0)
		return fault_set(fault, FAULT_USAGE,
			"no basis among the operands: lsi-basis --start makes one");
	qsort(expansion->basis, bases, sizeof *expansion->basis, by_pass);
	if (expansion->products)
		qsort(expansion->product, expansion->products, sizeof *expansion->product, by_pass);
	for (i = 0; i < bases; i++)
		if (expansion->basis[i].pass != i)
			return fault_set(fault, FAULT_DATA,
				"the basis of pass %zu is missing or there twice", i);
	for (i = 0; i < expansion->products; i++) {
		const struct block *product = &expansion->product[i];

		if (product->pass >= bases
			|| !digest_equal(&product->basis, &expansion->basis[product->pass].basis))
			return fault_set(fault, FAULT_DATA,
				"a product of pass %llu is not of the basis given",
				(unsigned long long)product->pass);
		if (product->width != expansion->basis[product->pass].width)
			return fault_set(fault, FAULT_DATA,
				"a product of pass %llu has %zu columns, its basis %zu",
				(unsigned long long)product->pass, product->width,
				expansion->basis[product->pass].width);
		if (product->documents != expansion->product[0].documents)
			return fault_set(fault, FAULT_DATA,
				"products of %llu and of %llu documents: a shard is missing, or "
				"there twice",
				(unsigned long long)expansion->product[0].documents,
				(unsigned long long)product->documents);
		if (product->sum.documents && expansion->product[0].sum.documents
			&& !docsum_equal(&product->sum, &expansion->product[0].sum))
			return fault_set(fault, FAULT_DATA, "products of other documents in pass %llu "
				"than in pass %llu: each pass goes over the same",
				(unsigned long long)product->pass,
				(unsigned long long)expansion->product[0].pass);
	}
	if (expansion->products == 0
		|| expansion->product[expansion->products - 1].pass != bases - 1)
		return fault_set(fault, FAULT_DATA, "no product of the last basis, pass %zu: "
			"lsi-multiply --basis makes it", bases - 1);
	if (all && expansion->products != bases)
		return fault_set(fault, FAULT_DATA, "%zu bases and products of %zu: each is needed",
			bases, expansion->products);
	return 0;
}

/* Random columns are drawn with this key and the pass. */
enum { FILL_KEY = 0x66696c6c };

/* Columns of the first chain that looks for more. */
enum { LOOK_COLUMNS = 16 };

/* block := the columns of next. */
static int hand_over(const struct tall *next, struct block *block, struct fault *fault)
{
	block->width = next->columns;
	if (product_panels_init(&block->column, next->rows, next->columns, fault))
		return -1;
	memcpy(block->column.data, next->data, next->rows * block->column.count * PANEL
		* sizeof(float));
	return 0;
}

/* block := next, made orthonormal. */
static int begin(struct tall *next, uint64_t key, int threads, struct block *block,
	struct fault *fault)
{
	struct ortho ortho = {0};
	struct tall none = {0};
	int failed = tall_init(&none, next->rows, 1, fault)
		|| ortho_init(&ortho, 1, next->room, key, threads, fault)
		|| ortho_block(&ortho, &none, 0, next, fault)
		|| hand_over(next, block, fault);

	ortho_release(&ortho);
	tall_release(&none);
	return failed ? -1 : 0;
}

int expansion_start(struct block *block, size_t terms, size_t width, uint64_t seed,
	int threads, struct fault *fault)
{
	struct tall next = {0};
	size_t i, j;
	int failed;

	block->origin = (struct origin){.how = ORIGIN_STARTED, .seed = seed};
	width = width < terms ? width : terms;
	failed = tall_init(&next, terms, width, fault);
	if (!failed)
		tall_use(&next, width);
	for (j = 0; !failed && j < width; j++)
		for (i = 0; i < terms; i++)
			*tall_at(&next, i, j) = (float)(random_uniform(seed, i, j) - 0.5);
	failed = failed || begin(&next, seed, threads, block, fault);
	tall_release(&next);
	return failed ? -1 : 0;
}

int expansion_start_from(struct block *block, const struct factors *factors, int threads,
	struct fault *fault)
{
	size_t i, j, k = factors->k;
	struct tall next = {0};
	int failed;

	if (k == 0)
		return fault_set(fault, FAULT_DATA, "the model has no factors");
	failed = tall_init(&next, factors->terms, k, fault);
	if (!failed)
		tall_use(&next, k);
	for (i = 0; !failed && i < factors->terms; i++)
		for (j = 0; j < k; j++)
			*tall_at(&next, i, j) = (float)factors->u[i * k + j];
	failed = failed || begin(&next, 0, threads, block, fault);
	block->kept = true;
	tall_release(&next);
	return failed ? -1 : 0;
}

/* The blocks that belong to the basis: all but a random start. */
static size_t first_kept(const struct expansion *expansion)
{
	return expansion->basis[0].kept ? 0 : 1;
}

/* Numbers are scaled by this power of two, an even one: so large a corpus's
 * weights may be. */
static int exponent_of(const struct expansion *expansion)
{
	int exponent;

	(void)frexp(expansion->basis[0].bound, &exponent);
	return exponent & ~1;
}

static int prepare(struct expansion *expansion, size_t k, double tolerance,
	const struct gram_operator *gram, struct krylov *krylov, struct fault *fault)
{
	struct krylov_plan plan = {.factors = k, .tolerance = tolerance, .threads =
		expansion->threads, .seed = FILL_KEY + (uint64_t)expansion->bases};
	size_t i, first = first_kept(expansion);

	for (i = 0; i < expansion->bases; i++) {
		size_t width = expansion->basis[i].width;

		plan.most += i >= first ? width : 0;
		plan.block = width > plan.block ? width : plan.block;
	}
	if (plan.most > gram->n || plan.block > gram->n)
		return fault_set(fault, FAULT_DATA, "%zu columns of bases of %zu terms: no basis has "
			"more columns than terms", plan.most, gram->n);
	plan.most += plan.block;
	return krylov_prepare(krylov, gram, &plan, fault);
}

/* The blocks that belong to the basis, one behind the other; they are let go. */
static void gather_basis(struct expansion *expansion, struct krylov *krylov)
{
	size_t i;

	for (i = first_kept(expansion); i < expansion->bases; i++) {
		struct block *block = &expansion->basis[i];
		const struct tall columns = {.rows = block->column.rows, .columns = block->width,
			.data = block->column.data};

		tall_copy(&columns, 0, block->width, &krylov->basis, krylov->basis.columns);
		product_panels_release(&block->column);
	}
}

/* Whether the basis is orthonormal, as far as one random combination of its
 * columns tells: Q'(Q z) = z. */
static int check_basis(const struct krylov *krylov, struct fault *fault)
{
	const struct tall *q = &krylov->basis;
	size_t m = q->columns, i;
	double *z = memory_zeroed(m + 1, sizeof *z, fault);
	double *again = memory_zeroed(m + 1, sizeof *again, fault), worst = 0;
	struct tall x = {0};
	int failed = !z || !again || tall_init(&x, q->rows, 1, fault);

	for (i = 0; !failed && i < m; i++)
		z[i] = random_uniform(FILL_KEY, i, m) - 0.5;
	failed = failed || tall_combine(q, z, m, 1, &x, krylov->plan.threads, fault)
		|| tall_cross(q, &x, again, krylov->plan.threads, fault);
	for (i = 0; !failed && i < m && worst < HUGE_VAL; i++)
		worst = isfinite(again[i]) ? fmax(worst, fabs(again[i] - z[i])) : HUGE_VAL;
	if (!failed && worst > 1e-3)
		failed = fault_set(fault, FAULT_DATA, "the bases are not orthonormal (by %.2g): a "
			"block is damaged, or not of the same run", worst);
	free(z);
	free(again);
	tall_release(&x);
	return failed ? -1 : 0;
}

/* next := the product, which is let go. */
static void take_product(struct block *product, int exponent, struct krylov *krylov)
{
	struct panels to;

	tall_use(&krylov->next, product->width);
	to = tall_panels(&krylov->next);
	blocks_product_numbers(product, krylov->next.rows, exponent, &to);
	free(product->total);
	product->total = NULL;
}

/* block := next, which follows the last.  look: NULL where none was taken. */
static int hand_next(const struct expansion *expansion, const struct krylov *krylov,
	const struct origin_look *look, size_t chain, struct block *block, struct fault *fault)
{
	const struct block *last = &expansion->basis[expansion->bases - 1];

	*block = (struct block){.pass = last->pass + 1, .kept = expansion->basis[0].kept,
		.bound = last->bound, .chain = chain,
		.origin = {.how = look ? ORIGIN_ADVANCED : ORIGIN_EXTENDED}};
	if (look)
		block->origin.look = *look;
	return hand_over(&krylov->next, block, fault);
}

int expansion_extend(struct expansion *expansion, struct block *block, struct fault *fault)
{
	const struct block *last = &expansion->basis[expansion->bases - 1];
	const struct gram_operator none = {.n = last->column.rows};
	struct krylov krylov = {0};
	size_t width = last->width;
	int failed = prepare(expansion, width, 1, &none, &krylov, fault);

	if (!failed) {
		gather_basis(expansion, &krylov);
		take_product(&expansion->product[expansion->products - 1],
			exponent_of(expansion), &krylov);
		failed = check_basis(&krylov, fault)
			|| ortho_block(&krylov.ortho, &krylov.basis, 0, &krylov.next, fault)
			|| ortho_fill(&krylov.ortho, &krylov.basis, &krylov.next, width, fault)
			|| hand_next(expansion, &krylov, NULL, last->chain, block, fault);
	}
	krylov_release(&krylov);
	return failed ? -1 : 0;
}

/* A block whose successor is known: T's columns, and R. */
static int link_next(struct krylov *krylov, size_t m, size_t b, size_t ahead,
	struct fault *fault)
{
	struct tail *tail = &krylov->tail[krylov->tails - 1];
	const double *h = krylov->ortho.h;
	size_t lead = m + b + ahead, j;

	krylov->basis.columns = lead;
	if (krylov_hold(krylov, m + b, fault)
		|| tall_cross(&krylov->basis, &krylov->next, krylov->ortho.h,
			krylov->plan.threads, fault))
		return -1;
	free(tail->r);
	*tail = (struct tail){.at = m, .last = b, .rows = ahead};
	tail->r = memory_zeroed(ahead * b + 1, sizeof *tail->r, fault);
	if (!tail->r)
		return -1;
	for (j = 0; j < b; j++) {
		memcpy(krylov->t + (m + j) * krylov->lead, h + j * lead, (m + b) * sizeof *h);
		memcpy(tail->r + j * ahead, h + j * lead + m + b, ahead * sizeof *h);
		tail->beyond += h[j * lead + m + j] / (double)b;
	}
	krylov->basis.columns = m + b;
	return krylov_capture(krylov, b, fault);
}

/* Block i, whose columns begin at m, with its product.  At the last two of
 * each chain there is a look at the errors, for their pace. */
static int project_block(struct expansion *expansion, size_t i, size_t m,
	struct krylov *krylov, struct fault *fault)
{
	size_t bases = expansion->bases, b = expansion->basis[i].width;
	size_t chain = expansion->basis[i].chain;
	bool ends = i + 1 == bases || expansion->basis[i + 1].chain != chain;
	bool nearly = !ends && (i + 2 == bases || expansion->basis[i + 2].chain != chain);

	take_product(&expansion->product[i], exponent_of(expansion), krylov);
	krylov->basis.columns = m + b;
	krylov->passes = i + 1;
	krylov->ahead = m + b < krylov->basis.rows;
	if (ends ? krylov_absorb(krylov, b, fault)
		: link_next(krylov, m, b, expansion->basis[i + 1].width, fault))
		return -1;
	if ((ends || nearly) && krylov_check(krylov, fault))
		return -1;
	if (ends && i + 1 < bases)
		return krylov_next_chain(krylov, fault);
	return 0;
}

/* T = Q' (A'A Q) from the blocks as they were handed out and their products,
 * and what follows the last.  *mark: where the last chain begins. */
static int project(struct expansion *expansion, struct krylov *krylov, size_t *mark,
	struct fault *fault)
{
	size_t i, first = first_kept(expansion), bases = expansion->bases, m = 0;

	if (bases == first)
		return fault_set(fault, FAULT_DATA,
			"only a random start: extend it at least once");
	gather_basis(expansion, krylov);
	if (check_basis(krylov, fault))
		return -1;
	*mark = 0;
	for (i = first; i < bases; i++) {
		if (i > first && expansion->basis[i].chain != expansion->basis[i - 1].chain)
			*mark = m;
		if (project_block(expansion, i, m, krylov, fault))
			return -1;
		m += expansion->basis[i].width;
	}
	return 0;
}

/* What f32 leaves of a sigma: relatively, and by its square's share of the
 * first. */
static const double rounding = 0x1p-21, rounding_of_first = 0x1p-21;

static int take_factors(struct krylov *krylov, size_t k, int exponent,
	struct factors *factors, int threads, struct fault *fault)
{
	const struct matrix none = {.columns = krylov->gram->n, .exponent = exponent / 2};
	struct ritz ritz = {0};
	size_t i;
	int failed = krylov_vectors(krylov, k, fault)
		|| ritz_refine(&none, NULL, &krylov->basis, krylov->theta, false, KRYLOV_FLOOR,
			&ritz, threads, fault);

	if (!failed) {
		double *error = memory_zeroed(ritz.count, sizeof *error, fault);

		*factors = (struct factors){.terms = ritz.rows, .k = ritz.count,
			.sigma = ritz.sigma, .u = ritz.u, .error = error, .unseen = -1};
		failed = !error;
		for (i = 0; !failed && i < ritz.count; i++)
			error[i] = fmax(krylov->error[i], rounding
				+ rounding_of_first * krylov->theta[0] / krylov->theta[i]);
		ritz = (struct ritz){0};
		failed = failed || factors_sign(factors, fault);
	}
	ritz_release(&ritz);
	return failed ? -1 : 0;
}

/* What is known of the values left out. */
static void bound_rest(const struct krylov *krylov, size_t k, struct factors *factors)
{
	double above = 1 + fmax(factors->unseen, 0);

	if (factors->k == 0 || krylov->ahead == 0)
		factors->beyond = 0;
	else if (factors->k == k)
		factors->beyond = pow(factors->sigma[k - 1] * (1 + factors->error[k - 1]) * above,
			2);
	else
		factors->beyond = KRYLOV_FLOOR * pow(factors->sigma[0] * above, 2);
}

/* Whether the last chain has looked for more and found nothing, and so far
 * that the share is reached; *share: what it has reached. */
static int is_verified(const struct expansion *expansion, const struct krylov *krylov,
	size_t mark, double *share, bool *found, bool *verified, struct fault *fault)
{
	const struct block *last = &expansion->basis[expansion->bases - 1];
	size_t count = 0, n = krylov->basis.rows, b = last->width, j = 0, i;
	double largest;

	*found = *verified = false;
	if (!krylov->settled)
		return 0;
	if (krylov->ahead == 0) {
		*share = 0;
		*verified = true;
		return 0;
	}
	if (last->chain == 0)
		return 0;
	if (above_count(krylov->t, krylov->lead, mark, krylov->basis.columns,
			krylov_threshold(krylov), &count, &largest, fault))
		return -1;
	*found = count > 0;
	for (i = expansion->bases; i && expansion->basis[i - 1].chain == last->chain; i--) {
		j++;
		b = expansion->basis[i - 1].width;
	}
	*verified = !*found && (krylov->linked == 0 || unseen_chance(n, b, j, *share)
		<= UNSEEN_CHANCE);
	return 0;
}

/* What follows: the chain's next block, or the first of a chain that looks
 * for more: of few columns, until one has found something. */
static int next_block(const struct expansion *expansion, struct krylov *krylov,
	const struct origin_look *look, bool found, struct block *block, struct fault *fault)
{
	const struct block *last = &expansion->basis[expansion->bases - 1];
	size_t chain = last->chain, width = last->width;

	if (krylov->settled && (chain == 0 || found)) {
		width = krylov->plan.block;
		if (!found && width > LOOK_COLUMNS)
			width = LOOK_COLUMNS;
		chain++;
		if (krylov_branch(krylov, width, fault))
			return -1;
	} else if (ortho_fill(&krylov->ortho, &krylov->basis, &krylov->next, width, fault)) {
		return -1;
	}
	return hand_next(expansion, krylov, look, chain, block, fault);
}

int expansion_advance(struct expansion *expansion, size_t k, double tolerance, double share,
	bool last, struct factors *factors, struct block *block,
	struct expansion_state *state, struct fault *fault)
{
	const struct gram_operator none = {.n = expansion->basis[0].column.rows};
	const struct origin_look look = {k, tolerance, share}; /* share will be what was seen */
	struct krylov krylov = {0};
	size_t mark = 0;
	bool found = false, verified = false;
	int exponent = exponent_of(expansion);
	int failed = prepare(expansion, k, tolerance, &none, &krylov, fault)
		|| project(expansion, &krylov, &mark, fault)
		|| is_verified(expansion, &krylov, mark, &share, &found, &verified, fault);

	if (failed)
		goto done;
	*state = (struct expansion_state){krylov.visible < k ? krylov.visible : k,
		krylov.converged, krylov.settled,
		krylov.settled && (verified || !(share > 0) || krylov.ahead == 0)};
	if (!last && !state->done) {
		failed = next_block(expansion, &krylov, &look, found, block, fault);
		goto done;
	}
	failed = take_factors(&krylov, state->visible, exponent, factors, expansion->threads,
		fault);
	if (!failed) {
		factors->documents = expansion->product[0].documents;
		factors->unseen = verified ? share : -1;
		factors->chance = verified && share > 0 ? UNSEEN_CHANCE : 0;
		bound_rest(&krylov, k, factors);
		factors->names = expansion->product[0].names;
		failed = docsums_add(&factors->learned, &expansion->product[0].sum, fault);
	}
done:
	krylov_release(&krylov);
	return failed ? -1 : 0;
}
