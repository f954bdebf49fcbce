/* foreign.c - what the formats of other programs share. */
#include "format/foreign.h"

int foreign_check_claim(uint64_t claimed, uint64_t shown, uint64_t believed,
	const char *what, struct fault *fault)
{
	if (claimed <= believed || claimed / 4 <= shown)
		return 0;
	return fault_set(fault, FAULT_DATA,
		"%llu %s are implausible for so few entries: "
		"above %llu there must be one for every four",
		(unsigned long long)claimed, what, (unsigned long long)believed);
}
