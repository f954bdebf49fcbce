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

#include <stddef.h>

#define PIECE_BYTES ((size_t)16 << 20)

/* path: count of them, "-" for standard input.  scratch(context, path, size): a name
 * for a file.  With two threads and more one piece is read while another is named and
 * written.  FAULT_DATA where a line is longer than a document may be; where lines lack a tab is
 * left to the filters to tell. */
int pieces_cut(struct objects *pieces, const struct text_arguments *arguments,
	const char *const *path, size_t count, int threads,
	void (*scratch)(void *context, char *path, size_t size), void *context,
	struct fault *fault) MUST_USE;

#endif
