/* topics.c - a model to a matrix stream and back. */
#include "lda/topics.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "lda/sparserows.h"
#include "stream/columnline.h"
#include "stream/relay.h"
#include "stream/termrows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const inference_names[] = {"cvb0", "vb"};
static const char *const alpha_names[] = {"symmetric", "asymmetric", "auto", "given"};
static const char *const eta_names[] = {"symmetric", "auto", "given"};

/* As topictools before numerics=1 wrote it. */
static void format_old_recipe(const struct lda_model *model, char *recipe, size_t size)
{
	(void)snprintf(recipe, size, "lda inference=%s alpha=%s eta=%s seed=%llu",
		inference_names[model->inference], alpha_names[model->alpha_kind],
		eta_names[model->eta_kind], (unsigned long long)model->seed);
}

static void format_number(double value, char text[NUMBER_TEXT + 1])
{
	text[number_format_double(text, value)] = 0;
}

/* A prior that was given is its number, unless the topics have others each. */
static void format_recipe(const struct lda_model *model, char *recipe, size_t size)
{
	char alpha[NUMBER_TEXT + 1], eta[NUMBER_TEXT + 1];
	bool one = model->alpha_kind == ALPHA_GIVEN;
	size_t k;

	for (k = 1; one && k < model->topics; k++)
		one = !(model->alpha[k] < model->alpha[0]) && !(model->alpha[k] > model->alpha[0]);
	format_number(model->alpha[0], alpha);
	format_number(model->eta, eta);
	(void)snprintf(recipe, size,
		"lda k=%zu form=%s inference=%s alpha=%s eta=%s seed=%llu%s numerics=%d",
		model->topics, model->sparse ? "sparse" : "dense",
		inference_names[model->inference], one ? alpha : alpha_names[model->alpha_kind],
		model->eta_kind == ETA_GIVEN ? eta : eta_names[model->eta_kind],
		(unsigned long long)model->seed,
		model->start == LDA_BEGIN_ANCHORS ? " start=anchors" : "", LDA_NUMERICS);
}

/* What comes after "lda " and, in later recipes, topics and form.  The numbers of priors
 * that were given are in lines of their own. */
static int scan_recipe(const char *recipe, char inference[32], char alpha[32], char eta[32],
	unsigned long long *seed)
{
	const char *at = strstr(recipe, "inference=");

	return at ? sscanf(at, "inference=%31s alpha=%31s eta=%31s seed=%llu", inference, alpha,
		eta, seed) : 0;
}

/* Exactly what format_recipe writes, or did; the priors were read. */
static int parse_recipe(struct lda_model *model, const char *recipe, struct fault *fault)
{
	char inference[32], alpha[32], eta[32], again[256], old[256];
	unsigned long long seed;
	int i;

	model->alpha_kind = ALPHA_GIVEN;
	model->eta_kind = ETA_GIVEN;
	if (scan_recipe(recipe, inference, alpha, eta, &seed) == 4) {
		for (i = 0; i < 2; i++)
			if (strcmp(inference, inference_names[i]) == 0)
				model->inference = (enum lda_inference)i;
		for (i = 0; i < 4; i++)
			if (strcmp(alpha, alpha_names[i]) == 0)
				model->alpha_kind = (enum lda_alpha)i;
		for (i = 0; i < 3; i++)
			if (strcmp(eta, eta_names[i]) == 0)
				model->eta_kind = (enum lda_eta)i;
		model->seed = seed;
		model->start = strstr(recipe, " start=anchors ") ? LDA_BEGIN_ANCHORS
								 : LDA_BEGIN_RANDOM;
	}
	format_recipe(model, again, sizeof again);
	format_old_recipe(model, old, sizeof old);
	if (strcmp(recipe, again) != 0 && strcmp(recipe, old) != 0)
		return fault_set(fault, FAULT_DATA, "topics of a recipe unknown here: '%s'", recipe);
	return 0;
}

static int check_positive(const char *name, const double *values, size_t n,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!(values[i] > 0))
			return fault_set(fault, FAULT_DATA, "damaged: %s is not positive", name);
	return 0;
}

/* What the sparse form has beside the rows. */
static int parse_sparse(struct lda_sparse *sparse, const struct bytes *lines,
	struct fault *fault)
{
	double *spread = memory_zeroed(sparse->topics, sizeof *spread, fault);
	size_t k;
	int failed = -1;

	if (!spread || column_line_take(lines, "step", &sparse->step, 1, fault)
		|| column_line_take(lines, "spread", spread, sparse->topics, fault))
		goto done;
	if (sparse->step != LDA_SPARSE_STEP && sparse->step != LDA_SPARSE_START_STEP) {
		(void)fault_set(fault, FAULT_DATA, "damaged: steps of %g tokens", sparse->step);
		goto done;
	}
	for (k = 0; k < sparse->topics; k++) {
		if (!(spread[k] >= 0 && spread[k] <= 0x1p53) || spread[k] != floor(spread[k])) {
			(void)fault_set(fault, FAULT_DATA,
				"damaged: #spread is negative or not whole");
			goto done;
		}
		sparse->spread[k] = (uint64_t)spread[k];
	}
	failed = 0;
done:
	free(spread);
	return failed;
}

