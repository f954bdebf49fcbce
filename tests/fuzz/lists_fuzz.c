/* lists_fuzz.c - any bytes as the lists that users write: stop words, names and terms, seeds
 * of topics, labels of documents.  The first byte says which. */
#define _GNU_SOURCE
#include "base/fullio.h"
#include "lda/labels.h"
#include "lda/seeds.h"
#include "stream/vocabseal.h"
#include "stream/wordlist.h"
#include "text/stoplist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TOPICS = 5 };

static void must(bool right)
{
	if (!right)
		abort();
}

/* The path of a file of these bytes; the same one in each call. */
static const char *file_of(const void *data, size_t size)
{
	static int file = -1;
	static char path[64];
	struct fault fault = {0};

	if (file < 0) {
		file = memfd_create("list", 0);
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	must(ftruncate(file, 0) == 0 && lseek(file, 0, SEEK_SET) == 0
		&& fullio_write(file, data, size, &fault) == 0);
	return path;
}

/* The words of a set, one a line, are a list of the same words. */
static void stop_words(const uint8_t *data, size_t size)
{
	struct stopset set = {0}, again = {0};
	struct tokenrule rule;
	struct fault fault = {0};
	struct bytes lines = {0};
	struct digest one, other;
	size_t at = 0, length;
	const char *word;

	tokenrule_default(&rule);
	if (stoplist_add_file(&set, file_of(data, size), &rule, rule.stem, &fault)) {
		must(*fault.text);
	} else {
		while ((word = stopset_next(&set, &at, &length)) != NULL)
			must(stopset_has(&set, word, length)
				&& bytes_append(&lines, word, length, &fault) == 0
				&& bytes_append(&lines, "\n", 1, &fault) == 0);
		must(stoplist_add_words(&again, lines.size ? lines.data : "", lines.size, &rule, rule.stem,
				&fault) == 0
			&& stopset_digest(&set, &one, &fault) == 0
			&& stopset_digest(&again, &other, &fault) == 0 && digest_equal(&one, &other));
	}
	bytes_release(&lines);
	stopset_release(&set);
	stopset_release(&again);
}

static const char *term_of(const struct vocabulary *vocabulary, size_t i)
{
	return vocabulary->text + vocabulary->start[i];
}

/* Each word once, in order, and found where it is. */
static void names(const uint8_t *data, size_t size)
{
	struct wordlist list = {0};
	struct fault fault = {0};
	size_t i;

	if (wordlist_read(&list, file_of(data, size), &fault))
		must(*fault.text);
	else
		for (i = 0; i < list.words.size; i++) {
			const char *word = term_of(&list.words, i);

			must(wordlist_find(&list, word, strlen(word)) == i
				&& (i == 0 || strcmp(term_of(&list.words, i - 1), word) < 0));
		}
	wordlist_release(&list);
}

static const struct vocabulary *animals(void)
{
	static const char text[] = "ape\t1\t1\nbat\t1\t1\ncat\t1\t1\ndog\t1\t1\n";
	static struct vocabulary vocabulary;
	struct fault fault = {0};

	if (!vocabulary.size)
		must(vocabulary_parse_lines(&vocabulary, text, sizeof text - 1, 4, &fault) == 0
			&& vocabseal(&vocabulary, &fault) == 0);
	return &vocabulary;
}

/* Seeds that were read travel in the lines of a model. */
static void seeds(const uint8_t *data, size_t size)
{
	struct lda_seeds taken = {0}, again = {0};
	struct fault fault = {0};
	struct bytes lines = {0};
	size_t i;

	if (lda_seeds_read(&taken, file_of(data, size), animals(), TOPICS, &fault)) {
		must(*fault.text);
	} else {
		must(lda_seeds_put(&taken, &lines, &fault) == 0
			&& lda_seeds_take(&again, &lines, TOPICS, animals()->size, &fault) == 0
			&& again.count == taken.count);
		for (i = 0; i < taken.count; i++)
			must(taken.seed[i].topic < TOPICS && taken.seed[i].term < animals()->size
				&& taken.seed[i].weight > 0 && taken.seed[i].weight <= LDA_SEEDS_MOST
				&& again.seed[i].term == taken.seed[i].term
				&& again.seed[i].topic == taken.seed[i].topic
				&& again.seed[i].weight == taken.seed[i].weight);
	}
	bytes_release(&lines);
	lda_seeds_release(&taken);
	lda_seeds_release(&again);
}

static void labels(const uint8_t *data, size_t size, bool grow)
{
	struct lda_labels taken = {0};
	struct topicnames names_of = {0};
	struct fault fault = {0};
	size_t i;

	must(topicnames_set(&names_of, TOPICS, 1, "cats", 4, &fault) == 0);
	if (lda_labels_read(&taken, file_of(data, size), &names_of, TOPICS, grow, &fault))
		must(*fault.text);
	else
		for (i = 0; i < taken.count; i++)
			must(taken.label[i].topic < TOPICS && taken.limited[taken.label[i].topic]
				&& (i == 0 || taken.label[i - 1].document < taken.label[i].document
					|| (taken.label[i - 1].document == taken.label[i].document
						&& taken.label[i - 1].topic < taken.label[i].topic)));
	lda_labels_release(&taken);
	topicnames_release(&names_of);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0] % 5) {
	case 0: stop_words(data + 1, size - 1); break;
	case 1: names(data + 1, size - 1); break;
	case 2: seeds(data + 1, size - 1); break;
	default: labels(data + 1, size - 1, data[0] % 5 == 3); break;
	}
	return 0;
}
