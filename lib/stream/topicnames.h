/* topicnames - the names of topics, in a column line of models and vectors.
 *
 * "#names<TAB>..." has as many fields as the stream has columns; an empty one is a topic
 * without a name, which is shown by its number.  A name has 1 to TOPICNAMES_LONGEST bytes
 * of UTF-8, no control character and no comma, and is no whole number. */
#ifndef STREAM_TOPICNAMES_H
#define STREAM_TOPICNAMES_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/hashindex.h"

#include <stdbool.h>
#include <stddef.h>

#define TOPICNAMES_LONGEST 255

/* A zeroed one has no names. */
struct topicnames {
	size_t topics;     /* K, or 0: no topic has a name */
	char **name;       /* size topics; NULL: none; owned */
	struct hashindex index;
};

/* Room for the number of a topic as text. */
#define TOPICNAMES_NUMBER 24

void topicnames_release(struct topicnames *names); /* idempotent; accepts zeroed */

/* Names topic k of topics, which has no name yet.  FAULT_DATA where that is no name, or
 * another topic has it. */
int topicnames_set(struct topicnames *names, size_t topics, size_t k, const char *name,
	size_t length, struct fault *fault) MUST_USE;
int topicnames_copy(struct topicnames *to, const struct topicnames *from,
	struct fault *fault) MUST_USE;

/* From the column lines of a header of so many columns; none there: no names. */
int topicnames_take(struct topicnames *names, const struct bytes *lines, size_t topics,
	struct fault *fault) MUST_USE;
int topicnames_put(const struct topicnames *names, struct bytes *lines,
	struct fault *fault) MUST_USE;

/* True, and the topic of that name. */
bool topicnames_find(const struct topicnames *names, const char *name, size_t length,
	size_t *k);

/* A name, or else the number, which is written to number (size TOPICNAMES_NUMBER). */
const char *topicnames_of(const struct topicnames *names, size_t k, char *number);

/* The same to out; and as members of an object, "topic":3,"name":"...". */
int topicnames_show(const struct topicnames *names, size_t k, struct bytes *out,
	struct fault *fault) MUST_USE;
int topicnames_json(const struct topicnames *names, size_t k, struct bytes *out,
	struct fault *fault) MUST_USE;

/* The topics of a list "NAME|NUMBER,...": *topic of size *count, which the caller frees.
 * FAULT_USAGE: no such topic. */
int topicnames_list(const struct topicnames *names, size_t topics, const char *option,
	const char *list, size_t **topic, size_t *count, struct fault *fault) MUST_USE;

#endif
