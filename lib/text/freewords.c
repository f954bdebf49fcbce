/* freewords.c - words between blanks, and words that a regex matches. */
#include "text/tokens_internal.h"

#include <string.h>

enum { RAW_MOST = 8192 }; /* bytes of a word that is folded as a whole */

/* The bytes become a word: folded, NFC.  A regex may match what no term can have in it: that
 * becomes blanks. */
static void take(struct tokens *tokens, const unsigned char *at, size_t size)
{
	char *out = tokens->text + tokens->used;
	size_t length, characters, i;

	if (size == 0 || size > RAW_MOST
		|| unicode_fold((const char *)at, size, out, TOKEN_WORD_BYTES, &length, &characters))
		return;
	for (i = 0; i < length; i++)
		if (out[i] == '\t' || out[i] == '\n' || out[i] == '\r' || out[i] == 0)
			out[i] = ' ';
	tokens_finish(tokens, length, characters, false);
}

/* What stands at a place: a character's length, and whether it is a blank or no character. */
static size_t look(const struct tokens *tokens, const unsigned char *at, bool *blank, bool *invalid)
{
	uint32_t point = 0;
	size_t size;

	*invalid = false;
	if (*at < 0x80) {
		*blank = *at == ' ' || (*at >= '\t' && *at <= '\r') || *at == 0;
		return 1;
	}
	size = unicode_decode(at, tokens->end, &point);
	*invalid = size == 0;
	*blank = size > 0 && unicode_is_blank(point);
	return size ? size : 1;
}

static const unsigned char *scan_blanks(struct tokens *tokens, const unsigned char *at)
{
	bool blank = false, invalid = false;

	while (at < tokens->end && tokens_room(tokens)) {
		const unsigned char *from = at;
		size_t size = 1;

		while (at < tokens->end
			&& (size = look(tokens, at, &blank, &invalid), !blank && !invalid))
			at += size;
		take(tokens, from, (size_t)(at - from));
		if (at < tokens->end) {
			tokens->invalid += invalid;
			at += size;
		}
	}
	return at;
}

/* Where the text stops to be UTF-8. */
static const unsigned char *valid_until(const struct tokens *tokens, const unsigned char *at)
{
	bool blank, invalid;

	while (at < tokens->end) {
		size_t size = look(tokens, at, &blank, &invalid);

		if (invalid)
			break;
		at += size;
	}
	return at;
}

static const unsigned char *scan_matches(struct tokens *tokens, const unsigned char *at)
{
	while (at < tokens->end && tokens_room(tokens)) {
		const char *text = (const char *)tokens->valid_from;
		size_t place, from, to;
		int found;

		if (at == tokens->valid_end) { /* a byte that is not UTF-8, or the beginning */
			tokens->invalid += tokens->valid_from != NULL;
			at += tokens->valid_from != NULL;
			tokens->valid_from = at;
			tokens->valid_end = valid_until(tokens, at);
			continue;
		}
		place = (size_t)(at - tokens->valid_from);
		found = pattern_next(tokens->pattern, text,
			(size_t)(tokens->valid_end - tokens->valid_from), &place, &from, &to,
			&tokens->fault);
		if (found < 0) {
			tokens->failed = true;
			return tokens->end;
		}
		if (found)
			take(tokens, tokens->valid_from + from, to - from);
		at = found ? tokens->valid_from + place : tokens->valid_end;
	}
	return at;
}

const unsigned char *freewords_scan(struct tokens *tokens, const unsigned char *at)
{
	return tokens->rule.words == TOKEN_REGEX ? scan_matches(tokens, at)
						 : scan_blanks(tokens, at);
}
