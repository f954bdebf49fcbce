/* sharding - cuts a corpus into a folder of shards.
 *
 * Cuts depend on rows and nonzeros, not on the blocks: a block
 * that fits is copied, and only one with a cut is
 * encoded again.  The folder's MANIFEST is written first, as the mark of a folder
 * of shards, and gets the name of each shard; at the end the complete one replaces it:
 *     #file<TAB>rows<TAB>nonzeros<TAB>digest
 *     shard-00000.mz<TAB>...
 *     #end<TAB>shards<TAB>rows<TAB>nonzeros
 * Shards that are replaced stay until the new ones are whole: those are made in
 * FOLDER/.new, and moved.
 */
#ifndef STREAM_SHARDING_H
#define STREAM_SHARDING_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/options.h"
#include "stream/corpus.h"
#include "stream/sink.h"

#include <stdbool.h>
#include <stdint.h>

#define SHARDS_MOST 100000u

/* One of the three is not 0. */
struct sharding_rule {
	uint64_t parts;         /* number of shards, of equally many rows (give or take one) */
	uint64_t rows_in_all;   /* with parts: what is divided */
	uint64_t rows;          /* rows of a shard */
	uint64_t nonzeros;      /* a shard ends with the row that reaches this number */
};

#define OPTION_ROWS_SHARDING(rule) \
	{"docs", 0, OPTION_NUMBER, &(rule)->rows, "N", "documents of a shard", 1, 1e18}, \
	{"nnz", 0, OPTION_NUMBER, &(rule)->nonzeros, "N", \
		"a shard ends with the document that reaches N nonzeros", 1, 1e18}, \
	{"shards", 'n', OPTION_NUMBER, &(rule)->parts, "N", \
		"number of shards, of equally many documents", 1, SHARDS_MOST}

/* FAULT_USAGE where not one of the three is given. */
int sharding_check(const struct sharding_rule *rule, struct fault *fault) MUST_USE;

struct sharding {
	const char *folder;     /* where shards are written; NULL: none were yet; borrowed, as
				   all that follows up to vocabulary */
	const char *target;     /* whose shards they replace; NULL: none, folder is it */
	struct sharding_rule rule;
	const struct header *header;
	const struct vocabulary *vocabulary;
	int begun;              /* the MANIFEST without an end; -1: none */
	bool made;              /* the folder did not exist before */
	bool finished;          /* the MANIFEST is complete */
	bool open;              /* a shard is being written */
	struct sink sink;
	struct sink_head head;  /* of all shards */
	uint64_t shards;        /* begun so far */
	uint64_t rows, nonzeros; /* of all shards that are closed */
	struct packer *packer;
	struct rows piece;
	struct packed packed;
	struct bytes manifest;
	struct bytes replaced;  /* the target's MANIFEST */
	char *place;            /* folder, where it is in the target; owned */
};

/* Makes the folder if it does not exist.  One that is neither empty nor has a
 * MANIFEST is FAULT_USAGE, even with force; if it has, so are its shards, or
 * with force those that the MANIFEST names are replaced at commit.  Header and vocabulary
 * are first looked at by sharding_put, as is rule.rows_in_all; the shards' own headers say
 * that they are shards (lineage.h). */
int sharding_begin(struct sharding *sharding, const char *folder, bool force,
	const struct sharding_rule *rule, const struct header *header,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

/* One block, packed, and its rows decoded. */
int sharding_put(struct sharding *sharding, const struct packed *block,
	const struct rows *rows, struct fault *fault) MUST_USE;

/* The last shard (there is at least one) and the MANIFEST.  Then what is replaced goes:
 * FAULT_USAGE, and it stays, where a new shard's name is that of a file which the old
 * MANIFEST doesn't have.  While files are moved signals wait, and the MANIFEST has no
 * end. */
int sharding_commit(struct sharding *sharding, struct fault *fault) MUST_USE;

/* Without commit the shards that were written are removed, and the folder where
 * it was made for them.  Accepts zeroed. */
void sharding_release(struct sharding *sharding);

#endif
