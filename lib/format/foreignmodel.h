/* foreignmodel - topics that another program trained, read from its file.
 *
 * To add a format: a .c file here whose struct foreign_model_format is
 * foreignmodel_NAME, and its line in FOREIGN_MODELS. */
#ifndef FORMAT_FOREIGNMODEL_H
#define FORMAT_FOREIGNMODEL_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NAME, the word for it, and what it is: a line of --help. */
#define FOREIGN_MODELS(MODEL) \
	MODEL(mallet, "mallet", /* modelmallet.c */ \
		"a state, word-topic counts, or topic-word weights of MALLET") \
	MODEL(gensim, "gensim-npy", /* modelnpy.c */ \
		"a NumPy array of gensim's: topics are rows") \
	MODEL(npy, "npy", /* modelnpy.c */ \
		"a NumPy array, topics are rows or columns, as --vocab has terms") \
	MODEL(blei, "blei", "final.beta of Blei's lda-c") /* modelblei.c */ \
	MODEL(vw, "vw", "--readable_model of Vowpal Wabbit") /* modelvw.c */

/* What the values are. */
enum foreign_meaning {
	MEANING_AUTO,          /* not known: decided by the values (topic/imported.h) */
	MEANING_COUNTS,        /* n_wk: tokens of word w in topic k */
	MEANING_LAMBDA,        /* eta + n_wk */
	MEANING_PROBABILITIES, /* p(w | k) */
	MEANING_LOGARITHMS,    /* log p(w | k) */
	MEANING_ELOGBETA       /* exp(E[log p(w | k)]) under Dirichlet(lambda_k) */
};

struct foreign_model {
	size_t topics, terms;
	double *value;  /* terms x topics, row-major */
	enum foreign_meaning meaning;
	double *alpha;  /* size topics; NULL: the file does not say */
	double eta;     /* 0: the file does not say */
	struct bytes words; /* of the terms, each zero-terminated; empty: the file has none */
	uint64_t unused; /* rows of the file beyond the terms */
};

struct foreign_model_format {
	const char *name;
	/* Fills a zeroed model but for terms, the vocabulary's size, or 0 where there is
	 * none.  FAULT_DATA names file and line. */
	int (*read)(struct foreign_model *model, const char *path, struct fault *fault);
};

#define FOREIGN_MODEL_DECLARED(name, word, what) \
	extern const struct foreign_model_format foreignmodel_##name;
FOREIGN_MODELS(FOREIGN_MODEL_DECLARED)
#undef FOREIGN_MODEL_DECLARED

#define FOREIGN_MODEL_WORD(name, word, what) "|" word
#define FOREIGN_MODEL_WORDS (&FOREIGN_MODELS(FOREIGN_MODEL_WORD)[1])
#define FOREIGN_MODEL_LINE(name, word, what) "\n" word ": " what
#define FOREIGN_MODEL_LINES (&FOREIGN_MODELS(FOREIGN_MODEL_LINE)[1])

/* NULL for another name. */
const struct foreign_model_format *foreignmodel_find(const char *name);

void foreignmodel_release(struct foreign_model *model); /* idempotent; accepts zeroed */

/* Room for values, zeroed, once topics and terms are set.  FAULT_DATA where one is 0;
 * FAULT_SYSTEM where they don't fit in memory. */
int foreignmodel_room(struct foreign_model *model, struct fault *fault) MUST_USE;

/* A prior of documents that a model may have. */
#define FOREIGN_ALPHA_LEAST 1e-6
#define FOREIGN_ALPHA_MOST 1e6
bool foreignmodel_alpha_fits(double alpha);

/* alpha from an array file of NumPy (npyin.h), a value a topic.  FAULT_DATA where their
 * number is another, or one does not fit. */
int foreignmodel_alpha(struct foreign_model *model, const char *path, struct fault *fault)
	MUST_USE;

/* Calls take with each line of a text, which ends in '\n' (not counted in length) and
 * may be changed; a fault of take is given its place, file and line. */
int foreignmodel_lines(const char *path,
	int (*take)(void *context, char *line, size_t length, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

#endif
