/* vocabwrite.c - merges and prints terms, a part a thread. */
#include "text/vocabwrite.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/pipeline.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 64, FLUSH_BYTES = 1 << 20 };

struct part {
	size_t number;
	struct bytes lines;
	uint64_t terms;
};

struct vocab_writing {
	struct outfile *out;
	const struct counts *counts;
	const struct prune *prune;
	size_t next;
	uint64_t terms;
};

static int add_line(struct bytes *lines, const struct termcount *count, struct fault *fault)
{
	const size_t most = count->length + 2 * NUMBER_TEXT + 3;
	char *at;

	if (lines->room - lines->size < most && bytes_reserve(lines, most, fault))
		return -1;
	at = lines->data + lines->size;
	memcpy(at, count->term, count->length);
	at += count->length;
	*at++ = '\t';
	at += number_format_whole(at, count->df);
	*at++ = '\t';
	at += number_format_whole(at, count->cf);
	*at++ = '\n';
	lines->size = (size_t)(at - lines->data);
	return 0;
}

/* Prints terms until there are none or the lines are many: 1 for more. */
static int add_lines(const struct vocab_writing *writing, struct countmerge *merge, size_t enough,
	struct part *part, struct fault *fault)
{
	struct termcount count;
	int got = 1;

	while (part->lines.size < enough
		&& (got = countmerge_next(merge, &count, fault)) == 1) {
		if (writing->prune && !prune_keeps(writing->prune, &count))
			continue;
		part->terms++;
		if (add_line(&part->lines, &count, fault))
			return -1;
	}
	return got;
}

static int read_part(void *context, void *item, struct fault *fault)
{
	struct vocab_writing *writing = context;
	struct part *part = item;

	(void)fault;
	part->number = writing->next++;
	return part->number < PARTS;
}

static int work_part(void *context, void *item, int thread, struct fault *fault)
{
	const struct vocab_writing *writing = context;
	struct countmerge merge = {0};
	struct part *part = item;
	int got = -1;

	(void)thread;
	part->lines.size = 0;
	part->terms = 0;
	if (counts_merge_part(writing->counts, part->number, PARTS, &merge, fault) == 0)
		got = add_lines(writing, &merge, SIZE_MAX, part, fault);
	countmerge_release(&merge);
	return got;
}

static int write_part(void *context, void *item, struct fault *fault)
{
	struct vocab_writing *writing = context;
	struct part *part = item;

	writing->terms += part->terms;
	return outfile_write(writing->out, part->lines.data, part->lines.size, fault);
}

/* Terms that are only in tables are merged by parts of the alphabet. */
static int write_by_parts(struct vocab_writing *writing, int threads, struct fault *fault)
{
	size_t items = pipeline_items(threads), i;
	struct part *part = memory_zeroed(items, sizeof *part, fault);
	struct pipeline pipeline = {.threads = threads, .context = writing, .items = part,
		.count = items, .item_size = sizeof *part, .read = read_part, .work = work_part,
		.write = write_part};
	int failed = part ? pipeline_run(&pipeline, fault) : -1;

	for (i = 0; part && i < items; i++)
		bytes_release(&part[i].lines);
	free(part);
	return failed;
}

static int write_in_a_row(struct vocab_writing *writing, struct fault *fault)
{
	struct countmerge merge = {0};
	struct part part = {0};
	int got = counts_merge(writing->counts, &merge, fault) ? -1 : 1;

	while (got == 1) {
		got = add_lines(writing, &merge, FLUSH_BYTES, &part, fault);
		if (got >= 0 && outfile_write(writing->out, part.lines.data, part.lines.size, fault))
			got = -1;
		part.lines.size = 0;
	}
	writing->terms = part.terms;
	bytes_release(&part.lines);
	countmerge_release(&merge);
	return got;
}

static int write_text(struct outfile *out, struct bytes *text, struct fault *fault)
{
	return outfile_write(out, text->data, text->size, fault);
}

int vocabwrite(struct outfile *out, const struct vocabhead *head, const struct counts *counts,
	const struct prune *prune, int threads, uint64_t *terms, struct fault *fault)
{
	struct vocab_writing writing = {.out = out, .counts = counts, .prune = prune};
	struct bytes text = {0};
	int failed = -1;

	if (bytes_printf(&text, fault, "#documents\t%llu\n#tokens\t%llu\n",
		    (unsigned long long)head->documents, (unsigned long long)head->tokens)
		|| (*head->tokenizer
			&& bytes_printf(&text, fault, "#tokenizer\t%s\n", head->tokenizer))
		|| (head->pruning && *head->pruning
			&& bytes_printf(&text, fault, "#pruning\t%s\n", head->pruning))
		|| write_text(out, &text, fault))
		goto done;
	if (counts->spill.runs ? write_in_a_row(&writing, fault)
			       : write_by_parts(&writing, threads, fault))
		goto done;
	text.size = 0;
	if (bytes_printf(&text, fault, "#end\t%llu\n", (unsigned long long)writing.terms)
		|| write_text(out, &text, fault))
		goto done;
	*terms = writing.terms;
	failed = 0;
done:
	bytes_release(&text);
	return failed;
}
