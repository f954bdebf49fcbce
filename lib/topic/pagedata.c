/* pagedata.c - gathers what a page about a topic model shows. */
#include "topic/pagedata.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "lda/describe.h"
#include "num/matching.h"
#include "stream/relay.h"
#include "topic/coherence.h"
#include "topic/coherencetext.h"
#include "topic/coherencetopics.h"
#include "topic/likeness.h"
#include "topic/profile.h"
#include "topic/scaling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COHERENCE_WORDS = 10 };

/* The longest snippet and the shortest, and how many bytes all may have: the page of a
 * thousand topics opens as that of a hundred. */
enum { SNIPPET_MOST = 240, SNIPPET_LEAST = 60, SNIPPETS = 120000 };

void pagedata_release(struct pagedata *report)
{
	size_t k, i;

	for (k = 0; report->words && k < report->topics.model.topics; k++)
		free(report->words[k].word);
	free(report->words);
	free(report->topic);
	free(report->one);
	for (i = 0; report->snippet && i < report->docs.best.lists * report->docs.best.most; i++)
		free(report->snippet[i]);
	free(report->snippet);
	topdocs_release(&report->docs);
	assigned_release(&report->assigned);
	groups_release(&report->groups);
	groupkeys_release(&report->keys);
	lda_topics_release(&report->topics);
	*report = (struct pagedata){0};
}

/* Distances of a's topics to b's, Ka x Kb. */
static int measure(const struct profile *a, const struct profile *b, double **distance,
	int threads, struct fault *fault)
{
	struct profile_pair pair = {0};
	int failed;

	*distance = NULL;
	failed = profile_common(&pair, a, b, fault)
		|| !(*distance = memory_zeroed(a->topics, b->topics * sizeof **distance, fault))
		|| likeness_distances(&pair, LIKENESS_HELLINGER, NULL, NULL, *distance, threads,
			fault);
	profile_pair_release(&pair);
	return failed ? -1 : 0;
}

static int place_topics(struct pagedata *report, const struct profile *own, int threads,
	struct fault *fault)
{
	size_t n = report->topics.model.topics, k;
	double *distance = NULL, *place = memory_zeroed(n, 2 * sizeof *place, fault);
	int failed = !place || measure(own, own, &distance, threads, fault)
		|| scaling_plane(distance, n, place, &report->kept, fault);

	for (k = 0; !failed && k < n; k++) {
		report->topic[k].x = place[2 * k];
		report->topic[k].y = place[2 * k + 1];
	}
	free(distance);
	free(place);
	return failed ? -1 : 0;
}

/* Colours: a topic's own number, or that of the earlier topic it is matched to;
 * topics that are new get numbers behind those. */
static int colour_topics(struct pagedata *report, const struct profile *own, const char *like,
	int threads, struct fault *fault)
{
	size_t n = report->topics.model.topics, next, k;
	size_t *match = memory_zeroed(n, sizeof *match, fault);
	struct profile earlier = {0};
	double *distance = NULL;
	int failed = !match
		|| (like && (profile_read(&earlier, like, threads, fault)
			|| measure(own, &earlier, &distance, threads, fault)
			|| matching_solve(distance, n, earlier.topics, match, fault)));

	next = earlier.topics;
	for (k = 0; !failed && k < n; k++) {
		struct pagedata_topic *topic = &report->topic[k];

		topic->like = like ? match[k] : MATCHING_NONE;
		topic->colour = !like ? k : match[k] != MATCHING_NONE ? match[k] : next++;
	}
	report->earlier = like;
	profile_release(&earlier);
	free(distance);
	free(match);
	return failed ? -1 : 0;
}

static int compare_topics(struct pagedata *report, const char *path, const char *like, int threads,
	struct fault *fault)
{
	struct profile own = {0};
	int failed = profile_of_model(&own, &report->topics, path, fault)
		|| place_topics(report, &own, threads, fault)
		|| colour_topics(report, &own, like, threads, fault);

	profile_release(&own);
	return failed ? -1 : 0;
}

static int read_model(struct pagedata *report, const char *path, int threads,
	struct fault *fault)
{
	struct source source = {0};
	int failed = source_open_kind(&source, KIND_TOPICS, &path, 1, fault);

	if (!failed) {
		memcpy(report->recipe, source.header.recipe, sizeof report->recipe);
		failed = lda_topics_take(&report->topics, &source, threads, fault);
	}
	source_close(&source);
	return failed;
}

