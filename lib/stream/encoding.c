/* encoding.c - guesses encodings by which bytes are frequent, and knows byte order marks. */
#include "stream/encoding.h"

#include "base/utf8.h"
#include "num/variants.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { SAMPLE = 256, BLOCK = 128 };

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

/* Is a block UTF-8, but for a character that it cuts?  The three bytes before it are read, too;
 * each byte follows one that wants it (RFC 3629). */
static VARIANTS bool is_sound(const unsigned char *text)
{
	unsigned char bad = 0;
	size_t i;

	for (i = 0; i < BLOCK; i++) {
		const unsigned char c = text[i], *before = text + i - 3;
		const unsigned char first = before[0], second = before[1], last = before[2];
		const unsigned char follows = (c & 0xc0) == 0x80;
		const unsigned char wanted = (last >= 0xc0) | (second >= 0xe0) | (first >= 0xf0);

		bad |= (unsigned char)(follows ^ wanted) | ((c & 0xfe) == 0xc0) | (c >= 0xf5);
		/* overlong forms, surrogates, beyond the last code point */
		bad |= (unsigned char)(((last == 0xe0) & (c < 0xa0)) | ((last == 0xed) & (c >= 0xa0))
			| ((last == 0xf0) & (c < 0x90)) | ((last == 0xf4) & (c >= 0x90)));
	}
	return !bad;
}

/* The last place up to at where a character begins, or one that is whole ends. */
static size_t character_start(const unsigned char *text, size_t at)
{
	while ((text[at - 1] & 0xc0) == 0x80)
		at--;
	return at - (text[at - 1] >= 0xc0);
}

/* ASCII eight bytes at once, and where little of them is, blocks; the rest by characters. */
size_t encoding_invalid(const char *string, size_t size)
{
	const unsigned char *text = (const unsigned char *)string;
	size_t at = 0, next_block = 3;

	while (at < size) {
		uint64_t high;
		unsigned length;

		if (size - at >= sizeof high) {
			memcpy(&high, text + at, sizeof high);
			high = high >> 7 & 0x0101010101010101;
			if (!high) {
				at += sizeof high;
				continue;
			}
			/* at least half of the eight */
			if (high * 0x0101010101010101 >> 56 >= 4 && at >= next_block
				&& size - at >= BLOCK) {
				next_block = at + BLOCK;
				if (is_sound(text + at)) {
					at = next_block = character_start(text, next_block);
					continue;
				}
			}
			at += (size_t)__builtin_ctzll(high) / 8;
		}
		length = text[at] < 0x80 ? 1 : utf8_length(text + at, size - at);
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
