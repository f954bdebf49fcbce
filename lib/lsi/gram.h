/* gram - A'A as an operator on blocks of vectors. */
#ifndef LSI_GRAM_H
#define LSI_GRAM_H

#include "base/fault.h"
#include "num/product.h"

#include <stddef.h>

/* out := A'A in, n x b. */
struct gram_operator {
	size_t n;
	void *context;
	int (*apply)(void *context, const struct panels *in, struct panels *out,
		struct fault *fault);
};

#endif
