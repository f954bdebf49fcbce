/* stem_test.c - stems of random words in all languages are those of the library, whichever
 * way they were found. */
#include "text/stem.h"

#include "base/random.h"
#include "unit.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WORDS = 6000, LONGEST = 80 };

static struct fault fault;

/* Letters, and what suffixes and prefixes are made of. */
static const char *const part[] = {"a", "b", "e", "i", "k", "o", "q", "u", "w", "x", "y", "z", "0",
	"7", "'", "-", "Y", "\xc3\xa4", "\xc3\xa9", "\xd0\xb6", "ab", "al", "ance", "ate", "bl",
	"ee", "ed", "ement", "en", "er", "es", "ful", "gen", "heit", "ic", "ied", "ing", "ion",
	"ish", "ism", "ist", "ite", "ive", "ize", "ll", "ly", "meng", "ment", "ness", "og", "ou",
	"ous", "re", "s", "sk", "ss", "st", "t", "tion", "tt", "un", "ung", "ur", "us"};

/* The bytes of the n-th word, with a zero behind them. */
static size_t make(uint64_t n, char word[LONGEST])
{
	const uint64_t counter[2] = {n, 0};
	unsigned char random[16];
	uint32_t drawn[4];
	size_t length = 0, i, parts;

	random_words(3, counter, drawn);
	memcpy(random, drawn, sizeof random);
	parts = 1 + random[0] % 8;
	for (i = 1; i <= parts; i++) {
		const char *const more = part[random[i] % (sizeof part / sizeof *part)];

		memcpy(word + length, more, strlen(more) + 1);
		length += strlen(more);
	}
	return length;
}

static bool is_the_librarys(struct stemmer *stemmer, struct sb_stemmer *library, uint64_t n)
{
	char word[LONGEST], once[LONGEST], cached[LONGEST];
	const size_t length = make(n, word);
	const sb_symbol *const found = sb_stemmer_stem(library, (const sb_symbol *)word, (int)length);
	const size_t size = (size_t)sb_stemmer_length(library);

	memcpy(once, word, length);
	memcpy(cached, word, length);
	if (stem_once(stemmer, once, length, LONGEST) == size && memcmp(once, found, size) == 0
		&& stem(stemmer, cached, length, LONGEST) == size && memcmp(cached, found, size) == 0)
		return true;
	printf("# %s\n", word);
	return false;
}

static void words_of_all_languages(void)
{
	const char **name;

	for (name = sb_stemmer_list(); *name; name++) {
		struct sb_stemmer *const library = sb_stemmer_new(*name, "UTF_8");
		struct stemmer *const stemmer = stem_new(*name, &fault);
		bool good = library && stemmer;
		uint64_t n;

		for (n = 0; good && n < WORDS; n++)
			good = is_the_librarys(stemmer, library, n);
		if (!good)
			printf("# %s\n", *name);
		CHECK(good);
		stem_free(stemmer);
		sb_stemmer_delete(library);
	}
}

/* In the languages that have words which are known to be left alone. */
static void a_million_of_english(void)
{
	static const char *const language[] = {"english", "porter"};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct sb_stemmer *const library = sb_stemmer_new(language[i], "UTF_8");
		struct stemmer *const stemmer = stem_new(language[i], &fault);
		bool good = library && stemmer;
		uint64_t n;

		for (n = 0; good && n < 500000; n++)
			good = is_the_librarys(stemmer, library, n);
		CHECK(good);
		stem_free(stemmer);
		sb_stemmer_delete(library);
	}
}

static void a_stem_that_does_not_fit(void)
{
	struct stemmer *const stemmer = stem_new("english", &fault);
	char word[8] = "hoping";

	/* hope */
	CHECK(stemmer && stem_once(stemmer, word, 6, 3) == 6 && memcmp(word, "hoping", 6) == 0);
	CHECK(stemmer && stem_once(stemmer, word, 6, 4) == 4 && memcmp(word, "hope", 4) == 0);
	stem_free(stemmer);
}

int main(void)
{
	RUN(words_of_all_languages);
	RUN(a_million_of_english);
	RUN(a_stem_that_does_not_fit);
	return unit_end();
}
