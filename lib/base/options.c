/* options.c - parses a command's options by its table. */
#include "base/options.h"

#include "base/confined.h"
#include "base/fraction.h"
#include "base/memory.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row builtin[] = {
	{"help", 'h', OPTION_FLAG, NULL, NULL, "print this and exit", 0, 0},
	{"version", 'V', OPTION_FLAG, NULL, NULL,
		"print the version and exit; with -v also build, libraries and processor", 0, 0},
	{0}};

struct parse {
	const struct command *command;
	struct operands *operands;
	bool *given; /* size rows of the command */
	struct fault *fault;
};

static enum option_type type_of(const struct option_row *row)
{
	return row->type & OPTION_TYPE;
}

/* Edit distance of two short words (Wagner and Fischer), at most 99. */
static unsigned distance(const char *a, const char *b, size_t length_b)
{
	unsigned row[64];
	size_t i, j, length_a = strlen(a);

	if (length_a > 60 || length_b > 60)
		return 99;
	for (j = 0; j <= length_b; j++)
		row[j] = (unsigned)j;
	for (i = 1; i <= length_a; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (j = 1; j <= length_b; j++) {
			unsigned best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[length_b];
}

bool options_nearest(const char *word, const char *list, char *near, unsigned size)
{
	unsigned best = (unsigned)strlen(word) / 2 + 1;
	bool found = false;

	while (*list) {
		size_t length = strcspn(list, "|");
		unsigned d = distance(word, list, length);

		/* what was only begun: "gensim" of "gensim-npy" */
		if (strncmp(word, list, strlen(word)) == 0)
			d /= 2;
		if (d < best && length < size) {
			best = d;
			memcpy(near, list, length);
			near[length] = 0;
			found = true;
		}
		list += length + (list[length] == '|');
	}
	return found;
}

static const struct option_row *by_name(const struct command *command,
	const char *name, size_t length)
{
	const struct option_row *tables[2] = {command->rows, builtin}, *row;
	int i;

	for (i = 0; i < 2; i++)
		for (row = tables[i]; row->name; row++)
			if (strlen(row->name) == length && memcmp(row->name, name, length) == 0)
				return row;
	return NULL;
}

static const struct option_row *by_letter(const struct command *command, char letter)
{
	const struct option_row *tables[2] = {command->rows, builtin}, *row;
	int i;

	for (i = 0; i < 2; i++)
		for (row = tables[i]; row->name; row++)
			if (row->letter == letter)
				return row;
	return NULL;
}

static int unknown(const struct parse *parse, const char *name, size_t length)
{
	char list[2048] = "help|version", word[64], near[64];
	const struct option_row *row;
	size_t used = strlen(list);

	(void)snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), name);
	for (row = parse->command->rows; row->name; row++) {
		int n = snprintf(list + used, sizeof list - used, "|%s", row->name);

		if (n < 0 || (size_t)n >= sizeof list - used)
			break;
		used += (size_t)n;
	}
	if (options_nearest(word, list, near, sizeof near))
		return fault_set(parse->fault, FAULT_USAGE,
			"unknown option --%s; nearest is --%s", word, near);
	return fault_set(parse->fault, FAULT_USAGE,
		"unknown option --%s; --help lists them", word);
}

/* These say what is wrong with the value; take_long and take_letters, of which option,
 * by the name that was typed. */

/* Bounds beyond any use are not shown. */
static int out_of_range(const struct option_row *row, const char *text, struct fault *fault)
{
	if (row->most >= 1e12)
		return fault_set(fault, FAULT_USAGE, row->least > 0
			? "%s is not at least %.17g" : "%s is out of range", text, row->least);
	return fault_set(fault, FAULT_USAGE, "%s is not from %.17g to %.17g", text,
		row->least, row->most);
}

static int set_number(const struct option_row *row, const char *text, struct fault *fault)
{
	uint64_t number;

	if (type_of(row) == OPTION_SIZE ? !number_parse_size(text, &number)
				     : !number_parse_whole(text, strlen(text), &number))
		return fault_set(fault, FAULT_USAGE, "'%s' is not a %s", text,
			type_of(row) == OPTION_SIZE ? "size, as 64M" : "whole number");
	if ((row->least != 0 || row->most != 0)
		&& ((double)number < row->least || (double)number > row->most))
		return out_of_range(row, text, fault);
	*(uint64_t *)row->value = number;
	return 0;
}

