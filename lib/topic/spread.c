/* spread.c - pairs of circles that overlap push each other apart, in rounds. */
#include "topic/spread.h"

#include <math.h>
#include <stdbool.h>

/* What is left of an overlap is not seen. */
#define SEEN 0.1

static double within(double x, double radius, double side)
{
	return fmax(radius, fmin(side - radius, x));
}

/* Each moves by half of the overlap.  Circles at one place part by their numbers. */
static bool part(struct spread_circle *a, struct spread_circle *b, size_t number, double gap)
{
	double x = b->x - a->x, y = b->y - a->y;
	double distance = sqrt(x * x + y * y), wanted = a->radius + b->radius + gap, move;

	if (distance >= wanted)
		return false;
	if (!(distance > 0)) {
		x = number % 2 ? 1 : -1;
		y = number % 3 ? 1 : -1;
		distance = sqrt(2);
		move = wanted / 2 / distance;
	} else
		move = (wanted - distance) / 2 / distance;
	a->x -= move * x;
	a->y -= move * y;
	b->x += move * x;
	b->y += move * y;
	return wanted - distance > SEEN;
}

void spread_circles(struct spread_circle *circle, size_t n, double gap, double side)
{
	bool moved = true;
	size_t i, j;
	int round;

	for (round = 0; moved && round < SPREAD_ROUNDS; round++) {
		moved = false;
		for (i = 0; i < n; i++)
			for (j = i + 1; j < n; j++)
				moved = part(&circle[i], &circle[j], i + j, gap) || moved;
		for (i = 0; i < n; i++) {
			circle[i].x = within(circle[i].x, circle[i].radius, side);
			circle[i].y = within(circle[i].y, circle[i].radius, side);
		}
	}
}
