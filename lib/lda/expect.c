/* expect.c - an E-step over all chunks of a feed. */
#include "lda/expect.h"

#include "lda/estep.h"

struct expecting {
	struct lda_estep estep;
	struct lda_statistics *statistics;
};

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct expecting *expecting = context;

	return lda_estep_run(&expecting->estep, chunk, expecting->statistics, fault);
}

int lda_expect(const struct lda_model *model, struct lda_feed *feed,
	const struct lda_effort *effort, const struct lda_labels *labels, int threads,
	struct lda_statistics *statistics,
	struct fault *fault)
{
	struct expecting expecting = {.statistics = statistics};
	int failed = lda_statistics_init(statistics, model, fault)
		|| lda_estep_init(&expecting.estep, model, threads, fault)
		|| lda_estep_label(&expecting.estep, model, labels, fault);

	if (!failed) {
		lda_estep_spend(&expecting.estep, effort);
		failed = lda_estep_model(&expecting.estep, model, fault)
			|| lda_feed_pass(feed, visit, &expecting, fault)
			|| (statistics->sparse
				&& lda_bags_settle(&statistics->bags, threads, fault));
	}
	statistics->reading = (struct lda_reading){.begun = true, .known = true,
		.documents = feed->sum, .names = feed->kept.names,
		.part = feed->only.end, .parts = feed->only.of,
		.iterations = failed ? 0 : lda_estep_iterations(&expecting.estep),
		.tolerance = failed ? 0 : lda_estep_tolerance(&expecting.estep)};
	if (labels)
		digest_hex(&labels->digest, statistics->reading.labels);
	lda_estep_release(&expecting.estep);
	return failed ? -1 : 0;
}
