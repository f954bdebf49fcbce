/* prune.c - selects the terms of a vocabulary. */
#include "text/prune.h"

#include "base/digest.h"
#include "base/input.h"
#include "base/memory.h"
#include "stream/linefile.h"
#include "stream/vocabulary.h"

#include <stdlib.h>
#include <string.h>

/* A term filled up with zeros, at a multiple of 8, as tables need it. */
struct padded {
	_Alignas(8) char term[TERM_BYTES_MOST + 9];
};

static void pad(struct padded *padded, const char *term, size_t length)
{
	memcpy(padded->term, term, length);
	memset(padded->term + length, 0, 8);
}

static int add_term(struct termtable *set, const char *term, size_t length, struct fault *fault)
{
	struct padded padded;

	if (length == 0)
		return 0;
	if (length > TERM_BYTES_MOST)
		return fault_set(fault, FAULT_DATA, "a term of %zu bytes; at most %d fit", length,
			TERM_BYTES_MOST);
	if (termtable_reserve(set, 1, length + 8, fault))
		return -1;
	pad(&padded, term, length);
	(void)termtable_find(set, padded.term, length, termtable_hash(padded.term, length));
	return 0;
}

/* The lines of a vocabulary that are no terms: "#nlp" may be one. */
static bool is_head(const char *line, size_t length)
{
	static const char *const heads[] = {"#documents", "#tokens", "#tokenizer", "#end"};
	size_t i;

	for (i = 0; i < sizeof heads / sizeof *heads; i++)
		if (strlen(heads[i]) == length && memcmp(heads[i], line, length) == 0)
			return true;
	return false;
}

/* A term of that name has two tabs. */
static bool is_pruning(const char *line, size_t length)
{
	static const char head[] = "#pruning\t";
	size_t size = sizeof head - 1;

	return length > size && memcmp(line, head, size) == 0
		&& !memchr(line + size, '\t', length - size);
}

static int add_line(struct termtable *set, const char *line, size_t length,
	struct digester *digester, struct fault *fault)
{
	const char *tab = length ? memchr(line, '\t', length) : NULL;

	if (tab && (is_head(line, (size_t)(tab - line)) || is_pruning(line, length)))
		return 0;
	length = tab ? (size_t)(tab - line) : length;
	digest_add(digester, line, length);
	digest_add(digester, "", 1);
	return add_term(set, line, length, fault);
}

/* hex: a digest of its terms in their order. */
static int read_set(struct termtable *set, const char *path, char hex[DIGEST_HEX],
	struct fault *fault)
{
	struct digester *digester = digest_new(fault);
	struct digest digest;
	struct linefile file = {0};
	const char *line;
	size_t length;
	int got = !digester || termtable_init(set, fault) || linefile_open(&file, path, fault)
		? -1 : 1;

	while (got == 1 && (got = linefile_next(&file, &line, &length, fault)) == 1)
		if (add_line(set, line, length, digester, fault))
			got = fault_at(fault, "%s: line %llu", input_name(path),
				(unsigned long long)file.number);
	linefile_close(&file);
	if (got == 0) {
		digest = digest_end(digester);
		digest_hex(&digest, hex);
	}
	digest_free(digester);
	return got;
}

bool prune_given(const struct prune_arguments *arguments)
{
	return arguments->min_df.whole || arguments->min_df.part.bottom
		|| arguments->max_df.top < arguments->max_df.bottom || arguments->keep
		|| arguments->only || arguments->drop;
}

int prune_init(struct prune *prune, const struct prune_arguments *arguments,
	uint64_t documents, struct fault *fault)
{
	*prune = (struct prune){.min_df = fraction_least_of(arguments->min_df, documents),
		.max_df = UINT64_MAX};
	if (arguments->max_df.top < arguments->max_df.bottom)
		prune->max_df = fraction_of(arguments->max_df, documents);
	prune->has_only = arguments->only != NULL;
	prune->has_drop = arguments->drop != NULL;
	if (prune->has_only && read_set(&prune->only, arguments->only, prune->only_digest, fault))
		return -1;
	if (prune->has_drop && read_set(&prune->drop, arguments->drop, prune->drop_digest, fault))
		return -1;
	return 0;
}

void prune_release(struct prune *prune)
{
	termtable_release(&prune->only);
	termtable_release(&prune->drop);
	phrases_release(&prune->phrases);
	bytes_release(&prune->cut);
	*prune = (struct prune){0};
}

static bool has(const struct termtable *set, const struct termcount *count)
{
	struct padded padded;

	pad(&padded, count->term, count->length);
	return termtable_get(set, padded.term, count->length,
		termtable_hash(padded.term, count->length)) != NULL;
}

/* Of a list, df is 1 where the counts have the term. */
static void mark(struct termtable *set, const struct termcount *count)
{
	struct padded padded;

	pad(&padded, count->term, count->length);
	if (has(set, count))
		termtable_find(set, padded.term, count->length,
			termtable_hash(padded.term, count->length))->df = 1;
}

