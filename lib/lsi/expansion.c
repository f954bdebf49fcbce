/* expansion.c - starts, extends and finishes a Krylov basis kept in streams. */
#include "lsi/expansion.h"

#include "base/memory.h"
#include "base/random.h"
#include "lsi/krylov.h"
#include "lsi/ritz.h"

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
		if (product->documents != expansion->product[0].documents)
			return fault_set(fault, FAULT_DATA,
				"products of %llu and of %llu documents: a shard is missing, or "
				"there twice",
				(unsigned long long)expansion->product[0].documents,
				(unsigned long long)product->documents);
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

static struct krylov_plan plan_for(size_t columns, size_t block, size_t k, double tolerance,
	int threads)
{
	return (struct krylov_plan){.factors = k, .block = block, .most = columns + block,
		.tolerance = tolerance, .threads = threads};
}

/* block := the columns of next. */
static int hand_over(const struct tall *next, struct block *block, struct fault *fault)
{
	block->width = next->columns;
	if (product_panels_init(&block->column, next->rows, next->columns, fault))
		return -1;
	product_panels_load(&block->column, next->data, next->rows);
	return 0;
}

int expansion_start(struct block *block, size_t terms, size_t width, uint64_t seed,
	int threads, struct fault *fault)
{
	const struct gram_operator none = {.n = terms};
	struct krylov_plan plan = plan_for(0, width, width, 1, threads);
	struct krylov krylov = {0};
	size_t i, j;
	int failed = krylov_prepare(&krylov, &none, &plan, fault);

	for (j = 0; !failed && j < krylov.plan.block; j++)
		for (i = 0; i < terms; i++)
			tall_column(&krylov.next, j)[i] = (float)(random_uniform(seed, i, j) - 0.5);
	if (!failed) {
		krylov.next.columns = krylov.plan.block;
		failed = krylov_orthonormalise(&krylov, fault);
	}
	failed = failed || hand_over(&krylov.next, block, fault);
	krylov_release(&krylov);
	return failed ? -1 : 0;
}

int expansion_start_from(struct block *block, const struct factors *factors,
	struct fault *fault)
{
	size_t i, j, k = factors->k;

	if (k == 0)
		return fault_set(fault, FAULT_DATA, "the model has no factors");
	if (product_panels_init(&block->column, factors->terms, k, fault))
		return -1;
	for (i = 0; i < factors->terms; i++)
		for (j = 0; j < k; j++)
			product_panels_at(&block->column, j / PANEL)[i * PANEL + j % PANEL] =
				(float)factors->u[i * k + j];
	block->width = k;
	block->kept = true;
	return 0;
}

/* The blocks that belong to the basis: all but a random start. */
static size_t first_kept(const struct expansion *expansion)
{
	return expansion->basis[0].kept ? 0 : 1;
}

static void widths(const struct expansion *expansion, size_t *columns, size_t *block)
{
	size_t i;

	*columns = *block = 0;
	for (i = 0; i < expansion->bases; i++) {
		size_t width = expansion->basis[i].width;

		*columns += i >= first_kept(expansion) ? width : 0;
		*block = width > *block ? width : *block;
	}
}

/* The blocks that belong to the basis, one behind the other; they are let go. */
static void gather_basis(struct expansion *expansion, struct krylov *krylov)
{
	size_t i;

	for (i = first_kept(expansion); i < expansion->bases; i++) {
		struct block *block = &expansion->basis[i];

		product_panels_store(&block->column, tall_column(&krylov->basis, krylov->basis.columns),
			krylov->basis.rows);
		krylov->basis.columns += block->width;
		product_panels_release(&block->column);
	}
}

/* next := the product, which is let go. */
static void take_product(struct block *product, struct krylov *krylov)
{
	blocks_product_numbers(product, krylov->next.rows, &krylov->out);
	product_panels_store(&krylov->out, krylov->next.data, krylov->next.rows);
	krylov->next.columns = product->width;
	free(product->total);
	product->total = NULL;
}

int expansion_extend(struct expansion *expansion, struct block *block, struct fault *fault)
{
	const struct block *last = &expansion->basis[expansion->bases - 1];
	const struct gram_operator none = {.n = last->column.rows};
	struct krylov_plan plan;
	struct krylov krylov = {0};
	size_t columns, width;
	int failed;

	widths(expansion, &columns, &width);
	plan = plan_for(columns, width, width, 1, expansion->threads);
	failed = krylov_prepare(&krylov, &none, &plan, fault);
	if (!failed) {
		gather_basis(expansion, &krylov);
		take_product(&expansion->product[expansion->products - 1], &krylov);
		*block = (struct block){.pass = last->pass + 1, .kept = last->kept,
			.bound = last->bound};
		failed = krylov_orthonormalise(&krylov, fault)
			|| hand_over(&krylov.next, block, fault);
	}
	krylov_release(&krylov);
	return failed ? -1 : 0;
}

