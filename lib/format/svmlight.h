/* svmlight - the examples of SVM-light (Joachims 1999), libsvm's as well: a
 * line a document,
 *     label qid:N column:value column:value ... # comment
 * with columns numbered from 1 (or, by some writers, from 0).
 *
 * Labels and qid are checked and left out: a stream has no place for them.
 * The comment is the document's name; one that has none is named by its
 * number.  Empty lines and lines with nothing but a comment are skipped.
 * Written, the label is 0 and the comment the name. */
#ifndef FORMAT_SVMLIGHT_H
#define FORMAT_SVMLIGHT_H

#include "format/foreign.h"

extern const struct foreign_format svmlight_format;

#endif
