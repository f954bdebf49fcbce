/* formats - the corpora of other programs, found by name.
 *
 * To add one: a .c file here whose struct foreign_format is format_NAME, and its line in
 * FORMATS.  READ: corpus-import and corpus-export know it; WRITTEN: corpus-export alone. */
#ifndef FORMAT_FORMATS_H
#define FORMAT_FORMATS_H

#include "format/foreign.h"

/* NAME, and what it is: a line of --help. */
#define FORMATS(READ, WRITTEN) \
	READ(mm, "Matrix Market, a row a document, as gensim, SciPy, R have it") /* matrixmarket.c */ \
	READ(ldac, "the corpus of Blei's lda-c") \
	READ(uci, "the bag of words of the UCI repository") \
	READ(svmlight, "what SVM-light, libsvm and scikit-learn read") \
	WRITTEN(mallet, "lines of MALLET: name, label, words") /* wordlines.c */ \
	WRITTEN(low, "gensim's LowCorpus: words, a line a document") /* wordlines.c */ \
	WRITTEN(tsv, "lines of document, term, value") /* tabbed.c */ \
	WRITTEN(npy, "NumPy's array: factors, topics or vectors")

#define FORMATS_DECLARED(name, what) extern const struct foreign_format format_##name;
FORMATS(FORMATS_DECLARED, FORMATS_DECLARED)
#undef FORMATS_DECLARED

/* Their names, "mm|ldac|...": those that are read; all. */
#define FORMATS_WORD(name, what) "|" #name
#define FORMATS_NONE(name, what)
#define FORMATS_READ (&FORMATS(FORMATS_WORD, FORMATS_NONE)[1])
#define FORMATS_ALL (&FORMATS(FORMATS_WORD, FORMATS_WORD)[1])

/* The same, a line each with what they are, for --help. */
#define FORMATS_LINE(name, what) "\n" #name ": " what
#define FORMATS_READ_LINES (&FORMATS(FORMATS_LINE, FORMATS_NONE)[1])
#define FORMATS_ALL_LINES (&FORMATS(FORMATS_LINE, FORMATS_LINE)[1])

/* NULL for another name. */
const struct foreign_format *formats_find(const char *name);

#endif
