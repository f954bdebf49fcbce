/* docs.c - rows of a corpus kept as documents. */
#include "lda/docs.h"

#include "base/digest.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void lda_docs_release(struct lda_documents *documents)
{
	free(documents->start);
	free(documents->term);
	free(documents->count_of);
	free(documents->key);
	free(documents->end);
	*documents = (struct lda_documents){0};
}

void lda_docs_clear(struct lda_documents *documents)
{
	documents->count = documents->nonzeros = documents->ends = 0;
}

static int bad_row(const struct rows *rows, size_t row, const char *problem,
	struct fault *fault)
{
	char shown[80];
	const char *name = rows_name(rows, row);

	return fault_set(fault, FAULT_DATA, "document '%s': %s",
		fault_quote(shown, sizeof shown, name, strlen(name)), problem);
}

int lda_docs_row_counts(const struct rows *rows, size_t row, float *counts, struct fault *fault)
{
	double sum = 0;
	size_t i, first = rows->start[row];

	for (i = first; i < rows->start[row + 1]; i++) {
		double value = rows->values == VALUES_COUNTS ? (double)rows->counts[i]
			: rows->values == VALUES_F32 ? (double)rows->f32[i] : rows->f64[i];

		if (!(value >= 0))
			return bad_row(rows, row, "a negative weight", fault);
		sum += value;
		if (!(sum <= 0x1p31 - 1))
			return bad_row(rows, row, "counts of 2^31 and more are not taken", fault);
		counts[i - first] = (float)value;
	}
	return 0;
}

static int make_room(struct lda_documents *documents, size_t count, size_t nonzeros,
	struct fault *fault)
{
	nonzeros += documents->nonzeros;
	count += documents->count;
	if (memory_grow(&documents->start, &documents->start_room, count + 1, fault)
		|| memory_grow(&documents->term, &documents->term_room, nonzeros, fault)
		|| memory_grow(&documents->count_of, &documents->count_room, nonzeros, fault)
		|| memory_grow(&documents->key, &documents->key_room, count, fault))
		return -1;
	if (documents->count == 0)
		documents->start[0] = 0;
	return 0;
}

/* A document whose counts are there already. */
static void add(struct lda_documents *documents, const uint32_t *term, size_t n, uint64_t key)
{
	if (n)
		memcpy(documents->term + documents->nonzeros, term, n * sizeof *term);
	documents->nonzeros += n;
	documents->key[documents->count++] = key;
	documents->start[documents->count] = documents->nonzeros;
}

int lda_docs_end_stream(struct lda_documents *documents, struct fault *fault)
{
	if (documents->count == 0)
		return 0;
	if (memory_grow(&documents->end, &documents->end_room, documents->ends + 1, fault))
		return -1;
	documents->end[documents->ends++] = documents->count;
	return 0;
}

int lda_docs_append_rows(struct lda_documents *documents, const struct rows *rows,
	const struct lda_parts *parts, struct fault *fault)
{
	size_t row;

	if (make_room(documents, rows->count, rows->nonzeros, fault)
		|| (rows->stream != documents->stream && lda_docs_end_stream(documents, fault)))
		return -1;
	documents->stream = rows->stream;
	for (row = 0; row < rows->count; row++) {
		uint64_t key = digest_short(rows_name(rows, row),
			rows->name[row + 1] - rows->name[row] - 1, 0);
		size_t first = rows->start[row];

		if (lda_docs_row_counts(rows, row, documents->count_of + documents->nonzeros, fault))
			return -1;
		if (parts->of) {
			uint64_t part = lda_parts_find(key, parts->of);

			if (part < parts->first || part >= parts->end)
				continue;
		}
		docsum_add_row(&documents->sum, rows, row);
		namesketch_add_row(&documents->names, rows, row);
		add(documents, rows->column + first, rows->start[row + 1] - first, key);
	}
	return 0;
}

int lda_docs_append(struct lda_documents *documents, const struct lda_documents *from,
	size_t document, struct fault *fault)
{
	size_t first = from->start[document], n = from->start[document + 1] - first;

	if (make_room(documents, 1, n, fault))
		return -1;
	if (n)
		memcpy(documents->count_of + documents->nonzeros, from->count_of + first,
			n * sizeof *from->count_of);
	add(documents, from->term + first, n, from->key[document]);
	return 0;
}

void lda_docs_drop(struct lda_documents *documents, size_t count)
{
	size_t gone = documents->start[count], d, ends = 0;

	for (d = 0; d < documents->ends; d++)
		if (documents->end[d] > count)
			documents->end[ends++] = documents->end[d] - count;
	documents->ends = ends;
	if (documents->nonzeros > gone) {
		memmove(documents->term, documents->term + gone,
			(documents->nonzeros - gone) * sizeof *documents->term);
		memmove(documents->count_of, documents->count_of + gone,
			(documents->nonzeros - gone) * sizeof *documents->count_of);
	}
	for (d = count; d <= documents->count; d++)
		documents->start[d - count] = documents->start[d] - gone;
	memmove(documents->key, documents->key + count,
		(documents->count - count) * sizeof *documents->key);
	documents->count -= count;
	documents->nonzeros -= gone;
}
