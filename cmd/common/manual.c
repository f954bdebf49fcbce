/* manual.c - looks for manual pages near the commands. */
#include "manual.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool at(char *path, size_t size, const char *form, ...)
	__attribute__((format(printf, 3, 4)));

/* Is there such a file, which can be read? */
static bool at(char *path, size_t size, const char *form, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, form);
	length = vsnprintf(path, size, form, arguments);
	va_end(arguments);
	return length > 0 && (size_t)length < size && access(path, R_OK) == 0;
}

bool manual_find(const char *folder, const char *name, int section, char *page, size_t size)
{
	static const int sections[] = {1, 7, 5};
	size_t i;

	for (i = 0; i < sizeof sections / sizeof *sections; i++) {
		int number = sections[i];

		if (section && number != section)
			continue;
		/* installed, as packages install it, in the source tree (build/release/bin) */
		if (at(page, size, "%s/../share/man/man%d/%s.%d", folder, number, name, number)
			|| at(page, size, "%s/../share/man/man%d/%s.%d.gz", folder, number, name, number)
			|| at(page, size, "%s/../../../man/%s.%d", folder, name, number))
			return true;
	}
	return false;
}

bool manual_guides(const char *folder)
{
	char page[PATH_MAX];

	return manual_find(folder, "topictools-recipes", 7, page, sizeof page);
}

bool manual_program(const char *name, char *path, size_t size)
{
	const char *folder = getenv("PATH");

	while (folder && *folder) {
		size_t length = strcspn(folder, ":");
		int all = snprintf(path, size, "%.*s/%s", (int)length, folder, name);

		if (length && all > 0 && (size_t)all < size && access(path, X_OK) == 0)
			return true;
		folder += length + (folder[length] == ':');
	}
	return false;
}
