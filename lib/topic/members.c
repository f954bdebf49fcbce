/* members.c - lists of documents, topics and words by share. */
#include "topic/members.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "stream/dense.h"
#include "stream/relay.h"
#include "stream/termindex.h"
#include "stream/topicnames.h"
#include "topic/topdocs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_entry(double share, double least)
{
	return share != 0 && fabs(share) >= least;
}

static int put_share(struct bytes *out, double share, struct fault *fault)
{
	char text[NUMBER_TEXT];

	return bytes_append(out, text, number_format_float(text, (float)share), fault);
}

static void values_of(const struct dense *rows, size_t row, double *share)
{
	size_t k;

	for (k = 0; k < rows->k; k++)
		share[k] = dense_value(rows, row, k);
}

/* The documents of topics. */
struct member_survey {
	const struct members_options *options;
	const struct topicnames *names;
	struct topdocs docs;
	double *share;        /* size K: of the document at hand */
};

static int take_documents(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct member_survey *survey = context;
	size_t i;

	(void)header;
	for (i = 0; i < rows->count; i++) {
		values_of(rows, i, survey->share);
		if (topdocs_add(&survey->docs, rows->names + rows->name[i], survey->share,
			    survey->options->least, fault))
			return -1;
	}
	return 0;
}

static int put_documents(const struct member_survey *survey, size_t topic, struct bytes *text,
	struct fault *fault)
{
	const struct best_item *item = best_list(&survey->docs.best, topic);
	bool json = survey->options->json;
	size_t i;

	if (json && (bytes_append(text, "{", 1, fault)
			|| topicnames_json(survey->names, topic, text, fault)
			|| bytes_printf(text, fault, ",\"documents\":[")))
		return -1;
	for (i = 0; i < survey->docs.best.count[topic]; i++) {
		const char *name = topdocs_name(&survey->docs, topic, i);

		if (json ? bytes_printf(text, fault, "%s{\"document\":", i ? "," : "")
				|| json_put_string(text, name, strlen(name), fault)
				|| bytes_printf(text, fault, ",\"share\":")
				|| json_put_float(text, item[i].weight, fault)
				|| bytes_append(text, "}", 1, fault)
			 : topicnames_show(survey->names, topic, text, fault)
				|| bytes_printf(text, fault, "\t%zu\t", i + 1)
				|| put_share(text, item[i].weight, fault)
				|| bytes_printf(text, fault, "\t%s\n", name))
			return -1;
	}
	return json ? bytes_printf(text, fault, "]}\n") : 0;
}

static int write_topics(struct member_survey *survey, const size_t *topic, size_t count,
	struct outfile *out, struct fault *fault)
{
	struct bytes text = {0};
	size_t i;
	int failed = !survey->options->json
		&& bytes_printf(&text, fault, "#topic\trank\tshare\tdocument\n");

	topdocs_sort(&survey->docs);
	for (i = 0; !failed && i < (count ? count : survey->docs.best.lists); i++)
		failed = put_documents(survey, count ? topic[i] : i, &text, fault);
	failed = failed || outfile_write(out, text.data, text.size, fault);
	bytes_release(&text);
	return failed;
}

int members_of_topics(struct source *vectors, const char *list,
	const struct members_options *options, struct outfile *out, struct fault *fault)
{
	struct topicnames names = {0};
	struct member_survey survey = {.options = options, .names = &names};
	size_t k = (size_t)vectors->header.columns, *topic = NULL, count = 0;
	int failed = topicnames_take(&names, &vectors->header.column, k, fault)
		|| (list && topicnames_list(&names, k, "topic", list, &topic, &count, fault))
		|| topdocs_init(&survey.docs, k, options->n, fault)
		|| !(survey.share = memory_zeroed(k, sizeof *survey.share, fault))
		|| relay_each_dense(vectors, options->threads, take_documents, &survey, fault)
		|| write_topics(&survey, topic, count, out, fault);
	free(survey.share);
	free(topic);
	topicnames_release(&names);
	topdocs_release(&survey.docs);
	return failed ? -1 : 0;
}

