/* labels.c - reads labels, and masks alpha by them. */
#include "lda/labels.h"

#include "base/digest.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/search.h"
#include "stream/linefile.h"

#include <stdlib.h>
#include <string.h>

void lda_labels_release(struct lda_labels *labels)
{
	free(labels->label);
	free(labels->limited);
	*labels = (struct lda_labels){0};
}

static int compare(const void *a, const void *b)
{
	const struct lda_label *one = a, *other = b;

	if (one->document != other->document)
		return one->document < other->document ? -1 : 1;
	return (one->topic > other->topic) - (one->topic < other->topic);
}

/* A file that is read. */
struct labels_reading {
	struct lda_labels *labels;
	struct topicnames *names;
	size_t free;  /* topics before it have names */
	bool grow;
	uint64_t line;
};

static int find_topic(struct labels_reading *reading, const char *name, size_t length,
	size_t *topic, struct fault *fault)
{
	size_t topics = reading->labels->topics, *next = &reading->free;
	const struct topicnames *names = reading->names;

	if (topicnames_find(names, name, length, topic))
		return 0;
	if (!reading->grow)
		return fault_set(fault, FAULT_DATA, "the model has no topic '%.*s'", (int)length, name);
	while (*next < topics && *next < names->topics && names->name[*next])
		++*next;
	if (*next == topics)
		return fault_set(fault, FAULT_DATA, "label '%.*s' is one more than the %zu topics of "
			"the model: a larger -k is needed", (int)length, name, topics);
	*topic = *next;
	return topicnames_set(reading->names, topics, *topic, name, length, fault);
}

static int take_line(struct labels_reading *reading, const char *line, size_t length,
	struct fault *fault)
{
	struct lda_labels *labels = reading->labels;
	const char *at = memchr(line, '\t', length), *end = line + length, *tab;
	uint64_t document;
	size_t topic;

	if (!at || at == line)
		return fault_set(fault, FAULT_DATA,
			"not a document and its labels, with a tab before each");
	document = digest_short(line, (size_t)(at - line), 0);
	for (; at < end; at = tab) {
		at++;
		tab = memchr(at, '\t', (size_t)(end - at));
		tab = tab ? tab : end;
		if (find_topic(reading, at, (size_t)(tab - at), &topic, fault)
			|| memory_grow(&labels->label, &labels->room, labels->count + 1, fault))
			return -1;
		labels->limited[topic] = 1;
		labels->label[labels->count++] = (struct lda_label){document, (uint32_t)topic,
			(uint32_t)reading->line};
	}
	return 0;
}

static int read_lines(struct labels_reading *reading, struct linefile *file, struct fault *fault)
{
	const char *line;
	size_t length;
	int got;

	while ((got = linefile_next(file, &line, &length, fault)) > 0) {
		reading->line = file->number;
		if (length == 0 || line[0] == '#')
			continue;
		if (take_line(reading, line, length, fault))
			return fault_at(fault, "line %llu", (unsigned long long)file->number);
	}
	return got;
}

static int finish(struct labels_reading *reading, struct fault *fault)
{
	struct lda_labels *labels = reading->labels;
	size_t i;

	if (labels->count == 0)
		return fault_set(fault, FAULT_DATA, "no labels: a line is a document and its labels, "
			"with a tab before each");
	qsort(labels->label, labels->count, sizeof *labels->label, compare);
	for (i = 1; i < labels->count; i++)
		if (compare(&labels->label[i - 1], &labels->label[i]) == 0)
			return fault_set(fault, FAULT_DATA, "lines %u and %u: a document has the label "
				"'%s' twice", (unsigned)labels->label[i - 1].line,
				(unsigned)labels->label[i].line,
				reading->names->name[labels->label[i].topic]);
	labels->digest = digest_of(labels->label, labels->count * sizeof *labels->label);
	return 0;
}

int lda_labels_read(struct lda_labels *labels, const char *path, struct topicnames *names,
	size_t topics, bool grow, struct fault *fault)
{
	struct labels_reading reading = {.labels = labels, .names = names, .grow = grow};
	struct linefile file = {0};
	int failed = -1;

	*labels = (struct lda_labels){.topics = topics};
	labels->limited = memory_zeroed(topics, 1, fault);
	if (labels->limited && linefile_open(&file, path, fault) == 0)
		failed = (read_lines(&reading, &file, fault) || finish(&reading, fault))
			&& fault_at(fault, "%s", input_name(path));
	linefile_close(&file);
	return failed ? -1 : 0;
}

static uint64_t document_at(const void *elements, size_t i)
{
	return ((const struct lda_label *)elements)[i].document;
}

/* The first label of a document; count where it has none. */
static size_t find(const struct lda_labels *labels, uint64_t document)
{
	size_t low = search_first(labels->label, labels->count, document, document_at);

	return low < labels->count && labels->label[low].document == document ? low : labels->count;
}

struct labels_counting {
	const struct lda_labels *labels;
	struct lda_labels_count *of;
	unsigned char *met; /* size count: the document was in the corpus */
};

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	const struct labels_counting *counting = context;
	size_t d, at;

	(void)fault;
	for (d = 0; d < chunk->documents; d++) {
		at = find(counting->labels, chunk->key[d]);
		if (at < counting->labels->count) {
			counting->met[at] = 1;
			counting->of->labelled++;
		} else {
			counting->of->unlabelled++;
		}
	}
	return 0;
}

int lda_labels_count(const struct lda_labels *labels, struct lda_feed *feed,
	struct lda_labels_count *of, struct fault *fault)
{
	struct labels_counting counting = {labels, of,
		memory_zeroed(labels->count, 1, fault)};
	int failed = -1;
	size_t i;

	*of = (struct lda_labels_count){0};
	if (!counting.met || lda_feed_pass(feed, visit, &counting, fault))
		goto done;
	for (i = 0; i < labels->count; i++)
		if (!counting.met[i]
			&& (i == 0 || labels->label[i - 1].document != labels->label[i].document)) {
			of->absent++;
			if (of->line == 0 || labels->label[i].line < of->line)
				of->line = labels->label[i].line;
		}
	failed = of->labelled ? 0 : fault_set(fault, FAULT_DATA,
		"the labels are of no document of the corpus: names must be the same");
done:
	free(counting.met);
	return failed;
}

void lda_labels_alpha(const struct lda_labels *labels, uint64_t document, const float *alpha,
	float *own)
{
	size_t at = find(labels, document), k;

	for (k = 0; k < labels->topics; k++)
		own[k] = at < labels->count && labels->limited[k] ? 0 : alpha[k];
	for (; at < labels->count && labels->label[at].document == document; at++)
		own[labels->label[at].topic] = alpha[labels->label[at].topic];
}
