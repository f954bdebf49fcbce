/* generate.c - big synthetic corpora: documents drawn from an LDA model over
 * a vocabulary of Zipf's kind, to a matrix stream or to text.
 *
 * Nothing is held but the topics and a few blocks: documents come from
 * random numbers keyed by seed and document, so any block can be drawn by
 * any thread, and -j changes nothing.  Topics are drawn from a Dirichlet
 * distribution whose mean is the Zipf law; in a document the topic of each
 * token comes from Polya's urn, which is the Dirichlet mixture with the
 * mixture integrated out.  Alias tables: Walker (1977), Vose (1991). */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/pipeline.h"
#include "chance.h"
#include "program.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/sink.h"
#include "stream/spool.h"
#include "stream/vocabseal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a random number is for. */
enum { FOR_TOPIC = 1, FOR_DOCUMENT = 2 };

#define LENGTH_MOST 10000000u /* tokens in a document */
#define PRUNED 1e-9           /* a topic's words below this share are dropped */

/* An entry of an alias table: its own word below the threshold, else the other. */
struct place {
	uint32_t threshold, own, other;
};

struct topic {
	struct place *places;
	uint64_t size;
};

struct setting {
	struct shared_options shared;
	uint64_t docs, terms, topics, seed;
	double length, alpha, eta;
	const char *topics_out;
	bool text;
};

struct model {
	const struct setting *setting;
	struct topic *topics;         /* size K */
	float *phi;                   /* K x V, where the true topics are wanted, else NULL */
	double *zipf;                 /* size V: the mean topic, by column */
	struct vocabulary vocabulary; /* the terms, in the order of their bytes */
};

/* A block of documents in the making, with its own scratch space. */
struct block {
	uint64_t first, count; /* documents */
	uint64_t *coarse, *fine; /* a bit a column, and a bit a word of fine */
	uint32_t *tally;       /* size V: of the document at hand, else zeros */
	uint32_t *topic, *word; /* size room: a document's tokens */
	size_t topic_room, word_room;
	struct rows rows;
	struct bytes text;
	struct packer *packer;
	struct packed packed;
};

struct run {
	const struct model *model;
	int threads;
	uint64_t next, block_docs;
	uint64_t *df, *cf; /* size V */
	uint64_t tokens;
	struct spool spool;
	struct outfile text;
};

/* Syllables: short for frequent words, distinct by construction. */
static size_t spell(uint64_t rank, char out[32])
{
	static const char consonants[] = "bcdfghjklmnprstvwxyz", vowels[] = "aeiou";
	uint64_t room = 10000, base = 0;
	size_t syllables = 2, i;

	while (rank - base >= room) {
		base += room;
		room *= 100;
		syllables++;
	}
	/* so that neighbours in rank are no neighbours in the vocabulary */
	rank = (rank - base) * 7919 % room;
	for (i = 0; i < syllables; i++, rank /= 100) {
		out[2 * i] = consonants[rank % 100 / 5];
		out[2 * i + 1] = vowels[rank % 5];
	}
	return 2 * syllables;
}

struct spelled {
	char word[32];
	uint64_t rank;
};

static int by_word(const void *a, const void *b)
{
	return strcmp(((const struct spelled *)a)->word, ((const struct spelled *)b)->word);
}

/* The terms, sorted by bytes as corpus-vocab has them, and the Zipf law. */
static int make_vocabulary(struct model *model, struct fault *fault)
{
	size_t terms = (size_t)model->setting->terms, i, size = 0;
	struct spelled *list = memory_zeroed(terms, sizeof *list, fault);
	struct vocabulary *vocabulary = &model->vocabulary;
	double sum = 0;
	int failed = -1;

	model->zipf = memory_zeroed(terms, sizeof *model->zipf, fault);
	if (!list || !model->zipf)
		goto done;
	for (i = 0; i < terms; i++) {
		list[i].rank = i;
		size += spell(i, list[i].word) + 1;
		sum += 1 / ((double)i + 2.7);
	}
	qsort(list, terms, sizeof *list, by_word);
	if (vocabulary_init(vocabulary, terms, size, fault))
		goto done;
	for (i = 0; i < terms; i++) {
		size_t length = strlen(list[i].word);

		memcpy(vocabulary->text + vocabulary->start[i], list[i].word, length + 1);
		vocabulary->start[i + 1] = vocabulary->start[i] + length + 1;
		model->zipf[i] = 1 / ((double)list[i].rank + 2.7) / sum;
	}
	failed = 0;
done:
	free(list);
	return failed;
}

