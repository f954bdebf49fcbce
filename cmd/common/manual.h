/* manual - finds manual pages, and the programs that show them. */
#ifndef CMD_COMMON_MANUAL_H
#define CMD_COMMON_MANUAL_H

#include <stdbool.h>
#include <stddef.h>

/* The page NAME.1, .7 or .5 of the installation or the source tree that the commands'
 * folder belongs to; section 0: any of them.  False where there is none. */
bool manual_find(const char *folder, const char *name, int section, char *page, size_t size);

/* Are there pages that are no command's, which packages may have apart? */
bool manual_guides(const char *folder);

/* The program's path, from PATH. */
bool manual_program(const char *name, char *path, size_t size);

#endif
