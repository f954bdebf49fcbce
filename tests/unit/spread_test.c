/* spread_test.c - overlapping circles are moved apart. */
#include "topic/spread.h"

#include "base/random.h"
#include "unit.h"

#include <math.h>

enum { MOST = 150, SIDE = 480 };

static double overlap(const struct spread_circle *a, const struct spread_circle *b)
{
	return a->radius + b->radius - hypot(a->x - b->x, a->y - b->y);
}

static void draw(struct spread_circle *circle, size_t n, uint64_t key)
{
	size_t i;

	/* most of them in the middle */
	for (i = 0; i < n; i++)
		circle[i] = (struct spread_circle){
			SIDE / 2.0 + 60 * (random_uniform(key, i, 0) - .5),
			SIDE / 2.0 + 60 * (random_uniform(key, i, 1) - .5),
			3 + 12 * random_uniform(key, i, 2)};
}

static void none_overlap_and_none_leave(void)
{
	struct spread_circle circle[MOST], again[MOST];
	uint64_t key;
	size_t i, j;

	for (key = 0; key < 20; key++) {
		double most = 0;

		draw(circle, MOST, key);
		draw(again, MOST, key);
		spread_circles(circle, MOST, 1, SIDE);
		spread_circles(again, MOST, 1, SIDE);
		for (i = 0; i < MOST; i++) {
			CHECK(circle[i].x == again[i].x && circle[i].y == again[i].y);
			CHECK(circle[i].x >= circle[i].radius && circle[i].x <= SIDE - circle[i].radius);
			CHECK(circle[i].y >= circle[i].radius && circle[i].y <= SIDE - circle[i].radius);
			for (j = 0; j < i; j++)
				most = fmax(most, overlap(&circle[i], &circle[j]));
		}
		CHECK(most < 1);
	}
}

static void separate_circles_stay(void)
{
	struct spread_circle circle[2] = {{100, 100, 10}, {130, 100, 10}};

	spread_circles(circle, 2, 1, SIDE);
	CHECK(circle[0].x == 100 && circle[1].x == 130);
}

static void one_place_is_left(void)
{
	struct spread_circle circle[3] = {{50, 50, 10}, {50, 50, 10}, {50, 50, 10}};
	size_t i;

	spread_circles(circle, 3, 1, SIDE);
	for (i = 0; i < 3; i++)
		CHECK(overlap(&circle[i], &circle[(i + 1) % 3]) < .2);
}

int main(void)
{
	RUN(none_overlap_and_none_leave);
	RUN(separate_circles_stay);
	RUN(one_place_is_left);
	return unit_end();
}
