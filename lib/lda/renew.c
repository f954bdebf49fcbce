/* renew.c - chooses topics and documents, and moves tokens. */
#include "lda/renew.h"

#include "base/memory.h"
#include "base/number.h"
#include "lda/heldout.h"
#include "stream/columnline.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* As lda-eval has them. */
enum { ITERATIONS = 50 };
static const double UNIFORM = 1e-4;

/* Of the mean's tokens; what alpha alone gives a topic is far below. */
static const double EMPTY = .05;

/* A document that may begin a topic, or, with its number alone, a topic. */
struct renewal {
	double order;     /* the least first */
	uint64_t key;     /* of equal ones */
	size_t number;
	uint32_t *term;   /* size size, of a document that was chosen; owned */
	float *count;
	size_t size;
};

struct renewing {
	struct lda_topics *topics;
	struct renewal *topic;    /* size count, chosen: by number */
	struct renewal *document; /* size documents, those chosen at the front */
	size_t count, documents;
	bool *gone;               /* size K */
	size_t at;                /* document of a pass */
	double tokens;            /* of all documents */
};

static int compare(const void *a, const void *b)
{
	const struct renewal *one = a, *other = b;

	if (one->order < other->order || other->order < one->order)
		return one->order < other->order ? -1 : 1;
	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

static bool has_name(const struct topicnames *names, size_t k)
{
	return names->topics && names->name[k];
}

int lda_renew_number(const char *word, uint64_t *number, struct fault *fault)
{
	*number = 0;
	if (!word)
		return 0;
	if (strcmp(word, "auto") == 0)
		*number = LDA_RENEW_EMPTY;
	else if (!number_parse_whole(word, strlen(word), number) || *number > 1000000)
		return fault_set(fault, FAULT_USAGE, "--renew: '%s' is neither auto nor a whole "
			"number from 0 to 1000000", word);
	return 0;
}

/* The mean's tokens. */
static double mean_of(const double *totals, size_t topics, double prior)
{
	double all = 0;
	size_t k;

	for (k = 0; k < topics; k++)
		all += totals[k] - prior;
	return all / (double)topics;
}

/* How many of the n smallest topics are empty; one stays. */
static size_t count_empty(const struct renewing *renewing, const struct renewal *topic, size_t n)
{
	const struct lda_model *model = &renewing->topics->model;
	double prior = model->eta * (double)model->terms;
	double mean = mean_of(model->totals, model->topics, prior);
	size_t empty = 0;

	while (empty + 1 < n && topic[empty].order - prior < EMPTY * mean)
		empty++;
	return empty;
}

/* As many as the documents would fill to the mean. */
static size_t fill_empty(const struct renewing *renewing, size_t empty)
{
	const struct lda_model *model = &renewing->topics->model;
	double mean = mean_of(model->totals, model->topics, model->eta * (double)model->terms);
	double room = mean > 0 ? renewing->tokens / mean + .5 : 0;

	return (double)empty <= room ? empty : (size_t)room;
}

static int choose_topics(struct renewing *renewing, uint64_t number, struct fault *fault)
{
	const struct lda_model *model = &renewing->topics->model;
	struct renewal *topic = memory_zeroed(model->topics, sizeof *topic, fault);
	size_t k, n = 0;

	renewing->topic = topic;
	renewing->gone = memory_zeroed(model->topics, sizeof *renewing->gone, fault);
	if (!topic || !renewing->gone)
		return -1;
	for (k = 0; k < model->topics; k++)
		if (!has_name(&model->seeds.names, k))
			topic[n++] = (struct renewal){.order = model->totals[k], .number = k};
	qsort(topic, n, sizeof *topic, compare);
	if (number == LDA_RENEW_EMPTY)
		number = count_empty(renewing, topic, n);
	else if (number >= n)
		return fault_set(fault, FAULT_USAGE, "--renew: %zu topics have no name, and one at "
			"least must stay", n);
	renewing->count = (size_t)number;
	return 0;
}

static int key_documents(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct renewing *renewing = context;
	size_t d, i, room = renewing->documents;

	for (i = chunk->start[0]; i < chunk->start[chunk->documents]; i++)
		renewing->tokens += (double)chunk->count[i];
	if (memory_grow(&renewing->document, &room, renewing->documents + chunk->documents, fault))
		return -1;
	for (d = 0; d < chunk->documents; d++) {
		struct renewal *one = &renewing->document[renewing->documents];

		*one = (struct renewal){.key = chunk->key[d], .number = renewing->documents++,
			.size = chunk->start[d + 1] - chunk->start[d]};
	}
	return 0;
}

/* By how much they are predicted worse than all are, together. */
static void order_documents(struct renewing *renewing, const struct lda_scores *scores)
{
	double nats = 0, tokens = 0;
	size_t d;

	for (d = 0; d < scores->documents; d++) {
		nats += scores->likelihood[d];
		tokens += scores->predicted[d];
	}
	for (d = 0; d < renewing->documents; d++)
		renewing->document[d].order = scores->likelihood[d]
			- (tokens > 0 ? nats / tokens * scores->predicted[d] : 0);
}

static bool is_empty(const struct renewal *document)
{
	return document->size == 0;
}

/* Those without words last: they are none to begin with. */
static void drop_empty(struct renewing *renewing)
{
	size_t d, kept = 0;

	for (d = 0; d < renewing->documents; d++)
		if (!is_empty(&renewing->document[d]))
			renewing->document[kept++] = renewing->document[d];
	renewing->documents = kept;
}

static int choose_documents(struct renewing *renewing, struct lda_feed *feed, int threads,
	struct fault *fault)
{
	const struct lda_model *model = &renewing->topics->model;
	const struct lda_heldout heldout = {model->alpha, ITERATIONS, UNIFORM};
	struct lda_scores scores = {0};
	int failed = lda_heldout_score(&model, &heldout, 1, feed, threads, &scores, fault);

	if (!failed && renewing->documents) {
		order_documents(renewing, &scores);
		drop_empty(renewing);
		qsort(renewing->document, renewing->documents, sizeof *renewing->document, compare);
	}
	if (renewing->count > renewing->documents)
		renewing->count = renewing->documents;
	lda_heldout_release(&scores);
	return failed ? -1 : 0;
}

static int keep_document(struct renewal *one, const struct lda_chunk *chunk, size_t d,
	struct fault *fault)
{
	size_t first = chunk->start[d];

	one->term = memory_zeroed(one->size, sizeof *one->term, fault);
	one->count = memory_zeroed(one->size, sizeof *one->count, fault);
	if (!one->term || !one->count)
		return -1;
	memcpy(one->term, chunk->term + first, one->size * sizeof *one->term);
	memcpy(one->count, chunk->count + first, one->size * sizeof *one->count);
	return 0;
}

static int keep_documents(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct renewing *renewing = context;
	size_t d, i;

	for (d = 0; d < chunk->documents; d++, renewing->at++)
		for (i = 0; i < renewing->count; i++)
			if (renewing->document[i].number == renewing->at
				&& keep_document(&renewing->document[i], chunk, d, fault))
				return -1;
	return 0;
}

static void move_dense(const struct renewing *renewing)
{
	struct lda_model *model = &renewing->topics->model;
	size_t term, k, i;

	for (term = 0; term < model->terms; term++) {
		float *lambda = model->lambda + term * model->stride;
		double moved = 0, others = 0;

		for (k = 0; k < model->topics; k++)
			*(renewing->gone[k] ? &moved : &others) += (double)lambda[k];
		moved -= (double)renewing->count * model->eta;
		for (k = 0; k < model->topics; k++)
			lambda[k] = renewing->gone[k] ? (float)model->eta
				: (float)((double)lambda[k] * (1 + (moved > 0 ? moved / others : 0)));
	}
	for (k = 0; k < renewing->count; k++) {
		const struct renewal *from = &renewing->document[k];

		for (i = 0; i < from->size; i++)
			model->lambda[from->term[i] * model->stride + renewing->topic[k].number]
				+= from->count[i];
	}
}

/* A term's steps in all, and those that topics lose. */
static void count_steps(const struct renewing *renewing, size_t term, uint64_t *all,
	uint64_t *lost)
{
	const struct lda_sparse *sparse = renewing->topics->model.sparse;
	size_t i;

	*all = sparse->rest[term];
	*lost = 0;
	for (i = sparse->start[term]; i < sparse->start[term + 1]; i++) {
		*all += lda_pair_steps(sparse->pair[i]);
		if (renewing->gone[lda_pair_topic(sparse->pair[i])])
			*lost += lda_pair_steps(sparse->pair[i]);
	}
}

/* A term's pairs, each with its part of what is lost: the sums so far are rounded down,
 * and its rest takes what is left. */
static int put_kept(const struct renewing *renewing, size_t term, struct lda_bags *bags,
	uint64_t *rest, struct lda_bag_scratch *scratch, struct fault *fault)
{
	const struct lda_sparse *sparse = renewing->topics->model.sparse;
	uint64_t all, lost, run = 0, given = 0, now;
	size_t i;

	count_steps(renewing, term, &all, &lost);
	for (i = sparse->start[term]; i < sparse->start[term + 1]; i++) {
		uint64_t pair = sparse->pair[i];

		if (renewing->gone[lda_pair_topic(pair)])
			continue;
		run += lda_pair_steps(pair);
		now = (uint64_t)((double)lost * ((double)run / (double)(all - lost)));
		now = now < lost ? now : lost;
		pair += now - given;
		given = now;
		if (lda_bags_put(bags, term, &pair, 1, scratch, fault))
			return -1;
	}
	rest[term] = sparse->rest[term] + lost - given;
	return 0;
}

static int put_documents(const struct renewing *renewing, struct lda_bags *bags,
	struct lda_bag_scratch *scratch, struct fault *fault)
{
	struct lda_sparse *sparse = renewing->topics->model.sparse;
	size_t k, i;

	for (k = 0; k < renewing->count; k++) {
		const struct renewal *from = &renewing->document[k];
		size_t topic = renewing->topic[k].number;

		sparse->spread[topic] = 0;
		for (i = 0; i < from->size; i++) {
			uint64_t pair = lda_pair(topic,
				(uint64_t)((double)from->count[i] / LDA_SPARSE_STEP));

			if (lda_bags_put(bags, from->term[i], &pair, 1, scratch, fault))
				return -1;
			sparse->spread[topic] += lda_pair_steps(pair);
		}
	}
	return 0;
}

static int move_sparse(const struct renewing *renewing, int threads, struct fault *fault)
{
	struct lda_model *model = &renewing->topics->model;
	struct lda_bag_scratch scratch = {0};
	struct lda_bags bags = {0};
	uint64_t *rest = memory_zeroed(model->terms, sizeof *rest, fault);
	size_t term;
	int failed = !rest || lda_bags_init(&bags, model->terms, model->topics, fault)
		|| lda_bag_scratch_init(&scratch, model->topics, fault)
		|| put_documents(renewing, &bags, &scratch, fault);

	for (term = 0; term < model->terms && !failed; term++)
		failed = put_kept(renewing, term, &bags, rest, &scratch, fault);
	failed = failed || lda_bags_settle(&bags, threads, fault)
		|| lda_sparse_model_take(model->sparse, &bags, &model->seeds, threads, fault);
	for (term = 0; term < model->terms && !failed; term++)
		model->sparse->rest[term] += rest[term];
	lda_bag_scratch_release(&scratch);
	lda_bags_release(&bags);
	free(rest);
	return failed ? -1 : 0;
}

static void set_alpha(const struct renewing *renewing)
{
	struct lda_model *model = &renewing->topics->model;
	double sum = 0;
	size_t k;

	if (model->alpha_kind != ALPHA_AUTO)
		return;
	for (k = 0; k < model->topics; k++)
		sum += renewing->gone[k] ? 0 : model->alpha[k];
	for (k = 0; k < model->topics; k++)
		if (renewing->gone[k])
			model->alpha[k] = sum / (double)(model->topics - renewing->count);
}

static int move(struct renewing *renewing, int threads, struct fault *fault)
{
	struct lda_model *model = &renewing->topics->model;
	size_t k;

	for (k = 0; k < renewing->count; k++)
		renewing->gone[renewing->topic[k].number] = true;
	if (model->sparse && move_sparse(renewing, threads, fault))
		return -1;
	if (!model->sparse)
		move_dense(renewing);
	set_alpha(renewing);
	if (lda_model_totals(model, threads, fault))
		return -1;
	return model->smoothing.discount > 0
		? lda_model_smooth(model, model->smoothing.discount, threads, fault) : 0;
}

int lda_renew(struct lda_topics *topics, struct lda_feed *feed, uint64_t number, int threads,
	size_t *renewed, struct fault *fault)
{
	struct renewing renewing = {.topics = topics};
	struct lda_stage stage = {.mode = LDA_RENEWED, .known = true};
	size_t d;
	int failed;

	if (topics->model.sparse && topics->model.sparse->step != LDA_SPARSE_STEP)
		return fault_set(fault, FAULT_USAGE, "topics are begun anew in a model that was "
			"trained, and this one has learned nothing yet");
	failed = choose_topics(&renewing, number, fault)
		|| (renewing.count && lda_feed_pass(feed, key_documents, &renewing, fault));
	if (!failed && number == LDA_RENEW_EMPTY)
		renewing.count = fill_empty(&renewing, renewing.count);
	failed = failed
		|| (renewing.count && choose_documents(&renewing, feed, threads, fault))
		|| (renewing.count && (lda_feed_pass(feed, keep_documents, &renewing, fault)
			|| move(&renewing, threads, fault)));
	stage.topics = *renewed = renewing.count;
	stage.documents = feed->sum;
	if (!failed && renewing.count)
		failed = lda_history_add(&topics->history, &stage, fault);
	for (d = 0; d < renewing.documents; d++) {
		free(renewing.document[d].term);
		free(renewing.document[d].count);
	}
	free(renewing.document);
	free(renewing.topic);
	free(renewing.gone);
	return failed ? -1 : 0;
}

bool lda_renew_may(const struct header *header, size_t terms)
{
	const double about = 1.1 * EMPTY; /* new words change the totals' last digits */
	size_t k, topics = (size_t)header->columns;
	struct fault ignored = {0};
	double *totals, eta, prior, mean;
	bool may = true;

	if (header->values == VALUES_STEPS || !column_line_has(&header->column, "totals", NULL))
		return true;
	totals = memory_zeroed(topics, sizeof *totals, &ignored);
	if (totals && !column_line_take(&header->column, "totals", totals, topics, &ignored)
		&& !column_line_take(&header->column, "eta", &eta, 1, &ignored)) {
		prior = eta * (double)terms;
		mean = mean_of(totals, topics, prior);
		for (may = false, k = 0; k < topics && !may; k++)
			may = totals[k] - prior < about * mean;
	}
	free(totals);
	return may;
}
