/* filelock.c - flock, and fcntl where there is no flock. */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "base/filelock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

enum filelock filelock_take(int descriptor, bool exclusive)
{
	struct flock lock = {.l_type = exclusive ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET};

	if (flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
		return FILELOCK_TAKEN;
	if (errno == EWOULDBLOCK || errno == EINTR)
		return FILELOCK_BUSY;
	if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0)
		return FILELOCK_TAKEN;
	return errno == EAGAIN || errno == EACCES || errno == EINTR ? FILELOCK_BUSY
								    : FILELOCK_NONE;
}
