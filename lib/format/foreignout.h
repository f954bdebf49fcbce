/* foreignout - a corpus to text formats of other programs.
 *
 * Blocks are formatted in parallel and written in order; formats that begin
 * with their sizes know them from sized.h. */
#ifndef FORMAT_FOREIGNOUT_H
#define FORMAT_FOREIGNOUT_H

#include "base/fault.h"
#include "base/outfile.h"
#include "format/foreign.h"
#include "format/sized.h"

#include <stdint.h>

struct foreign_export {
	const struct foreign_format *format;
	uint64_t base;         /* number of the first column, where it may vary */
	int threads;
	struct outfile *out;   /* open; the caller commits */
	struct outfile *names; /* the same, for the documents' names; NULL: none */
};

/* The opened streams, of kind corpus, to text; or, of a dense kind, to an array.
 * FAULT_DATA where the format can't hold them. */
int foreignout_write(const struct foreign_export *export, struct sized *sized,
	struct fault *fault) MUST_USE;

/* The columns' terms, one a line. */
int foreignout_terms(const struct vocabulary *vocabulary, struct outfile *out,
	struct fault *fault) MUST_USE;

#endif
