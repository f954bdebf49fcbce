/* corpusout - where rows go: one stream or a folder of shards, as counts or as weights. */
#ifndef CMD_COMMON_CORPUSOUT_H
#define CMD_COMMON_CORPUSOUT_H

#include "base/fault.h"
#include "program.h"
#include "stream/sharding.h"
#include "stream/sink.h"
#include "text/rowgoal.h"
#include "text/weighting.h"

#include <stdint.h>

struct corpusout_arguments {
	const char *folder;           /* of shards; NULL: -o */
	struct sharding_rule rule;
	const char *scheme;           /* NULL: counts */
};

#define OPTION_ROW_FOLDER(arguments) \
	{"directory", 'd', OPTION_OUTPUT, &(arguments)->folder, "DIR", \
		"write a folder of shards, as corpus-shard does", 0, 0}
#define OPTION_ROW_WEIGHTS(arguments) \
	{"scheme", 0, OPTION_TEXT, &(arguments)->scheme, "SCHEME", \
		"write weights, as corpus-weight does (default: counts)", 0, 0}
#define OPTION_ROW_SAVE_VOCAB(path) \
	{"save-vocab", 0, OPTION_OUTPUT | OPTION_PLAIN, path, "FILE", \
		"write the vocabulary to FILE as well, as vocab-merge does", 0, 0}

struct corpusout {
	const char *folder;
	struct header header;
	struct weighting weighting;
	struct sink sink;             /* or, where there is a folder: */
	struct sharding sharding;
};

/* Begins the output, before anything is read.  The vocabulary is borrowed, and may be filled
 * later. */
int corpusout_begin(struct corpusout *out, const struct corpusout_arguments *arguments,
	const struct shared_options *shared, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;

/* The vocabulary is there, for so many documents. */
int corpusout_prepare(struct corpusout *out, const struct vocabulary *vocabulary,
	uint64_t documents, struct rowgoal *goal, struct fault *fault) MUST_USE;
int corpusout_commit(struct corpusout *out, struct fault *fault) MUST_USE;
uint64_t corpusout_nonzeros(const struct corpusout *out);
void corpusout_release(struct corpusout *out); /* idempotent; accepts zeroed */

#endif
