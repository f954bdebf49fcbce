/* ldac - the corpus of Blei's lda-c: a line a document,
 *     M term:count term:count ...
 * where M is the number of terms that follow; terms are numbered from 0. */
#ifndef FORMAT_LDAC_H
#define FORMAT_LDAC_H

#include "format/foreign.h"

extern const struct foreign_format ldac_format;

#endif
