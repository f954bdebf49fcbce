/* folder - files of a folder that appear together: all whole, or none. */
#ifndef CMD_COMMON_FOLDER_H
#define CMD_COMMON_FOLDER_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum { FOLDER_FILES_MOST = 8 };

/* A file that is to be: its name, and what fills it. */
struct folder_file {
	const char *name;
	struct bytes content;
};

/* Makes the folder where it is not there, and writes count files into it.  FAULT_USAGE
 * where a file is there, unless force is given. */
int folder_write(const char *folder, const struct folder_file *file, size_t count, bool force,
	struct fault *fault) MUST_USE;

#endif
