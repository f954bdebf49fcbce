/* reportmap - the page's map of topics. */
#ifndef TOPIC_REPORTMAP_H
#define TOPIC_REPORTMAP_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/pagedata.h"

/* Appends the map as a section. */
int reportmap_write(const struct pagedata *report, struct bytes *out, struct fault *fault) MUST_USE;

#endif
