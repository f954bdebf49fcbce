/* decoder.c - the table of compressions that are read wherever text is. */
#include "stream/decoder.h"

#include <string.h>

static const struct decoder *const decoders[] = {
	&decoder_gzip,
};

const struct decoder *decoder_of(const unsigned char *first, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof decoders / sizeof *decoders; i++)
		if (size >= decoders[i]->magic_size
			&& memcmp(first, decoders[i]->magic, decoders[i]->magic_size) == 0)
			return decoders[i];
	return NULL;
}
