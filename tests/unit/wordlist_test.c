/* wordlist_test.c - lists of words, one a line, in all the ways they come. */
#include "stream/wordlist.h"
#include "samples.h"
#include "unit.h"

static struct fault fault;

static int read_text(struct wordlist *list, const char *text, size_t size)
{
	sample_write(sample_path("list"), text, size);
	fault = (struct fault){0};
	return wordlist_read(list, sample_path("list"), &fault);
}

#define READ(list, text) read_text(list, text, sizeof text - 1)

static bool has(const struct wordlist *list, const char *word)
{
	uint32_t place = wordlist_find(list, word, strlen(word));

	return place != TERM_UNKNOWN && !strcmp(vocabulary_term(&list->words, place), word);
}

static void words_are_found(void)
{
	struct wordlist list;

	CHECK(READ(&list, "the\nand\n\nthe\nan\xc3\xa9\r\n a b\nlast") == 0);
	CHECK(list.words.size == 5);
	CHECK(has(&list, "the") && has(&list, "and") && has(&list, "an\xc3\xa9"));
	CHECK(has(&list, " a b") && has(&list, "last"));
	CHECK(!has(&list, "") && !has(&list, "th") && !has(&list, "them"));
	/* in the order of bytes, a prefix before longer words */
	CHECK(!strcmp(vocabulary_term(&list.words, 0), " a b"));
	CHECK(!strcmp(vocabulary_term(&list.words, 1), "and"));
	CHECK(!strcmp(vocabulary_term(&list.words, 2), "an\xc3\xa9"));
	wordlist_release(&list);
	wordlist_release(&list);
}

static void empty_lists_have_no_words(void)
{
	struct wordlist list;

	CHECK(READ(&list, "") == 0 && list.words.size == 0 && !has(&list, "a"));
	wordlist_release(&list);
	CHECK(READ(&list, "\n\r\n\n") == 0 && list.words.size == 0);
	wordlist_release(&list);
}

static void many_words_are_found(void)
{
	struct wordlist list;
	struct bytes text = {0};
	char word[32];
	unsigned i;

	for (i = 0; i < 60000; i++)
		sample_must(bytes_printf(&text, &fault, "w%u\n", i * 7919 % 20000), &fault);
	CHECK(read_text(&list, text.data, text.size) == 0 && list.words.size == 20000);
	for (i = 0; i < 20000; i++) {
		(void)snprintf(word, sizeof word, "w%u", i);
		CHECK(has(&list, word));
	}
	CHECK(!has(&list, "w20000"));
	wordlist_release(&list);
	bytes_release(&text);
}

static void other_files_are_refused(void)
{
	struct wordlist list;
	char long_word[TERM_BYTES_MOST + 2];

	CHECK(READ(&list, "a\nb\tc\n") == -1 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "/list: line 2: ") != NULL);
	wordlist_release(&list);
	CHECK(READ(&list, "a\0b\n") == -1 && fault.kind == FAULT_DATA);
	wordlist_release(&list);
	memset(long_word, 'x', sizeof long_word);
	CHECK(read_text(&list, long_word, TERM_BYTES_MOST) == 0);
	wordlist_release(&list);
	CHECK(read_text(&list, long_word, TERM_BYTES_MOST + 1) == -1);
	wordlist_release(&list);
	CHECK(wordlist_read(&list, sample_path("missing"), &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT);
	wordlist_release(&list);
}

int main(void)
{
	RUN(words_are_found);
	RUN(empty_lists_have_no_words);
	RUN(many_words_are_found);
	RUN(other_files_are_refused);
	return unit_end();
}
