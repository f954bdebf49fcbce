/* runs.c - words of text that is not all ASCII: letters of two bytes and CJK
 * characters by small tables, all else by what Unicode says of each character. */
#include "text/tokens_internal.h"

#include "base/utf8.h"

#include <string.h>

enum {
	RAW_MOST = 8192, /* bytes of a word that is folded as a whole */
	PHRASE = 24,     /* more characters than a word has */
	CURLED = 0x2019  /* the curly apostrophe */
};

/* The character at a place: a class, and its bytes. */
struct seen {
	enum unicode_class class;
	bool invalid;
	size_t size;
	uint32_t entry;
};

static enum unicode_class class_here(const struct tokens *tokens, uint32_t entry)
{
	enum unicode_class class = unicode_class(entry);

	if (tokens->rule.words == TOKEN_ASCII)
		return UNICODE_OTHER;
	if (class == UNICODE_DIGIT)
		return tokens->rule.words == TOKEN_ALNUM ? UNICODE_LETTER : UNICODE_OTHER;
	return class;
}

static struct seen look(struct tokens *tokens, const unsigned char *at)
{
	struct seen seen = {.class = UNICODE_OTHER, .size = 1};
	uint32_t point;

	if (*at < 0x80) {
		seen.entry = tokens->fold[*at];
		seen.class = seen.entry ? UNICODE_LETTER : UNICODE_OTHER;
		return seen;
	}
	seen.size = unicode_decode(at, tokens->end, &point);
	if (seen.size == 0) {
		seen.size = 1;
		seen.invalid = true;
		return seen;
	}
	if (tokens->rule.words == TOKEN_ASCII)
		return seen;
	seen.entry = unicode_entry(&tokens->unicode, point);
	seen.class = class_here(tokens, seen.entry);
	return seen;
}

/* ---- letters of two bytes: Latin, Greek, Cyrillic, Hebrew, Arabic ---- */

/* The table's entry for a character of two bytes, where it is not its lower
 * case, which is 0xc280 at least. */
enum { PAIR_UNKNOWN, PAIR_HARD, PAIR_SEPARATES };

static uint16_t ask_pair(struct tokens *tokens, uint32_t point)
{
	uint32_t entry = unicode_entry(&tokens->unicode, point);
	enum unicode_class class = class_here(tokens, entry);
	uint16_t *pair = &tokens->pair[point];
	char out[4];

	if (class == UNICODE_OTHER)
		*pair = PAIR_SEPARATES;
	else if (class == UNICODE_LETTER && !(entry & UNICODE_COMPLEX)
		&& utf8_put(entry & UNICODE_POINT, out) == 2)
		memcpy(pair, out, 2);
	else
		*pair = PAIR_HARD;
	return *pair;
}

/* True for what ends a word of letters: no letter, mark or joiner. */
static bool ends_word(struct tokens *tokens, const unsigned char *at)
{
	enum unicode_class class = look(tokens, at).class;

	return class == UNICODE_OTHER || class == UNICODE_CJK;
}

/* A word of ASCII and of letters of two bytes, most of what is neither English
 * nor Chinese.  NULL where it has anything else in it, and nothing was done. */
static const unsigned char *scan_pairs(struct tokens *tokens, const unsigned char *at)
{
	unsigned char *out = (unsigned char *)tokens->text + tokens->used;
	size_t length = 0, characters = 0;

	for (; length < TOKEN_WORD_BYTES - 4; characters++) {
		unsigned char c = *at;

		if (c < 0x80) {
			if (!tokens->fold[c])
				break;
			out[length++] = tokens->fold[c];
			at++;
		} else if ((c & 0xe0) == 0xc0 && (at[1] & 0xc0) == 0x80) {
			uint32_t point = (c & 0x1fu) << 6 | (at[1] & 0x3fu);
			uint16_t pair = tokens->pair[point];

			if (pair == PAIR_UNKNOWN)
				pair = c < 0xc2 ? PAIR_HARD : ask_pair(tokens, point);
			if (pair == PAIR_SEPARATES)
				break;
			if (pair == PAIR_HARD)
				return NULL;
			memcpy(out + length, &pair, 2);
			length += 2;
			at += 2;
		} else if (ends_word(tokens, at)) {
			break;
		} else {
			return NULL;
		}
	}
	if (length == 0 || length >= TOKEN_WORD_BYTES - 4)
		return NULL;
	tokens_finish(tokens, length, characters, false);
	return at;
}