/* The topics of documents, or of words. */
struct listing {
	const struct members_options *options;
	struct topicnames names;
	const char *name;      /* of the document, NULL: all */
	struct outfile *out;
	uint64_t found;
	struct best best;      /* one list of topics */
	struct bytes text;
	/* of words */
	const char *const *word;
	const uint32_t *term;  /* size words: of each, as the model numbers it */
	size_t words;
	double *row;           /* words x K: lambda */
	double *sum;           /* size K: of all terms */
};

/* What a document or word has: shares of K topics, and for a word its
 * probability in each. */
struct member_row {
	const char *name;
	const double *share;       /* size K */
	const double *probability; /* size K, NULL: a document */
};

static void choose(struct listing *listing, const struct member_row *row, size_t k)
{
	size_t i;

	listing->best.count[0] = 0;
	for (i = 0; i < k; i++)
		if (is_entry(row->share[i], listing->options->least))
			(void)best_offer(&listing->best, 0, i, row->share[i]);
	best_sort(&listing->best);
}

static int put_tsv(struct listing *listing, const struct member_row *row, struct fault *fault)
{
	const struct best_item *item = best_list(&listing->best, 0);
	struct bytes *text = &listing->text;
	size_t i;

	for (i = 0; i < listing->best.count[0]; i++)
		if (bytes_printf(text, fault, "%s\t%zu\t", row->name, i + 1)
			|| topicnames_show(&listing->names, (size_t)item[i].item, text, fault)
			|| bytes_append(text, "\t", 1, fault)
			|| put_share(text, item[i].weight, fault)
			|| (row->probability
				&& (bytes_append(text, "\t", 1, fault)
					|| put_share(text, row->probability[item[i].item], fault)))
			|| bytes_append(text, "\n", 1, fault))
			return -1;
	return 0;
}

static int put_json(struct listing *listing, const struct member_row *row, struct fault *fault)
{
	const struct best_item *item = best_list(&listing->best, 0);
	struct bytes *text = &listing->text;
	size_t i;

	if (bytes_printf(text, fault, "{\"%s\":", row->probability ? "word" : "document")
		|| json_put_string(text, row->name, strlen(row->name), fault)
		|| bytes_printf(text, fault, ",\"topics\":["))
		return -1;
	for (i = 0; i < listing->best.count[0]; i++)
		if (bytes_printf(text, fault, i ? ",{" : "{")
			|| topicnames_json(&listing->names, (size_t)item[i].item, text, fault)
			|| bytes_printf(text, fault, ",\"share\":")
			|| json_put_float(text, item[i].weight, fault)
			|| (row->probability
				&& (bytes_printf(text, fault, ",\"probability\":")
					|| json_put_float(text, row->probability[item[i].item],
						fault)))
			|| bytes_append(text, "}", 1, fault))
			return -1;
	return bytes_printf(text, fault, "]}\n");
}

static int put_row(struct listing *listing, const struct member_row *row, size_t k,
	struct fault *fault)
{
	choose(listing, row, k);
	return listing->options->json ? put_json(listing, row, fault)
				      : put_tsv(listing, row, fault);
}

static int write_out(struct listing *listing, struct fault *fault)
{
	int failed = outfile_write(listing->out, listing->text.data, listing->text.size, fault);

	listing->text.size = 0;
	return failed;
}

static int take_topics(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct listing *listing = context;
	size_t i;

	(void)header;
	for (i = 0; i < rows->count; i++) {
		struct member_row row = {.name = rows->names + rows->name[i], .share = listing->row};

		if (listing->name && strcmp(listing->name, row.name) != 0)
			continue;
		values_of(rows, i, listing->row);
		listing->found++;
		if (put_row(listing, &row, rows->k, fault))
			return -1;
	}
	return write_out(listing, fault);
}

static void listing_release(struct listing *listing)
{
	best_release(&listing->best);
	topicnames_release(&listing->names);
	bytes_release(&listing->text);
	free(listing->row);
	free(listing->sum);
}

