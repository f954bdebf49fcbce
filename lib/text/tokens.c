/* tokens.c - finds words in text: ASCII by 16 bytes at once, the rest by runs.c. */
#include "text/tokens.h"

#include "base/memory.h"
#include "text/tokens_internal.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

_Static_assert(NGRAM_WORDS == TOKEN_NGRAMS_MOST, "n-grams have a fixed array");
_Static_assert((int)NGRAM_WORDS < (int)EDGES_WORDS, "a batch has room for the n-grams of a word");
_Static_assert(TOKEN_NGRAMS_MOST * (TOKEN_NGRAMS_MOST + 1) / 2 * (TOKEN_WORD_BYTES + 16)
	<= TOKENS_SLACK, "the n-grams of one word fit");
_Static_assert(sizeof(struct wordkey) == WORD_BYTES, "a key is its bytes");

/* From the n-th byte from the middle on it keeps n bytes of a key. */
static const unsigned char keep[2 * WORD_BYTES] = {255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255};

/* The key of a word of letters and digits of ASCII; false where some bytes of it are none.  A
 * letter and a digit are made lower case by one bit. */
#ifdef __SSE2__
static INLINE bool key_of(const unsigned char *word, size_t length, struct wordkey *key)
{
	const __m128i kept = _mm_loadu_si128(
		(const __m128i *)(const void *)(keep + WORD_BYTES - length));
	const __m128i bytes = _mm_and_si128(kept, _mm_or_si128(_mm_set1_epi8(0x20),
		_mm_loadu_si128((const __m128i *)(const void *)word)));

	_mm_storeu_si128((__m128i *)(void *)key, bytes);
	return _mm_movemask_epi8(bytes) == 0;
}

/* Eight letters from U+0400 to U+045F, of two bytes each, are made lower case at once: those
 * that the first length bytes, of 16, are.  False where these are anything else. */
static INLINE bool lower_cyrillic(const unsigned char *at, size_t length, void *out)
{
	const __m128i kept = _mm_loadu_si128(
		(const __m128i *)(const void *)(keep + WORD_BYTES - length));
	const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	const __m128i form = _mm_cmpeq_epi16(_mm_and_si128(bytes, _mm_set1_epi16((short)0xc0e0)),
		_mm_set1_epi16((short)0x80c0));
	const __m128i six = _mm_set1_epi16(0x3f);
	/* the letter less U+0400; what is below becomes negative */
	const __m128i letter = _mm_sub_epi16(_mm_or_si128(
		_mm_slli_epi16(_mm_and_si128(bytes, _mm_set1_epi16(0x1f)), 6),
		_mm_and_si128(_mm_srli_epi16(bytes, 8), six)), _mm_set1_epi16(0x400));
	const __m128i known = _mm_and_si128(_mm_cmpgt_epi16(letter, _mm_set1_epi16(-1)),
		_mm_cmpgt_epi16(_mm_set1_epi16(0x60), letter));
	/* capitals: the first 16 are 0x50 before their small letters, the next 32 are 0x20 */
	const __m128i small = _mm_add_epi16(letter, _mm_add_epi16(
		_mm_and_si128(_mm_cmpgt_epi16(_mm_set1_epi16(0x30), letter), _mm_set1_epi16(0x20)),
		_mm_and_si128(_mm_cmpgt_epi16(_mm_set1_epi16(0x10), letter), _mm_set1_epi16(0x30))));
	const __m128i first = _mm_or_si128(_mm_srli_epi16(small, 6), _mm_set1_epi16(0xd0));
	const __m128i second = _mm_or_si128(_mm_and_si128(small, six), _mm_set1_epi16(0x80));
	const __m128i other = _mm_andnot_si128(_mm_and_si128(form, known), kept);

	_mm_storeu_si128((__m128i *)out,
		_mm_and_si128(kept, _mm_or_si128(first, _mm_slli_epi16(second, 8))));
	return length % 2 == 0 && _mm_movemask_epi8(other) == 0;
}
#else
static INLINE bool lower_cyrillic(const unsigned char *at, size_t length, void *out)
{
	(void)at;
	(void)length;
	(void)out;
	return false; /* runs.c does it */
}

static INLINE bool key_of(const unsigned char *word, size_t length, struct wordkey *key)
{
	const uint64_t top = 0x8080808080808080u, low = 0x2020202020202020u;
	struct wordkey kept;

	memcpy(key, word, WORD_BYTES);
	memcpy(&kept, keep + WORD_BYTES - length, WORD_BYTES);
	key->lo = (key->lo | low) & kept.lo;
	key->hi = (key->hi | low) & kept.hi;
	return ((key->lo | key->hi) & top) == 0;
}
#endif

static void set_fold(struct tokens *tokens)
{
	int c;

	memset(tokens->fold, 0, sizeof tokens->fold);
	memset(tokens->fold + 128, TOKENS_NOT_ASCII, 128);
	for (c = 0; c < 26; c++)
		tokens->fold['a' + c] = tokens->fold['A' + c] = (unsigned char)('a' + c);
	for (c = '0'; c <= '9' && tokens->rule.words == TOKEN_ALNUM; c++)
		tokens->fold[c] = (unsigned char)c;
}

