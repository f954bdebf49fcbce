/* loginline - special_log for loops that the compiler vectorises: no branch, no
 * call, no conversion between whole numbers and others. */
#ifndef NUM_LOGINLINE_H
#define NUM_LOGINLINE_H

#include "num/variants.h"

#include <stdint.h>
#include <string.h>

#define SPECIAL_LN2_HIGH 0x1.62e42fefa3800p-1 /* 42 bits: n * it is exact */
#define SPECIAL_LN2_LOW 0x1.ef35793c76730p-45

static INLINE uint64_t special_bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static INLINE double special_double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/* x = 2^n m with m in [sqrt 1/2, sqrt 2); log m = 2 atanh((m - 1)/(m + 1)). */
static INLINE double special_log_inline(double x)
{
	uint64_t bits = special_bits_of(x) - 0x3fe6a09e667f3bcdu; /* less the bits of sqrt 1/2 */
	int64_t n = (int64_t)bits >> 52;
	double m = special_double_of((bits & 0xfffffffffffffu) + 0x3fe6a09e667f3bcdu);
	/* n as a double, by its place in the mantissa of 1.5 * 2^52 */
	double power = special_double_of((uint64_t)n + 0x4338000000000000u) - 0x1.8p52;
	double s = (m - 1) / (m + 1), t = s * s, sum = 1.0 / 23;

	sum = sum * t + 1.0 / 21;
	sum = sum * t + 1.0 / 19;
	sum = sum * t + 1.0 / 17;
	sum = sum * t + 1.0 / 15;
	sum = sum * t + 1.0 / 13;
	sum = sum * t + 1.0 / 11;
	sum = sum * t + 1.0 / 9;
	sum = sum * t + 1.0 / 7;
	sum = sum * t + 1.0 / 5;
	sum = sum * t + 1.0 / 3;
	return power * SPECIAL_LN2_HIGH + (2 * s + (2 * s * t * sum + power * SPECIAL_LN2_LOW));
}

#endif
