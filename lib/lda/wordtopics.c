/* wordtopics.c - words and tokens, a line each with a topic. */
#include "lda/wordtopics.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

/* In a block of documents: what is written of it is held in memory. */
#define TOKENS_MOST ((size_t)1 << 26)

struct naming {
	struct lda_describer *describer;
	const struct rows *rows;
	uint32_t *topic;    /* of each nonzero, or of each token */
	size_t *token;      /* size nonzeros + 1: where the tokens of each begin; NULL: words */
};

/* A document's topics: how well each fits a word is weight_k theta_k, without the word's
 * own share where the inference has that. */
struct fits {
	const struct lda_mixture *mixture;
	const uint32_t *number; /* of the topics; NULL: their places */
	size_t stride, topics;
};

static struct fits fits_of(const struct lda_describer *describer,
	const struct lda_describe_reader *reader)
{
	const struct lda_model *model = &describer->topics->model;

	if (model->sparse)
		return (struct fits){&reader->sparse.narrow, reader->sparse.topic,
			reader->sparse.stride, reader->sparse.topics};
	return (struct fits){&reader->dense, NULL, model->stride, model->topics};
}

static float fit(const struct fits *fits, size_t word, size_t k)
{
	return fits->mixture->weight[word * fits->stride + k] * fits->mixture->theta[k];
}

static uint32_t number(const struct fits *fits, size_t k)
{
	return fits->number ? fits->number[k] : (uint32_t)k;
}

static uint32_t likeliest(const struct fits *fits, size_t word)
{
	size_t best = 0, k;

	for (k = 1; k < fits->topics; k++)
		if (fit(fits, word, k) > fit(fits, word, best))
			best = k;
	return number(fits, best);
}

/* What a topic lacks after whole tokens were given: the largest get one more. */
struct remainder {
	double left;
	size_t k;
};

static int by_left(const void *a, const void *b)
{
	const struct remainder *one = a, *other = b;

	if (one->left != other->left)
		return one->left < other->left ? 1 : -1;
	return one->k < other->k ? -1 : 1;
}

/* Gives count tokens of a word to topics, in the order of topics. */
static int divide(const struct fits *fits, size_t word, size_t count, uint32_t *topic,
	struct fault *fault)
{
	struct remainder *remainder = memory_zeroed(fits->topics, sizeof *remainder, fault);
	size_t *given = memory_zeroed(fits->topics, sizeof *given, fault);
	size_t left = count, k, i;
	double sum = 0;

	if (!remainder || !given) {
		free(remainder);
		free(given);
		return -1;
	}
	for (k = 0; k < fits->topics; k++)
		sum += (double)fit(fits, word, k);
	for (k = 0; k < fits->topics; k++) {
		double share = sum > 0 ? (double)fit(fits, word, k) / sum * (double)count : 0;

		given[k] = (size_t)share < left ? (size_t)share : left;
		left -= given[k];
		remainder[k] = (struct remainder){share - (double)given[k], k};
	}
	qsort(remainder, fits->topics, sizeof *remainder, by_left);
	for (k = 0; left; k = (k + 1) % fits->topics, left--)
		given[remainder[k].k]++;
	for (k = 0; k < fits->topics; k++)
		for (i = 0; i < given[k]; i++)
			*topic++ = number(fits, k);
	free(remainder);
	free(given);
	return 0;
}

static int name_row(void *context, size_t row, int thread, struct fault *fault)
{
	struct naming *naming = context;
	const struct rows *rows = naming->rows;
	struct lda_describe_reader reader = {0};
	size_t first = rows->start[row], n = rows->start[row + 1] - first, i;
	int got = lda_describe_row(naming->describer, rows, row, &reader, fault);
	struct fits fits = fits_of(naming->describer, &reader);

	(void)thread;
	for (i = 0; got > 0 && i < n; i++) {
		const size_t *token = naming->token ? naming->token + first + i : NULL;

		if (!token || token[1] - token[0] == 1)
			naming->topic[token ? *token : first + i] = likeliest(&fits, i);
		else if (divide(&fits, i, token[1] - token[0], naming->topic + *token, fault))
			got = -1;
	}
	lda_describe_reader_release(&reader);
	return got < 0 ? -1 : 0;
}

static int put_words(const struct naming *naming, struct bytes *text, struct fault *fault)
{
	const struct rows *rows = naming->rows;
	const struct lda_topics *topics = naming->describer->topics;
	const struct vocabulary *vocabulary = &topics->vocabulary;
	const struct topicnames *names = &topics->model.seeds.names;
	size_t row, i;

	for (row = 0; row < rows->count; row++)
		for (i = rows->start[row]; i < rows->start[row + 1]; i++)
			if (bytes_printf(text, fault, "%s\t%s\t", rows_name(rows, row),
				    vocabulary_term(vocabulary, rows->column[i]))
				|| topicnames_show(names, naming->topic[i], text, fault)
				|| bytes_append(text, "\n", 1, fault))
				return -1;
	return 0;
}

