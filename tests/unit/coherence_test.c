/* coherence_test - windows counted by intervals against windows looked at one
 * by one, and the measures against values computed by hand. */
#include "base/random.h"
#include "stream/vocabseal.h"
#include "topic/coherence.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS = 6, TOKENS = 60 };

/* Topics "a b c", "c d" and "e f a"; the words are numbered as they come. */
static void make_topics(struct coherence_topics *topics)
{
	struct fault fault = {0};
	char path[] = "/tmp/coherence-test-XXXXXX";
	int descriptor = mkstemp(path);
	const char text[] = "a b c\n\n  c\td\r\ne f a";

	CHECK(descriptor >= 0);
	CHECK(write(descriptor, text, sizeof text - 1) == sizeof text - 1);
	(void)close(descriptor);
	CHECK(coherence_topics_from_file(topics, path, 10, &fault) == 0);
	(void)unlink(path);
}

/* Windows with v and w; like gensim: see coherence.h. */
static uint64_t naive(const uint32_t *token, size_t count, size_t window, uint32_t v,
	uint32_t w, bool as_gensim)
{
	bool in[WORDS + 1] = {false};
	uint64_t sum = 0;
	size_t first, i, windows = count > window ? count - window + 1 : 1;

	for (first = 0; first < windows; first++) {
		size_t end = first + window < count ? first + window : count;

		if (!as_gensim || first == 0) {
			memset(in, 0, sizeof in);
			for (i = first; i < end; i++)
				in[token[i] == TERM_UNKNOWN ? WORDS : token[i]] = true;
		} else {
			uint32_t out = token[first - 1], enter = token[end - 1];

			in[out == TERM_UNKNOWN ? WORDS : out] = false;
			in[enter == TERM_UNKNOWN ? WORDS : enter] = true;
		}
		sum += in[v] && in[w];
	}
	return sum;
}

static void check_counts(const struct coherence_topics *topics, size_t length,
	size_t window, bool as_gensim)
{
	struct coherence_counts counts;
	struct coherence_text text = {0};
	struct fault fault = {0};
	uint32_t token[TOKENS];
	size_t i, topic, j;

	for (i = 0; i < length; i++) {
		uint32_t drawn = (uint32_t)(random_uniform(window, length, i) * (WORDS + 3));

		token[i] = drawn < WORDS ? drawn : TERM_UNKNOWN;
	}
	text.word = token;
	text.count = length;
	CHECK(coherence_counts_init(&counts, topics, &fault) == 0);
	CHECK(coherence_count_text(&counts, &text, window, as_gensim, &fault) == 0);
	for (i = 0; i < WORDS; i++)
		CHECK(counts.single[i] == naive(token, length, window, (uint32_t)i, (uint32_t)i,
			as_gensim));
	for (topic = 0; topic < topics->count; topic++) {
		size_t first = topics->start[topic], m = topics->start[topic + 1] - first;

		for (i = 1; i < m; i++)
			for (j = 0; j < i; j++)
				CHECK(counts.pair[counts.pair_start[topic] + i * m + j]
					== naive(token, length, window, topics->word[first + i],
						topics->word[first + j], as_gensim));
	}
	coherence_counts_release(&counts);
}

static void intervals_are_windows(void)
{
	struct coherence_topics topics;
	size_t length, window;

	make_topics(&topics);
	CHECK(topics.count == 3 && topics.words.size == WORDS);
	for (length = 1; length <= TOKENS; length += 7)
		for (window = 1; window < 20; window++) {
			check_counts(&topics, length, window, false);
			check_counts(&topics, length, window, true);
		}
	coherence_topics_release(&topics);
}

