/* rankrun.c - the beginning and the end of a rank. */
#include "rankrun.h"

#include "build.h"
#include "program.h"

#include <stdlib.h>

int rankrun(uint64_t expected, int (*work)(void *context, const struct ranks *ranks,
	struct fault *fault), void *context, struct fault *fault)
{
	struct ranks ranks;
	int failed = ranks_begin(&ranks, BUILD_VERSION, expected, fault)
		|| work(context, &ranks, fault);
	int status = failed ? fault_status(fault->kind) : 0;

	/* before the launcher sees that others have ended, and ends this one */
	if (failed && ranks.self == 0)
		program_tell("%s", fault->text);
	ranks_end(status);
	if (failed)
		exit(status);
	return 0;
}

int rankrun_describe(struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "mpi\t%s\n", ranks_library());
}
