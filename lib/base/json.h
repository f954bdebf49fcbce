/* json - strings and numbers as JSON writes them (RFC 8259). */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stddef.h>

/* Appends the text as a quoted string.  Bytes that are no UTF-8 become U+FFFD. */
int json_put_string(struct bytes *out, const char *text, size_t length,
	struct fault *fault) MUST_USE;

/* Appends the shortest number that reads back as the same f32; null where it is
 * not finite. */
int json_put_float(struct bytes *out, double number, struct fault *fault) MUST_USE;

#endif
