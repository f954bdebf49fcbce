/* chunk.c - cuts documents into chunks and arranges them by term. */
#include "lda/chunk.h"

#include "base/memory.h"

#include <stdlib.h>

void lda_chunk_release(struct lda_chunk *chunk)
{
	free(chunk->list);
	free(chunk->list_start);
	free(chunk->document);
	free(chunk->place);
	*chunk = (struct lda_chunk){0};
}

size_t lda_chunk_cut(const size_t *start, const float *value, size_t first, size_t count,
	size_t limit)
{
	size_t document = first, i;
	double tokens = 0;

	if (limit > LDA_CHUNK_DOCUMENTS)
		limit = LDA_CHUNK_DOCUMENTS;
	for (; document < count && document - first < limit; document++) {
		for (i = start[document]; i < start[document + 1]; i++)
			tokens += (double)value[i];
		if (document > first && (start[document + 1] - start[first] > LDA_CHUNK_NONZEROS
				|| tokens > LDA_CHUNK_TOKENS))
			break;
	}
	return document - first;
}

int lda_chunk_arrange(struct lda_chunk *chunk, size_t terms, uint32_t *tally,
	struct fault *fault)
{
	size_t first = chunk->start[0], i, document, term, at = 0;

	for (i = 0; i < chunk->nonzeros; i++)
		tally[chunk->term[first + i]]++;
	chunk->terms = 0;
	for (term = 0; term < terms; term++)
		chunk->terms += tally[term] != 0;
	if (memory_grow(&chunk->list, &chunk->list_room, chunk->terms, fault)
		|| memory_grow(&chunk->list_start, &chunk->list_start_room, chunk->terms + 1, fault)
		|| memory_grow(&chunk->document, &chunk->document_room, chunk->nonzeros, fault)
		|| memory_grow(&chunk->place, &chunk->place_room, chunk->nonzeros, fault))
		return -1;
	chunk->terms = 0;
	for (term = 0; term < terms; term++) {
		uint32_t occurs = tally[term];

		if (occurs == 0)
			continue;
		chunk->list[chunk->terms] = (uint32_t)term;
		chunk->list_start[chunk->terms++] = at;
		tally[term] = (uint32_t)at;
		at += occurs;
	}
	chunk->list_start[chunk->terms] = at;
	for (document = 0; document < chunk->documents; document++)
		for (i = chunk->start[document]; i < chunk->start[document + 1]; i++) {
			uint32_t in_term = tally[chunk->term[i]]++;

			chunk->place[in_term] = (uint32_t)(i - first);
			chunk->document[in_term] = (uint16_t)document;
		}
	for (i = 0; i < chunk->terms; i++)
		tally[chunk->list[i]] = 0;
	return 0;
}
