/* wordstem.c - stop words to nothing, CJK words to themselves, others to their stems. */
#include "text/wordstem.h"

#include "text/unicode.h"

#include <stdint.h>
#include <string.h>

size_t wordstem(struct stemmer *stemmer, const struct stopset *stop, const char *word,
	size_t length, char stem[WORDSTEM_ROOM])
{
	uint32_t point = 0;

	if (stop && stopset_has(stop, word, length))
		return 0;
	memcpy(stem, word, length);
	(void)unicode_decode((const unsigned char *)word, (const unsigned char *)word + length,
		&point);
	if (!unicode_is_cjk(point))
		length = stem_once(stemmer, stem, length, TOKEN_WORD_BYTES);
	memset(stem + length, 0, WORD_BYTES);
	return length;
}
