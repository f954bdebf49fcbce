/* factors.c - singular values and vectors, in memory and in streams. */
#include "lsi/factors.h"

#include "base/memory.h"
#include "stream/columnline.h"
#include "stream/termrows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void factors_release(struct factors *factors)
{
	free(factors->sigma);
	free(factors->error);
	free(factors->u);
	free(factors->f32);
	docsums_release(&factors->learned);
	*factors = (struct factors){0};
}

int factors_init(struct factors *factors, size_t terms, size_t k, struct fault *fault)
{
	size_t size;

	factors->terms = terms;
	factors->k = k;
	if (!size_multiply(terms, k, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu terms, %zu factors",
			terms, k);
	factors->sigma = memory_zeroed(k, sizeof(double), fault);
	factors->error = memory_zeroed(k, sizeof(double), fault);
	factors->u = memory_aligned(size, sizeof(double), fault);
	if (!factors->sigma || !factors->error || !factors->u)
		return -1;
	memset(factors->u, 0, size * sizeof *factors->u);
	return 0;
}

int factors_sign(struct factors *factors, struct fault *fault)
{
	size_t k = factors->k, i, j;
	double *most = memory_zeroed(k, sizeof *most, fault), *u = factors->u;
	float *f32 = factors->f32;

	if (!most)
		return -1;
	for (i = 0; i < factors->terms; i++)
		for (j = 0; j < k; j++) {
			double entry = u ? u[i * k + j] : (double)f32[i * k + j];

			if (fabs(entry) > fabs(most[j]))
				most[j] = entry;
		}
	for (j = 0; j < k; j++)
		most[j] = most[j] < 0 ? -1 : 1;
	for (i = 0; i < factors->terms; i++)
		for (j = 0; j < k; j++)
			if (u)
				u[i * k + j] *= most[j];
			else
				f32[i * k + j] *= (float)most[j];
	free(most);
	return 0;
}

void factors_truncate(struct factors *factors, size_t k)
{
	size_t i;

	if (k >= factors->k)
		return;
	factors->beyond += factors->sigma[k] * factors->sigma[k];
	for (i = 0; i < factors->terms; i++)
		if (factors->u)
			memmove(factors->u + i * k, factors->u + i * factors->k,
				k * sizeof *factors->u);
		else
			memmove(factors->f32 + i * k, factors->f32 + i * factors->k,
				k * sizeof *factors->f32);
	factors->k = k;
}

static int make_header(const struct factors *factors, enum values values, struct header *header,
	struct fault *fault)
{
	const double unseen[2] = {factors->unseen, factors->chance};

	header->kind = KIND_FACTORS;
	header->values = values;
	header->columns = factors->k;
	header->column.size = 0;
	return bytes_printf(&header->column, fault, "#documents\t%llu\n",
		       (unsigned long long)factors->documents)
			|| column_line_put(&header->column, "sigma", factors->sigma, factors->k, fault)
			|| column_line_put(&header->column, "error", factors->error, factors->k, fault)
			|| column_line_put(&header->column, "beyond", &factors->beyond, 1, fault)
			|| (factors->unseen >= 0
				&& column_line_put(&header->column, "unseen", unseen, 2, fault))
			|| docsums_put(&factors->learned, "learned", &header->column, fault)
			|| namesketch_put(&factors->names, &header->column, fault)
		? -1 : 0;
}

struct factor_rows {
	const struct factors *factors;
	enum values values;
};

static bool take_row(const void *context, size_t row, void *to)
{
	const struct factor_rows *rows = context;
	const struct factors *factors = rows->factors;
	size_t k = factors->k, at = row * k, j;
	float *f32 = to;
	double *f64 = to;

	for (j = 0; rows->values == VALUES_F64 && j < k; j++)
		f64[j] = factors->u ? factors->u[at + j] : (double)factors->f32[at + j];
	for (j = 0; rows->values != VALUES_F64 && j < k; j++)
		f32[j] = factors->u ? (float)factors->u[at + j] : factors->f32[at + j];
	return true;
}

int factors_write(const struct factors *factors, enum values values, const struct header *like,
	const struct vocabulary *vocabulary, const char *recipe, const char *path, bool force,
	struct fault *fault)
{
	const struct factor_rows rows = {factors, values};
	struct header header = {0};
	struct sink sink = {0};
	int failed;

	if (strlen(recipe) >= sizeof header.recipe)
		return fault_set(fault, FAULT_INTERNAL, "a recipe of %zu bytes", strlen(recipe));
	failed = header_copy(&header, like, fault)
		|| make_header(factors, values, &header, fault)
		|| sink_open(&sink, path, force, fault);
	if (!failed) {
		memcpy(header.recipe, recipe, strlen(recipe) + 1);
		failed = sink_begin(&sink, &header, vocabulary, fault)
			|| term_rows_put_dense(&sink, factors->k ? factors->terms : 0, values,
				factors->k, take_row, &rows, fault)
			|| sink_commit(&sink, fault);
	}
	sink_release(&sink);
	header_release(&header);
	return failed ? -1 : 0;
}

int factors_reader_init(struct factors_reader *reader, struct source *source,
	struct fault *fault)
{
	*reader = (struct factors_reader){.source = source, .packer = pack_packer_new(fault)};
	return reader->packer ? 0 : -1;
}

void factors_reader_release(struct factors_reader *reader)
{
	pack_packer_free(reader->packer);
	pack_release(&reader->block);
	dense_release(&reader->rows);
	*reader = (struct factors_reader){0};
}

/* A line that older streams lack, of numbers that are not negative: 1, 0: there is none. */
static int take_if_there(const struct bytes *lines, const char *name, double *values, size_t n,
	struct fault *fault)
{
	size_t i;

	if (!column_line_has(lines, name, NULL))
		return 0;
	if (column_line_take(lines, name, values, n, fault))
		return -1;
	for (i = 0; i < n; i++)
		if (values[i] < 0)
			return fault_set(fault, FAULT_DATA, "damaged: a number of #%s is negative", name);
	return 1;
}

/* What the header says of the factors; the arrays are made. */
static int begin(const struct factors_reader *reader, struct factors *factors,
	struct fault *fault)
{
	const struct header *header = source_stream(reader->source, reader->stream);
	const struct bytes *lines = &header->column;
	size_t k = (size_t)header->columns, count, i;
	struct fault ignored;
	double documents, unseen[2];
	int beyond, looked;

	/* before the arrays are made: k may be anything */
	if (!column_line_has(lines, "sigma", &count) || count != k)
		return fault_set(fault, FAULT_DATA,
			"stream %zu: %zu singular values for %zu factors", reader->stream + 1,
			count, k);
	if (factors_init(factors, reader->source->vocabulary.size, k, fault))
		return -1;
	if (column_line_take(lines, "sigma", factors->sigma, k, fault))
		return fault_at(fault, "stream %zu", reader->stream + 1);
	for (i = 0; i < k; i++)
		if (factors->sigma[i] <= 0 || (i && factors->sigma[i] > factors->sigma[i - 1]))
			return fault_set(fault, FAULT_DATA,
				"stream %zu: singular values that don't descend",
				reader->stream + 1);
	if (take_if_there(lines, "error", factors->error, k, fault) < 0
		|| (beyond = take_if_there(lines, "beyond", &factors->beyond, 1, fault)) < 0
		|| (looked = take_if_there(lines, "unseen", unseen, 2, fault)) < 0)
		return fault_at(fault, "stream %zu", reader->stream + 1);
	if (column_line_take(lines, "documents", &documents, 1, &ignored)
		|| documents < 0 || documents > 1e18)
		return fault_set(fault, FAULT_DATA, "stream %zu: no valid line #documents",
			reader->stream + 1);
	factors->documents = (uint64_t)documents;
	if (!beyond)
		factors->beyond = k ? factors->sigma[k - 1] * factors->sigma[k - 1] : 0;
	factors->unseen = -1;
	if (looked) {
		factors->unseen = unseen[0];
		factors->chance = unseen[1];
	}
	if (docsums_take(&factors->learned, "learned", lines, fault)
		|| namesketch_take(&factors->names, lines, fault))
		return fault_at(fault, "stream %zu", reader->stream + 1);
	return 0;
}

static void take_rows(const struct dense *rows, struct factors *factors)
{
	size_t i, j, k = factors->k;

	for (i = 0; i < rows->count; i++) {
		double *to = factors->u + (size_t)rows->term[i] * k;

		for (j = 0; j < k; j++)
			to[j] = dense_value(rows, i, j);
	}
}

int factors_next(struct factors_reader *reader, struct factors *factors, struct fault *fault)
{
	struct source *source = reader->source;

	if (!reader->pending && !reader->ended) {
		int got = source_next(source, &reader->block, fault);

		if (got < 0)
			return -1;
		reader->pending = got > 0;
		reader->ended = got == 0;
	}
	if (reader->stream >= source_streams(source))
		return 0;
	if (begin(reader, factors, fault))
		return -1;
	while (reader->pending && reader->block.stream == reader->stream) {
		int got;

		if (dense_unpack(reader->packer, &reader->block,
			    source_stream(source, reader->stream), factors->terms,
			    &reader->rows, fault))
			return -1;
		take_rows(&reader->rows, factors);
		got = source_next(source, &reader->block, fault);
		if (got < 0)
			return -1;
		reader->pending = got > 0;
		reader->ended = got == 0;
	}
	reader->stream++;
	return 1;
}

int factors_read(struct source *source, struct factors *factors, struct fault *fault)
{
	struct factors_reader reader;
	struct factors rest = {0};
	int got, failed = -1;

	if (factors_reader_init(&reader, source, fault))
		return -1;
	got = factors_next(&reader, factors, fault);
	if (got == 1)
		failed = 0;
	else if (got == 0)
		failed = fault_set(fault, FAULT_DATA, "%s: no factors in the stream",
			source_name(source));
	if (!failed && (got = factors_next(&reader, &rest, fault)) != 0)
		failed = got < 0 ? -1
			: fault_set(fault, FAULT_DATA, "%s: several factors where one model is "
				"expected: lsi-merge makes one of them", source_name(source));
	factors_release(&rest);
	factors_reader_release(&reader);
	return failed;
}

int factors_suit(const struct header *model, const struct source *like, struct fault *fault)
{
	const struct header *header = &like->header;
	char one[DIGEST_HEX], other[DIGEST_HEX];

	digest_hex(&model->terms, one);
	digest_hex(&header->terms, other);
	if (strcmp(one, other) != 0)
		return fault_set(fault, FAULT_DATA,
			"%s: another vocabulary: terms are %s here, %s in the model: corpus-bow "
			"--vocab MODEL counts with the model's", source_name(like), other, one);
	if (strcmp(model->weighting, header->weighting) != 0)
		return fault_set(fault, FAULT_DATA,
			"%s: weighting is %s here, %s in the model: corpus-weight must weight "
			"both in the same way", source_name(like), header->weighting, model->weighting);
	digest_hex(&model->frequencies, one);
	digest_hex(&header->frequencies, other);
	if (strcmp(model->weighting, "counts") != 0 && strcmp(one, other) != 0)
		return fault_set(fault, FAULT_DATA,
			"%s: weights of other document frequencies: %s here, %s in the model: count "
			"with the model's vocabulary (corpus-bow --vocab MODEL), then weight",
			source_name(like), other, one);
	return 0;
}
