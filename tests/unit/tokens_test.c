/* tokens_test.c - tokens of texts under all rules, against known
 * results and against a naive twin. */
#include "text/tokens.h"

#include "base/bytes.h"
#include "base/random.h"
#include "base/utf8.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static struct fault fault;

/* The tokens of a text, each ended by '|'. */
static const char *split(const struct tokenrule *rule, const struct stopset *stop,
	const char *text, size_t size, struct bytes *out, uint64_t *invalid)
{
	struct tokens tokens;
	char *copy = malloc(size + TOKENS_BEHIND);
	size_t i;

	memcpy(copy, text, size + 1);
	memset(copy + size + 1, 'x', TOKENS_BEHIND - 1);
	out->size = 0;
	CHECK(tokens_init(&tokens, rule, stop, &fault) == 0);
	tokens_start(&tokens, copy, size);
	while (tokens_next(&tokens)) {
		CHECK(tokens.count <= TOKEN_BATCH && tokens.used <= TOKEN_BATCH_BYTES);
		for (i = 0; i < tokens.count; i++) {
			CHECK(bytes_append(out, tokens_bytes(&tokens, i),
				tokens_length(&tokens, i), &fault) == 0);
			CHECK(bytes_append(out, "|", 1, &fault) == 0);
		}
	}
	CHECK(tokens.count == 0);
	if (invalid)
		*invalid = tokens.invalid;
	tokens_release(&tokens);
	free(copy);
	CHECK(bytes_terminate(out, &fault) == 0);
	return out->data;
}

/* True where the text gives these tokens; says what it gave where not. */
static bool gives(const char *line, const char *text, const char *wanted)
{
	struct bytes out = {0};
	struct tokenrule rule;
	const char *got;
	bool same;

	CHECK(tokenrule_parse(&rule, line, &fault) == 0);
	got = split(&rule, NULL, text, strlen(text), &out, NULL);
	same = strcmp(got, wanted) == 0;
	if (!same)
		printf("# '%s' gives '%s'\n", text, got);
	bytes_release(&out);
	return same;
}

#define PLAIN "words=alnum cjk=run min=1 max=64 stop=none stem=none ngrams=1"
#define PAIRS "words=alnum cjk=bigram min=2 max=64 stop=none stem=none ngrams=1"

static void words(void)
{
	CHECK(gives(PLAIN, "", ""));
	CHECK(gives(PLAIN, " .,;\t", ""));
	CHECK(gives(PLAIN, "The cat; THE CAT's 2nd_life", "the|cat|the|cat|s|2nd|life|"));
	CHECK(gives(PLAIN, "na\xc3\xafve \xc3\x89" "COLE Stra\xc3\x9f" "e",
		"na\xc3\xafve|\xc3\xa9" "cole|strasse|"));
	CHECK(gives(PLAIN, "so\xc2\xad" "ft cafe\xcc\x81 \xcc\x81x", "soft|caf\xc3\xa9|x|"));
	CHECK(gives(PLAIN, "a\xe2\x80\x8b" "b x\xe2\x80\x99y", "a|b|x|y|"));
	/* Arabic digits make a word */
	CHECK(gives(PLAIN, "\xd9\xa3\xd9\xa4", "\xd9\xa3\xd9\xa4|"));
}

/* Each byte of ASCII at each place of a word, with and without digits. */
static void every_byte(void)
{
	struct tokenrule rule;
	struct bytes out = {0};
	int c, place, words;
	bool good = true;

	tokenrule_default(&rule);
	rule.least = 1;
	for (words = TOKEN_ALNUM; words <= TOKEN_LETTERS; words++)
		for (c = 0; c < 128; c++)
			for (place = 0; place < 20; place++) {
				char text[] = "xxxxxxxxxxxxxxxxxxxx yyyyyyyy", wanted[64];
				char lower = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);

				rule.words = (enum token_words)words;
				text[place] = (char)c;
				if ((lower >= 'a' && lower <= 'z')
					|| (c >= '0' && c <= '9' && words == TOKEN_ALNUM))
					(void)snprintf(wanted, sizeof wanted, "%.*s%c%.*s|yyyyyyyy|",
						place, text, lower, 19 - place, text + place + 1);
				else
					(void)snprintf(wanted, sizeof wanted, "%.*s%s%.*s%syyyyyyyy|",
						place, text, place ? "|" : "", 19 - place,
						text + place + 1, place < 19 ? "|" : "");
				good = good && strcmp(split(&rule, NULL, text, sizeof text - 1, &out,
					NULL), wanted) == 0;
			}
	CHECK(good);
	bytes_release(&out);
}

