/* spoil - a true matrix stream made into one that no filter would write. */
#ifndef TESTS_SPOIL_H
#define TESTS_SPOIL_H

#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/sink.h"
#include "stream/source.h"
#include "stream/steps.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static inline bool spoil_knows(const char *lie)
{
	static const char *const lies[] = {"bomb", "negative", "nan", "inf", "zero", "outside",
		"unsorted", "fewer", "more", "sigma", "beyond", NULL};
	const char *const *at = lies;

	while (*at && strcmp(lie, *at) != 0)
		at++;
	return *at != NULL;
}

/* So many blocks of a MiB of zeros each, of which a thousandth travels. */
static inline int spoil_bomb(struct sink *sink, unsigned blocks, struct fault *fault)
{
	struct bytes zeros = {0};
	struct packed block = {0};
	int failed = bytes_reserve(&zeros, MEMBER_PAYLOAD_MOST, fault);

	if (!failed) {
		memset(zeros.data, 0, MEMBER_PAYLOAD_MOST);
		zeros.size = MEMBER_PAYLOAD_MOST;
		failed = pack(sink->packer, BLOCK_ROWS, 1, 0, &zeros, zeros.size, &block, fault);
	}
	while (!failed && blocks--)
		failed = sink_put(sink, &block, fault);
	pack_release(&block);
	bytes_release(&zeros);
	return failed;
}

/* Rows of a corpus that are none: a value that is no number, a count of 0, a term outside
 * of the vocabulary, terms that don't ascend, a row less. */
static inline void spoil_rows(const char *lie, struct rows *rows)
{
	size_t i = rows->nonzeros - 1;
	double odd = strcmp(lie, "nan") == 0 ? NAN : strcmp(lie, "inf") == 0 ? HUGE_VAL : 1;

	if (rows->values == VALUES_F32)
		rows->f32[i] = (float)odd;
	else if (rows->values == VALUES_F64)
		rows->f64[i] = odd;
	else if (strcmp(lie, "zero") == 0)
		rows->counts[i] = 0;
	if (strcmp(lie, "outside") == 0)
		rows->column[i] = COLUMNS_MOST - 1;
	if (strcmp(lie, "unsorted") == 0)
		rows->column[i] = rows->column[i - 1];
	if (strcmp(lie, "fewer") == 0)
		rows->nonzeros = rows->start[--rows->count];
}

/* Dense rows with all whole numbers below 0, or the last number none. */
static inline void spoil_dense(const char *lie, struct dense *rows)
{
	size_t i, last = rows->count * rows->k - 1;
	double odd = strcmp(lie, "nan") == 0 ? NAN : -HUGE_VAL;

	if (strcmp(lie, "negative") == 0)
		for (i = 0; i <= last; i++)
			rows->i64[i] = -1 - rows->i64[i];
	else if (rows->values == VALUES_F32)
		rows->f32[last] = (float)odd;
	else
		rows->f64[last] = odd;
}

/* Sparse rows of steps: an entry of none or of too many, a topic outside of the model, one
 * that is there twice, a step more than tokens were given. */
static inline void spoil_steps(const char *lie, struct step_rows *rows)
{
	size_t i = rows->entries - 1;

	if (strcmp(lie, "zero") == 0)
		rows->value[i] = 0;
	if (strcmp(lie, "inf") == 0)
		rows->value[i] = UINT64_MAX;
	if (strcmp(lie, "outside") == 0)
		rows->column[i] = COLUMNS_MOST - 1;
	if (strcmp(lie, "unsorted") == 0)
		for (i = rows->count; i-- > 0; )
			if (rows->start[i] + 1 < rows->start[i + 1])
				rows->column[rows->start[i] + 1] = rows->column[rows->start[i]];
	if (strcmp(lie, "more") == 0)
		rows->rest[0]++;
}

struct spoiling {
	struct packed block;
	struct dense dense;
	struct step_rows steps;
	struct rows rows;
};

static inline int spoil_block(struct spoiling *it, struct sink *sink, const struct source *source,
	const char *lie, struct fault *fault)
{
	const struct header *header = &source->header;
	int failed;

	if (header->kind == KIND_CORPUS) {
		failed = corpus_unpack(sink->packer, &it->block, header, &it->rows, fault);
		if (!failed)
			spoil_rows(lie, &it->rows);
		return failed || corpus_pack(sink->packer, &it->rows, &it->block, fault);
	}
	if (header->values == VALUES_STEPS) {
		failed = steps_unpack(sink->packer, &it->block, header, source->vocabulary.size,
			&it->steps, fault);
		if (!failed)
			spoil_steps(lie, &it->steps);
		return failed || steps_pack(sink->packer, &it->steps, &it->block, fault);
	}
	failed = dense_unpack(sink->packer, &it->block, header, source->vocabulary.size, &it->dense,
		fault);
	if (!failed)
		spoil_dense(lie, &it->dense);
	return failed || dense_pack(sink->packer, &it->dense, &it->block, fault);
}

/* The first number of the header's line of that name becomes another. */
static inline int spoil_line(struct header *header, const char *name, const char *number,
	struct fault *fault)
{
	char *at = bytes_terminate(&header->column, fault) ? NULL : strstr(header->column.data, name);

	if (at)
		memcpy(at + strlen(name) + 1, number, strlen(number));
	return at ? 0 : -1;
}

/* All blocks; where the header tells the lie, as they are. */
static inline int spoil_blocks(struct sink *sink, struct source *source, const char *lie,
	bool as_they_are, struct fault *fault)
{
	struct spoiling it = {.rows = {0}};
	int got;

	while ((got = source_next(source, &it.block, fault)) == 1)
		if ((!as_they_are && spoil_block(&it, sink, source, lie, fault))
			|| sink_put(sink, &it.block, fault)) {
			got = -1;
			break;
		}
	rows_release(&it.rows);
	dense_release(&it.dense);
	steps_release(&it.steps);
	pack_release(&it.block);
	return got;
}

/* Writes to path what the stream true_one becomes. */
static inline int spoil_stream(const char *true_one, const char *path, const char *lie,
	struct fault *fault)
{
	enum { BLOCKS = 300 };
	const bool sigma = strcmp(lie, "sigma") == 0, told = sigma || strcmp(lie, "beyond") == 0;
	struct source source = {0};
	struct header header = {0};
	struct sink sink = {0};
	int failed = source_open(&source, &true_one, 1, fault)
		|| sink_open(&sink, path, true, fault)
		|| header_copy(&header, &source.header, fault)
		|| (told && spoil_line(&header, lie, sigma ? "-" : "nan", fault))
		|| sink_begin(&sink, &header, &source.vocabulary, fault)
		|| (strcmp(lie, "bomb") == 0 ? spoil_bomb(&sink, BLOCKS, fault)
			: spoil_blocks(&sink, &source, lie, told, fault))
		|| sink_commit(&sink, fault);

	sink_release(&sink);
	source_close(&source);
	header_release(&header);
	return failed ? -1 : 0;
}

#endif
