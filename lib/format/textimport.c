/* textimport.c - reads texts by pieces, has them parsed side by side, writes what they
 * become. */
#include "format/textimport.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/pipeline.h"
#include "format/idset.h"
#include "stream/encoding.h"
#include "stream/textin.h"
#include "stream/textlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 20, FILES_MOST = 4096 };

struct importing {
	const struct importjob *job;
	struct outfile *out, *meta;
	struct importtotals *totals;
	struct idset ids;
	struct textlist list;
	struct textin *in;     /* NULL: none is open */
	const char *path;      /* of it, for messages */
	bool ended;            /* it has been read to its end */
	bool headed;           /* its head was taken */
	bool closed;           /* its end was checked */
	uint64_t line;         /* of the first byte in rest */
	struct bytes head, rest;
};

static uint64_t record_most(const struct importing *importing)
{
	return importing->job->record_most ? importing->job->record_most : IMPORT_RECORD_DEFAULT;
}

/* 1, or 0 where there is no other text. */
static int open_text(struct importing *importing, struct fault *fault)
{
	int got = textlist_next(&importing->list, &importing->path, fault);

	if (got != 1)
		return got;
	importing->ended = importing->headed = importing->closed = false;
	importing->line = 1;
	importing->head.size = importing->rest.size = 0;
	importing->in = textin_open_as(importing->path, importing->job->encoding, fault);
	importing->path = input_name(importing->path);
	return importing->in && textin_threads(importing->in, importing->job->threads, fault) == 0
		? 1 : -1;
}

static void close_text(struct importing *importing)
{
	textin_close(importing->in);
	importing->in = NULL;
}

/* Reads until the text is target bytes long, or ends. */
static int fill(struct importing *importing, struct bytes *text, size_t target,
	struct fault *fault)
{
	size_t got;

	while (!importing->ended && text->size < target) {
		if (bytes_reserve(text, target - text->size, fault)
			|| textin_read(importing->in, text->data + text->size, target - text->size,
				&got, fault))
			return -1;
		importing->ended = got == 0;
		text->size += got;
	}
	return 0;
}

static int too_long(const struct importing *importing, struct fault *fault)
{
	return fault_set(fault, FAULT_DATA,
		"%s: line %llu: a record of more than %llu bytes; --max-document allows more",
		importing->path, (unsigned long long)importing->line,
		(unsigned long long)record_most(importing));
}

/* Takes what stands before the first record off the text; 1, or 0 where more is needed. */
static int take_head(struct importing *importing, struct bytes *text, struct fault *fault)
{
	const struct importsettings *settings = &importing->job->settings;
	size_t length = 0;
	int got = settings->form->head ? settings->form->head(settings, text->data, text->size,
		importing->ended, &length, fault) : 1;

	if (got <= 0)
		return got ? fault_at(fault, "%s", importing->path) : 0;
	if (bytes_append(&importing->head, text->data, length, fault))
		return -1;
	importing->headed = true;
	if (length == 0 || settings->headerless)
		return 1;
	importing->line += importchunk_lines(text->data, length);
	text->size -= length;
	memmove(text->data, text->data + length, text->size);
	return 1;
}

/* Reads until the text has whole records, and keeps the rest; 0: there are none left. */
static int read_records(struct importing *importing, struct bytes *text, struct fault *fault)
{
	const struct textform *form = importing->job->settings.form;
	size_t target = PIECE, cut = 0;

	for (;;) {
		if (fill(importing, text, target, fault))
			return -1;
		if (!importing->headed) {
			int got = take_head(importing, text, fault);

			if (got < 0)
				return -1;
		}
		if (importing->headed)
			cut = form->cut(importing->head.data, importing->head.size, text->data,
				text->size, importing->ended);
		if (cut || importing->ended)
			break;
		if (text->size > record_most(importing))
			return too_long(importing, fault);
		target = text->size + (text->size > PIECE ? text->size : PIECE);
	}
	if (importing->ended && form->end && !importing->closed) {
		importing->closed = true;
		if (form->end(importing->head.data, importing->head.size, text->data, text->size,
				fault))
			return fault_at(fault, "%s", importing->path);
	}
	importing->rest.size = 0;
	if (bytes_append(&importing->rest, text->data + cut, text->size - cut, fault))
		return -1;
	text->size = cut;
	return cut > 0;
}

static int name_chunk(struct importchunk *chunk, const char *path, struct fault *fault)
{
	return bytes_append(&chunk->path, path, strlen(path) + 1, fault);
}

static int read_piece(struct importing *importing, struct importchunk *chunk,
	struct fault *fault)
{
	int got = 0;

