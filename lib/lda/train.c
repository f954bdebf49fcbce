/* train.c - the loop over passes, its checkpoints and its end. */
#define _GNU_SOURCE
#include "lda/train.h"

#include "base/progress.h"
#include "lda/addition.h"
#include "lda/anchors.h"
#include "lda/estep.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "lda/start.h"
#include "stream/columnline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct training_run {
	const struct lda_training *training;
	struct lda_feed *feed;
	struct lda_topics *topics;
	struct lda_estep estep;
	struct lda_statistics statistics;
	struct lda_backlog backlog;
	struct lda_addition addition;
	struct lda_hold hold;
	bool repeated;         /* add: the model has had the documents already */
	uint64_t common;       /* add: so many of them, by their names */
	bool about;
	struct lda_step step;
	uint64_t parts;        /* mini-batches of an online pass */
	bool begun;            /* a mini-batch, by chunks before */
	uint64_t pass;         /* done */
	double score;          /* of the last pass; 0: none */
	bool stopped;
	char start[256];       /* description of the first model */
	double pass_score, pass_tokens;
	uint64_t pass_documents, pass_empty;
	bool scored;
};

/* Documents of a mini-batch where nothing is said: as many as have on average 32768
 * nonzeros, or 328 a topic where that is more (fewer can't feed all topics), and at
 * least a 256th of the corpus, rounded up to a power of two from 16 on; without regard
 * to topics and up to 16384. */
static uint64_t lda_default_batch(uint64_t documents, uint64_t nonzeros, size_t topics)
{
	double each = nonzeros ? (double)documents / (double)nonzeros : 0;
	double part = (double)documents / 256;
	uint64_t batch = 16;

	while (batch < 16384 && ((double)batch < 32768 * each || (double)batch < part))
		batch *= 2;
	while (batch < documents && (double)batch < 327.68 * (double)topics * each)
		batch *= 2;
	return batch;
}

static double sum_of(const double *values, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += values[i];
	return sum;
}

/* What must be the same to continue from a checkpoint, as far as it is known before the
 * checkpoint is read.  corpus: the digest of the streams. */
static int describe_corpus(const struct training_run *run, const struct digest *corpus,
	struct bytes *out, struct fault *fault)
{
	const struct lda_training *training = run->training;
	char hex[DIGEST_HEX];

	digest_hex(corpus, hex);
	return bytes_printf(out, fault, "#training\t%s corpus=%s online-passes=%llu parts=%llu "
		"offset=%.17g kappa=%.17g ", run->start, hex,
		(unsigned long long)training->online_passes, (unsigned long long)run->parts,
		training->offset, training->kappa);
}

/* All of it. */
static int describe(const struct training_run *run, const struct digest *corpus,
	struct bytes *out, struct fault *fault)
{
	char labels[DIGEST_HEX] = "";

	if (run->training->labels)
		digest_hex(&run->training->labels->digest, labels);
	return describe_corpus(run, corpus, out, fault)
		|| bytes_printf(out, fault, "iterations=%zu tolerance=%.17g stop=%.17g bound=%d "
			"labels=%s%s%s\n",
			lda_estep_iterations(&run->estep), lda_estep_tolerance(&run->estep),
			run->training->stop, (int)run->estep.inferrer.bound, labels,
			run->training->fixed ? " fixed=" : "",
			run->training->fixed ? run->training->fixed : "") ? -1 : 0;
}

/* "#documents<TAB>DIGEST": those of the last pass, in any order and shards. */
static int describe_documents(const struct training_run *run, struct bytes *out,
	struct fault *fault)
{
	char hex[DOCSUM_HEX];

	docsum_hex(&run->feed->sum, hex);
	return bytes_printf(out, fault, "#documents\t%s\n", hex);
}

static int save(const struct training_run *run, struct fault *fault)
{
	struct bytes notes = {0};
	struct sink sink = {0};
	double pass = (double)run->pass, stopped = run->stopped;
	int failed = -1;

	if (describe(run, &run->feed->digest, &notes, fault)
		|| describe_documents(run, &notes, fault)
		|| column_line_put(&notes, "passes", &pass, 1, fault)
		|| column_line_put(&notes, "score", &run->score, 1, fault)
		|| column_line_put(&notes, "stopped", &stopped, 1, fault)
		|| sink_open(&sink, run->training->checkpoint, false, fault))
		goto done;
	sink.threads = run->training->threads;
	failed = lda_topics_write(&run->topics->model, &run->topics->vocabulary,
		run->topics->weighting, &run->topics->history, &notes, &sink, fault);
done:
	sink_release(&sink);
	bytes_release(&notes);
	return failed;
}

