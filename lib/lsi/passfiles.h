/* passfiles - what the steps of several-pass LSI write, each with its recipe (origin.h): the
 * same files from lsi-basis by hand, from dist-run and under MPI. */
#ifndef LSI_PASSFILES_H
#define LSI_PASSFILES_H

#include "base/fault.h"
#include "lsi/expansion.h"

#include <stdbool.h>

/* A random first basis, for the corpus's terms. */
int passfiles_start(const struct block *block, const struct source *corpus, const char *path,
	bool force, struct fault *fault) MUST_USE;

/* The basis that follows. */
int passfiles_next(const struct expansion *expansion, const struct block *block,
	const char *path, bool force, struct fault *fault) MUST_USE;

/* Factors, after this look. */
int passfiles_factors(const struct expansion *expansion, const struct factors *factors,
	const struct origin_look *look, enum values values, const char *path, bool force,
	struct fault *fault) MUST_USE;

#endif
