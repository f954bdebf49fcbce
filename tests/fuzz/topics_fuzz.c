/* topics_fuzz.c - any bytes as a topic model, and as statistics for a small one.
 *
 * The bytes are split at SPLIT into a header, a vocabulary and blocks of rows, packed
 * as they should be.  A model that was taken must have the shape that it promises;
 * whatever was refused must say why. */
#define _GNU_SOURCE
#include "lda/statisticsfile.h"
#include "lda/topics.h"
#include "stream/vocabseal.h"
#include "streamfuzz.h"

#include <math.h>
#include <stdbool.h>

/* Of terms aa, bb and cc, and 4 topics. */
static void make_model(struct lda_topics *topics, bool sparse)
{
	static const char lines[] = "aa\t1\t1\nbb\t2\t2\ncc\t1\t5\n";
	const struct lda_recipe recipe = {.topics = 4, .seed = 1};
	struct lda_model *model = &topics->model;
	struct fault fault = {0};

	*topics = (struct lda_topics){0};
	must(vocabulary_parse_lines(&topics->vocabulary, lines, sizeof lines - 1, 3, &fault));
	must(vocabseal(&topics->vocabulary, &fault));
	if (!sparse) {
		must(lda_model_start(model, &recipe, 3, 8, 1, &fault));
		return;
	}
	must(lda_model_init(model, 4, 3, true, &fault));
	must(lda_model_priors(model, &recipe, &fault));
	must(lda_model_totals(model, 1, &fault));
}

static void check_model(const struct lda_model *model)
{
	const struct lda_sparse *sparse = model->sparse;
	size_t i, term, k;

	for (k = 0; k < model->topics; k++)
		must(!(model->alpha[k] > 0) || !isfinite(model->totals[k]));
	must(!(model->eta > 0));
	if (!sparse)
		return;
	for (term = 0; term < sparse->terms; term++) {
		must(sparse->start[term + 1] < sparse->start[term]
			|| sparse->start[term + 1] - sparse->start[term] > LDA_SPARSE_KEPT);
		for (i = sparse->start[term]; i < sparse->start[term + 1]; i++)
			must(lda_pair_topic(sparse->pair[i]) >= model->topics
				|| lda_pair_steps(sparse->pair[i]) == 0
				|| (i > sparse->start[term] && lda_pair_topic(sparse->pair[i])
					<= lda_pair_topic(sparse->pair[i - 1])));
	}
}

static void read_model(const char *path)
{
	struct lda_topics topics = {0};
	struct fault fault = {0};

	if (lda_topics_read(&topics, path, 1, &fault) == 0)
		check_model(&topics.model);
	else
		must(!*fault.text);
	lda_topics_release(&topics);
}

static void read_statistics(const char *path, bool sparse)
{
	struct lda_statistics statistics = {0};
	struct lda_topics topics;
	struct fault fault = {0};

	make_model(&topics, sparse);
	must(lda_statistics_init(&statistics, &topics.model, &fault));
	if (lda_statistics_file_read(&statistics, &topics, &path, 1, 1, &fault))
		must(!*fault.text);
	lda_statistics_release(&statistics);
	lda_topics_release(&topics);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct made made = {0};
	const char *path;

	fuzz_begin();
	digest_start(digester);
	put_parts(&made, data, data + size, true);
	path = fuzz_file(&made);
	read_model(path);
	read_statistics(path, false);
	read_statistics(path, true);
	return 0;
}
