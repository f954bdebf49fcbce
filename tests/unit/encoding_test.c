/* encoding_test.c - which encoding a text that is no UTF-8 seems to be in. */
#include "stream/encoding.h"

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
	RUN(marks_are_known);
	return unit_end();
}