	while (got == 0) {
		if (!importing->in && (got = open_text(importing, fault)) != 1)
			return got;
		chunk->text.size = chunk->path.size = chunk->head.size = 0;
		if (bytes_append(&chunk->text, importing->rest.data, importing->rest.size, fault))
			return -1;
		got = read_records(importing, &chunk->text, fault);
		if (got == 0)
			close_text(importing);
	}
	chunk->line = importing->line;
	if (got < 0 || name_chunk(chunk, importing->path, fault)
		|| bytes_append(&chunk->head, importing->head.data, importing->head.size, fault))
		return -1;
	importing->line += importchunk_lines(chunk->text.data, chunk->text.size);
	return 1;
}

/* Some whole files. */
static int read_files(struct importing *importing, struct importchunk *chunk,
	struct fault *fault)
{
	uint64_t most = record_most(importing);
	int got = 1;

	chunk->text.size = chunk->path.size = chunk->files = 0;
	chunk->line = 1;
	while (chunk->text.size < PIECE && chunk->files < FILES_MOST
		&& (got = open_text(importing, fault)) == 1) {
		size_t begin = chunk->text.size;
		bool fits = true;

		while (fits && !importing->ended) {
			if (fill(importing, &chunk->text, chunk->text.size + PIECE, fault))
				return -1;
			fits = chunk->text.size - begin <= most;
		}
		close_text(importing);
		if (!fits)
			return too_long(importing, fault);
		if (name_chunk(chunk, importing->path, fault)
			|| memory_grow(&chunk->ends, &chunk->ends_room, chunk->files + 1, fault))
			return -1;
		chunk->ends[chunk->files++] = chunk->text.size;
	}
	return got < 0 ? -1 : chunk->files > 0;
}

static int read_chunk(void *context, void *item, struct fault *fault)
{
	struct importing *importing = context;
	struct importchunk *chunk = item;

	/* memory that one long record took is given back */
	if (chunk->text.room > 8 * PIECE)
		importchunk_release(chunk);
	return importing->job->settings.form->whole ? read_files(importing, chunk, fault)
		: read_piece(importing, chunk, fault);
}

static int tell_foreign(const struct importchunk *chunk, char *cause, size_t size)
{
	return snprintf(cause, size, "bytes that are no UTF-8 (%s?)",
		encoding_guess(chunk->invalid_bytes, chunk->invalid_size));
}

static int work_chunk(void *context, void *item, int thread, struct fault *fault)
{
	const struct importing *importing = context;
	const struct importsettings *settings = &importing->job->settings;
	struct importchunk *chunk = item;
	char cause[IMPORT_CAUSE];

	(void)thread;
	if (importchunk_begin(chunk, settings, fault)
		|| settings->form->parse(settings, chunk, fault))
		return -1;
	if (!settings->strict || !chunk->invalid)
		return 0;
	(void)tell_foreign(chunk, cause, sizeof cause);
	return fault_set(fault, FAULT_DATA, "%s: line %llu: %s; --encoding names another",
		importchunk_path(chunk, chunk->invalid_number),
		(unsigned long long)chunk->invalid_line, cause);
}

static void keep_told(struct importtold *told, const char *path, uint64_t line,
	const char *cause)
{
	told->line = line;
	(void)fault_quote(told->path, sizeof told->path, path, strlen(path));
	(void)snprintf(told->cause, sizeof told->cause, "%s", cause);
}

static void add_totals(struct importing *importing, const struct importchunk *chunk)
{
	struct importtotals *totals = importing->totals;
	char cause[IMPORT_CAUSE];
	size_t i;

	for (i = 0; i < chunk->broken && i < IMPORT_TOLD && totals->broken + i < IMPORT_TOLD; i++)
		keep_told(&totals->told[totals->broken + i],
			importchunk_path(chunk, chunk->problem[i].number), chunk->problem[i].line,
			chunk->problem[i].cause);
	if (chunk->invalid && !totals->invalid) {
		(void)tell_foreign(chunk, cause, sizeof cause);
		keep_told(&totals->foreign, importchunk_path(chunk, chunk->invalid_number),
			chunk->invalid_line, cause);
	}
	totals->seen |= chunk->seen;
	totals->records += chunk->records;
	totals->documents += chunk->rows;
	totals->broken += chunk->broken;
	totals->invalid += chunk->invalid;
	totals->redirects += chunk->redirects;
	totals->elsewhere += chunk->elsewhere;
	totals->brief += chunk->brief;
}

/* An id that came before is told, and the document is kept. */
static int check_ids(struct importing *importing, const struct importchunk *chunk,
	struct fault *fault)
{
	struct importtotals *totals = importing->totals;
	char shown[100], cause[IMPORT_CAUSE];
	size_t i;