static void kinds_of_words(void)
{
	CHECK(gives("words=letters cjk=run min=1 max=64 stop=none stem=none ngrams=1",
		"abc123d\xc3\xa9" "f \xd9\xa3x", "abc|d\xc3\xa9" "f|x|"));
	CHECK(gives("words=ascii cjk=run min=2 max=5 stop=none stem=none ngrams=1",
		"na\xc3\xafve abc123def toolong a e\xcc\x81tc \xe4\xb8\xad", "na|ve|abc|def|tc|"));
}

static void lengths(void)
{
	CHECK(gives("words=alnum cjk=run min=2 max=3 stop=none stem=none ngrams=1",
		"a ab abc abcd \xc3\xa9 \xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9 "
		"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xe4\xb8\xad",
		"ab|abc|\xc3\xa9\xc3\xa9|\xc3\xa9\xc3\xa9\xc3\xa9|\xe4\xb8\xad|"));
}

static void cjk(void)
{
	/* zhong guo ren */
	const char *run = "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba";

	CHECK(gives(PLAIN, run, "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba|"));
	CHECK(gives(PAIRS, run, "\xe4\xb8\xad\xe5\x9b\xbd|\xe5\x9b\xbd\xe4\xba\xba|"));
	CHECK(gives(PAIRS, "A\xe4\xb8\xad" "bc\xe5\x9b\xbd\xe4\xba\xba",
		"\xe4\xb8\xad|bc|\xe5\x9b\xbd\xe4\xba\xba|"));
	CHECK(gives("words=alnum cjk=single min=1 max=64 stop=none stem=none ngrams=1",
		"x\xe4\xb8\xad\xe5\x9b\xbd", "x|\xe4\xb8\xad|\xe5\x9b\xbd|"));
	/* kana with a voiced mark of its own; Hangul of letters */
	CHECK(gives(PAIRS, "\xe3\x81\x8b\xe3\x82\x99\xe3\x81\x8d",
		"\xe3\x81\x8c\xe3\x81\x8d|"));
	CHECK(gives(PAIRS, "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xea\xb5\xad",
		"\xed\x95\x9c\xea\xb5\xad|"));
	/* a variation selector is as if not there */
	CHECK(gives(PAIRS, "\xe8\x91\x9b\xf3\xa0\x84\x80\xe4\xba\xba",
		"\xe8\x91\x9b\xe4\xba\xba|"));
}

static void bad_bytes(void)
{
	static const char text[] = "ab\xff" "cd \xe4\xb8 ef\0gh\xc3";
	struct tokenrule rule;
	struct bytes out = {0};
	uint64_t invalid;

	tokenrule_default(&rule);
	CHECK(strcmp(split(&rule, NULL, text, sizeof text - 1, &out, &invalid),
		"ab|cd|ef|gh|") == 0);
	CHECK(invalid == 4);
	bytes_release(&out);
}

static void ngrams(void)
{
	CHECK(gives("words=alnum cjk=run min=1 max=64 stop=none stem=none ngrams=3", "a b c d",
		"a|b|a_b|c|a_b_c|b_c|d|b_c_d|c_d|"));
	CHECK(gives("words=alnum cjk=run min=1 max=64 stop=none stem=none ngrams=5", "a b",
		"a|b|a_b|"));
}

static void stop_words_and_stems(void)
{
	struct stopset stop = {0};
	struct tokenrule rule;
	struct bytes out = {0};

	CHECK(tokenrule_parse(&rule,
		"words=alnum cjk=run min=1 max=64 stop=none stem=english ngrams=2", &fault) == 0);
	CHECK(stopset_add(&stop, "of", 2, &fault) == 0);
	CHECK(strcmp(split(&rule, &stop, "Banks OF Americas", 17, &out, NULL),
		"bank|america|bank_america|") == 0);
	stopset_release(&stop);
	bytes_release(&out);
}