/* Documents {a b}, {a b c}, {c}, {a}: windows are documents. */
static void measures(void)
{
	static const uint32_t sets[][3] = {{0, 1, 0}, {0, 1, 2}, {2, 0, 0}, {0, 0, 0}};
	static const size_t sizes[] = {2, 3, 1, 1};
	struct coherence_topics topics;
	struct coherence_counts counts;
	struct fault fault = {0};
	double value[3], want, ab, ac, bc;
	size_t i;

	make_topics(&topics);
	CHECK(coherence_counts_init(&counts, &topics, &fault) == 0);
	CHECK(coherence_measure(&counts, &coherence_npmi, value, &fault) == -1);
	for (i = 0; i < 4; i++)
		CHECK(coherence_count_set(&counts, sets[i], sizes[i], &fault) == 0);
	fault = (struct fault){0};
	/* p(a) 3/4, p(b) 1/2, p(c) 1/2; p(a b) 1/2, p(a c) 1/4, p(b c) 1/4 */
	CHECK(coherence_measure(&counts, &coherence_u_mass, value, &fault) == 0);
	want = (log(0.5 / 0.75) + log(0.25 / 0.75) + log(0.25 / 0.5)) / 3;
	CHECK(fabs(value[0] - want) < 1e-9);
	CHECK(coherence_measure(&counts, &coherence_npmi, value, &fault) == 0);
	ab = log(0.5 / 0.375) / -log(0.5);
	ac = log(0.25 / 0.375) / -log(0.25);
	bc = log(0.25 / 0.25) / -log(0.25);
	CHECK(fabs(value[0] - (ab + ac + bc) / 3) < 1e-9);
	CHECK(isnan(value[1])); /* d never occurs */
	CHECK(coherence_measure(&counts, &coherence_c_v, value, &fault) == 0);
	{
		const double v[3][3] = {{log(1 / 0.75) / -log(0.75), ab, ac}, {ab, 1, bc},
			{ac, bc, 1}};
		double sum[3] = {0}, total = 0, length = 0;
		size_t j;

		for (i = 0; i < 3; i++)
			for (j = 0; j < 3; j++)
				sum[j] += v[i][j];
		for (j = 0; j < 3; j++)
			length += sum[j] * sum[j];
		for (i = 0; i < 3; i++) {
			double dot = 0, own = 0;

			for (j = 0; j < 3; j++) {
				dot += v[i][j] * sum[j];
				own += v[i][j] * v[i][j];
			}
			total += dot / sqrt(own * length);
		}
		CHECK(fabs(value[0] - total / 3) < 1e-9);
	}
	coherence_counts_release(&counts);
	coherence_topics_release(&topics);
}

static void takes_the_largest(void)
{
	/* 5 terms x 2 topics, stride 3 */
	static float weights[] = {1, 5, 9, 3, 5, 9, 3, 1, 9, 2, 7, 9, 0, 0, 9};
	const struct lda_model model = {.topics = 2, .stride = 3, .terms = 5, .lambda = weights};
	struct vocabulary vocabulary = {0};
	struct coherence_topics topics;
	struct fault fault = {0};
	size_t i;

	CHECK(vocabulary_init(&vocabulary, 5, 10, &fault) == 0);
	memcpy(vocabulary.text, "v\0w\0x\0y\0z", 10);
	for (i = 0; i <= 5; i++)
		vocabulary.start[i] = 2 * i;
	CHECK(vocabseal(&vocabulary, &fault) == 0);
	CHECK(coherence_topics_from_model(&topics, &model, 3, &vocabulary, &fault) == 0);
	CHECK(strcmp(vocabulary_term(&topics.words, topics.word[0]), "w") == 0);
	CHECK(strcmp(vocabulary_term(&topics.words, topics.word[1]), "x") == 0);
	CHECK(strcmp(vocabulary_term(&topics.words, topics.word[2]), "y") == 0);
	CHECK(strcmp(vocabulary_term(&topics.words, topics.word[3]), "y") == 0);
	CHECK(strcmp(vocabulary_term(&topics.words, topics.word[4]), "v") == 0);
	CHECK(strcmp(vocabulary_term(&topics.words, topics.word[5]), "w") == 0);
	coherence_topics_release(&topics);
	vocabulary_release(&vocabulary);
}

int main(void)
{
	RUN(intervals_are_windows);
	RUN(measures);
	RUN(takes_the_largest);
	return unit_end();
}
