/* topic-report - a page about a topic model, one file for a browser. */
#include "base/bytes.h"
#include "program.h"
#include "reportfolders.h"
#include "topic/pagedata.h"
#include "topic/reportpage.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *ldavis, *dfr;
	const char *model, *like, *table, *group, *key, *title, *texts;
	uint64_t words, docs;
	struct text_arguments text;
};

static int check(const struct settings *settings, struct fault *fault)
{
	bool corpus = settings->shared.operands.count > 0;

	if (!settings->table != !settings->group)
		return fault_set(fault, FAULT_USAGE,
			"--by TABLE and --group FIELD go together: the table, and what to group by");
	if (settings->key && !settings->table)
		return fault_set(fault, FAULT_USAGE, "--key names a field of --by TABLE");
	if ((settings->table || settings->texts) && !corpus)
		return fault_set(fault, FAULT_USAGE, "%s needs the corpus: without documents there "
			"is nothing to %s", settings->table ? "--group" : "--texts",
			settings->table ? "group" : "show");
	if (settings->dfr && !corpus)
		return fault_set(fault, FAULT_USAGE, "--dfr needs the corpus: each document is in it");
	if (!settings->texts && (settings->text.input || settings->text.document_most))
		return fault_set(fault, FAULT_USAGE, "--input and --max-document go with --texts");
	return 0;
}

static int take_corpus(struct pagedata *report, const struct settings *settings,
	const struct pagedata_options *options, struct fault *fault)
{
	struct source source;
	int failed;

	if (settings->shared.operands.count == 0)
		return 0;
	if (program_source(&source, KIND_CORPUS, &settings->shared, fault))
		return -1;
	failed = pagedata_corpus(report, &source, options, fault);
	source_close(&source);
	return failed;
}

static int take_texts(struct pagedata *report, const struct settings *settings,
	struct fault *fault)
{
	struct documents *documents;
	uint64_t found;
	int failed;

	if (!settings->texts)
		return 0;
	documents = documents_open(&settings->text, &settings->texts, 1, fault);
	if (!documents)
		return -1;
	failed = pagedata_texts(report, documents, &found, fault);
	documents_close(documents);
	if (!failed && found == 0)
		program_note("%s has none of the documents that the page shows", settings->texts);
	return failed;
}

static void tell(const struct pagedata *report)
{
	if (report->table && report->groups.missing)
		program_note("%llu documents are in no group: the table has no key for them; such as "
			"%s, where the table has %s",
			(unsigned long long)report->groups.missing, report->groups.example,
			groupkeys_sample(&report->keys));
	if (report->table && report->keys.undated)
		program_note("%llu of %llu rows of the table left out: their date can't be read, such "
			"as %s", (unsigned long long)report->keys.undated,
			(unsigned long long)report->keys.rows, report->keys.example);
}

/* A word of the command, quoted where a shell would split it. */
static int put_word(struct bytes *out, const char *before, const char *word, struct fault *fault)
{
	bool plain = word[0] && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST"
		"UVWXYZ0123456789-_./:,=@%+")];

	if (bytes_printf(out, fault, "%s%s", before, plain ? "" : "'"))
		return -1;
	for (; *word; word++)
		if (*word == '\'' ? bytes_printf(out, fault, "'\\''") : bytes_append(out, word, 1, fault))
			return -1;
	return bytes_printf(out, fault, "%s", plain ? "" : "'");
}

static int describe(const struct settings *settings, struct bytes *out, struct fault *fault)
{
	const struct operands *operands = &settings->shared.operands;
	unsigned i;

	if (put_word(out, "topic-report --model ", settings->model, fault)
		|| (settings->table && (put_word(out, " --by ", settings->table, fault)
			|| put_word(out, " --group ", settings->group, fault)))
		|| (settings->key && put_word(out, " --key ", settings->key, fault))
		|| (settings->texts && put_word(out, " --texts ", settings->texts, fault))
		|| (settings->text.input && put_word(out, " --input ", settings->text.input, fault))
		|| (settings->like && put_word(out, " --like ", settings->like, fault))
		|| bytes_printf(out, fault, " --docs %llu -n %llu", (unsigned long long)settings->docs,
			(unsigned long long)settings->words))
		return -1;
	for (i = 0; i < operands->count; i++)
		if (put_word(out, " ", operands->word[i], fault))
			return -1;
	return bytes_terminate(out, fault);
}

