/* reportpage - a page about a topic model, one file that needs no network.
 *
 * Without scripts it is a plain report: the map, a table, and each topic with its
 * words, documents and trend.  With them one topic is shown at a time, with a
 * slider for relevance and a search.  report.css and report.js are part of the
 * program.  All input (terms, names, texts, paths) is escaped. */
#ifndef TOPIC_REPORTPAGE_H
#define TOPIC_REPORTPAGE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/pagedata.h"

/* Appends the page; command is the line that made it, recipe the model's. */
int reportpage_write(const struct pagedata *report, const char *title, const char *command,
	const char *recipe, struct bytes *out, struct fault *fault) MUST_USE;

#endif
