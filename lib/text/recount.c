/* recount.c - token options, weighting and steps as filters in a pipe. */
#include "text/recount.h"

#include "base/digest.h"
#include "stream/lineage.h"
#include "text/pruned.h"
#include "text/tokenrule.h"

#include <stdbool.h>
#include <string.h>

static int not_known(struct fault *fault, const char *why)
{
	return fault_set(fault, FAULT_DATA, "--command: the header of this corpus does not say how "
		"it was made: %s", why);
}

/* The words key=value that are options of that name, behind the first. */
static int put_values(const char *words, size_t size, struct bytes *out, struct fault *fault)
{
	const char *at = memchr(words, ' ', size), *end = words + size;

	while (at && at < end) {
		const char *word = at + 1, *equals;

		at = memchr(word, ' ', (size_t)(end - word));
		equals = memchr(word, '=', (size_t)((at ? at : end) - word));
		if (equals && bytes_printf(out, fault, " --%.*s %.*s", (int)(equals - word), word,
				(int)((at ? at : end) - equals - 1), equals + 1))
			return -1;
	}
	return 0;
}

/* "smart ltc slope=0.2", "logent c", "bm25 k1=1.2 b=0.75 n". */
static int put_weight(const struct header *header, struct bytes *out, struct fault *fault)
{
	const char *name = header->weighting;
	bool smart = strncmp(name, "smart ", 6) == 0;
	bool plain = strlen(name) > 2 && strcmp(name + strlen(name) - 2, " n") == 0;
	bool twice = strncmp(name, "logent ", 7) == 0;
	const char *scheme = smart ? name + 6 : name;

	/* it reads the counts twice */
	if (bytes_printf(out, fault, "%s corpus-weight --scheme %.*s", twice ? " >counts.mz;" : " |",
		    (int)strcspn(scheme, " "), scheme)
		|| put_values(scheme, strlen(scheme), out, fault)
		|| (!smart && bytes_printf(out, fault, " --norm %s", plain ? "none" : "l2")))
		return -1;
	return (header->values == VALUES_F64 && bytes_printf(out, fault, " --precision f64"))
		|| (twice && bytes_printf(out, fault, " counts.mz")) ? -1 : 0;
}

static int put_step(const struct header *header, const char *step, size_t length,
	struct bytes *out, struct fault *fault)
{
	static const char *const why[][2] = {{"import", "it was imported"},
		{"select", "documents or terms were selected by a list"},
		{"reference", "its weights depend on another corpus"},
		{"remap", "it got another vocabulary"}, {"shard", "it is a shard"},
		{"part", "it is a part of a text"}};
	bool swap = length > 7 && memcmp(step + length - 7, " swap=1", 7) == 0;
	size_t i;

	if (strncmp(step, "shuffle ", 8) == 0)
		return bytes_printf(out, fault, " | corpus-shuffle")
			|| put_values(step, length, out, fault) ? -1 : 0;
	if (strncmp(step, "split ", 6) == 0)
		return bytes_printf(out, fault, " | corpus-split")
			|| put_values(step, length - (swap ? 7 : 0), out, fault)
			|| bytes_printf(out, fault, "%s --rest REST", swap ? " --swap" : "") ? -1 : 0;
	if (length == 6 && memcmp(step, "weight", 6) == 0)
		return put_weight(header, out, fault);
	if (strncmp(step, "words ", 6) == 0)
		return 0;
	for (i = 0; i < sizeof why / sizeof *why; i++)
		if (strncmp(step, why[i][0], strlen(why[i][0])) == 0)
			return not_known(fault, why[i][1]);
	return not_known(fault, "too much was done with it");
}

/* The steps in turn; weights come at once where none says when. */
static int put_steps(const struct header *header, struct bytes *out, struct fault *fault)
{
	bool weighted = strcmp(header->weighting, "counts") != 0;
	const char *at = header->recipe, *step;
	size_t length;

	while (weighted && (step = lineage_next(&at, &length)))
		weighted = !(length == 6 && memcmp(step, "weight", 6) == 0);
	if (weighted && put_weight(header, out, fault))
		return -1;
	at = header->recipe;
	while ((step = lineage_next(&at, &length)))
		if (put_step(header, step, length, out, fault))
			return -1;
	return 0;
}

/* Lists of the user's own are named by a digest. */
static int put_lists(const struct tokenrule *rule, struct bytes *out, struct fault *fault)
{
	struct digest own;

	return digest_parse(rule->stop, strlen(rule->stop), &own)
		? bytes_printf(out, fault, " --stop STOP") : 0;
}

int recount(const struct header *header, const struct docsum *sum, struct bytes *out,
	struct fault *fault)
{
	struct tokenrule rule;
	char hex[DOCSUM_HEX], pruning[PRUNING_TEXT];
	bool selected;

	if (!*header->tokenizer)
		return not_known(fault, "it was imported, or is of an older topictools");
	docsum_hex(sum, hex);
	lineage_pruning(header, pruning, sizeof pruning);
	if (tokenrule_parse(&rule, header->tokenizer, fault))
		return -1;
	selected = (*pruning || *rule.phrases) && strcmp(pruning, "unknown") != 0;
	return (selected && (pruned_command(pruning, &rule, out, fault)
			|| bytes_printf(out, fault, " >VOCAB # of %llu documents\n",
				(unsigned long long)header->documents)))
		|| bytes_printf(out, fault, "corpus-bow --vocab %s", selected ? "VOCAB" : "STREAM")
		|| put_lists(&rule, out, fault) || bytes_printf(out, fault, " TEXT")
		|| put_steps(header, out, fault)
		|| bytes_printf(out, fault, " # makes %llu documents, digest %s\n",
			(unsigned long long)sum->documents, hex) ? -1 : 0;
}

int recount_vocabulary(const struct vocabulary *vocabulary, struct bytes *out,
	struct fault *fault)
{
	struct tokenrule rule;
	char hex[DIGEST_HEX];

	if (!*vocabulary->tokenizer)
		return fault_set(fault, FAULT_DATA, "--command: the vocabulary does not say how its "
			"words were counted");
	if (strcmp(vocabulary->pruning, "unknown") == 0)
		return fault_set(fault, FAULT_DATA, "--command: the vocabulary does not say how its "
			"terms were selected: by parts, which were added up");
	digest_hex(&vocabulary->frequencies, hex);
	return tokenrule_parse(&rule, vocabulary->tokenizer, fault)
		|| pruned_command(vocabulary->pruning, &rule, out, fault)
		|| bytes_printf(out, fault, " # of %llu documents, makes %zu terms, frequencies %s\n",
			(unsigned long long)vocabulary->documents, vocabulary->size, hex) ? -1 : 0;
}
