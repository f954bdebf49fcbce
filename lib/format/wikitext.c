/* wikitext.c - markup to plain text: what is between brackets, then what lines begin with. */
#include "format/wikitext.h"

#include "base/memory.h"
#include "format/entities.h"
#include "format/upto.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum mark_kind { MARK_TEMPLATE, MARK_LINK, MARK_ADDRESS, MARK_KINDS };

struct wikimark {
	size_t out; /* bytes of the first pass before it */
	enum mark_kind kind;
};

/* Elements whose content goes. */
static const char *const dropped[] = {"ref", "math", "chem", "nowiki", "score", "timeline",
	"gallery", "imagemap", "syntaxhighlight", "source"};
enum { DROPPED = sizeof dropped / sizeof *dropped };

/* Elements that separate words. */
static const char *const blocks[] = {"br", "hr", "p", "div", "li", "ul", "ol", "dl", "dt", "dd",
	"td", "th", "tr", "table", "blockquote", "poem", "center", "h1", "h2", "h3", "h4", "h5",
	"h6"};

struct unmarking {
	struct wikitext *work;
	const struct wikinames *names;
	const char *at, *end;
	char *out;                /* of the first pass; there is room for all of the text */
	size_t size;
	size_t count[MARK_KINDS]; /* of marks of the kind */
	bool tagless;             /* no '>' follows any more */
	bool endless[DROPPED];    /* no end tag of the element follows any more */

	struct fault *fault;
};

