/* assigned - how many tokens of each document are a topic's, for pages that show all
 * documents: by topic, in the order of the documents. */
#ifndef TOPIC_ASSIGNED_H
#define TOPIC_ASSIGNED_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

/* Of a topic, size count each. */
struct assigned_topic {
	uint32_t *document;
	float *tokens;
	size_t count, document_room, tokens_room;
};

/* A zeroed struct has no topics. */
struct assigned {
	struct assigned_topic *topic; /* size topics; owned */
	size_t topics, documents;
	struct bytes names;           /* of documents, zero-terminated */
	size_t *name;                 /* size documents: where each begins in names */
	size_t name_room;
};

int assigned_init(struct assigned *assigned, size_t topics, struct fault *fault) MUST_USE;
void assigned_release(struct assigned *assigned); /* idempotent; accepts zeroed */

/* One more document: share, size K.  Less than half a token is left out. */
int assigned_add(struct assigned *assigned, const char *name, const double *share,
	double tokens, struct fault *fault) MUST_USE;

#endif
