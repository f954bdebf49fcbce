/* chance - random draws in sequence, begun anew for each thing that is drawn: from
 * its number and its purpose, never from a thread or the time. */
#ifndef TESTS_BENCH_CHANCE_H
#define TESTS_BENCH_CHANCE_H

#include "base/random.h"

#include <math.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea, Flood 2014). */
struct chance {
	uint64_t state;
};

static inline struct chance chance_for(uint64_t seed, uint64_t number, uint64_t purpose)
{
	uint32_t word[4];

	random_words(seed, (uint64_t[2]){number, purpose}, word);
	return (struct chance){(uint64_t)word[0] << 32 | word[1]};
}

static inline uint64_t draw(struct chance *chance)
{
	uint64_t z = chance->state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

/* In (0, 1). */
static inline double draw_unit(struct chance *chance)
{
	return ((double)(draw(chance) >> 11) + 0.5) * 0x1p-53;
}

static inline double draw_normal(struct chance *chance)
{
	double radius = sqrt(-2 * log(draw_unit(chance)));

	return radius * cos(6.283185307179586 * draw_unit(chance));
}

/* Marsaglia and Tsang (2000); 0 where it would underflow. */
static inline double draw_gamma(struct chance *chance, double shape)
{
	double boost = 1, d, c;

	if (shape < 1) {
		boost = exp(log(draw_unit(chance)) / shape);
		shape += 1;
	}
	if (boost < 1e-30)
		return 0;
	d = shape - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	for (;;) {
		double x = draw_normal(chance), v = 1 + c * x, u = draw_unit(chance);

		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
			return boost * d * v;
	}
}

#endif