static bool holds(const struct bytes *notes, const struct bytes *expected)
{
	return notes->size && memmem(notes->data, notes->size, expected->data, expected->size);
}

/* The digest of the streams that the checkpoint was trained on. */
static bool find_corpus(const struct bytes *notes, struct digest *corpus)
{
	static const char key[] = " corpus=";
	const char *at = notes->size ? memmem(notes->data, notes->size, key, sizeof key - 1) : NULL;

	return at && notes->data + notes->size - at > (ptrdiff_t)(sizeof key + DIGEST_HEX)
		&& digest_parse(at + sizeof key - 1, DIGEST_HEX - 1, corpus);
}

/* Are the notes those of this training?  To a sparse model the order of the documents and
 * their shards are nothing; sums of floating point numbers depend on them. */
static int check_training(const struct training_run *run, const struct bytes *notes, bool *is,
	struct fault *fault)
{
	struct digest corpus = run->feed->digest;
	struct bytes expected = {0}, documents = {0};
	int failed = 0;

	if (run->topics->model.sparse && run->feed->sum.documents == run->feed->documents) {
		failed = describe_documents(run, &documents, fault);
		if (!failed && holds(notes, &documents))
			(void)find_corpus(notes, &corpus);
	}
	failed = failed || describe(run, &corpus, &expected, fault);
	*is = !failed && holds(notes, &expected);
	bytes_release(&documents);
	bytes_release(&expected);
	return failed ? -1 : 0;
}

/* Continues from a checkpoint, whose model topics is. */
static int resume(struct training_run *run, struct fault *fault)
{
	const struct bytes *notes = &run->topics->notes;
	double pass, stopped;
	bool is;

	if (column_line_take(notes, "passes", &pass, 1, fault)
		|| column_line_take(notes, "score", &run->score, 1, fault)
		|| column_line_take(notes, "stopped", &stopped, 1, fault))
		return fault_set(fault, FAULT_USAGE, "%s: topics, but no checkpoint: remove it, or "
			"name another", run->training->checkpoint);
	if (check_training(run, notes, &is, fault))
		return -1;
	if (!is)
		return fault_set(fault, FAULT_USAGE, "%s: the checkpoint of another training (other "
			"corpus or options): remove it, or name another", run->training->checkpoint);
	run->pass = (uint64_t)pass;
	run->stopped = stopped != 0;
	return 0;
}

/* Is a checkpoint that can't be read whole, and whose header these lines are, one of this
 * training?  Then it can be made again. */
static bool is_ours(const struct training_run *run, const struct bytes *lines)
{
	struct fault ignored = {0};
	struct bytes expected = {0};
	bool ours = describe_corpus(run, &run->feed->digest, &expected, &ignored) == 0
		&& holds(lines, &expected);

	bytes_release(&expected);
	return ours;
}

/* Reads the checkpoint in place of the model; *damaged: it is one of this training, and
 * was no use. */
static int read_checkpoint(struct training_run *run, bool *damaged, struct fault *fault)
{
	const char *path = run->training->checkpoint;
	struct lda_topics saved = {0};
	struct source source;
	int failed;

	*damaged = false;
	if (source_open_kind(&source, KIND_TOPICS, &path, 1, fault))
		return fault_add(fault, ": remove it to begin again, or name another");
	failed = lda_topics_take(&saved, &source, run->training->threads, fault);
	*damaged = failed && fault->kind == FAULT_DATA && is_ours(run, &source.header.column);
	source_close(&source);
	if (failed) {
		lda_topics_release(&saved);
		return -1;
	}
	lda_topics_release(run->topics);
	*run->topics = saved;
	return 0;
}

