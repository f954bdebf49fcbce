/* wordlist.c - a list of names or terms, one a line. */
#include "stream/wordlist.h"

#include "base/input.h"
#include "base/memory.h"
#include "stream/textin.h"

#include <stdlib.h>
#include <string.h>

struct listed_word {
	const char *text;
	size_t length;
};

static int compare(const void *a, const void *b)
{
	const struct listed_word *one = a, *other = b;
	size_t n = one->length < other->length ? one->length : other->length;
	int order = memcmp(one->text, other->text, n);

	return order ? order : (one->length > other->length) - (one->length < other->length);
}

/* The lines of the text that are not empty. */
static int split(const struct bytes *text, struct listed_word **words, size_t *count,
	struct fault *fault)
{
	const char *at = text->data, *end = at + text->size;
	size_t room = 0, line = 0;

	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		struct listed_word word = {at, (size_t)((line_end ? line_end : end) - at)};

		line++;
		at = line_end ? line_end + 1 : end;
		if (word.length && word.text[word.length - 1] == '\r')
			word.length--;
		if (word.length == 0)
			continue;
		if (word.length > TERM_BYTES_MOST || memchr(word.text, '\t', word.length)
			|| memchr(word.text, 0, word.length))
			return fault_set(fault, FAULT_DATA,
				"line %zu: not one word or name a line", line);
		if (memory_grow(words, &room, *count + 1, fault))
			return -1;
		(*words)[(*count)++] = word;
	}
	return 0;
}

static int fill(struct vocabulary *vocabulary, struct listed_word *words, size_t count,
	size_t text_size, struct fault *fault)
{
	size_t i, kept = 0;

	if (count)
		qsort(words, count, sizeof *words, compare);
	for (i = 0; i < count; i++)
		if (i == 0 || compare(&words[i], &words[kept - 1]) != 0)
			words[kept++] = words[i];
	if (vocabulary_init(vocabulary, kept, text_size + 1, fault))
		return -1;
	for (i = 0; i < kept; i++) {
		uint64_t at = vocabulary->start[i];

		memcpy(vocabulary->text + at, words[i].text, words[i].length);
		vocabulary->start[i + 1] = at + words[i].length + 1;
	}
	return 0;
}

int wordlist_read(struct wordlist *list, const char *path, struct fault *fault)
{
	struct bytes text = {0};
	struct listed_word *words = NULL;
	size_t count = 0;
	int failed;

	*list = (struct wordlist){0};
	failed = textin_read_list(path, &text, fault);
	if (!failed && split(&text, &words, &count, fault))
		failed = fault_at(fault, "%s", input_name(path));
	if (!failed)
		failed = fill(&list->words, words, count, text.size, fault)
			|| termindex_init(&list->index, &list->words, fault);
	free(words);
	bytes_release(&text);
	return failed ? -1 : 0;
}

void wordlist_release(struct wordlist *list)
{
	termindex_release(&list->index);
	vocabulary_release(&list->words);
}

uint32_t wordlist_find(const struct wordlist *list, const char *word, size_t length)
{
	return termindex_find(&list->index, word, length, termindex_hash(word, length));
}
