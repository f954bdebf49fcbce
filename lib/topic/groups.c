/* groups.c - adds up shares by group and writes means and intervals. */
#include "topic/groups.h"

#include "base/digest.h"
#include "base/input.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "num/student.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/relay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int groups_init(struct groups *groups, const struct groupkeys *keys, size_t topics,
	bool by_tokens, struct fault *fault)
{
	size_t n = keys->groups;

	*groups = (struct groups){.keys = keys, .topics = topics, .by_tokens = by_tokens};
	groups->documents = memory_zeroed(n, sizeof *groups->documents, fault);
	groups->tokens = memory_zeroed(n, sizeof(double), fault);
	groups->weight = memory_zeroed(n, sizeof(double), fault);
	groups->squares = memory_zeroed(n, sizeof(double), fault);
	groups->first = memory_zeroed(n, topics * sizeof(double), fault);
	groups->second = memory_zeroed(n, topics * sizeof(double), fault);
	groups->third = memory_zeroed(n, topics * sizeof(double), fault);
	return groups->documents && groups->tokens && groups->weight && groups->squares
			&& groups->first && groups->second && groups->third
		? 0 : -1;
}

void groups_release(struct groups *groups)
{
	free(groups->documents);
	free(groups->tokens);
	free(groups->weight);
	free(groups->squares);
	free(groups->first);
	free(groups->second);
	free(groups->third);
	topicnames_release(&groups->names);
	*groups = (struct groups){0};
}

/* The documents of a corpus in their order: their tokens, and their names'
 * hashes to hold the vectors' against. */
struct lengths {
	double *tokens;   /* size count */
	uint64_t *name;   /* size count */
	size_t count, tokens_room, name_room;
};

static int take_lengths(void *context, const struct rows *rows, struct fault *fault)
{
	struct lengths *lengths = context;
	size_t i, j;

	for (i = 0; i < rows->count; i++) {
		const char *name = rows_name(rows, i);
		double sum = 0;

		if (memory_grow(&lengths->tokens, &lengths->tokens_room, lengths->count + 1, fault)
			|| memory_grow(&lengths->name, &lengths->name_room, lengths->count + 1, fault))
			return -1;
		for (j = rows->start[i]; j < rows->start[i + 1]; j++)
			sum += (double)rows->counts[j];
		lengths->tokens[lengths->count] = sum;
		lengths->name[lengths->count++] = digest_short(name, strlen(name), 0);
	}
	return 0;
}

static int read_lengths(struct lengths *lengths, struct source *corpus, int threads,
	struct fault *fault)
{
	if (corpus->header.values != VALUES_COUNTS)
		return fault_set(fault, FAULT_DATA, "%s: weights do not give tokens: give the corpus as it "
			"was before corpus-weight", source_name(corpus));
	return relay_each(corpus, threads, take_lengths, lengths, fault);
}

struct group_adding {
	struct groups *groups;
	struct source *vectors, *corpus; /* corpus NULL: tokens are not known */
	struct lengths lengths;
	size_t next;                     /* document */
	double *share;                   /* size K: of the document at hand */
};

/* The tokens of the next document, which is named so. */
static int next_tokens(struct group_adding *adding, const char *name, double *tokens,
	struct fault *fault)
{
	const struct lengths *lengths = &adding->lengths;

	if (adding->next == lengths->count
		|| lengths->name[adding->next] != digest_short(name, strlen(name), 0))
		return fault_set(fault, FAULT_DATA, "%s: document %zu is %s, and in %s another: "
			"both must have the same documents in the same order",
			source_name(adding->vectors), adding->next + 1, name,
			source_name(adding->corpus));
	*tokens = lengths->tokens[adding->next++];
	return 0;
}

static void add_to(struct groups *groups, size_t group, const double *share, double tokens)
{
	double w = groups->by_tokens ? tokens : 1;
	double *first = groups->first + group * groups->topics;
	double *second = groups->second + group * groups->topics;
	double *third = groups->third + group * groups->topics;
	size_t k;

	groups->documents[group]++;
	groups->tokens[group] += tokens;
	groups->weight[group] += w;
	groups->squares[group] += w * w;
	for (k = 0; k < groups->topics; k++) {
		double wx = w * share[k];

		first[k] += wx;
		second[k] += w * wx;
		third[k] += wx * wx;
	}
}

void groups_add_document(struct groups *groups, const char *name, const double *share,
	double tokens)
{
	size_t group = groupkeys_find(groups->keys, name);

	if (group != GROUPKEYS_NONE)
		add_to(groups, group, share, tokens);
	else if (!groups->missing++)
		(void)fault_quote(groups->example, sizeof groups->example, name, strlen(name));
}

static int take_vectors(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct group_adding *adding = context;
	size_t i, k;

	(void)header;
	for (i = 0; i < rows->count; i++) {
		const char *name = rows->names + rows->name[i];
		double tokens = 0;

		if (adding->corpus && next_tokens(adding, name, &tokens, fault))
			return -1;
		for (k = 0; k < rows->k; k++)
			adding->share[k] = dense_value(rows, i, k);
		groups_add_document(adding->groups, name, adding->share, tokens);
	}
	return 0;
}

