/* stoplist.c - stop words, built in and from files. */
#include "text/stoplist.h"

#include "base/bytes.h"
#include "base/confined.h"
#include "base/digest.h"
#include "stream/textin.h"
#include "text/stem.h"
#include "text/stopwords.h"
#include "text/tokens.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int stoplist_add_words(struct stopset *set, const char *text, size_t size,
	const struct tokenrule *rule, const char *stem, struct fault *fault)
{
	struct tokenrule plain;
	struct tokens tokens = {0};
	struct bytes copy = {0};
	size_t i;
	int failed = -1;

	tokenrule_default(&plain);
	plain.words = rule->words;
	plain.cjk = rule->cjk;
	plain.no_accents = rule->no_accents;
	(void)strcpy(plain.regex, rule->regex);
	(void)strcpy(plain.inside, rule->inside);
	(void)snprintf(plain.stem, sizeof plain.stem, "%s", stem);
	plain.least = 1;
	plain.most = TOKEN_LENGTH_MOST;
	if (tokens_init(&tokens, &plain, NULL, fault) || bytes_append(&copy, text, size, fault)
		|| bytes_terminate(&copy, fault) || bytes_reserve(&copy, TOKENS_BEHIND, fault))
		goto done;
	tokens_start(&tokens, copy.data, size);
	while (tokens_next(&tokens))
		for (i = 0; i < tokens.count; i++)
			if (stopset_add(set, tokens_bytes(&tokens, i), tokens_length(&tokens, i),
				    fault))
				goto done;
	failed = tokens_check(&tokens, fault);
done:
	bytes_release(&copy);
	tokens_release(&tokens);
	return failed;
}

/* Text after | or # on a line is a comment, as in Snowball's lists. */
static void blank_comments(struct bytes *text)
{
	bool comment = false;
	size_t i;

	for (i = 0; i < text->size; i++) {
		char c = text->data[i];

		comment = c != '\n' && (comment || c == '|' || c == '#');
		if (comment)
			text->data[i] = ' ';
	}
}

static bool has_name(const char *list, const char *name, size_t length)
{
	const char *at = list;
	size_t size;

	while ((size = stopwords_next(&at)) > 0) {
		if (size == length && memcmp(at, name, length) == 0)
			return true;
		at += size;
	}
	return false;
}

/* The words of the languages, and these to the list of their names, each once. */
static int add_languages(struct stopset *set, const char *what, const struct tokenrule *rule,
	char *names, size_t room, struct fault *fault)
{
	const char *at = what;
	size_t length, used = strlen(names);

	while ((length = stopwords_next(&at)) > 0) {
		const char *words = stopwords_of(at, length);

		if (words && !has_name(names, at, length)) {
			if (used + length + 2 > room)
				return fault_set(fault, FAULT_USAGE, "--stop: too many languages");
			used += (size_t)snprintf(names + used, room - used, "%s%.*s", used ? "," : "",
				(int)length, at);
			if (stoplist_add_words(set, words, strlen(words), rule, "none", fault))
				return -1;
		}
		at += length;
	}
	return 0;
}

int stoplist_add_file(struct stopset *set, const char *path, const struct tokenrule *rule,
	const char *stem, struct fault *fault)
{
	struct bytes text = {0};
	int failed = textin_read_words(path, &text, fault) || bytes_terminate(&text, fault);

	if (!failed)
		blank_comments(&text);
	failed = failed || stoplist_add_words(set, text.data, text.size, rule, stem, fault);
	bytes_release(&text);
	return failed ? -1 : 0;
}

static int add_stop_file(struct stopset *set, const char *path, const struct tokenrule *rule,
	struct fault *fault)
{
	if (confined() && strcmp(path, "-") != 0 && confined_check("--stop", path, fault))
		return -1;
	if (!stoplist_add_file(set, path, rule, "none", fault))
		return 0;
	/* english is spelt so, and what is no path may be a language */
	return fault->errnum == ENOENT && !strchr(path, '/') ? fault_add(fault, "; a language is "
		"named as for --stem: english, french, german, spanish, ...") : -1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "b,a" to "a,b". */
static void sort_names(char *names)
{
	char copy[TOKEN_STOP_NAME];
	const char *name[TOKEN_STOP_NAME / 2] = {NULL};
	size_t count = 0, i;
	char *at, *rest;

	(void)snprintf(copy, sizeof copy, "%s", names);
	for (at = strtok_r(copy, ",", &rest); at; at = strtok_r(NULL, ",", &rest))
		name[count++] = at;
	qsort(name, count, sizeof *name, by_name);
	for (i = 0; i < count; i++)
		names += snprintf(names, strlen(name[i]) + 2, "%s%s", i ? "," : "", name[i]);
}

/* what: count of "none", languages with commas between (built in), and paths of texts whose words
 * are the list, where | and # begin comments; split and folded as the rule says.  Adds them all to
 * the set, and writes the list's name for a tokenrule: "none", the languages in order, or, where
 * there are texts, a digest of all words. */
static int read_lists(struct stopset *set, const char *const *what, size_t count,
	const struct tokenrule *rule, char name[TOKEN_STOP_NAME], struct fault *fault)
{
	struct digest digest;
	bool files = false;
	size_t i;

	*name = 0;
	for (i = 0; i < count; i++) {
		const bool built_in = stopwords_are_built_in(what[i]);

		if (built_in ? add_languages(set, what[i], rule, name, TOKEN_STOP_NAME, fault)
			     : add_stop_file(set, what[i], rule, fault))
			return -1;
		files = files || !built_in;
	}
	sort_names(name);
	if (!files && !*name)
		(void)strcpy(name, "none");
	if (!files)
		return 0;
	if (stopset_digest(set, &digest, fault))
		return -1;
	digest_hex(&digest, name);
	return 0;
}

/* What the vocabulary says of stop words, where the command line says nothing. */
static int travelled_words(const struct tokenrule *rule, struct stopset *stop,
	struct fault *fault)
{
	const char *const what = rule->stop;
	char name[sizeof rule->stop];

	if (stopwords_are_built_in(what))
		return read_lists(stop, &what, 1, rule, name, fault);
	return fault_set(fault, FAULT_USAGE,
		"the vocabulary was counted with a list of stop words of its own (%s): "
		"give the same list with --stop FILE", rule->stop);
}

int stoplist_resolve(struct tokenrule *rule, struct stopset *stop,
	const struct token_arguments *arguments, const char *travelled, struct fault *fault)
{
	const struct option_words *what = &arguments->stop;
	char given[TOKEN_RULE_TEXT];

	tokenrule_default(rule);
	if (travelled && *travelled && tokenrule_parse(rule, travelled, fault))
		return -1;
	/* the list last, since its words are split by the rule */
	if (tokenrule_apply(rule, arguments, fault)
		|| (what->count && read_lists(stop, what->word, what->count, rule, rule->stop,
			fault))
		|| tokenrule_check(rule, fault))
		return -1;
	tokenrule_format(rule, given);
	if (travelled && *travelled && strcmp(given, travelled) != 0)
		return fault_set(fault, FAULT_USAGE,
			"token options differ: given '%s', the vocabulary has '%s'", given, travelled);
	if (!what->count && travelled_words(rule, stop, fault))
		return -1;
	return strcmp(rule->stem, "none") == 0 ? 0 : stem_check(rule->stem, fault);
}
