/* options - one table makes a command's parsing, its --help and the list in
 * its man page agree.
 *
 * Options may follow operands; "--" ends them.  Long options take their
 * value as --name=value or --name value, letters as -jN or -j N; letters
 * without a value may be put together.  -h/--help and -V/--version belong to
 * every command and need no row. */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

enum option_type {
	OPTION_FLAG,   /* bool: set to true */
	OPTION_TEXT,   /* const char *: points into argv */
	OPTION_NUMBER, /* uint64_t: whole number within [least, most] */
	OPTION_NUMBERS, /* struct option_numbers: whole numbers, each within [least, most] */
	OPTION_REAL,   /* double within [least, most] */
	OPTION_FRACTION, /* struct fraction: a part from 0 to 1, exact */
	OPTION_LEAST,  /* struct fraction_least: so many, or a part of all */
	OPTION_SIZE,   /* uint64_t: bytes, K M G T for powers of 1024 */
	OPTION_CHOICE, /* const char *: one of the words of argument, a|b|c */
	OPTION_PATTERN, /* const char *: one of the words of argument, or /text between slashes/ */
	OPTION_CHARS,  /* const char *: text that is no path, whatever is in it */
	OPTION_INPUT,  /* const char *: a file to read, "-" is standard input */
	OPTION_OUTPUT, /* const char *: a file or a folder to write (cmd/common/outputs.h) */

	/* added to one of these, for which OPTION_TYPE is the mask */
	OPTION_TYPE = 0xff,
	OPTION_REQUIRED = 0x100, /* must be given */
	OPTION_LIST = 0x200,   /* OPTION_INPUT: the file lists the operands */
	OPTION_NAMES = 0x1000, /* OPTION_INPUT: names of what is built in, too, so that its reader
				calls confined_check for what is none */
	OPTION_AGAIN = 0x800,  /* OPTION_INPUT: struct option_words, one more each time */
	OPTION_PLAIN = 0x400   /* OPTION_OUTPUT: text, whatever the command makes */
};

enum { OPTION_WORDS_MOST = 16 };

struct option_words {
	const char *word[OPTION_WORDS_MOST];
	unsigned count;
};

/* Separated by commas. */
struct option_numbers {
	uint64_t number[OPTION_WORDS_MOST];
	unsigned count;
};

struct option_row {
	const char *name; /* long name; NULL ends the table */
	char letter;      /* 0: none */
	enum option_type type;
	void *value;          /* where it goes; left alone when not given */
	const char *argument; /* its name in --help: "FILE", "N", "a|b|c" */
	const char *help;     /* one line, lower case, with the default; a required one's
				says what makes the file, as messages do, too */
	double least, most;   /* both 0: any */
};

struct command {
	const char *name;
	const char *purpose;  /* one line; program_run takes it from commands.def */
	const char *operands; /* as the synopsis shows them: "[CORPUS...]" */
	const char *input;    /* what operands are: "the corpus"; NULL: no inputs */
	const char *makes;    /* what -o gets: kinds of streams, blanks between, or "text";
				NULL: known at run time alone */
	bool input_optional;  /* without operands standard input is not read */
	const struct option_row *rows;
	const char *note; /* what else --help says, NULL: nothing */
	unsigned operands_most;
	/* more lines "key<TAB>value" for --version -v, NULL: none */
	int (*describe)(struct bytes *out, struct fault *fault);
};

#define OPTIONS_ANY 0xffffffffu

struct operands {
	const char **word; /* points into argv; owned array, free() */
	unsigned count;
	const char **option; /* names of the rows that were given, then NULL; in word's array */
	bool help, version;
};

/* What a row of texts was given: their number, 0 for none. */
unsigned options_words(const struct option_row *row, const char *const **word);

/* Fills values and operands.  FAULT_USAGE names the option and, for one
 * that is unknown, the nearest there is; also where a required option is missing,
 * and where standard input is asked for twice: the second would find its end.
 * FAULT_DENIED where the process is confined (base/confined.h) and a row or an operand
 * names a file that it may not have.
 * With help or version set neither these nor the number of operands are checked. */
int options_parse(const struct command *command, int argc, char **argv,
	struct operands *operands, struct fault *fault) MUST_USE;

/* Appends the text of --help. */
int options_help(const struct command *command, struct bytes *out,
	struct fault *fault) MUST_USE;

/* The word of the list ("a|b|c") that is nearest to the given one, or perhaps begins with
 * it, copied into near; false where none is near enough. */
bool options_nearest(const char *word, const char *list, char *near, unsigned size);

#endif
