/* lda-choose - which of many judged models the data support. */
#include "base/bytes.h"
#include "base/fault.h"
#include "program.h"
#include "topic/verdict.h"

struct settings {
	struct shared_options shared;
};

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct verdict verdict = {.count = 0};
	struct bytes text = {0};
	unsigned i;
	int failed = 0;

	for (i = 0; !failed && i < operands->count; i++)
		failed = verdict_add(&verdict, operands->word[i], fault);
	if (operands->count == 0)
		failed = verdict_add(&verdict, "-", fault);
	failed = failed || verdict_put(&verdict, settings->shared.threads, &text, fault)
		|| program_write(&text, &settings->shared, fault);
	bytes_release(&text);
	verdict_release(&verdict);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.shared = {.output = NULL}};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {.name = "lda-choose", .operands = "[JUDGED...]",
		.input = "a judged model", .makes = "text", .rows = rows,
		.note = "Operands are files that lda-judge wrote.", .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
