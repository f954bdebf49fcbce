/* options_fuzz.c - any lines as the words of a command. */
#include "base/options.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool flag;
	static const char *text, *choice;
	static uint64_t number, bytes;
	static double real;
	static const struct option_row rows[] = {
		{"flag", 'f', OPTION_FLAG, &flag, NULL, "", 0, 0},
		{"text", 't', OPTION_TEXT, &text, "FILE", "", 0, 0},
		{"number", 'n', OPTION_NUMBER, &number, "N", "", 1, 1000},
		{"size", 's', OPTION_SIZE, &bytes, "SIZE", "", 0, 0},
		{"real", 'r', OPTION_REAL, &real, "X", "", 0, 1},
		{"choice", 'c', OPTION_CHOICE, &choice, "one|two|three", "", 0, 0},
		{0}};
	static const struct command command = {.name = "fuzz", .purpose = "",
		.operands = "[FILE...]", .rows = rows, .operands_most = 5};
	struct operands operands = {0};
	struct fault fault = {0};
	char *copy = malloc(size + 1), *at, *argv[64] = {(char[]){"fuzz"}};
	int argc = 1;

	memcpy(copy, data, size);
	copy[size] = 0;
	for (at = copy; at && argc < 63; argc++) {
		argv[argc] = at;
		at = strchr(at, '\n');
		if (at)
			*at++ = 0;
	}
	number = 1;
	real = 0;
	if (options_parse(&command, argc, argv, &operands, &fault)) {
		if (fault.kind != FAULT_USAGE || !*fault.text)
			abort();
	} else if (operands.count > 5 && !operands.help && !operands.version) {
		abort();
	}
	if (number < 1 || number > 1000 || !(real >= 0 && real <= 1))
		abort();
	free(operands.word);
	free(copy);
	return 0;
}
