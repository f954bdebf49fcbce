/* complaint.c - keeps the end of what was complained of. */
#include "driver/complaint.h"

#include "base/fault.h"

#include <string.h>

enum { COMPLAINT_MOST = 1 << 16 };

const char *complaint_last(const struct bytes *complaint, char *out, unsigned size)
{
	size_t end = complaint->size, from;

	while (end && strchr("\r\n \t", complaint->data[end - 1]) && complaint->data[end - 1])
		end--;
	for (from = end; from && complaint->data[from - 1] != '\n'; from--)
		;
	return fault_quote(out, size, end ? complaint->data + from : "", end - from);
}

void complaint_add(struct bytes *complaint, const char *data, size_t size)
{
	struct fault ignored = {0};

	if (complaint->size + size > COMPLAINT_MOST && complaint->size) {
		size_t keep = complaint->size / 2;

		memmove(complaint->data, complaint->data + complaint->size - keep, keep);
		complaint->size = keep;
	}
	if (bytes_append(complaint, data, size, &ignored))
		complaint->size = 0;
}
