/* statisticsfile_test.c - sums of sums, beyond what a double holds. */
#include "lda/kernel.h"
#include "lda/statisticsfile.h"
#include "samples.h"
#include "unit.h"

static struct fault fault;

/* Statistics of two topics and two words whose score is that many steps. */
static const char *make(const char *name, int64_t score)
{
	const char *path = sample_path(name);
	struct lda_topics topics = {.model = {.topics = 2, .terms = 2, .stride = lda_stride(2),
		.alpha_kind = ALPHA_AUTO}, .weighting = "counts"};
	struct lda_statistics statistics;
	struct sink sink = {0};

	sample_vocabulary(&topics.vocabulary, 2);
	CHECK(lda_statistics_init(&statistics, &topics.model, &fault) == 0);
	statistics.scored = true;
	statistics.score = score;
	statistics.digamma[0] = -score;
	statistics.tokens = 1;
	statistics.documents = 1;
	statistics.seen[0] = 1;
	statistics.counts[0] = 5;
	CHECK(sink_open(&sink, path, true, &fault) == 0);
	CHECK(lda_statistics_file_write(&statistics, &topics, &sink, &fault) == 0);
	sink_release(&sink);
	lda_statistics_release(&statistics);
	vocabulary_release(&topics.vocabulary);
	return path;
}

static const char *sum(const char *name, const char *one, const char *two)
{
	const char *const both[] = {one, two}, *path = sample_path(name);
	struct sink sink = {0};

	CHECK(sink_open(&sink, path, true, &fault) == 0);
	CHECK(lda_statistics_file_sum(both, two ? 2 : 1, 1, &sink, &fault) == 0);
	sink_release(&sink);
	return path;
}

static bool same(const char *one, const char *two)
{
	FILE *a = fopen(one, "rb"), *b = fopen(two, "rb");
	int x, y;
	bool equal = a && b;

	while (equal && (x = getc(a)) != EOF)
		equal = x == getc(b);
	y = equal ? getc(b) : 0;
	if (a)
		(void)fclose(a);
	if (b)
		(void)fclose(b);
	return equal && y == EOF;
}

static void no_step_is_lost_in_groups(void)
{
	const int64_t large = ((int64_t)1 << 55) + 1;
	const char *a = make("a", large), *b = make("b", large), *c = make("c", 1);

	CHECK(!same(a, make("d", large + 1)));
	CHECK(same(sum("left", sum("ab", a, b), c), sum("right", a, sum("bc", c, b))));
	CHECK(same(sum("alone", make("a", large), NULL), sample_path("a")));
}

int main(void)
{
	RUN(no_step_is_lost_in_groups);
	return unit_end();
}
