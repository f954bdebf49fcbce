/* assigned.c - collects tokens of documents by topic. */
#include "topic/assigned.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

int assigned_init(struct assigned *assigned, size_t topics, struct fault *fault)
{
	assigned->topic = memory_zeroed(topics, sizeof *assigned->topic, fault);
	assigned->topics = assigned->topic ? topics : 0;
	return assigned->topic ? 0 : -1;
}

void assigned_release(struct assigned *assigned)
{
	size_t k;

	for (k = 0; k < assigned->topics; k++) {
		free(assigned->topic[k].document);
		free(assigned->topic[k].tokens);
	}
	free(assigned->topic);
	free(assigned->name);
	bytes_release(&assigned->names);
	*assigned = (struct assigned){0};
}

static int add_tokens(struct assigned_topic *topic, size_t document, double tokens,
	struct fault *fault)
{
	if (memory_grow(&topic->document, &topic->document_room, topic->count + 1, fault)
		|| memory_grow(&topic->tokens, &topic->tokens_room, topic->count + 1, fault))
		return -1;
	topic->document[topic->count] = (uint32_t)document;
	topic->tokens[topic->count++] = (float)tokens;
	return 0;
}

int assigned_add(struct assigned *assigned, const char *name, const double *share,
	double tokens, struct fault *fault)
{
	size_t k, at = assigned->documents;

	if (at == UINT32_MAX)
		return fault_set(fault, FAULT_DATA, "more than %lu documents", (unsigned long)at);
	if (memory_grow(&assigned->name, &assigned->name_room, at + 1, fault))
		return -1;
	assigned->name[at] = assigned->names.size;
	if (bytes_append(&assigned->names, name, strlen(name) + 1, fault))
		return -1;
	assigned->documents++;
	for (k = 0; k < assigned->topics; k++)
		if (share[k] * tokens >= 0.5
			&& add_tokens(&assigned->topic[k], at, share[k] * tokens, fault))
			return -1;
	return 0;
}
