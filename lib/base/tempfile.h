/* tempfile - scratch space on disk that no crash can leave behind. */
#ifndef BASE_TEMPFILE_H
#define BASE_TEMPFILE_H

#include "base/fault.h"

/* A file without a name in TMPDIR (else /tmp), open for reading and
 * writing.  Returns its descriptor, or -1. */
int tempfile_open(struct fault *fault) MUST_USE;

/* Puts "a temporary file in FOLDER (TMPDIR)" before a fault that its use met, which
 * is errnum's where that is not 0.  Returns -1. */
int tempfile_at(int errnum, struct fault *fault);

#endif
