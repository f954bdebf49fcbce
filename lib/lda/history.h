/* history - what a model has learned from, and how: a line "#learned" of its header for
 * each stage of training.
 *
 *     #learned<TAB>online passes=1 parts=253 offset=1 kappa=0.6 iterations=10 tolerance=0
 *         documents=18846 digest=HEX
 *     #learned<TAB>batch passes=19 iterations=10 tolerance=0 documents=18846 digest=HEX
 *     #learned<TAB>added passes=5 decay=1 iterations=10 tolerance=0 documents=40 digest=HEX
 *     #learned<TAB>grown terms=120
 *     #learned<TAB>renewed topics=3 documents=40 digest=HEX
 *
 * (a line each), and a line #sketch of all documents (stream/namesketch.h).  lda-train
 * writes them, and lda-mstep by what lda-estep says of its
 * documents (struct lda_reading), so that the same steps give the same lines whoever took
 * them.  A stage that is like the one before it is passes more of that. */
#ifndef LDA_HISTORY_H
#define LDA_HISTORY_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"
#include "stream/docsum.h"
#include "stream/namesketch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lda_mode { LDA_ONLINE, LDA_BATCH, LDA_ADDED, LDA_GROWN, LDA_RENEWED };

struct lda_stage {
	enum lda_mode mode;
	uint64_t passes;
	/* online: mini-batches of a pass, 0: unknown; and those of a pass that is not whole */
	uint64_t parts, done;
	double offset, kappa;      /* online */
	double decay;              /* added */
	char labels[DIGEST_HEX];   /* digest of the file of labels; "": none */
	char fixed[512];           /* numbers of topics that stayed, as 0,4; "": none */
	uint64_t terms;            /* grown: words that are new */
	uint64_t topics;           /* renewed: how many */
	uint64_t iterations;       /* 0: the statistics did not say */
	double tolerance;
	struct docsum documents;
	bool known;                /* documents holds */
};

struct lda_history { /* zeroed: of a model that has learned nothing */
	struct lda_stage *stage; /* size count */
	size_t count, room;
	struct namesketch names;   /* of all documents */
};

/* What statistics were made from.  Zeroed: of none. */
struct lda_reading {
	bool begun, known;         /* known: what follows holds */
	struct docsum documents;
	uint64_t iterations;
	double tolerance;
	char labels[DIGEST_HEX];   /* digest of their file; "": none */
	uint64_t part, parts;      /* from 1; 0: all documents, or several parts */
	struct namesketch names;
};

/* The list of these topics, as a stage has it; too many for it are "many". */
void lda_history_fixed(struct lda_stage *stage, const size_t *topic, size_t count);

void lda_history_release(struct lda_history *history);
bool lda_history_has(const struct lda_history *history, const struct docsum *documents);

/* Whole passes. */
int lda_history_add(struct lda_history *history, const struct lda_stage *stage,
	struct fault *fault) MUST_USE;

/* An update by statistics of this: stage has mode, offset and kappa.  The last part of
 * a pass, if its parts came in order, makes it a whole one. */
int lda_history_update(struct lda_history *history, const struct lda_stage *stage,
	const struct lda_reading *reading, struct fault *fault) MUST_USE;

/* To header lines and back; lines of other names are passed over.  FAULT_DATA: a
 * line that is damaged. */
int lda_history_put(const struct lda_history *history, struct bytes *lines,
	struct fault *fault) MUST_USE;
int lda_history_take(struct lda_history *history, const struct bytes *lines,
	struct fault *fault) MUST_USE;

/* The statistics' line, "#read<TAB>...". */
int lda_history_put_reading(const struct lda_reading *reading, struct bytes *lines,
	struct fault *fault) MUST_USE;
/* Adds what one stream's lines say; what differs is not known. */
int lda_history_take_reading(struct lda_reading *reading, const struct bytes *lines,
	struct fault *fault) MUST_USE;

#endif