int members_of_documents(struct source *vectors, const char *name,
	const struct members_options *options, struct outfile *out, uint64_t *found,
	struct fault *fault)
{
	struct listing listing = {.options = options, .name = name, .out = out};
	size_t k = (size_t)vectors->header.columns;
	int failed = topicnames_take(&listing.names, &vectors->header.column, k, fault)
		|| best_init(&listing.best, 1, options->n < k ? options->n : k, true, fault)
		|| !(listing.row = memory_zeroed(k, sizeof *listing.row, fault))
		|| (!options->json
			&& bytes_printf(&listing.text, fault, "#document\trank\ttopic\tshare\n"))
		|| relay_each_dense(vectors, options->threads, take_topics, &listing, fault)
		|| write_out(&listing, fault);

	*found = listing.found;
	listing_release(&listing);
	return failed ? -1 : 0;
}

static int take_words(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct listing *listing = context;
	size_t i, j, w;

	(void)header;
	(void)fault;
	for (i = 0; i < rows->count; i++) {
		for (j = 0; j < rows->k; j++)
			listing->sum[j] += dense_value(rows, i, j);
		for (w = 0; w < listing->words; w++)
			for (j = 0; listing->term[w] == rows->term[i] && j < rows->k; j++)
				listing->row[w * rows->k + j] = dense_value(rows, i, j);
	}
	return 0;
}

/* From lambda to shares and probabilities. */
static int put_word(struct listing *listing, size_t word, size_t k, double *probability,
	struct fault *fault)
{
	double *share = listing->row + word * k, sum = 0;
	struct member_row row = {listing->word[word], share, probability};
	size_t i;

	for (i = 0; i < k; i++)
		sum += share[i];
	for (i = 0; i < k; i++) {
		probability[i] = listing->sum[i] > 0 ? share[i] / listing->sum[i] : 0;
		share[i] = sum > 0 ? share[i] / sum : 0;
	}
	return put_row(listing, &row, k, fault);
}

static int find_words(const struct source *model, const char *const *word, size_t count,
	uint32_t *term, struct fault *fault)
{
	struct termindex index = {0};
	size_t i;

	if (termindex_init(&index, &model->vocabulary, fault))
		return -1;
	for (i = 0; i < count; i++) {
		size_t length = strlen(word[i]);

		term[i] = termindex_find(&index, word[i], length, termindex_hash(word[i], length));
		if (term[i] == TERM_UNKNOWN) {
			termindex_release(&index);
			return fault_set(fault, FAULT_USAGE, "%s: no word \"%s\" in the model: words "
				"stand in it as they were counted, case folded or stemmed",
				source_name(model), word[i]);
		}
	}
	termindex_release(&index);
	return 0;
}

int members_of_words(struct source *model, const char *const *word, size_t count,
	const struct members_options *options, struct outfile *out, struct fault *fault)
{
	size_t k = (size_t)model->header.columns, i;
	uint32_t *term = memory_zeroed(count, sizeof *term, fault);
	double *probability = memory_zeroed(k, sizeof *probability, fault);
	struct listing listing = {.options = options, .out = out, .word = word, .term = term,
		.words = count};
	int failed = !term || !probability
		|| topicnames_take(&listing.names, &model->header.column, k, fault)
		|| find_words(model, word, count, term, fault)
		|| best_init(&listing.best, 1, options->n < k ? options->n : k, true, fault)
		|| !(listing.row = memory_zeroed(count, k * sizeof *listing.row, fault))
		|| !(listing.sum = memory_zeroed(k, sizeof *listing.sum, fault))
		|| (!options->json && bytes_printf(&listing.text, fault,
			"#word\trank\ttopic\tshare\tprobability\n"))
		|| relay_each_dense(model, options->threads, take_words, &listing, fault);

	for (i = 0; !failed && i < count; i++)
		failed = put_word(&listing, i, k, probability, fault);
	failed = failed || write_out(&listing, fault);
	listing_release(&listing);
	free(term);
	free(probability);
	return failed ? -1 : 0;
}
