/* ldaranks.c - passes: own statistics, the sum of all, a step, a checkpoint. */
#include "ranks/ldaranks.h"

#include "base/memory.h"
#include "lda/expect.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "lda/statistics.h"
#include "ranks/readings.h"
#include "ranks/sparsesum.h"
#include "ranks/spreadfile.h"
#include "stream/columnline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The small sums, in one row. */
enum { TOKENS, SCORE, UNSCORED, DOCUMENTS, EMPTY, SMALL };

struct training_ranks {
	const struct ldaranks *options;
	const struct ranks *ranks;
	const struct shares *shares;
	struct lda_topics *topics;
	struct lda_feed feed;
	struct digest start;      /* of the model that the passes begin with */
	uint64_t done;            /* passes */
	double documents, tokens; /* of a pass, as the checkpoint has them; documents < 0: none */
};

static int sum_small(const struct ranks *ranks, struct lda_statistics *statistics,
	struct fault *fault)
{
	size_t stride = statistics->stride, topics = statistics->topics, all = SMALL + stride
		+ topics + 1;
	int64_t *row = memory_zeroed(all, sizeof *row, fault);
	int failed;

	if (row) {
		row[TOKENS] = statistics->tokens;
		row[SCORE] = statistics->score;
		row[UNSCORED] = !statistics->scored;
		row[DOCUMENTS] = (int64_t)statistics->documents;
		row[EMPTY] = (int64_t)statistics->empty;
		memcpy(row + SMALL, statistics->totals, stride * sizeof *row);
		memcpy(row + SMALL + stride, statistics->digamma, (topics + 1) * sizeof *row);
	}
	failed = ranks_agree(ranks, !row, fault) || ranks_sum(ranks, row, all, fault);
	if (!failed) {
		statistics->tokens = row[TOKENS];
		statistics->score = row[SCORE];
		statistics->scored = row[UNSCORED] == 0;
		statistics->documents = (uint64_t)row[DOCUMENTS];
		statistics->empty = (uint64_t)row[EMPTY];
		memcpy(statistics->totals, row + SMALL, stride * sizeof *row);
		memcpy(statistics->digamma, row + SMALL + stride, (topics + 1) * sizeof *row);
	}
	free(row);
	return failed ? -1 : 0;
}

static int sum_dense(const struct ranks *ranks, struct lda_statistics *statistics,
	struct fault *fault)
{
	size_t terms = statistics->terms, i;
	int64_t *seen = memory_zeroed(terms, sizeof *seen, fault);
	int failed;

	for (i = 0; seen && i < terms; i++)
		seen[i] = statistics->seen[i];
	failed = ranks_agree(ranks, !seen, fault) || ranks_sum(ranks, seen, terms, fault)
		|| ranks_sum(ranks, statistics->counts, terms * statistics->stride, fault);
	for (i = 0; !failed && i < terms; i++)
		statistics->seen[i] = seen[i] != 0;
	free(seen);
	return failed ? -1 : 0;
}

/* The bags of some terms as rows. */
static int take_bags(const struct lda_bags *bags, size_t first, size_t end,
	struct step_rows *rows, struct fault *fault)
{
	size_t term, i, at;

	steps_clear(rows);
	for (term = first; term < end; term++) {
		const struct lda_bag *bag = &bags->bag[term];

		if (bag->count == 0)
			continue;
		at = rows->entries;
		if (steps_add(rows, (uint32_t)term, 0, bag->count, fault))
			return -1;
		for (i = 0; i < bag->count; i++) {
			rows->column[at + i] = (uint32_t)lda_pair_topic(bag->pair[i]);
			rows->value[at + i] = lda_pair_steps(bag->pair[i]);
		}
	}
	return 0;
}

/* And back: in place of what the bags had. */
static int fill_bags(struct lda_bags *bags, const struct step_rows *rows,
	struct lda_bag_scratch *scratch, struct fault *fault)
{
	uint64_t *pair = NULL;
	size_t room = 0, row, i;
	int failed = 0;

	for (row = 0; !failed && row < rows->count; row++) {
		size_t at = rows->start[row], n = rows->start[row + 1] - at;
		struct lda_bag *bag = &bags->bag[rows->term[row]];

		bag->count = bag->settled = 0;
		failed = memory_grow(&pair, &room, n, fault);
		for (i = 0; !failed && i < n; i++) {
			if (rows->value[at + i] > LDA_PAIR_STEPS)
				failed = fault_set(fault, FAULT_DATA, "2^44 steps and more of one term "
					"in one topic");
			pair[i] = lda_pair(rows->column[at + i], rows->value[at + i]);
		}
		failed = failed || lda_bags_put(bags, rows->term[row], pair, n, scratch, fault);
	}
	free(pair);
	return failed;
}