static int update(struct training_run *run, struct fault *fault)
{
	struct lda_model *model = &run->topics->model;
	struct lda_statistics *statistics = &run->statistics;
	double topics_bound = 0;

	run->begun = false;
	if (statistics->documents == statistics->empty)
		return 0; /* nothing is learned from a mini-batch of empty documents */
	if (statistics->scored && model->inference == LDA_VB && !run->step.online
		&& lda_mstep_bound(model, run->training->threads, &topics_bound, fault))
		return -1;
	run->scored = statistics->scored;
	run->pass_score += (double)statistics->score * LDA_GRID + topics_bound;
	run->pass_tokens += (double)statistics->tokens * LDA_GRID;
	run->pass_documents += statistics->documents;
	run->pass_empty += statistics->empty;
	if (run->training->add ? lda_addition_learn(model, statistics, &run->step,
			run->training->threads, fault)
			|| lda_addition_move(&run->addition, model, statistics, &run->step,
				run->training->threads, fault)
		: lda_mstep(model, statistics, &run->step, run->step.online ? &run->backlog : NULL,
			run->training->threads, fault))
		return -1;
	lda_statistics_clear(statistics);
	return lda_estep_model(&run->estep, model, fault);
}

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct training_run *run = context;
	struct lda_statistics *statistics = &run->statistics;
	struct lda_move move;

	if (run->step.online && chunk->ends_batch && !run->begun) {
		move = lda_mstep_move(&run->topics->model, &run->step,
			statistics->documents + chunk->documents);
		if (lda_estep_move(&run->estep, chunk, &move, statistics, fault))
			return -1;
	} else if (lda_estep_run(&run->estep, chunk, statistics, fault)) {
		return -1;
	}
	run->begun = true;
	progress_step(chunk->documents);
	return chunk->ends_batch ? update(run, fault) : 0;
}

static int report(struct training_run *run, struct fault *fault)
{
	const struct lda_model *model = &run->topics->model;
	struct lda_progress progress = {.repeated = run->repeated,
		.common = run->common, .about = run->about,
		.pass = run->pass, .updates = model->updates,
		.topics = model->topics,
		.documents = run->pass_documents, .empty = run->pass_empty,
		.tokens = run->pass_tokens, .scored = run->scored, .score = run->score,
		.alpha = sum_of(model->alpha, model->topics), .eta = model->eta};

	if (!run->training->report)
		return 0;
	return run->training->report(run->training->context, &progress, fault);
}

/* The pass that was done, in the model's history. */
static int remember(struct training_run *run, bool online, struct fault *fault)
{
	const struct lda_training *training = run->training;
	struct lda_stage stage = {
		.mode = training->add ? LDA_ADDED : online ? LDA_ONLINE : LDA_BATCH, .passes = 1,
		.parts = online ? run->parts : 0, .offset = online ? training->offset : 0,
		.kappa = online ? training->kappa : 0, .decay = training->add ? training->decay : 0,
		.iterations = lda_estep_iterations(&run->estep),
		.tolerance = lda_estep_tolerance(&run->estep),
		.known = true, .documents = run->feed->sum};

	if (training->labels)
		digest_hex(&training->labels->digest, stage.labels);
	lda_history_fixed(&stage, run->hold.topic, run->hold.count);
	if (training->add && run->pass == 0) {
		run->repeated |= lda_history_has(&run->topics->history, &stage.documents);
		run->common = namesketch_common(&run->topics->history.names,
			&run->feed->kept.names, &run->about);
	}
	namesketch_add(&run->topics->history.names, &run->feed->kept.names);
	return lda_history_add(&run->topics->history, &stage, fault);
}

static int do_pass(struct training_run *run, struct fault *fault)
{
	const struct lda_training *training = run->training;
	double before = run->score, change;
	bool online = run->pass < training->online_passes;

	run->step.online = online;
	run->pass_score = run->pass_tokens = 0;
	run->pass_documents = run->pass_empty = 0;
	if ((online ? lda_feed_parts(run->feed, run->parts, visit, run, fault)
			    : lda_feed_pass(run->feed, visit, run, fault))
		|| (online && lda_backlog_settle(&run->backlog, training->threads, fault)))
		return -1;
	if (run->pass_tokens == 0 && training->add) {
		run->stopped = true;
		run->pass++;
		return report(run, fault);
	}
	if (run->pass_tokens == 0)
		return fault_set(fault, FAULT_DATA, "no document with words: nothing to learn from");
	if (remember(run, online, fault))
		return -1;
	run->pass++;
	run->score = run->pass_score / run->pass_tokens;
	change = run->score - before;
	/* scores of online passes are of many models */
	if (training->stop > 0 && !online && run->pass > training->online_passes + 1
		&& (change < 0 ? -change : change) < training->stop * -before)
		run->stopped = true;
	if (training->checkpoint && save(run, fault))
		return -1;
	return report(run, fault);
}