int pagedata_model(struct pagedata *report, const char *path,
	const struct pagedata_options *options, struct fault *fault)
{
	double all = 0;
	size_t n, k;

	*report = (struct pagedata){.shown = options->words};
	if (read_model(report, path, options->threads, fault))
		return -1;
	n = report->topics.model.topics;
	report->topic = memory_zeroed(n, sizeof *report->topic, fault);
	report->one = memory_zeroed(n, sizeof *report->one, fault);
	report->words = memory_zeroed(n, sizeof *report->words, fault);
	if (!report->topic || !report->one || !report->words
		|| diagnostics_of_model(&report->topics.model, options->words, report->one, fault)
		|| relevant_words(&report->topics.model, options->words, report->words,
			options->threads, fault)
		|| compare_topics(report, path, options->like, options->threads, fault))
		return -1;
	for (k = 0; k < n; k++) {
		all += report->one[k].tokens;
		report->topic[k].coherence = NAN;
	}
	for (k = 0; k < n; k++)
		report->topic[k].share = all > 0 ? report->one[k].tokens / all : 0;
	return 0;
}

int pagedata_groups(struct pagedata *report, const char *table, const char *group, const char *key,
	struct fault *fault)
{
	report->table = table;
	return groupkeys_read(&report->keys, table, group, key, fault)
			|| groups_init(&report->groups, &report->keys, report->topics.model.topics,
				true, fault)
		? -1 : 0;
}

/* The pass over the corpus. */
struct pagedata_pass {
	struct pagedata *report;
	struct lda_describer describer;
	struct coherence_topics first;
	struct coherence_counts counts;
	struct coherence_columns columns;
	double *share; /* size K */
};

static double tokens_of(const struct rows *rows, size_t row)
{
	double sum = 0;
	size_t i;

	for (i = rows->start[row]; i < rows->start[row + 1]; i++)
		sum += (double)rows->counts[i];
	return sum;
}

static int take_document(struct pagedata_pass *pass, const struct rows *rows, size_t row,
	const float *shares, struct fault *fault)
{
	struct pagedata *report = pass->report;
	size_t k;

	for (k = 0; k < report->topics.model.topics; k++)
		pass->share[k] = (double)shares[k];
	if (report->table)
		groups_add_document(&report->groups, rows_name(rows, row), pass->share,
			tokens_of(rows, row));
	if (report->assigned.topics && assigned_add(&report->assigned, rows_name(rows, row),
		pass->share, tokens_of(rows, row), fault))
		return -1;
	return topdocs_add(&report->docs, rows_name(rows, row), pass->share, 0, fault);
}

static int take_rows(void *context, const struct rows *rows, struct fault *fault)
{
	struct pagedata_pass *pass = context;
	size_t topics = pass->report->topics.model.topics, row;
	float *shares = memory_zeroed(rows->count, topics * sizeof *shares, fault);
	int failed = !shares || lda_describe_shares(&pass->describer, rows, shares, fault)
		|| coherence_text_columns_rows(&pass->columns, rows, fault);

	for (row = 0; !failed && row < rows->count; row++) {
		pass->report->documents++;
		if (rows->start[row] < rows->start[row + 1])
			failed = take_document(pass, rows, row, shares + row * topics, fault);
	}
	free(shares);
	return failed ? -1 : 0;
}

static int measure_coherence(struct pagedata_pass *pass, struct fault *fault)
{
	size_t n = pass->report->topics.model.topics, k;
	double *value = memory_zeroed(n, sizeof *value, fault);
	int failed = !value || coherence_measure(&pass->counts, &coherence_npmi, value, fault);

	for (k = 0; !failed && k < n; k++)
		pass->report->topic[k].coherence = value[k];
	free(value);
	return failed ? -1 : 0;
}

