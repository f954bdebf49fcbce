/* tokens.c - finds words in text, ASCII by the byte, the rest by the table. */
#include "text/tokens.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
	NOT_ASCII = 255,
	SLACK = TOKEN_BATCH_BYTES / 2, /* more than all n-grams that end in one word */
	RAW_MOST = 8192                /* bytes of a word that is folded as a whole */
};

_Static_assert(NGRAM_WORDS == TOKEN_NGRAMS_MOST, "n-grams have a fixed array");
_Static_assert(TOKEN_NGRAMS_MOST * (TOKEN_NGRAMS_MOST + 1) / 2 * (TOKEN_WORD_BYTES + 16)
	<= SLACK, "the n-grams of one word fit");

/* What stands at a place: a class, and how many bytes it takes. */
struct seen {
	enum unicode_class class;
	bool invalid;
	size_t size;
	uint32_t entry;
};

static void set_fold(struct tokens *tokens)
{
	int c;

	memset(tokens->fold, 0, sizeof tokens->fold);
	memset(tokens->fold + 128, NOT_ASCII, 128);
	for (c = 0; c < 26; c++)
		tokens->fold['a' + c] = tokens->fold['A' + c] = (unsigned char)('a' + c);
	for (c = '0'; c <= '9' && tokens->rule.words == TOKEN_ALNUM; c++)
		tokens->fold[c] = (unsigned char)c;
}

int tokens_init(struct tokens *tokens, const struct tokenrule *rule,
	const struct stopset *stop, struct fault *fault)
{
	*tokens = (struct tokens){.rule = *rule, .stop = stop && stop->count ? stop : NULL};
	set_fold(tokens);
	tokens->token = memory_zeroed(TOKEN_BATCH, sizeof *tokens->token, fault);
	tokens->text = memory_aligned(TOKEN_BATCH_BYTES, 1, fault);
	if (!tokens->token || !tokens->text || unicode_init(&tokens->unicode, fault)
		|| ngrams_init(&tokens->ngrams, (size_t)rule->ngrams, TOKEN_WORD_BYTES, fault))
		return -1;
	if (strcmp(rule->stem, "none") != 0) {
		tokens->stemmer = stem_new(rule->stem, fault);
		return tokens->stemmer ? 0 : -1;
	}
	return 0;
}

void tokens_release(struct tokens *tokens)
{
	free(tokens->token);
	free(tokens->text);
	unicode_release(&tokens->unicode);
	ngrams_release(&tokens->ngrams);
	stem_free(tokens->stemmer);
	*tokens = (struct tokens){0};
}

void tokens_start(struct tokens *tokens, const char *text, size_t size)
{
	tokens->position = (const unsigned char *)text;
	tokens->end = tokens->position + size;
	tokens->run = 0;
	ngrams_clear(&tokens->ngrams);
}

/* The bytes at text + used become a token. */
static inline void push(struct tokens *tokens, size_t length)
{
	struct token *token = &tokens->token[tokens->count++];

	token->at = (uint32_t)tokens->used;
	token->length = (uint32_t)length;
	memset(tokens->text + tokens->used + length, 0, 8);
	tokens->used += (length + 7) & ~(size_t)7;
}

static void push_ngrams(struct tokens *tokens, size_t length)
{
	struct ngrams *ngrams = &tokens->ngrams;
	size_t i;

	ngrams_add(ngrams, tokens->text + tokens->token[tokens->count - 1].at, length);
	for (i = 0; i + 1 < ngrams->count; i++) {
		size_t size = ngrams->used - ngrams->start[i];

		memcpy(tokens->text + tokens->used, ngrams->text + ngrams->start[i], size);
		push(tokens, size);
	}
}

/* The word at text + used is folded; what the rule says happens to it. */
static inline void finish(struct tokens *tokens, size_t length, size_t characters, bool cjk)
{
	char *word = tokens->text + tokens->used;

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
	push(tokens, length);
	if (tokens->rule.ngrams > 1)
		push_ngrams(tokens, length);
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
	seen.class = unicode_class(seen.entry);
	if (seen.class == UNICODE_DIGIT)
		seen.class = tokens->rule.words == TOKEN_ALNUM ? UNICODE_LETTER : UNICODE_OTHER;
	return seen;
}

static bool has_room(const struct tokens *tokens)
{
	return tokens->count <= TOKEN_BATCH - NGRAM_WORDS
		&& tokens->used <= TOKEN_BATCH_BYTES - SLACK;
}

/* True for Chinese and Japanese, where words have no spaces between them. */
static bool is_spaceless(uint32_t entry)
{
	uint32_t point = entry & UNICODE_POINT;

	return point >= 0x3000 && point < 0xa000 && !(point >= 0x3131 && point <= 0x318e);
}

/* A word that is not all ASCII, or very long, or a run of CJK characters:
 * letters go on with letters, CJK with CJK, marks and ignorables with both. */
static const unsigned char *scan_word(struct tokens *tokens, const unsigned char *at,
	struct seen seen)
{
	const unsigned char *raw = at;
	const enum unicode_class class = seen.class;
	const bool spaceless = is_spaceless(seen.entry);
	char *out = tokens->text + tokens->used;
	size_t length = 0, characters = 0;
	bool whole = false, fits = true;

