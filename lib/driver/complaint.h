/* complaint - what a process writes to its standard error: the end is kept. */
#ifndef DRIVER_COMPLAINT_H
#define DRIVER_COMPLAINT_H

#include "base/bytes.h"

#include <stddef.h>

/* Appends; of more than 64 KiB the end stays. */
void complaint_add(struct bytes *complaint, const char *data, size_t size);

/* The last line, made fit for a message; "" where there is none. */
const char *complaint_last(const struct bytes *complaint, char *out, unsigned size);

#endif
