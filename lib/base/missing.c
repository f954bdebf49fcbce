/* missing.c - lists the items that were not found. */
#include "base/missing.h"

enum { SHOWN = 5 };

int missing_look(struct missing *missing, bool there, const char *name, size_t length,
	struct fault *fault)
{
	missing->listed++;
	if (there || ++missing->missing > SHOWN)
		return 0;
	if (missing->missing > 1 && bytes_append(&missing->names, ", ", 2, fault))
		return -1;
	return bytes_append(&missing->names, name, length, fault);
}

int missing_text(struct missing *missing, const char *where, struct bytes *text,
	struct fault *fault)
{
	text->size = 0;
	if (missing->missing == 0)
		return 0;
	return bytes_terminate(&missing->names, fault)
		|| bytes_printf(text, fault, "%zu of %zu are not in %s: %s%s", missing->missing,
			missing->listed, where, missing->names.data,
			missing->missing > SHOWN ? ", ..." : "") ? -1 : 0;
}

void missing_release(struct missing *missing)
{
	bytes_release(&missing->names);
	*missing = (struct missing){0};
}