static int sum_sparse(const struct ranks *ranks, struct lda_statistics *statistics, int threads,
	struct fault *fault)
{
	struct lda_bag_scratch scratch = {0};
	struct step_rows own = {0}, sum = {0};
	size_t topics = statistics->topics, terms = statistics->terms, first;
	uint32_t step = sparsesum_terms(ranks, topics);
	int failed = ranks_agree(ranks, lda_bag_scratch_init(&scratch, topics, fault), fault);

	for (first = 0; !failed && first < terms; first += step) {
		size_t end = terms - first < step ? terms : first + step;

		failed = ranks_agree(ranks, take_bags(&statistics->bags, first, end, &own, fault),
			fault);
		steps_clear(&sum);
		failed = failed || sparsesum(ranks, &own, (uint32_t)first, (uint32_t)(end - first),
				topics, &sum, fault)
			|| ranks_agree(ranks, fill_bags(&statistics->bags, &sum, &scratch, fault),
				fault);
	}
	failed = failed || ranks_agree(ranks, lda_bags_settle(&statistics->bags, threads, fault),
		fault);
	lda_bag_scratch_release(&scratch);
	steps_release(&own);
	steps_release(&sum);
	return failed ? -1 : 0;
}

/* The model that is there to begin with: the start, or what the checkpoint has.  On rank 0. */
static int choose(struct training_ranks *run, const char **path, uint64_t *updates,
	struct fault *fault)
{
	const struct ldaranks *options = run->options;
	struct lda_topics start = {0}, saved = {0};
	char hex[DIGEST_HEX], line[DIGEST_HEX + 16];
	const char *found;
	int failed = lda_topics_read(&start, options->model, options->threads, fault);

	*path = options->model;
	run->start = start.digest;
	*updates = start.model.updates;
	digest_hex(&start.digest, hex);
	lda_topics_release(&start);
	if (failed || !options->checkpoint || (access(options->checkpoint, F_OK) && errno == ENOENT))
		return failed;
	*path = options->checkpoint;
	if (lda_topics_read(&saved, options->checkpoint, options->threads, fault))
		return fault_add(fault, ": remove the checkpoint to begin again, or name another");
	(void)snprintf(line, sizeof line, "#start\t%s\n", hex);
	failed = bytes_terminate(&saved.notes, fault);
	found = failed ? NULL : strstr(saved.notes.data, line);
	if (!failed && !found)
		failed = fault_set(fault, FAULT_USAGE, "%s: no checkpoint, or one of another start: "
			"remove it, or name another", options->checkpoint);
	failed = failed || column_line_take(&saved.notes, "pass-documents", &run->documents, 1, fault)
		|| column_line_take(&saved.notes, "pass-tokens", &run->tokens, 1, fault);
	lda_topics_release(&saved);
	return failed;
}

static int begin(struct training_ranks *run, struct fault *fault)
{
	const struct ldaranks *options = run->options;
	const struct ranks *ranks = run->ranks;
	struct spreadfile file = {.path = ""};
	const char *path = options->model;
	uint64_t updates = 0;
	int failed;

	run->documents = -1;
	failed = ranks->self == 0 && choose(run, &path, &updates, fault);
	failed = ranks_agree(ranks, failed, fault)
		|| ranks_spread(ranks, &updates, sizeof updates, fault)
		|| ranks_spread(ranks, &run->documents, sizeof run->documents, fault)
		|| ranks_spread(ranks, &run->tokens, sizeof run->tokens, fault)
		|| spreadfile_open(&file, ranks, path, fault);
	if (failed)
		return -1;
	failed = lda_topics_read(run->topics, file.path, options->threads, fault);
	spreadfile_close(&file);
	if (!failed && run->shares->count)
		failed = lda_feed_open(&run->feed, run->shares->path, run->shares->count,
				options->weights, options->memory, options->threads, fault)
			|| lda_topics_check_vocabulary(run->topics, &run->feed.vocabulary,
				run->shares->path[0], fault);
	if (!failed && run->topics->model.updates < updates)
		failed = fault_set(fault, FAULT_DATA, "%s: fewer updates than its start has", path);
	run->done = run->topics->model.updates - updates;
	if (!failed && run->done > options->passes)
		failed = fault_set(fault, FAULT_USAGE, "%s is after pass %llu, and --passes is %llu",
			path, (unsigned long long)run->done, (unsigned long long)options->passes);
	failed = ranks_agree(ranks, failed, fault);
	if (!failed && run->done && ranks->self == 0 && options->note)
		options->note("goes on after pass %llu", (unsigned long long)run->done);
	return failed;
}

