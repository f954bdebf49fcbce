/* wikipages.c - pages of MediaWiki's XML export (export-0.3 to 0.11).
 *
 * Fields are the elements of a page by their names (title, id, ns, timestamp, username,
 * comment, text), or paths below the page (revision/id).  Of several with the name the
 * outermost is taken, and of those the last: of a page's history the newest. */
#define _GNU_SOURCE /* memrchr */
#include "format/importchunk.h"
#include "format/wikitext.h"
#include "format/xmlscan.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_MOST = 16 << 20 };

static const char page_tag[] = "<page>", page_end[] = "</page>", end_tag[] = "</mediawiki>";

/* What a page has of a field. */
struct found {
	const char *field;
	size_t length; /* of the field's name */
	bool path;     /* it is one, as revision/id */
	struct xml_piece text;
	size_t depth;  /* of the element; 0: none was found */
	bool literal;
};

struct pages {
	const struct importsettings *settings;
	struct importchunk *chunk;
	struct wikinames names;
	struct wikitext work;
	struct bytes decoded, values;
	struct found *found; /* size settings->fields + 1: the last is that of ns */
	size_t *begin;       /* size settings->fields: of the value in values */
	bool redirect;
	struct xmlscan scan;
	const char *counted; /* lines were counted up to here */
	uint64_t line;
};