/* A topic's shares of the columns, from its own Dirichlet draw. */
static void draw_shares(const struct model *model, size_t number, double *share)
{
	struct chance chance = chance_for(model->setting->seed, number, FOR_TOPIC);
	size_t terms = (size_t)model->setting->terms, i;
	double sum = 0, kept = 0;

	for (i = 0; i < terms; i++)
		sum += share[i] = draw_gamma(&chance, model->setting->eta * (double)terms
				* model->zipf[i]);
	if (!(sum > 0)) {
		/* a tiny eta leaves one word, and that one underflowed as well */
		share[draw(&chance) % terms] = 1;
		return;
	}
	for (i = 0; i < terms; i++) {
		share[i] = share[i] / sum < PRUNED ? 0 : share[i] / sum;
		kept += share[i];
	}
	for (i = 0; i < terms; i++)
		share[i] /= kept;
}

static uint32_t threshold_of(double part)
{
	return part >= 1 ? UINT32_MAX : (uint32_t)(part * 0x1p32);
}

/* Vose's construction: small and large shares are paired off.  stack holds the
 * small places from its front and the large ones from its back. */
static int make_alias(struct topic *topic, const double *share, size_t terms,
	double *part, uint32_t *stack, struct fault *fault)
{
	size_t i, n = 0, small = 0, large;

	for (i = 0; i < terms; i++)
		n += share[i] > 0;
	topic->size = n;
	topic->places = memory_zeroed(n, sizeof *topic->places, fault);
	if (!topic->places)
		return -1;
	large = n;
	for (i = 0, n = 0; i < terms; i++) {
		if (!(share[i] > 0))
			continue;
		topic->places[n] = (struct place){UINT32_MAX, (uint32_t)i, (uint32_t)i};
		part[n] = share[i] * (double)topic->size;
		stack[part[n] < 1 ? small++ : --large] = (uint32_t)n;
		n++;
	}
	while (small > 0 && large < n) {
		uint32_t less = stack[--small], more = stack[large];

		topic->places[less].threshold = threshold_of(part[less]);
		topic->places[less].other = topic->places[more].own;
		part[more] -= 1 - part[less];
		if (part[more] < 1) {
			large++;
			stack[small++] = more;
		}
	}
	return 0;
}

static int make_topic(void *context, size_t number, int thread, struct fault *fault)
{
	struct model *model = context;
	size_t terms = (size_t)model->setting->terms, i;
	double *share = memory_zeroed(terms, sizeof *share, fault);
	double *part = memory_zeroed(terms, sizeof *part, fault);
	uint32_t *stack = memory_zeroed(terms, sizeof *stack, fault);
	int failed = -1;

	(void)thread;
	if (share && part && stack) {
		draw_shares(model, number, share);
		failed = make_alias(&model->topics[number], share, terms, part, stack, fault);
		for (i = 0; model->phi && i < terms; i++)
			model->phi[number * terms + i] = (float)share[i];
	}
	free(share);
	free(part);
	free(stack);
	return failed;
}

/* Gamma distributed with shape 2, as the sum of two exponentials. */
static size_t draw_length(struct chance *chance, double mean)
{
	double length = -0.5 * mean * log(draw_unit(chance) * draw_unit(chance)) + 0.5;

	return length < LENGTH_MOST ? (size_t)length : LENGTH_MOST;
}

/* A document's tokens, as columns, into block->word. */
static int draw_document(const struct model *model, struct block *block, uint64_t number,
	size_t *length, struct fault *fault)
{
	const struct setting *setting = model->setting;
	struct chance chance = chance_for(setting->seed, number, FOR_DOCUMENT);
	double prior = setting->alpha * (double)setting->topics;
	size_t n = draw_length(&chance, setting->length), i;
	uint32_t *topic, *word;

	*length = n;
	if (memory_grow(&block->topic, &block->topic_room, n, fault)
		|| memory_grow(&block->word, &block->word_room, n, fault))
		return -1;
	topic = block->topic;
	word = block->word;
	for (i = 0; i < n; i++) {
		double at = draw_unit(&chance) * (prior + (double)i);

		/* a fresh topic, or that of a token before it */
		topic[i] = at < prior
			? (uint32_t)((unsigned __int128)draw(&chance) * setting->topics >> 64)
			: topic[(size_t)(at - prior) < i ? (size_t)(at - prior) : i - 1];
	}
	/* places are far apart in memory: these loads overlap */
	for (i = 0; i < n; i++) {
		const struct topic *from = &model->topics[topic[i]];
		uint64_t bits = draw(&chance);
		const struct place *place = &from->places[(bits >> 32) * from->size >> 32];

		word[i] = (uint32_t)bits <= place->threshold ? place->own : place->other;
	}
	return 0;
}

