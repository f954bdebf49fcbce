/* encoding_test.c - which encoding a text that is no UTF-8 seems to be in. */
#include "stream/encoding.h"

#include "base/utf8.h"
#include "unit.h"

#include <iconv.h>
#include <string.h>

/* The guess for a text of UTF-8 when it is in that encoding. */
static const char *guess_of(const char *text, const char *encoding)
{
	char in[512], out[512], *from = in, *to = out;
	size_t size = strlen(text), room = sizeof out;
	iconv_t state = iconv_open(encoding, "UTF-8");

	CHECK(state != (iconv_t)-1 && size < sizeof in);
	memcpy(in, text, size);
	CHECK(iconv(state, &from, &size, &to, &room) == 0);
	(void)iconv_close(state);
	return encoding_guess((unsigned char *)out, sizeof out - room);
}

#define GUESSES(text, encoding) CHECK(strcmp(guess_of(text, encoding), encoding) == 0)

static void encodings_are_guessed(void)
{
	static const char russian[] = "Все счастливые семьи похожи "
		"друг на друга, каждая ";
	static const char japanese[] = "吾輩は猫である。名前はまだ無い。"
		"どこで生れたかとんと見当がつかぬ。";
	static const char chinese[] = "話說天下大勢，分久必合，合久必分。周末七國";

	GUESSES("Ein schöner Tag für große Bären", "ISO-8859-1");
	GUESSES("üße aus Köln", "ISO-8859-1");
	GUESSES("Ein „schöner“ Tag – für 5 €", "windows-1252");
	GUESSES(russian, "windows-1251");
	GUESSES(russian, "KOI8-R");
	GUESSES(japanese, "Shift_JIS");
	GUESSES(japanese, "EUC-JP");
	GUESSES("나랏말이 중국과 달라 한자와 통하지 아니하므로", "EUC-KR");
	GUESSES(chinese, "Big5");
	GUESSES("话说天下大势，分久必合，合久必分。", "GB18030");
	CHECK(strcmp(guess_of("plain text", "UTF-16LE"), "UTF-16") == 0);
	CHECK(strcmp(guess_of("plain text", "UTF-16BE"), "UTF-16") == 0);
}

static void the_line_is_told(void)
{
	static const char text[] = "one\nt\xc3\xa4st of eight and more\nna\xefve\n";
	struct fault fault = {0};

	CHECK(encoding_check(text, 10, &fault) == 0 && encoding_check(text, 0, &fault) == 0);
	CHECK(encoding_invalid(text, sizeof text - 1) == 30);
	CHECK(encoding_check(text, sizeof text - 1, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "line 3: bytes that are no UTF-8 (ISO-8859-1?)") != NULL);
}

/* The same place, character by character. */
static size_t plain_invalid(const char *text, size_t size)
{
	size_t at = 0;
	unsigned length = 1;

	for (; at < size && length; at += length)
		length = utf8_length((const unsigned char *)text + at, size - at);
	return at;
}

/* Any byte in any place of texts that are little, half and not ASCII. */
static void any_byte_is_found(void)
{
	static const char *const parts[] = {"страна ", "天地玄黃宇宙洪荒",
		"a\xf0\x9f\x98\x80",
		"plain text, ", "\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80\xe0\xa0\x80\xf0\x90\x80\x80"};
	char text[600], changed[600];
	size_t part, size, at, byte, wrong = 0;

	for (part = 0; part < sizeof parts / sizeof *parts; part++) {
		for (size = 0; size + 2 * strlen(parts[part]) < 400;) {
			const char *next = parts[size % 3 ? part : (part + size) % 5];

			memcpy(text + size, next, strlen(next));
			size += strlen(next);
		}
		CHECK(encoding_invalid(text, size) == size);
		for (at = 0; at < size; at++)
			wrong += encoding_invalid(text, at) != plain_invalid(text, at);
		for (at = 0; at < size; at++)
			for (byte = 0; byte < 256; byte++) {
				memcpy(changed, text, size);
				changed[at] = (char)byte;
				wrong += encoding_invalid(changed, size)
					!= plain_invalid(changed, size);
			}
	}
	CHECK(wrong == 0);
}

static void marks_are_known(void)
{
	size_t mark = 0;

#define MARKED(first, name, length) \
	CHECK(strcmp(encoding_marked((const unsigned char *)(first), sizeof(first) - 1, &mark), name) \
		== 0 && mark == (length))
	MARKED("\xff\xfe\0\0", "UTF-32LE", 4);
	MARKED("\0\0\xfe\xff" "a", "UTF-32BE", 4);
	MARKED("\xff\xfe" "a", "UTF-16LE", 2);
	MARKED("\xfe\xff\0\0", "UTF-16BE", 2);
	CHECK(!encoding_marked((const unsigned char *)"\xef\xbb\xbf", 3, &mark));
	CHECK(!encoding_marked((const unsigned char *)"\xff", 1, &mark));
}

int main(void)
{
	RUN(encodings_are_guessed);
	RUN(the_line_is_told);
	RUN(any_byte_is_found);
	RUN(marks_are_known);
	return unit_end();
}
