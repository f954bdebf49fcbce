/* jsonscan.c - a checking scanner of JSON. */
#include "format/jsonscan.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct scanner {
	const char *begin, *at, *end;
	struct fault *fault;
};

static int damaged(const struct scanner *scanner, const char *wanted)
{
	if (scanner->at == scanner->end)
		return fault_set(scanner->fault, FAULT_DATA, "JSON ends where %s should stand",
			wanted);
	return fault_set(scanner->fault, FAULT_DATA, "JSON, byte %zu: %s is expected there",
		(size_t)(scanner->at - scanner->begin) + 1, wanted);
}

static void skip_blanks(struct scanner *scanner)
{
	while (scanner->at < scanner->end
		&& (*scanner->at == ' ' || *scanner->at == '\t' || *scanner->at == '\r'
			|| *scanner->at == '\n'))
		scanner->at++;
}

/* The current byte, 0 at the end. */
static char peek(const struct scanner *scanner)
{
	return scanner->at < scanner->end ? *scanner->at : 0;
}

static bool take(struct scanner *scanner, char byte)
{
	if (peek(scanner) != byte || scanner->at == scanner->end)
		return false;
	scanner->at++;
	return true;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int scan_escape(struct scanner *scanner)
{
	int i;

	scanner->at++;
	if (scanner->at == scanner->end)
		return damaged(scanner, "an escape");
	if (*scanner->at != 'u') {
		if (!strchr("\"\\/bfnrt", *scanner->at) || !*scanner->at)
			return damaged(scanner, "one of \"\\/bfnrtu");
		scanner->at++;
		return 0;
	}
	for (i = 0, scanner->at++; i < 4; i++, scanner->at++)
		if (scanner->at == scanner->end || hex_digit(*scanner->at) < 0)
			return damaged(scanner, "a hexadecimal digit");
	return 0;
}

/* Behind the bytes that stand in a string for themselves and are ASCII; 16 at a time
 * where there are that many. */
static const char *skip_plain(const char *at, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'),
		blank = _mm_set1_epi8(0x20);

	for (; end - at >= 16; at += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
		/* as signed numbers, bytes from 0x80 are less than a blank, too */
		__m128i special = _mm_or_si128(_mm_cmplt_epi8(bytes, blank),
			_mm_or_si128(_mm_cmpeq_epi8(bytes, quote),
				_mm_cmpeq_epi8(bytes, backslash)));
		int mask = _mm_movemask_epi8(special);

		if (mask)
			return at + __builtin_ctz((unsigned)mask);
	}
#endif
	while (at < end && (unsigned char)*at >= 0x20 && (unsigned char)*at < 0x80 && *at != '"'
		&& *at != '\\')
		at++;
	return at;
}

static int scan_string(struct scanner *scanner)
{
	if (!take(scanner, '"'))
		return damaged(scanner, "a string");
	while ((scanner->at = skip_plain(scanner->at, scanner->end)) < scanner->end) {
		unsigned char c = (unsigned char)*scanner->at;

		if (c == '"') {
			scanner->at++;
			return 0;
		}
		if (c < 0x20)
			return damaged(scanner, "an escape, not a control character,");
		if (c == '\\' && scan_escape(scanner))
			return -1;
		while (scanner->at < scanner->end && (unsigned char)*scanner->at >= 0x80) {
			unsigned length = utf8_length((const unsigned char *)scanner->at,
				(size_t)(scanner->end - scanner->at));

			if (length == 0)
				return damaged(scanner, "UTF-8");
			scanner->at += length;
		}
	}
	return damaged(scanner, "the end of a string");
}

static bool skip_digits(struct scanner *scanner)
{
	const char *from = scanner->at;

	while (scanner->at < scanner->end && *scanner->at >= '0' && *scanner->at <= '9')
		scanner->at++;
	return scanner->at > from;
}

static int scan_number(struct scanner *scanner)
{
	(void)take(scanner, '-');
	if (!take(scanner, '0') && !skip_digits(scanner))
		return damaged(scanner, "a digit");
	if (take(scanner, '.') && !skip_digits(scanner))
		return damaged(scanner, "a digit");
	if (take(scanner, 'e') || take(scanner, 'E')) {
		if (!take(scanner, '+'))
			(void)take(scanner, '-');
		if (!skip_digits(scanner))
			return damaged(scanner, "a digit");
	}
	return 0;
}

static int scan_word(struct scanner *scanner, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(scanner->end - scanner->at) < length
		|| memcmp(scanner->at, word, length) != 0)
		return damaged(scanner, "a value");
	scanner->at += length;
	return 0;
}

/* A value that holds no others. */
static int scan_plain(struct scanner *scanner, enum json_type *type)
{
	switch (peek(scanner)) {
	case '"':
		*type = JSON_STRING;
		return scan_string(scanner);
	case 'n':
		*type = JSON_NULL;
		return scan_word(scanner, "null");
	case 't':
		*type = JSON_TRUE;
		return scan_word(scanner, "true");
	case 'f':
		*type = JSON_FALSE;
		return scan_word(scanner, "false");
	default:
		if (peek(scanner) != '-' && (peek(scanner) < '0' || peek(scanner) > '9'))
			return damaged(scanner, "a value");
		*type = JSON_NUMBER;
		return scan_number(scanner);
	}
}

static int scan_key(struct scanner *scanner)
{
	skip_blanks(scanner);
	if (peek(scanner) != '"')
		return damaged(scanner, "a name in quotes");
	if (scan_string(scanner))
		return -1;
	skip_blanks(scanner);
	if (!take(scanner, ':'))
		return damaged(scanner, "a colon");
	skip_blanks(scanner);
	return 0;
}