static int put_sparse(const struct lda_sparse *sparse, struct bytes *lines,
	struct fault *fault)
{
	double *spread = memory_zeroed(sparse->topics, sizeof *spread, fault);
	size_t k;
	int failed;

	if (!spread)
		return -1;
	for (k = 0; k < sparse->topics; k++)
		spread[k] = (double)sparse->spread[k];
	failed = column_line_put(lines, "step", &sparse->step, 1, fault)
		|| column_line_put(lines, "spread", spread, sparse->topics, fault);
	free(spread);
	return failed ? -1 : 0;
}

/* What is in force and what is given; models of earlier versions have none. */
static int parse_smoothing(struct lda_model *model, const struct bytes *lines,
	struct fault *fault)
{
	double value[2];

	if (!column_line_has(lines, "discount", NULL))
		return 0;
	if (column_line_take(lines, "discount", value, 2, fault))
		return -1;
	if (!(value[0] >= 0 && value[0] < 1) || model->inference != LDA_CVB0
		|| !((value[1] > 0 && value[1] < 1) || value[1] == LDA_DISCOUNT_AUTO))
		return fault_set(fault, FAULT_DATA, "damaged: #discount is not one of a model of "
			"cvb0, below 1");
	model->smoothing.discount = value[0];
	model->smoothing.given = value[1];
	return 0;
}

static int put_smoothing(const struct lda_model *model, struct bytes *lines, struct fault *fault)
{
	const double value[2] = {model->smoothing.discount, model->smoothing.given};

	return value[1] == 0 ? 0 : column_line_put(lines, "discount", value, 2, fault);
}

static int parse_header(struct lda_topics *topics, const struct header *header, size_t terms,
	struct fault *fault)
{
	struct lda_model *model = &topics->model;
	bool sparse = header->values == VALUES_STEPS;

	if ((header->values != VALUES_F32 && !sparse) || header->columns == 0)
		return fault_set(fault, FAULT_DATA,
			"topics of %llu columns of %s, where f32 or steps are expected",
			(unsigned long long)header->columns, header_values_name(header->values));
	if (sparse && header->columns > LDA_PAIR_TOPICS)
		return fault_set(fault, FAULT_DATA, "%llu topics, and the sparse form has at most %zu",
			(unsigned long long)header->columns, LDA_PAIR_TOPICS);
	if (lda_model_init(model, (size_t)header->columns, terms, sparse, fault)
		|| column_line_take(&header->column, "alpha", model->alpha, model->topics, fault)
		|| column_line_take(&header->column, "eta", &model->eta, 1, fault)
		|| parse_recipe(model, header->recipe, fault)
		|| lda_history_take(&topics->history, &header->column, fault)
		|| column_line_whole(&header->column, "updates", &model->updates, fault)
		|| column_line_whole(&header->column, "documents", &model->documents, fault))
		return -1;
	if (check_positive("alpha", model->alpha, model->topics, fault)
		|| (column_line_has(&header->column, "totals", NULL)
			&& (column_line_take(&header->column, "totals", model->totals,
				model->topics, fault)
				|| check_positive("totals", model->totals, model->topics, fault))))
		return -1;
	if (check_positive("eta", &model->eta, 1, fault)
		|| parse_smoothing(model, &header->column, fault)
		|| lda_seeds_take(&model->seeds, &header->column, model->topics, terms, fault)
		|| (sparse && parse_sparse(model->sparse, &header->column, fault)))
		return -1;
	memcpy(topics->weighting, header->weighting, sizeof topics->weighting);
	return bytes_append(&topics->notes, header->column.data, header->column.size, fault);
}

struct topics_reading {
	struct lda_model *model;
	bool frame; /* without lambda */
	size_t rows;
};

static int take_rows(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct topics_reading *reading = context;
	struct lda_model *model = reading->model;
	size_t row, k;

	(void)header;
	for (row = 0; row < rows->count; row++) {
		const float *from = rows->f32 + row * rows->k;

		if (reading->rows == model->terms)
			return fault_set(fault, FAULT_DATA, "several models, where one is expected");
		if (rows->term[row] != reading->rows++)
			return fault_set(fault, FAULT_DATA, "damaged: topics with terms left out");
		for (k = 0; k < model->topics; k++)
			if (!(from[k] > 0))
				return fault_set(fault, FAULT_DATA,
					"damaged: a value of topics is not positive");
		if (!reading->frame)
			memcpy(model->lambda + rows->term[row] * model->stride, from,
				model->topics * sizeof *from);
	}
	return 0;
}

static int read_rows(struct lda_model *model, bool frame, struct source *source, int threads,
	struct fault *fault)
{
	struct topics_reading reading = {.model = model, .frame = frame};