/* Tokens to a row.  Two levels of bits give the columns in order, unsorted. */
static int count_document(struct block *block, size_t length, const char *name,
	size_t name_length, struct fault *fault)
{
	struct rows *rows = &block->rows;
	size_t i, group, groups = 0, n = 0;

	if (rows_reserve(rows, 1, length, name_length + 1, fault))
		return -1;
	for (i = 0; i < length; i++) {
		uint32_t word = block->word[i];

		block->tally[word]++;
		block->fine[word >> 6] |= (uint64_t)1 << (word & 63);
		block->coarse[word >> 12] |= (uint64_t)1 << (word >> 6 & 63);
		if (word >> 12 >= groups)
			groups = (word >> 12) + 1;
	}
	for (group = 0; group < groups; group++)
		for (; block->coarse[group]; block->coarse[group] &= block->coarse[group] - 1) {
			size_t at = group * 64 + (size_t)__builtin_ctzll(block->coarse[group]);

			for (; block->fine[at]; block->fine[at] &= block->fine[at] - 1) {
				size_t word = at * 64 + (size_t)__builtin_ctzll(block->fine[at]);

				rows->column[rows->nonzeros + n] = (uint32_t)word;
				rows->counts[rows->nonzeros + n++] = block->tally[word];
				block->tally[word] = 0;
			}
		}
	return rows_end(rows, n, name, name_length, fault);
}

static int put_text(const struct model *model, struct block *block, size_t length,
	const char *name, size_t name_length, struct fault *fault)
{
	struct bytes *text = &block->text;
	size_t i;

	if (bytes_append(text, name, name_length, fault) || bytes_append(text, "\t", 1, fault))
		return -1;
	for (i = 0; i < length; i++)
		if (bytes_append(text, " ", i > 0, fault)
			|| bytes_append(text, vocabulary_term(&model->vocabulary, block->word[i]),
				vocabulary_length(&model->vocabulary, block->word[i]), fault))
			return -1;
	return bytes_append(text, "\n", 1, fault);
}

static int next_block(void *context, void *item, struct fault *fault)
{
	struct run *run = context;
	struct block *block = item;
	uint64_t left = run->model->setting->docs - run->next;

	(void)fault;
	block->first = run->next;
	block->count = left < run->block_docs ? left : run->block_docs;
	run->next += block->count;
	return block->count > 0;
}

static int draw_block(void *context, void *item, int thread, struct fault *fault)
{
	const struct model *model = ((struct run *)context)->model;
	struct block *block = item;
	uint64_t number;

	(void)thread;
	rows_clear(&block->rows, VALUES_COUNTS);
	block->text.size = 0;
	for (number = block->first; number < block->first + block->count; number++) {
		char name[32];
		size_t length, n = (size_t)snprintf(name, sizeof name, "doc-%07" PRIu64, number);

		if (draw_document(model, block, number, &length, fault)
			|| (model->setting->text ? put_text(model, block, length, name, n, fault)
				: count_document(block, length, name, n, fault)))
			return -1;
	}
	if (model->setting->text)
		return 0;
	return corpus_pack(block->packer, &block->rows, &block->packed, fault);
}

static int keep_block(void *context, void *item, struct fault *fault)
{
	struct run *run = context;
	const struct block *block = item;
	size_t i;

	if (run->model->setting->text)
		return outfile_write(&run->text, block->text.data, block->text.size, fault);
	for (i = 0; i < block->rows.nonzeros; i++) {
		run->df[block->rows.column[i]]++;
		run->cf[block->rows.column[i]] += block->rows.counts[i];
		run->tokens += block->rows.counts[i];
	}
	return spool_put(&run->spool, &block->packed, fault);
}

static int block_init(struct block *block, size_t terms, struct fault *fault)
{
	block->coarse = memory_zeroed(terms / 4096 + 1, sizeof *block->coarse, fault);
	block->fine = memory_zeroed(terms / 64 + 1, sizeof *block->fine, fault);
	block->tally = memory_zeroed(terms, sizeof *block->tally, fault);
	block->packer = pack_packer_new(fault);
	return block->coarse && block->fine && block->tally && block->packer ? 0 : -1;
}

