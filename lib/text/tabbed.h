/* tabbed - a corpus as lines "document<TAB>term<TAB>value", as stream-text
 * prints it; a document without entries is "document<TAB><TAB>".  Written
 * only. */
#ifndef TEXT_TABBED_H
#define TEXT_TABBED_H

#include "text/foreign.h"

extern const struct foreign_format tabbed_format;

#endif
