/* ngrams.c - the last few words of a document, joined. */
#include "text/ngrams.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

int ngrams_init(struct ngrams *ngrams, size_t most, size_t word_most, struct fault *fault)
{
	*ngrams = (struct ngrams){.most = most};
	ngrams->text = memory_zeroed(most, word_most + 1, fault);
	return ngrams->text ? 0 : -1;
}

void ngrams_release(struct ngrams *ngrams)
{
	free(ngrams->text);
	*ngrams = (struct ngrams){0};
}

void ngrams_clear(struct ngrams *ngrams)
{
	ngrams->count = ngrams->used = 0;
}

static void drop_first(struct ngrams *ngrams)
{
	size_t gone = ngrams->count > 1 ? ngrams->start[1] : ngrams->used, i;

	memmove(ngrams->text, ngrams->text + gone, ngrams->used - gone);
	ngrams->used -= gone;
	ngrams->count--;
	for (i = 0; i < ngrams->count; i++)
		ngrams->start[i] = ngrams->start[i + 1] - gone;
}

void ngrams_add(struct ngrams *ngrams, const char *word, size_t length)
{
	if (ngrams->count == ngrams->most)
		drop_first(ngrams);
	if (ngrams->count)
		ngrams->text[ngrams->used++] = '_';
	ngrams->start[ngrams->count++] = ngrams->used;
	memcpy(ngrams->text + ngrams->used, word, length);
	ngrams->used += length;
}