/* Numbers, commas between. */
static int set_numbers(const struct option_row *row, const char *text, struct fault *fault)
{
	struct option_numbers *numbers = row->value;
	struct option_row one = *row;
	char part[32];

	if (text[strspn(text, "0123456789,")])
		return fault_set(fault, FAULT_USAGE,
			"'%s' is not whole numbers with commas between", text);
	numbers->count = 0;
	one.type = OPTION_NUMBER;
	while (true) {
		size_t length = strcspn(text, ",");

		if (numbers->count == OPTION_WORDS_MOST)
			return fault_set(fault, FAULT_USAGE, "more than %d numbers",
				OPTION_WORDS_MOST);
		(void)snprintf(part, sizeof part, "%.*s", (int)(length < 31 ? length : 31), text);
		one.value = &numbers->number[numbers->count++];
		if (set_number(&one, part, fault))
			return -1;
		if (!text[length])
			return 0;
		text += length + 1;
	}
}

static int set_real(const struct option_row *row, const char *text, struct fault *fault)
{
	double number;

	if (!number_parse_real(text, strlen(text), &number) || !isfinite(number))
		return fault_set(fault, FAULT_USAGE, "'%s' is not a number", text);
	if ((row->least != 0 || row->most != 0) && (number < row->least || number > row->most))
		return out_of_range(row, text, fault);
	*(double *)row->value = number;
	return 0;
}

static int set_fraction(const struct option_row *row, const char *text, struct fault *fault)
{
	double number;

	if (number_parse_real(text, strlen(text), &number) && !(number >= 0 && number <= 1))
		return fault_set(fault, FAULT_USAGE, "%s is not from 0 to 1", text);
	if (!fraction_parse(text, strlen(text), row->value))
		return fault_set(fault, FAULT_USAGE,
			"'%s' is not a part from 0 to 1, of %d decimals at most", text,
			FRACTION_DECIMALS);
	return 0;
}

static int set_least(const struct option_row *row, const char *text, struct fault *fault)
{
	if (!fraction_least_parse(text, strlen(text), row->value))
		return fault_set(fault, FAULT_USAGE, "'%s' is no whole number from 1 on, nor "
			"a part from 0.0 to 1.0", text);
	return 0;
}

static int set_choice(const struct option_row *row, const char *text, struct fault *fault)
{
	const char *list = row->argument;
	char near[64];

	while (*list) {
		size_t length = strcspn(list, "|");

		if (strlen(text) == length && memcmp(text, list, length) == 0) {
			*(const char **)row->value = text;
			return 0;
		}
		list += length + (list[length] == '|');
	}
	if (options_nearest(text, row->argument, near, sizeof near))
		return fault_set(fault, FAULT_USAGE, "'%s' is not one of %s; nearest is %s",
			text, row->argument, near);
	return fault_set(fault, FAULT_USAGE, "'%s' is not one of %s", text,
		row->argument);
}

static int set_pattern(const struct option_row *row, const char *text, struct fault *fault)
{
	size_t length = strlen(text);

	if (text[0] != '/')
		return set_choice(row, text, fault);
	if (length < 3 || text[length - 1] != '/')
		return fault_set(fault, FAULT_USAGE, "'%s' is nothing between two slashes",
			text);
	*(const char **)row->value = text;
	return 0;
}

static int set_again(const struct option_row *row, const char *text, struct fault *fault)
{
	struct option_words *words = row->value;

	if (words->count == OPTION_WORDS_MOST)
		return fault_set(fault, FAULT_USAGE, "given more than %d times",
			OPTION_WORDS_MOST);
	words->word[words->count++] = text;
	return 0;
}

unsigned options_words(const struct option_row *row, const char *const **word)
{
	const struct option_words *words = row->value;

	*word = row->value; /* one text is an array of one */
	return row->type & OPTION_AGAIN ? words->count : **word != NULL;
}

static int set(const struct parse *parse, const struct option_row *row, const char *text)
{
	if (row == &builtin[0]) {
		parse->operands->help = true;
		return 0;
	}
	if (row == &builtin[1]) {
		parse->operands->version = true;
		return 0;
	}
	parse->given[row - parse->command->rows] = true;
	switch ((int)type_of(row)) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		return 0;
	case OPTION_PATTERN:
		return set_pattern(row, text, parse->fault);
	case OPTION_INPUT:
		if (row->type & OPTION_AGAIN)
			return set_again(row, text, parse->fault);
		*(const char **)row->value = text;
		return 0;
	case OPTION_TEXT:
	case OPTION_CHARS:
	case OPTION_OUTPUT:
		*(const char **)row->value = text;
		return 0;
	case OPTION_NUMBERS:
		return set_numbers(row, text, parse->fault);
	case OPTION_REAL:
		return set_real(row, text, parse->fault);
	case OPTION_FRACTION:
		return set_fraction(row, text, parse->fault);
	case OPTION_LEAST:
		return set_least(row, text, parse->fault);
	case OPTION_CHOICE:
		return set_choice(row, text, parse->fault);
	default:
		return set_number(row, text, parse->fault);
	}
}

