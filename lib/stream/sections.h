/* sections - the frame that all blocks of rows share (mz(5), "Blocks"):
 * a line of text with five numbers, then names, index and values.
 *
 *     rows COUNT NONZEROS NAMES INDEX VALUES\n    the last three in bytes
 */
#ifndef STREAM_SECTIONS_H
#define STREAM_SECTIONS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/pack.h"

#include <stddef.h>
#include <stdint.h>

struct sections {
	uint64_t rows, nonzeros;
	const char *names, *values;        /* borrowed from the payload */
	const unsigned char *index;
	size_t names_size, index_size, values_size; /* bytes */
};

/* Splits the payload of a packed block; its numbers must be the members'. */
int sections_split(const struct packed *block, const struct bytes *payload,
	struct sections *sections, struct fault *fault) MUST_USE;

/* Appends the first line. */
int sections_begin(struct bytes *payload, const struct sections *sections,
	struct fault *fault) MUST_USE;

/* Row names are lines.  Appends count names that are zero-terminated one
 * after the other (size bytes in all). */
int sections_put_names(struct bytes *payload, const char *names, size_t size,
	struct fault *fault) MUST_USE;

/* Copies the lines to out, zero-terminated, and their beginnings (rows + 1
 * of them) to start; FAULT_DATA where they are not as many, too long, or
 * hold a tab, a return or a zero. */
int sections_take_names(const struct sections *sections, char *out, size_t *start,
	struct fault *fault) MUST_USE;

#endif
