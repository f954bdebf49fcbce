/* tabbed - a corpus as lines "document<TAB>term<TAB>value", as stream-text
 * prints it; a document without entries is "document<TAB><TAB>".  Written
 * only. */
#ifndef FORMAT_TABBED_H
#define FORMAT_TABBED_H

#include "format/foreign.h"

extern const struct foreign_format tabbed_format;

#endif
