/* reporttopic - one topic of the page: its words as bars, its documents, its
 * trend over the groups. */
#ifndef TOPIC_REPORTTOPIC_H
#define TOPIC_REPORTTOPIC_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/pagedata.h"

#include <stddef.h>

/* The hue, in degrees, of a colour's number. */
unsigned reporttopic_hue(size_t colour);

/* Appends its name, or its number. */
int reporttopic_name(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault) MUST_USE;

/* Appends the topic as an article. */
int reporttopic_write(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault) MUST_USE;

/* A small line of the topic's mean share over the groups; nothing without groups. */
int reporttopic_spark(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
