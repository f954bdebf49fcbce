/* attempt.c - collects what comes of an attempt. */
#include "driver/attempt.h"

#include "base/memory.h"
#include "driver/complaint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct attempt *attempt_new(uint64_t id, const char *path, bool ours, struct fault *fault)
{
	struct attempt *attempt = memory_zeroed(1, sizeof *attempt, fault);

	if (!attempt)
		return NULL;
	attempt->id = id;
	attempt->file = -1;
	if (!ours && !(attempt->digester = sha256_new(fault)))
		goto failed;
	attempt->keep = !path;
	if (!path)
		return attempt;
	attempt->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (attempt->file < 0) {
		(void)fault_errno(fault, FAULT_IO, errno, "%s", path);
		goto failed;
	}
	(void)snprintf(attempt->path, sizeof attempt->path, "%s", path);
	return attempt;
failed:
	attempt_free(attempt);
	return NULL;
}

static void free_sum(struct attempt_sum *sum)
{
	size_t i;

	for (i = 0; sum->kept && i < sum->members; i++)
		object_release(&sum->kept[i]);
	commandline_release(&sum->task.words);
	free(sum->kept);
	free(sum->member);
	free(sum);
}

void attempt_free(struct attempt *attempt)
{
	if (attempt->sum)
		free_sum(attempt->sum);
	if (attempt->file >= 0)
		(void)close(attempt->file);
	if (*attempt->path)
		(void)unlink(attempt->path);
	sha256_free(attempt->digester);
	bytes_release(&attempt->complaint);
	free(attempt);
}

int attempt_write(struct attempt *attempt, const char *data, size_t size, struct fault *fault)
{
	size_t put = 0;

	while (put < size) {
		ssize_t n = write(attempt->file, data + put, size - put);

		if (n < 0 && errno != EINTR)
			return fault_errno(fault, FAULT_IO, errno, "%s", attempt->path);
		put += n > 0 ? (size_t)n : 0;
	}
	if (attempt->digester)
		sha256_add(attempt->digester, data, size);
	attempt->bytes += size;
	return 0;
}

bool attempt_holds(const struct attempt *attempt, const struct sha256 *digest)
{
	struct sha256 found;

	if (!attempt->digester)
		return true;
	found = sha256_end(attempt->digester);
	return sha256_equal(&found, digest);
}

void attempt_complain(struct attempt *attempt, const char *data, size_t size)
{
	complaint_add(&attempt->complaint, data, size);
}

int attempt_close(struct attempt *attempt, struct fault *fault)
{
	int file = attempt->file;

	attempt->file = -1;
	return file >= 0 && close(file)
		? fault_errno(fault, FAULT_IO, errno, "%s", attempt->path) : 0;
}
