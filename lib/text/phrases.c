/* phrases.c - cuts n-grams, and scores them by the counts of their parts. */
#include "text/phrases.h"

#include "stream/vocabulary.h"
#include "text/connectors.h"

#include <string.h>

_Static_assert(PHRASE_RULE_TEXT <= TOKEN_PHRASES_TEXT, "the rule's text fits");

/* The words of an n-gram that are no connectors. */
struct cut_words {
	size_t count;
	struct {
		size_t from, to;
	} word[TOKEN_NGRAMS_MOST];
};

/* A term filled up with zeros, at a multiple of 8, as tables need it. */
struct padded_part {
	_Alignas(8) char term[TERM_BYTES_MOST + 9];
};

static bool refuse_words(const struct tokenrule *rule)
{
	return rule->words >= TOKEN_BLANKS || strchr(rule->inside, '_');
}

static int check_rule(const struct tokenrule *rule, struct fault *fault)
{
	if (*rule->phrases)
		return fault_set(fault, FAULT_DATA, "--phrases: the vocabulary has been through it "
			"(%s): what it dropped is no longer there", rule->phrases);
	if (rule->ngrams == 1)
		return fault_set(fault, FAULT_DATA, "--phrases: the vocabulary has single words only: "
			"count it by corpus-vocab --ngrams 2");
	if (refuse_words(rule))
		return fault_set(fault, FAULT_DATA, "--phrases: with --words blanks, --words /REGEX/ or "
			"--inside _ a term with _ may be one word or several");
	return 0;
}

int phrases_init(struct phrases *phrases, const struct phrases_arguments *arguments,
	struct tokenrule *rule, struct fault *fault)
{
	char line[TOKEN_RULE_TEXT];

	*phrases = (struct phrases){0};
	if (phrasescore_parse(&phrases->rule, arguments->phrases, fault) || check_rule(rule, fault)
		|| termtable_init(&phrases->parts, fault)
		|| (arguments->connectors && connectors_read(&phrases->connectors,
			arguments->connectors, rule, rule->connectors, fault)))
		return -1;
	(void)strcpy(rule->phrases, phrases->rule.text);
	tokenrule_format(rule, line);
	if (tokenrule_check(rule, fault))
		return fault_set(fault, FAULT_USAGE, "--phrases: the token options are too long");
	return 0;
}

void phrases_release(struct phrases *phrases)
{
	stopset_release(&phrases->connectors);
	termtable_release(&phrases->parts);
	*phrases = (struct phrases){0};
}

bool phrases_is_ngram(const struct termcount *count)
{
	return memchr(count->term, '_', count->length) != NULL;
}

void phrases_count(struct phrases *phrases, const struct termcount *count)
{
	phrases->tokens += count->cf;
	if (!phrases_is_ngram(count))
		phrases->words += count->cf;
}

/* False where it begins or ends in a connector, or has more words than n-grams have. */
static bool split(const struct phrases *phrases, const struct termcount *count,
	struct cut_words *words)
{
	size_t at = 0, length;
	bool connector;

	words->count = 0;
	do {
		const char *word = count->term + at, *end = memchr(word, '_', count->length - at);

		length = end ? (size_t)(end - word) : count->length - at;
		connector = length <= STOP_WORD_MOST
			&& stopset_has(&phrases->connectors, word, length);
		if ((connector && at == 0) || words->count == TOKEN_NGRAMS_MOST)
			return false;
		if (!connector) {
			words->word[words->count].from = at;
			words->word[words->count++].to = at + length;
		}
		at += length + 1;
	} while (at <= count->length);
	return !connector;
}

static void pad(struct padded_part *part, const struct termcount *count, size_t from, size_t to)
{
	memcpy(part->term, count->term + from, to - from);
	memset(part->term + (to - from), 0, 8);
}

static int need(struct termtable *parts, const struct termcount *count, size_t from, size_t to,
	struct fault *fault)
{
	struct padded_part part;

	pad(&part, count, from, to);
	if (termtable_reserve(parts, 1, to - from + 8, fault))
		return -1;
	(void)termtable_find(parts, part.term, to - from, termtable_hash(part.term, to - from));
	return 0;
}

int phrases_need(struct phrases *phrases, const struct termcount *count, struct fault *fault)
{
	struct cut_words words;
	size_t i;

	if (!split(phrases, count, &words))
		return 0;
	for (i = 1; i < words.count; i++)
		if (need(&phrases->parts, count, 0, words.word[i - 1].to, fault)
			|| need(&phrases->parts, count, words.word[i].from, count->length, fault))
			return -1;
	return 0;
}

static const struct termrecord *find(const struct phrases *phrases, const struct termcount *count,
	size_t from, size_t to)
{
	struct padded_part part;

	pad(&part, count, from, to);
	return termtable_get(&phrases->parts, part.term, to - from,
		termtable_hash(part.term, to - from));
}

void phrases_fill(struct phrases *phrases, const struct termcount *count)
{
	struct padded_part part;

	if (!find(phrases, count, 0, count->length))
		return;
	pad(&part, count, 0, count->length);
	termtable_find(&phrases->parts, part.term, count->length,
		termtable_hash(part.term, count->length))->cf = count->cf;
}

int phrases_check(const struct phrases *phrases, uint64_t tokens, struct fault *fault)
{
	const struct termrecord *record;
	size_t at = 0;

	while ((record = termtable_each(&phrases->parts, &at)) != NULL)
		if (record->cf == 0)
			break;
	if (!record && tokens == phrases->tokens)
		return 0;
	(void)fault_set(fault, FAULT_DATA, "--phrases: terms have been dropped from the vocabulary");
	if (record)
		(void)fault_add(fault, ", as '%.*s'", record->length < 80 ? (int)record->length
			: 80, record->term);
	return fault_add(fault, ": give it as corpus-vocab wrote it");
}

bool phrases_keep(const struct phrases *phrases, const struct termcount *count)
{
	struct cut_words words;
	size_t i;

	if (!phrases_is_ngram(count))
		return true;
	if (!split(phrases, count, &words) || words.count < 2)
		return false;
	for (i = 1; i < words.count; i++) {
		const struct termrecord *first = find(phrases, count, 0, words.word[i - 1].to);
		const struct termrecord *second = find(phrases, count, words.word[i].from,
			count->length);
		struct phrase_pair pair;

		if (!first || !second)
			return false;
		pair = (struct phrase_pair){(double)count->cf, (double)first->cf, (double)second->cf,
			(double)phrases->words};
		if (!(phrases->rule.score(&pair, phrases->rule.discount) >= phrases->rule.threshold))
			return false;
	}
	return true;
}
