/* documents - text in, named documents out, by chunks.
 *
 * A chunk is at most CHUNK_DOCUMENTS whole documents of about CHUNK_BYTES
 * together, cut by the data alone; a longer document makes a longer chunk.  Several texts are
 * read one after the other, gzip-compressed or not.
 *     INPUT_TSV    a document a line, "id<TAB>text"
 *     INPUT_LINES  a document a line; its name is the line's number, counted
 *                  over all texts
 *     INPUT_FILES  a document a file; its name is the path as given
 * A line may end in CR LF, the last one in nothing; a byte order mark is
 * skipped.  An empty text is a document, too. */
#ifndef TEXT_DOCUMENTS_H
#define TEXT_DOCUMENTS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHUNK_BYTES = 1 << 18, CHUNK_DOCUMENTS = 65536, CHUNK_BEHIND = 64 };

#define DOCUMENT_BYTES_DEFAULT ((uint64_t)1 << 30)
#define DOCUMENT_BYTES_MOST (((uint64_t)1 << 32) - 1)

enum input { INPUT_TSV, INPUT_LINES, INPUT_FILES };

struct document {
	size_t name, name_length; /* in names; a zero follows */
	size_t text, text_length; /* in text; a zero or a line end follows, and
				   * CHUNK_BEHIND bytes in all, whatever they are */
};

/* Where documents are from: this one and those behind it, until the next. */
struct chunk_origin {
	size_t document; /* its place in the chunk */
	size_t path;     /* of the text, in names; a zero follows */
	uint64_t line;   /* of the document in the text, from 1 */
};

/* A zeroed struct is an empty chunk. */
struct chunk {
	struct document *document; /* size count */
	size_t count, room;
	uint64_t first;            /* number of the first document, from 0 */
	struct bytes text, names;
	struct chunk_origin *origin; /* size origins; of INPUT_FILES, whose names say it, none */
	size_t origins, origin_room;
};

void documents_chunk_release(struct chunk *chunk);

/* Options of the command line. */
struct text_arguments {
	const char *input, *files0, *encoding;
	uint64_t document_most;
	bool fail_empty;
};

#define OPTION_ROWS_TEXT(arguments) \
	{"encoding", 0, OPTION_TEXT, &(arguments)->encoding, "NAME", \
		"of texts without a byte order mark, as iconv calls it (default: UTF-8)", 0, 0}, \
	{"input", 0, OPTION_CHOICE, &(arguments)->input, "tsv|lines|files", \
		"a document is a line id<TAB>text, a line, or a file (default: tsv)", 0, 0}, \
	{"files0-from", 0, OPTION_INPUT | OPTION_LIST, &(arguments)->files0, "FILE", \
		"read operands from FILE, each ended by a zero byte", 0, 0}, \
	{"max-document", 0, OPTION_SIZE, &(arguments)->document_most, "SIZE", \
		"refuse longer documents (default: 1G)", 1, (double)DOCUMENT_BYTES_MOST}

/* Of those that read text for themselves: a producer that died at the other end of a pipe. */
#define OPTION_ROW_FAIL_EMPTY(arguments) \
	{"fail-empty", 0, OPTION_FLAG, &(arguments)->fail_empty, NULL, \
		"status 65 where there is no document at all", 0, 0}

/* The form that they ask for. */
enum input documents_input(const struct text_arguments *arguments);

/* The length of the id of a line "id<TAB>text", given without its line end, CR LF or LF.  0:
 * FAULT_DATA, it is no such line. */
size_t documents_id(const char *line, size_t length, struct fault *fault) MUST_USE;

struct documents;

/* paths: count of them, "-" for standard input; none and no --files0-from is
 * standard input too.  The paths stay the caller's.  NULL on failure. */
struct documents *documents_open(const struct text_arguments *arguments,
	const char *const *paths, size_t count, struct fault *fault) MUST_USE;

/* Threads that decode what is compressed; one unless told. */
void documents_threads(struct documents *documents, int threads);

/* 1: a chunk; 0: all was read; -1, and the fault names text and line; with fail_empty
 * FAULT_DATA where there was no document. */
int documents_next(struct documents *documents, struct chunk *chunk,
	struct fault *fault) MUST_USE;
void documents_close(struct documents *documents); /* accepts NULL */

/* Has each line so far, of several, a second tab?  Then it may be a name, a label and the text. */
bool documents_have_labels(const struct documents *documents);

/* How many there were so far. */
uint64_t documents_count(const struct documents *documents);

#endif
