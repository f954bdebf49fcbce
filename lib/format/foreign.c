/* foreign.c - the list of formats, and what they share. */
#include "format/foreign.h"

#include "format/ldac.h"
#include "format/matrixmarket.h"
#include "format/svmlight.h"
#include "format/tabbed.h"
#include "format/uci.h"

#include <string.h>

const struct foreign_format *foreign_find(const char *name)
{
	static const struct foreign_format *const formats[] = {&matrixmarket_format,
		&ldac_format, &uci_format, &svmlight_format, &tabbed_format};
	size_t i;

	for (i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

int foreign_check_claim(uint64_t claimed, uint64_t shown, uint64_t believed,
	const char *what, struct fault *fault)
{
	if (claimed <= believed || claimed / 4 <= shown)
		return 0;
	return fault_set(fault, FAULT_DATA,
		"%llu %s are too many to believe of so few entries: "
		"above %llu there must be one for every four",
		(unsigned long long)claimed, what, (unsigned long long)believed);
}
