/* xmlscan.c - a checking scanner of XML without a DTD. */
#include "format/xmlscan.h"

#include "format/entities.h"
#include "format/upto.h"

#include <string.h>

void xmlscan_start(struct xmlscan *scan, const char *text, size_t size)
{
	*scan = (struct xmlscan){.at = text, .end = text + size};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c == '_'
		|| c == ':' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static int cut(struct xmlscan *scan, const char *what, struct fault *fault)
{
	scan->cut = true;
	return fault_set(fault, FAULT_DATA, "XML ends within %s", what);
}

static bool begins(const struct xmlscan *scan, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, word, length) == 0;
}

/* Behind the next occurrence of the word; NULL: there is none. */
static const char *behind(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	while ((size_t)(end - at) >= length && (at = memchr(at, *word, (size_t)(end - at)))) {
		if ((size_t)(end - at) >= length && memcmp(at, word, length) == 0)
			return at + length;
		at++;
	}
	return NULL;
}

static struct xml_piece take_name(struct xmlscan *scan)
{
	struct xml_piece name = {scan->at, 0};

	while (scan->at < scan->end && is_name(*scan->at))
		scan->at++;
	name.length = (size_t)(scan->at - name.text);
	return name;
}

static void skip_blanks(struct xmlscan *scan)
{
	while (scan->at < scan->end && is_blank(*scan->at))
		scan->at++;
}

/* name="value" */
static int scan_attribute(struct xmlscan *scan, struct fault *fault)
{
	struct xml_piece name = take_name(scan);
	const char *close;
	char quote;

	skip_blanks(scan);
	if (scan->at == scan->end)
		return cut(scan, "a tag", fault);
	if (!name.length || *scan->at != '=')
		return fault_set(fault, FAULT_DATA, "XML: a damaged attribute");
	scan->at++;
	skip_blanks(scan);
	if (scan->at == scan->end)
		return cut(scan, "a tag", fault);
	quote = *scan->at++;
	if (quote != '"' && quote != '\'')
		return fault_set(fault, FAULT_DATA, "XML: an attribute without quotes");
	close = memchr(scan->at, quote, (size_t)(scan->end - scan->at));
	if (!close)
		return cut(scan, "an attribute", fault);
	if (memchr(scan->at, '<', (size_t)(close - scan->at)))
		return fault_set(fault, FAULT_DATA, "XML: < within an attribute");
	scan->at = close + 1;
	return 0;
}

static int scan_start(struct xmlscan *scan, struct fault *fault)
{
	scan->at++;
	scan->event = XML_START;
	scan->piece = take_name(scan);
	scan->attributes = (struct xml_piece){scan->at, 0};
	scan->empty = false;
	if (!scan->piece.length)
		return scan->at == scan->end ? cut(scan, "a tag", fault)
			: fault_set(fault, FAULT_DATA, "XML: < without a name behind it");
	if (scan->depth == XML_DEPTH_MOST)
		return fault_set(fault, FAULT_DATA, "XML nested deeper than %d", XML_DEPTH_MOST);
	for (;;) {
		skip_blanks(scan);
		if (scan->at == scan->end)
			return cut(scan, "a tag", fault);
		scan->attributes.length = (size_t)(scan->at - scan->attributes.text);
		if (*scan->at == '>')
			break;
		if (begins(scan, "/>")) {
			scan->at++;
			scan->empty = true;
			break;
		}
		if (*scan->at == '/' && scan->end - scan->at == 1)
			return cut(scan, "a tag", fault);
		if (scan_attribute(scan, fault))
			return -1;
	}
	scan->at++;
	scan->open[scan->depth++] = scan->piece;
	return 1;
}

static int scan_end(struct xmlscan *scan, struct fault *fault)
{
	const struct xml_piece *open = scan->depth ? &scan->open[scan->depth - 1] : NULL;

	scan->at += 2;
	scan->event = XML_END;
	scan->piece = take_name(scan);
	skip_blanks(scan);
	if (scan->at == scan->end)
		return cut(scan, "a tag", fault);
	if (!open)
		return fault_set(fault, FAULT_DATA, "XML: an end of no element");
	if (*scan->at != '>' || open->length != scan->piece.length
		|| memcmp(open->text, scan->piece.text, open->length) != 0)
		return fault_set(fault, FAULT_DATA, "XML: </%.*s> where </%.*s> should stand",
			(int)(scan->piece.length < 40 ? scan->piece.length : 40), scan->piece.text,
			(int)(open->length < 40 ? open->length : 40), open->text);
	scan->at++;
	scan->depth--;
	return 1;
}

/* What begins with "<!" or "<?": 1: text of CDATA; 0: something to pass over. */
static int scan_special(struct xmlscan *scan, struct fault *fault)
{
	bool comment = begins(scan, "<!--"), instruction = begins(scan, "<?");
	const char *stop;

	if (begins(scan, "<![CDATA[")) {
		scan->at += 9;
		stop = behind(scan->at, scan->end, "]]>");
		if (!stop)
			return cut(scan, "CDATA", fault);
		scan->event = XML_TEXT;
		scan->literal = true;
		scan->piece = (struct xml_piece){scan->at, (size_t)(stop - 3 - scan->at)};
		scan->at = stop;
		return 1;
	}
	if (!comment && !instruction)
		return scan->end - scan->at < 9 ? cut(scan, "a declaration", fault)
			: fault_set(fault, FAULT_DATA, "XML: a DTD or declaration, which is not read");
	stop = behind(scan->at + (comment ? 4 : 2), scan->end, comment ? "-->" : "?>");
	if (!stop)
		return cut(scan, comment ? "a comment" : "an instruction", fault);
	scan->at = stop;
	return 0;
}

int xmlscan_next(struct xmlscan *scan, struct fault *fault)
{
	int got = 0;

	if (scan->event == XML_START && scan->empty && scan->depth) {
		/* the tag was its own end */
		scan->empty = false;
		scan->event = XML_END;
		scan->piece = scan->open[--scan->depth];
		return 1;
	}
	while (got == 0) {
		const char *tag;

		if (scan->at == scan->end)
			return scan->depth ? cut(scan, "an element", fault) : 0;
		if (*scan->at != '<') {
			tag = memchr(scan->at, '<', (size_t)(scan->end - scan->at));
			scan->event = XML_TEXT;
			scan->literal = false;
			scan->piece = (struct xml_piece){scan->at,
				(size_t)((tag ? tag : scan->end) - scan->at)};
			scan->at += scan->piece.length;
			return 1;
		}
		if (scan->end - scan->at < 2)
			return cut(scan, "a tag", fault);
		got = scan->at[1] == '/' ? scan_end(scan, fault)
			: scan->at[1] == '!' || scan->at[1] == '?' ? scan_special(scan, fault)
			: scan_start(scan, fault);
	}
	return got;
}

int xmlscan_decode(const struct xml_piece *text, bool literal, struct bytes *out,
	struct fault *fault)
{
	const char *at = text->text, *end = at + text->length;
	char *to;

	if (literal)
		return bytes_append(out, at, text->length, fault);
	/* no reference is shorter than its character */
	if (bytes_reserve(out, text->length + ENTITY_BYTES, fault))
		return -1;
	to = out->data + out->size;
	while ((at = upto_copy(at, end, &to, "&", 1)) < end) {
		size_t taken = 0, made = entities_decode_xml(at, end, to, &taken);

		if (!made)
			return fault_set(fault, FAULT_DATA,
				"XML: & that begins none of its references");
		to += made;
		at += taken;
	}
	out->size = (size_t)(to - out->data);
	return 0;
}
