/* corpus-select - keeps some documents or some terms of a corpus. */
#include "base/fault.h"
#include "base/memory.h"
#include "stream/lineage.h"
#include "program.h"
#include "stream/relay.h"
#include "text/columnmap.h"

#include <stdatomic.h>
#include <stdlib.h>

struct settings {
	struct shared_options shared;
	const char *documents, *terms;
	bool invert;
};

struct work {
	struct wordlist documents, terms;
	bool by_documents, by_terms, invert;
	struct columnmap map;
	atomic_bool *met; /* size of documents' list: a document has the name */
	atomic_ullong kept;
};

/* True for a row whose name is in the list, which then counts as met. */
static bool is_listed(struct work *work, const struct rows *in, size_t row)
{
	size_t length = in->name[row + 1] - in->name[row] - 1;
	uint32_t at = wordlist_find(&work->documents, rows_name(in, row), length);

	if (at == TERM_UNKNOWN)
		return false;
	atomic_store_explicit(&work->met[at], true, memory_order_relaxed);
	return true;
}

static int select_rows(void *context, const struct rows *in, struct rows *out,
	struct fault *fault)
{
	struct work *work = context;
	size_t row;

	for (row = 0; row < in->count; row++) {
		if (work->by_documents && is_listed(work, in, row) == work->invert)
			continue;
		if (work->by_terms ? columnmap_row(&work->map, in, row, out, fault)
				   : rows_copy(out, in, row, fault))
			return -1;
	}
	work->kept += out->count;
	return 0;
}

static int prepare(const struct settings *settings, struct work *work, struct fault *fault)
{
	work->by_documents = settings->documents != NULL;
	work->by_terms = settings->terms != NULL;
	work->invert = settings->invert;
	if (!work->by_documents && !work->by_terms)
		return fault_set(fault, FAULT_USAGE,
			"--docs FILE or --terms FILE says what to keep");
	if ((work->by_documents && wordlist_read(&work->documents, settings->documents, fault))
		|| (work->by_terms && wordlist_read(&work->terms, settings->terms, fault)))
		return -1;
	work->met = memory_zeroed(work->documents.words.size, sizeof *work->met, fault);
	return work->met ? 0 : -1;
}

/* What a list names and the corpus lacks. */
static int tell_missing(const struct settings *settings, const struct work *work,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	const struct vocabulary *names = &work->documents.words, *terms = &work->terms.words;
	struct missing documents = {0}, columns = {0};
	struct termindex index = {0};
	size_t i;
	int failed = work->by_terms ? termindex_init(&index, vocabulary, fault) : 0;

	for (i = 0; work->by_documents && i < names->size && !failed; i++)
		failed = missing_look(&documents, work->met[i], vocabulary_term(names, i),
			vocabulary_length(names, i), fault);
	for (i = 0; work->by_terms && i < terms->size && !failed; i++) {
		const char *term = vocabulary_term(terms, i);
		size_t length = vocabulary_length(terms, i);

		failed = missing_look(&columns, termindex_find(&index, term, length,
			termindex_hash(term, length)) != TERM_UNKNOWN, term, length, fault);
	}
	failed = failed
		|| program_tell_missing("--docs", settings->documents, &documents, "the corpus", fault)
		|| program_tell_missing("--terms", settings->terms, &columns, "the vocabulary", fault);
	termindex_release(&index);
	missing_release(&documents);
	missing_release(&columns);
	return failed;
}

static int select_all(const struct settings *settings, struct work *work,
	struct source *source, struct sink *sink, struct fault *fault)
{
	struct vocabulary selected = {0};
	int failed = 0;

	lineage_add(&source->header, "select");
	if (work->by_terms)
		failed = columnmap_select(&work->map, &source->vocabulary, &work->terms,
			work->invert, &selected, fault);
	if (!failed)
		failed = sink_begin(sink, &source->header,
				 work->by_terms ? &selected : &source->vocabulary, fault)
			|| relay_corpus(source, sink, source->header.values,
				settings->shared.threads, select_rows, work, fault)
			|| sink_commit(sink, fault);
	if (!failed)
		failed = tell_missing(settings, work, &source->vocabulary, fault);
	if (!failed)
		program_note("%llu of %llu documents, %zu of %zu terms",
			(unsigned long long)work->kept, (unsigned long long)source->totals.rows,
			work->by_terms ? selected.size : source->vocabulary.size,
			source->vocabulary.size);
	vocabulary_release(&selected);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct work work = {0};
	struct source source = {0};
	struct sink sink = {0};
	int failed = prepare(settings, &work, fault)
		|| program_source(&source, KIND_CORPUS, &settings->shared, fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| select_all(settings, &work, &source, &sink, fault);

	sink_release(&sink);
	source_close(&source);
	free(work.met);
	columnmap_release(&work.map);
	wordlist_release(&work.documents);
	wordlist_release(&work.terms);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		{"docs", 0, OPTION_INPUT, &settings.documents, "FILE",
			"keep the documents of these names, one a line", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		{"invert", 0, OPTION_FLAG, &settings.invert, NULL, "drop them instead", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"terms", 0, OPTION_INPUT, &settings.terms, "FILE",
			"keep these terms, one a line; documents stay, even if empty", 0, 0},
		{0}};
	const struct command command = {.name = "corpus-select",
		.operands = "(--docs FILE | --terms FILE) [CORPUS...]", .input = "the corpus",
		.makes = "corpus", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
