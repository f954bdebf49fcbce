/* inference.c - opens the model and the documents of a command. */
#include "inference.h"

int inference_model(const struct inference_options *options, struct lda_topics *topics,
	struct fault *fault)
{
	return lda_topics_read(topics, options->model, options->shared.threads, fault);
}

int inference_open(const struct inference_options *options, struct lda_topics *topics,
	struct lda_feed *feed, struct fault *fault)
{
	return inference_model(options, topics, fault)
		|| lda_feed_open(feed, options->shared.operands.word,
			options->shared.operands.count, options->weights, 0, options->shared.threads, fault)
		|| lda_topics_check_vocabulary(topics, &feed->vocabulary, options->shared.operands.word[0],
			fault) ? -1 : 0;
}
