/* options_test.c - one table: parsing, faults that name the option, --help. */
#include "base/options.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct {
	bool quiet, verbose;
	const char *output, *scheme;
	uint64_t threads, memory;
	double share;
	const char *model, *stop, *list;
} given;

static const struct option_row rows[] = {
	{"quiet", 'q', OPTION_FLAG, &given.quiet, NULL, "say less", 0, 0},
	{"verbose", 'v', OPTION_FLAG, &given.verbose, NULL, "say more", 0, 0},
	{"output", 'o', OPTION_TEXT, &given.output, "FILE", "write here", 0, 0},
	{"threads", 'j', OPTION_NUMBER, &given.threads, "N", "threads", 1, 1024},
	{"memory", 0, OPTION_SIZE, &given.memory, "SIZE", "at most this", 0, 0},
	{"share", 0, OPTION_REAL, &given.share, "X", "a share", 0, 1},
	{"scheme", 's', OPTION_CHOICE, &given.scheme, "tfidf|logent|bm25", "weights", 0, 0},
	{"a-name-that-is-too-long-for-its-column", 0, OPTION_TEXT, &given.output, "FILE", "long", 0, 0},
	{0}};

static const struct option_row input_rows[] = {
	{"model", 'm', OPTION_INPUT | OPTION_REQUIRED, &given.model, "MODEL", "from train", 0, 0},
	{"stop", 0, OPTION_INPUT, &given.stop, "FILE|english", "words to drop", 0, 0},
	{"list", 0, OPTION_INPUT | OPTION_LIST, &given.list, "FILE", "operands", 0, 0},
	{0}};

static const struct command command = {.name = "try", .purpose = "tries options",
	.operands = "[FILE...]", .rows = rows, .note = "A note.", .operands_most = 3};

static struct operands operands;
static struct fault fault;

/* Parses a line of words, "|" between them (words may hold blanks). */
static int parse_as(const struct command *what, const char *line)
{
	static char words[16384], *argv[64];
	int argc = 0;
	char *at = words;

	free(operands.word);
	memset(&given, 0, sizeof given);
	fault = (struct fault){0};
	(void)snprintf(words, sizeof words, "try|%s", line);
	for (argv[argc++] = at; (at = strchr(at, '|')) != NULL;) {
		*at++ = 0;
		argv[argc++] = at;
	}
	if (!*line)
		argc = 1;
	argv[argc] = NULL;
	return options_parse(what, argc, argv, &operands, &fault);
}

static int parse(const char *line)
{
	return parse_as(&command, line);
}

static void options_and_operands_mix(void)
{
	CHECK(parse("") == 0 && operands.count == 0);
	CHECK(parse("a|-q|b|--threads|4|-|--output=x=y") == 0);
	CHECK(operands.count == 3 && !strcmp(operands.word[0], "a")
		&& !strcmp(operands.word[1], "b") && !strcmp(operands.word[2], "-"));
	CHECK(given.quiet && given.threads == 4 && !strcmp(given.output, "x=y"));
	CHECK(parse("--|-q|--output") == 0 && operands.count == 2 && !given.quiet);
	CHECK(parse("--output|--|-q") == 0 && !strcmp(given.output, "--") && given.quiet);
	CHECK(parse("--output=") == 0 && !strcmp(given.output, ""));
	CHECK(parse("-o||x") == 0 && !strcmp(given.output, "") && operands.count == 1);
}

static void letters_may_be_combined(void)
{
	CHECK(parse("-qv") == 0 && given.quiet && given.verbose);
	CHECK(parse("-qj8") == 0 && given.quiet && given.threads == 8);
	CHECK(parse("-qj|8") == 0 && given.threads == 8 && operands.count == 0);
	CHECK(parse("-oqv") == 0 && !strcmp(given.output, "qv") && !given.quiet);
	CHECK(parse("-qx") == -1 && fault.kind == FAULT_USAGE && strstr(fault.text, "-x"));
	CHECK(parse("-j") == -1 && strstr(fault.text, "-j needs a value: N"));
}

