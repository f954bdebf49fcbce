/* unicode.c - classes and foldings of characters, by utf8proc. */
#include "text/unicode.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

#define POINTS 0x110000u

enum { PAGE = 256 };

int unicode_init(struct unicode *unicode, struct fault *fault)
{
	/* zeroed memory that is never touched costs nothing */
	unicode->entry = memory_zeroed(POINTS, sizeof *unicode->entry, fault);
	return unicode->entry ? 0 : -1;
}

void unicode_release(struct unicode *unicode)
{
	free(unicode->entry);
	unicode->entry = NULL;
}

size_t unicode_decode(const unsigned char *text, const unsigned char *end, uint32_t *point)
{
	size_t left = (size_t)(end - text);
	uint32_t first = text[0];

	if (first < 0x80) {
		*point = first;
		return 1;
	}
	if (first < 0xe0) {
		if (first < 0xc2 || left < 2 || (text[1] & 0xc0) != 0x80)
			return 0;
		*point = (first & 0x1f) << 6 | (text[1] & 0x3fu);
		return 2;
	}
	if (first < 0xf0) {
		if (left < 3 || (text[1] & 0xc0) != 0x80 || (text[2] & 0xc0) != 0x80)
			return 0;
		*point = (first & 0xf) << 12 | (text[1] & 0x3fu) << 6 | (text[2] & 0x3fu);
		return *point < 0x800 || (*point >= 0xd800 && *point < 0xe000) ? 0 : 3;
	}
	if (first > 0xf4 || left < 4 || (text[1] & 0xc0) != 0x80 || (text[2] & 0xc0) != 0x80
		|| (text[3] & 0xc0) != 0x80)
		return 0;
	*point = (first & 7) << 18 | (text[1] & 0x3fu) << 12 | (text[2] & 0x3fu) << 6
		| (text[3] & 0x3fu);
	return *point < 0x10000 || *point >= POINTS ? 0 : 4;
}

/* The library knows categories but not scripts. */
bool unicode_is_cjk(uint32_t point)
{
	static const uint32_t range[][2] = {{0x1100, 0x11ff}, {0x3005, 0x3007},
		{0x3021, 0x3029}, {0x3031, 0x3035}, {0x3038, 0x303c}, {0x3041, 0x3096},
		{0x309d, 0x309f}, {0x30a1, 0x30fa}, {0x30fc, 0x30ff}, {0x3131, 0x318e},
		{0x31f0, 0x31ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa960, 0xa97f},
		{0xac00, 0xd7ff}, {0xf900, 0xfaff}, {0xff66, 0xffdc}, {0x1aff0, 0x1b16f},
		{0x20000, 0x3ffff}};
	size_t i;

	for (i = 0; i < sizeof range / sizeof *range; i++)
		if (point >= range[i][0] && point <= range[i][1])
			return true;
	return false;
}

enum unicode_class unicode_class_of(uint32_t point)
{
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)point);

	/* the zero width space is ignorable by its property, but it
	 * separates words where a script has no other space */
	if (property->ignorable && point != 0x200b)
		return UNICODE_IGNORED;
	switch ((utf8proc_category_t)property->category) {
	case UTF8PROC_CATEGORY_NL:
		return unicode_is_cjk(point) ? UNICODE_CJK : UNICODE_OTHER;
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return unicode_is_cjk(point) ? UNICODE_CJK : UNICODE_LETTER;
	case UTF8PROC_CATEGORY_ND:
		return UNICODE_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return UNICODE_MARK;
	default:
		return UNICODE_OTHER;
	}
}

/* True for what may combine with the character before it: marks, the vowels and
 * last consonants of Hangul, and the few letters that are like them. */
static bool may_compose(uint32_t point)
{
	return unicode_class_of(point) == UNICODE_MARK || (point >= 0x1160 && point <= 0x11ff)
		|| (point >= 0xd7b0 && point <= 0xd7ff) || (point >= 0x16d40 && point <= 0x16d7f);
}

static uint32_t entry_of(uint32_t point)
{
	uint32_t entry = UNICODE_KNOWN | (uint32_t)unicode_class_of(point) << UNICODE_CLASS_SHIFT;
	uint32_t folded;
	char text[4] = {0}, out[64] = {0};
	size_t length, characters;

	if (unicode_class(entry) == UNICODE_OTHER)
		return entry | point;
	if (unicode_fold(text, utf8_put(point, text), out, sizeof out, &length, &characters)
		|| characters != 1
		|| unicode_decode((unsigned char *)out, (unsigned char *)out + length, &folded) == 0
		|| may_compose(point) || may_compose(folded))
		return entry | UNICODE_COMPLEX | point;
	return entry | folded;
}

uint32_t unicode_ask(struct unicode *unicode, uint32_t point)
{
	uint32_t first = point - point % PAGE, i;

	for (i = first; i < first + PAGE; i++)
		unicode->entry[i] = entry_of(i);
	return unicode->entry[point];
}

bool unicode_is_blank(uint32_t point)
{
	return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xa0
		|| point == 0x1680 || (point >= 0x2000 && point <= 0x200b) || point == 0x2028
		|| point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

/* A mark that makes no other letter of it. */
static bool is_loose(utf8proc_int32_t point)
{
	return utf8proc_get_property(point)->combining_class != 0 && point != 0x3099
		&& point != 0x309a;
}

static int fold(const char *text, size_t size, bool strip, char *out, size_t room,
	size_t *length, size_t *characters)
{
	utf8proc_int32_t point[UNICODE_FOLD_MOST + 1];
	utf8proc_ssize_t count, i, kept = 0;

	count = utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, point,
		UNICODE_FOLD_MOST,
		(utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE
			| (strip ? UTF8PROC_COMPAT : 0)));
	if (count < 0 || count > UNICODE_FOLD_MOST)
		return -1;
	for (i = 0; strip && i < count; i++)
		if (!is_loose(point[i]))
			point[kept++] = point[i];
	count = utf8proc_normalize_utf32(point, strip ? kept : count,
		(utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
	if (count < 0)
		return -1;
	*length = 0;
	*characters = (size_t)count;
	for (i = 0; i < count; i++) {
		if (room - *length < 4)
			return -1;
		*length += utf8_put((uint32_t)point[i], out + *length);
	}
	return 0;
}

int unicode_fold(const char *text, size_t size, char *out, size_t room, size_t *length,
	size_t *characters)
{
	return fold(text, size, false, out, room, length, characters);
}

int unicode_strip(const char *text, size_t size, char *out, size_t room, size_t *length,
	size_t *characters)
{
	return fold(text, size, true, out, room, length, characters);
}