	while (seen.class == class || seen.class == UNICODE_MARK
		|| seen.class == UNICODE_IGNORED) {
		at += seen.size;
		if (seen.class == UNICODE_MARK || (seen.entry & UNICODE_COMPLEX))
			whole = true;
		if (length + 4 > TOKEN_WORD_BYTES) {
			fits = false;
		} else if (seen.class != UNICODE_IGNORED) {
			length += unicode_encode(seen.entry & UNICODE_POINT, out + length);
			characters++;
		}
		seen = look(tokens, at);
	}
	if (whole)
		fits = at - raw <= RAW_MOST
			&& unicode_fold((const char *)raw, (size_t)(at - raw), out, TOKEN_WORD_BYTES,
				   &length, &characters) == 0;
	if (!fits || characters > tokens->rule.most)
		return at;
	tokens->cjk += class == UNICODE_CJK && spaceless && characters > 4;
	finish(tokens, length, characters, class == UNICODE_CJK);
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
		tokens->unit_length = unicode_encode(first.entry & UNICODE_POINT, tokens->unit);
	return at;
}

/* A run of CJK characters gives its characters or its pairs; a lone character
 * is a token as well.  The run may go on in the next batch. */
static const unsigned char *scan_run(struct tokens *tokens, const unsigned char *at)
{
	const bool pairs = tokens->rule.cjk == TOKEN_CJK_BIGRAM;

	while (has_room(tokens)) {
		char *out = tokens->text + tokens->used;
		size_t before = 0;
		struct seen seen = look(tokens, at);

		if (seen.class != UNICODE_CJK) {
			if (pairs && tokens->run == 1) {
				memcpy(out, tokens->unit, sizeof tokens->unit);
				finish(tokens, tokens->unit_length, 1, true);
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
			finish(tokens, before + tokens->unit_length, 2, true);
		tokens->run++;
	}
	return at;
}

/* What the fast loop leaves.  at is where a word begins, or not ASCII. */
static const unsigned char *scan_slowly(struct tokens *tokens, const unsigned char *at)
{
	struct seen seen = look(tokens, at);

	if (seen.class == UNICODE_CJK && tokens->rule.cjk != TOKEN_CJK_RUN)
		return scan_run(tokens, at);
	if (seen.class == UNICODE_CJK || seen.class == UNICODE_LETTER)
		return scan_word(tokens, at, seen);
	tokens->invalid += seen.invalid;
	return at + seen.size;
}

/* How many of the next eight bytes go on a word of ASCII, with their lower
 * case in out: a byte's top bit in letter and digit says what it is.  A byte
 * that is not ASCII can carry into those behind it, which no longer count. */
static inline size_t fold_eight(const unsigned char *at, unsigned char *out, uint64_t digits)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	const uint64_t each = 0x0101010101010101u, top = 0x80 * each;
	uint64_t word, lower, letter, digit, stop;

	memcpy(&word, at, 8);
	lower = word | 0x20 * each;
	letter = (lower + (0x80 - 'a') * each) & ~(lower + (0x7f - 'z') * each) & top;
	digit = (word + (0x80 - '0') * each) & ~(word + (0x7f - '9') * each) & digits;
	stop = (~(letter | digit) | word) & top;
	word |= letter >> 2;
	memcpy(out, &word, 8);
	return stop ? (size_t)__builtin_ctzll(stop) / 8 : 8;
#else
	(void)at;
	(void)out;
	(void)digits;
	return 0;
#endif
}

/* The length of the word of ASCII that begins at at, in lower case in out. */
static inline size_t fold_word(const struct tokens *tokens, const unsigned char *at,
	unsigned char *out)
{
	const uint64_t digits = tokens->fold['0'] ? 0x8080808080808080u : 0;
	size_t length = 0, step = 8;

	while (step == 8 && length < TOKEN_WORD_BYTES - 8
		&& tokens->end - at >= (ptrdiff_t)length + 8) {
		step = fold_eight(at + length, out + length, digits);
		length += step;
	}
	/* a zero or a line end stands behind the text, and stops the word */
	for (; length < TOKEN_WORD_BYTES; length++) {
		unsigned char folded = tokens->fold[at[length]];

		if (folded == 0 || folded == NOT_ASCII)
			break;
		out[length] = folded;
	}
	return length;
}

bool tokens_next(struct tokens *tokens)
{
	const unsigned char *at = tokens->position, *fold = tokens->fold;

	tokens->count = tokens->used = 0;
	if (tokens->run)
		at = scan_run(tokens, at);
	while (has_room(tokens)) {
		unsigned char *out = (unsigned char *)tokens->text + tokens->used;
		size_t length;

		while (at < tokens->end && !fold[*at])
			at++;
		if (at >= tokens->end)
			break;
		length = fold_word(tokens, at, out);
		if (fold[at[length]] == 0) {
			at += length;
			finish(tokens, length, length, false);
		} else {
			at = scan_slowly(tokens, at);
		}
	}
	tokens->position = at;
	return tokens->count > 0;
}