/* --name, --name=value, --name value.  Moves *at past what it took. */
static int take_long(const struct parse *parse, int argc, char **argv, int *at)
{
	const char *name = argv[*at] + 2;
	size_t length = strcspn(name, "=");
	const struct option_row *row = by_name(parse->command, name, length);
	const char *value = name[length] ? name + length + 1 : NULL;

	if (!row)
		return unknown(parse, name, length);
	if (row->type == OPTION_FLAG && value)
		return fault_set(parse->fault, FAULT_USAGE, "--%s takes no value", row->name);
	if (row->type != OPTION_FLAG && !value) {
		if (++*at >= argc)
			return fault_set(parse->fault, FAULT_USAGE, "--%s needs a value: %s",
				row->name, row->argument);
		value = argv[*at];
	}
	return set(parse, row, value) ? fault_at(parse->fault, "--%s", row->name) : 0;
}

/* -qv, -jN, -j N. */
static int take_letters(const struct parse *parse, int argc, char **argv, int *at)
{
	const char *letter = argv[*at] + 1;

	for (; *letter; letter++) {
		const struct option_row *row = by_letter(parse->command, *letter);
		const char *value = letter + 1;

		if (!row)
			return fault_set(parse->fault, FAULT_USAGE,
				"unknown option -%c; --help lists them",
				*letter > ' ' && *letter < 127 ? *letter : '?');
		if (row->type == OPTION_FLAG) {
			if (set(parse, row, NULL))
				return -1;
			continue;
		}
		if (!*value) {
			if (++*at >= argc)
				return fault_set(parse->fault, FAULT_USAGE,
					"-%c needs a value: %s", *letter, row->argument);
			value = argv[*at];
		}
		return set(parse, row, value) ? fault_at(parse->fault, "-%c", *letter) : 0;
	}
	return 0;
}

static int check_required(const struct parse *parse)
{
	const struct option_row *row;

	for (row = parse->command->rows; row->name; row++) {
		if (!(row->type & OPTION_REQUIRED) || parse->given[row - parse->command->rows])
			continue;
		if (row->letter)
			return fault_set(parse->fault, FAULT_USAGE, "-%c %s is missing: %s",
				row->letter, row->argument, row->help);
		return fault_set(parse->fault, FAULT_USAGE, "--%s %s is missing: %s", row->name,
			row->argument, row->help);
	}
	return 0;
}

/* What the operands read: standard input where there are none or one is "-". */
static bool operands_claim(const struct parse *parse, bool listed)
{
	const struct operands *operands = parse->operands;
	unsigned i;

	if (!parse->command->input)
		return false;
	for (i = 0; i < operands->count; i++)
		if (strcmp(operands->word[i], "-") == 0)
			return true;
	return operands->count == 0 && !listed && !parse->command->input_optional;
}

static int check_inputs(const struct parse *parse)
{
	const struct option_row *row, *first = NULL;
	const char *const *word;
	bool listed = false;
	unsigned i;

	for (row = parse->command->rows; row->name; row++) {
		if (type_of(row) != OPTION_INPUT || !parse->given[row - parse->command->rows])
			continue;
		listed = listed || (row->type & OPTION_LIST);
		for (i = 0; i < options_words(row, &word); i++) {
			if (strcmp(word[i], "-") != 0)
				continue;
			if (first)
				return fault_set(parse->fault, FAULT_USAGE,
					"standard input can't hold both --%s and --%s", first->name,
					row->name);
			first = row;
		}
	}
	if (first && operands_claim(parse, listed))
		return fault_set(parse->fault, FAULT_USAGE,
			"standard input can't hold both --%s and %s", first->name,
			parse->command->input);
	return 0;
}

/* One of the words of a row that takes "FILE|english|none". */
static bool is_word(const struct option_row *row, const char *text)
{
	const char *list = row->argument;

	while (*list) {
		size_t length = strcspn(list, "|");

		if (strlen(text) == length && memcmp(text, list, length) == 0)
			return true;
		list += length + (list[length] == '|');
	}
	return false;
}

/* What is no path by its type is none by its slashes either. */
static int check_confined_text(const struct parse *parse, const struct option_row *row,
	const char *text)
{
	const enum option_type type = type_of(row);
	char what[80];

	if (strcmp(text, "-") == 0 || is_word(row, text)
		|| (type == OPTION_TEXT && !strchr(text, '/') && !strstr(row->argument, "FILE")))
		return 0;
	(void)snprintf(what, sizeof what, "--%s", row->name);
	return confined_check(what, text, parse->fault);
}

