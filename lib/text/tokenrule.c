/* tokenrule.c - token options: their line of text, and those in use. */
#include "text/tokenrule.h"

#include "base/number.h"
#include "text/pattern.h"
#include "text/stem.h"
#include "text/stopwords.h"
#include "text/unicode.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_LEAST = 2, DEFAULT_MOST = 64 };

static const char *const words_name[] = {"alnum", "letters", "ascii", "blanks"};
static const char *const cjk_name[] = {"run", "bigram", "single"};

int tokenrule_say(const struct token_arguments *arguments,
	int (*add)(void *context, const char *option, const char *value, bool file,
		struct fault *fault),
	void *context, struct fault *fault)
{
	char least[NUMBER_TEXT] = "", most[NUMBER_TEXT] = "", ngrams[NUMBER_TEXT] = "";
	const struct {
		const char *option, *value;
	} given[] = {{"--words", arguments->words}, {"--cjk", arguments->cjk},
		{"--min-length", arguments->least ? least : NULL},
		{"--max-length", arguments->most ? most : NULL},
		{"--stem", arguments->stem}, {"--ngrams", arguments->ngrams ? ngrams : NULL},
		{"--inside", arguments->inside}, {"--fold", arguments->fold}};
	size_t i;

	least[number_format_whole(least, arguments->least)] = 0;
	most[number_format_whole(most, arguments->most)] = 0;
	ngrams[number_format_whole(ngrams, arguments->ngrams)] = 0;
	for (i = 0; i < sizeof given / sizeof *given; i++)
		if (given[i].value && add(context, given[i].option, given[i].value, false, fault))
			return -1;
	for (i = 0; i < arguments->stop.count; i++)
		if (add(context, "--stop", arguments->stop.word[i],
			    !stopwords_are_built_in(arguments->stop.word[i]), fault))
			return -1;
	return arguments->no_numbers ? add(context, "--no-numbers", NULL, false, fault) : 0;
}

void tokenrule_default(struct tokenrule *rule)
{
	*rule = (struct tokenrule){.words = TOKEN_ALNUM, .cjk = TOKEN_CJK_RUN,
		.least = DEFAULT_LEAST, .most = DEFAULT_MOST, .stop = "none", .stem = "none",
		.ngrams = 1};
}

