/* columnline - numbers in a header's column lines, "#name<TAB>x<TAB>y...". */
#ifndef STREAM_COLUMNLINE_H
#define STREAM_COLUMNLINE_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int column_line_put(struct bytes *lines, const char *name, const double *values, size_t n,
	struct fault *fault) MUST_USE;

/* True where there is a line of that name, of *n numbers (n may be NULL). */
bool column_line_has(const struct bytes *lines, const char *name, size_t *n);

/* FAULT_DATA where there is none, or it has not n numbers. */
int column_line_take(const struct bytes *lines, const char *name, double *values, size_t n,
	struct fault *fault) MUST_USE;

/* One whole number below 2^53. */
int column_line_whole(const struct bytes *lines, const char *name, uint64_t *whole,
	struct fault *fault) MUST_USE;

#endif
