/* topic-docs - the documents of a topic, the topics of a document or of a word. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "topic/members.h"
#include "topiclist.h"

struct settings {
	struct shared_options shared;
	const char *topics, *document, *words, *model, *format, *each;
	uint64_t n;
	double least;
};

static int list_topics(struct source *vectors, const struct settings *settings,
	const struct members_options *options, struct outfile *out, struct fault *fault)
{
	return members_of_topics(vectors, settings->topics, options, out, fault);
}

static int list_documents(struct source *vectors, const struct settings *settings,
	const struct members_options *options, struct outfile *out, struct fault *fault)
{
	uint64_t found;

	if (members_of_documents(vectors, settings->document, options, out, &found, fault))
		return -1;
	if (settings->document && found == 0)
		return fault_set(fault, FAULT_DATA, "%s: no document \"%s\"", source_name(vectors),
			settings->document);
	return 0;
}

static int list_words(const struct settings *settings, const struct members_options *options,
	struct outfile *out, struct fault *fault)
{
	struct source model = {0};
	struct topiclist list;
	int failed = topiclist_split(&list, settings->words, fault)
		|| source_open_kind(&model, KIND_TOPICS, &settings->model, 1, fault)
		|| members_of_words(&model, list.part, list.count, options, out, fault);

	source_close(&model);
	topiclist_release(&list);
	return failed ? -1 : 0;
}

static int list_vectors(const struct settings *settings, const struct members_options *options,
	struct outfile *out, struct fault *fault)
{
	struct source vectors = {0};
	bool documents = settings->document || (settings->each && settings->each[0] == 'd');
	int failed = program_source(&vectors, KIND_VECTORS, &settings->shared, fault)
		|| (documents ? list_documents : list_topics)(&vectors, settings, options, out,
			fault);

	source_close(&vectors);
	return failed ? -1 : 0;
}

static int check(const struct settings *settings, struct fault *fault)
{
	int chosen = !!settings->topics + !!settings->document + !!settings->words
		+ !!settings->each;

	if (chosen > 1)
		return fault_set(fault, FAULT_USAGE,
			"one of --topic, --doc, --word and --each at a time");
	if (settings->words && !settings->model)
		return fault_set(fault, FAULT_USAGE,
			"--word needs --model TOPICS, from lda-train or lda-mstep");
	if (settings->model && !settings->words)
		return fault_set(fault, FAULT_USAGE,
			"--model goes with --word; topics and documents come from VECTORS");
	if (settings->words && settings->shared.operands.count > 0)
		return fault_set(fault, FAULT_USAGE, "--word reads only the model: no operands");
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct members_options options = {.n = (size_t)settings->n, .least = settings->least,
		.json = settings->format && settings->format[0] == 'j',
		.threads = settings->shared.threads};
	struct outfile out = {.descriptor = -1, .slot = -1};
	int failed = check(settings, fault) || outfile_open(&out, settings->shared.output, fault)
		|| (settings->words ? list_words(settings, &options, &out, fault)
				    : list_vectors(settings, &options, &out, fault))
		|| outfile_commit(&out, fault);

	outfile_release(&out);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.n = 10};
	const struct option_row rows[] = {
		{"doc", 0, OPTION_TEXT, &settings.document, "NAME",
			"the topics of this document", 0, 0},
		{"each", 0, OPTION_CHOICE, &settings.each, "topic|document",
			"a list for each topic (the default) or for each document", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"format", 0, OPTION_CHOICE, &settings.format, "tsv|json",
			"a line an entry, or an object a line for each list (default: tsv)", 0, 0},
		{"min", 0, OPTION_REAL, &settings.least, "SHARE",
			"leave out smaller shares (default: 0)", 0, 1e30},
		{"model", 0, OPTION_INPUT, &settings.model, "TOPICS", "the model for --word", 0, 0},
		{"number", 'n', OPTION_NUMBER, &settings.n, "N",
			"entries of each list (default: 10)", 1, 1e9},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"topic", 0, OPTION_TEXT, &settings.topics, "T,...",
			"the documents of these topics: numbers, from 0, or names", 0, 0},
		{"word", 0, OPTION_TEXT, &settings.words, "WORD,...",
			"the topics of these words, of --model", 0, 0},
		{0}};
	const struct command command = {.name = "topic-docs", .operands = "[VECTORS...]",
		.input = "the vectors", .makes = "text", .rows = rows,
		.note = "In the field: get_term_topics, --output-topic-docs, findThoughts.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
