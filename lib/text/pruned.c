/* pruned.c - selections of terms, to words and to commands. */
#include "text/pruned.h"

#include "base/digest.h"
#include "base/number.h"
#include "base/shellword.h"

#include <stdio.h>
#include <string.h>

static const char unknown[] = "unknown", between[] = " + ";

static void put(char text[PRUNING_TEXT], const char *key, const char *value)
{
	size_t used = strlen(text);

	if (*value)
		(void)snprintf(text + used, PRUNING_TEXT - used, "%s%s=%s", used ? " " : "", key,
			value);
}

void pruned_add(char text[PRUNING_TEXT], const struct prune_arguments *arguments,
	const struct prune *prune)
{
	char own[PRUNING_TEXT] = "", before[PRUNING_TEXT], number[FRACTION_TEXT] = "";
	int size;

	if (arguments->min_df.part.bottom || arguments->min_df.whole > 1)
		fraction_least_format(arguments->min_df, number);
	put(own, "min-df", number);
	*number = 0;
	if (arguments->max_df.top < arguments->max_df.bottom)
		fraction_format(arguments->max_df, number);
	put(own, "max-df", number);
	number[arguments->keep ? number_format_whole(number, arguments->keep) : 0] = 0;
	put(own, "keep", number);
	put(own, "only", prune->only_digest);
	put(own, "drop", prune->drop_digest);
	if (!*own || strcmp(text, unknown) == 0)
		return;
	memcpy(before, text, PRUNING_TEXT);
	size = snprintf(text, PRUNING_TEXT, "%s%s%s", before, *before ? between : "", own);
	if (size >= PRUNING_TEXT)
		(void)strcpy(text, unknown);
}

void pruned_join(char text[PRUNING_TEXT], const char *other)
{
	if (*text || *other)
		(void)strcpy(text, unknown);
}

/* A list's name, or a place for one that is known by its digest. */
static int put_list(struct bytes *out, const char *option, const char *name, const char *place,
	struct fault *fault)
{
	struct digest own;

	return bytes_printf(out, fault, " %s ", option)
		|| shellword_put(out, digest_parse(name, strlen(name), &own) ? place : name, fault)
		? -1 : 0;
}

static int add_option(void *context, const char *option, const char *value, bool file,
	struct fault *fault)
{
	(void)file;
	return bytes_printf(context, fault, " %s", option)
		|| (value && (bytes_append(context, " ", 1, fault)
			|| shellword_put(context, value, fault))) ? -1 : 0;
}

/* What is not the default. */
static int put_tokens(const struct tokenrule *rule, struct bytes *out, struct fault *fault)
{
	static const char *const words[] = {NULL, "letters", "ascii", "blanks"};
	static const char *const cjk[] = {NULL, "bigram", "single"};
	char regex[TOKEN_REGEX_MOST + 3];
	struct tokenrule plain;
	struct token_arguments given = {.cjk = cjk[rule->cjk],
		.inside = *rule->inside ? rule->inside : NULL,
		.fold = rule->no_accents ? "accents" : NULL, .no_numbers = rule->no_numbers};

	tokenrule_default(&plain);
	(void)snprintf(regex, sizeof regex, "/%s/", rule->regex);
	given.words = rule->words == TOKEN_REGEX ? regex : words[rule->words];
	given.least = rule->least == plain.least ? 0 : rule->least;
	given.most = rule->most == plain.most ? 0 : rule->most;
	given.ngrams = rule->ngrams == plain.ngrams ? 0 : rule->ngrams;
	given.stem = strcmp(rule->stem, plain.stem) == 0 ? NULL : rule->stem;
	return tokenrule_say(&given, add_option, out, fault)
		|| (strcmp(rule->stop, plain.stop) != 0
			&& put_list(out, "--stop", rule->stop, "STOP", fault)) ? -1 : 0;
}

/* One word key=value, as an option. */
static int put_option(const char *word, size_t length, struct bytes *out, struct fault *fault)
{
	static const char *const keys[] = {"min-df", "max-df", "keep", "only", "drop"};
	static const char *const places[] = {NULL, NULL, NULL, "ONLY", "DROP"};
	size_t i, n;

	for (i = 0; i < sizeof keys / sizeof *keys; i++) {
		n = strlen(keys[i]);
		if (length < n + 2 || memcmp(word, keys[i], n) != 0 || word[n] != '='
			|| strspn(word + n + 1, "0123456789abcdef.-+") < length - n - 1)
			continue;
		return places[i] ? bytes_printf(out, fault, " --%s %s", keys[i], places[i])
			: bytes_printf(out, fault, " --%s %.*s", keys[i], (int)(length - n - 1),
				word + n + 1);
	}
	return fault_set(fault, FAULT_DATA, "damaged: how terms were selected");
}

int pruned_command(const char *text, const struct tokenrule *rule, struct bytes *out,
	struct fault *fault)
{
	const char *at = text;
	int failed = bytes_printf(out, fault, "corpus-vocab") || put_tokens(rule, out, fault)
		|| bytes_printf(out, fault, " TEXT");

	if (!failed && (*text || *rule->phrases))
		failed = bytes_printf(out, fault, " | vocab-merge");
	while (!failed && *at) {
		size_t length = strcspn(at, " ");

		failed = length == 1 && *at == '+' ? bytes_printf(out, fault, " | vocab-merge")
			: put_option(at, length, out, fault);
		at += length;
		at += *at == ' ';
	}
	if (!failed && *rule->phrases)
		failed = bytes_printf(out, fault, " --phrases ") || shellword_put(out, rule->phrases, fault)
			|| (*rule->connectors && put_list(out, "--connectors", rule->connectors,
				"CONNECTORS", fault));
	return failed ? -1 : 0;
}