int prune_look(struct prune *prune, const struct counts *counts, struct fault *fault)
{
	struct countmerge merge = {0};
	struct termcount count;
	int got = prune->has_only || prune->has_drop ? 1 : 0;

	if (got && counts_merge(counts, &merge, fault))
		got = -1;
	while (got == 1 && (got = countmerge_next(&merge, &count, fault)) == 1) {
		if (prune->has_only)
			mark(&prune->only, &count);
		if (prune->has_drop)
			mark(&prune->drop, &count);
	}
	countmerge_release(&merge);
	return got;
}

int prune_missing(const struct termtable *list, struct missing *missing, struct fault *fault)
{
	const struct termrecord *record;
	size_t at = 0;

	while ((record = termtable_each(list, &at)) != NULL)
		if (missing_look(missing, record->df != 0, record->term, record->length, fault))
			return -1;
	return 0;
}

static bool before(const struct bytes *a, const struct termcount *b)
{
	size_t least = a->size < b->length ? a->size : b->length;
	int order = memcmp(a->data, b->term, least);

	return order < 0 || (order == 0 && a->size < b->length);
}

/* By its frequency and the lists alone. */
static bool passes(const struct prune *prune, const struct termcount *count)
{
	if (count->df < prune->min_df || count->df > prune->max_df)
		return false;
	if (prune->has_only && !has(&prune->only, count))
		return false;
	return !prune->has_drop || !has(&prune->drop, count);
}

/* All terms once: first what phrases need, then how often that occurs. */
static int look_for_phrases(struct prune *prune, const struct counts *counts, bool fill,
	struct fault *fault)
{
	struct phrases *phrases = &prune->phrases;
	struct countmerge merge = {0};
	struct termcount count;
	int got = counts_merge(counts, &merge, fault);

	while (got == 0 && (got = countmerge_next(&merge, &count, fault)) == 1) {
		got = 0;
		if (fill) {
			phrases_fill(phrases, &count);
			continue;
		}
		phrases_count(phrases, &count);
		if (phrases_is_ngram(&count) && passes(prune, &count))
			got = phrases_need(phrases, &count, fault);
	}
	countmerge_release(&merge);
	return got;
}

int prune_phrases(struct prune *prune, const struct prune_arguments *arguments,
	const struct counts *counts, struct tokenrule *rule, uint64_t tokens, struct fault *fault)
{
	prune->has_phrases = true;
	return phrases_init(&prune->phrases, &arguments->phrases, rule, fault)
		|| look_for_phrases(prune, counts, false, fault)
		|| look_for_phrases(prune, counts, true, fault)
		|| phrases_check(&prune->phrases, tokens, fault) ? -1 : 0;
}

bool prune_keeps(const struct prune *prune, const struct termcount *count)
{
	if (!passes(prune, count))
		return false;
	if (prune->has_phrases && !phrases_keep(&prune->phrases, count))
		return false;
	if (!prune->has_cut || count->df > prune->cut_df)
		return true;
	return count->df == prune->cut_df && !before(&prune->cut, count);
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

/* The document frequencies of all terms that stay so far, the largest first. */
static int gather(const struct prune *prune, const struct counts *counts, uint64_t **df,
	size_t *size, struct fault *fault)
{
	struct countmerge merge = {0};
	struct termcount count;
	size_t room = 0;
	int got = counts_merge(counts, &merge, fault);

	while (got == 0 && (got = countmerge_next(&merge, &count, fault)) == 1) {
		got = 0;
		if (!prune_keeps(prune, &count))
			continue;
		got = memory_grow(df, &room, *size + 1, fault);
		if (got == 0)
			(*df)[(*size)++] = count.df;
	}
	countmerge_release(&merge);
	if (got == 0 && *size)
		qsort(*df, *size, sizeof **df, by_number);
	return got;
}

/* The last term that stays, of those with the cut's frequency. */
static int find_last(struct prune *prune, const struct counts *counts, size_t wanted,
	struct fault *fault)
{
	struct countmerge merge = {0};
	struct termcount count;
	int got = counts_merge(counts, &merge, fault);

	while (got == 0 && wanted && (got = countmerge_next(&merge, &count, fault)) == 1) {
		got = 0;
		if (count.df != prune->cut_df || !prune_keeps(prune, &count) || --wanted)
			continue;
		got = bytes_append(&prune->cut, count.term, count.length, fault);
	}
	countmerge_release(&merge);
	return got;
}

int prune_cut(struct prune *prune, const struct counts *counts, uint64_t keep,
	struct fault *fault)
{
	uint64_t *df = NULL;
	size_t size = 0, above = 0;
	int failed = gather(prune, counts, &df, &size, fault);

	if (!failed && df && keep < size) {
		prune->cut_df = df[keep - 1];
		while (df[above] > prune->cut_df)
			above++;
		failed = find_last(prune, counts, (size_t)keep - above, fault);
		prune->has_cut = true;
	}
	free(df);
	return failed;
}
