/* unescape.c - resolves escapes of line ends and tabs. */
#include "format/unescape.h"

#include "format/jsonscan.h"

#include <string.h>

/* \uXXXX, with the low half of a pair, as JSON has it; 0: it is none. */
static size_t unicode(const char *at, size_t left, char *out, size_t *taken)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	size_t length = 6, i;

	if (left < 6)
		return 0;
	for (i = 2; i < 6; i++)
		if (!memchr(digits, at[i], sizeof digits - 1))
			return 0;
	if (left >= 12 && at[6] == '\\' && at[7] == 'u') {
		for (i = 8; i < 12 && memchr(digits, at[i], sizeof digits - 1); i++)
			;
		length = i == 12 ? 12 : 6;
	}
	return jsonscan_escape(at, length, out, taken);
}

size_t unescape_text(char *text, size_t size)
{
	static const char from[] = "nrtbfv0\\\"'/", to[] = "\n\r\t\b\f\v\0\\\"'/";
	char *end = text + size, *out = text, *at = text;

	while (at < end) {
		char *escape = memchr(at, '\\', (size_t)(end - at));
		size_t plain = (size_t)((escape ? escape : end) - at), taken = 0, made;
		const char *place;

		if (out != at)
			memmove(out, at, plain);
		out += plain;
		at += plain;
		if (!escape)
			break;
		place = at + 1 < end ? memchr(from, at[1], sizeof from - 1) : NULL;
		if (place) {
			*out++ = to[place - from];
			at += 2;
		} else if (at + 1 < end && at[1] == 'u'
			&& (made = unicode(at, (size_t)(end - at), out, &taken)) > 0) {
			out += made;
			at += taken;
		} else {
			*out++ = *at++;
		}
	}
	return (size_t)(out - text);
}
