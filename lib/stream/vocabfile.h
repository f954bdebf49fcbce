/* vocabfile - a vocabulary from a file: its own lines, or a stream that carries one. */
#ifndef STREAM_VOCABFILE_H
#define STREAM_VOCABFILE_H

#include "base/fault.h"
#include "stream/vocabulary.h"

#include <stdint.h>

/* Reads a file of its own (gzip as it comes), or takes the vocabulary of a
 * matrix stream.  path NULL or "-": standard input. */
int vocabfile_read(struct vocabulary *vocabulary, const char *path,
	struct fault *fault) MUST_USE;

/* The same with another bound on the text, inflated; what is more is FAULT_DATA,
 * as is, before its end, what can't become a vocabulary. */
int vocabfile_read_most(struct vocabulary *vocabulary, const char *path, uint64_t most,
	struct fault *fault) MUST_USE;
#define VOCABULARY_TEXT_MOST ((uint64_t)4 << 30)

#endif