/* Of the model that was given, or of the recipe. */
static int describe_start(struct training_run *run, struct fault *fault)
{
	struct bytes seeds = {0};
	const struct lda_recipe *recipe = &run->training->recipe;
	char hex[DIGEST_HEX];

	if (recipe->seeds && lda_seeds_put(recipe->seeds, &seeds, fault)) {
		bytes_release(&seeds);
		return -1;
	}
	digest_hex(&run->topics->digest, hex);
	if (run->topics->model.topics)
		(void)snprintf(run->start, sizeof run->start, "model=%s", hex);
	else
		(void)snprintf(run->start, sizeof run->start,
			"topics=%zu form=%s inference=%s alpha=%d:%.17g eta=%d:%.17g seed=%llu "
			"start=%d seeds=%016llx",
			recipe->topics, recipe->form == LDA_FORM_SPARSE ? "sparse" : "dense",
			lda_model_inference_name(recipe->inference), (int)recipe->alpha_kind, recipe->alpha,
			(int)recipe->eta_kind, recipe->eta, (unsigned long long)recipe->seed,
			(int)recipe->start, seeds.size
				? (unsigned long long)digest_short(seeds.data, seeds.size, 0) : 0);
	bytes_release(&seeds);
	return 0;
}

/* Bytes of a term and topic: lambda, its weights, and the statistics of a step. */
enum { ENTRY_BYTES = 16 };

/* Compared before anything is allocated: missing memory would be noticed hours later,
 * when its last page is written for the first time. */
static int check_memory(const struct training_run *run, struct fault *fault)
{
	size_t topics = run->topics->model.topics ? run->topics->model.topics
						  : run->training->recipe.topics;
	double terms = run->topics->model.topics ? (double)run->topics->model.terms
						 : (double)run->feed->vocabulary.size;
	double there = (double)run->training->memory, need, topic = ENTRY_BYTES * terms;

	need = topic * (double)lda_stride(topics);
	if (run->topics->model.topics ? run->topics->model.sparse != NULL
		: run->training->recipe.form == LDA_FORM_SPARSE)
		return 0; /* depends on the words, and hardly on the topics */
	if (run->training->memory == 0 || need <= there)
		return 0;
	return fault_set(fault, FAULT_SYSTEM,
		"%zu topics of %.0f terms take %.0f MiB of memory, and there are %.0f: at most %.0f "
		"topics fit", topics, terms, need / 0x1p20, there / 0x1p20, there / topic);
}

static int start_model(struct training_run *run, struct fault *fault)
{
	const struct lda_recipe *recipe = &run->training->recipe;
	struct lda_model *model = &run->topics->model;
	struct lda_feed *feed = run->feed;
	int threads = run->training->threads;

	if (recipe->form == LDA_FORM_SPARSE)
		return lda_start(model, recipe, feed, threads, fault);
	if (recipe->start == LDA_BEGIN_ANCHORS)
		return lda_anchors_start(model, recipe, feed, threads, fault);
	return lda_model_start(model, recipe, feed->vocabulary.size,
		lda_topics_vocabulary_tokens(&feed->vocabulary), threads, fault);
}

/* Topics that stay are those of the model as it is now. */
static int begin_backlog(struct training_run *run, struct fault *fault)
{
	struct lda_model *model = &run->topics->model;

	if (lda_hold_init(&run->hold, model, run->training->fixed, fault)
		|| lda_backlog_init(&run->backlog, model, fault))
		return -1;
	run->backlog.hold = &run->hold;
	return 0;
}

/* Notes documents that have no labels, and labels that have no document. */
static int count_labels(struct training_run *run, struct fault *fault)
{
	const struct lda_training *training = run->training;
	struct lda_labels_count count;

	if (!training->labels)
		return 0;
	if (lda_labels_count(training->labels, run->feed, &count, fault))
		return fault_at(fault, "%s", training->label_file);
	if (count.absent && training->note)
		training->note("%s: %llu documents that the corpus has not, as that of line %u",
			training->label_file, (unsigned long long)count.absent,
			(unsigned)count.line);
	if (count.unlabelled && training->note)
		training->note("%s: %llu of %llu documents have no label: any topic may be theirs",
			training->label_file, (unsigned long long)count.unlabelled,
			(unsigned long long)(count.labelled + count.unlabelled));
	return 0;
}

