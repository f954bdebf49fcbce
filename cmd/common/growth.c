/* growth.c - a model takes new words and begins topics anew. */
#include "growth.h"

#include "lda/grow.h"
#include "lda/renew.h"
#include "program.h"

int growth_words(struct lda_topics *topics, const struct vocabulary *vocabulary, int threads,
	struct fault *fault)
{
	size_t before = topics->vocabulary.size, added;

	if (lda_grow(topics, vocabulary, threads, &added, fault))
		return -1;
	program_note("%zu new words join the model's %zu", added, before);
	return 0;
}

static int begin(void *context, const struct vocabulary *vocabulary,
	const struct vocabulary **as, struct fault *fault)
{
	struct growth *growth = context;

	*as = &growth->topics->vocabulary;
	return growth_words(growth->topics, vocabulary, growth->threads, fault)
		|| columnmap_between(&growth->map, vocabulary, *as, fault) ? -1 : 0;
}

static int recode(void *context, const struct rows *in, struct rows *out, struct fault *fault)
{
	struct growth *growth = context;

	return columnmap_apply(&growth->map, in, out, fault);
}

static int renew(const struct growth *growth, struct lda_feed *feed, struct fault *fault)
{
	uint64_t number;
	size_t renewed;

	if (lda_renew_number(growth->renew, &number, fault))
		return -1;
	if (number == 0)
		return 0;
	if (lda_topics_check_vocabulary(growth->topics, &feed->vocabulary,
			feed->path_count ? feed->paths[0] : NULL, fault)
		|| lda_renew(growth->topics, feed, number, growth->threads, &renewed, fault))
		return -1;
	if (number == LDA_RENEW_EMPTY && renewed)
		program_note("%zu empty topics begin anew", renewed);
	else if (number != LDA_RENEW_EMPTY && renewed < number)
		program_note("%zu topics begin anew, not %llu: no more documents have words",
			renewed, (unsigned long long)number);
	return 0;
}

int growth_open(struct growth *growth, struct lda_topics *topics, struct lda_feed *feed,
	const struct operands *operands, bool weights, uint64_t memory, int threads,
	struct fault *fault)
{
	growth->topics = topics;
	growth->threads = threads;
	growth->recode = (struct lda_recode){growth, begin, recode};
	return lda_feed_open_recoded(feed, operands->word, operands->count, weights, memory,
			threads, growth->grow ? &growth->recode : NULL, fault)
		|| (growth->renew && renew(growth, feed, fault)) ? -1 : 0;
}

void growth_release(struct growth *growth)
{
	columnmap_release(&growth->map);
}
