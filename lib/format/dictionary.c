/* dictionary.c - gensim's dictionary as text. */
#include "format/dictionary.h"

#include "base/memory.h"
#include "base/number.h"
#include "stream/linefile.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct dictionary_word {
	uint64_t id;
	size_t at, length; /* in the text of all words */
	uint64_t line;
};

struct dictionary {
	struct bytes text;
	struct dictionary_word *word;
	size_t count, room;
};

static bool split(const char *line, size_t length, uint64_t *id, const char **word,
	size_t *word_length)
{
	const char *first = memchr(line, '\t', length);
	const char *last = first ? memchr(first + 1, '\t', length - (size_t)(first + 1 - line))
				 : NULL;
	uint64_t df;

	if (!last || !number_parse_whole(line, (size_t)(first - line), id)
		|| !number_parse_whole(last + 1, length - (size_t)(last + 1 - line), &df))
		return false;
	*word = first + 1;
	*word_length = (size_t)(last - *word);
	return true;
}

bool dictionary_is_line(const char *line, size_t length)
{
	const char *word;
	uint64_t id;

	return split(line, length, &id, &word, &length);
}

static int add(struct dictionary *dictionary, const char *line, size_t length, uint64_t number,
	struct fault *fault)
{
	struct dictionary_word word = {.at = dictionary->text.size, .line = number};
	const char *text;

	if (!split(line, length, &word.id, &text, &word.length))
		return fault_set(fault, FAULT_DATA, "not id, word and document frequency");
	if (word.length == 0 || memchr(text, 0, word.length))
		return fault_set(fault, FAULT_DATA, "an empty word, or one with a zero");
	if (bytes_append(&dictionary->text, text, word.length, fault)
		|| memory_grow(&dictionary->word, &dictionary->room, dictionary->count + 1, fault))
		return -1;
	dictionary->word[dictionary->count++] = word;
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct dictionary_word *one = a, *other = b;

	if (one->id != other->id)
		return one->id < other->id ? -1 : 1;
	return one->line < other->line ? -1 : 1;
}

static int put_words(const struct dictionary *dictionary, const char *path, struct bytes *terms,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < dictionary->count; i++) {
		const struct dictionary_word *word = &dictionary->word[i];

		if (word->id < i)
			return fault_set(fault, FAULT_DATA, "%s: line %llu: id %llu for the second "
				"time", path, (unsigned long long)word->line,
				(unsigned long long)word->id);
		if (word->id > i)
			return fault_set(fault, FAULT_DATA, "%s: no word has id %zu, and there are "
				"larger ones: gensim's Dictionary.compactify numbers them anew", path, i);
		if (bytes_append(terms, dictionary->text.data + word->at, word->length, fault)
			|| bytes_append(terms, "", 1, fault))
			return -1;
	}
	return 0;
}

int dictionary_read(const char *path, struct bytes *terms, size_t *count, struct fault *fault)
{
	struct dictionary dictionary = {0};
	struct linefile file;
	const char *line;
	size_t length;
	uint64_t documents;
	int got = linefile_open(&file, path, fault) ? -1 : 1;

	while (got == 1 && (got = linefile_next(&file, &line, &length, fault)) == 1)
		if (!(file.number == 1 && number_parse_whole(line, length, &documents))
			&& add(&dictionary, line, length, file.number, fault))
			got = fault_at(fault, "%s: line %llu", path,
				(unsigned long long)file.number);
	linefile_close(&file);
	if (got == 0 && dictionary.count)
		qsort(dictionary.word, dictionary.count, sizeof *dictionary.word, by_id);
	if (got == 0)
		got = put_words(&dictionary, path, terms, fault);
	*count = dictionary.count;
	bytes_release(&dictionary.text);
	free(dictionary.word);
	return got;
}
