/* inflated.c - adds up what the heads of members say. */
#include "stream/inflated.h"

#include "base/input.h"
#include "stream/pack.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

int inflated_size(const char *path, uint64_t *bytes, struct fault *fault)
{
	int descriptor = input_open(path, fault), failed = descriptor < 0;
	unsigned char head[MEMBER_HEAD];
	struct fault unheard = {0};
	struct member member;
	off_t at = 0;

	*bytes = 0;
	while (!failed) {
		ssize_t got = pread(descriptor, head, sizeof head, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			failed = fault_errno(fault, FAULT_IO, errno, "%s", path);
		if (got < (ssize_t)sizeof head || pack_member_parse(head, &member, &unheard))
			break;
		*bytes += member.payload;
		at += (off_t)member.size;
	}
	if (descriptor >= 0)
		input_close(descriptor);
	return failed ? -1 : 0;
}