/* The next place of the word; NULL: there is none. */
static const char *find(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	while (at < end && (at = memchr(at, *word, (size_t)(end - at))) != NULL) {
		if ((size_t)(end - at) >= length && memcmp(at, word, length) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* The export's opening and its siteinfo. */
static int find_head(const struct importsettings *settings, const char *data, size_t size,
	bool ended, size_t *length, struct fault *fault)
{
	const char *page = find(data, data + size, page_tag);
	struct xmlscan scan;
	struct fault damage = {0};
	int got;

	(void)settings;
	if (!page && !ended)
		return size < HEAD_MOST ? 0 : fault_set(fault, FAULT_DATA,
			"no <page> in %d MiB: no export of MediaWiki", HEAD_MOST >> 20);
	*length = page ? (size_t)(page - data) : size;
	xmlscan_start(&scan, data, *length);
	while ((got = xmlscan_next(&scan, &damage)) == 1)
		if (scan.event == XML_START && scan.depth == 1
			&& !xmlscan_is(&scan.piece, "mediawiki"))
			return fault_set(fault, FAULT_DATA, "no export of MediaWiki: it begins "
				"with <%.*s>", (int)(scan.piece.length < 40 ? scan.piece.length : 40),
				scan.piece.text);
	/* before the first page the export is open */
	if (got < 0 && !(page && scan.cut)) {
		*fault = damage;
		return -1;
	}
	if (!page && !find(data, data + size, "<mediawiki"))
		return fault_set(fault, FAULT_DATA, "no export of MediaWiki");
	return 1;
}

static size_t cut_pages(const char *head, size_t head_size, const char *data, size_t size,
	bool ended)
{
	size_t length = sizeof page_end - 1;

	(void)head;
	(void)head_size;
	if (ended)
		return size;
	while (size >= length && memcmp(data + size - length, page_end, length) != 0) {
		const char *before = memrchr(data, '>', size - 1);

		size = before ? (size_t)(before + 1 - data) : 0;
	}
	return size >= length ? size : 0;
}

/* An export that was opened is closed. */
static int check_end(const char *head, size_t head_size, const char *data, size_t size,
	struct fault *fault)
{
	size_t length = sizeof end_tag - 1;

	/* without a head there are no bytes of it either */
	if (!head_size || !find(head, head + head_size, "<mediawiki"))
		return 0;
	while (size && strchr(" \t\r\n", data[size - 1]) && data[size - 1])
		size--;
	return size >= length && memcmp(data + size - length, end_tag, length) == 0 ? 0
		: fault_set(fault, FAULT_DATA, "truncated: it does not end in </mediawiki>");
}

static void add_name(char list[256], const struct xml_piece *text)
{
	size_t used = 0;

	while (list[used])
		used += strlen(list + used) + 1;
	if (used + text->length + 2 <= 256)
		memcpy(list + used, text->text, text->length);
}

/* The list of names of the namespace that begins here; NULL: neither of the two. */
static char *names_of(struct pages *pages, const struct xmlscan *scan)
{
	const char *at = scan->attributes.text, *end;

	if (!at || !xmlscan_is(&scan->piece, "namespace"))
		return NULL;
	end = at + scan->attributes.length;
	return find(at, end, "key=\"6\"") ? pages->names.files
		: find(at, end, "key=\"14\"") ? pages->names.categories : NULL;
}

/* <namespace key="6" ...>Datei</namespace> */
static void take_names(struct pages *pages)
{
	struct xmlscan scan;
	struct fault unheard = {0};
	char *list = NULL;

	if (!pages->chunk->head.size)
		return;
	xmlscan_start(&scan, pages->chunk->head.data, pages->chunk->head.size);
	while (xmlscan_next(&scan, &unheard) == 1) {
		if (scan.event == XML_START)
			list = names_of(pages, &scan);
		else if (scan.event == XML_TEXT && list && scan.piece.length)
			add_name(list, &scan.piece);
		else
			list = NULL;
	}
}

/* Does the path of open elements below the page lead here? */
static bool is_path(const struct xmlscan *scan, const char *path, size_t length)
{
	const char *end = path + length;
	size_t i;

	for (i = 1; i < scan->depth; i++) {
		const struct xml_piece *open = &scan->open[i];

		if ((size_t)(end - path) < open->length
			|| memcmp(path, open->text, open->length) != 0)
			return false;
		path += open->length;
		if (i + 1 < scan->depth && *path++ != '/')
			return false;
	}
	return path == end;
}

static void take_text(struct pages *pages)
{
	const struct xmlscan *scan = &pages->scan;
	const struct xml_piece *open = &scan->open[scan->depth - 1];
	size_t i;

	for (i = 0; i <= pages->settings->fields; i++) {
		struct found *found = &pages->found[i];

		if (found->path ? !is_path(scan, found->field, found->length)
				: open->length != found->length || *open->text != *found->field
					|| memcmp(open->text, found->field, open->length) != 0)
			continue;
		if (!found->depth || scan->depth <= found->depth) {
			found->text = scan->piece;
			found->depth = scan->depth;
			found->literal = scan->literal;
		}
	}
}

/* An element without content has an empty value until some comes. */
static void take_start(struct pages *pages)
{
	const struct xml_piece nothing = {pages->scan.at, 0};
	const struct xml_piece text = pages->scan.piece;

	if (pages->scan.depth == 2 && xmlscan_is(&text, "redirect"))
		pages->redirect = true;
	pages->scan.piece = nothing;
	pages->scan.literal = true;
	take_text(pages);
	pages->scan.piece = text;
}

/* Elements of a page; 1; 0 where it is broken, and cause says how. */
static int scan_page(struct pages *pages, const char *at, const char *end, struct fault *cause)
{
	size_t i;
	int got;

	xmlscan_start(&pages->scan, at, (size_t)(end - at));
	for (i = 0; i <= pages->settings->fields; i++)
		pages->found[i].depth = 0;
	pages->redirect = false;
	while ((got = xmlscan_next(&pages->scan, cause)) == 1) {
		if (pages->scan.event == XML_START)
			take_start(pages);
		else if (pages->scan.event == XML_TEXT)
			take_text(pages);
		else if (pages->scan.depth == 0)
			return 1;
	}
	return 0;
}

/* Is the number one of the list, "0,14"? */
static bool is_listed(const char *list, const struct xml_piece *number)
{
	const char *at = list ? list : "0";

	while (*at) {
		size_t length = strcspn(at, ",");

		if (length == number->length && memcmp(at, number->text, length) == 0)
			return true;
		at += length + (at[length] == ',');
	}
	return false;
}

/* The value of a field, without markup where it is the text's, to pages->values. */
static int decode_value(struct pages *pages, const struct found *found, const char *field,
	struct fault *fault)
{
	if (strcmp(field, "text") != 0)
		return xmlscan_decode(&found->text, found->literal, &pages->values, fault);
	pages->decoded.size = 0;
	return xmlscan_decode(&found->text, found->literal, &pages->decoded, fault)
		|| wikitext_plain(&pages->work, &pages->names, pages->decoded.data,
			pages->decoded.size, &pages->values, fault) ? -1 : 0;
}

static int decode_all(struct pages *pages, struct fault *fault)
{
	const struct importsettings *settings = pages->settings;
	size_t i;

	pages->values.size = 0;
	for (i = 0; i < settings->fields; i++) {
		pages->begin[i] = pages->values.size;
		if (pages->found[i].depth
			&& decode_value(pages, &pages->found[i], settings->field[i], fault))
			return -1;
	}
	for (i = 0; i < settings->fields; i++) {
		size_t next = i + 1 < settings->fields ? pages->begin[i + 1] : pages->values.size;

		pages->chunk->value[i] = (struct importvalue){0};
		if (pages->found[i].depth)
			pages->chunk->value[i] = (struct importvalue){
				pages->values.data + pages->begin[i], next - pages->begin[i]};
	}
	return 0;
}

static int put_page(struct pages *pages, struct fault *fault)
{
	const struct found *space = &pages->found[pages->settings->fields];
	struct importchunk *chunk = pages->chunk;
	struct fault cause = {0};

	if (pages->redirect || (space->depth
		&& !is_listed(pages->settings->namespaces, &space->text))) {
		*(pages->redirect ? &chunk->redirects : &chunk->elsewhere) += 1;
		chunk->records++;
		return 0;
	}
	if (decode_all(pages, &cause) == 0)
		return importchunk_put(chunk, pages->settings, pages->line, fault);
	if (cause.kind != FAULT_DATA) {
		*fault = cause;
		return -1;
	}
	return importchunk_broken(chunk, pages->settings, pages->line, fault, "%s", cause.text);
}

static void count_lines(struct pages *pages, const char *to)
{
	pages->line += importchunk_lines(pages->counted, (size_t)(to - pages->counted));
	pages->counted = to;
}

/* What stands between pages: blanks, or the export's end; *at moves to the next page. */
static int skip_between(struct pages *pages, const char **at, const char *end,
	struct fault *fault)
{
	const char *page = find(*at, end, page_tag), *stop = page ? page : end, *from;

	while (*at < stop && strchr(" \t\r\n", **at) && **at)
		++*at;
	from = *at;
	*at = stop;
	if (from == stop || (!page && (size_t)(stop - from) >= sizeof end_tag - 1
			&& memcmp(from, end_tag, sizeof end_tag - 1) == 0))
		return 0;
	count_lines(pages, from);
	return importchunk_broken(pages->chunk, pages->settings, pages->line, fault,
		"XML: %zu bytes between pages", (size_t)(stop - from));
}

static int parse_pages(struct pages *pages, struct fault *fault)
{
	const char *at = pages->chunk->text.data, *end = at + pages->chunk->text.size;

	pages->counted = at;
	pages->line = pages->chunk->line;
	for (;;) {
		struct fault cause = {0};

		if (skip_between(pages, &at, end, fault))
			return -1;
		if (at == end)
			return 0;
		count_lines(pages, at);
		if (scan_page(pages, at, end, &cause)) {
			at = pages->scan.at;
			if (put_page(pages, fault))
				return -1;
			continue;
		}
		if (pages->scan.cut) {
			(void)fault_set(fault, FAULT_DATA, "the page that begins here has no end: "
				"%s", cause.text);
			return fault_at(fault, "%s: line %llu", pages->chunk->path.data,
				(unsigned long long)pages->line);
		}
		if (importchunk_broken(pages->chunk, pages->settings, pages->line, fault, "%s",
				cause.text))
			return -1;
		at = find(at + 1, end, page_tag);
		at = at ? at : end;
	}
}

static void name_field(struct found *found, const char *field)
{
	found->field = field;
	found->length = strlen(field);
	found->path = strchr(field, '/') != NULL;
}

static int parse(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	struct pages pages = {.settings = settings, .chunk = chunk};
	size_t i;
	int failed = -1;

	pages.found = memory_zeroed(settings->fields + 1, sizeof *pages.found, fault);
	pages.begin = pages.found ? memory_zeroed(settings->fields, sizeof *pages.begin, fault)
		: NULL;
	if (pages.begin) {
		for (i = 0; i <= settings->fields; i++)
			name_field(&pages.found[i], i < settings->fields ? settings->field[i]
				: "ns");
		take_names(&pages);
		failed = parse_pages(&pages, fault);
	}
	wikitext_release(&pages.work);
	bytes_release(&pages.decoded);
	bytes_release(&pages.values);
	free(pages.found);
	free(pages.begin);
	return failed;
}

const struct textform textform_wiki = {.name = "wiki", .id = "title", .text = "text",
	.words = 50, .head = find_head, .cut = cut_pages, .end = check_end, .parse = parse};
