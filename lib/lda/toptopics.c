/* toptopics.c - shares of documents, side by side, and the largest of each. */
#include "lda/toptopics.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/parallel.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct top_entry {
	float share;
	uint32_t topic;
};

/* Of one document; size count. */
struct entries_of {
	struct top_entry *entry;
	size_t count;
};

struct top_choice {
	const struct lda_toptopics *toptopics;
	const struct rows *rows;
	struct entries_of *document; /* size rows */
};

static int by_share(const void *a, const void *b)
{
	const struct top_entry *one = a, *other = b;

	if (one->share != other->share)
		return one->share < other->share ? 1 : -1;
	return one->topic < other->topic ? -1 : 1;
}

static int keep(const struct lda_toptopics *toptopics, const float *share, size_t topics,
	struct entries_of *document, struct fault *fault)
{
	struct top_entry *entry = memory_zeroed(topics, sizeof *entry, fault);
	size_t count = 0, k;

	if (!entry)
		return -1;
	for (k = 0; k < topics; k++)
		if (share[k] > 0 && (double)share[k] >= toptopics->least)
			entry[count++] = (struct top_entry){share[k], (uint32_t)k};
	qsort(entry, count, sizeof *entry, by_share);
	if (toptopics->most && count > toptopics->most)
		count = toptopics->most;
	document->count = count;
	document->entry = memory_zeroed(count, sizeof *entry, fault);
	if (document->entry)
		memcpy(document->entry, entry, count * sizeof *entry);
	free(entry);
	return document->entry ? 0 : -1;
}

static int choose_row(void *context, size_t row, int thread, struct fault *fault)
{
	const struct top_choice *choosing = context;
	struct lda_describer *describer = choosing->toptopics->describer;
	size_t topics = describer->topics->model.topics;
	float *share = memory_zeroed(topics, sizeof *share, fault);
	struct lda_describe_reader reader = {0};
	int failed = !share
		|| lda_describe_share(describer, choosing->rows, row, &reader, share, fault)
		|| keep(choosing->toptopics, share, topics, &choosing->document[row], fault);

	(void)thread;
	lda_describe_reader_release(&reader);
	free(share);
	return failed ? -1 : 0;
}

static int put_rows(const struct top_choice *choosing, struct bytes *text, struct fault *fault)
{
	const struct rows *rows = choosing->rows;
	const struct topicnames *names
		= &choosing->toptopics->describer->topics->model.seeds.names;
	char number[NUMBER_TEXT];
	size_t row, i;

	for (row = 0; row < rows->count; row++)
		for (i = 0; i < choosing->document[row].count; i++) {
			const struct top_entry *entry = &choosing->document[row].entry[i];

			if (bytes_printf(text, fault, "%s\t%zu\t", rows_name(rows, row), i + 1)
				|| topicnames_show(names, entry->topic, text, fault)
				|| bytes_append(text, "\t", 1, fault)
				|| bytes_append(text, number,
					number_format_float(number, entry->share), fault)
				|| bytes_append(text, "\n", 1, fault))
				return -1;
		}
	return 0;
}

int lda_toptopics_head(struct lda_toptopics *toptopics, struct fault *fault)
{
	static const char line[] = "#document\trank\ttopic\tshare\n";

	return outfile_write(toptopics->out, line, sizeof line - 1, fault);
}

int lda_toptopics_lines(void *context, const struct rows *rows, struct fault *fault)
{
	struct lda_toptopics *toptopics = context;
	struct top_choice choosing = {.toptopics = toptopics, .rows = rows};
	struct bytes text = {0};
	size_t row;
	int failed = -1;

	choosing.document = memory_zeroed(rows->count, sizeof *choosing.document, fault);
	if (!choosing.document)
		return -1;
	failed = parallel_for(toptopics->describer->threads, rows->count, choose_row, &choosing,
			 fault)
		|| put_rows(&choosing, &text, fault)
		|| outfile_write(toptopics->out, text.data, text.size, fault) ? -1 : 0;
	for (row = 0; row < rows->count; row++)
		free(choosing.document[row].entry);
	free(choosing.document);
	bytes_release(&text);
	return failed;
}