int tokens_init(struct tokens *tokens, const struct tokenrule *rule,
	const struct stopset *stop, struct fault *fault)
{
	*tokens = (struct tokens){.rule = *rule, .stop = stop && stop->count ? stop : NULL};
	tokens->edges.digits = rule->words == TOKEN_ALNUM;
	tokens->plain = !tokens->stop && strcmp(rule->stem, "none") == 0 && rule->ngrams == 1
		&& !rule->no_numbers && !rule->no_accents;
	tokens->apart = rule->words >= TOKEN_BLANKS || *rule->inside;
	set_fold(tokens);
	tokens->key = memory_aligned(TOKEN_BATCH, sizeof *tokens->key, fault);
	tokens->text = memory_aligned(TOKEN_BATCH_BYTES, 1, fault);
	tokens->pair = memory_zeroed(2048, sizeof *tokens->pair, fault);
	tokens->plane = memory_zeroed(2048, sizeof *tokens->plane, fault);
	if (!tokens->key || !tokens->text || !tokens->pair || !tokens->plane
		|| unicode_init(&tokens->unicode, fault)
		|| ngrams_init(&tokens->ngrams, (size_t)rule->ngrams, TOKEN_WORD_BYTES, fault))
		return -1;
	if (rule->words == TOKEN_REGEX && !(tokens->pattern = pattern_new(rule->regex, fault)))
		return -1;
	if (strcmp(rule->stem, "none") != 0) {
		tokens->stemmer = stem_new(rule->stem, fault);
		return tokens->stemmer ? 0 : -1;
	}
	return 0;
}

void tokens_release(struct tokens *tokens)
{
	free(tokens->key);
	free(tokens->text);
	free(tokens->pair);
	free(tokens->plane);
	unicode_release(&tokens->unicode);
	ngrams_release(&tokens->ngrams);
	stem_free(tokens->stemmer);
	pattern_free(tokens->pattern);
	*tokens = (struct tokens){0};
}

void tokens_start(struct tokens *tokens, const char *text, size_t size)
{
	const unsigned char *from = (const unsigned char *)text;

	edges_start(&tokens->edges, text, tokens->apart ? 0 : size);
	tokens->position = tokens->apart && size ? from : NULL;
	tokens->valid_from = NULL;
	tokens->valid_end = from;
	tokens->piece_end = tokens->end = from + size;
	tokens->failed = false;
	tokens->run = 0;
	ngrams_clear(&tokens->ngrams);
}

/* The bytes at text + used become a token. */
static inline void push(struct tokens *tokens, size_t length)
{
	char *term = tokens->text + tokens->used;

	memset(term + length, 0, WORD_BYTES);
	if (length <= WORD_BYTES) {
		memcpy(&tokens->key[tokens->count++], term, WORD_BYTES);
		return;
	}
	tokens->key[tokens->count++] = (struct wordkey){0,
		(uint64_t)length << 32 | tokens->used};
	tokens->used += (length + 7) & ~(size_t)7;
}

static void push_ngrams(struct tokens *tokens, const char *word, size_t length)
{
	struct ngrams *ngrams = &tokens->ngrams;
	size_t i;

	ngrams_add(ngrams, word, length);
	push(tokens, length);
	for (i = 0; i + 1 < ngrams->count; i++) {
		size_t size = ngrams->used - ngrams->start[i];

		memcpy(tokens->text + tokens->used, ngrams->text + ngrams->start[i], size);
		push(tokens, size);
	}
}

static bool is_ascii(const unsigned char *at, size_t length)
{
	unsigned char all = 0;
	size_t i;

	for (i = 0; i < length; i++)
		all |= at[i];
	return all < 0x80;
}

/* Takes the marks off; 0 where nothing is left, or it is too long. */
static size_t take_marks_off(char *word, size_t length, size_t *characters)
{
	char with[TOKEN_WORD_BYTES];

	if (is_ascii((const unsigned char *)word, length))
		return length;
	memcpy(with, word, length);
	return unicode_strip(with, length, word, TOKEN_WORD_BYTES, &length, characters) ? 0 : length;
}

/* True for digits without letters, whatever else there is. */
static bool is_number(struct tokens *tokens, const char *word, size_t length)
{
	const unsigned char *at = (const unsigned char *)word, *end = at + length;
	bool digits = false;

	while (at < end) {
		uint32_t point = 0;
		size_t size = unicode_decode(at, end, &point);
		enum unicode_class class = unicode_class(unicode_entry(&tokens->unicode, point));

		if (class == UNICODE_LETTER || class == UNICODE_CJK)
			return false;
		digits = digits || class == UNICODE_DIGIT;
		at += size ? size : 1;
	}
	return digits;
}

