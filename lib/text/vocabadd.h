/* vocabadd - adds vocabularies to counts, one after the other. */
#ifndef TEXT_VOCABADD_H
#define TEXT_VOCABADD_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/counts.h"

#include <stdint.h>

struct vocabadd {
	struct counts *counts; /* made for one thread */
	uint64_t added;        /* vocabularies so far */
	uint64_t documents, tokens;
	uint64_t df, cf;       /* of all terms together */
	char tokenizer[512];   /* of all of them */
	char pruning[PRUNING_TEXT]; /* likewise */
};

/* path NULL or "-": standard input.  FAULT_DATA where the token options are
 * not those of the vocabularies before, with both in the text, or where a sum
 * overflows. */
int vocabadd(struct vocabadd *sum, const char *path, struct fault *fault) MUST_USE;

/* The same of a vocabulary that was read, whose memory is taken. */
int vocabadd_take(struct vocabadd *sum, struct vocabulary *vocabulary, const char *path,
	struct fault *fault) MUST_USE;

#endif
