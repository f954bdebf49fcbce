/* wordstem.c - stop words to nothing, CJK words to themselves, others to their stems. */
#include "text/wordstem.h"

#include "text/unicode.h"

#include <stdint.h>
#include <string.h>

size_t wordstem(struct stemmer *stemmer, const struct stopset *stop, const char *word,
	size_t length, char stem[WORDSTEM_ROOM])
{
	const unsigned char *const at = (const unsigned char *)word;
	uint32_t point = *at;

	if (stop && stopset_has(stop, word, length))
		return 0;
	memcpy(stem, word, length);
	if (point >= 0x80)
		(void)unicode_decode(at, at + length, &point);
	if (point < 0x80 || !unicode_is_cjk(point))
		length = stem_once(stemmer, stem, length, TOKEN_WORD_BYTES);
	memset(stem + length, 0, WORD_BYTES);
	return length;
}