	for (i = 0; i < chunk->rows; i++) {
		const struct importrow *row = &chunk->row[i];
		const char *id = chunk->out.data + row->out, *path;
		int known = idset_add(&importing->ids, row->id, fault);

		if (known < 0)
			return -1;
		if (!known)
			continue;
		path = importchunk_path(chunk, row->number);
		(void)snprintf(cause, sizeof cause, "the id %s came before",
			fault_quote(shown, sizeof shown, id,
				(size_t)((const char *)memchr(id, '\t', chunk->out.size - row->out)
					- id)));
		if (importing->job->settings.strict)
			return fault_set(fault, FAULT_DATA, "%s: line %llu: %s", path,
				(unsigned long long)row->line, cause);
		if (totals->doubled < IMPORT_TOLD)
			keep_told(&totals->same[totals->doubled], path, row->line, cause);
		totals->doubled++;
	}
	totals->unlooked = importing->ids.full;
	return 0;
}

/* Lines that begin with the number of their record. */
static int write_numbered(struct importing *importing, const struct importchunk *chunk,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < chunk->rows; i++) {
		const struct importrow *row = &chunk->row[i], *next = row + 1;
		bool last = i + 1 == chunk->rows;
		char number[NUMBER_TEXT];
		size_t digits = number_format_whole(number,
			importing->totals->records + row->number + 1);

		if (outfile_write(importing->out, number, digits, fault)
			|| outfile_write(importing->out, chunk->out.data + row->out,
				(last ? chunk->out.size : next->out) - row->out, fault)
			|| (importing->meta && (outfile_write(importing->meta, number, digits, fault)
				|| outfile_write(importing->meta, chunk->meta.data + row->meta,
					(last ? chunk->meta.size : next->meta) - row->meta,
					fault))))
			return -1;
	}
	return 0;
}

static int write_chunk(void *context, void *item, struct fault *fault)
{
	struct importing *importing = context;
	struct importchunk *chunk = item;
	int failed = importing->job->settings.number ? write_numbered(importing, chunk, fault)
		: check_ids(importing, chunk, fault)
			|| outfile_write(importing->out, chunk->out.data, chunk->out.size, fault)
			|| (importing->meta && outfile_write(importing->meta, chunk->meta.data,
				chunk->meta.size, fault));

	if (!failed)
		add_totals(importing, chunk);
	return failed ? -1 : 0;
}

/* The table's first line. */
static int write_names(const struct importing *importing, struct fault *fault)
{
	const struct importsettings *settings = &importing->job->settings;
	struct bytes line = {0};
	size_t i;
	int failed = bytes_append(&line, "id", 2, fault);

	for (i = settings->texts + 1; !failed && i < settings->fields; i++)
		failed = bytes_printf(&line, fault, "\t%s%s", settings->field[i],
			strcmp(settings->field[i], "id") == 0 ? "_field" : "");
	failed = failed || bytes_append(&line, "\n", 1, fault)
		|| outfile_write(importing->meta, line.data, line.size, fault);
	bytes_release(&line);
	return failed ? -1 : 0;
}

static int check_any(const struct importtotals *totals, struct fault *fault)
{
	if (!totals->records || totals->broken < totals->records)
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: line %llu: %s; no record of %llu could be read",
		totals->told[0].path, (unsigned long long)totals->told[0].line,
		totals->told[0].cause, (unsigned long long)totals->records);
}

int textimport_run(const struct importjob *job, struct outfile *out, struct outfile *meta,
	struct importtotals *totals, struct fault *fault)
{
	struct importing importing = {.job = job, .out = out, .meta = meta, .totals = totals};
	size_t items = pipeline_items(job->threads), i;
	struct importchunk *chunk = memory_zeroed(items, sizeof *chunk, fault);
	struct pipeline pipeline = {.threads = job->threads, .context = &importing,
		.items = chunk, .count = items, .item_size = sizeof *chunk, .read = read_chunk,
		.work = work_chunk, .write = write_chunk};
	int failed = !chunk || textlist_open(&importing.list, job->paths, job->count, job->files0,
		job->settings.form->whole, fault);

	*totals = (struct importtotals){0};
	failed = failed || (meta && write_names(&importing, fault))
		|| pipeline_run(&pipeline, fault) || check_any(totals, fault);
	close_text(&importing);
	textlist_close(&importing.list);
	bytes_release(&importing.head);
	bytes_release(&importing.rest);
	idset_release(&importing.ids);
	for (i = 0; chunk && i < items; i++)
		importchunk_release(&chunk[i]);
	free(chunk);
	return failed ? -1 : 0;
}