static void block_release(struct block *block)
{
	free(block->coarse);
	free(block->fine);
	free(block->tally);
	free(block->topic);
	free(block->word);
	rows_release(&block->rows);
	bytes_release(&block->text);
	pack_packer_free(block->packer);
	pack_release(&block->packed);
}

/* All documents, through the pipeline, to the spool or the text. */
static int draw_all(struct run *run, struct fault *fault)
{
	size_t count = pipeline_items(run->threads), i;
	struct block *blocks = memory_zeroed(count, sizeof *blocks, fault);
	struct pipeline pipeline = {run->threads, run, blocks, count, sizeof *blocks, next_block,
		draw_block, keep_block};
	int failed = blocks ? 0 : -1;

	for (i = 0; !failed && i < count; i++)
		failed = block_init(&blocks[i], (size_t)run->model->setting->terms, fault);
	if (!failed)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; blocks && i < count; i++)
		block_release(&blocks[i]);
	free(blocks);
	return failed;
}

/* The true topics as lambda: the tokens that each is expected to have, and eta. */
static int put_topics(const struct model *model, uint64_t tokens, bool force,
	struct fault *fault)
{
	const struct setting *setting = model->setting;
	struct header header = {.kind = KIND_TOPICS, .values = VALUES_F32,
		.columns = setting->topics, .weighting = "counts"};
	size_t topics = (size_t)setting->topics, terms = (size_t)setting->terms, i, k;
	double scale = (double)tokens / (double)setting->topics;
	struct dense dense = {0};
	struct packer *packer = pack_packer_new(fault);
	struct packed packed = {0};
	struct sink sink = {0};
	int failed = !packer || sink_open(&sink, setting->topics_out, force, fault)
		|| bytes_append(&header.column, "#alpha", 6, fault);

	(void)snprintf(header.recipe, sizeof header.recipe,
		"lda inference=cvb0 alpha=given eta=given seed=%llu",
		(unsigned long long)setting->seed);
	for (k = 0; !failed && k < topics; k++)
		failed = bytes_printf(&header.column, fault, "\t%.9g", setting->alpha);
	failed = failed
		|| bytes_printf(&header.column, fault, "\n#eta\t%.9g\n#updates\t0\n#documents\t0\n",
			setting->eta)
		|| sink_begin(&sink, &header, &model->vocabulary, fault);
	dense_clear(&dense, VALUES_F32, topics, false);
	for (i = 0; !failed && i < terms; i++) {
		void *row;

		failed = dense_add_term(&dense, (uint32_t)i, &row, fault);
		for (k = 0; !failed && k < topics; k++)
			((float *)row)[k] = (float)(setting->eta
				+ scale * (double)model->phi[k * terms + i]);
		if (!failed && (dense_full(&dense) || i + 1 == terms)) {
			failed = dense_pack(packer, &dense, &packed, fault)
				|| sink_put(&sink, &packed, fault);
			dense_clear(&dense, VALUES_F32, topics, false);
		}
	}
	failed = failed || sink_commit(&sink, fault);
	sink_release(&sink);
	pack_packer_free(packer);
	pack_release(&packed);
	dense_release(&dense);
	header_release(&header);
	return failed ? -1 : 0;
}

static int make_corpus(struct model *model, const struct shared_options *shared,
	struct run *run, struct fault *fault)
{
	const struct setting *setting = model->setting;
	struct header header = {.kind = KIND_CORPUS, .values = VALUES_COUNTS,
		.weighting = "counts"};
	struct vocabulary *vocabulary = &model->vocabulary;
	struct sink sink = {0};
	int failed = -1;

	/* an output that can't be opened is reported before the work */
	if (program_sink(&sink, shared, fault)
		|| spool_open(&run->spool, fault) || draw_all(run, fault))
		goto done;
	memcpy(vocabulary->df, run->df, vocabulary->size * sizeof *run->df);
	memcpy(vocabulary->cf, run->cf, vocabulary->size * sizeof *run->cf);
	vocabulary->documents = setting->docs;
	vocabulary->tokens = run->tokens;
	(void)snprintf(header.recipe, sizeof header.recipe,
		"generate docs=%" PRIu64 " terms=%" PRIu64 " topics=%" PRIu64 " length=%.9g"
		" alpha=%.9g eta=%.9g seed=%" PRIu64, setting->docs, setting->terms,
		setting->topics, setting->length, setting->alpha, setting->eta, setting->seed);
	if (vocabseal(vocabulary, fault)
		|| sink_begin(&sink, &header, vocabulary, fault)
		|| spool_pour(&run->spool, &sink, fault) || sink_commit(&sink, fault))
		goto done;
	failed = setting->topics_out ? put_topics(model, run->tokens, shared->force, fault) : 0;
done:
	spool_release(&run->spool);
	sink_release(&sink);
	return failed;
}

