/* tokenrule.c - token options: their line of text, and those in use. */
#include "text/tokenrule.h"

#include "base/number.h"
#include "text/stem.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_LEAST = 2, DEFAULT_MOST = 64 };

static const char *const words_name[] = {"alnum", "letters", "ascii"};
static const char *const cjk_name[] = {"run", "bigram", "single"};

#define NAMES 3

int tokenrule_say(const struct token_arguments *arguments,
	int (*add)(void *context, const char *option, const char *value, bool file,
		struct fault *fault),
	void *context, struct fault *fault)
{
	char least[NUMBER_TEXT] = "", most[NUMBER_TEXT] = "", ngrams[NUMBER_TEXT] = "";
	const struct {
		const char *option, *value;
		bool file;
	} given[] = {{"--words", arguments->words, false}, {"--cjk", arguments->cjk, false},
		{"--min-length", arguments->least ? least : NULL, false},
		{"--max-length", arguments->most ? most : NULL, false},
		{"--stop", arguments->stop, tokenrule_stop_is_file(arguments->stop)},
		{"--stem", arguments->stem, false},
		{"--ngrams", arguments->ngrams ? ngrams : NULL, false}};
	size_t i;

	least[number_format_whole(least, arguments->least)] = 0;
	most[number_format_whole(most, arguments->most)] = 0;
	ngrams[number_format_whole(ngrams, arguments->ngrams)] = 0;
	for (i = 0; i < sizeof given / sizeof *given; i++)
		if (given[i].value
			&& add(context, given[i].option, given[i].value, given[i].file, fault))
			return -1;
	return 0;
}

bool tokenrule_stop_is_file(const char *stop)
{
	return stop && strcmp(stop, "none") != 0 && strcmp(stop, "english") != 0;
}

void tokenrule_default(struct tokenrule *rule)
{
	*rule = (struct tokenrule){.words = TOKEN_ALNUM, .cjk = TOKEN_CJK_RUN,
		.least = DEFAULT_LEAST, .most = DEFAULT_MOST, .stop = "none", .stem = "none",
		.ngrams = 1};
}

void tokenrule_format(const struct tokenrule *rule, char out[TOKEN_RULE_TEXT])
{
	(void)snprintf(out, TOKEN_RULE_TEXT,
		"words=%s cjk=%s min=%llu max=%llu stop=%s stem=%s ngrams=%llu",
		words_name[rule->words], cjk_name[rule->cjk], (unsigned long long)rule->least,
		(unsigned long long)rule->most, rule->stop, rule->stem,
		(unsigned long long)rule->ngrams);
}

/* The value of "key=value" at *at, and *at after it and its blank. */
static bool take(const char **at, const char *key, char *value, size_t room)
{
	size_t length = strlen(key), size;

	if (strncmp(*at, key, length) != 0 || (*at)[length] != '=')
		return false;
	*at += length + 1;
	size = strcspn(*at, " ");
	if (size == 0 || size >= room)
		return false;
	memcpy(value, *at, size);
	value[size] = 0;
	*at += size;
	*at += **at == ' ';
	return true;
}

static bool take_name(const char **at, const char *key, const char *const *names, unsigned *out)
{
	char value[32];

	if (!take(at, key, value, sizeof value))
		return false;
	for (*out = 0; *out < NAMES; ++*out)
		if (strcmp(value, names[*out]) == 0)
			return true;
	return false;
}

static bool take_number(const char **at, const char *key, uint64_t most, uint64_t *out)
{
	char value[32];

	return take(at, key, value, sizeof value)
		&& number_parse_whole(value, strlen(value), out) && *out >= 1 && *out <= most;
}

int tokenrule_parse(struct tokenrule *rule, const char *text, struct fault *fault)
{
	const char *at = text;
	unsigned words = 0, cjk = 0;
	char shown[128];

	tokenrule_default(rule);
	if (take_name(&at, "words", words_name, &words) && take_name(&at, "cjk", cjk_name, &cjk)
		&& take_number(&at, "min", TOKEN_LENGTH_MOST, &rule->least)
		&& take_number(&at, "max", TOKEN_LENGTH_MOST, &rule->most)
		&& rule->least <= rule->most
		&& take(&at, "stop", rule->stop, sizeof rule->stop)
		&& take(&at, "stem", rule->stem, sizeof rule->stem)
		&& take_number(&at, "ngrams", TOKEN_NGRAMS_MOST, &rule->ngrams) && *at == 0) {
		rule->words = (enum token_words)words;
		rule->cjk = (enum token_cjk)cjk;
		return 0;
	}
	return fault_set(fault, FAULT_DATA, "the token options '%s' are unknown to this version",
		fault_quote(shown, sizeof shown, text, strlen(text)));
}

static unsigned name_of(const char *word, const char *const *names)
{
	unsigned i;

	for (i = 0; i < NAMES - 1; i++)
		if (strcmp(word, names[i]) == 0)
			break;
	return i;
}

int tokenrule_apply(struct tokenrule *rule, const struct token_arguments *arguments,
	struct fault *fault)
{
	if (arguments->words)
		rule->words = (enum token_words)name_of(arguments->words, words_name);
	if (arguments->cjk)
		rule->cjk = (enum token_cjk)name_of(arguments->cjk, cjk_name);
	if (arguments->least)
		rule->least = arguments->least;
	if (arguments->most)
		rule->most = arguments->most;
	if (rule->least > rule->most)
		return fault_set(fault, FAULT_USAGE,
			"no word is at least %llu and at most %llu characters long",
			(unsigned long long)rule->least, (unsigned long long)rule->most);
	if (arguments->ngrams)
		rule->ngrams = arguments->ngrams;
	if (arguments->stem && stem_check(arguments->stem, fault))
		return -1;
	if (arguments->stem)
		(void)snprintf(rule->stem, sizeof rule->stem, "%s", arguments->stem);
	return 0;
}
