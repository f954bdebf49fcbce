/* spread - moves circles apart until they don't overlap. */
#ifndef TOPIC_SPREAD_H
#define TOPIC_SPREAD_H

#include <stddef.h>

struct spread_circle {
	double x, y, radius;
};

/* Moves the circles, as little as a simple relaxation does, until they are gap apart or
 * have been moved SPREAD_ROUNDS times; none leaves the square from 0 to side.  The result
 * is a function of the circles and their order.  Cost: O(n^2) a round. */
#define SPREAD_ROUNDS 200
void spread_circles(struct spread_circle *circle, size_t n, double gap, double side);

#endif
