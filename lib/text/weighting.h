/* weighting - from counts to weights: SMART's letters, log-entropy, BM25.
 *
 * With tf the count of a term in its document, df and cf its documents and
 * occurrences in all, N the documents, all logarithms to base 2:
 *
 *   SMART, local.global.norm (Salton and Buckley 1988; Manning, Raghavan and
 *   Schuetze 2008, fig. 6.15; the letters are those of gensim's smartirs)
 *     local   b 1    t, n tf    a .5 + .5 tf / max tf    l 1 + log tf
 *             d 1 + log(1 + log tf)    L (1 + log tf) / (1 + log mean tf)
 *     global  x, n 1    f log(N / df)    t log((N + 1) / df)
 *             p max(0, log((N - df) / df))
 *     norm    x, n 1    c 1 / sqrt(sum of squares)
 *             u 1 / ((1 - slope) pivot + slope distinct terms)   (Singhal,
 *               Buckley and Mitra 1996; pivot is the mean of distinct terms)
 *   tfidf     nfc: gensim's TfidfModel
 *   logent    log(tf + 1) (1 + sum_d p log p / log N), p = tf / cf
 *             (Dumais 1991), rows to unit length
 *   bm25      ln(1 + (N - df + .5) / (df + .5)) tf (k1 + 1)
 *             / (tf + k1 (1 - b + b length / mean length))
 *             (Robertson and Zaragoza 2009; the logarithm kept positive)
 *
 * Weights whose size is below 1e-12 are dropped. */
#ifndef TEXT_WEIGHTING_H
#define TEXT_WEIGHTING_H

#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>

/* The schemes that have a name.  To add one: a .c file in this room whose struct
 * weighting_scheme is weighting_NAME, and its line here. */
#define WEIGHTINGS(SCHEME) \
	SCHEME(tfidf) \
	SCHEME(logent) \
	SCHEME(bm25)

/* "tfidf|logent|bm25" */
#define WEIGHTING_WORD(name) "|" #name
#define WEIGHTING_NAMES (&WEIGHTINGS(WEIGHTING_WORD)[1])

/* "tfidf, logent, bm25, ", a literal for --help */
#define WEIGHTING_ITEM(name) #name ", "
#define WEIGHTING_ITEMS WEIGHTINGS(WEIGHTING_ITEM)

struct weighting;

/* What a local weight depends on besides the term's count. */
struct weighting_row {
	double most, sum, distinct; /* largest count, sum of counts, terms of the document */
};

/* The weight of a count tf in a document; of a term that df of the documents have. */
typedef double weighting_local(const struct weighting *weighting, double tf,
	const struct weighting_row *row);
typedef double weighting_global(const struct weighting *weighting, size_t column,
	double documents, double df);

/* Options that only some schemes use, as bits. */
enum { WEIGHTING_K1 = 1, WEIGHTING_B = 2 };

struct weighting_scheme {
	const char *name;
	const char *letters; /* it is these three letters of SMART; NULL: as follows */
	weighting_local *local;
	weighting_global *global;
	char norm;           /* a letter of SMART's; --norm replaces it */
	unsigned takes;      /* options, WEIGHTING_K1 and others */
	bool occurrences;    /* needs cf: a vocabulary without it is an error */
	/* What is summed over all documents before the first weight, of each count of a
	 * term; NULL: nothing, the vocabulary has all that is needed. */
	double (*observe)(double tf);
};

#define WEIGHTING_DECLARED(name) extern const struct weighting_scheme weighting_##name;
WEIGHTINGS(WEIGHTING_DECLARED)
#undef WEIGHTING_DECLARED

struct weighting_options {
	const char *scheme; /* a name or three letters of SMART */
	const char *norm;   /* l2, none; NULL: the scheme's own */
	double k1, b;       /* below 0: not given */
	double slope;       /* of the pivoted norm; the same */
	bool reference;     /* whether another corpus is given to observe */
};

struct weighting {
	const struct weighting_scheme *scheme; /* NULL: letters of SMART */
	weighting_local *local;
	weighting_global *global;
	char norm;
	double k1, b, slope;
	double pivot;       /* mean of distinct terms a document */
	double mean_length; /* tokens a document */
	double *factor;     /* size V: the global weight; owned */
	double *sum;        /* size V: of what the scheme observes */
	double *occurred;   /* size V: cf of what was observed */
	uint64_t observed;  /* documents */
	char name[128];     /* for header.weighting: the same for the same weights */
};

/* FAULT_USAGE where there is no such scheme, and for an option that it does not use. */
int weighting_init(struct weighting *weighting, const struct weighting_options *options,
	struct fault *fault) MUST_USE;
void weighting_release(struct weighting *weighting); /* accepts zeroed */

/* True where the whole corpus must be seen before the first weight. */
bool weighting_observes(const struct weighting *weighting);

/* Observes rows of counts; context is a struct weighting, as relay_each needs. */
int weighting_observe(void *context, const struct rows *rows, struct fault *fault) MUST_USE;

/* Computes the global weights.  FAULT_DATA where the vocabulary lacks what
 * the scheme needs (documents, frequencies). */
int weighting_prepare(struct weighting *weighting, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;

/* Room for observing columns of them. */
int weighting_begin(struct weighting *weighting, size_t columns, struct fault *fault) MUST_USE;

/* Rows of counts to rows of weights (f32 or f64, as out is); context is a
 * const struct weighting, as relay_corpus needs.  Re-entrant. */
int weighting_apply(void *context, const struct rows *in, struct rows *out,
	struct fault *fault) MUST_USE;

#endif
