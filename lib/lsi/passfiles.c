/* passfiles.c - writes bases and factors with what they were made from. */
#include "lsi/passfiles.h"

#include <stdio.h>

int passfiles_start(const struct block *block, const struct source *corpus, uint64_t seed,
	const char *path, bool force, struct fault *fault)
{
	char recipe[128];

	(void)snprintf(recipe, sizeof recipe, "lsi basis seed=%llu", (unsigned long long)seed);
	return blocks_write_basis(block, corpus, recipe, path, force, fault);
}

/* The digest of the last basis, which holds that of all before it. */
static void last_basis(const struct expansion *expansion, char digest[DIGEST_HEX])
{
	digest_hex(&expansion->basis[expansion->bases - 1].basis, digest);
}

int passfiles_next(const struct expansion *expansion, const struct block *block,
	const char *path, bool force, struct fault *fault)
{
	char recipe[128], digest[DIGEST_HEX];

	last_basis(expansion, digest);
	(void)snprintf(recipe, sizeof recipe, "lsi basis after=%s", digest);
	return blocks_write_basis(block, &expansion->like, recipe, path, force, fault);
}

int passfiles_factors(const struct expansion *expansion, const struct factors *factors,
	uint64_t k, enum values values, const char *path, bool force, struct fault *fault)
{
	const struct source *like = &expansion->like;
	char recipe[160], digest[DIGEST_HEX];

	last_basis(expansion, digest);
	(void)snprintf(recipe, sizeof recipe, "lsi passes k=%llu passes=%zu basis=%s numerics=%d",
		(unsigned long long)k, expansion->bases, digest, LSI_NUMERICS);
	return factors_write(factors, values, &like->header, &like->vocabulary, recipe, path, force,
		fault);
}
