/* matrixmarket - the Matrix Market exchange format, coordinate and general
 * (Boisvert, Pozo, Remington 1996), as gensim writes it: a row a document,
 * ordered by row, the sizes in a line that may be padded with blanks.
 *
 * Fields real, integer and pattern are read; real is written, the only one
 * that gensim reads. */
#ifndef FORMAT_MATRIXMARKET_H
#define FORMAT_MATRIXMARKET_H

#include "format/foreign.h"

extern const struct foreign_format matrixmarket_format;

#endif