/* The first model. */
static int begin(struct training_run *run, struct fault *fault)
{
	const struct lda_training *training = run->training;
	struct lda_topics *topics = run->topics;
	struct lda_feed *feed = run->feed;
	bool resumed = training->checkpoint && access(training->checkpoint, F_OK) == 0, damaged;

	if (describe_start(run, fault) || check_memory(run, fault))
		return -1;
	if (resumed && read_checkpoint(run, &damaged, fault)) {
		if (!damaged)
			return fault_at(fault, "--checkpoint");
		if (training->note)
			training->note("%s: the checkpoint is damaged: training begins again",
				fault->text);
		*fault = (struct fault){0};
		resumed = false;
	}
	if (topics->model.topics) {
		if (lda_topics_check_vocabulary(topics, &feed->vocabulary,
			    feed->path_count ? feed->paths[0] : NULL, fault))
			return -1;
	} else {
		if (start_model(run, fault))
			return -1;
		memcpy(topics->weighting, feed->header.weighting, sizeof topics->weighting);
		topics->vocabulary = feed->vocabulary;
		feed->vocabulary = (struct vocabulary){.size = topics->vocabulary.size,
			.terms = topics->vocabulary.terms};
	}
	if (lda_estep_init(&run->estep, &topics->model, training->threads, fault)
		|| lda_estep_label(&run->estep, &topics->model, training->labels, fault)
		|| count_labels(run, fault))
		return -1;
	lda_estep_spend(&run->estep, &training->effort);
	if (resumed && resume(run, fault))
		return -1;
	run->estep.backlog = &run->backlog;
	run->step.hold = &run->hold;
	return lda_estep_model(&run->estep, &topics->model, fault)
		|| begin_backlog(run, fault)
		|| lda_statistics_init(&run->statistics, &topics->model, fault) ? -1 : 0;
}

static uint64_t count_parts(const struct lda_training *training, const struct lda_feed *feed,
	size_t topics)
{
	uint64_t documents = feed->documents, parts, batch = training->batch ? training->batch
		: lda_default_batch(documents, feed->nonzeros, topics);

	parts = documents / batch + (documents % batch != 0);
	return parts < 1 ? 1 : parts < LDA_PARTS_MOST ? parts : LDA_PARTS_MOST;
}

/* Leaves the lines of documents that were added before topictools wrote #learned; the
 * others are the model's own. */
static void keep_added(struct bytes *notes)
{
	size_t at = 0, kept = 0;

	while (at < notes->size) {
		const char *line = notes->data + at;
		const char *stop = memchr(line, '\n', notes->size - at);
		size_t length = stop ? (size_t)(stop - line) + 1 : notes->size - at;

		at += length;
		if (length < 7 || memcmp(line, "#added\t", 7) != 0)
			continue;
		memmove(notes->data + kept, line, length);
		kept += length;
	}
	notes->size = kept;
}

/* The old counts; and does an old model have a line that names the new documents? */
static int begin_addition(struct training_run *run, struct fault *fault)
{
	struct bytes *notes = &run->topics->notes;
	char hex[DIGEST_HEX], line[DIGEST_HEX + 16];

	if (!run->training->add)
		return 0;
	digest_hex(&run->feed->digest, hex);
	(void)snprintf(line, sizeof line, "#added\t%s\n", hex);
	keep_added(notes);
	run->repeated = notes->size && memmem(notes->data, notes->size, line, strlen(line));
	return lda_addition_init(&run->addition, &run->topics->model, run->training->decay,
		false, fault);
}

int lda_train(const struct lda_training *given, struct lda_feed *feed,
	struct lda_topics *topics, struct fault *fault)
{
	struct lda_training training = *given;
	struct training_run run = {.training = &training, .feed = feed, .topics = topics};
	bool known = topics->model.topics != 0, sparse;
	int failed = -1;

	training.recipe.form = lda_recipe_sparse(&given->recipe, feed->weights)
		? LDA_FORM_SPARSE : LDA_FORM_DENSE;
	sparse = known ? topics->model.sparse != NULL
		: training.recipe.form == LDA_FORM_SPARSE;
	training.effort.bound |= training.stop > 0;
	if (training.online_passes == LDA_UNSET)
		training.online_passes = !sparse && !training.add
			&& (known || training.recipe.start == LDA_BEGIN_RANDOM)
			&& (known ? topics->model.inference : given->recipe.inference) == LDA_CVB0;
	if (sparse && training.online_passes)
		return fault_set(fault, FAULT_USAGE, "--online-passes: a sparse model is trained in "
			"batch alone: give --form dense, or 0");
	run.parts = count_parts(&training, feed,
		known ? topics->model.topics : given->recipe.topics);
	run.step = (struct lda_step){.offset = training.offset, .kappa = training.kappa,
		.documents = (double)feed->documents};
	if (begin(&run, fault) || begin_addition(&run, fault))
		goto done;
	progress_begin("training", "documents", training.passes, feed->documents);
	progress_skip(run.pass * feed->documents);
	while (run.pass < training.passes && !run.stopped)
		if (do_pass(&run, fault))
			goto done;
	failed = 0;
done:
	lda_estep_release(&run.estep);
	lda_statistics_release(&run.statistics);
	lda_backlog_release(&run.backlog);
	lda_addition_release(&run.addition);
	lda_hold_release(&run.hold);
	return failed;
}
