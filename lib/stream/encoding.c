/* encoding.c - guesses encodings by which bytes are frequent, and knows byte order marks. */
#include "stream/encoding.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

enum { SAMPLE = 256 };

struct byte_census {
	size_t even_zeros, odd_zeros;
	size_t high;      /* bytes from 0x80 */
	size_t beside;    /* of them, beside another */
	size_t longest;   /* run of them */
	size_t control;   /* 0x80 to 0x9f: letters of Windows, or halves of characters */
	size_t letters, small; /* from 0xc0, of them from 0xe0 */
	size_t pairs, kana, hangul, kana_sjis; /* pairs from 0xa1, by their first bytes */
	size_t low_second; /* a byte from 0xa1, and an ASCII one from 0x40 behind it */
};

/* Characters of two bytes, as they would be taken from the left. */
static void count_pairs(const unsigned char *sample, size_t size, struct byte_census *census)
{
	size_t i;

	for (i = 0; i + 1 < size; i++) {
		unsigned char first = sample[i], second = sample[i + 1];

		if (first < 0x80)
			continue;
		census->kana_sjis += first == 0x82 || first == 0x83;
		census->low_second += first >= 0xa1 && second >= 0x40 && second < 0x7f;
		if (first >= 0xa1 && second >= 0xa1) {
			census->pairs++;
			census->kana += first == 0xa4 || first == 0xa5;
			census->hangul += first >= 0xb0 && first <= 0xc8;
		}
		i++;
	}
}

static struct byte_census count(const unsigned char *sample, size_t size)
{
	struct byte_census census = {0};
	size_t run = 0, i;

	for (i = 0; i < size; i++) {
		unsigned char c = sample[i];

		census.even_zeros += c == 0 && i % 2 == 0;
		census.odd_zeros += c == 0 && i % 2;
		run = c < 0x80 ? 0 : run + 1;
		if (c < 0x80)
			continue;
		census.high++;
		census.longest = run > census.longest ? run : census.longest;
		census.beside += (i && sample[i - 1] >= 0x80)
			|| (i + 1 < size && sample[i + 1] >= 0x80);
		census.control += c < 0xa0;
		census.letters += c >= 0xc0;
		census.small += c >= 0xe0;
	}
	count_pairs(sample, size, &census);
	return census;
}

const char *encoding_guess(const unsigned char *sample, size_t size)
{
	const struct byte_census n = count(sample, size);

	if (n.even_zeros + n.odd_zeros > size / 8)
		return "UTF-16";
	/* words with a letter or two of their own, among ASCII ones */
	if (n.beside * 2 <= n.high || (n.longest <= 2 && n.high * 4 <= size))
		return n.control ? "windows-1252" : "ISO-8859-1";
	if (n.letters * 10 >= n.high * 9)
		return n.small * 2 > n.letters ? "windows-1251" : "KOI8-R";
	if (n.kana_sjis * 8 > n.high)
		return "Shift_JIS";
	if (n.low_second * 8 > n.high)
		return "Big5";
	if (n.kana * 4 > n.pairs)
		return "EUC-JP";
	if (n.hangul * 10 > n.pairs * 8)
		return "EUC-KR";
	return "GB18030";
}

size_t encoding_invalid(const char *text, size_t size)
{
	size_t at = 0;

	while (at < size) {
		uint64_t word;
		unsigned length;

		/* ASCII, eight bytes at once */
		if (size - at >= sizeof word) {
			memcpy(&word, text + at, sizeof word);
			word &= 0x8080808080808080;
			if (!word) {
				at += sizeof word;
				continue;
			}
			at += (size_t)__builtin_ctzll(word) / 8;
		}
		length = (unsigned char)text[at] < 0x80 ? 1
			: utf8_length((const unsigned char *)text + at, size - at);

		if (length == 0)
			return at;
		at += length;
	}
	return size;
}

int encoding_check(const char *text, size_t size, struct fault *fault)
{
	size_t at = size ? encoding_invalid(text, size) : 0, line = 1, i;
	const char *guess;

	if (at == size)
		return 0;
	for (i = 0; i < at; i++)
		line += text[i] == '\n';
	guess = encoding_guess((const unsigned char *)text + at,
		size - at < SAMPLE ? size - at : SAMPLE);
	return fault_set(fault, FAULT_DATA, "line %zu: bytes that are no UTF-8 (%s?); "
		"\"iconv -f %s -t UTF-8\" converts them", line, guess, guess);
}

const char *encoding_marked(const unsigned char *first, size_t size, size_t *mark)
{
	static const struct {
		const char *bytes, *name;
		size_t length;
	} marks[] = {
		/* the longer first: the mark of UTF-32LE begins with that of UTF-16LE */
		{"\xff\xfe\0\0", "UTF-32LE", 4},
		{"\0\0\xfe\xff", "UTF-32BE", 4},
		{"\xff\xfe", "UTF-16LE", 2},
		{"\xfe\xff", "UTF-16BE", 2},
	};
	size_t i;

	for (i = 0; i < sizeof marks / sizeof *marks; i++)
		if (size >= marks[i].length && memcmp(first, marks[i].bytes, marks[i].length) == 0) {
			*mark = marks[i].length;
			return marks[i].name;
		}
	return NULL;
}
