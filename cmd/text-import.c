/* text-import - texts as people have them to lines id<TAB>text. */
#include "base/input.h"
#include "base/memory.h"
#include "base/outfile.h"
#include "format/idset.h"
#include "format/textforms.h"
#include "format/textimport.h"
#include "program.h"
#include "topiclist.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	const char *from, *id, *text, *meta, *fields, *names;
	struct importjob job;
	uint64_t words;
	bool fail_empty;
};

struct fieldlist {
	struct topiclist texts, others;
	const char **field; /* size count */
	size_t count;
};

static void fieldlist_release(struct fieldlist *list)
{
	topiclist_release(&list->texts);
	topiclist_release(&list->others);
	free(list->field);
}

/* The id, the texts, and those of the table, in this order. */
static int list_fields(struct fieldlist *list, struct settings *settings, struct fault *fault)
{
	struct importsettings *import = &settings->job.settings;
	const struct textform *form = import->form;
	const char *id = settings->id ? settings->id
		: form->whole ? settings->names : form->id;
	size_t i;

	if (topiclist_split(&list->texts, settings->text ? settings->text : form->text, fault)
		|| (settings->fields && topiclist_split(&list->others, settings->fields, fault)))
		return -1;
	list->field = memory_zeroed(1 + list->texts.count + list->others.count,
		sizeof *list->field, fault);
	if (!list->field)
		return -1;
	list->field[list->count++] = id;
	for (i = 0; i < list->texts.count; i++)
		list->field[list->count++] = list->texts.part[i];
	for (i = 0; i < list->others.count; i++)
		list->field[list->count++] = list->others.part[i];
	import->field = list->field;
	import->fields = list->count;
	import->texts = list->texts.count;
	return 0;
}

static int check(const struct settings *settings, struct fault *fault)
{
	if (!settings->meta != !settings->fields)
		return fault_set(fault, FAULT_USAGE, "--meta FILE and --fields FIELD,... go together");
	if (settings->id && settings->job.settings.number)
		return fault_set(fault, FAULT_USAGE, "--id and --number exclude each other");
	return 0;
}

static void tell_all(const struct importtold *told, uint64_t count, const char *what)
{
	uint64_t i;

	for (i = 0; i < count && i < IMPORT_TOLD; i++)
		program_note("%s: line %llu: %s", told[i].path, (unsigned long long)told[i].line,
			told[i].cause);
	if (count)
		program_note("%llu %s", (unsigned long long)count, what);
}

static void tell(const struct importtotals *totals, const struct importsettings *settings)
{
	size_t i;

	for (i = 1; totals->documents && i < settings->fields && i < 64; i++)
		if (!(totals->seen >> i & 1)) /* perhaps misspelt */
			program_note("no document has a field \"%s\"", settings->field[i]);
	tell_all(totals->told, totals->broken, "records are broken and were left out");
	tell_all(totals->same, totals->doubled, "ids came before; their documents were kept");
	if (totals->unlooked)
		program_note("ids after the first %zu were not compared with each other", IDSET_MOST);
	if (totals->invalid)
		program_note("%s: line %llu: %s; U+FFFD stands for each of them, in %llu values; "
			"--encoding names another", totals->foreign.path,
			(unsigned long long)totals->foreign.line, totals->foreign.cause,
			(unsigned long long)totals->invalid);
	if (totals->redirects || totals->elsewhere || totals->brief)
		program_note("left out: %llu redirects, %llu pages of other namespaces, %llu texts "
			"of fewer words than --min-words", (unsigned long long)totals->redirects,
			(unsigned long long)totals->elsewhere, (unsigned long long)totals->brief);
	program_note("%llu documents", (unsigned long long)totals->documents);
}

