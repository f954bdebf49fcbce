/* bytes.c - a byte array that grows. */
#include "base/bytes.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bytes_release(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){0};
}

int bytes_reserve(struct bytes *bytes, size_t more, struct fault *fault)
{
	size_t need;

	if (!size_add(bytes->size, more, &need))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu more bytes", more);
	return memory_grow(&bytes->data, &bytes->room, need, fault);
}

int bytes_append(struct bytes *bytes, const void *data, size_t size, struct fault *fault)
{
	if (size == 0)
		return 0;
	if (bytes_reserve(bytes, size, fault))
		return -1;
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	return 0;
}

int bytes_printf(struct bytes *bytes, struct fault *fault, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return fault_set(fault, FAULT_INTERNAL, "bad format");
	if (bytes_reserve(bytes, (size_t)length + 1, fault))
		return -1;
	va_start(arguments, format);
	(void)vsnprintf(bytes->data + bytes->size, (size_t)length + 1, format, arguments);
	va_end(arguments);
	bytes->size += (size_t)length;
	return 0;
}

int bytes_terminate(struct bytes *bytes, struct fault *fault)
{
	if (bytes_reserve(bytes, 1, fault))
		return -1;
	bytes->data[bytes->size] = 0;
	return 0;
}
