/* prune - selects the terms of a vocabulary. */
#ifndef TEXT_PRUNE_H
#define TEXT_PRUNE_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/fraction.h"
#include "base/missing.h"
#include "text/counts.h"
#include "text/phrases.h"
#include "text/spill.h"
#include "text/termtable.h"

#include <stdbool.h>
#include <stdint.h>

/* As a command line has it; 0 and NULL are "not given", of max_df 1 is. */
struct prune_arguments {
	struct fraction_least min_df; /* documents */
	struct fraction max_df; /* of the documents */
	uint64_t keep;
	const char *only, *drop;
	struct phrases_arguments phrases;
};

/* Do they ask for anything? */
bool prune_given(const struct prune_arguments *arguments);

struct prune {
	uint64_t min_df, max_df; /* documents */
	bool has_only, has_drop;
	struct termtable only, drop;
	char only_digest[DIGEST_HEX], drop_digest[DIGEST_HEX];
	bool has_phrases;
	struct phrases phrases;
	/* of the terms that pass the other tests, those in more documents than
	 * cut_df stay, and of those in as many the ones up to cut */
	bool has_cut;
	uint64_t cut_df;
	struct bytes cut;
};

/* Reads the lists: a term a line, up to a tab if there is one; the lines
 * around the terms of a vocabulary are skipped, so that it is a list. */
int prune_init(struct prune *prune, const struct prune_arguments *arguments,
	uint64_t documents, struct fault *fault) MUST_USE;
/* Where phrases are asked for: the token options are the vocabulary's, and then say so;
 * tokens are its own, too. */
int prune_phrases(struct prune *prune, const struct prune_arguments *arguments,
	const struct counts *counts, struct tokenrule *rule, uint64_t tokens,
	struct fault *fault) MUST_USE;
void prune_release(struct prune *prune); /* idempotent; accepts zeroed */

/* Finds the cut that leaves the keep terms of most documents, among equals
 * the first by bytes. */
int prune_cut(struct prune *prune, const struct counts *counts, uint64_t keep,
	struct fault *fault) MUST_USE;

/* Finds which terms of the lists the counts have; then, of a list, those that they
 * don't have. */
int prune_look(struct prune *prune, const struct counts *counts, struct fault *fault) MUST_USE;
int prune_missing(const struct termtable *list, struct missing *missing,
	struct fault *fault) MUST_USE;

/* Re-entrant. */
bool prune_keeps(const struct prune *prune, const struct termcount *count);

#endif
