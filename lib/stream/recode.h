/* recode - text of another encoding to UTF-8, by the C library's iconv. */
#ifndef STREAM_RECODE_H
#define STREAM_RECODE_H

#include "base/fault.h"

#include <stddef.h>

struct recoder;

/* NULL: FAULT_USAGE for a name that iconv does not know. */
struct recoder *recode_open(const char *encoding, struct fault *fault) MUST_USE;
void recode_close(struct recoder *recoder); /* accepts NULL */

/* Up to size bytes of UTF-8, of what read gives: *got is 0 at the end only.  FAULT_DATA names
 * the line where bytes are none of the encoding's, or the text ends within a
 * character. */
int recode_read(struct recoder *recoder,
	int (*read)(void *context, void *data, size_t size, size_t *got, struct fault *fault),
	void *context, void *data, size_t size, size_t *got, struct fault *fault) MUST_USE;

#endif