/* ---- CJK: two bits a character of three bytes ---- */

enum { PLANE_UNKNOWN, PLANE_CJK, PLANE_SEPARATES, PLANE_HARD };

static unsigned ask_plane(struct tokens *tokens, uint32_t point)
{
	uint32_t first = point & ~31u, i;
	uint64_t all = 0;

	for (i = 0; i < 32; i++) {
		uint32_t entry = unicode_entry(&tokens->unicode, first + i);
		enum unicode_class class = class_here(tokens, entry);
		uint64_t what = PLANE_HARD;

		if (class == UNICODE_OTHER)
			what = PLANE_SEPARATES;
		else if (class == UNICODE_CJK && !(entry & UNICODE_COMPLEX)
			&& (entry & UNICODE_POINT) == first + i)
			what = PLANE_CJK;
		all |= what << 2 * i;
	}
	/* overlong forms and surrogates are no characters */
	if (first < 0x800 || (first >= 0xd800 && first < 0xe000))
		all = UINT64_MAX;
	tokens->plane[point >> 5] = all;
	return (unsigned)(all >> 2 * (point & 31) & 3);
}

/* The class of the three bytes at at; PLANE_HARD where they are not three. */
static inline unsigned plane_of(struct tokens *tokens, const unsigned char *at)
{
	uint32_t point;
	unsigned what;

	if (tokens->end - at < 3 || (at[0] & 0xf0) != 0xe0 || (at[1] & 0xc0) != 0x80
		|| (at[2] & 0xc0) != 0x80)
		return PLANE_HARD;
	point = (at[0] & 0xfu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
	what = (unsigned)(tokens->plane[point >> 5] >> 2 * (point & 31) & 3);
	return what ? what : ask_plane(tokens, point);
}

/* True for ASCII and for separators of three bytes: they end a run of CJK characters. */
static inline bool ends_run(struct tokens *tokens, const unsigned char *at)
{
	return *at < 0x80 || plane_of(tokens, at) == PLANE_SEPARATES;
}

/* Characters that are units by themselves, whatever follows: CJK, of three
 * bytes, before ASCII, another such or a separator. */
static const unsigned char *scan_simple(struct tokens *tokens, const unsigned char *at)
{
	const bool pairs = tokens->rule.cjk == TOKEN_CJK_BIGRAM;
	size_t run = tokens->run, count = tokens->count;
	struct wordkey key = {0, 0};
	unsigned here = plane_of(tokens, at);

	if (run && tokens->unit_length != 3)
		return at;
	if (run)
		key = wordkey_of(tokens->unit, 3);
	while (here == PLANE_CJK && count <= TOKEN_BATCH - EDGES_WORDS) {
		const struct wordkey unit = wordkey_of((const char *)at, 3);
		unsigned after = at[3] < 0x80 ? (unsigned)PLANE_SEPARATES
					      : plane_of(tokens, at + 3);

		if (after == PLANE_HARD)
			break;
		tokens->key[count] = pairs ? wordkey_behind(key, 3, unit) : unit;
		count += !pairs || run > 0;
		key = unit;
		run++;
		at += 3;
		here = after;
	}
	if (run)
		memcpy(tokens->unit, &key, 3);
	tokens->unit_length = 3;
	tokens->run = run;
	tokens->count = count;
	return at;
}

/* One CJK character with the marks, vowels and last consonants that belong to
 * it, folded into tokens->unit. */
static const unsigned char *scan_unit(struct tokens *tokens, const unsigned char *at,
	struct seen first)
{
	const unsigned char *raw = at;
	bool whole = (first.entry & UNICODE_COMPLEX) != 0;
	struct seen seen;
	size_t characters;

	at += first.size;
	for (;; at += seen.size) {
		seen = look(tokens, at);
		if (seen.class == UNICODE_MARK
			|| (seen.class == UNICODE_CJK && (seen.entry & UNICODE_COMPLEX)))
			whole = true;
		else if (seen.class != UNICODE_IGNORED)
			break;
	}
	if (!whole || at - raw > RAW_MOST
		|| unicode_fold((const char *)raw, (size_t)(at - raw), tokens->unit,
			   sizeof tokens->unit, &tokens->unit_length, &characters))
		tokens->unit_length = utf8_put(first.entry & UNICODE_POINT, tokens->unit);
	return at;
}

/* A run of CJK characters gives its characters or its pairs; a lone character
 * is a token as well.  The run may continue in the next batch. */
static const unsigned char *scan_run(struct tokens *tokens, const unsigned char *at)
{
	const bool pairs = tokens->rule.cjk == TOKEN_CJK_BIGRAM;

	while (tokens_room(tokens)) {
		char *out = tokens->text + tokens->used;
		struct seen seen = {.class = UNICODE_OTHER};
		size_t before = 0;

		if (tokens->plain)
			at = scan_simple(tokens, at);
		if (!tokens_room(tokens))
			break;
		if (!ends_run(tokens, at))
			seen = look(tokens, at);
		if (seen.class != UNICODE_CJK) {
			if (pairs && tokens->run == 1) {
				memcpy(out, tokens->unit, sizeof tokens->unit);
				tokens_finish(tokens, tokens->unit_length, 1, true);
			}
			tokens->run = 0;
			break;
		}
		if (pairs && tokens->run > 0) {
			before = tokens->unit_length;
			memcpy(out, tokens->unit, sizeof tokens->unit);
		}
		at = scan_unit(tokens, at, seen);
		memcpy(out + before, tokens->unit, sizeof tokens->unit);
		if (!pairs || tokens->run > 0)
			tokens_finish(tokens, before + tokens->unit_length, 2, true);
		tokens->run++;
	}
	return at;
}

/* ---- all else ---- */

/* True for Chinese and Japanese, where words have no spaces between them. */
static bool is_spaceless(uint32_t entry)
{
	uint32_t point = entry & UNICODE_POINT;

	return point >= 0x3000 && point < 0xa000 && !(point >= 0x3131 && point <= 0x318e);
}

/* True for Thai, Lao, Burmese and Khmer, which put spaces between phrases. */
static bool is_unspaced(uint32_t entry)
{
	uint32_t point = entry & UNICODE_POINT;

	return (point >= 0xe00 && point < 0xf00) || (point >= 0x1000 && point < 0x10a0)
		|| (point >= 0x1780 && point < 0x1800);
}

/* Bytes of the character of --inside that is here, between letters or digits; 0: none is.  The
 * curled apostrophe is one where the straight one is. */
static size_t inside_here(struct tokens *tokens, const unsigned char *at)
{
	const char *inside = tokens->rule.inside;
	uint32_t point = 0;
	size_t size = at < tokens->end ? unicode_decode(at, tokens->end, &point) : 0;

	for (; size && *inside; inside++)
		if (memcmp(inside, at, strnlen(inside, size)) == 0
			|| (*inside == '\'' && point == CURLED))
			return at + size < tokens->end
				&& look(tokens, at + size).class == UNICODE_LETTER ? size : 0;
	return 0;
}

/* Curled apostrophes of the word become straight; the length that is left. */
static size_t straighten(char *word, size_t length)
{
	size_t i, out = 0;

	for (i = 0; i < length; i++)
		if (length - i >= 3 && memcmp(word + i, "\xe2\x80\x99", 3) == 0) {
			word[out++] = '\'';
			i += 2;
		} else {
			word[out++] = word[i];
		}
	return out;
}

/* A word that is not all ASCII, or very long, or a run of CJK characters:
 * letters continue with letters, CJK with CJK, marks and ignorables with both. */
static const unsigned char *scan_word(struct tokens *tokens, const unsigned char *at,
	struct seen seen)
{
	const unsigned char *raw = at;
	const enum unicode_class class = seen.class;
	const uint32_t first = seen.entry;
	const bool spaceless = is_spaceless(first);
	char *out = tokens->text + tokens->used;
	size_t length = 0, characters = 0, inner;
	bool whole = false, fits = true;

	while (seen.class == class || seen.class == UNICODE_MARK
		|| seen.class == UNICODE_IGNORED) {
		at += seen.size;
		if (seen.class == UNICODE_MARK || (seen.entry & UNICODE_COMPLEX))
			whole = true;
		if (length + 4 > TOKEN_WORD_BYTES) {
			fits = false;
		} else if (seen.class != UNICODE_IGNORED) {
			length += utf8_put(seen.entry & UNICODE_POINT, out + length);
			characters++;
		}
		seen = look(tokens, at);
		if (*tokens->rule.inside && class == UNICODE_LETTER && seen.class == UNICODE_OTHER
			&& (inner = inside_here(tokens, at)) > 0) {
			if (length + 4 > TOKEN_WORD_BYTES)
				fits = false;
			else
				memcpy(out + length, at, inner);
			length += fits ? inner : 0;
			characters++;
			at += inner;
			seen = look(tokens, at);
		}
	}
	if (whole)
		fits = at - raw <= RAW_MOST
			&& unicode_fold((const char *)raw, (size_t)(at - raw), out, TOKEN_WORD_BYTES,
				   &length, &characters) == 0;
	if (is_unspaced(first) && (!fits || characters > PHRASE)) {
		tokens->runs.unspaced++;
		tokens->runs.overlong += !fits || characters > tokens->rule.most;
	}
	if (class == UNICODE_CJK && spaceless && (!fits || characters > 4)) {
		tokens->runs.cjk++;
		tokens->runs.cjk_overlong += !fits || characters > tokens->rule.most;
	}
	if (!fits || (characters > tokens->rule.most && !tokens->rule.no_accents))
		return at;
	if (strchr(tokens->rule.inside, '\''))
		length = straighten(out, length);
	tokens_finish(tokens, length, characters, class == UNICODE_CJK);
	return at;
}

/* at is where a word may begin. */
static const unsigned char *scan_one(struct tokens *tokens, const unsigned char *at)
{
	const unsigned char *after;
	struct seen seen;

	if (*at >= 0xe0 && plane_of(tokens, at) == PLANE_SEPARATES)
		return at + 3;
	if (!*tokens->rule.inside && (*at < 0x80 ? tokens->fold[*at] != 0 : *at < 0xe0)
		&& (after = scan_pairs(tokens, at)) != NULL)
		return after;
	seen = look(tokens, at);
	if (seen.class == UNICODE_CJK && tokens->rule.cjk != TOKEN_CJK_RUN)
		return scan_run(tokens, at);
	if (seen.class == UNICODE_CJK || seen.class == UNICODE_LETTER)
		return scan_word(tokens, at, seen);
	tokens->invalid += seen.invalid;
	return at + seen.size;
}

const unsigned char *runs_scan(struct tokens *tokens, const unsigned char *at,
	const unsigned char *end)
{
	if (tokens->run)
		at = scan_run(tokens, at);
	while (at < end && tokens_room(tokens))
		at = scan_one(tokens, at);
	return at;
}