void tokens_finish(struct tokens *tokens, size_t length, size_t characters, bool cjk)
{
	char *word = tokens->text + tokens->used;

	if (tokens->rule.no_accents
		&& (length = take_marks_off(word, length, &characters)) == 0)
		return;
	if (tokens->rule.no_numbers && is_number(tokens, word, length))
		return;
	if (!cjk && (characters < tokens->rule.least || characters > tokens->rule.most))
		return;
	if (tokens->stop && stopset_has(tokens->stop, word, length)) {
		tokens->stopped++;
		return;
	}
	if (tokens->stemmer && !cjk)
		length = stem(tokens->stemmer, word, length, TOKEN_WORD_BYTES);
	if (length == 0)
		return;
	if (tokens->rule.ngrams > 1)
		push_ngrams(tokens, word, length);
	else
		push(tokens, length);
}

/* A word of ASCII, too long for a key or that needs more steps. */
static void take_ascii(struct tokens *tokens, const unsigned char *at, size_t length)
{
	char *out = tokens->text + tokens->used;
	size_t i;

	if (length > tokens->rule.most)
		return;
	for (i = 0; i < length; i++)
		out[i] = (char)tokens->fold[at[i]];
	tokens_finish(tokens, length, length, false);
}

/* A longer word of Cyrillic; false where it is none. */
static bool take_cyrillic(struct tokens *tokens, const unsigned char *at, size_t length)
{
	char *out = tokens->text + tokens->used;
	size_t i;

	if (tokens->rule.words == TOKEN_ASCII || length > TOKEN_WORD_BYTES - WORD_BYTES)
		return false;
	for (i = 0; i < length; i += WORD_BYTES)
		if (!lower_cyrillic(at + i, length - i < WORD_BYTES ? length - i : WORD_BYTES, out + i))
			return false;
	tokens_finish(tokens, length, length / 2, false);
	return true;
}

/* The piece between two edges that is no short word of ASCII. */
static void take_piece(struct tokens *tokens, const unsigned char *at, const unsigned char *end)
{
	if (*at >= 0xd0 && take_cyrillic(tokens, at, (size_t)(end - at)))
		return;
	if (is_ascii(at, (size_t)(end - at))) {
		take_ascii(tokens, at, (size_t)(end - at));
		return;
	}
	tokens->piece_end = end;
	tokens->position = runs_scan(tokens, at, end);
	if (tokens->position >= end && !tokens->run)
		tokens->position = NULL;
}

/* Takes short words of ASCII until another piece, the end of the text, or a full
 * batch. */
VARIANTS static void take_short(struct tokens *tokens)
{
	struct edges *edges = &tokens->edges;
	const size_t most = tokens->rule.most < WORD_BYTES ? (size_t)tokens->rule.most : WORD_BYTES;
	/* none is long enough where the rule asks for more */
	const bool any = tokens->rule.least <= most;
	const size_t least = any ? (size_t)tokens->rule.least : WORD_BYTES + 1;
	const size_t span = any ? most - least : 0;
	const bool cyrillic = tokens->rule.words != TOKEN_ASCII;
	struct wordkey *key = tokens->key + tokens->count;
	const struct wordkey *const full = tokens->key + TOKEN_BATCH - EDGES_WORDS;

	while (key <= full && (edges->bits || edges_fill(edges)) && !edges->long_end) {
		const unsigned char *const block = edges->block;
		uint64_t bits = edges->bits;

		while (bits) {
			const unsigned begin = (unsigned)__builtin_ctzll(bits);
			const uint64_t after = bits & (bits - 1);
			const size_t length = (unsigned)__builtin_ctzll(after) - begin;

			if (length > WORD_BYTES)
				break;
			if (key_of(block + begin, length, key))
				key += length - least <= span;
			else if (cyrillic && lower_cyrillic(block + begin, length, key))
				key += length / 2 - least <= span;
			else
				break;
			bits = after & (after - 1);
		}
		edges->bits = bits;
		if (bits)
			break;
	}
	tokens->count = (size_t)(key - tokens->key);
}

/* Continues with a piece that filled the batch before, or with a text without edges. */
static void go_on(struct tokens *tokens)
{
	tokens->position = tokens->rule.words >= TOKEN_BLANKS
		? freewords_scan(tokens, tokens->position)
		: runs_scan(tokens, tokens->position, tokens->piece_end);
	if (tokens->position >= tokens->piece_end && !tokens->run)
		tokens->position = NULL;
}

bool tokens_next(struct tokens *tokens)
{
	struct edges *edges = &tokens->edges;

	tokens->count = tokens->used = 0;
	/* without edges there is nothing else, and a full batch may hold no token at all */
	while (tokens->position && tokens_room(tokens))
		go_on(tokens);
	while (!tokens->position && tokens_room(tokens)) {
		const unsigned char *begin, *end;

		if (tokens->plain)
			take_short(tokens);
		if (!tokens_room(tokens) || !(edges->bits || edges_fill(edges)))
			break;
		begin = edges_take(edges, &end);
		take_piece(tokens, begin, end);
	}
	return tokens->count > 0;
}
