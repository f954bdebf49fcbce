/* coherencetopics.c - the first words of topics, from a model or from text. */
#include "topic/coherencetopics.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "stream/textin.h"
#include "stream/vocabseal.h"

#include <stdlib.h>
#include <string.h>

void coherence_topics_release(struct coherence_topics *topics)
{
	free(topics->start);
	free(topics->word);
	free(topics->member_start);
	free(topics->member);
	free(topics->topic_of);
	termindex_release(&topics->index);
	vocabulary_release(&topics->words);
	*topics = (struct coherence_topics){0};
}

/* Which topics a word is in. */
static int fill_members(struct coherence_topics *topics, struct fault *fault)
{
	size_t places = topics->start[topics->count], words = topics->words.size, i, topic;

	if (!(topics->member_start = memory_zeroed(words + 2, sizeof(size_t), fault))
		|| !(topics->member = memory_zeroed(places, sizeof(size_t), fault))
		|| !(topics->topic_of = memory_zeroed(places, sizeof(size_t), fault)))
		return -1;
	for (i = 0; i < places; i++)
		topics->member_start[topics->word[i] + 2]++;
	for (i = 2; i < words + 2; i++)
		topics->member_start[i] += topics->member_start[i - 1];
	for (i = 0; i < places; i++)
		topics->member[topics->member_start[topics->word[i] + 1]++] = i;
	for (topic = 0; topic < topics->count; topic++)
		for (i = topics->start[topic]; i < topics->start[topic + 1]; i++)
			topics->topic_of[i] = topic;
	return 0;
}

/* Puts the terms' text one after the other: size of them, in text. */
static int fill_words(struct coherence_topics *topics, const struct bytes *text, size_t size,
	struct fault *fault)
{
	struct vocabulary *words = &topics->words;
	size_t i;

	if (vocabulary_init(words, size, text->size, fault))
		return -1;
	memcpy(words->text, text->data, text->size);
	for (i = 0; i < size; i++)
		words->start[i + 1] = words->start[i] + strlen(words->text + words->start[i]) + 1;
	return vocabseal(words, fault) || termindex_init(&topics->index, words, fault)
		|| fill_members(topics, fault) ? -1 : 0;
}

/* The words of each topic so far that are to stay: falling lambda, and the terms
 * (of equal ones the first terms). */
struct choosing {
	size_t n, *count;  /* at most; size K */
	float *value;      /* K x n */
	uint32_t *term;    /* K x n, borrowed */
};

static void offer_term(struct choosing *choosing, size_t topic, uint32_t term, float lambda)
{
	size_t n = choosing->n, *count = &choosing->count[topic], i;
	float *value = choosing->value + topic * n;
	uint32_t *largest = choosing->term + topic * n;

	if (*count == n && !(lambda > value[n - 1]))
		return;
	for (i = *count < n ? (*count)++ : n - 1; i > 0 && lambda > value[i - 1]; i--) {
		value[i] = value[i - 1];
		largest[i] = largest[i - 1];
	}
	value[i] = lambda;
	largest[i] = term;
}

static int take_largest(const struct lda_model *model, size_t n, uint32_t *terms,
	struct fault *fault)
{
	struct choosing choosing = {.n = n, .term = terms};
	struct lda_rows rows = {0};
	float *row = NULL;
	size_t term, k;
	int failed = -1;

	if (lda_model_rows_init(&rows, model, fault)
		|| !(row = memory_aligned(model->stride, sizeof *row, fault))
		|| !(choosing.count = memory_zeroed(model->topics, sizeof(size_t), fault))
		|| !(choosing.value = memory_zeroed(model->topics * n, sizeof(float), fault)))
		goto done;
	for (term = 0; term < model->terms; term++) {
		const float *lambda = lda_model_rows_take(&rows, term, row);

		for (k = 0; k < model->topics; k++)
			offer_term(&choosing, k, (uint32_t)term, lambda[k]);
	}
	failed = 0;
done:
	lda_model_rows_release(&rows);
	free(row);
	free(choosing.count);
	free(choosing.value);
	return failed;
}

