/* dictionary - the text of gensim's Dictionary.save_as_text: the number of documents, then a
 * line a word, sorted by word or by frequency,
 *     id<TAB>word<TAB>document frequency
 * id: the word's column, from 0.  Old versions write no number before the words. */
#ifndef FORMAT_DICTIONARY_H
#define FORMAT_DICTIONARY_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

bool dictionary_is_line(const char *line, size_t length);

/* The words in the order of their ids, each zero-terminated, and their number.  FAULT_DATA where
 * an id occurs twice, or is not there and one above it is. */
int dictionary_read(const char *path, struct bytes *terms, size_t *count,
	struct fault *fault) MUST_USE;

#endif