/* Tokens don't reach over the end of a document. */
static void documents_are_apart(void)
{
	static const char first[4 + TOKENS_BEHIND] = "a\xe4\xb8\xad";
	static const char second[3 + TOKENS_BEHIND] = "\xe5\x9b\xbd";
	struct tokenrule rule;
	struct tokens tokens;

	CHECK(tokenrule_parse(&rule, "words=alnum cjk=bigram min=1 max=64 stop=none stem=none "
		"ngrams=2", &fault) == 0);
	CHECK(tokens_init(&tokens, &rule, NULL, &fault) == 0);
	tokens_start(&tokens, first, 4);
	CHECK(tokens_next(&tokens) && tokens.count == 3);
	CHECK(!tokens_next(&tokens));
	tokens_start(&tokens, second, 3);
	CHECK(tokens_next(&tokens) && tokens.count == 1);
	tokens_release(&tokens);
}

/* The naive twin. */

struct twin {
	const struct tokenrule *rule;
	struct bytes *out;
	struct unicode *unicode;
	char word[1 << 16]; /* the open word, raw */
	size_t length;
	int class; /* of the open word, 0 none */
};

static void put(struct twin *twin, const char *token, size_t length)
{
	CHECK(bytes_append(twin->out, token, length, &fault) == 0);
	CHECK(bytes_append(twin->out, "|", 1, &fault) == 0);
}

