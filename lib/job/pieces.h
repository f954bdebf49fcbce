/* pieces - text cut into parts of whole lines "id<TAB>text", by the text alone.
 *
 * A piece has as many whole lines as fit into PIECE_BYTES (a longer line stands
 * alone).  Lines of two texts don't share a piece; documents that are a file each
 * do.  Plain files of lines "id<TAB>text" are cut where they lie; whatever else
 * (gzip, standard input, lines without names, a document a file) is written to files
 * of such lines first. */
#ifndef JOB_PIECES_H
#define JOB_PIECES_H

#include "agent/object.h"
#include "base/fault.h"
#include "text/documents.h"
#include "text/tokenrule.h"
#include "text/wordcount.h"

#include <stddef.h>

#define PIECE_BYTES ((size_t)16 << 20)

struct cutting {
	const struct text_arguments *arguments;
	const char *const *path; /* size count; "-" for standard input */
	size_t count;
	int threads; /* with two and more one piece is read while another is named and written */
	const struct tokenrule *rule; /* that words will be counted with; NULL: not known here */
	void (*scratch)(void *context, char *path, size_t size); /* a name for a file */
	void *context;
};

/* totals: what is to be told of the text, for the filters that read the pieces tell nothing.
 * FAULT_DATA where a line is no document, or longer than one may be. */
int pieces_cut(struct objects *pieces, const struct cutting *cutting,
	struct texttotals *totals, struct fault *fault) MUST_USE;

#endif