static int make_text(const struct shared_options *shared, struct run *run, struct fault *fault)
{
	int failed = outfile_open(&run->text, shared->output, fault) || draw_all(run, fault)
		|| outfile_commit(&run->text, fault);

	outfile_release(&run->text);
	return failed ? -1 : 0;
}

static int generate(void *context, struct fault *fault)
{
	const struct setting *setting = context;
	const struct shared_options *shared = &setting->shared;
	struct model model = {.setting = setting};
	struct run run = {.model = &model, .threads = shared->threads};
	size_t topics = (size_t)setting->topics, terms = (size_t)setting->terms, k;
	double docs = BLOCK_NONZEROS_MOST / (setting->length + 1);
	int failed = -1;

	if (setting->text && setting->topics_out)
		return fault_set(fault, FAULT_USAGE,
			"--topics-out goes with a corpus, not with --text");
	/* by the settings alone, so that blocks don't depend on threads */
	run.block_docs = docs < 1 ? 1 : (uint64_t)docs;
	model.topics = memory_zeroed(topics, sizeof *model.topics, fault);
	run.df = memory_zeroed(terms, sizeof *run.df, fault);
	run.cf = memory_zeroed(terms, sizeof *run.cf, fault);
	if (setting->topics_out)
		model.phi = memory_zeroed(topics * terms, sizeof *model.phi, fault);
	if (model.topics && run.df && run.cf && (model.phi || !setting->topics_out)
		&& make_vocabulary(&model, fault) == 0
		&& parallel_for(run.threads, topics, make_topic, &model, fault) == 0)
		failed = setting->text ? make_text(shared, &run, fault)
				       : make_corpus(&model, shared, &run, fault);
	for (k = 0; model.topics && k < topics; k++)
		free(model.topics[k].places);
	free(model.topics);
	free(model.phi);
	free(model.zipf);
	free(run.df);
	free(run.cf);
	vocabulary_release(&model.vocabulary);
	return failed;
}

int main(int argc, char **argv)
{
	struct setting setting = {.docs = 100000, .terms = 50000, .topics = 100, .seed = 1,
		.length = 193, .alpha = 0.1, .eta = 0.02};
	const struct option_row rows[] = {
		{"docs", 'D', OPTION_NUMBER, &setting.docs, "N", "documents (100000)", 0, 1e12},
		{"terms", 'W', OPTION_NUMBER, &setting.terms, "N", "terms (50000)", 1, 1e8},
		{"topics", 'k', OPTION_NUMBER, &setting.topics, "N", "topics (100)", 1, 1e5},
		{"length", 0, OPTION_REAL, &setting.length, "X",
			"mean tokens of a document (193)", 0, 1e6},
		{"alpha", 0, OPTION_REAL, &setting.alpha, "X",
			"prior of topics in a document (0.1)", 1e-9, 1e9},
		{"eta", 0, OPTION_REAL, &setting.eta, "X",
			"prior of words in a topic, in the mean (0.02)", 1e-9, 1e9},
		{"seed", 's', OPTION_NUMBER, &setting.seed, "N", "another corpus (1)", 0, 0},
		{"topics-out", 0, OPTION_TEXT, &setting.topics_out, "FILE",
			"write the true topics here", 0, 0},
		{"text", 0, OPTION_FLAG, &setting.text, NULL,
			"lines of text, id and words, and not a corpus", 0, 0},
		OPTION_ROW_OUTPUT(&setting.shared), OPTION_ROW_THREADS(&setting.shared),
		OPTION_ROW_FORCE(&setting.shared), OPTION_ROWS_TALK(&setting.shared), {0}};
	const struct command command = {.name = "generate",
		.purpose = "draw a corpus of counts, or text, from an LDA model", .operands = "",
		.rows = rows, .note = "Of 193 tokens over 100000 terms about 155 are distinct.",
		.operands_most = 0};

	return program_run(&command, argc, argv, &setting.shared, generate, &setting);
}
