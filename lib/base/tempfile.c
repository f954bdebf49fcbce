/* tempfile.c - scratch space on disk. */
#include "base/tempfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *folder_of(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder ? folder : "/tmp";
}

int tempfile_at(int errnum, struct fault *fault)
{
	return fault_errno(fault, FAULT_NONE, errnum, "a temporary file in %s (TMPDIR)",
		folder_of());
}

int tempfile_open(struct tempfile *file, struct fault *fault)
{
	char name[PATH_MAX];

	if (file->open)
		return 0;
	if (snprintf(name, sizeof name, "%s/topictools-XXXXXX", folder_of())
		>= (int)sizeof name)
		return tempfile_at(ENAMETOOLONG, fault);
	file->descriptor = mkstemp(name);
	if (file->descriptor < 0)
		return tempfile_at(errno, fault);
	(void)unlink(name);
	file->open = true;
	file->size = 0;
	return 0;
}

void tempfile_release(struct tempfile *file)
{
	if (file->open)
		(void)close(file->descriptor);
	*file = (struct tempfile){0};
}

int tempfile_take(struct tempfile *file, uint64_t size, uint64_t *offset, struct fault *fault)
{
	if (tempfile_open(file, fault))
		return -1;
	*offset = file->size;
	file->size += size;
	return 0;
}

int tempfile_write(const struct tempfile *file, uint64_t offset, const void *data, size_t size,
	struct fault *fault)
{
	const char *from = data;

	while (size) {
		ssize_t n = pwrite(file->descriptor, from, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tempfile_at(errno, fault);
		from += n;
		offset += (size_t)n;
		size -= (size_t)n;
	}
	return 0;
}

int tempfile_read(const struct tempfile *file, uint64_t offset, void *data, size_t size,
	struct fault *fault)
{
	char *to = data;

	while (size) {
		ssize_t n = pread(file->descriptor, to, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return tempfile_at(n < 0 ? errno : EIO, fault);
		to += n;
		offset += (size_t)n;
		size -= (size_t)n;
	}
	return 0;
}

int tempfile_append(struct tempfile *file, const void *data, size_t size, uint64_t *offset,
	struct fault *fault)
{
	return tempfile_take(file, size, offset, fault)
		|| tempfile_write(file, *offset, data, size, fault) ? -1 : 0;
}
