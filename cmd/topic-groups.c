/* topic-groups - mean shares of topics over time, by author, by class. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/input.h"
#include "program.h"
#include "topic/groups.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *table, *group, *key, *tokens, *weight, *format;
};

struct work {
	struct groupkeys keys;
	struct source vectors, corpus;
	struct groups groups;
};

/* Notes on rows of the table that can't be used, and on documents that it lacks. */
static void tell(const struct work *work, const char *path)
{
	const struct groupkeys *keys = &work->keys;
	size_t empty = 0, i;

	if (keys->doubled)
		program_note("%s: %llu rows repeat a key, %llu of them with another "
			"group: the first is used", input_name(path), (unsigned long long)keys->doubled,
			(unsigned long long)keys->conflicting);
	if (keys->undated)
		program_note("%s: %llu of %llu rows left out: their date can't be read, such as %s",
			input_name(path), (unsigned long long)keys->undated,
			(unsigned long long)keys->rows, keys->example);
	if (work->groups.missing)
		program_note("%llu documents left out: the table has no key for them; such as %s, "
			"where the table has %s", (unsigned long long)work->groups.missing,
			work->groups.example, groupkeys_sample(keys));
	for (i = 0; i < keys->groups; i++)
		empty += !(work->groups.weight[i] > 0);
	if (empty)
		program_note("%zu of %zu groups have no document, or none with a word, and no line",
			empty, keys->groups);
}

static int open_all(struct work *work, const struct settings *settings, struct fault *fault)
{
	bool by_tokens = settings->weight && strcmp(settings->weight, "tokens") == 0;

	if (by_tokens && !settings->tokens)
		return fault_set(fault, FAULT_USAGE, "--weight tokens needs --tokens CORPUS, the "
			"counts of the vectors");
	return groupkeys_read(&work->keys, settings->table, settings->group, settings->key, fault)
			|| program_source(&work->vectors, KIND_VECTORS, &settings->shared, fault)
			|| (settings->tokens && source_open_kind(&work->corpus, KIND_CORPUS,
				&settings->tokens, 1, fault))
			|| groups_init(&work->groups, &work->keys,
				(size_t)work->vectors.header.columns, by_tokens, fault)
		? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct work work = {0};
	struct bytes text = {0};
	int failed = open_all(&work, settings, fault)
		|| groups_add(&work.groups, &work.vectors, settings->tokens ? &work.corpus : NULL,
			settings->shared.threads, fault)
		|| groups_check(&work.groups, settings->table, fault)
		|| groups_format(&work.groups, settings->format && settings->format[0] == 'j', &text,
			fault)
		|| program_write(&text, &settings->shared, fault);

	if (!failed)
		tell(&work, settings->table);
	bytes_release(&text);
	groups_release(&work.groups);
	source_close(&work.corpus);
	source_close(&work.vectors);
	groupkeys_release(&work.keys);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		{"by", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.table, "TABLE",
			"CSV, TSV or JSON Lines with the documents' names, as text-import --meta "
			"writes it", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"format", 0, OPTION_CHOICE, &settings.format, "tsv|json",
			"a line a group and topic, or an object a group (default: tsv)", 0, 0},
		{"group", 0, OPTION_TEXT | OPTION_REQUIRED, &settings.group, "FIELD[:PERIOD]",
			"the field to group by; of a date its year, month, week or day", 0, 0},
		{"key", 0, OPTION_TEXT, &settings.key, "FIELD",
			"the field of names (default: id, doc, document, name or file)", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"tokens", 0, OPTION_INPUT, &settings.tokens, "CORPUS",
			"the counts of the vectors, for the tokens of each document", 0, 0},
		{"weight", 0, OPTION_CHOICE, &settings.weight, "documents|tokens",
			"the weight of a document in a mean (default: documents, 1 each)", 0, 0},
		{0}};
	const struct command command = {.name = "topic-groups",
		.operands = "[VECTORS...]", .input = "the vectors", .makes = "text", .rows = rows,
		.note = "In the field: topics over time, topics per class, estimateEffect.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