static void values_are_checked(void)
{
	static const char *const bad[] = {"-j0", "-j1025", "-jx", "-j|-1", "-j1.5", "--threads=",
		"--threads= 4", "--memory=12Q", "--memory=", "--share=1.5", "--share=-0.1",
		"--share=x", "--share=nan", "--share=inf", "--share=1e999", "--scheme=tf",
		"--scheme=", "--quiet=1", "--threads",
		"--memory=99999999999999999999999", "-j99999999999999999999"};
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(parse(bad[i]) == -1);
		CHECK(fault.kind == FAULT_USAGE);
		CHECK(!strchr(fault.text, '\n'));
	}
	CHECK(parse("-j1024|--memory=64M|--share=0.5|--scheme=bm25") == 0);
	CHECK(given.threads == 1024 && given.memory == (uint64_t)64 << 20);
	CHECK(given.share > 0.49 && given.share < 0.51 && !strcmp(given.scheme, "bm25"));
	CHECK(parse("--share=0|-j1") == 0 && parse("--share=1") == 0);
	CHECK(parse("--memory=18446744073709551615") == 0 && given.memory == UINT64_MAX);
}

static void faults_name_what_is_near(void)
{
	CHECK(parse("--thread=4") == -1 && strstr(fault.text, "--threads"));
	CHECK(parse("--versoin") == -1 && strstr(fault.text, "--version"));
	CHECK(parse("--zzzzzzzz") == -1 && !strstr(fault.text, "nearest"));
	CHECK(parse("--scheme=bm52") == -1 && strstr(fault.text, "nearest is bm25"));
	CHECK(parse("-j|x") == -1 && !strncmp(fault.text, "-j: 'x'", 7));
	CHECK(parse("-j0") == -1 && !strncmp(fault.text, "-j: 0 is not", 12));
	CHECK(parse("--threads=x") == -1 && !strncmp(fault.text, "--threads: 'x'", 14));
	CHECK(parse("a|b|c|d") == -1 && strstr(fault.text, "'d'"));
	CHECK(fault.kind == FAULT_USAGE);
}

static void long_words_are_safe(void)
{
	static char line[8192];

	memset(line, 'x', sizeof line - 1);
	memcpy(line, "--", 2);
	CHECK(parse(line) == -1 && fault.kind == FAULT_USAGE);
	memcpy(line, "--scheme=", 9);
	CHECK(parse(line) == -1 && fault.kind == FAULT_USAGE);
	memcpy(line, "--threads=", 10);
	CHECK(parse(line) == -1 && fault.kind == FAULT_USAGE);
	memcpy(line, "--share=00", 10);
	CHECK(parse(line) == -1 && fault.kind == FAULT_USAGE);
	memcpy(line, "-o", 2);
	CHECK(parse(line) == 0 && strlen(given.output) == sizeof line - 3);
}

static void numbers_of_operands_are_checked(void)
{
	struct command none = command;
	char *argv[] = {(char[]){"try"}, (char[]){"a"}, (char[]){"--help"}, NULL};

	none.operands_most = 0;
	free(operands.word);
	CHECK(options_parse(&none, 2, argv, &operands, &fault) == -1);
	CHECK(fault.kind == FAULT_USAGE && strstr(fault.text, "one operand too many: 'a'"));
	free(operands.word);
	/* with --help too many are no fault */
	CHECK(options_parse(&none, 3, argv, &operands, &fault) == 0 && operands.help);
}

static void help_lists_every_row(void)
{
	struct bytes text = {0};
	const struct option_row *row;

	CHECK(options_help(&command, &text, &fault) == 0 && bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "usage: try [options] [FILE...]\n") == text.data);
	for (row = rows; row->name; row++) {
		char name[64];

		(void)snprintf(name, sizeof name, "--%s", row->name);
		CHECK(strstr(text.data, name) && strstr(text.data, row->help));
	}
	CHECK(strstr(text.data, "-s, --scheme tfidf|logent|bm25"));
	CHECK(strstr(text.data, "-h, --help") && strstr(text.data, "-V, --version"));
	CHECK(strstr(text.data, "A note.") && strstr(text.data, "man try"));
	bytes_release(&text);
	CHECK(parse("-hV") == 0 && operands.help && operands.version);
}

static void what_is_required_is_asked_for(void)
{
	const struct command reader = {.name = "try", .purpose = "", .operands = "[FILE...]",
		.input = "the text", .rows = input_rows, .operands_most = 3};
	struct bytes text = {0};

	CHECK(parse_as(&reader, "a") == -1 && fault.kind == FAULT_USAGE);
	CHECK(!strcmp(fault.text, "-m MODEL is missing: from train"));
	CHECK(parse_as(&reader, "a|--model=x") == 0 && !strcmp(given.model, "x"));
	/* with --help a missing one is no fault */
	CHECK(parse_as(&reader, "--help") == 0);
	CHECK(options_help(&reader, &text, &fault) == 0 && bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "from train (required)\n") && !strstr(text.data, "drop (req"));
	bytes_release(&text);
}

