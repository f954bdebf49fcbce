/* ldac_fuzz.c - any bytes as lda-c: a corpus or a fault, never a crash. */
#include "foreignfuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return foreign_fuzz("ldac", data, size);
}
