/* jsonscan - reads JSON (RFC 8259), checking all of it.
 *
 * Values are returned as in the text; jsonscan_text makes text of
 * strings.  Nothing is allocated, nothing is built, nesting is bounded. */
#ifndef FORMAT_JSONSCAN_H
#define FORMAT_JSONSCAN_H

#include "base/fault.h"

#include <stddef.h>

enum { JSON_DEPTH_MOST = 1000 };

enum json_type {
	JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT
};

struct json_value {
	enum json_type type;
	const char *text; /* the value as in the text, with quotes and brackets */
	size_t length;
};

/* Calls member for each member of the object that text is, blanks around it
 * allowed, in order; key is a string.  FAULT_DATA, without the place: no
 * object, damaged, nested too deep, more text after it. */
int jsonscan_object(const char *text, size_t length,
	int (*member)(void *context, const struct json_value *key,
		const struct json_value *value, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same for the elements of an array. */
int jsonscan_array(const char *text, size_t length,
	int (*element)(void *context, const struct json_value *value, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The text of a string in UTF-8, escapes resolved, into out (value->length bytes
 * are enough); other types unchanged.  A lone surrogate becomes U+FFFD.
 * Returns the length. */
size_t jsonscan_text(const struct json_value *value, char *out);

/* The character that the escape \uXXXX at the beginning of length bytes means, with the
 * low half of a pair where that follows; the digits were checked.  Returns its bytes in
 * UTF-8 (out: 4 are enough, and may begin where at does); *taken: bytes of the escape. */
size_t jsonscan_escape(const char *at, size_t length, char *out, size_t *taken);

#endif
