/* json.c - writes strings and numbers as JSON. */
#include "base/json.h"

#include "base/number.h"
#include "base/utf8.h"

#include <math.h>

/* A character of length bytes, 0 where it is none. */
static int put_character(struct bytes *out, const unsigned char *at, unsigned length,
	struct fault *fault)
{
	if (length == 0)
		return bytes_printf(out, fault, "\\ufffd");
	if (*at < 0x20 || *at == 0x7f)
		return bytes_printf(out, fault, "\\u%04x", *at);
	if (*at == '"' || *at == '\\')
		return bytes_printf(out, fault, "\\%c", *at);
	return bytes_append(out, at, length, fault);
}

int json_put_string(struct bytes *out, const char *text, size_t length, struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length;

	if (bytes_append(out, "\"", 1, fault))
		return -1;
	while (at < end) {
		unsigned bytes = utf8_length(at, (size_t)(end - at));

		if (put_character(out, at, bytes, fault))
			return -1;
		at += bytes ? bytes : 1;
	}
	return bytes_append(out, "\"", 1, fault);
}

int json_put_float(struct bytes *out, double number, struct fault *fault)
{
	char text[NUMBER_TEXT];

	if (!isfinite((float)number))
		return bytes_append(out, "null", 4, fault);
	return bytes_append(out, text, number_format_float(text, (float)number), fault);
}
