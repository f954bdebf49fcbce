/* changedsteps - rows of steps as what differs from the same terms' rows in an earlier
 * model; a part of changes.h, which has the form. */
#ifndef STREAM_CHANGEDSTEPS_H
#define STREAM_CHANGEDSTEPS_H

#include "base/fault.h"
#include "stream/blockfile.h"
#include "stream/pack.h"
#include "stream/steps.h"

#include <stdint.h>

enum changes_block { CHANGES_WHOLE, CHANGES_SAME, CHANGES_VALUES, CHANGES_STEPS };

struct changedsteps { /* zeroed but for columns: none were read */
	uint64_t columns;        /* of the earlier model */
	struct step_rows earlier, later;
	size_t at;               /* the next row of earlier */
	struct bytes section[4]; /* counts, gaps, differences, values */
};

void changedsteps_release(struct changedsteps *steps);

/* The changes of a block of rows, packed: 1; 0 where its terms are not those of the
 * earlier model's rows, which are read from its file as they are needed. */
int changedsteps_make(struct changedsteps *steps, struct blockfile *earlier,
	const struct packed *block, struct packer *packer, struct packed *out,
	struct fault *fault) MUST_USE;

/* And back. */
int changedsteps_apply(struct changedsteps *steps, struct blockfile *earlier,
	const struct packed *changes, struct packer *reader, struct packer *packer,
	struct packed *out, struct fault *fault) MUST_USE;

#endif
