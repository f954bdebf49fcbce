/* html.c - escapes text for a page. */
#include "base/html.h"

#include "base/utf8.h"

static const char *reference_of(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return c < 0x20 || c == 0x7f ? " " : NULL;
	}
}

int html_put(struct bytes *out, const char *text, size_t length, struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + length;

	while (at < end) {
		const char *reference = reference_of(*at);
		unsigned bytes = utf8_length(at, (size_t)(end - at));

		if (reference || bytes == 0
				? bytes_printf(out, fault, "%s", reference ? reference : "&#xfffd;")
				: bytes_append(out, at, bytes, fault))
			return -1;
		at += bytes ? bytes : 1;
	}
	return 0;
}
