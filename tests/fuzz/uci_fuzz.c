/* uci_fuzz.c - any bytes as UCI's bag of words: a corpus or a fault, never a crash. */
#include "foreignfuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return foreign_fuzz("uci", data, size);
}
