/* pruned - how the terms of a vocabulary were selected, in words: of each selection in turn
 *     min-df=N|FRACTION max-df=FRACTION keep=N only=HEX drop=HEX
 * with " + " between, what was given alone, lists by a digest of their terms.  Of several
 * vocabularies of which one was selected before they were added up it is "unknown".
 * Phrases stand in the token options (tokenrule.h). */
#ifndef TEXT_PRUNED_H
#define TEXT_PRUNED_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/prune.h"
#include "text/tokenrule.h"

/* Appends what is done now. */
void pruned_add(char text[PRUNING_TEXT], const struct prune_arguments *arguments,
	const struct prune *prune);

/* Of a vocabulary, to which another is added. */
void pruned_join(char text[PRUNING_TEXT], const char *other);

/* Appends the pipe that counts and selects the terms again of TEXT, without its line end:
 *     corpus-vocab ... TEXT | vocab-merge ...
 * FAULT_DATA where the text is not as above. */
int pruned_command(const char *text, const struct tokenrule *rule, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
