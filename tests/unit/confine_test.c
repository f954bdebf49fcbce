/* confine_test.c - paths that a confined filter may name, and locks on files. */
#include "base/confined.h"
#include "base/filelock.h"
#include "base/options.h"
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fault fault;

static void a_path_lies_in_a_folder(void)
{
	static const struct {
		const char *path;
		bool may;
	} paths[] = {{"/a/store/x", true}, {"/shared/y/z", true}, {"/a/store", false},
		{"/a/storex", false}, {"/a/store/../x", false}, {"/a/store/x/..", false},
		{"/a/store/..x", true}, {"x", false}, {"", false}, {"/etc/passwd", false},
		{"/a/store/x/../../y", false}};
	size_t i;

	CHECK(!confined());
	CHECK(setenv(CONFINED_VARIABLE, "/a/store:/shared", 1) == 0 && confined());
	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		fault = (struct fault){0};
		CHECK((confined_check("an operand", paths[i].path, &fault) == 0) == paths[i].may);
		CHECK(paths[i].may || fault.kind == FAULT_DENIED);
	}
	/* empty folders allow nothing */
	CHECK(setenv(CONFINED_VARIABLE, ":", 1) == 0);
	CHECK(confined_check("an operand", "/x", &fault) == -1);
	CHECK(unsetenv(CONFINED_VARIABLE) == 0);
}

static const char *in, *out, *list, *word, *text;

static int parse(char *first, char *second)
{
	static const struct option_row rows[] = {
		{"in", 0, OPTION_INPUT, &in, "FILE", "", 0, 0},
		{"out", 'o', OPTION_OUTPUT, &out, "FILE", "", 0, 0},
		{"list", 0, OPTION_INPUT | OPTION_LIST, &list, "FILE", "", 0, 0},
		{"word", 0, OPTION_INPUT, &word, "FILE|english|none", "", 0, 0},
		{"text", 0, OPTION_TEXT, &text, "NAME", "", 0, 0},
		{0}};
	static const struct command command = {.name = "test", .operands = "", .rows = rows,
		.operands_most = OPTIONS_ANY};
	char name[] = "test", *argv[] = {name, first, second, NULL};
	struct operands operands;
	int failed;

	fault = (struct fault){0};
	failed = options_parse(&command, second ? 3 : 2, argv, &operands, &fault);
	free(operands.word);
	return failed;
}

static void option_rows_say_what_is_a_path(void)
{
	static char good[][2][32] = {{"--in", "/s/x"}, {"--in", "-"}, {"--word", "english"},
		{"--word", "/s/list"}, {"--text", "a word"}, {"/s/x", "-"}};
	static char bad[][2][32] = {{"--in", "/t/x"}, {"--in", "x"}, {"-o", "/s/x"},
		{"--out", "x"}, {"--list", "/s/x"}, {"--word", "englisch"}, {"--text", "a/b"},
		{"/t/x", "/s/x"}, {"x", "/s/x"}};
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(parse(bad[i][0], bad[i][1]) == 0);
	CHECK(setenv(CONFINED_VARIABLE, "/s", 1) == 0);
	for (i = 0; i < sizeof good / sizeof *good; i++)
		CHECK(parse(good[i][0], good[i][1]) == 0);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(parse(bad[i][0], bad[i][1]) == -1 && fault.kind == FAULT_DENIED);
	CHECK(unsetenv(CONFINED_VARIABLE) == 0);
}

static void locks_exclude(void)
{
	char path[] = "/tmp/confine_test-XXXXXX";
	int first = mkstemp(path), second = open(path, O_RDWR), closed = open(path, O_RDWR);

	CHECK(first >= 0 && second >= 0 && close(closed) == 0);
	CHECK(filelock_take(first, false) == FILELOCK_TAKEN);
	CHECK(filelock_take(second, false) == FILELOCK_TAKEN);
	CHECK(filelock_take(second, true) == FILELOCK_BUSY);
	CHECK(close(first) == 0 && filelock_take(second, true) == FILELOCK_TAKEN);
	CHECK(filelock_take(closed, true) == FILELOCK_NONE);
	CHECK(close(second) == 0 && unlink(path) == 0);
}

int main(void)
{
	RUN(a_path_lies_in_a_folder);
	RUN(option_rows_say_what_is_a_path);
	RUN(locks_exclude);
	return unit_end();
}
