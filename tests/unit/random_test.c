/* random_test.c - Philox against its authors' known answers, and what is made of it. */
#include "base/random.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { DRAWS = 200000 };

/* kat_vectors of Random123 1.09, philox4x32-10. */
static void known_answers_come_out(void)
{
	static const struct {
		uint64_t key, counter[2];
		uint32_t words[4];
	} known[] = {
		{0, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{UINT64_MAX, {UINT64_MAX, UINT64_MAX},
			{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{0x299f31d0a4093822, {0x85a308d3243f6a88, 0x0370734413198a2e},
			{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		uint32_t words[4];

		random_words(known[i].key, known[i].counter, words);
		CHECK(memcmp(words, known[i].words, sizeof words) == 0);
	}
}

static void uniforms_fill_the_interval(void)
{
	double sum = 0, squares = 0, least = 1, most = 0;
	uint64_t i;

	for (i = 0; i < DRAWS; i++) {
		double u = random_uniform(3, i, 9);

		CHECK(u >= 0 && u < 1);
		sum += u;
		squares += u * u;
		least = u < least ? u : least;
		most = u > most ? u : most;
	}
	CHECK(fabs(sum / DRAWS - 0.5) < 0.003 && fabs(squares / DRAWS - 1.0 / 3) < 0.003);
	CHECK(least < 1e-4 && most > 1 - 1e-4);
	CHECK(random_uniform(3, 1, 2) == random_uniform(3, 1, 2));
	CHECK(random_uniform(3, 1, 2) != random_uniform(4, 1, 2));
	CHECK(random_uniform(3, 1, 2) != random_uniform(3, 2, 1));
}

int main(void)
{
	RUN(known_answers_come_out);
	RUN(uniforms_fill_the_interval);
	return unit_end();
}
