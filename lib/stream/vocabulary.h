/* vocabulary - terms, and how often they occur: the columns of a corpus.
 *
 * As text (corpus-vocab's output, and inside a stream) a line a term,
 *     term<TAB>df<TAB>cf
 * df the documents it occurs in, cf its occurrences, in the order of the
 * columns.  As a file of its own it opens with #-lines and ends in one:
 *     #documents<TAB>N     documents counted
 *     #tokens<TAB>N        tokens counted, also of terms since dropped
 *     #tokenizer<TAB>...   the token options, in one canonical form
 *     #pruning<TAB>...     how terms were selected, in the words of prune.h, where they were
 *     #end<TAB>N           terms: what shows that the file is whole */
#ifndef STREAM_VOCABULARY_H
#define STREAM_VOCABULARY_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TERM_BYTES_MOST 65535
#define PRUNING_TEXT 256 /* room for how terms were selected */

struct vocabulary {
	size_t size;      /* V, number of terms */
	char *text;       /* the terms, each zero-terminated, one after the other; owned */
	uint64_t *start;  /* size V+1: where each term begins in text */
	uint64_t *df;     /* size V: documents with the term */
	uint64_t *cf;     /* size V: occurrences; all 0 where unknown */
	uint64_t documents;
	uint64_t tokens;  /* 0 where unknown */
	char tokenizer[512];
	char pruning[PRUNING_TEXT]; /* "": not at all, or not known */
	struct digest terms, frequencies; /* set by vocabseal */
};

void vocabulary_release(struct vocabulary *vocabulary);

/* Room for size terms of text_size bytes in all (their zeros counted). */
int vocabulary_init(struct vocabulary *vocabulary, size_t size, size_t text_size,
	struct fault *fault) MUST_USE;

static inline const char *vocabulary_term(const struct vocabulary *v, size_t column)
{
	return v->text + v->start[column];
}

static inline size_t vocabulary_length(const struct vocabulary *v, size_t column)
{
	return (size_t)(v->start[column + 1] - v->start[column] - 1);
}

/* Each term is above the one before, by its bytes; for terms free of zeros. */
bool vocabulary_ascends(const struct vocabulary *vocabulary);

/* The lines alone, as a stream holds them. */
int vocabulary_format_lines(const struct vocabulary *vocabulary, struct bytes *out,
	struct fault *fault) MUST_USE;
int vocabulary_parse_lines(struct vocabulary *vocabulary, const char *text, size_t size,
	size_t terms, struct fault *fault) MUST_USE;

#endif
