/* unicode_test.c - decoding, classes and folding of all code points. */
#include "text/unicode.h"

#include "base/utf8.h"
#include "unit.h"

#include <stdbool.h>
#include <string.h>

static struct fault fault;

static size_t decode(const char *text, size_t size, uint32_t *point)
{
	return unicode_decode((const unsigned char *)text, (const unsigned char *)text + size,
		point);
}

static void all_points_survive(void)
{
	uint32_t point, back;
	char text[4];
	bool good = true;

	for (point = 0; point < 0x110000; point++) {
		size_t size = utf8_put(point, text);

		if (point >= 0xd800 && point < 0xe000)
			good = good && decode(text, size, &back) == 0;
		else
			good = good && decode(text, size, &back) == size && back == point;
	}
	CHECK(good);
}

static void bad_bytes_are_no_characters(void)
{
	static const char *const bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(",
		"\xe0\x9f\xbf", "\xe4\xb8", "\xe4(\xad", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xf0\x9f\x98"};
	uint32_t point;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(decode(bad[i], strlen(bad[i]), &point) == 0);
	/* cut by the end, not by the bytes that follow it */
	CHECK(decode("\xe4\xb8\xad", 2, &point) == 0);
}

static enum unicode_class class_of(struct unicode *unicode, uint32_t point)
{
	return unicode_class(unicode_entry(unicode, point));
}

static void classes(void)
{
	struct unicode unicode;

	CHECK(unicode_init(&unicode, &fault) == 0);
	CHECK(class_of(&unicode, 'x') == UNICODE_LETTER);
	CHECK(class_of(&unicode, 0xe9) == UNICODE_LETTER);
	CHECK(class_of(&unicode, 0x416) == UNICODE_LETTER);
	CHECK(class_of(&unicode, 0x664) == UNICODE_DIGIT); /* Arabic 4 */
	CHECK(class_of(&unicode, 0xb2) == UNICODE_OTHER);  /* superscript 2 */
	CHECK(class_of(&unicode, 0x301) == UNICODE_MARK);
	CHECK(class_of(&unicode, 0xad) == UNICODE_IGNORED);
	CHECK(class_of(&unicode, 0x200d) == UNICODE_IGNORED);
	CHECK(class_of(&unicode, 0x200b) == UNICODE_OTHER); /* zero width space */
	CHECK(class_of(&unicode, 0x4e2d) == UNICODE_CJK);
	CHECK(class_of(&unicode, 0x3007) == UNICODE_CJK); /* Chinese 0, a letter number */
	CHECK(class_of(&unicode, 0x3042) == UNICODE_CJK);
	CHECK(class_of(&unicode, 0xd55c) == UNICODE_CJK);
	CHECK(class_of(&unicode, 0x3002) == UNICODE_OTHER); /* ideographic full stop */
	CHECK(class_of(&unicode, 0x1f600) == UNICODE_OTHER);
	CHECK(class_of(&unicode, 0x10ffff) == UNICODE_OTHER);
	unicode_release(&unicode);
}

static bool folds_to(const char *text, const char *wanted, size_t wanted_characters)
{
	char out[256];
	size_t length, characters;

	return unicode_fold(text, strlen(text), out, sizeof out, &length, &characters) == 0
		&& length == strlen(wanted) && memcmp(out, wanted, length) == 0
		&& characters == wanted_characters;
}

static void folding(void)
{
	CHECK(folds_to("ABC", "abc", 3));
	CHECK(folds_to("Stra\xc3\x9f" "e", "strasse", 7));
	CHECK(folds_to("e\xcc\x81", "\xc3\xa9", 1));        /* composed */
	CHECK(folds_to("\xc3\x89", "\xc3\xa9", 1));
	CHECK(folds_to("\xe2\x84\xab", "\xc3\xa5", 1));     /* the angstrom sign */
	CHECK(folds_to("q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87", 3)); /* marks in order */
	CHECK(folds_to("\xce\xa3\xcf\x82", "\xcf\x83\xcf\x83", 2)); /* final sigma */
	CHECK(folds_to("so\xc2\xad" "ft", "soft", 4));
	CHECK(folds_to("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c", 1)); /* Hangul */
}

static void folding_keeps_within_bounds(void)
{
	char text[2 * UNICODE_FOLD_MOST], out[16];
	size_t length, characters;

	CHECK(unicode_fold("abcdefghijklmnop", 16, out, sizeof out, &length, &characters) == -1);
	memset(text, 'a', sizeof text);
	CHECK(unicode_fold(text, sizeof text, out, sizeof out, &length, &characters) == -1);
}

/* An entry that is not complex must be all there is to its folding, alone and
 * behind any letter. */
static void simple_entries_fold_alone(void)
{
	struct unicode unicode;
	uint32_t point;
	bool good = true;

	CHECK(unicode_init(&unicode, &fault) == 0);
	for (point = 0x80; point < 0x110000; point++) {
		uint32_t entry = unicode_entry(&unicode, point);
		char text[8] = "e", out[64], wanted[8] = "e";
		size_t size, length, characters;

		if (unicode_class(entry) == UNICODE_OTHER || unicode_class(entry) == UNICODE_MARK
			|| unicode_class(entry) == UNICODE_IGNORED || (entry & UNICODE_COMPLEX))
			continue;
		size = 1 + utf8_put(point, text + 1);
		good = good && unicode_fold(text, size, out, sizeof out, &length, &characters) == 0
			&& length == 1 + utf8_put(entry & UNICODE_POINT, wanted + 1)
			&& memcmp(out, wanted, length) == 0;
	}
	CHECK(good);
	unicode_release(&unicode);
}

int main(void)
{
	RUN(all_points_survive);
	RUN(bad_bytes_are_no_characters);
	RUN(classes);
	RUN(folding);
	RUN(folding_keeps_within_bounds);
	RUN(simple_entries_fold_alone);
	return unit_end();
}
