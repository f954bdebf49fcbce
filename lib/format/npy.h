/* npy - the dense kinds as NumPy's array file, version 1.0: little-endian,
 * C order, a row a term (of the vocabulary, all of them) or a document. */
#ifndef FORMAT_NPY_H
#define FORMAT_NPY_H

#include "base/fault.h"
#include "base/outfile.h"
#include "format/sized.h"

/* The opened stream, of a dense kind; several can be joined where they are
 * vectors.  Terms without a row become rows of zeros.  names, where not
 * NULL, gets the names of documents. */
int npy_write(struct sized *sized, int threads, struct outfile *out,
	struct outfile *names, struct fault *fault) MUST_USE;

#endif
