/* tokenrule - what makes a token: the token options, as a value that can be
 * compared, and as the line that a vocabulary and a corpus record:
 *
 *     words=alnum cjk=run min=2 max=64 stop=none stem=none ngrams=1
 *
 * words   alnum: letters and digits of any script; letters; ascii: a to z; blanks: all between
 *         blanks; /REGEX/: what matches, of a group what the first one has
 * cjk     a run of Han, kana or Hangul is a token (run), gives its pairs of
 *         neighbours (bigram) or its characters (single)
 * min max length in characters, of tokens that are no CJK characters or pairs
 * stop    none, languages with commas between, or the digest of a list
 * stem    none, or an algorithm's name
 * ngrams  up to this many neighbours, joined by '_', are tokens too
 *
 * and after these what is not the default:
 *
 * inside  characters that a letter or digit before and one behind make part of a word
 * numbers no: words with digits and without letters are dropped
 * fold    accents: marks go (unicode_strip)
 * phrases the n-grams are those that vocab-merge --phrases kept: of text the longest is
 *         counted and not its words; how they were scored (text/phrasescore.h)
 * connectors  the words that phrases may have inside: a list's name, or its digest
 *
 * Bytes of a regex and of inside that are not printable ASCII, and %, are %XX. */
#ifndef TEXT_TOKENRULE_H
#define TEXT_TOKENRULE_H

#include "base/fault.h"
#include "base/options.h"

#include <stdbool.h>
#include <stdint.h>

enum token_words { TOKEN_ALNUM, TOKEN_LETTERS, TOKEN_ASCII, TOKEN_BLANKS, TOKEN_REGEX };
enum token_cjk { TOKEN_CJK_RUN, TOKEN_CJK_BIGRAM, TOKEN_CJK_SINGLE };

#define TOKEN_LENGTH_MOST 255 /* characters, of --max-length */
#define TOKEN_NGRAMS_MOST 5
#define TOKEN_RULE_TEXT 512 /* room for the line */
#define TOKEN_REGEX_MOST 256 /* bytes; and the line must not be longer than its room */
#define TOKEN_INSIDE_MOST 32 /* bytes */
#define TOKEN_PHRASES_TEXT 80
#define TOKEN_STOP_NAME 160 /* room for the name of a list */

struct tokenrule {
	enum token_words words;
	enum token_cjk cjk;
	uint64_t least, most; /* length */
	char stop[TOKEN_STOP_NAME];
	char stem[32];
	uint64_t ngrams;
	char regex[TOKEN_REGEX_MOST + 1];
	char inside[TOKEN_INSIDE_MOST + 1];
	bool no_numbers, no_accents;
	char phrases[TOKEN_PHRASES_TEXT]; /* "": none */
	char connectors[TOKEN_STOP_NAME]; /* "": none */
};

/* Options of the command line: NULL and 0 are "not given". */
struct token_arguments {
	const char *words, *cjk, *stem, *inside, *fold;
	struct option_words stop;
	uint64_t least, most, ngrams;
	bool no_numbers;
};

#define OPTION_ROWS_TOKENS(arguments) \
	{"words", 0, OPTION_PATTERN, &(arguments)->words, "alnum|letters|ascii|blanks|/REGEX/", \
		"letters and digits, letters, a to z, all between blanks, or what matches " \
		"(default: alnum)", 0, 0}, \
	{"fold", 0, OPTION_CHOICE, &(arguments)->fold, "accents|none", \
		"take accents and other marks off letters (default: none)", 0, 0}, \
	{"inside", 0, OPTION_CHARS, &(arguments)->inside, "CHARS", \
		"these join the letters or digits on both sides, as .-' in e-mail (default: none)", \
		0, 0}, \
	{"no-numbers", 0, OPTION_FLAG, &(arguments)->no_numbers, NULL, \
		"drop words that have digits and no letters", 0, 0}, \
	{"cjk", 0, OPTION_CHOICE, &(arguments)->cjk, "run|bigram|single", \
		"tokens of Han, kana and Hangul text (default: run)", 0, 0}, \
	{"min-length", 0, OPTION_NUMBER, &(arguments)->least, "N", \
		"drop shorter words, in characters (default: 2)", 1, TOKEN_LENGTH_MOST}, \
	{"max-length", 0, OPTION_NUMBER, &(arguments)->most, "N", \
		"drop longer words, in characters (default: 64)", 1, TOKEN_LENGTH_MOST}, \
	{"stop", 0, OPTION_INPUT | OPTION_AGAIN | OPTION_NAMES, &(arguments)->stop, \
		"FILE|LANGUAGE,...|none", \
		"drop these words; given again, those as well (default: none)", 0, 0}, \
	{"stem", 0, OPTION_TEXT, &(arguments)->stem, "LANGUAGE|none", \
		"reduce words to stems (default: none)", 0, 0}, \
	{"ngrams", 0, OPTION_NUMBER, &(arguments)->ngrams, "N", \
		"also join up to N neighbours by _ (default: 1)", 1, TOKEN_NGRAMS_MOST}

/* What was given, as options again for filters that are run: add(context, option,
 * value, file) for each; file: the value is a path. */
int tokenrule_say(const struct token_arguments *arguments,
	int (*add)(void *context, const char *option, const char *value, bool file,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

void tokenrule_default(struct tokenrule *rule);
/* FAULT_USAGE where the line would be longer than its room. */
int tokenrule_check(const struct tokenrule *rule, struct fault *fault) MUST_USE;
void tokenrule_format(const struct tokenrule *rule, char out[TOKEN_RULE_TEXT]);

/* FAULT_DATA where it is no such line, as one of a later version. */
int tokenrule_parse(struct tokenrule *rule, const char *text, struct fault *fault) MUST_USE;

/* Puts what a command line says over the rule, but for stop words.  FAULT_USAGE. */
int tokenrule_apply(struct tokenrule *rule, const struct token_arguments *arguments,
	struct fault *fault) MUST_USE;

#endif
