/* origin - how the bases of several-pass LSI were made, as their recipes say, so that
 * factors can tell the commands that make them again.
 *
 *     lsi basis seed=N
 *     lsi basis extended after=DIGEST
 *     lsi basis advanced after=DIGEST k=K tolerance=T verify=E
 *     lsi passes k=K passes=N [block=B seed=S bound=F steps=STEPS [look=K:T:E]]
 *         tolerance=T [verify=E] basis=DIGEST numerics=3
 * after and basis name the last basis, which holds the digests of all before it.  STEPS
 * says of the bases behind the first, in their order, how many were extended (as 7x), or
 * advanced (2a), which the look is of.  Without steps they were made in another way. */
#ifndef LSI_ORIGIN_H
#define LSI_ORIGIN_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum origin_how {
	ORIGIN_UNKNOWN, /* from a model, or by an older topictools */
	ORIGIN_STARTED, /* from a seed */
	ORIGIN_EXTENDED,
	ORIGIN_ADVANCED
};

/* A look at the errors of factors. */
struct origin_look {
	uint64_t k;
	double tolerance, share;
};

struct origin {
	enum origin_how how;
	uint64_t seed;           /* started */
	struct origin_look look; /* advanced */
};

/* Appends " tolerance=T", and " verify=E" where a chain has looked. */
int origin_look_put(const struct origin_look *look, bool verified, struct bytes *out,
	struct fault *fault) MUST_USE;

/* after: NULL for one that was started. */
int origin_put(const struct origin *origin, const struct digest *after, struct bytes *out,
	struct fault *fault) MUST_USE;
/* ORIGIN_UNKNOWN where the recipe is none of the three. */
struct origin origin_take(const char *recipe);

/* Bases that were made so one after the other; zeroed: none yet. */
struct origin_steps {
	struct bytes text;      /* STEPS */
	size_t run;             /* of the last way, not in text yet */
	enum origin_how how;
	struct origin_look look;
	bool mixed;             /* they can't be told: one is unknown, or looks differ */
};

void origin_steps_release(struct origin_steps *steps);
int origin_steps_add(struct origin_steps *steps, const struct origin *origin,
	struct fault *fault) MUST_USE;
/* Appends "steps=... [look=...]" with a blank before each. */
int origin_steps_put(struct origin_steps *steps, struct bytes *out, struct fault *fault) MUST_USE;

/* The command that makes a basis again, of so many columns and that line #bound, from its
 * recipe, without its line end: CORPUS for the documents, BASES for all bases before it and
 * PRODUCTS for theirs.  FAULT_DATA where it began with a model, or is of an older
 * topictools. */
int origin_basis_command(const char *recipe, uint64_t columns, double bound, struct bytes *out,
	struct fault *fault) MUST_USE;

/* The commands that make factors by passes again, from their recipe; the last without its
 * line end.  FAULT_DATA where it
 * has no steps. */
int origin_commands(const char *recipe, const char *precision, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