static void standard_input_is_asked_for_once(void)
{
	static const char both[] = "standard input can't hold both ";
	struct command reader = {.name = "try", .purpose = "", .operands = "[FILE...]",
		.input = "the text", .rows = input_rows, .operands_most = 3};

	CHECK(parse_as(&reader, "-m|-|a") == 0 && parse_as(&reader, "-m|a") == 0);
	CHECK(parse_as(&reader, "-m|a|-") == 0);
	CHECK(parse_as(&reader, "-m|-") == -1 && fault.kind == FAULT_USAGE);
	CHECK(strstr(fault.text, both) == fault.text && strstr(fault.text, "--model and the text"));
	CHECK(parse_as(&reader, "-m|-|a|-") == -1 && strstr(fault.text, "--model and the text"));
	CHECK(parse_as(&reader, "-m|-|--stop|-|a") == -1
		&& strstr(fault.text, "--model and --stop"));
	CHECK(parse_as(&reader, "-m|a|--stop|english") == 0);
	/* a list names the operands, so standard input is free without any */
	CHECK(parse_as(&reader, "-m|-|--list|f") == 0);
	CHECK(parse_as(&reader, "-m|-|--list|-") == -1
		&& strstr(fault.text, "--model and --list"));
	CHECK(parse_as(&reader, "-m|x|--list|-") == 0);
	reader.input_optional = true;
	CHECK(parse_as(&reader, "-m|-") == 0 && parse_as(&reader, "-m|-|-") == -1);
	reader.input = NULL;
	CHECK(parse_as(&reader, "-m|-|-") == 0);
}

static void given_again(void)
{
	static struct option_words words;
	static const char *pattern;
	static const struct option_row again_rows[] = {
		{"stop", 0, OPTION_INPUT | OPTION_AGAIN, &words, "FILE", "words", 0, 0},
		{"words", 0, OPTION_PATTERN, &pattern, "alnum|/REGEX/", "words", 0, 0}, {0}};
	const struct command many = {.name = "try", .purpose = "", .operands = "", .input = "it",
		.rows = again_rows, .operands_most = 1};
	const char *const *word;
	int i;

	words.count = 0;
	CHECK(parse_as(&many, "--stop|a|x|--stop=b|--words|/a b/") == 0);
	CHECK(words.count == 2 && strcmp(words.word[0], "a") == 0 && strcmp(words.word[1], "b") == 0);
	CHECK(options_words(&again_rows[0], &word) == 2 && strcmp(word[1], "b") == 0);
	CHECK(options_words(&again_rows[1], &word) == 1 && strcmp(*word, "/a b/") == 0);
	CHECK(parse_as(&many, "--words|/a|x") == -1 && strstr(fault.text, "two slashes"));
	CHECK(parse_as(&many, "--words|alnu|x") == -1 && strstr(fault.text, "nearest is alnum"));
	words.count = 0;
	CHECK(parse_as(&many, "--stop|a|--stop|-|-") == -1
		&& strstr(fault.text, "both --stop and it"));
	words.count = 0;
	CHECK(parse_as(&many, "--stop|-|--stop|-|x") == -1);
	for (words.count = 0, i = 0; i < OPTION_WORDS_MOST; i++)
		CHECK(parse_as(&many, "--stop|a|x") == 0);
	CHECK(parse_as(&many, "--stop|a|x") == -1 && strstr(fault.text, "more than 16 times"));
}

static void nearest_words_are_found(void)
{
	char near[8];

	CHECK(options_nearest("beta", "alpha|betta|gamma", near, sizeof near)
		&& !strcmp(near, "betta"));
	CHECK(options_nearest("gamm", "alpha|gamma-1", near, sizeof near)
		&& !strcmp(near, "gamma-1"));
	CHECK(!options_nearest("", "alpha", near, sizeof near));
	CHECK(!options_nearest("beta", "", near, sizeof near));
	CHECK(!options_nearest("beta", "delta-force-nine", near, sizeof near));
	CHECK(!options_nearest("a-long-name", "a-long-nam", near, sizeof near));
}

int main(void)
{
	RUN(options_and_operands_mix);
	RUN(letters_may_be_combined);
	RUN(values_are_checked);
	RUN(faults_name_what_is_near);
	RUN(long_words_are_safe);
	RUN(numbers_of_operands_are_checked);
	RUN(help_lists_every_row);
	RUN(what_is_required_is_asked_for);
	RUN(standard_input_is_asked_for_once);
	RUN(given_again);
	RUN(nearest_words_are_found);
	free(operands.word);
	return unit_end();
}
