/* tokenrule_test.c - token options as a line, which of them hold, and the
 * lists and stems behind them. */
#include "text/tokenrule.h"

#include "samples.h"
#include "text/stem.h"
#include "text/stoplist.h"
#include "unit.h"

#include <libstemmer.h>
#include <stdbool.h>

#define LINE "words=letters cjk=bigram min=1 max=255 stop=english stem=german ngrams=5"

#define REGEX "words=/[a-z%20%25]+/ cjk=run min=2 max=64 stop=english,french stem=none ngrams=1 " \
	"inside=.%C2%B7 numbers=no fold=accents"

static struct fault fault;

static void lines_read_back(void)
{
	char line[TOKEN_RULE_TEXT];
	struct tokenrule rule;

	CHECK(tokenrule_parse(&rule, LINE, &fault) == 0);
	CHECK(rule.words == TOKEN_LETTERS && rule.cjk == TOKEN_CJK_BIGRAM && rule.most == 255);
	tokenrule_format(&rule, line);
	CHECK(strcmp(line, LINE) == 0);
	CHECK(tokenrule_parse(&rule, REGEX, &fault) == 0);
	CHECK(rule.words == TOKEN_REGEX && strcmp(rule.regex, "[a-z %]+") == 0);
	CHECK(strcmp(rule.inside, ".\xc2\xb7") == 0 && rule.no_numbers && rule.no_accents);
	tokenrule_format(&rule, line);
	CHECK(strcmp(line, REGEX) == 0);
	tokenrule_default(&rule);
	tokenrule_format(&rule, line);
	CHECK(strcmp(line,
		"words=alnum cjk=run min=2 max=64 stop=none stem=none ngrams=1") == 0);
}

static void other_lines_are_refused(void)
{
	static const char *const bad[] = {"", "words", "words=alnum", LINE " more=1",
		"words=any cjk=run min=2 max=64 stop=none stem=none ngrams=1",
		"words=alnum cjk=run min=0 max=64 stop=none stem=none ngrams=1",
		"words=alnum cjk=run min=2 max=256 stop=none stem=none ngrams=1",
		"words=alnum cjk=run min=2 max=64 stop=none stem=none ngrams=6",
		"words=alnum cjk=run min=2 max=64 stop= stem=none ngrams=1",
		"words=alnum cjk=run max=64 min=2 stop=none stem=none ngrams=1",
		LINE " fold=accents numbers=no", LINE " numbers=yes", LINE " inside=%0",
		LINE " inside=%00", LINE " fold=",
		"words=/a cjk=run min=2 max=64 stop=none stem=none ngrams=1",
		"words=/%zz/ cjk=run min=2 max=64 stop=none stem=none ngrams=1"};
	struct tokenrule rule;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		fault = (struct fault){0};
		CHECK(tokenrule_parse(&rule, bad[i], &fault) == -1 && fault.kind == FAULT_DATA);
	}
}

/* The resolved rule as a line; NULL and a fault where the options contradict. */
static const char *resolve(const struct token_arguments *arguments, const char *travelled)
{
	static char line[TOKEN_RULE_TEXT];
	struct stopset stop = {0};
	struct tokenrule rule;
	int failed;

	fault = (struct fault){0};
	failed = stoplist_resolve(&rule, &stop, arguments, travelled, &fault);
	tokenrule_format(&rule, line);
	if (!failed)
		CHECK((stop.count > 0) == (strcmp(rule.stop, "none") != 0));
	stopset_release(&stop);
	return failed ? NULL : line;
}

static void the_command_line_and_the_vocabulary(void)
{
	struct token_arguments none = {0}, same = {.stem = "german", .ngrams = 5},
		other = {.least = 3};

	CHECK(strcmp(resolve(&none, LINE), LINE) == 0);
	CHECK(strcmp(resolve(&same, LINE), LINE) == 0);
	CHECK(!resolve(&other, LINE) && fault.kind == FAULT_USAGE);
	CHECK(strstr(fault.text, "min=3 ") && strstr(fault.text, "min=1 "));
	CHECK(strstr(resolve(&other, NULL), "min=3 max=64"));
	CHECK(strstr(resolve(&other, ""), "min=3 max=64"));
	CHECK(!resolve(&none, "something else") && fault.kind == FAULT_DATA);
}

