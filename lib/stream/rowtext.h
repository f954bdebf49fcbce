/* rowtext - rows as lines of text, in full precision. */
#ifndef STREAM_ROWTEXT_H
#define STREAM_ROWTEXT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/steps.h"
#include "stream/vocabulary.h"

/* Appends row i of a corpus: a line "name<TAB>term<TAB>value" a nonzero, and
 * for a row without any the line "name<TAB><TAB>". */
int rowtext_corpus(struct bytes *out, const struct rows *rows, size_t row,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

/* Appends dense row i: "name<TAB>value<TAB>value...", the name being that of
 * the document or the term. */
int rowtext_dense(struct bytes *out, const struct dense *rows, size_t row,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

/* Appends sparse row i: "term<TAB>rest<TAB>column:steps<TAB>column:steps...". */
int rowtext_steps(struct bytes *out, const struct step_rows *rows, size_t row,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

/* Writes a nonzero's value, of whatever type, in at most NUMBER_TEXT bytes (base/number.h);
 * returns the length. */
size_t rowtext_value(char *out, const struct rows *rows, size_t nonzero);

#endif