static size_t characters(const char *text, size_t length)
{
	size_t i, n = 0;

	for (i = 0; i < length; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* Where the characters begin: code points that are no marks and no parts of a
 * syllable. */
static size_t begins(struct unicode *unicode, const unsigned char *text, size_t length,
	size_t *begin)
{
	size_t at = 0, n = 0;
	uint32_t point;

	while (at < length) {
		size_t size = unicode_decode(text + at, text + length, &point);
		uint32_t entry = unicode_entry(unicode, point);

		if (at == 0 || (unicode_class(entry) != UNICODE_MARK
			&& !(unicode_class(entry) == UNICODE_CJK && (entry & UNICODE_COMPLEX))))
			begin[n++] = at;
		at += size;
	}
	begin[n] = length;
	return n;
}

static void put_pairs(struct twin *twin, const char *text, size_t length)
{
	static size_t begin[1 << 16];
	size_t n = begins(twin->unicode, (const unsigned char *)text, length, begin), i;

	if (n == 1)
		put(twin, text, length);
	for (i = 0; i + 1 < n; i++)
		put(twin, text + begin[i], begin[i + 2] - begin[i]);
}

static void end_word(struct twin *twin)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t length;
	size_t count;

	if (twin->class == 0)
		return;
	length = utf8proc_map((utf8proc_uint8_t *)twin->word, (utf8proc_ssize_t)twin->length,
		&folded, (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE
			| UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
	CHECK(length >= 0);
	count = characters((char *)folded, (size_t)length);
	if (twin->class == UNICODE_CJK && twin->rule->cjk == TOKEN_CJK_BIGRAM)
		put_pairs(twin, (char *)folded, (size_t)length);
	else if (count <= twin->rule->most
		&& (count >= twin->rule->least || twin->class == UNICODE_CJK))
		put(twin, (char *)folded, (size_t)length);
	free(folded);
	twin->class = 0;
	twin->length = 0;
}

static void twin_split(struct twin *twin, const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;
	size_t length;
	uint32_t point;

	twin->out->size = 0;
	for (; at < end; at += length) {
		int class = UNICODE_OTHER;

		length = unicode_decode(at, end, &point);
		if (length)
			class = (int)unicode_class(unicode_entry(twin->unicode, point));
		else
			length = 1;
		if (class == UNICODE_DIGIT)
			class = UNICODE_LETTER;
		if (class == UNICODE_OTHER || (twin->class && class != twin->class
			&& class != UNICODE_MARK && class != UNICODE_IGNORED))
			end_word(twin);
		if (twin->class == 0 && (class == UNICODE_LETTER || class == UNICODE_CJK))
			twin->class = class;
		if (twin->class) {
			memcpy(twin->word + twin->length, at, length);
			twin->length += length;
		}
	}
	end_word(twin);
	CHECK(bytes_terminate(twin->out, &fault) == 0);
}

/* Text of all sorts of characters, with a separator now and then; with odd seeds each word has
 * characters of one sort.  U+0345 is left out: it is a mark that folds to a letter, and the twin
 * can't know where. */
static size_t make_text(char *text, uint64_t seed, size_t points, bool cjk)
{
	static const uint32_t range[][2] = {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {' ', '/'},
		{0xc0, 0x24f}, {0x370, 0x52f}, {0x5d0, 0x6ff}, {0x900, 0x97f}, {0x1e00, 0x1fff},
		{0x2000, 0x206f}, {0x3f0, 0x46f}, {0x300, 0x36f}, {0x10400, 0x1044f}, {0x80, 0x10ffff},
		{0x4e00, 0x9fff}, {0x3041, 0x30ff}, {0xac00, 0xd7a3}};
	size_t size = 0, i;

	for (i = 0; i < points; i++) {
		uint64_t counter[2] = {seed % 2 ? i / 13 : i, 1};
		uint32_t word[4], which, point;

		random_words(seed, counter, word);
		if (seed % 2 && (i % 13 == 0 || i % 13 == 12 - word[1] % 13))
			text[size++] = ' ';
		which = word[0] % (cjk ? 17 : 14);
		counter[0] = i;
		counter[1] = 0;
		random_words(seed, counter, word);
		point = range[which][0] + word[1] % (range[which][1] - range[which][0] + 1);
		if (word[2] % 40 == 0)
			text[size++] = (char)(0x80 + word[3] % 0x80);
		else if (point != 0x345 && (point < 0xd800 || point >= 0xe000))
			size += utf8_put(point, text + size);
	}
	text[size] = '\n';
	return size;
}

static void same_as_twin(bool cjk)
{
	enum { POINTS = 3000, ROUNDS = 60 };
	static char text[5 * POINTS + 1];
	static struct twin twin;
	struct bytes got = {0}, wanted = {0};
	struct unicode unicode;
	struct tokenrule rule;
	uint64_t round;

	tokenrule_default(&rule);
	rule.cjk = cjk ? TOKEN_CJK_BIGRAM : TOKEN_CJK_RUN;
	twin.rule = &rule;
	twin.out = &wanted;
	twin.unicode = &unicode;
	CHECK(unicode_init(&unicode, &fault) == 0);
	for (round = 0; round < ROUNDS; round++) {
		size_t size = make_text(text, round, POINTS, cjk);

		twin_split(&twin, text, size);
		CHECK(strcmp(split(&rule, NULL, text, size, &got, NULL), wanted.data) == 0);
	}
	unicode_release(&unicode);
	bytes_release(&got);
	bytes_release(&wanted);
}

static void words_same_as_twin(void)
{
	same_as_twin(false);
}

static void pairs_same_as_twin(void)
{
	same_as_twin(true);
}

/* Tokens of long texts come in many batches, and none is lost between them. */
static void long_texts(void)
{
	enum { SIZE = 3000000 };
	char *text = malloc(SIZE + 1);
	struct bytes out = {0};
	struct tokenrule rule;
	size_t i;

	CHECK(tokenrule_parse(&rule, PAIRS, &fault) == 0);
	for (i = 0; i < SIZE; i += 3)
		memcpy(text + i, "ab ", 3);
	text[SIZE] = 0;
	(void)split(&rule, NULL, text, SIZE, &out, NULL);
	CHECK(out.size == SIZE);
	/* one word too long for any rule, one run of a million characters */
	memset(text, 'a', SIZE);
	(void)split(&rule, NULL, text, SIZE, &out, NULL);
	CHECK(out.size == 0);
	for (i = 0; i < SIZE; i += 3)
		memcpy(text + i, "\xe4\xb8\xad", 3);
	(void)split(&rule, NULL, text, SIZE, &out, NULL);
	CHECK(out.size == 7 * (SIZE / 3 - 1));
	/* a letter with hundreds of thousands of marks, and a CJK character with them */
	for (i = 2; i < SIZE; i += 2)
		memcpy(text + i, "\xcc\x81", 2);
	memcpy(text, " e", 2);
	(void)split(&rule, NULL, text, SIZE, &out, NULL);
	CHECK(out.size == 0);
	memcpy(text, "\xe4\xb8\xad\x20", 4);
	memcpy(text + 3, "\xcc\x81\xcc", 3);
	for (i = 5; i + 1 < SIZE; i += 2)
		memcpy(text + i, "\xcc\x81", 2);
	text[SIZE - 1] = ' ';
	(void)split(&rule, NULL, text, SIZE, &out, NULL);
	CHECK(strcmp(out.data, "\xe4\xb8\xad|") == 0);
	bytes_release(&out);
	free(text);
}

int main(void)
{
	RUN(words);
	RUN(every_byte);
	RUN(kinds_of_words);
	RUN(lengths);
	RUN(cjk);
	RUN(bad_bytes);
	RUN(ngrams);
	RUN(stop_words_and_stems);
	RUN(documents_are_apart);
	RUN(words_same_as_twin);
	RUN(pairs_same_as_twin);
	RUN(long_texts);
	return unit_end();
}
