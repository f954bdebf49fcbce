/* html - text from input as content of a page. */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stddef.h>

/* Appends the text with &, <, > and both quotes as references, fit for elements
 * and for attributes in quotes.  Control characters become blanks, bytes that are
 * no UTF-8 become U+FFFD. */
int html_put(struct bytes *out, const char *text, size_t length, struct fault *fault) MUST_USE;

#endif
