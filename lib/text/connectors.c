/* connectors.c - lists of connector words. */
#include "text/connectors.h"

#include "base/confined.h"
#include "text/stoplist.h"

#include <stdio.h>
#include <string.h>

/* Articles, conjunctions, and the prepositions that names and terms have in them. */
static const char english[] = "a an the and or for of with without at from to in on by";

bool connectors_are_built_in(const char *what)
{
	return strcmp(what, "english") == 0;
}

int connectors_read(struct stopset *set, const char *what, const struct tokenrule *rule,
	char name[CONNECTORS_NAME], struct fault *fault)
{
	struct digest digest;

	if (connectors_are_built_in(what)) {
		(void)snprintf(name, CONNECTORS_NAME, "%s", what);
		return stoplist_add_words(set, english, sizeof english - 1, rule, rule->stem, fault);
	}
	if ((confined() && strcmp(what, "-") != 0 && confined_check("--connectors", what, fault))
		|| stoplist_add_file(set, what, rule, rule->stem, fault)
		|| stopset_digest(set, &digest, fault))
		return -1;
	digest_hex(&digest, name);
	return 0;
}
