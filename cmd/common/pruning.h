/* pruning - the options that drop terms, and the steps that they ask for. */
#ifndef CMD_COMMON_PRUNING_H
#define CMD_COMMON_PRUNING_H

#include "base/fault.h"
#include "text/counts.h"
#include "text/prune.h"

#include <stdint.h>

#define OPTION_ROWS_PRUNE(arguments) \
	{"drop", 0, OPTION_INPUT, &(arguments)->drop, "FILE", \
		"drop these terms: one a line, or a vocabulary", 0, 0}, \
	{"keep", 0, OPTION_NUMBER, &(arguments)->keep, "N", \
		"keep the N remaining terms that are in most documents", 1, 4294967293.}, \
	{"max-df", 0, OPTION_FRACTION, &(arguments)->max_df, "FRACTION", \
		"drop terms in more than this part of the documents", 0, 0}, \
	{"min-df", 0, OPTION_LEAST, &(arguments)->min_df, "N|FRACTION", \
		"drop terms in fewer documents, or a smaller part of them", 0, 0}, \
	{"only", 0, OPTION_INPUT, &(arguments)->only, "FILE", \
		"drop all but these terms: one a line, or a vocabulary", 0, 0}

/* What --help says of them. */
#define PRUNING_NOTE "gensim's filter_extremes: --min-df (no_below), --max-df (no_above), " \
	"--keep (keep_n)."

/* A corpus of that many documents and tokens; tokenizer: its token options, which may
 * change.  Notes on a list's terms that are not in where. */
int pruning_init(struct prune *prune, const struct prune_arguments *arguments,
	const struct counts *counts, uint64_t documents, uint64_t tokens,
	char tokenizer[TOKEN_RULE_TEXT], const char *where, struct fault *fault) MUST_USE;

#endif