void wikitext_release(struct wikitext *work)
{
	bytes_release(&work->first);
	free(work->mark);
	*work = (struct wikitext){0};
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_word(const char *at, const char *end, const char *word)
{
	for (; *word; word++, at++)
		if (at == end || lower(*at) != *word)
			return false;
	return true;
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static int push(struct unmarking *un, enum mark_kind kind)
{
	struct wikitext *work = un->work;

	if (memory_grow(&work->mark, &work->room, work->marks + 1, un->fault))
		return -1;
	work->mark[work->marks++] = (struct wikimark){un->size, kind};
	un->count[kind]++;
	return 0;
}

/* What stood between two bars goes: they still separate by themselves. */
static void keep_bars_apart(struct unmarking *un)
{
	if (un->size && un->out[un->size - 1] == '|' && un->at < un->end && *un->at == '|')
		un->out[un->size++] = ' ';
}

/* Where the innermost mark of the kind was made; those inside it were never closed. */
static size_t pop(struct unmarking *un, enum mark_kind kind)
{
	struct wikimark mark;

	do {
		mark = un->work->mark[--un->work->marks];
		un->count[mark.kind]--;
	} while (mark.kind != kind);
	return mark.out;
}

/* Behind the end tag of the element; NULL: there is none. */
static const char *behind_end_tag(const struct unmarking *un, const char *at, const char *name)
{
	size_t length = strlen(name);

	while ((at = memchr(at, '<', (size_t)(un->end - at))) != NULL) {
		if ((size_t)(un->end - at) > length + 2 && at[1] == '/'
			&& is_word(at + 2, un->end, name) && !is_letter(at[2 + length])) {
			at = memchr(at, '>', (size_t)(un->end - at));
			return at ? at + 1 : NULL;
		}
		at++;
	}
	return NULL;
}

static void skip_comment(struct unmarking *un)
{
	const char *at = un->at + 4;

	while ((at = memchr(at, '-', (size_t)(un->end - at))) != NULL) {
		if (un->end - at >= 3 && at[1] == '-' && at[2] == '>') {
			un->at = at + 3;
			return;
		}
		at++;
	}
	un->at = un->end;
}

/* The place of the name in a list, where the name is that of the tag; count: in none. */
static size_t find_name(const char *name, size_t length, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (lower(*name) == *list[i] && strlen(list[i]) == length
			&& is_word(name, name + length, list[i]))
			return i;
	return count;
}

/* '<' is at hand. */
static void take_tag(struct unmarking *un)
{
	bool end_tag = un->end - un->at > 1 && un->at[1] == '/';
	const char *name = un->at + 1 + end_tag, *stop = name, *close, *behind;
	size_t element;

	if (is_word(un->at, un->end, "<!--")) {
		skip_comment(un);
		return;
	}
	while (stop < un->end && (is_letter(*stop) || (*stop >= '0' && *stop <= '9')))
		stop++;
	close = un->tagless || stop == name || !is_letter(*name) ? NULL
		: memchr(stop, '>', (size_t)(un->end - stop));
	if (!close) {
		un->tagless = un->tagless || (stop > name && is_letter(*name));
		un->out[un->size++] = *un->at++;
		return;
	}
	un->at = close + 1;
	if (find_name(name, (size_t)(stop - name), blocks, sizeof blocks / sizeof *blocks)
		< sizeof blocks / sizeof *blocks)
		un->out[un->size++] = ' ';
	element = find_name(name, (size_t)(stop - name), dropped, DROPPED);
	if (end_tag || close[-1] == '/' || element == DROPPED || un->endless[element])
		return;
	behind = behind_end_tag(un, un->at, dropped[element]);
	un->endless[element] = !behind;
	un->at = behind ? behind : un->at;
	keep_bars_apart(un);
}

/* Is the text before the colon this name?  Underscores and blanks are the same. */
static bool is_space(const char *text, size_t length, const char *list)
{
	for (; *list; list += strlen(list) + 1) {
		size_t i = 0;

		while (i < length && list[i] && (lower(text[i]) == lower(list[i])
			|| (text[i] == '_' && list[i] == ' ')))
			i++;
		if (i == length && !list[i])
			return true;
	}
	return false;
}

/* "de:", "zh-yue:" */
static bool is_language(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') && text[i] != '-')
			return false;
	return length >= 2 && length <= 12;
}

/* The text of a link from begin on is all there; what of it stays moves to begin. */
static void close_link(struct unmarking *un, size_t begin)
{
	static const char files[] = "file\0image\0", categories[] = "category\0";
	const char *text = un->out + begin, *end = un->out + un->size, *colon, *bar, *at;
	size_t length = (size_t)(end - text), space;
	bool file;

	colon = length ? memchr(text, ':', length) : NULL;
	space = colon ? (size_t)(colon - text) : 0;
	bar = NULL;
	for (at = end; at > text && !bar; at--)
		if (at[-1] == '|')
			bar = at;
	if (colon && (is_space(text, space, categories)
		|| is_space(text, space, un->names->categories))) {
		un->size = begin;
		return;
	}
	file = colon && (is_space(text, space, files) || is_space(text, space, un->names->files));
	if (colon && !bar && is_language(text, space) && (begin == 0 || text[-1] == '\n')
		&& (un->at == un->end || *un->at == '\n')) {
		un->size = begin;
		return;
	}
	if (bar && (bar < end || file))
		at = bar;
	else
		at = file ? end : text + (colon == text && colon);
	/* [[target|]] leaves its target */
	if (bar == end && !file)
		end--;
	memmove(un->out + begin, at, (size_t)(end - at));
	un->size = begin + (size_t)(end - at);
}

/* [http://... text] leaves its text; across lines it is none. */
static void close_address(struct unmarking *un, size_t begin)
{
	char *text = un->out + begin;
	size_t length = un->size - begin;
	const char *blank = length ? memchr(text, ' ', length) : NULL;

	if (length && memchr(text, '\n', length))
		return;
	length = blank ? (size_t)(text + length - blank) : 0;
	if (length)
		memmove(text, blank, length);
	un->size = begin + length;
}

/* scheme:// behind '[' */
static bool is_address(const char *at, const char *end)
{
	const char *begin = at;

	if (end - at >= 2 && at[0] == '/' && at[1] == '/')
		return true;
	while (at < end && is_letter(*at))
		at++;
	return at > begin && end - at >= 3 && memcmp(at, "://", 3) == 0;
}

static bool doubled(const struct unmarking *un)
{
	return un->end - un->at > 1 && un->at[1] == *un->at;
}

/* One of <[]{} is at hand. */
static int take_special(struct unmarking *un)
{
	struct wikitext *work = un->work;
	bool twice = doubled(un);

	switch (*un->at) {
	case '<':
		take_tag(un);
		return 0;
	case '{':
		if (!twice)
			break;
		un->at += 2;
		return push(un, MARK_TEMPLATE);
	case '}':
		if (!twice || !un->count[MARK_TEMPLATE])
			break;
		un->at += 2;
		un->size = pop(un, MARK_TEMPLATE);
		keep_bars_apart(un);
		return 0;
	case '[':
		un->at += twice ? 2 : 1;
		if (twice)
			return push(un, MARK_LINK);
		return is_address(un->at, un->end) ? push(un, MARK_ADDRESS) : 0;
	default:
		if (work->marks && work->mark[work->marks - 1].kind == MARK_ADDRESS) {
			un->at++;
			close_address(un, pop(un, MARK_ADDRESS));
		} else if (twice && un->count[MARK_LINK]) {
			un->at += 2;
			close_link(un, pop(un, MARK_LINK));
		} else {
			un->at++;
		}
		return 0;
	}
	un->out[un->size++] = *un->at++;
	return 0;
}

static int first_pass(struct unmarking *un)
{
	while (un->at < un->end) {
		char *out = un->out + un->size;

		un->at = upto_copy(un->at, un->end, &out, "<[]{}", 5);
		un->size = (size_t)(out - un->out);
		if (un->at < un->end && take_special(un))
			return -1;
	}
	return 0;
}

/* What lines begin with. */
enum { LINE_INDENT = 1, LINE_LIST = 2, LINE_OTHER = 4 };
static const unsigned char line_class[256] = {[' '] = LINE_INDENT, ['\t'] = LINE_INDENT,
	[':'] = LINE_INDENT | LINE_LIST, ['*'] = LINE_LIST, ['#'] = LINE_LIST, [';'] = LINE_LIST,
	['='] = LINE_OTHER, ['-'] = LINE_OTHER, ['|'] = LINE_OTHER, ['!'] = LINE_OTHER,
	['{'] = LINE_OTHER};

static const char *skip_class(const char *at, const char *end, unsigned bits)
{
	while (at < end && line_class[(unsigned char)*at] & bits)
		at++;
	return at;
}

static const char *skip_same(const char *at, const char *end, char byte)
{
	while (at < end && *at == byte)
		at++;
	return at;
}

static const char *line_end(const char *at, const char *end)
{
	const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

	return stop ? stop : end;
}

/* What a line begins with goes; *table: its bars separate cells; *end, of the text, moves to
 * where the marks begin that a heading ends in.  NULL: the whole line goes. */
static const char *line_begin(const char *at, const char **end, bool *table)
{
	const char *first = skip_class(at, *end, LINE_INDENT);

	*table = false;
	if (*end - first >= 2 && first[0] == '{' && first[1] == '|')
		return NULL;
	if (first < *end && (*first == '|' || *first == '!')) {
		char next = *end - first > 1 ? first[1] : 0;

		*table = true;
		if (*first == '|' && next == '-' && !(*end - first > 2 && first[2] >= '0'
			&& first[2] <= '9'))
			return NULL;
		return first + 1 + (*first == '|' && (next == '}' || next == '+'));
	}
	if (*at == '=') {
		*end = line_end(at, *end);
		while (*end > at && ((*end)[-1] == '=' || (*end)[-1] == ' '))
			--*end;
		return skip_same(at, *end, '=');
	}
	if (*end - at >= 4 && memcmp(at, "----", 4) == 0)
		return skip_same(at, *end, '-');
	return skip_class(at, *end, LINE_LIST);
}

/* "__TOC__": its length; 0: it is none. */
static size_t magic_word(const char *at, const char *end)
{
	const char *stop = at + 2;

	if (end - at < 5 || at[1] != '_')
		return 0;
	while (stop < end && *stop >= 'A' && *stop <= 'Z')
		stop++;
	return stop > at + 2 && end - stop >= 2 && stop[0] == '_' && stop[1] == '_'
		? (size_t)(stop + 2 - at) : 0;
}

/* A byte of a line that may be markup is at hand; cell: where the table's cell begins in
 * the output. */
static const char *take_mark(const char *at, const char *end, bool table, char **out,
	char **cell)
{
	size_t taken = 0, made = 0;
	const char *run;

	if (*at == '\'') {
		run = skip_same(at, end, '\'');
		if (run - at > 1)
			return run;
	} else if (*at == '&') {
		made = entities_decode(at, end, *out, &taken);
	} else if (*at == '_') {
		taken = magic_word(at, end);
		made = taken ? SIZE_MAX : 0;
	} else if (table) {
		if (end - at > 1 && at[1] == *at) {
			*(*out)++ = ' ';
			*cell = *out;
			return at + 2;
		}
		if (*at == '|') {
			*out = *cell;
			return at + 1;
		}
	}
	if (made) {
		*out += made == SIZE_MAX ? 0 : made;
		return at + taken;
	}
	*(*out)++ = *at;
	return at + 1;
}

/* A line that begins with no mark, and none of a table. */
static const char *put_plain(const char *at, const char *end, char **out)
{
	while ((at = upto_copy(at, end, out, "\n'&_", 4)) < end && *at != '\n')
		at = take_mark(at, end, false, out, NULL);
	return at;
}

static const char *put_table(const char *at, const char *end, char **out)
{
	char *cell = *out;

	while ((at = upto_copy(at, end, out, "\n'&_|!", 6)) < end && *at != '\n')
		at = take_mark(at, end, true, out, &cell);
	return at;
}

/* The line at at, without its end, which is returned. */
static const char *put_line(const char *at, const char *end, char **out)
{
	const char *begin = at, *stop = end;
	bool table = false;

	if (line_class[(unsigned char)*at])
		begin = line_begin(at, &stop, &table);
	if (begin)
		at = table ? put_table(begin, stop, out) : put_plain(begin, stop, out);
	return line_end(at, end);
}

int wikitext_plain(struct wikitext *work, const struct wikinames *names, const char *text,
	size_t size, struct bytes *out, struct fault *fault)
{
	struct unmarking un = {.work = work, .names = names, .at = text,
		.end = text + size, .fault = fault};
	const char *at, *end;
	char *to;

	work->first.size = work->marks = 0;
	if (bytes_reserve(&work->first, size + 1, fault)
		|| bytes_reserve(out, size + ENTITY_BYTES, fault))
		return -1;
	un.out = work->first.data;
	if (first_pass(&un))
		return -1;
	to = out->data + out->size;
	for (at = un.out, end = un.out + un.size; at < end; at += at < end) {
		at = put_line(at, end, &to);
		*to++ = '\n';
	}
	out->size = (size_t)(to - out->data);
	return 0;
}
