/* blocks - the streams of the several-pass method: basis blocks and products.
 *
 * A basis stream holds one block of columns (V x b, f32), a product stream
 * A'A times such a block (V x b, i64, multiples of 2^-grid), of all or some
 * documents.  Their headers' lines:
 *     #pass<TAB>j       the block's place, from 0; a product's is its basis's
 *     #kept<TAB>0|1     whether block 0 belongs to the basis; a random one
 *                       only starts it
 *     #chain<TAB>c      bases only: of a chain of blocks; a later one looks for what
 *                       the ones before have not seen (krylov.h); absent: 0
 *     #bound<TAB>F      what the grid was chosen by (multiply.h)
 *     #grid<TAB>g       products only
 *     #documents<TAB>N  products only: rows that were multiplied
 *     #read<TAB>...     products only: its documents' digest (stream/docsums.h)
 *     #sketch<TAB>...   products only: a sample of their names (stream/namesketch.h)
 * A product's recipe names the digest of its basis. */
#ifndef LSI_BLOCKS_H
#define LSI_BLOCKS_H

#include "base/digest.h"
#include "base/fault.h"
#include "lsi/origin.h"
#include "num/product.h"
#include "stream/docsum.h"
#include "stream/namesketch.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct block {
	uint64_t pass;
	struct origin origin; /* of a basis */
	bool kept;
	size_t chain;
	double bound;
	int grid;
	uint64_t documents;
	struct docsum sum;   /* of a product: of its documents; of none: not known */
	struct namesketch names;
	struct digest basis; /* of a product: what it is of; of a basis: its own */
	size_t width;         /* b */
	struct panels column; /* V x b, of a basis */
	int64_t *total;       /* of a product; laid out as panels' data; owned */
};

void blocks_release(struct block *block);

/* One basis from an open source, to its end. */
int blocks_read_basis(struct source *source, struct block *block, int threads,
	struct fault *fault) MUST_USE;

/* The basis of a product. */
int blocks_product_basis(const struct header *header, struct digest *basis,
	struct fault *fault) MUST_USE;

/* All products of an open source, to its end, added to block; block is
 * zeroed, or holds products of the same basis. */
int blocks_read_product(struct source *source, struct block *block, int threads,
	struct fault *fault) MUST_USE;

/* The header and vocabulary are as those of the source that is given. */
int blocks_write_basis(const struct block *block, const struct source *like, const char *recipe,
	const char *path, bool force, struct fault *fault) MUST_USE;
int blocks_write_product(const struct block *block, const struct source *like, const char *path,
	bool force, struct fault *fault) MUST_USE;

/* to (V x b, b columns or more) := the product's numbers times 2^-exponent. */
void blocks_product_numbers(const struct block *block, size_t terms, int exponent,
	struct panels *to);

#endif
