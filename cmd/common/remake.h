/* remake - what a stream was made of, and the command that makes it again. */
#ifndef CMD_COMMON_REMAKE_H
#define CMD_COMMON_REMAKE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/docsum.h"
#include "stream/header.h"

/* Appends the commands.  sum: of a corpus, its documents.  FAULT_DATA where the header does not
 * say enough. */
int remake_command(const struct header *header, const struct docsum *sum, struct bytes *out,
	struct fault *fault) MUST_USE;

/* Appends a line for each input: documents<TAB>NUMBER<TAB>DIGEST, and
 * model<TAB>DIGEST and the like of the recipe. */
int remake_inputs(const struct header *header, struct bytes *out, struct fault *fault) MUST_USE;

/* Appends the header's lines about documents, learned<TAB>... and read<TAB>..., and how many
 * are in the sample of their names. */
int remake_learned(const struct header *header, struct bytes *out, struct fault *fault) MUST_USE;

#endif
