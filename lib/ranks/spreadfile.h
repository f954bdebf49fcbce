/* spreadfile - a file of rank 0 for all ranks: the others get a copy in TMPDIR, so that
 * no file system has to be shared for it. */
#ifndef RANKS_SPREADFILE_H
#define RANKS_SPREADFILE_H

#include "base/fault.h"
#include "base/tempfile.h"
#include "ranks/ranks.h"

struct spreadfile { /* zeroed: none */
	struct tempfile copy;
	char path[4096]; /* to be opened: the file, or the copy */
};

/* path counts on rank 0 alone.  Collective; all ranks have the same fault. */
int spreadfile_open(struct spreadfile *file, const struct ranks *ranks, const char *path,
	struct fault *fault) MUST_USE;
void spreadfile_close(struct spreadfile *file);

#endif
