/* phrases_fuzz.c - phrases of a vocabulary in a row of words, against a plain search; and
 * any terms by any measure: which stay does not depend on what was asked before. */
#include "stream/vocabulary.h"
#include "text/phrasematch.h"
#include "text/phrases.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PHRASES = 32, WORDS = 8 };

struct known_phrase {
	uint32_t word[NGRAM_WORDS];
	size_t count;
};

/* The longest phrase that the words begin with, the last added of equal ones; and its length. */
static uint64_t plain_take(const struct known_phrase *known, size_t phrases, const uint64_t *word,
	size_t left, size_t *taken)
{
	uint64_t found = word[0];
	size_t i, j;

	*taken = 1;
	for (i = 0; i < phrases; i++) {
		for (j = 0; j < known[i].count && j < left && known[i].word[j] == word[j]; j++)
			;
		if (j == known[i].count && j >= *taken) {
			*taken = j;
			found = 1000 + i;
		}
	}
	return found;
}

static void check_number(const struct known_phrase *known, size_t phrases, const uint64_t *word,
	size_t words, size_t *at, uint64_t number)
{
	size_t taken;

	if (*at >= words || plain_take(known, phrases, word + *at, words - *at, &taken) != number)
		abort();
	*at += taken;
}

/* Phrases are a length and words each; what follows are words, of which 255 is unknown. */
static void match(const uint8_t *data, size_t size)
{
	struct known_phrase known[PHRASES];
	struct phrasematch tree;
	struct phraserow row = {0};
	struct fault fault = {0};
	uint64_t word[256], number;
	size_t phrases = 0, words = 0, at = 0, wanted, i, j;

	if (phrasematch_init(&tree, &fault))
		abort();
	for (wanted = data[0] % (PHRASES + 1), at = 1; phrases < wanted && at < size; phrases++) {
		struct known_phrase *phrase = &known[phrases];

		phrase->count = 2 + data[at++] % (NGRAM_WORDS - 1);
		for (i = 0; i < phrase->count; i++, at++)
			phrase->word[i] = at < size ? data[at] % WORDS : 0;
		if (phrasematch_add(&tree, phrase->word, phrase->count, (uint32_t)(1000 + phrases),
				&fault))
			abort();
	}
	for (; at < size && words < 256; at++)
		word[words++] = data[at] == 255 ? UINT64_MAX - 2 : data[at] % WORDS;
	for (i = j = 0; i < words; i++)
		if (phrasematch_push(&tree, &row, word[i], &number))
			check_number(known, phrases, word, words, &j, number);
	while (row.count)
		check_number(known, phrases, word, words, &j, phrasematch_take(&tree, &row));
	if (j != words)
		abort();
	phrasematch_release(&tree);
}

/* Terms are ended by line ends; their counts come from their bytes. */
static size_t take_terms(const uint8_t *data, size_t size, struct termcount *term, size_t most)
{
	const char *at = (const char *)data, *end = at + size;
	size_t count = 0;

	while (at < end && count < most) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop ? stop : end) - at);

		if (length && length <= TERM_BYTES_MOST) {
			uint64_t cf = (unsigned char)at[0] * (uint64_t)length;

			term[count++] = (struct termcount){at, length, 1, cf};
		}
		at += length + 1;
	}
	return count;
}

static void select_terms(const uint8_t *data, size_t size)
{
	static const char *const rules[] = {"npmi:0.5", "pmi:1", "mikolov:10:5", "llr:3.8",
		"npmi:-1", "mikolov:0:0", NULL, NULL};
	struct termcount term[64];
	struct phrases phrases = {0};
	struct tokenrule rule;
	struct fault fault = {0};
	char text[16] = {0};
	const char *what = rules[data[0] & 7];
	struct phrases_arguments arguments = {what ? what : text, data[0] & 8 ? "english" : NULL};
	size_t count, i;
	bool kept[64];

	memcpy(text, data, size < sizeof text ? size : sizeof text - 1);
	tokenrule_default(&rule);
	rule.ngrams = 2 + data[0] / 16 % 4;
	if (phrases_init(&phrases, &arguments, &rule, &fault)) {
		phrases_release(&phrases);
		return;
	}
	count = take_terms(data + 1, size - 1, term, 64);
	for (i = 0; i < count; i++) {
		phrases_count(&phrases, &term[i]);
		if (phrases_is_ngram(&term[i]) && phrases_need(&phrases, &term[i], &fault))
			abort();
	}
	for (i = 0; i < count; i++)
		phrases_fill(&phrases, &term[i]);
	if (phrases_check(&phrases, phrases.tokens + 1, &fault) == 0)
		abort();
	for (i = 0; i < count; i++)
		kept[i] = phrases_keep(&phrases, &term[i]);
	for (i = count; i-- > 0;)
		if (phrases_keep(&phrases, &term[i]) != kept[i]
			|| (!phrases_is_ngram(&term[i]) && !kept[i]))
			abort();
	phrases_release(&phrases);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	if (data[0] & 1)
		match(data + 1, size - 1);
	else
		select_terms(data + 1, size - 1);
	return 0;
}
