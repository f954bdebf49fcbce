/* expansion - the steps of block Krylov between passes: start, extend, finish.
 *
 * The same iteration as krylov.h, on the term side, with each A'A times a
 * block read from streams instead of computed: hosts do the products, in any
 * shares (multiply.h), and the merging side does these steps.  The
 * streams are the only state: bases B1..Bj and products P1..Pj are the input of
 * both --extend and --finish. */
#ifndef LSI_EXPANSION_H
#define LSI_EXPANSION_H

#include "base/fault.h"
#include "lsi/blocks.h"
#include "lsi/factors.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct expansion {
	struct block *basis;   /* size bases, by pass */
	struct block *product; /* size bases; total NULL where none was given */
	size_t bases, basis_room, products, product_room;
	struct source like;    /* of the first operand, for its vocabulary; kept open */
	int threads;
};

void expansion_release(struct expansion *expansion);

/* Reads one operand, a basis or products; *path must live as long. */
int expansion_read(struct expansion *expansion, const char *const *path,
	struct fault *fault) MUST_USE;

/* Sorts by pass and checks that they belong together: bases of all passes,
 * products of the last (or of all). */
int expansion_check(struct expansion *expansion, bool all, struct fault *fault) MUST_USE;

/* A random block of width columns, orthonormal. */
int expansion_start(struct block *block, size_t terms, size_t width, uint64_t seed,
	int threads, struct fault *fault) MUST_USE;

/* The same from a model's vectors; they belong to the basis. */
int expansion_start_from(struct block *block, const struct factors *factors, int threads,
	struct fault *fault) MUST_USE;

/* block (zeroed) := what follows the last, orthonormal and orthogonal to all
 * before, filled up with random columns to the width of the last; its width is
 * 0 where the basis spans everything.  Frees what it read, as
 * expansion_advance does. */
int expansion_extend(struct expansion *expansion, struct block *block,
	struct fault *fault) MUST_USE;

/* The result of solving an expansion. */
struct expansion_state {
	size_t visible;   /* factors above rounding, at most k */
	size_t converged; /* of them, within the tolerance */
	bool settled;     /* all of them, and no fewer than k while there may be more */
	bool done;        /* and chains have searched for more, as far as that was asked for */
};

/* Solves the projected problem.  Where the k leading factors are within the
 * tolerance, and chains have searched for values that the others had missed, as
 * krylov.h does: factors.  Else block (zeroed) := the next block: the chain's
 * own, or the first of a chain that searches.  last: factors, whatever they are;
 * block may be NULL then. */
int expansion_advance(struct expansion *expansion, size_t k, double tolerance, double share,
	bool last, struct factors *factors, struct block *block,
	struct expansion_state *state, struct fault *fault) MUST_USE;

#endif