int groups_add(struct groups *groups, struct source *vectors, struct source *corpus, int threads,
	struct fault *fault)
{
	struct group_adding adding = {.groups = groups, .vectors = vectors, .corpus = corpus};
	int failed = !(adding.share = memory_zeroed(groups->topics, sizeof *adding.share, fault))
		|| topicnames_take(&groups->names, &vectors->header.column, groups->topics, fault)
		|| (corpus && read_lengths(&adding.lengths, corpus, threads, fault))
		|| relay_each_dense(vectors, threads, take_vectors, &adding, fault);

	if (!failed && corpus && adding.next < adding.lengths.count)
		failed = fault_set(fault, FAULT_DATA, "%s has %zu documents, %s %zu: both must have "
			"the same documents in the same order", source_name(vectors), adding.next,
			source_name(corpus), adding.lengths.count);
	free(adding.share);
	free(adding.lengths.tokens);
	free(adding.lengths.name);
	return failed ? -1 : 0;
}

int groups_check(const struct groups *groups, const char *path, struct fault *fault)
{
	size_t i;

	for (i = 0; i < groups->keys->groups; i++)
		if (groups->documents[i])
			return 0;
	return fault_set(fault, FAULT_DATA, "%s has none of the documents: its keys are such as "
		"%s, the documents' names such as %s", input_name(path),
		groupkeys_sample(groups->keys), groups->missing ? groups->example : "-");
}

struct groups_estimate groups_estimate(const struct groups *groups, size_t group, size_t topic,
	double quantile)
{
	size_t at = group * groups->topics + topic;
	double n = (double)groups->documents[group], weight = groups->weight[group];
	double mean = groups->first[at] / weight, variance, half;
	struct groups_estimate e = {.mean = mean};

	if (groups->documents[group] < 2)
		return e;
	variance = (groups->third[at] - 2 * mean * groups->second[at]
			+ mean * mean * groups->squares[group]) / (weight * weight) * n / (n - 1);
	half = quantile * sqrt(fmax(0, variance));
	e.interval = true;
	e.low = mean - half;
	e.high = mean + half;
	return e;
}

static int put_number(struct bytes *out, const char *before, bool known, double number,
	const char *unknown, struct fault *fault)
{
	char text[NUMBER_TEXT];
	size_t length = known ? number_format_double(text, number) : 0;

	return bytes_append(out, before, strlen(before), fault)
			|| (known ? bytes_append(out, text, length, fault)
				  : bytes_append(out, unknown, strlen(unknown), fault))
		? -1 : 0;
}

static int put_tsv(const struct groups *groups, size_t group, size_t topic,
	const struct groups_estimate *e, struct bytes *out, struct fault *fault)
{
	bool tokens = groups->tokens[group] > 0;

	return bytes_printf(out, fault, "%s\t",
		       groups->keys->names.data + groups->keys->name[group])
			|| topicnames_show(&groups->names, topic, out, fault)
			|| put_number(out, "\t", true, e->mean, "", fault)
			|| put_number(out, "\t", e->interval, e->low, "-", fault)
			|| put_number(out, "\t", e->interval, e->high, "-", fault)
			|| bytes_printf(out, fault, "\t%llu",
				(unsigned long long)groups->documents[group])
			|| put_number(out, "\t", tokens, groups->tokens[group], "-", fault)
			|| bytes_append(out, "\n", 1, fault)
		? -1 : 0;
}

static int put_json(const struct groups *groups, size_t group, size_t topic,
	const struct groups_estimate *e, struct bytes *out, struct fault *fault)
{
	const char *name = groups->keys->names.data + groups->keys->name[group];
	bool tokens = groups->tokens[group] > 0;

	if (topic == 0
		&& (bytes_append(out, "{\"group\":", 9, fault)
			|| json_put_string(out, name, strlen(name), fault)
			|| bytes_printf(out, fault, ",\"documents\":%llu,\"tokens\":",
				(unsigned long long)groups->documents[group])
			|| put_number(out, "", tokens, groups->tokens[group], "null", fault)
			|| bytes_printf(out, fault, ",\"topics\":[")))
		return -1;
	return bytes_printf(out, fault, topic ? ",{" : "{")
			|| topicnames_json(&groups->names, topic, out, fault)
			|| put_number(out, ",\"share\":", true, e->mean, "", fault)
			|| put_number(out, ",\"low\":", e->interval, e->low, "null", fault)
			|| put_number(out, ",\"high\":", e->interval, e->high, "null", fault)
			|| bytes_printf(out, fault, topic + 1 == groups->topics ? "}]}\n" : "}")
		? -1 : 0;
}

int groups_format(const struct groups *groups, bool json, struct bytes *out, struct fault *fault)
{
	size_t group, topic;

	if (!json && bytes_printf(out, fault,
			     "#group\ttopic\tshare\tlow\thigh\tdocuments\ttokens\n"))
		return -1;
	for (group = 0; group < groups->keys->groups; group++) {
		double quantile;

		/* no documents, or none with a word: there is no mean */
		if (!(groups->weight[group] > 0))
			continue;
		quantile = groups->documents[group] > 1
			? student_95((unsigned long)(groups->documents[group] - 1)) : 0;
		for (topic = 0; topic < groups->topics; topic++) {
			struct groups_estimate e = groups_estimate(groups, group, topic, quantile);

			if ((json ? put_json : put_tsv)(groups, group, topic, &e, out, fault))
				return -1;
		}
	}
	return 0;
}
