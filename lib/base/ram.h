/* ram - how much memory there is for this process. */
#ifndef BASE_RAM_H
#define BASE_RAM_H

#include <stdint.h>

/* Bytes that this process may have at most: those of the machine, less where the
 * limits of its shell (RLIMIT_AS) or of its control group say so. */
uint64_t ram_there(void);

#endif
