/* random.c - Philox4x32-10. */
#include "base/random.h"

void random_words(uint64_t key, const uint64_t counter[2], uint32_t out[4])
{
	uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
	uint32_t c0 = (uint32_t)counter[0], c1 = (uint32_t)(counter[0] >> 32);
	uint32_t c2 = (uint32_t)counter[1], c3 = (uint32_t)(counter[1] >> 32);
	int round;

	for (round = 0; round < 10; round++) {
		uint64_t p0 = (uint64_t)0xD2511F53u * c0;
		uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;

		c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
		c1 = (uint32_t)p1;
		c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
		c3 = (uint32_t)p0;
		k0 += 0x9E3779B9u;
		k1 += 0xBB67AE85u;
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
}

static double unit(uint32_t high, uint32_t low)
{
	return (double)(((uint64_t)high << 32 | low) >> 11) * 0x1p-53;
}

double random_uniform(uint64_t key, uint64_t row, uint64_t column)
{
	uint32_t word[4];

	random_words(key, (uint64_t[2]){row, column}, word);
	return unit(word[0], word[1]);
}