int pagedata_corpus(struct pagedata *report, struct source *source,
	const struct pagedata_options *options, struct fault *fault)
{
	const struct lda_effort usual = {.tolerance = -1};
	const struct lda_model *model = &report->topics.model;
	struct pagedata_pass pass = {.report = report};
	int failed = source->header.values != VALUES_COUNTS
		? fault_set(fault, FAULT_DATA, "%s: weights, and the model is one of counts: give the "
			"corpus as it was before corpus-weight", source_name(source))
		: 0;

	failed = failed
		|| lda_topics_check_vocabulary(&report->topics, &source->vocabulary, source_name(source),
			fault)
		|| (options->all_documents && assigned_init(&report->assigned, model->topics, fault))
		|| topdocs_init(&report->docs, model->topics, options->docs, fault)
		|| lda_describe_init(&pass.describer, &report->topics, &usual, options->threads,
			fault)
		|| coherence_topics_from_model(&pass.first, model, COHERENCE_WORDS,
			&report->topics.vocabulary, fault)
		|| coherence_counts_init(&pass.counts, &pass.first, fault)
		|| coherence_text_columns_init(&pass.columns, &pass.counts, &source->vocabulary, fault)
		|| !(pass.share = memory_zeroed(model->topics, sizeof *pass.share, fault))
		|| relay_each(source, options->threads, take_rows, &pass, fault)
		|| (report->table && groups_check(&report->groups, report->table, fault))
		|| measure_coherence(&pass, fault);
	if (!failed)
		topdocs_sort(&report->docs);
	report->corpus = true;
	free(pass.share);
	coherence_text_columns_release(&pass.columns);
	coherence_counts_release(&pass.counts);
	coherence_topics_release(&pass.first);
	lda_describe_release(&pass.describer);
	return failed ? -1 : 0;
}

/* A document that is shown, by name. */
struct shown_document {
	const char *name;
	size_t place; /* in the list of all topics' documents */
};

static int by_name(const void *a, const void *b)
{
	const struct shown_document *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The beginning of a text, cut at a character, blanks for what is no blank. */
static char *snippet_of(const char *text, size_t length, size_t most, struct fault *fault)
{
	size_t end = 0;
	char *copy;
	size_t i;

	while (end < length && end < most) {
		unsigned bytes = utf8_length((const unsigned char *)text + end, length - end);

		end += bytes ? bytes : 1;
	}
	copy = memory_copy(text, end, fault);
	for (i = 0; copy && i < end; i++)
		if ((unsigned char)copy[i] < 0x20)
			copy[i] = ' ';
	return copy;
}

/* The first documents of each topic that have one. */
static size_t snippets_of(const struct pagedata *report)
{
	size_t room = SNIPPETS / SNIPPET_LEAST / report->topics.model.topics;
	size_t most = report->docs.best.most;

	return room < 1 ? 1 : room < most ? room : most;
}

static int take_chunk(struct pagedata *report, const struct chunk *chunk,
	const struct shown_document *shown, size_t count, uint64_t *found, struct fault *fault)
{
	size_t length = SNIPPETS / report->topics.model.topics / snippets_of(report), i;

	length = length < SNIPPET_MOST ? length : SNIPPET_MOST;
	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];
		struct shown_document wanted = {chunk->names.data + document->name, 0};
		const struct shown_document *at = bsearch(&wanted, shown, count, sizeof *shown, by_name);

		if (!at)
			continue;
		while (at > shown && by_name(at - 1, at) == 0)
			at--;
		*found += report->snippet[at->place] == NULL;
		for (; at < shown + count && by_name(&wanted, at) == 0; at++)
			if (!report->snippet[at->place]
				&& !(report->snippet[at->place] = snippet_of(
					     chunk->text.data + document->text,
					     document->text_length, length, fault)))
				return -1;
	}
	return 0;
}

int pagedata_texts(struct pagedata *report, struct documents *documents, uint64_t *found,
	struct fault *fault)
{
	const struct best *best = &report->docs.best;
	size_t all = best->lists * best->most, count = 0, k, i;
	struct shown_document *shown = memory_zeroed(all, sizeof *shown, fault);
	struct chunk chunk = {0};
	int got = -1;

	*found = 0;
	report->snippet = memory_zeroed(all, sizeof *report->snippet, fault);
	if (shown && report->snippet) {
		for (k = 0; k < best->lists; k++)
			for (i = 0; i < best->count[k] && i < snippets_of(report); i++)
				shown[count++] = (struct shown_document){
					topdocs_name(&report->docs, k, i), k * best->most + i};
		qsort(shown, count, sizeof *shown, by_name);
		while ((got = documents_next(documents, &chunk, fault)) == 1)
			if (take_chunk(report, &chunk, shown, count, found, fault)) {
				got = -1;
				break;
			}
	}
	documents_chunk_release(&chunk);
	free(shown);
	return got;
}