static int check_confined_row(const struct parse *parse, const struct option_row *row)
{
	const enum option_type type = type_of(row);
	const char *const *word;
	unsigned i;

	if (type == OPTION_OUTPUT || (row->type & OPTION_LIST))
		return confined_refuse(row->name, parse->fault);
	if ((type != OPTION_INPUT && type != OPTION_TEXT) || (row->type & OPTION_NAMES))
		return 0;
	for (i = 0; i < options_words(row, &word); i++)
		if (check_confined_text(parse, row, word[i]))
			return -1;
	return 0;
}

static int check_confined(const struct parse *parse)
{
	const struct option_row *row;
	unsigned i;

	for (row = parse->command->rows; row->name; row++)
		if (parse->given[row - parse->command->rows] && check_confined_row(parse, row))
			return -1;
	for (i = 0; i < parse->operands->count; i++)
		if (strcmp(parse->operands->word[i], "-") != 0
			&& confined_check("an operand", parse->operands->word[i], parse->fault))
			return -1;
	return 0;
}

static int check_all(const struct parse *parse)
{
	const struct command *command = parse->command;
	unsigned count = parse->operands->count;

	if (parse->operands->help || parse->operands->version)
		return 0;
	if (count > command->operands_most)
		return fault_set(parse->fault, FAULT_USAGE, "one operand too many: '%s'",
			parse->operands->word[command->operands_most]);
	return check_required(parse) || check_inputs(parse)
		|| (confined() && check_confined(parse)) ? -1 : 0;
}

static void list_given(const struct parse *parse)
{
	const struct option_row *row;
	size_t count = 0;

	for (row = parse->command->rows; row->name; row++)
		if (parse->given[row - parse->command->rows])
			parse->operands->option[count++] = row->name;
}

static int take_words(const struct parse *parse, int argc, char **argv)
{
	struct operands *operands = parse->operands;
	bool ended = false;
	int at;

	for (at = 1; at < argc; at++) {
		const char *word = argv[at];
		int failed = 0;

		if (ended || word[0] != '-' || word[1] == 0)
			operands->word[operands->count++] = word;
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			failed = take_long(parse, argc, argv, &at);
		else
			failed = take_letters(parse, argc, argv, &at);
		if (failed)
			return -1;
	}
	list_given(parse);
	return check_all(parse);
}

int options_parse(const struct command *command, int argc, char **argv,
	struct operands *operands, struct fault *fault)
{
	struct parse parse = {command, operands, NULL, fault};
	size_t rows = 0;
	int failed;

	*operands = (struct operands){0};
	while (command->rows[rows].name)
		rows++;
	operands->word = memory_zeroed((size_t)argc + rows + 2, sizeof *operands->word, fault);
	operands->option = operands->word ? operands->word + argc + 1 : NULL;
	parse.given = operands->word ? memory_zeroed(rows + 1, sizeof *parse.given, fault) : NULL;
	failed = !parse.given || take_words(&parse, argc, argv);
	free(parse.given);
	return failed ? -1 : 0;
}

static int help_row(const struct option_row *row, struct bytes *out, struct fault *fault)
{
	char left[128];

	(void)snprintf(left, sizeof left, "  %c%c%s --%s%s%s", row->letter ? '-' : ' ',
		row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
		row->type == OPTION_FLAG ? "" : " ", row->type == OPTION_FLAG ? "" : row->argument);
	if (strlen(left) > 28)
		return bytes_printf(out, fault, "%s\n%30s%s%s\n", left, "", row->help,
			row->type & OPTION_REQUIRED ? " (required)" : "");
	return bytes_printf(out, fault, "%-30s%s%s\n", left, row->help,
		row->type & OPTION_REQUIRED ? " (required)" : "");
}

int options_help(const struct command *command, struct bytes *out, struct fault *fault)
{
	const struct option_row *row;

	if (bytes_printf(out, fault, "usage: %s [options] %s\n%s\n\n", command->name,
		command->operands, command->purpose))
		return -1;
	for (row = command->rows; row->name; row++)
		if (help_row(row, out, fault))
			return -1;
	for (row = builtin; row->name; row++)
		if (help_row(row, out, fault))
			return -1;
	if (command->note && bytes_printf(out, fault, "\n%s\n", command->note))
		return -1;
	return bytes_printf(out, fault, "\nThe manual: man %s\n", command->name);
}
