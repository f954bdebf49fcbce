/* factors - a truncated singular value decomposition of a corpus.
 *
 * With A the corpus (documents x terms), A ~ V diag(sigma) U': u holds the
 * term side, orthonormal columns; the document side is not kept, for a
 * document's vector follows from its words (project.h).  In a stream the rows
 * are terms, and the header has a line for each thing that columns have:
 *     #documents<TAB>rows of A that went into it
 *     #sigma<TAB>...   singular values, descending
 *     #error<TAB>...   relative error of each: estimated from residuals; after
 *                      a merge also a bound on what the operands left out
 *     #beyond<TAB>...  bounds the square of every singular value left out
 *     #learned<TAB>...   the documents' digest, a line each (stream/docsums.h)
 *     #sketch<TAB>...    a sample of their names (stream/namesketch.h)
 *     #unseen<TAB>E<TAB>P  with a chance of at most P a singular value is missing
 *                      that exceeds the last by more than a share of E; no such
 *                      line where none was looked for */
#ifndef LSI_FACTORS_H
#define LSI_FACTORS_H

#include "base/fault.h"
#include "stream/dense.h"
#include "stream/docsums.h"
#include "stream/namesketch.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Raised when the same recipe and documents give other numbers than before. */
enum { LSI_NUMERICS = 3 };

struct factors {
	size_t terms;       /* V */
	size_t k;           /* columns of u */
	uint64_t documents;
	double beyond;      /* bounds the square of every singular value left out */
	double unseen;      /* no value was looked for that exceeds the last by a smaller
			       share; 0: all are known; < 0: none was looked for */
	double chance;      /* of missing one that exceeds it by more */
	double *sigma;      /* size k */
	double *error;      /* size k */
	double *u;          /* V x k, row-major */
	float *f32;         /* the same, instead of u where that is NULL: to be written alone */
	struct docsums learned; /* from what documents, where it is known; owned */
	struct namesketch names; /* theirs */
};

void factors_release(struct factors *factors);

/* Room for the arrays, zeroed, once terms and k are set. */
int factors_init(struct factors *factors, size_t terms, size_t k,
	struct fault *fault) MUST_USE;

/* Makes the entry of largest magnitude in each column positive. */
int factors_sign(struct factors *factors, struct fault *fault) MUST_USE;

/* Keeps the first k columns. */
void factors_truncate(struct factors *factors, size_t k);

/* Writes them, as f32 or f64, whole or not at all; weighting and what else
 * the header says are as in like, the recipe is given. */
int factors_write(const struct factors *factors, enum values values, const struct header *like,
	const struct vocabulary *vocabulary, const char *recipe, const char *path, bool force,
	struct fault *fault) MUST_USE;

/* Reads the streams of a source of factors, one at a time. */
struct factors_reader {
	struct source *source;
	struct packer *packer;
	struct packed block;
	struct dense rows;
	size_t stream; /* the next to give */
	bool pending;  /* block is of a stream not given yet */
	bool ended;
};

int factors_reader_init(struct factors_reader *reader, struct source *source,
	struct fault *fault) MUST_USE;
void factors_reader_release(struct factors_reader *reader);

/* 1: the next stream, whole, in *factors (zeroed before); 0: no more. */
int factors_next(struct factors_reader *reader, struct factors *factors,
	struct fault *fault) MUST_USE;

/* One stream of factors, and nothing after it: a model. */
int factors_read(struct source *source, struct factors *factors,
	struct fault *fault) MUST_USE;

/* 0 where a corpus, or what was made of one, is in the model's terms and weights,
 * else FAULT_DATA. */
int factors_suit(const struct header *model, const struct source *like,
	struct fault *fault) MUST_USE;

#endif
