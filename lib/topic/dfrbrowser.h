/* dfrbrowser - a model as the files that dfr-browser reads from its folder "data":
 *     info.json          title, names of topics, what years or groups are
 *     tw.json            alpha, and each topic's first words with their tokens
 *     dt.json            tokens of documents by topic: a sparse matrix by columns
 *     meta.csv           a line a document, without a header
 *     topic_scaled.csv   x,y of each topic on the map
 * meta.csv has the document's name as identifier and title; a group of a date as its date,
 * another as its journal.  Documents without words are left out.
 * Source: dfr-browser, README.md ("Browser data file specifications") and src/VIS.js. */
#ifndef TOPIC_DFRBROWSER_H
#define TOPIC_DFRBROWSER_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/pagedata.h"

/* group: what --group said, "date:month"; NULL where the page has no groups. */
struct dfrbrowser {
	const struct pagedata *report; /* with pagedata_options.all_documents */
	const char *title, *group;
};

enum { DFRBROWSER_FILES = 5 };

/* One of the files: its name, and what is in it. */
const char *dfrbrowser_name(size_t file);
int dfrbrowser_put(const struct dfrbrowser *browser, size_t file, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
