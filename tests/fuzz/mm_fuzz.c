/* mm_fuzz.c - any bytes as Matrix Market: a corpus or a fault, never a crash. */
#include "foreignfuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return foreign_fuzz("mm", data, size);
}
