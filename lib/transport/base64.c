/* base64.c - six bits a character (RFC 4648, section 4). */
#include "transport/base64.h"

#include <string.h>

static const char letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_decode(const char *text, size_t length, unsigned char *out, size_t *size)
{
	unsigned long bits = 0;
	unsigned pending = 0;
	size_t i;

	*size = 0;
	if (length % 4 == 0 && length > 0 && text[length - 1] == '=')
		length -= text[length - 2] == '=' ? 2 : 1;
	if (length % 4 == 1)
		return false;
	for (i = 0; i < length; i++) {
		const char *letter = text[i] ? strchr(letters, text[i]) : NULL;

		if (!letter)
			return false;
		bits = (bits << 6 | (unsigned long)(letter - letters)) & 0xffffff;
		pending += 6;
		if (pending >= 8) {
			pending -= 8;
			out[(*size)++] = (unsigned char)(bits >> pending & 0xff);
		}
	}
	return true;
}

void base64_encode(const unsigned char *data, size_t size, char *out)
{
	unsigned long bits = 0;
	unsigned pending = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		bits = (bits << 8 | data[i]) & 0xffffff;
		pending += 8;
		while (pending >= 6) {
			pending -= 6;
			*out++ = letters[bits >> pending & 63];
		}
	}
	if (pending)
		*out++ = letters[bits << (6 - pending) & 63];
	*out = 0;
}