/* Columns [m, m + b) of T from rows of h, lead apart. */
static void put_projection(struct krylov *krylov, size_t m, size_t b, size_t lead)
{
	size_t j;

	for (j = 0; j < b; j++)
		memcpy(krylov->t + (m + j) * krylov->plan.most, krylov->h + j * lead,
			(m + b) * sizeof *krylov->t);
}

/* T = Q' (A'A Q) from the blocks as they were handed out and their products;
 * what follows the last block, and at the last two a look at the errors, for
 * their pace. */
static int project(struct expansion *expansion, struct krylov *krylov, struct fault *fault)
{
	size_t i, j, first = first_kept(expansion), bases = expansion->bases, m = 0;

	if (bases == first)
		return fault_set(fault, FAULT_DATA,
			"only a random start: extend it at least once");
	gather_basis(expansion, krylov);
	for (i = first; i < bases; i++) {
		size_t b = expansion->basis[i].width;
		size_t ahead = i + 1 < bases ? expansion->basis[i + 1].width : 0;

		take_product(&expansion->product[i], krylov);
		krylov->basis.columns = m + b + ahead;
		krylov->last = b;
		if (ahead ? tall_cross(&krylov->basis, &krylov->next, krylov->h,
				krylov->plan.threads, fault)
			: krylov_orthonormalise(krylov, fault))
			return -1;
		put_projection(krylov, m, b, m + b + ahead);
		/* what is in the next block of it, by that block: R */
		for (j = 0; ahead && j < b; j++)
			memcpy(krylov->r + j * ahead, krylov->h + j * (m + b + ahead) + m + b,
				ahead * sizeof *krylov->r);
		if (ahead)
			krylov->ahead = ahead;
		krylov->basis.columns = m += b;
		krylov->passes = i - first + 1;
		if (i + 2 >= bases && krylov_check(krylov, fault))
			return -1;
	}
	return 0;
}

static int take_factors(const struct krylov *krylov, size_t k, struct factors *factors,
	int threads, struct fault *fault)
{
	const struct matrix none = {.columns = krylov->gram->n};
	struct ritz ritz = {0};
	struct tall v = {0};
	double *theta = memory_zeroed(k, sizeof *theta, fault);
	size_t i;
	int failed = !theta || tall_init(&v, krylov->gram->n, k, fault)
		|| krylov_vectors(krylov, k, &v, fault);

	for (i = 0; !failed && i < k; i++)
		theta[i] = krylov->theta[i] > 0 ? krylov->theta[i] : 0;
	failed = failed || ritz_refine(&none, &v, theta, false, &ritz, threads, fault);
	if (!failed) {
		double *error = memory_zeroed(ritz.count, sizeof *error, fault);

		*factors = (struct factors){.terms = ritz.rows, .k = ritz.count,
			.sigma = ritz.sigma, .u = ritz.u, .error = error};
		for (i = 0; error && i < ritz.count; i++)
			error[i] = krylov->error[i] > 0x1p-24 ? krylov->error[i] : 0x1p-24;
		if (ritz.count == k && k)
			factors->beyond = ritz.sigma[k - 1] * ritz.sigma[k - 1];
		ritz = (struct ritz){0};
		failed = error ? factors_sign(factors, fault) : -1;
	}
	free(theta);
	tall_release(&v);
	ritz_release(&ritz);
	return failed ? -1 : 0;
}

int expansion_finish(struct expansion *expansion, size_t k, double tolerance,
	struct factors *factors, size_t *converged, struct fault *fault)
{
	const struct gram_operator none = {.n = expansion->basis[0].column.rows};
	struct krylov_plan plan;
	struct krylov krylov = {0};
	size_t columns, width;
	int failed;

	widths(expansion, &columns, &width);
	if (columns < k)
		k = columns;
	plan = plan_for(columns, width, k, tolerance, expansion->threads);
	failed = krylov_prepare(&krylov, &none, &plan, fault)
		|| project(expansion, &krylov, fault)
		|| take_factors(&krylov, k, factors, expansion->threads, fault);
	if (!failed) {
		*converged = krylov.converged < k ? krylov.converged : k;
		factors->documents = expansion->product[0].documents;
	}
	krylov_release(&krylov);
	return failed ? -1 : 0;
}
