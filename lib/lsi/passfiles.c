/* passfiles.c - writes bases and factors with what they were made from. */
#include "lsi/passfiles.h"

#include "base/number.h"

enum { STEPS_MOST = 500 }; /* characters: a header's recipe has its bound */

/* after: NULL for the first. */
static int write_basis(const struct block *block, const struct digest *after,
	const struct source *like, const char *path, bool force, struct fault *fault)
{
	struct bytes recipe = {0};
	int failed = origin_put(&block->origin, after, &recipe, fault)
		|| blocks_write_basis(block, like, recipe.data, path, force, fault);

	bytes_release(&recipe);
	return failed ? -1 : 0;
}

int passfiles_start(const struct block *block, const struct source *corpus, const char *path,
	bool force, struct fault *fault)
{
	return write_basis(block, NULL, corpus, path, force, fault);
}

/* That of the last basis, which holds those of all before it. */
static const struct digest *last_basis(const struct expansion *expansion)
{
	return &expansion->basis[expansion->bases - 1].basis;
}

int passfiles_next(const struct expansion *expansion, const struct block *block,
	const char *path, bool force, struct fault *fault)
{
	return write_basis(block, last_basis(expansion), &expansion->like, path, force, fault);
}

/* What else the factors are a function of, where it can be told. */
static int put_steps(const struct expansion *expansion, struct bytes *recipe,
	struct fault *fault)
{
	const struct block *first = &expansion->basis[0];
	struct origin_steps steps = {.mixed = first->origin.how != ORIGIN_STARTED};
	char bound[NUMBER_TEXT];
	size_t i, before = recipe->size;
	int failed = 0;

	bound[number_format_double(bound, first->bound)] = 0;
	for (i = 1; !failed && i < expansion->bases; i++)
		failed = origin_steps_add(&steps, &expansion->basis[i].origin, fault);
	failed = failed || bytes_printf(recipe, fault, " block=%zu seed=%llu bound=%s",
			first->width, (unsigned long long)first->origin.seed, bound)
		|| origin_steps_put(&steps, recipe, fault);
	if (steps.mixed || recipe->size - before > STEPS_MOST)
		recipe->size = before;
	origin_steps_release(&steps);
	return failed ? -1 : 0;
}

int passfiles_factors(const struct expansion *expansion, const struct factors *factors,
	const struct origin_look *look, enum values values, const char *path, bool force,
	struct fault *fault)
{
	const struct source *like = &expansion->like;
	char digest[DIGEST_HEX];
	struct bytes recipe = {0};
	int failed;

	digest_hex(last_basis(expansion), digest);
	failed = bytes_printf(&recipe, fault, "lsi passes k=%llu passes=%zu",
			(unsigned long long)look->k, expansion->bases)
		|| put_steps(expansion, &recipe, fault)
		|| origin_look_put(look, factors->unseen >= 0, &recipe, fault)
		|| bytes_printf(&recipe, fault, " basis=%s numerics=%d", digest, LSI_NUMERICS)
		|| bytes_terminate(&recipe, fault)
		|| factors_write(factors, values, &like->header, &like->vocabulary, recipe.data, path,
			force, fault);
	bytes_release(&recipe);
	return failed ? -1 : 0;
}
