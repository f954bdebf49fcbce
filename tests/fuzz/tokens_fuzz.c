/* tokens_fuzz.c - any text to tokens, by any rule; the first bytes pick the rule. */
#include "text/tokens.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const regexes[] = {"\\w+", "(?s).{1,9}", "(a+)+b|.", "\\S(\\s*)"};
static const char *const insides[] = {"", "-.'", "\xc2\xb7_", ""};
static const char *const stems[] = {"none", "english", "german", "russian"};

static void check_batch(const struct tokens *tokens)
{
	size_t i;

	if (tokens->count > TOKEN_BATCH || tokens->used > TOKEN_BATCH_BYTES)
		abort();
	for (i = 0; i < tokens->count; i++) {
		const char *text = tokens_bytes(tokens, i);
		size_t length = tokens_length(tokens, i), filled = (length + 7) & ~(size_t)7, j;

		if (length == 0 || (tokens_long(tokens, i) && ((size_t)(text - tokens->text) % 8
				|| (size_t)(text - tokens->text) + filled > tokens->used)))
			abort();
		/* a term must be fit for a line of a vocabulary */
		for (j = 0; j < length; j++)
			if (memchr("\t\n\r", text[j], 4))
				abort();
		for (; j < filled; j++)
			if (text[j] != 0)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tokens tokens;
	struct tokenrule rule;
	struct fault fault = {0};
	char line[TOKEN_RULE_TEXT], *text;

	if (size < 2)
		return 0;
	tokenrule_default(&rule);
	rule.words = (enum token_words)(data[0] % 5);
	rule.cjk = (enum token_cjk)(data[0] / 5 % 3);
	rule.ngrams = data[0] / 15 % TOKEN_NGRAMS_MOST + 1;
	rule.no_numbers = data[1] & 32;
	rule.no_accents = data[1] & 64;
	if (rule.words >= TOKEN_BLANKS)
		rule.cjk = TOKEN_CJK_RUN;
	else
		(void)strcpy(rule.inside, insides[data[1] >> 6]);
	if (rule.words == TOKEN_REGEX)
		(void)strcpy(rule.regex, regexes[data[1] >> 6]);
	rule.least = data[1] % 4 + 1;
	rule.most = data[1] & 4 ? 64 : TOKEN_LENGTH_MOST;
	(void)strcpy(rule.stem, stems[data[1] >> 3 & 3]);
	tokenrule_format(&rule, line);
	text = malloc(size - 2 + TOKENS_BEHIND);
	memset(text, 'x', size - 2 + TOKENS_BEHIND);
	memcpy(text, data + 2, size - 2);
	text[size - 2] = data[1] & 0x80 ? '\n' : 0;
	if (tokens_init(&tokens, &rule, NULL, &fault))
		abort();
	tokens_start(&tokens, text, size - 2);
	while (tokens_next(&tokens))
		check_batch(&tokens);
	if (tokens.count)
		abort();
	tokens_release(&tokens);
	free(text);
	return 0;
}
