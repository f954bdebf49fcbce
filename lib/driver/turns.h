/* turns - what adds up at the driver takes turns on its disk: the rules, on numbers alone.
 *
 * What is there beside the model that hosts compute with may be as much as two models, or as
 * two of the largest piece: so many results come at once as surely fit, two at least, and other
 * slots wait.  When no more fits, what is there is added up, and nothing comes
 * meanwhile.  (shelf.h has what is done by these; tests/bench/simulate.c has them as well.) */
#ifndef DRIVER_TURNS_H
#define DRIVER_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A phase now. */
struct turns {
	uint64_t model;  /* bytes of the model */
	size_t pieces;   /* results and sums that are here, and that nobody compares any more */
	uint64_t bytes, largest; /* of them all, and of one */
	size_t coming;   /* results that may come and are not all here */
	uint64_t comes;  /* bytes of these, at most */
	uint64_t begun;  /* bytes of all that begin to come, at least: those that wait, too */
	bool holds;      /* a slot waits */
	bool adding;     /* a filter adds up */
};

/* A piece more that is here; a result that comes. */
void turns_piece(struct turns *turns, uint64_t bytes);
void turns_come(struct turns *turns, uint64_t most);

/* Is there so much that hosts may have to wait? */
bool turns_scarce(const struct turns *turns);

/* May a result of at most so many bytes come, while there is much? */
bool turns_let(const struct turns *turns, uint64_t most);

/* Is what is here to be added up, with so many tasks left? */
bool turns_add(const struct turns *turns, size_t left);

/* Do hosts combine, with so many tasks left? */
bool turns_combine(size_t left, size_t hosts);

#endif