	if (model->sparse && lda_sparse_rows_take(model->sparse, source, threads, fault))
		return -1;
	if (!model->sparse && relay_each_dense(source, threads, take_rows, &reading, fault))
		return -1;
	if (!model->sparse && reading.rows != model->terms)
		return fault_set(fault, FAULT_DATA, "damaged: topics with terms left out");
	if (frame && model->sparse)
		lda_sparse_model_empty(model->sparse);
	if (frame)
		return 0;
	if ((model->sparse || !(model->totals[0] > 0)) && lda_model_totals(model, threads, fault))
		return -1;
	return model->smoothing.discount > 0
		? lda_model_smooth(model, model->smoothing.discount, threads, fault) : 0;
}

static int take(struct lda_topics *topics, bool frame, struct source *source, int threads,
	struct fault *fault)
{
	*topics = (struct lda_topics){0};
	if (parse_header(topics, &source->header, source->vocabulary.size, fault)
		|| read_rows(&topics->model, frame, source, threads, fault))
		return source_at(source, fault);
	topics->digest = source->totals.digest;
	topics->vocabulary = source->vocabulary;
	source->vocabulary = (struct vocabulary){0};
	return 0;
}

int lda_topics_take(struct lda_topics *topics, struct source *source, int threads,
	struct fault *fault)
{
	return take(topics, false, source, threads, fault);
}

static int read_topics(struct lda_topics *topics, bool frame, const char *path, int threads,
	struct fault *fault)
{
	struct source source;
	int failed;

	*topics = (struct lda_topics){0};
	if (source_open_kind(&source, KIND_TOPICS, &path, 1, fault))
		return -1;
	failed = take(topics, frame, &source, threads, fault);
	source_close(&source);
	return failed;
}

int lda_topics_read(struct lda_topics *topics, const char *path, int threads,
	struct fault *fault)
{
	return read_topics(topics, false, path, threads, fault);
}

int lda_topics_read_frame(struct lda_topics *topics, const char *path, int threads,
	struct fault *fault)
{
	return read_topics(topics, true, path, threads, fault);
}

void lda_topics_release(struct lda_topics *topics)
{
	lda_model_release(&topics->model);
	vocabulary_release(&topics->vocabulary);
	lda_history_release(&topics->history);
	bytes_release(&topics->notes);
}

static bool take_row(const void *context, size_t term, void *to)
{
	const struct lda_model *model = context;

	memcpy(to, model->lambda + term * model->stride, model->topics * sizeof(float));
	return true;
}

static int put_rows(const struct lda_model *model, struct sink *sink, struct fault *fault)
{
	if (model->sparse)
		return lda_sparse_rows_put(model->sparse, sink, fault);
	return term_rows_put_dense(sink, model->terms, VALUES_F32, model->topics, take_row, model,
		fault);
}

int lda_topics_write(const struct lda_model *model, const struct vocabulary *vocabulary,
	const char *weighting, const struct lda_history *history, const struct bytes *notes,
	struct sink *sink, struct fault *fault)
{
	struct header header = {.kind = KIND_TOPICS,
		.values = model->sparse ? VALUES_STEPS : VALUES_F32, .columns = model->topics};
	double updates = (double)model->updates, documents = (double)model->documents;
	int failed = -1;

	(void)snprintf(header.weighting, sizeof header.weighting, "%s", weighting);
	format_recipe(model, header.recipe, sizeof header.recipe);
	if (column_line_put(&header.column, "alpha", model->alpha, model->topics, fault)
		|| (model->sparse ? put_sparse(model->sparse, &header.column, fault)
			: column_line_put(&header.column, "totals", model->totals, model->topics,
				fault))
		|| column_line_put(&header.column, "eta", &model->eta, 1, fault)
		|| column_line_put(&header.column, "updates", &updates, 1, fault)
		|| column_line_put(&header.column, "documents", &documents, 1, fault)
		|| put_smoothing(model, &header.column, fault)
		|| lda_seeds_put(&model->seeds, &header.column, fault)
		|| (history && lda_history_put(history, &header.column, fault))
		|| (notes && bytes_append(&header.column, notes->data, notes->size, fault))
		|| sink_begin(sink, &header, vocabulary, fault)
		|| put_rows(model, sink, fault))
		goto done;
	failed = sink_commit(sink, fault);
done:
	header_release(&header);
	return failed;
}

int lda_topics_check_vocabulary(const struct lda_topics *topics, const struct vocabulary *corpus,
	const char *path, struct fault *fault)
{
	char model[DIGEST_HEX], other[DIGEST_HEX];

	if (digest_equal(&topics->vocabulary.terms, &corpus->terms))
		return 0;
	digest_hex(&topics->vocabulary.terms, model);
	digest_hex(&corpus->terms, other);
	return fault_set(fault, FAULT_DATA, "%s: another vocabulary than the model's: terms are %s, "
		"the model's %s; corpus-bow --vocab MODEL counts with the model's, corpus-remap "
		"takes over what was counted, "
		"lda-train --add --grow takes new words", input_name(path), other, model);
}

double lda_topics_vocabulary_tokens(const struct vocabulary *vocabulary)
{
	double tokens = 0;
	size_t term;

	for (term = 0; term < vocabulary->size; term++)
		tokens += (double)vocabulary->cf[term];
	return tokens;
}
