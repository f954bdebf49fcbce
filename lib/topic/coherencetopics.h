/* coherencetopics - the first words of each topic, for coherence. */
#ifndef TOPIC_COHERENCETOPICS_H
#define TOPIC_COHERENCETOPICS_H

#include "base/fault.h"
#include "lda/model.h"
#include "stream/termindex.h"
#include "stream/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

struct coherence_topics {
	size_t count;          /* topics */
	size_t *start;         /* size count + 1: where a topic begins in word */
	uint32_t *word;        /* by number in words */
	struct vocabulary words; /* the different ones */
	struct termindex index;  /* of words */
	size_t *member_start;  /* size words + 1: where a word begins in member */
	size_t *member;        /* places in word */
	size_t *topic_of;      /* of each place in word */
	size_t start_room, word_room;
};

/* From the n likeliest words of each topic of a model (of equally likely ones the
 * first), or from text: a topic a line, words between blanks. */
int coherence_topics_from_model(struct coherence_topics *topics,
	const struct lda_model *model, size_t n, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;
int coherence_topics_from_file(struct coherence_topics *topics, const char *path, size_t n,
	struct fault *fault) MUST_USE;
void coherence_topics_release(struct coherence_topics *topics);

#endif