/* Printable ASCII as it is, else %XX. */
static char *encode(const char *text, char *out)
{
	for (; *text; text++)
		if (*text > ' ' && *text < 0x7f && *text != '%')
			*out++ = *text;
		else
			out += snprintf(out, 4, "%%%02X", (unsigned char)*text);
	*out = 0;
	return out;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool decode(const char *text, char *out, size_t room)
{
	for (; *text && room > 1; room--, text++) {
		*out = *text;
		if (*text == '%') {
			if (hex(text[1]) < 0 || hex(text[2]) < 0)
				return false;
			*out = (char)(hex(text[1]) << 4 | hex(text[2]));
			text += 2;
		}
		if (*out++ == 0)
			return false;
	}
	*out = 0;
	return *text == 0;
}

/* The whole line's length, which may be more than fits. */
static size_t format(const struct tokenrule *rule, char out[TOKEN_RULE_TEXT])
{
	char regex[3 * TOKEN_REGEX_MOST + 3] = "/", inside[3 * TOKEN_INSIDE_MOST + 16] = "";
	const bool phrases = *rule->phrases != 0, connectors = *rule->connectors != 0;

	if (rule->words == TOKEN_REGEX) {
		(void)strcpy(encode(rule->regex, regex + 1), "/");
	}
	if (*rule->inside) {
		(void)strcpy(inside, " inside=");
		(void)encode(rule->inside, inside + strlen(inside));
	}
	return (size_t)snprintf(out, TOKEN_RULE_TEXT,
		"words=%s cjk=%s min=%llu max=%llu stop=%s stem=%s ngrams=%llu%s%s%s%s%s%s%s",
		rule->words == TOKEN_REGEX ? regex : words_name[rule->words],
		cjk_name[rule->cjk], (unsigned long long)rule->least,
		(unsigned long long)rule->most, rule->stop, rule->stem,
		(unsigned long long)rule->ngrams, inside,
		rule->no_numbers ? " numbers=no" : "", rule->no_accents ? " fold=accents" : "",
		phrases ? " phrases=" : "", rule->phrases, connectors ? " connectors=" : "",
		rule->connectors);
}

int tokenrule_check(const struct tokenrule *rule, struct fault *fault)
{
	char line[TOKEN_RULE_TEXT];

	return format(rule, line) < sizeof line ? 0
		: fault_set(fault, FAULT_USAGE, "--words: the regex is too long");
}

void tokenrule_format(const struct tokenrule *rule, char out[TOKEN_RULE_TEXT])
{
	(void)format(rule, out);
}

/* The value of "key=value" at *at, and *at after it and its blank. */
static bool take(const char **at, const char *key, char *value, size_t room)
{
	const size_t length = strlen(key);
	const char *from = *at + length + 1;
	size_t size;

	if (strncmp(*at, key, length) != 0 || (*at)[length] != '=')
		return false;
	size = strcspn(from, " ");
	if (size == 0 || size >= room)
		return false;
	memcpy(value, from, size);
	value[size] = 0;
	*at = from + size;
	*at += **at == ' ';
	return true;
}

static unsigned name_of(const char *word, const char *const *names, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		if (strcmp(word, names[i]) == 0)
			break;
	return i;
}

#define WORDS_NAMES (sizeof words_name / sizeof *words_name)
#define CJK_NAMES (sizeof cjk_name / sizeof *cjk_name)

/* A name, or a regex between slashes. */
static bool set_words(struct tokenrule *rule, const char *value, bool encoded)
{
	size_t length = strlen(value);
	char regex[3 * TOKEN_REGEX_MOST + 1];

	if (*value != '/') {
		rule->words = (enum token_words)name_of(value, words_name, WORDS_NAMES);
		return rule->words < WORDS_NAMES;
	}
	if (length < 3 || value[length - 1] != '/' || length - 2 >= sizeof regex)
		return false;
	rule->words = TOKEN_REGEX;
	memcpy(regex, value + 1, length - 2);
	regex[length - 2] = 0;
	if (encoded)
		return decode(regex, rule->regex, sizeof rule->regex);
	return snprintf(rule->regex, sizeof rule->regex, "%s", regex) < (int)sizeof rule->regex;
}

static bool take_words(const char **at, struct tokenrule *rule)
{
	char value[TOKEN_RULE_TEXT];

	return take(at, "words", value, sizeof value) && set_words(rule, value, true);
}

static bool take_cjk(const char **at, struct tokenrule *rule)
{
	char value[32];

	if (!take(at, "cjk", value, sizeof value))
		return false;
	rule->cjk = (enum token_cjk)name_of(value, cjk_name, CJK_NAMES);
	return rule->cjk < CJK_NAMES;
}

/* What stands after the rest only where it is not the default. */
static bool take_others(const char **at, struct tokenrule *rule)
{
	char value[TOKEN_RULE_TEXT];

	if (take(at, "inside", value, sizeof value)
		&& !decode(value, rule->inside, sizeof rule->inside))
		return false;
	rule->no_numbers = take(at, "numbers", value, sizeof value);
	if (rule->no_numbers && strcmp(value, "no") != 0)
		return false;
	rule->no_accents = take(at, "fold", value, sizeof value);
	if (rule->no_accents && strcmp(value, "accents") != 0)
		return false;
	if (take(at, "phrases", value, sizeof value)
		&& (rule->ngrams == 1 || snprintf(rule->phrases, sizeof rule->phrases, "%s", value)
			>= (int)sizeof rule->phrases))
		return false;
	return !take(at, "connectors", value, sizeof value)
		|| (*rule->phrases && snprintf(rule->connectors, sizeof rule->connectors, "%s", value)
			< (int)sizeof rule->connectors);
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
	char shown[128], again[TOKEN_RULE_TEXT];

	tokenrule_default(rule);
	if (take_words(&at, rule) && take_cjk(&at, rule)
		&& take_number(&at, "min", TOKEN_LENGTH_MOST, &rule->least)
		&& take_number(&at, "max", TOKEN_LENGTH_MOST, &rule->most)
		&& rule->least <= rule->most
		&& take(&at, "stop", rule->stop, sizeof rule->stop)
		&& take(&at, "stem", rule->stem, sizeof rule->stem)
		&& take_number(&at, "ngrams", TOKEN_NGRAMS_MOST, &rule->ngrams)
		&& take_others(&at, rule) && *at == 0 && format(rule, again) < sizeof again)
		return 0;
	return fault_set(fault, FAULT_DATA, "the token options '%s' are unknown to this version",
		fault_quote(shown, sizeof shown, text, strlen(text)));
}

/* Characters that are neither parts of words nor blanks. */
static int set_inside(struct tokenrule *rule, const char *inside, struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)inside, *end = at + strlen(inside);
	char shown[48];
	size_t size;

	for (; at < end; at += size) {
		uint32_t point;

		size = unicode_decode(at, end, &point);
		if (size == 0 || point <= ' ' || point == 0x7f || unicode_is_blank(point)
			|| unicode_class_of(point) != UNICODE_OTHER)
			return fault_set(fault, FAULT_USAGE, "--inside: '%s': letters, digits, marks, "
				"blanks and what is not UTF-8 can't be given",
				fault_quote(shown, sizeof shown, inside, strlen(inside)));
	}
	if (strlen(inside) > TOKEN_INSIDE_MOST)
		return fault_set(fault, FAULT_USAGE, "--inside: more than %d bytes",
			TOKEN_INSIDE_MOST);
	(void)strcpy(rule->inside, inside);
	return 0;
}

/* What is said of words themselves. */
static int apply_words(struct tokenrule *rule, const struct token_arguments *arguments,
	struct fault *fault)
{
	if (arguments->words && !set_words(rule, arguments->words, false))
		return fault_set(fault, FAULT_USAGE, "--words: a regex of more than %d bytes",
			TOKEN_REGEX_MOST);
	if (arguments->cjk)
		rule->cjk = (enum token_cjk)name_of(arguments->cjk, cjk_name, CJK_NAMES);
	if (arguments->inside && set_inside(rule, arguments->inside, fault))
		return -1;
	if (rule->words >= TOKEN_BLANKS && (rule->cjk != TOKEN_CJK_RUN || *rule->inside))
		return fault_set(fault, FAULT_USAGE, "--words %s says itself where words end: "
			"without --cjk and --inside", rule->words == TOKEN_BLANKS ? "blanks"
			: "/REGEX/");
	if (rule->words == TOKEN_REGEX && pattern_check(rule->regex, fault))
		return -1;
	rule->no_numbers = rule->no_numbers || arguments->no_numbers;
	if (arguments->fold)
		rule->no_accents = strcmp(arguments->fold, "accents") == 0;
	return 0;
}

int tokenrule_apply(struct tokenrule *rule, const struct token_arguments *arguments,
	struct fault *fault)
{
	if (apply_words(rule, arguments, fault))
		return -1;
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
