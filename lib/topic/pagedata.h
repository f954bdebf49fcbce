/* pagedata - collects the data of a page about a topic model.
 *
 * Calling sequence: pagedata_model, then pagedata_corpus, pagedata_groups and
 * pagedata_texts where these are given, then reportpage_write. */
#ifndef TOPIC_PAGEDATA_H
#define TOPIC_PAGEDATA_H

#include "base/fault.h"
#include "lda/topics.h"
#include "stream/source.h"
#include "text/documents.h"
#include "topic/assigned.h"
#include "topic/diagnostics.h"
#include "topic/groupkeys.h"
#include "topic/groups.h"
#include "topic/relevant.h"
#include "topic/topdocs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pagedata_topic {
	double share;             /* of the model's tokens */
	double x, y;              /* on the map */
	double coherence;         /* npmi over documents; NAN: not known */
	size_t colour;            /* number of the colour */
	size_t like;              /* the topic of the earlier model, or MATCHING_NONE */
};

struct pagedata {
	struct lda_topics topics;
	struct pagedata_topic *topic;     /* size K */
	struct relevant *words;         /* size K: of each topic */
	struct topic_diagnostics *one;  /* size K */
	char recipe[1024];              /* the model's */
	double kept;                    /* of the distances' variance, by the map */
	size_t shown;                   /* first words of a topic on the page */
	/* with a corpus */
	bool corpus;
	uint64_t documents;
	struct topdocs docs;
	struct assigned assigned;       /* of all documents, where it was asked for */
	char **snippet;                 /* of docs.best.list[i]; NULL: none; owned */
	/* with groups: the keys and names, and the shares of topics by group */
	struct groupkeys keys;
	struct groups groups;
	const char *table;              /* of the groups; NULL: there are none */
	const char *earlier;            /* path of the model that colours come from; NULL */
};

struct pagedata_options {
	size_t words;      /* first words of a topic */
	size_t docs;       /* documents of a topic */
	const char *like;  /* an earlier model, whose colours are kept; NULL */
	bool all_documents; /* keeps the tokens of each by topic, not only of those shown */
	int threads;
};

/* Reads the model and computes shares, words, diagnostics and the map.
 * FAULT_DATA: no topics. */
int pagedata_model(struct pagedata *report, const char *path,
	const struct pagedata_options *options, struct fault *fault) MUST_USE;
void pagedata_release(struct pagedata *report); /* idempotent; accepts zeroed */

/* One pass over an open corpus: the documents of each topic, coherence, and the
 * groups' shares, if pagedata_groups came before. */
int pagedata_corpus(struct pagedata *report, struct source *source,
	const struct pagedata_options *options, struct fault *fault) MUST_USE;

/* The groups of documents, to be filled by pagedata_corpus. */
int pagedata_groups(struct pagedata *report, const char *table, const char *group, const char *key,
	struct fault *fault) MUST_USE;

/* The beginnings of the documents that are shown; *found counts them. */
int pagedata_texts(struct pagedata *report, struct documents *documents, uint64_t *found,
	struct fault *fault) MUST_USE;

#endif