static int save(const struct training_ranks *run, struct fault *fault)
{
	struct bytes notes = {0};
	struct sink sink = {0};
	char hex[DIGEST_HEX];
	int failed;

	digest_hex(&run->start, hex);
	failed = bytes_printf(&notes, fault, "#start\t%s\n", hex)
		|| column_line_put(&notes, "pass-documents", &run->documents, 1, fault)
		|| column_line_put(&notes, "pass-tokens", &run->tokens, 1, fault)
		|| sink_open(&sink, run->options->checkpoint, false, fault)
		|| lda_topics_write(&run->topics->model, &run->topics->vocabulary,
			run->topics->weighting, &run->topics->history, &notes, &sink, fault);
	sink_release(&sink);
	bytes_release(&notes);
	return failed ? -1 : 0;
}

/* All ranks have the same model, or one of them computes wrongly. */
static int compare(const struct training_ranks *run, struct fault *fault)
{
	const struct lda_model *model = &run->topics->model;
	struct digest own = digest_of(model->totals, model->topics * sizeof *model->totals);
	struct digest first = own;
	int failed = ranks_spread(run->ranks, &first, sizeof first, fault);

	if (!failed && !digest_equal(&first, &own))
		failed = fault_set(fault, FAULT_INTERNAL, "another model than rank 0 after pass %llu: "
			"is it another build, or a broken machine?", (unsigned long long)run->done + 1);
	return ranks_agree(run->ranks, failed, fault);
}

static void tell(const struct training_ranks *run, const struct lda_statistics *statistics)
{
	char score[40] = "";

	if (statistics->scored && run->tokens > 0)
		(void)snprintf(score, sizeof score, ", %.6f nats a token",
			(double)statistics->score * LDA_GRID / run->tokens);
	run->options->note("pass %llu: %.0f documents, %.0f tokens%s",
		(unsigned long long)run->done, run->documents, run->tokens, score);
}

/* The documents of each pass must be those of the passes before. */
static int check_documents(struct training_ranks *run, const struct lda_statistics *statistics,
	struct fault *fault)
{
	double documents = (double)statistics->documents;
	double tokens = (double)statistics->tokens * LDA_GRID;

	if (run->documents >= 0 && (documents != run->documents || tokens != run->tokens))
		return fault_set(fault, FAULT_USAGE, "%.0f documents of %.0f tokens, and the checkpoint "
			"is of %.0f of %.0f: it is of another corpus: remove it, or name another",
			documents, tokens, run->documents, run->tokens);
	run->documents = documents;
	run->tokens = tokens;
	return 0;
}

static int pass(struct training_ranks *run, struct fault *fault)
{
	const struct ldaranks *options = run->options;
	const struct ranks *ranks = run->ranks;
	struct lda_model *model = &run->topics->model;
	struct lda_statistics statistics = {0};
	struct lda_step step = {.online = false};
	struct lda_stage stage = {.mode = LDA_BATCH};
	int failed;

	if (run->shares->count) {
		failed = lda_expect(model, &run->feed, &options->effort, NULL, options->threads,
			&statistics, fault);
	} else {
		failed = lda_statistics_init(&statistics, model, fault);
		/* nothing to score is no lack of a score */
		statistics.scored = true;
	}
	failed = ranks_agree(ranks, failed, fault)
		|| (statistics.sparse ? sum_sparse(ranks, &statistics, options->threads, fault)
				      : sum_dense(ranks, &statistics, fault))
		|| sum_small(ranks, &statistics, fault)
		|| readings_sum(ranks, &statistics.reading, fault)
		|| check_documents(run, &statistics, fault)
		|| ranks_agree(ranks, lda_mstep(model, &statistics, &step, NULL, options->threads,
			fault), fault)
		|| ranks_agree(ranks, lda_history_update(&run->topics->history, &stage,
			&statistics.reading, fault), fault)
		|| compare(run, fault);
	run->done += !failed;
	failed = failed || ranks_agree(ranks, ranks->self == 0 && options->checkpoint
		&& save(run, fault), fault);
	if (!failed && ranks->self == 0 && options->note)
		tell(run, &statistics);
	lda_statistics_release(&statistics);
	return failed ? -1 : 0;
}

int ldaranks_train(const struct ldaranks *training, const struct ranks *ranks,
	const struct shares *shares, struct lda_topics *topics, struct fault *fault)
{
	struct training_ranks run = {.options = training, .ranks = ranks, .shares = shares,
		.topics = topics};
	int failed = begin(&run, fault);

	while (!failed && run.done < training->passes)
		failed = pass(&run, fault);
	lda_feed_close(&run.feed);
	return failed ? -1 : 0;
}
