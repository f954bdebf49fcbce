/* spreadfile.c - sends a file piece by piece. */
#include "ranks/spreadfile.h"

#include "base/fullio.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 22 };

/* On rank 0: the file, and its size. */
static int open_own(const char *path, int *descriptor, uint64_t *size, struct fault *fault)
{
	struct stat status;

	*descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (*descriptor < 0 || fstat(*descriptor, &status))
		return fault_errno(fault, errno == ENOENT ? FAULT_NO_INPUT : FAULT_NONE, errno, "%s",
			path);
	if (!S_ISREG(status.st_mode))
		return fault_set(fault, FAULT_USAGE, "%s: no regular file, which is read again for "
			"the other ranks", path);
	*size = (uint64_t)status.st_size;
	return 0;
}

static int send_piece(struct spreadfile *file, const struct ranks *ranks, const char *path,
	int descriptor, char *piece, size_t size, struct fault *fault)
{
	uint64_t offset;
	size_t got = size;
	int failed = 0;

	if (ranks->self == 0) {
		failed = fullio_read(descriptor, piece, size, &got, fault);
		if (!failed && got != size)
			failed = fault_set(fault, FAULT_IO, "%s: it became shorter", path);
	}
	if (ranks_agree(ranks, failed, fault) || ranks_spread(ranks, piece, size, fault))
		return -1;
	return ranks->self == 0 ? 0 : tempfile_append(&file->copy, piece, size, &offset, fault);
}

int spreadfile_open(struct spreadfile *file, const struct ranks *ranks, const char *path,
	struct fault *fault)
{
	int descriptor = -1, failed;
	char *piece = memory_zeroed(PIECE, 1, fault);
	uint64_t size = 0, at;

	*file = (struct spreadfile){.copy = {.open = false}};
	failed = !piece || (ranks->self == 0 ? open_own(path, &descriptor, &size, fault)
					     : tempfile_open(&file->copy, fault));
	failed = ranks_agree(ranks, failed, fault)
		|| ranks_spread(ranks, &size, sizeof size, fault);
	for (at = 0; !failed && at < size; at += PIECE)
		failed = send_piece(file, ranks, path, descriptor, piece,
			size - at < PIECE ? (size_t)(size - at) : PIECE, fault);
	failed = ranks_agree(ranks, failed, fault);
	if (ranks->self == 0)
		(void)snprintf(file->path, sizeof file->path, "%s", path);
	else
		(void)snprintf(file->path, sizeof file->path, "/proc/self/fd/%d",
			file->copy.descriptor);
	if (descriptor >= 0)
		(void)close(descriptor);
	free(piece);
	if (failed)
		spreadfile_close(file);
	return failed;
}

void spreadfile_close(struct spreadfile *file)
{
	tempfile_release(&file->copy);
	*file = (struct spreadfile){.copy = {.open = false}};
}
