/* sized.c - counts a stream before it is read. */
#include "format/sized.h"

#include "base/input.h"

#include <string.h>
#include <sys/stat.h>

int sized_open(struct sized *sized, const char *const *paths, size_t count,
	struct fault *fault)
{
	*sized = (struct sized){.paths = paths, .count = count};
	return source_open(&sized->source, paths, count, fault);
}

static bool are_files(const char *const *paths, size_t count)
{
	struct stat status;
	size_t i;

	for (i = 0; i < count; i++)
		if (!paths[i] || strcmp(paths[i], "-") == 0 || stat(paths[i], &status)
			|| !S_ISREG(status.st_mode))
			return false;
	return count > 0;
}

static int count_files(struct sized *sized, struct fault *fault)
{
	struct source source = {0};
	struct packed block = {0};
	int got = source_open(&source, sized->paths, sized->count, fault) ? -1 : 1;

	while (got == 1)
		got = source_next(&source, &block, fault);
	sized->totals = source.totals;
	pack_release(&block);
	source_close(&source);
	return got;
}

static int count_into_spool(struct sized *sized, struct fault *fault)
{
	int failed = spool_fill(&sized->spool, &sized->source, fault);

	sized->spooled = true;
	sized->totals = sized->source.totals;
	return failed;
}

int sized_count(struct sized *sized, struct fault *fault)
{
	int failed = are_files(sized->paths, sized->count) ? count_files(sized, fault)
							      : count_into_spool(sized, fault);

	sized->counted = failed == 0;
	return failed;
}

int sized_next(struct sized *sized, struct packed *block, struct fault *fault)
{
	int got;

	if (sized->spooled)
		return spool_next(&sized->spool, block, fault);
	got = source_next(&sized->source, block, fault);
	if (got == 0 && sized->counted
		&& !digest_equal(&sized->totals.digest, &sized->source.totals.digest))
		return fault_set(fault, FAULT_DATA, "%s changed while it was read",
			sized->count == 1 ? sized_name(sized) : "a stream");
	return got;
}

const char *sized_name(const struct sized *sized)
{
	return input_name(sized->count ? sized->paths[0] : NULL);
}

void sized_close(struct sized *sized)
{
	source_close(&sized->source);
	spool_release(&sized->spool);
	*sized = (struct sized){0};
}
