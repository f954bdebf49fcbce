/* ldavis - a model as the JSON that LDAvis and pyLDAvis show.
 *
 * An object of columns: mdsDat (places on the map and shares of topics), tinfo (words that
 * are among the first R of a topic for some relevance), token.table (the topics of these
 * words), R, lambda.step, plot.opts, topic.order.  Topics are numbered from 1 by falling
 * share; topic.order has their numbers in the model, plus 1.
 * Source: R/createJSON.R of LDAvis, _prepare.py of pyLDAvis. */
#ifndef TOPIC_LDAVIS_H
#define TOPIC_LDAVIS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/pagedata.h"

int ldavis_put(const struct pagedata *report, struct bytes *out, struct fault *fault) MUST_USE;

#endif
