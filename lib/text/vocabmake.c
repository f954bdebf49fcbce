/* vocabmake.c - merges terms, a part a thread, and joins the parts. */
#include "text/vocabmake.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "stream/vocabseal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 64 };

struct made_term {
	uint64_t df, cf;
	size_t length;
};

struct made_part {
	struct bytes text; /* terms, each zero-terminated */
	struct made_term *term;
	size_t terms, room;
};

struct making {
	const struct counts *counts;
	const struct prune *prune;
	size_t parts;
	struct made_part part[PARTS];
};

static int add_term(struct made_part *part, const struct termcount *count, struct fault *fault)
{
	if (memory_grow(&part->term, &part->room, part->terms + 1, fault)
		|| bytes_append(&part->text, count->term, count->length, fault)
		|| bytes_append(&part->text, "", 1, fault))
		return -1;
	part->term[part->terms++] = (struct made_term){count->df, count->cf, count->length};
	return 0;
}

static int make_part(void *context, size_t index, int thread, struct fault *fault)
{
	struct making *making = context;
	struct countmerge merge = {0};
	struct termcount count;
	int got = making->parts == 1 ? counts_merge(making->counts, &merge, fault)
		: counts_merge_part(making->counts, index, PARTS, &merge, fault);

	(void)thread;
	while (got == 0 && (got = countmerge_next(&merge, &count, fault)) == 1)
		got = prune_keeps(making->prune, &count)
			? add_term(&making->part[index], &count, fault) : 0;
	countmerge_release(&merge);
	return got;
}

static void append(struct vocabulary *vocabulary, size_t *column, const struct made_part *part)
{
	size_t i;

	if (part->text.size)
		memcpy(vocabulary->text + vocabulary->start[*column], part->text.data,
			part->text.size);
	for (i = 0; i < part->terms; i++, ++*column) {
		vocabulary->start[*column + 1] = vocabulary->start[*column]
			+ part->term[i].length + 1;
		vocabulary->df[*column] = part->term[i].df;
		vocabulary->cf[*column] = part->term[i].cf;
	}
}

static int join(struct vocabulary *vocabulary, const struct making *making, struct fault *fault)
{
	size_t terms = 0, bytes = 0, column = 0, i;

	for (i = 0; i < making->parts; i++) {
		terms += making->part[i].terms;
		bytes += making->part[i].text.size;
	}
	if (vocabulary_init(vocabulary, terms, bytes + 1, fault))
		return -1;
	for (i = 0; i < making->parts; i++)
		append(vocabulary, &column, &making->part[i]);
	return 0;
}

int vocabmake(struct vocabulary *vocabulary, const struct vocabhead *head,
	const struct counts *counts, const struct prune *prune, int threads,
	struct fault *fault)
{
	struct making making = {.counts = counts, .prune = prune,
		.parts = counts->spill.runs ? 1 : PARTS};
	int failed = parallel_for(threads, making.parts, make_part, &making, fault)
		|| join(vocabulary, &making, fault);
	size_t i;

	for (i = 0; i < making.parts; i++) {
		bytes_release(&making.part[i].text);
		free(making.part[i].term);
	}
	if (failed)
		return -1;
	vocabulary->documents = head->documents;
	vocabulary->tokens = head->tokens;
	(void)snprintf(vocabulary->tokenizer, sizeof vocabulary->tokenizer, "%s", head->tokenizer);
	(void)snprintf(vocabulary->pruning, sizeof vocabulary->pruning, "%s",
		head->pruning ? head->pruning : "");
	return vocabseal(vocabulary, fault);
}
