/* shares.c - shards to ranks. */
#include "ranks/shares.h"

#include "base/digest.h"
#include "base/memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int measure(const char *const *path, size_t count, uint64_t *size, struct fault *fault)
{
	size_t i;

	if (count == 0)
		return fault_set(fault, FAULT_USAGE, "no shards: name the files of corpus-shard");
	for (i = 0; i < count; i++) {
		struct stat status;

		if (stat(path[i], &status))
			return fault_errno(fault, errno == ENOENT ? FAULT_NO_INPUT : FAULT_NONE, errno,
				"%s", path[i]);
		if (!S_ISREG(status.st_mode))
			return fault_set(fault, FAULT_USAGE, "%s: no file: ranks read their shards "
				"in each pass, so name files", path[i]);
		size[i] = (uint64_t)status.st_size;
	}
	return 0;
}

static void assign(const uint64_t *size, size_t count, uint64_t *load, int ranks, uint32_t *owner)
{
	size_t i;
	int r;

	for (i = 0; i < count; i++) {
		int least = 0;

		for (r = 1; r < ranks; r++)
			if (load[r] < load[least])
				least = r;
		owner[i] = (uint32_t)least;
		load[least] += size[i];
	}
}

/* All ranks must have been given the same line. */
static int check_list(const struct ranks *ranks, const char *const *path, size_t count,
	struct fault *fault)
{
	struct digester *digester = digest_new(fault);
	struct digest own = {{0}}, first;
	size_t i;
	int failed = !digester;

	if (digester)
		digest_start(digester);
	for (i = 0; digester && i < count; i++)
		digest_add(digester, path[i], strlen(path[i]) + 1);
	if (digester)
		own = digest_end(digester);
	digest_free(digester);
	first = own;
	failed = ranks_agree(ranks, failed, fault)
		|| ranks_spread(ranks, &first, sizeof first, fault);
	if (!failed && !digest_equal(&first, &own))
		failed = fault_set(fault, FAULT_DATA, "other shards than rank 0 was given");
	return ranks_agree(ranks, failed, fault);
}

static int keep(struct shares *shares, const struct ranks *ranks, const char *const *path,
	size_t count, const uint32_t *owner, struct fault *fault)
{
	size_t i;

	shares->path = memory_zeroed(count, sizeof *shares->path, fault);
	shares->place = memory_zeroed(count, sizeof *shares->place, fault);
	if (!shares->path || !shares->place)
		return -1;
	for (i = 0; i < count; i++)
		if (owner[i] == (uint32_t)ranks->self) {
			shares->path[shares->count] = path[i];
			shares->place[shares->count++] = i;
		}
	return 0;
}

int shares_take(struct shares *shares, const struct ranks *ranks, const char *const *path,
	size_t count, struct fault *fault)
{
	uint64_t *size, *load;
	uint32_t *owner;
	int failed, r;

	*shares = (struct shares){0};
	if (check_list(ranks, path, count, fault))
		return -1;
	size = memory_zeroed(count + 1, sizeof *size, fault);
	load = memory_zeroed((size_t)ranks->count, sizeof *load, fault);
	owner = memory_zeroed(count + 1, sizeof *owner, fault);
	failed = !size || !load || !owner
		|| (ranks->self == 0 && measure(path, count, size, fault));
	if (!failed && ranks->self == 0)
		assign(size, count, load, ranks->count, owner);
	failed = ranks_agree(ranks, failed, fault)
		|| ranks_spread(ranks, owner, count * sizeof *owner, fault)
		|| ranks_agree(ranks, keep(shares, ranks, path, count, owner, fault), fault);
	for (r = 0; !failed && ranks->self == 0 && r < ranks->count; r++)
		shares->idle += load[r] == 0;
	free(size);
	free(load);
	free(owner);
	return failed ? -1 : 0;
}

void shares_release(struct shares *shares)
{
	free(shares->path);
	free(shares->place);
	*shares = (struct shares){0};
}
