/* wordtopics - the topic of each word of documents, and of each token, as text.
 *
 * A word's topic has the largest weight_k theta_k, of equal ones the first.  Its tokens in
 * a document are given to topics in proportion to that, by largest remainders: so each
 * token has one topic, as in a sample of Gibbs', but without chance. */
#ifndef LDA_WORDTOPICS_H
#define LDA_WORDTOPICS_H

#include "base/fault.h"
#include "base/outfile.h"
#include "lda/describe.h"

#include <stdint.h>

struct lda_wordtopics {
	struct lda_describer *describer; /* borrowed */
	struct outfile *out;             /* borrowed */
	uint64_t documents;              /* written so far */
	uint64_t blanks; /* names and terms whose blanks became '_' in a state */
};

/* For relay_each: a line "document<TAB>term<TAB>topic" for each word of each
 * document, topics from 0. */
int lda_wordtopics_lines(void *wordtopics, const struct rows *rows,
	struct fault *fault) MUST_USE;

/* The state of MALLET: the lines of the head, with the priors; and, for relay_each, a line
 * "doc source pos typeindex type topic" for each token, in the order of terms.  Blanks
 * part its fields, so those within a name or a term become '_'.  Weights that are no
 * whole numbers have no tokens: FAULT_DATA. */
int lda_wordtopics_state_head(struct lda_wordtopics *wordtopics, struct fault *fault) MUST_USE;
int lda_wordtopics_state(void *wordtopics, const struct rows *rows,
	struct fault *fault) MUST_USE;

#endif