static int import(struct settings *settings, struct fault *fault)
{
	struct outfile out = {0}, meta = {0}, *both[] = {&out, &meta};
	struct importtotals totals;
	int failed = outfile_open(&out, settings->shared.output, fault);

	if (!failed && settings->meta)
		failed = outfile_open(&meta, settings->meta, fault)
			|| outfile_differ(&out, &meta, fault);
	failed = failed || textimport_run(&settings->job, &out, settings->meta ? &meta : NULL,
		&totals, fault);
	if (!failed && settings->fail_empty && totals.documents == 0)
		failed = fault_set(fault, FAULT_DATA, "%s: no document in it (--fail-empty)",
			input_name(settings->job.count ? settings->job.paths[0] : NULL));
	failed = failed || outfile_commit_all(both, settings->meta ? 2 : 1, fault);
	outfile_release(&out);
	outfile_release(&meta);
	if (!failed)
		tell(&totals, &settings->job.settings);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct fieldlist list = {0};
	int failed;

	memory_keep();
	settings->job.settings.form = textforms_find(settings->from);
	settings->job.settings.words = settings->words == UINT64_MAX
		? settings->job.settings.form->words : settings->words;
	settings->job.paths = operands->word;
	settings->job.count = operands->count;
	settings->job.threads = settings->shared.threads;
	failed = check(settings, fault) || list_fields(&list, settings, fault)
		|| import(settings, fault);
	fieldlist_release(&list);
	return failed ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct settings settings = {.names = "path", .words = UINT64_MAX};
	struct importsettings *import = &settings.job.settings;
	const struct option_row rows[] = {
		{"encoding", 0, OPTION_TEXT, &settings.job.encoding, "NAME",
			"of texts without a byte order mark, as iconv calls it (default: UTF-8)", 0, 0},
		{"fail-empty", 0, OPTION_FLAG, &settings.fail_empty, NULL,
			"status 65 where there is no document at all", 0, 0},
		{"fields", 0, OPTION_TEXT, &settings.fields, "FIELD,...",
			"the fields of the table that --meta names", 0, 0},
		{"files0-from", 0, OPTION_INPUT | OPTION_LIST, &settings.job.files0, "FILE",
			"read operands from FILE, each ended by a zero byte", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"from", 0, OPTION_CHOICE | OPTION_REQUIRED, &settings.from, TEXTFORMS_WORDS,
			"the form of the texts", 0, 0},
		{"id", 0, OPTION_TEXT, &settings.id, "FIELD",
			"the field of names (default: id; of mbox message-id, mallet name, wiki title)",
			0, 0},
		{"max-document", 0, OPTION_SIZE, &settings.job.record_most, "SIZE",
			"refuse longer records (default: 256M)", 1, 0x1p31},
		{"meta", 0, OPTION_OUTPUT | OPTION_PLAIN, &settings.meta, "FILE",
			"write other fields here, a row a document, with a line of names", 0, 0},
		{"min-words", 0, OPTION_NUMBER, &settings.words, "N",
			"leave out texts of fewer words (default: wiki 50, others 0)", 0, 1e9},
		{"name", 0, OPTION_CHOICE, &settings.names, "path|file|stem",
			"a file's document is named by its path, without folder, without ending "
			"(default: path)", 0, 0},
		{"namespaces", 0, OPTION_TEXT, &import->namespaces, "N,...",
			"keep wiki pages of these (default: 0, articles)", 0, 0},
		{"no-header", 0, OPTION_FLAG, &import->headerless, NULL,
			"csv and tsv have no line of names; fields are numbers from 1", 0, 0},
		{"number", 0, OPTION_FLAG, &import->number, NULL,
			"name documents by the numbers of their records", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"strict", 0, OPTION_FLAG, &import->strict, NULL,
			"stop at a broken record, or at an id that comes again", 0, 0},
		{"text", 0, OPTION_TEXT, &settings.text, "FIELD,...",
			"the fields of the text, joined by blanks (default: text; of mbox body)", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"unescape", 0, OPTION_FLAG, &import->unescape, NULL,
			"resolve \\n, \\t, \\\\ and \\uXXXX in texts", 0, 0},
		{0}};
	const struct command command = {.name = "text-import", .operands = "[FILE...]",
		.input = "the texts", .makes = "text", .rows = rows,
		.note = "Forms:" TEXTFORMS_LINES,
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
