/* corpusout.c - a sink or shards, and the weighting of what they get. */
#include "corpusout.h"

#include "outputs.h"

#include <string.h>

static int choose_weighting(struct corpusout *out, const char *scheme, struct fault *fault)
{
	const struct weighting_options options = {.scheme = scheme, .k1 = -1, .b = -1, .slope = -1};

	if (weighting_init(&out->weighting, &options, fault))
		return -1;
	if (weighting_observes(&out->weighting))
		return fault_set(fault, FAULT_USAGE, "--scheme %s looks at all rows first: "
			"corpus-weight does that", scheme);
	out->header.values = VALUES_F32;
	memcpy(out->header.weighting, out->weighting.name, sizeof out->weighting.name);
	return 0;
}

int corpusout_begin(struct corpusout *out, const struct corpusout_arguments *arguments,
	const struct shared_options *shared, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	const struct sharding_rule *rule = &arguments->rule;
	const struct operands *operands = &shared->operands;

	*out = (struct corpusout){.folder = arguments->folder,
		.header = {.kind = KIND_CORPUS, .values = VALUES_COUNTS, .weighting = "counts"}};
	if (arguments->scheme && choose_weighting(out, arguments->scheme, fault))
		return -1;
	if (!out->folder)
		return rule->parts || rule->rows || rule->nonzeros
			? fault_set(fault, FAULT_USAGE, "-n, --docs and --nnz go with -d DIR")
			: program_sink(&out->sink, shared, fault);
	if (shared->output)
		return fault_set(fault, FAULT_USAGE, "-o FILE or -d DIR, not both");
	return sharding_check(rule, fault)
		|| outputs_check_folder(out->folder, operands->word, operands->count, fault)
		|| sharding_begin(&out->sharding, out->folder, shared->force, rule, &out->header,
			vocabulary, fault) ? -1 : 0;
}

int corpusout_prepare(struct corpusout *out, const struct vocabulary *vocabulary,
	uint64_t documents, struct rowgoal *goal, struct fault *fault)
{
	const bool weighted = out->header.values != VALUES_COUNTS;

	out->sharding.rule.rows_in_all = documents;
	*goal = (struct rowgoal){&out->header, weighted ? &out->weighting : NULL,
		out->folder ? NULL : &out->sink, &out->sharding};
	return weighted ? weighting_prepare(&out->weighting, vocabulary, fault) : 0;
}

int corpusout_commit(struct corpusout *out, struct fault *fault)
{
	return out->folder ? sharding_commit(&out->sharding, fault) : sink_commit(&out->sink, fault);
}

uint64_t corpusout_nonzeros(const struct corpusout *out)
{
	return out->folder ? out->sharding.nonzeros : out->sink.totals.nonzeros;
}

void corpusout_release(struct corpusout *out)
{
	sink_release(&out->sink);
	sharding_release(&out->sharding);
	weighting_release(&out->weighting);
}