int lda_wordtopics_lines(void *context, const struct rows *rows, struct fault *fault)
{
	struct lda_wordtopics *wordtopics = context;
	struct naming naming = {.describer = wordtopics->describer, .rows = rows};
	struct bytes text = {0};
	int failed = -1;

	naming.topic = memory_zeroed(rows->nonzeros, sizeof *naming.topic, fault);
	if (naming.topic)
		failed = parallel_for(wordtopics->describer->threads, rows->count, name_row, &naming,
				 fault)
			|| put_words(&naming, &text, fault)
			|| outfile_write(wordtopics->out, text.data, text.size, fault) ? -1 : 0;
	free(naming.topic);
	bytes_release(&text);
	return failed;
}

static int put_number(struct bytes *text, double value, struct fault *fault)
{
	char digits[NUMBER_TEXT];

	return bytes_append(text, " ", 1, fault)
		|| bytes_append(text, digits, number_format_double(digits, value), fault) ? -1 : 0;
}

int lda_wordtopics_state_head(struct lda_wordtopics *wordtopics, struct fault *fault)
{
	const struct lda_model *model = &wordtopics->describer->topics->model;
	struct bytes text = {0};
	int failed = bytes_printf(&text, fault, "#doc source pos typeindex type topic\n#alpha :");
	size_t k;

	for (k = 0; k < model->topics && !failed; k++)
		failed = put_number(&text, model->alpha[k], fault);
	failed = failed || bytes_printf(&text, fault, "\n#beta :")
		|| put_number(&text, model->eta, fault) || bytes_append(&text, "\n", 1, fault)
		|| outfile_write(wordtopics->out, text.data, text.size, fault);
	bytes_release(&text);
	return failed ? -1 : 0;
}

/* Appends a name or a term, its blanks as '_'. */
static int put_field(struct bytes *text, const char *field, uint64_t *blanks,
	struct fault *fault)
{
	size_t from = text->size;
	bool blank = false;

	if (bytes_append(text, field, strlen(field), fault))
		return -1;
	for (; from < text->size; from++)
		if (text->data[from] == ' ') {
			text->data[from] = '_';
			blank = true;
		}
	*blanks += blank;
	return *field ? 0 : bytes_append(text, "NA", 2, fault);
}

static int put_tokens(const struct naming *naming, struct lda_wordtopics *wordtopics,
	struct bytes *text, struct fault *fault)
{
	const struct rows *rows = naming->rows;
	const struct vocabulary *vocabulary = &naming->describer->topics->vocabulary;
	size_t row, i, token;

	for (row = 0; row < rows->count; row++, wordtopics->documents++) {
		size_t first = naming->token[rows->start[row]];

		for (i = rows->start[row]; i < rows->start[row + 1]; i++)
			for (token = naming->token[i]; token < naming->token[i + 1]; token++)
				if (bytes_printf(text, fault, "%llu ",
					    (unsigned long long)wordtopics->documents)
					|| put_field(text, rows_name(rows, row), &wordtopics->blanks,
						fault)
					|| bytes_printf(text, fault, " %zu %u ", token - first,
						(unsigned)rows->column[i])
					|| put_field(text, vocabulary_term(vocabulary, rows->column[i]),
						&wordtopics->blanks, fault)
					|| bytes_printf(text, fault, " %u\n",
						(unsigned)naming->topic[token]))
					return -1;
	}
	return 0;
}

/* Where the tokens of each nonzero begin. */
static int place_tokens(struct naming *naming, struct fault *fault)
{
	const struct rows *rows = naming->rows;
	size_t i;

	if (rows->values != VALUES_COUNTS)
		return fault_set(fault, FAULT_DATA,
			"--state: weights are no tokens: give the counts that they came from");
	naming->token = memory_zeroed(rows->nonzeros + 1, sizeof *naming->token, fault);
	if (!naming->token)
		return -1;
	for (i = 0; i < rows->nonzeros; i++)
		naming->token[i + 1] = naming->token[i] + rows->counts[i];
	if (naming->token[rows->nonzeros] > TOKENS_MOST)
		return fault_set(fault, FAULT_DATA, "%zu tokens in a block of documents, and a "
			"state of %zu is the most: no text has them", naming->token[rows->nonzeros],
			TOKENS_MOST);
	naming->topic = memory_zeroed(naming->token[rows->nonzeros], sizeof *naming->topic, fault);
	return naming->topic ? 0 : -1;
}

int lda_wordtopics_state(void *context, const struct rows *rows, struct fault *fault)
{
	struct lda_wordtopics *wordtopics = context;
	struct naming naming = {.describer = wordtopics->describer, .rows = rows};
	struct bytes text = {0};
	int failed = place_tokens(&naming, fault)
		|| parallel_for(wordtopics->describer->threads, rows->count, name_row, &naming, fault)
		|| put_tokens(&naming, wordtopics, &text, fault)
		|| outfile_write(wordtopics->out, text.data, text.size, fault);

	free(naming.topic);
	free(naming.token);
	bytes_release(&text);
	return failed ? -1 : 0;
}