static void options_that_make_no_sense(void)
{
	struct token_arguments lengths = {.least = 9, .most = 8}, language = {.stem = "englisch"};

	CHECK(!resolve(&lengths, NULL) && fault.kind == FAULT_USAGE);
	CHECK(!resolve(&language, NULL) && strstr(fault.text, "nearest is english"));
	language.stem = "none";
	CHECK(strstr(resolve(&language, NULL), "stem=none"));
}

static void lists_of_stop_words(void)
{
	const char *path = sample_path("stop"), *line;
	struct token_arguments given = {.stop = {{path}, 1}}, none = {0};
	char first[TOKEN_RULE_TEXT];

	sample_write(path, "The\nDON'T  \xc3\x89t\xc3\xa9\n", 17);
	line = resolve(&given, NULL);
	CHECK(line && strstr(line, "stop=") && !strstr(line, "stop=none"));
	(void)strcpy(first, line ? line : "");
	/* the same words in another order and layout */
	sample_write(path, "\xc3\xa9t\xc3\xa9 the t the don", 19);
	CHECK((line = resolve(&given, first)) && strcmp(line, first) == 0);
	CHECK(!resolve(&none, first) && strstr(fault.text, "give the same list with --stop FILE"));
	sample_write(path, "the", 3);
	CHECK(!resolve(&given, first) && strstr(fault.text, "token options differ"));
	given.stop.word[0] = "/nowhere";
	CHECK(!resolve(&given, NULL) && fault.kind == FAULT_NO_INPUT);
}

static void sets(void)
{
	struct stopset set = {0};
	char word[300];
	size_t i;
	bool good = true;

	CHECK(!stopset_has(&set, "a", 1));
	for (i = 0; i < 20000; i += 2) {
		int length = snprintf(word, sizeof word, "w%zu", i);

		CHECK(stopset_add(&set, word, (size_t)length, &fault) == 0);
		CHECK(stopset_add(&set, word, (size_t)length, &fault) == 0);
	}
	CHECK(set.count == 10000);
	for (i = 0; i < 20000; i++) {
		int length = snprintf(word, sizeof word, "w%zu", i);

		good = good && stopset_has(&set, word, (size_t)length) == (i % 2 == 0);
	}
	CHECK(good);
	memset(word, 'x', sizeof word);
	CHECK(stopset_add(&set, word, 255, &fault) == 0 && stopset_has(&set, word, 255));
	CHECK(stopset_add(&set, word, 300, &fault) == 0 && !stopset_has(&set, word, 300));
	stopset_release(&set);
}

/* A stemmer remembers stems: they are those that Snowball gives. */
static void stems_are_snowballs(void)
{
	static const char *const endings[] = {"s", "ing", "ed", "ational", "ly", "'s", "", "ness"};
	struct stemmer *stemmer = stem_new("english", &fault);
	struct sb_stemmer *snowball = sb_stemmer_new("english", "UTF_8");
	size_t i;
	bool good = stemmer && snowball;

	for (i = 0; i < 60000 && good; i++) {
		char word[128];
		const sb_symbol *wanted;
		size_t got, length = (size_t)snprintf(word, sizeof word, "%.*s%c%c%zu%s",
			i % 100 == 0 ? 40 : 3, "abrhythmicallyabrhythmicallyabrhythmically",
			(int)('a' + i % 26), (int)('a' + i % 7), i * 31 % 900, endings[i % 8]);

		wanted = sb_stemmer_stem(snowball, (const sb_symbol *)word, (int)length);
		got = stem(stemmer, word, length, sizeof word);
		good = got == (size_t)sb_stemmer_length(snowball) && memcmp(word, wanted, got) == 0;
	}
	CHECK(good);
	sb_stemmer_delete(snowball);
	stem_free(stemmer);
	stem_free(NULL);
}

int main(void)
{
	RUN(lines_read_back);
	RUN(other_lines_are_refused);
	RUN(the_command_line_and_the_vocabulary);
	RUN(options_that_make_no_sense);
	RUN(lists_of_stop_words);
	RUN(sets);
	RUN(stems_are_snowballs);
	return unit_end();
}
