/* decoder.c - the table of compressions that are read wherever text is, and of those that
 * are refused by name. */
#include "stream/decoder.h"

#include <string.h>

bool decoder_agrees(const unsigned char *first, size_t size, const char *magic,
	size_t magic_size)
{
	return memcmp(first, magic, size < magic_size ? size : magic_size) == 0;
}

/* Whole magic numbers alone: their first bytes alone may be text. */
static bool is_compress(const unsigned char *first, size_t size)
{
	return size >= 3 && decoder_agrees(first, size, "\x1f\x9d", 2);
}

static bool is_lz4(const unsigned char *first, size_t size)
{
	return size >= 4 && decoder_agrees(first, size, "\x04\x22\x4d\x18", 4);
}

static bool is_lzip(const unsigned char *first, size_t size)
{
	return size >= 5 && decoder_agrees(first, size, "LZIP\x01", 5);
}

static bool is_seven_zip(const unsigned char *first, size_t size)
{
	return size >= 6 && decoder_agrees(first, size, "7z\xbc\xaf\x27\x1c", 6);
}

static bool is_zip(const unsigned char *first, size_t size)
{
	return size >= 4 && decoder_agrees(first, size, "PK\x03\x04", 4);
}

static const struct decoder refused[] = {
	{.name = "compress", .program = "gzip -dc", .begins = is_compress},
	{.name = "lz4", .program = "lz4 -dc", .begins = is_lz4},
	{.name = "lzip", .program = "lzip -dc", .begins = is_lzip},
	{.name = "7z", .program = "7z x -so", .begins = is_seven_zip},
	{.name = "zip", .program = "unzip -p", .begins = is_zip},
};

static const struct decoder *const decoders[] = {
	&decoder_gzip, &decoder_bzip2, &decoder_xz, &decoder_zstd,
	&refused[0], &refused[1], &refused[2], &refused[3], &refused[4],
};

const struct decoder *decoder_of(const unsigned char *first, size_t size)
{
	size_t i;

	for (i = 0; size && i < sizeof decoders / sizeof *decoders; i++)
		if (decoders[i]->begins(first, size))
			return decoders[i];
	return NULL;
}