/* A value with all that it holds: no recursion, a bit a level says whether it
 * is an object. */
static int scan_value(struct scanner *scanner, struct json_value *value)
{
	uint64_t objects[JSON_DEPTH_MOST / 64 + 1] = {0};
	enum json_type type = JSON_NULL;
	size_t depth = 0;

	value->text = scanner->at;
	value->type = peek(scanner) == '{' ? JSON_OBJECT : JSON_ARRAY;
	for (;;) {
		bool object = peek(scanner) == '{', opened = object || peek(scanner) == '[';

		if (opened) {
			if (depth == JSON_DEPTH_MOST)
				return fault_set(scanner->fault, FAULT_DATA,
					"JSON nested deeper than %d", JSON_DEPTH_MOST);
			objects[depth / 64] &= ~((uint64_t)1 << depth % 64);
			objects[depth / 64] |= (uint64_t)object << depth % 64;
			depth++;
			scanner->at++;
			skip_blanks(scanner);
			if (peek(scanner) != (object ? '}' : ']')) {
				if (object && scan_key(scanner))
					return -1;
				continue;
			}
		} else if (scan_plain(scanner, &type)) {
			return -1;
		}
		/* after a value: closing brackets, or the next value */
		for (;;) {
			if (depth == 0) {
				if (value->text[0] != '{' && value->text[0] != '[')
					value->type = type;
				value->length = (size_t)(scanner->at - value->text);
				return 0;
			}
			object = objects[(depth - 1) / 64] >> (depth - 1) % 64 & 1;
			skip_blanks(scanner);
			if (take(scanner, object ? '}' : ']')) {
				depth--;
				continue;
			}
			if (!take(scanner, ','))
				return damaged(scanner, object ? "a comma or }" : "a comma or ]");
			skip_blanks(scanner);
			if (object && scan_key(scanner))
				return -1;
			break;
		}
	}
}

static int finish(struct scanner *scanner)
{
	skip_blanks(scanner);
	return scanner->at == scanner->end ? 0 : damaged(scanner, "the end");
}

int jsonscan_object(const char *text, size_t length,
	int (*member)(void *context, const struct json_value *key,
		const struct json_value *value, struct fault *fault),
	void *context, struct fault *fault)
{
	struct scanner scanner = {text, text, text + length, fault};
	struct json_value key = {.type = JSON_STRING}, value;

	skip_blanks(&scanner);
	if (!take(&scanner, '{'))
		return damaged(&scanner, "an object");
	skip_blanks(&scanner);
	if (take(&scanner, '}'))
		return finish(&scanner);
	for (;;) {
		skip_blanks(&scanner);
		key.text = scanner.at;
		if (scan_string(&scanner))
			return -1;
		key.length = (size_t)(scanner.at - key.text);
		skip_blanks(&scanner);
		if (!take(&scanner, ':'))
			return damaged(&scanner, "a colon");
		skip_blanks(&scanner);
		if (scan_value(&scanner, &value) || member(context, &key, &value, fault))
			return -1;
		skip_blanks(&scanner);
		if (take(&scanner, '}'))
			return finish(&scanner);
		if (!take(&scanner, ','))
			return damaged(&scanner, "a comma or }");
	}
}

int jsonscan_array(const char *text, size_t length,
	int (*element)(void *context, const struct json_value *value, struct fault *fault),
	void *context, struct fault *fault)
{
	struct scanner scanner = {text, text, text + length, fault};
	struct json_value value;

	skip_blanks(&scanner);
	if (!take(&scanner, '['))
		return damaged(&scanner, "an array");
	skip_blanks(&scanner);
	if (take(&scanner, ']'))
		return finish(&scanner);
	for (;;) {
		skip_blanks(&scanner);
		if (scan_value(&scanner, &value) || element(context, &value, fault))
			return -1;
		skip_blanks(&scanner);
		if (take(&scanner, ']'))
			return finish(&scanner);
		if (!take(&scanner, ','))
			return damaged(&scanner, "a comma or ]");
	}
}

static uint32_t hex_of(const char *at)
{
	uint32_t code = 0;
	int i;

	for (i = 0; i < 4; i++)
		code = code << 4 | (uint32_t)hex_digit(at[i]);
	return code;
}

/* What \uXXXX at *at means, with the low half of a pair where that follows. */
static uint32_t take_code(const char **at, const char *end)
{
	uint32_t code = hex_of(*at + 2), low;

	*at += 6;
	if (code < 0xd800 || code > 0xdfff)
		return code;
	if (code >= 0xdc00 || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u')
		return 0xfffd;
	low = hex_of(*at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return 0xfffd;
	*at += 6;
	return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

size_t jsonscan_text(const struct json_value *value, char *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at = value->text, *end = at + value->length;
	size_t length = 0;

	if (value->type != JSON_STRING) {
		memcpy(out, at, value->length);
		return value->length;
	}
	for (at++, end--; at < end;) {
		const char *escape = memchr(at, '\\', (size_t)(end - at));
		size_t plain = (size_t)((escape ? escape : end) - at);

		memmove(out + length, at, plain);
		length += plain;
		at += plain;
		if (!escape)
			break;
		if (at[1] == 'u') {
			uint32_t code = take_code(&at, end);

			length += utf8_put(code, out + length);
		} else {
			const char *place = strchr(from, at[1]);

			out[length++] = place ? to[place - from] : at[1];
			at += 2;
		}
	}
	return length;
}

size_t jsonscan_escape(const char *at, size_t length, char *out, size_t *taken)
{
	const char *next = at;
	uint32_t code = take_code(&next, at + length);

	*taken = (size_t)(next - at);
	return utf8_put(code, out);
}
