/* columns - counts the columns of an import, and names them. */
#ifndef FORMAT_COLUMNS_H
#define FORMAT_COLUMNS_H

#include "base/fault.h"
#include "format/entries.h"
#include "stream/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

/* Zeroed but for believed it has counted nothing. */
struct columns {
	size_t size;     /* the largest column met, plus 1 */
	uint64_t *df;    /* size "size": rows with the column */
	uint64_t *cf;    /* size "size": sum of its values, where they are counts */
	uint64_t entries;
	uint64_t believed; /* columns, whatever the entries (foreign_check_claim) */
	size_t df_room, cf_room;
};

void columns_release(struct columns *columns);

/* Counts the entries.  FAULT_DATA where a column number is implausibly
 * large for the number of entries. */
int columns_count(struct columns *columns, const struct entries *entries,
	struct fault *fault) MUST_USE;

/* A vocabulary from a file: our own TSV or a matrix stream (told by their
 * first words), gensim's dictionary (by its fields), else a list of one term a line.  path
 * must be a file. */
int columns_read_terms(struct vocabulary *vocabulary, const char *path,
	struct fault *fault) MUST_USE;

/* A vocabulary of count terms, each zero-terminated in the list; FAULT_DATA where one is
 * twice there, or no term. */
int columns_list_terms(struct vocabulary *vocabulary, const struct bytes *list, size_t count,
	struct fault *fault) MUST_USE;

/* A vocabulary that names size columns by their numbers, from base on. */
int columns_number_terms(struct vocabulary *vocabulary, uint64_t size, uint64_t base,
	struct fault *fault) MUST_USE;

/* Puts the counts into the vocabulary, which has as many terms at least, and
 * seals it; where counts is false cf is unknown. */
int columns_describe(const struct columns *columns, uint64_t documents, bool counts,
	struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

#endif