/* The page, unless only other forms were asked for. */
static int put_all(const struct settings *settings, const struct pagedata *report,
	struct fault *fault)
{
	struct bytes command = {0}, page = {0};
	const struct dfrbrowser browser = {report, settings->title, settings->group};
	bool force = settings->shared.force;
	int failed = (settings->ldavis && reportfolders_ldavis(settings->ldavis, report, force, fault))
		|| (settings->dfr && reportfolders_dfr(settings->dfr, &browser, force, fault));

	if (!failed && (settings->shared.output || !(settings->ldavis || settings->dfr)))
		failed = describe(settings, &command, fault)
			|| reportpage_write(report, settings->title, command.data, report->recipe, &page,
				fault)
			|| program_write(&page, &settings->shared, fault);
	bytes_release(&page);
	bytes_release(&command);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct pagedata_options options = {(size_t)settings->words, (size_t)settings->docs,
		settings->like, settings->dfr != NULL, settings->shared.threads};
	struct pagedata report = {0};
	int failed = check(settings, fault)
		|| pagedata_model(&report, settings->model, &options, fault)
		|| (settings->table && pagedata_groups(&report, settings->table, settings->group,
			settings->key, fault))
		|| take_corpus(&report, settings, &options, fault)
		|| take_texts(&report, settings, fault) || put_all(settings, &report, fault);

	if (!failed)
		tell(&report);
	pagedata_release(&report);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.title = "Topics", .words = 15, .docs = 5};
	const struct option_row rows[] = {
		{"by", 0, OPTION_INPUT, &settings.table, "TABLE",
			"CSV, TSV or JSON Lines with the documents' names", 0, 0},
		{"dfr", 0, OPTION_TEXT, &settings.dfr, "DIR",
			"the files that dfr-browser reads: its folder data", 0, 0},
		{"docs", 0, OPTION_NUMBER, &settings.docs, "N",
			"documents of each topic (default: 5)", 1, 1000},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"group", 0, OPTION_TEXT, &settings.group, "FIELD[:PERIOD]",
			"trends over this field of the table; of a date its year, month, week or day",
			0, 0},
		{"input", 0, OPTION_CHOICE, &settings.text.input, "tsv|lines|files",
			"the form of --texts (default: tsv)", 0, 0},
		{"key", 0, OPTION_TEXT, &settings.key, "FIELD",
			"the table's field of names (default: id, doc, document, name or file)", 0, 0},
		{"ldavis", 0, OPTION_TEXT, &settings.ldavis, "DIR",
			"lda.json, which LDAvis and pyLDAvis show", 0, 0},
		{"like", 0, OPTION_INPUT, &settings.like, "TOPICS",
			"an earlier model: its topics keep their colours", 0, 0},
		{"max-document", 0, OPTION_SIZE, &settings.text.document_most, "SIZE",
			"refuse longer documents (default: 1G)", 1, (double)DOCUMENT_BYTES_MOST},
		{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.model, "TOPICS",
			"the model, from lda-train or lda-mstep", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"texts", 0, OPTION_INPUT, &settings.texts, "TEXT",
			"the documents' texts: shows how each begins", 0, 0},
		{"title", 0, OPTION_TEXT, &settings.title, "TEXT", "(default: Topics)", 0, 0},
		{"words", 'n', OPTION_NUMBER, &settings.words, "N",
			"words of each topic (default: 15)", 1, 100},
		{0}};
	const struct command command = {.name = "topic-report", .operands = "[CORPUS...]",
		.input = "the corpus", .input_optional = true, .makes = "text", .rows = rows,
		.note = "In the field: pyLDAvis, LDAvis, dfr-browser.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
