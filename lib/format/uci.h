/* uci - the bag of words of the UCI repository, docword.*.txt: lines D, W
 * and NNZ, then "document word count", both numbered from 1.  Its words are
 * in a file of their own, vocab.*.txt, one a line. */
#ifndef FORMAT_UCI_H
#define FORMAT_UCI_H

#include "format/foreign.h"

extern const struct foreign_format uci_format;

#endif
