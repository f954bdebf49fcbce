/* blascore - which of OpenBLAS's kernels the filters take.
 *
 * Sums of the BLAS differ in their last digits between kernels, and OpenBLAS chooses one
 * by the processor.  What is merged here then has the same bytes on any machine whose
 * processor can run the kernel that was named. */
#ifndef JOB_BLASCORE_H
#define JOB_BLASCORE_H

#include "base/fault.h"

/* Pins it for all processes that start from now on, and asks one whether it took it.
 * FAULT_USAGE where this BLAS has no such kernel. */
int blascore_pin(const char *name, struct fault *fault) MUST_USE;

#endif
