/* pruning.c - selects terms as the options say. */
#include "pruning.h"

#include "base/missing.h"
#include "program.h"

static int tell_list(const char *option, const char *path, const struct termtable *list,
	const char *where, struct fault *fault)
{
	struct missing missing = {0};
	int failed = path && (prune_missing(list, &missing, fault)
		|| program_tell_missing(option, path, &missing, where, fault));

	missing_release(&missing);
	return failed;
}

/* The token options, where phrases are selected with these. */
static int select_phrases(struct prune *prune, const struct prune_arguments *arguments,
	const struct counts *counts, uint64_t tokens, char tokenizer[TOKEN_RULE_TEXT],
	struct fault *fault)
{
	struct tokenrule rule;

	if (!arguments->phrases.phrases)
		return arguments->phrases.connectors ? fault_set(fault, FAULT_USAGE,
			"--connectors has no use without --phrases") : 0;
	if (!*tokenizer)
		return fault_set(fault, FAULT_DATA, "--phrases: the vocabularies do not say how their "
			"words were counted: corpus-vocab --ngrams 2 makes one that does");
	if (tokenrule_parse(&rule, tokenizer, fault)
		|| prune_phrases(prune, arguments, counts, &rule, tokens, fault))
		return -1;
	tokenrule_format(&rule, tokenizer);
	return 0;
}

int pruning_init(struct prune *prune, const struct prune_arguments *arguments,
	const struct counts *counts, uint64_t documents, uint64_t tokens,
	char tokenizer[TOKEN_RULE_TEXT], const char *where, struct fault *fault)
{
	return prune_init(prune, arguments, documents, fault) || prune_look(prune, counts, fault)
		|| select_phrases(prune, arguments, counts, tokens, tokenizer, fault)
		|| tell_list("--only", arguments->only, &prune->only, where, fault)
		|| tell_list("--drop", arguments->drop, &prune->drop, where, fault)
		|| (arguments->keep && prune_cut(prune, counts, arguments->keep, fault)) ? -1 : 0;
}
