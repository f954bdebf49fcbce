/* sample.c - documents in the order of their parts, by a counting sort. */
#include "lda/sample.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

int lda_sample_sort(struct lda_sample *sample, const struct lda_documents *documents,
	const struct lda_parts *parts, struct fault *fault)
{
	size_t count = (size_t)(parts->end - parts->first), d, i;

	*sample = (struct lda_sample){
		.order = memory_zeroed(documents->count, sizeof *sample->order, fault)};
	if (!sample->order || !(sample->start = memory_zeroed(count + 2, sizeof *sample->start, fault)))
		return -1;
	for (d = 0; d < documents->count; d++)
		sample->start[2 + lda_parts_find(documents->key[d], parts->of) - parts->first]++;
	for (i = 2; i <= count + 1; i++)
		sample->start[i] += sample->start[i - 1];
	/* start[i + 1] is where part i begins, and moves to where part i + 1 does */
	for (d = 0; d < documents->count; d++)
		sample->order[sample->start[1 + lda_parts_find(documents->key[d], parts->of)
			- parts->first]++] = d;
	return 0;
}

int lda_sample_draw(const struct lda_sample *sample, const struct lda_documents *documents,
	uint64_t i, struct lda_documents *drawn, struct fault *fault)
{
	size_t at, stream = 0, begun = drawn->count;

	for (at = sample->start[i]; at < sample->start[i + 1]; at++) {
		size_t document = sample->order[at], before = stream;

		while (stream < documents->ends && documents->end[stream] <= document)
			stream++;
		if (stream != before && drawn->count > begun && lda_docs_end_stream(drawn, fault))
			return -1;
		if (lda_docs_append(drawn, documents, document, fault))
			return -1;
	}
	return 0;
}

void lda_sample_release(struct lda_sample *sample)
{
	free(sample->order);
	free(sample->start);
	*sample = (struct lda_sample){0};
}
