/* passes.c - the plan of several-pass LSI. */
#include "lsi/passes.h"

/* Columns of the basis for each factor, by default; that many passes bring
 * singular values of text within a hundredth. */
enum { COLUMNS_A_FACTOR_TENTHS = 35, LOOKS = 4, BLOCK = 64 };

/* Passes at most: a multiple of those planned, and some for the chains that look for
 * values that were missed. */
enum { MOST_PLANNED = 3, MOST_MORE = 64 };

struct passes passes_of(uint64_t k, uint64_t block, uint64_t number)
{
	uint64_t columns = k * COLUMNS_A_FACTOR_TENTHS / 10;
	struct passes passes = {.block = block ? block : BLOCK};

	passes.planned = number ? number : (columns + passes.block - 1) / passes.block + 1;
	passes.step = passes.planned < LOOKS ? 1 : passes.planned / LOOKS;
	passes.most = number ? passes.planned : MOST_PLANNED * passes.planned + MOST_MORE;
	return passes;
}

bool passes_look(const struct passes *passes, uint64_t done)
{
	return done >= passes->planned && (done - passes->planned) % passes->step == 0;
}
