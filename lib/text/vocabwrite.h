/* vocabwrite - writes counts as a vocabulary file
 * (stream/vocabulary.h has its form), without holding it. */
#ifndef TEXT_VOCABWRITE_H
#define TEXT_VOCABWRITE_H

#include "base/fault.h"
#include "base/outfile.h"
#include "text/counts.h"
#include "text/prune.h"

#include <stdint.h>

struct vocabhead {
	uint64_t documents, tokens;
	const char *tokenizer; /* "" where unknown */
	const char *pruning;   /* how terms were selected (pruned.h); NULL or "": not at all */
};

/* Writes the terms that prune keeps (NULL: all); *terms is their number. */
int vocabwrite(struct outfile *out, const struct vocabhead *head, const struct counts *counts,
	const struct prune *prune, int threads, uint64_t *terms, struct fault *fault) MUST_USE;

#endif