int coherence_topics_from_model(struct coherence_topics *topics, const struct lda_model *model,
	size_t n, const struct vocabulary *vocabulary, struct fault *fault)
{
	uint32_t *number = memory_zeroed(vocabulary->size, sizeof *number, fault);
	struct bytes text = {0};
	size_t topic, i, words = 0, count = model->topics, size;
	int failed = -1;

	*topics = (struct coherence_topics){.count = count};
	n = n < vocabulary->size ? n : vocabulary->size;
	if (!size_multiply(count, n, &size)) {
		(void)fault_set(fault, FAULT_SYSTEM, "out of memory: %zu words of %zu topics", n,
			count);
		goto done;
	}
	if (!number || !(topics->start = memory_zeroed(count + 1, sizeof(size_t), fault))
		|| !(topics->word = memory_zeroed(size, sizeof(uint32_t), fault))
		|| take_largest(model, n, topics->word, fault))
		goto done;
	for (topic = 0; topic < count; topic++) {
		uint32_t *largest = topics->word + topic * n;

		topics->start[topic + 1] = (topic + 1) * n;
		for (i = 0; i < n; i++) {
			if (!number[largest[i]]) {
				number[largest[i]] = (uint32_t)++words;
				if (bytes_append(&text, vocabulary_term(vocabulary, largest[i]),
					    vocabulary_length(vocabulary, largest[i]) + 1, fault))
					goto done;
			}
			largest[i] = number[largest[i]] - 1;
		}
	}
	failed = fill_words(topics, &text, words, fault);
done:
	free(number);
	bytes_release(&text);
	return failed;
}

static int read_all(const char *path, struct bytes *text, struct fault *fault)
{
	struct textin *in = textin_open(path, fault);
	size_t got = 1;
	int failed = in ? 0 : -1;

	while (!failed && got) {
		failed = bytes_reserve(text, 65536, fault)
			|| textin_read(in, text->data + text->size, 65536, &got, fault);
		text->size += failed ? 0 : got;
	}
	textin_close(in);
	return failed ? -1 : bytes_terminate(text, fault);
}

struct parsing {
	struct coherence_topics *topics;
	struct bytes words; /* the different ones, each with a zero */
	size_t count;       /* of them */
	size_t *begin;      /* where each begins */
	size_t begin_room;
};

/* The number of a word, a new one where it is new.  Topics are few: a search
 * through all words will do. */
static int take_word(struct parsing *parsing, const char *word, size_t length,
	struct fault *fault)
{
	struct coherence_topics *topics = parsing->topics;
	size_t places = topics->start[topics->count], i;

	for (i = 0; i < parsing->count; i++) {
		const char *have = parsing->words.data + parsing->begin[i];

		if (strncmp(have, word, length) == 0 && have[length] == 0)
			break;
	}
	if (i == parsing->count) {
		if (memory_grow(&parsing->begin, &parsing->begin_room, i + 1, fault))
			return -1;
		parsing->begin[parsing->count++] = parsing->words.size;
		if (bytes_append(&parsing->words, word, length, fault)
			|| bytes_append(&parsing->words, "", 1, fault))
			return -1;
	}
	if (memory_grow(&topics->word, &topics->word_room, places + 1, fault))
		return -1;
	topics->word[places] = (uint32_t)i;
	topics->start[topics->count]++;
	return 0;
}

static int take_line(struct parsing *parsing, const char *line, size_t most,
	struct fault *fault)
{
	struct coherence_topics *topics = parsing->topics;
	size_t first = topics->count ? topics->start[topics->count] : 0;

	if (memory_grow(&topics->start, &topics->start_room, topics->count + 2, fault))
		return -1;
	topics->start[topics->count++] = first;
	topics->start[topics->count] = first;
	while (topics->start[topics->count] - first < most) {
		size_t length;

		line += strspn(line, " \t\r");
		length = strcspn(line, " \t\r\n");
		if (length == 0)
			break;
		if (length > TERM_BYTES_MOST)
			return fault_set(fault, FAULT_DATA, "topic %zu: a word of %zu bytes",
				topics->count - 1, length);
		if (take_word(parsing, line, length, fault))
			return -1;
		line += length;
	}
	return 0;
}

int coherence_topics_from_file(struct coherence_topics *topics, const char *path, size_t n,
	struct fault *fault)
{
	struct parsing parsing = {.topics = topics};
	struct bytes text = {0};
	const char *line;
	int failed = -1;

	*topics = (struct coherence_topics){0};
	if (read_all(path, &text, fault))
		goto done;
	for (line = text.data; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (line[strspn(line, " \t\r")] != '\n' && take_line(&parsing, line, n, fault))
			goto done;
	if (parsing.count == 0) {
		(void)fault_set(fault, FAULT_DATA, "%s: no words; each line must be a topic", path);
		goto done;
	}
	failed = fill_words(topics, &parsing.words, parsing.count, fault);
done:
	free(parsing.begin);
	bytes_release(&parsing.words);
	bytes_release(&text);
	return failed;
}
