/* termrows - a row a term, for streams of topics, statistics, bases, products and factors.
 *
 * Rows are taken in the order of terms; blocks of them are packed side by side on the
 * sink's threads and written in order.  So the output does not depend on the threads. */
#ifndef STREAM_TERMROWS_H
#define STREAM_TERMROWS_H

#include "base/fault.h"
#include "stream/dense.h"
#include "stream/sink.h"
#include "stream/steps.h"

#include <stdbool.h>
#include <stddef.h>

/* Dense rows of k values: row fills them, or gives false where a term has none. */
int term_rows_put_dense(struct sink *sink, size_t terms, enum values values, size_t k,
	bool (*row)(const void *context, size_t term, void *to), const void *context,
	struct fault *fault) MUST_USE;

/* Sparse rows: row adds the term's to rows, or nothing where it has none. */
int term_rows_put_steps(struct sink *sink, size_t terms,
	int (*row)(const void *context, size_t term, struct step_rows *rows, struct fault *fault),
	const void *context, struct fault *fault) MUST_USE;

#endif
