/* mime.c - mails to text. */
#include "format/mime.h"

#include "format/entities.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { CHARSET = 64, TYPE = 64, BOUNDARY = 80 };

/* What the headers of a part say of its body. */
struct mime_kind {
	char type[TYPE], charset[CHARSET], boundary[BOUNDARY], encoding[24];
	bool attached;
};

static const char *line_end(const char *at, const char *end)
{
	const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

	return stop ? stop : end;
}

static bool is_empty(const char *at, const char *stop)
{
	return at == stop || (stop == at + 1 && *at == '\r');
}

struct mime_part mime_split(const char *text, const char *end)
{
	const char *at = text;

	while (at < end) {
		const char *stop = line_end(at, end);

		if (is_empty(at, stop))
			return (struct mime_part){text, stop < end ? stop + 1 : end, end};
		at = stop < end ? stop + 1 : end;
	}
	return (struct mime_part){text, end, end};
}

/* Appends bytes of a charset as UTF-8; as they are where that is unknown. */
static int recoded(const char *charset, const char *text, size_t size, struct bytes *out,
	struct fault *fault)
{
	iconv_t state = *charset && strcasecmp(charset, "utf-8") != 0
			&& strcasecmp(charset, "us-ascii") != 0
		? iconv_open("UTF-8", charset) : (iconv_t)-1;
	char *in = (char *)(size_t)text, *to;
	size_t room;
	int failed = 0;

	if (state == (iconv_t)-1)
		return bytes_append(out, text, size, fault);
	while (size && !failed) {
		failed = bytes_reserve(out, size + 16, fault);
		if (failed)
			break;
		to = out->data + out->size;
		room = out->room - out->size;
		if (iconv(state, &in, &size, &to, &room) == (size_t)-1 && errno != E2BIG && size) {
			if (room == 0)
				continue;
			*to++ = *in++;
			size--;
		}
		out->size = (size_t)(to - out->data);
	}
	(void)iconv_close(state);
	return failed;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10
		: c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Quoted-printable; underscores are blanks in headers. */
static int decode_quoted(const char *at, const char *end, bool header, struct bytes *out,
	struct fault *fault)
{
	char *to;

	if (bytes_reserve(out, (size_t)(end - at) + 1, fault))
		return -1;
	to = out->data + out->size;
	while (at < end) {
		if (*at == '=' && end - at >= 3 && hex_digit(at[1]) >= 0 && hex_digit(at[2]) >= 0) {
			*to++ = (char)(hex_digit(at[1]) << 4 | hex_digit(at[2]));
			at += 3;
		} else if (*at == '=' && !header && end - at >= 2
			&& (at[1] == '\n' || (at[1] == '\r' && end - at >= 3 && at[2] == '\n'))) {
			at += at[1] == '\n' ? 2 : 3;
		} else {
			*to++ = header && *at == '_' ? ' ' : *at;
			at++;
		}
	}
	out->size = (size_t)(to - out->data);
	return 0;
}

/* Bytes that are none of base64's are passed over. */
static int decode_base64(const char *at, const char *end, struct bytes *out, struct fault *fault)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned long bits = 0;
	int count = 0;

	if (bytes_reserve(out, (size_t)(end - at) + 1, fault))
		return -1;
	for (; at < end && *at != '='; at++) {
		const char *letter = *at ? strchr(letters, *at) : NULL;

		if (!letter)
			continue;
		bits = (bits << 6 | (unsigned long)(letter - letters)) & 0xffffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out->data[out->size++] = (char)(bits >> count);
		}
	}
	return 0;
}

/* =?charset?Q?text?= at at; its end, or NULL where it is none. */
static const char *encoded_word(const char *at, const char *end, struct bytes *out,
	struct bytes *scratch, struct fault *fault, int *failed)
{
	const char *mark[3], *stop = at + 2;
	char charset[CHARSET] = "";
	size_t i;

	for (i = 0; i < 3; i++) {
		mark[i] = stop < end ? memchr(stop, '?', (size_t)(end - stop)) : NULL;
		if (!mark[i])
			return NULL;
		stop = mark[i] + 1;
	}
	if (mark[1] != mark[0] + 2 || stop == end || *stop != '='
		|| (size_t)(mark[0] - at - 2) >= sizeof charset)
		return NULL;
	memcpy(charset, at + 2, (size_t)(mark[0] - at - 2));
	charset[strcspn(charset, "*")] = 0;
	scratch->size = 0;
	*failed = ((mark[0][1] | 0x20) == 'b'
			? decode_base64(mark[1] + 1, mark[2], scratch, fault)
			: decode_quoted(mark[1] + 1, mark[2], true, scratch, fault))
		|| recoded(charset, scratch->data, scratch->size, out, fault) ? -1 : 0;
	return stop + 1;
}

/* Blanks between two encoded words are none of the text. */
static int decode_words(const char *at, const char *end, struct bytes *out, struct fault *fault)
{
	struct bytes scratch = {0};
	const char *blanks = NULL; /* behind an encoded word */
	int failed = 0;

	while (at < end && !failed) {
		const char *next = end - at > 2 && at[0] == '=' && at[1] == '?'
			? encoded_word(at, end, out, &scratch, fault, &failed) : NULL;
		const char *from = at;

		if (next) {
			at = blanks = next;
			while (at < end && strchr(" \t\r\n", *at) && *at)
				at++;
			if (end - at > 2 && at[0] == '=' && at[1] == '?')
				continue;
			at = blanks;
			continue;
		}
		do {
			at++;
		} while (at < end && *at != '=');
		failed = failed || bytes_append(out, from, (size_t)(at - from), fault);
	}
	bytes_release(&scratch);
	return failed ? -1 : 0;
}

/* The value of the header with its folds; false: there is none. */
static bool find_header(const struct mime_part *part, const char *name, const char **value,
	const char **stop)
{
	size_t length = strlen(name);
	const char *at = part->head;

	while (at < part->body) {
		const char *end = line_end(at, part->body);
		bool found = (size_t)(end - at) > length && at[length] == ':'
			&& strncasecmp(at, name, length) == 0;

		*value = at + length + 1;
		while (end + 1 < part->body && (end[1] == ' ' || end[1] == '\t'))
			end = line_end(end + 1, part->body);
		*stop = end;
		at = end < part->body ? end + 1 : part->body;
		if (!found)
			continue;
		while (*value < *stop && strchr(" \t\r\n", **value) && **value)
			++*value;
		while (*stop > *value && strchr(" \t\r\n", (*stop)[-1]) && (*stop)[-1])
			--*stop;
		return true;
	}
	return false;
}

int mime_header(const struct mime_part *part, const char *name, struct bytes *out,
	struct fault *fault)
{
	const char *value, *stop;
	size_t begin = out->size, from, to;

	if (!find_header(part, name, &value, &stop))
		return 0;
	if (decode_words(value, stop, out, fault))
		return -1;
	/* a fold is one blank */
	for (from = to = begin; from < out->size; from++) {
		char c = out->data[from];

		if (c == '\r' || (c == '\n' && from + 1 < out->size))
			continue;
		out->data[to++] = c;
	}
	out->size = to;
	return 1;
}

/* The parameter of a header, as charset=x or charset="x". */
static void take_parameter(const char *at, const char *end, const char *name, char *out,
	size_t room)
{
	size_t length = strlen(name), size;

	for (; (size_t)(end - at) > length + 1; at++) {
		const char *stop;

		if (strncasecmp(at, name, length) != 0 || at[length] != '='
			|| (at[-1] != ' ' && at[-1] != ';' && at[-1] != '\t' && at[-1] != '\n'))
			continue;
		at += length + 1;
		if (*at == '"') {
			at++;
			stop = memchr(at, '"', (size_t)(end - at));
			stop = stop ? stop : end;
		} else {
			for (stop = at; stop < end && !strchr("; \t\r\n", *stop); stop++)
				;
		}
		size = (size_t)(stop - at) < room - 1 ? (size_t)(stop - at) : room - 1;
		memcpy(out, at, size);
		out[size] = 0;
		return;
	}
}

static void take_word(const char *at, const char *end, char *out, size_t room)
{
	size_t i = 0;

	for (; at < end && i < room - 1 && !strchr("; \t\r\n", *at); at++)
		out[i++] = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
	out[i] = 0;
}

static struct mime_kind kind_of(const struct mime_part *part)
{
	struct mime_kind kind = {.type = "text/plain"};
	const char *value, *stop;

	if (find_header(part, "content-type", &value, &stop) && value < stop) {
		take_word(value, stop, kind.type, sizeof kind.type);
		take_parameter(value + 1, stop, "charset", kind.charset, sizeof kind.charset);
		take_parameter(value + 1, stop, "boundary", kind.boundary, sizeof kind.boundary);
	}
	if (find_header(part, "content-transfer-encoding", &value, &stop))
		take_word(value, stop, kind.encoding, sizeof kind.encoding);
	if (find_header(part, "content-disposition", &value, &stop))
		kind.attached = stop - value >= 10 && strncasecmp(value, "attachment", 10) == 0;
	return kind;
}

/* Tags become blanks, references characters; what is in style and script goes. */
static void strip_tags(struct bytes *out, size_t begin)
{
	const char *at = out->data + begin, *end = out->data + out->size;
	char *to = out->data + begin;
	bool hidden = false;

	while (at < end) {
		size_t taken = 0, made = 0;

		if (*at == '<') {
			const char *close = memchr(at, '>', (size_t)(end - at));

			if (end - at > 7 && (strncasecmp(at, "<style", 6) == 0
				|| strncasecmp(at, "<script", 7) == 0))
				hidden = true;
			else if (end - at > 7 && (strncasecmp(at, "</style", 7) == 0
				|| strncasecmp(at, "</scrip", 7) == 0))
				hidden = false;
			*to++ = ' ';
			at = close ? close + 1 : end;
			continue;
		}
		if (*at == '&' && !hidden)
			made = entities_decode(at, end, to, &taken);
		to += made;
		at += made ? taken : 0;
		if (!made) {
			*to = *at++;
			to += !hidden;
		}
	}
	out->size = (size_t)(to - out->data);
}

static int decode_leaf(const struct mime_part *part, const struct mime_kind *kind,
	struct bytes *out, struct fault *fault)
{
	struct bytes decoded = {0};
	size_t begin = out->size, size = (size_t)(part->end - part->body);
	int failed;

	if (strcmp(kind->encoding, "base64") == 0)
		failed = decode_base64(part->body, part->end, &decoded, fault);
	else if (strcmp(kind->encoding, "quoted-printable") == 0)
		failed = decode_quoted(part->body, part->end, false, &decoded, fault);
	else
		failed = bytes_append(&decoded, part->body, size, fault);
	failed = failed || recoded(kind->charset, decoded.data, decoded.size, out, fault);
	bytes_release(&decoded);
	if (!failed && strcmp(kind->type, "text/html") == 0)
		strip_tags(out, begin);
	return failed ? -1 : 0;
}

/* The line "--boundary" from at on, and what it is followed by; NULL: none. */
static const char *find_boundary(const char *at, const char *end, const char *boundary,
	const char **behind, bool *last)
{
	size_t length = strlen(boundary);

	while (at < end) {
		const char *stop = line_end(at, end);

		if ((size_t)(stop - at) >= length + 2 && at[0] == '-' && at[1] == '-'
			&& memcmp(at + 2, boundary, length) == 0) {
			*last = (size_t)(stop - at) >= length + 4 && at[length + 2] == '-'
				&& at[length + 3] == '-';
			*behind = stop < end ? stop + 1 : end;
			return at;
		}
		at = stop < end ? stop + 1 : end;
	}
	return NULL;
}

/* Parts one after the other; of alternatives the first that has text and is not HTML, or
 * else the first at all. */
static int add_parts(const struct mime_part *part, const struct mime_kind *kind, int depth,
	struct bytes *out, struct fault *fault)
{
	bool alternative = strcmp(kind->type, "multipart/alternative") == 0, last = false;
	size_t begin = out->size;
	bool html = false;
	const char *at, *next, *behind = part->body;

	/* parts that nothing divides are one text */
	if (!*kind->boundary || !find_boundary(part->body, part->end, kind->boundary, &at, &last))
		return decode_leaf(part, kind, out, fault);
	for (; !last && at < part->end; at = behind) {
		struct mime_part inner;
		struct mime_kind inner_kind;

		next = find_boundary(at, part->end, kind->boundary, &behind, &last);
		if (!next) /* the last part has no end of its own */
			behind = next = part->end;
		inner = mime_split(at, next);
		inner_kind = kind_of(&inner);
		if (alternative && out->size > begin) {
			if (!html || strcmp(inner_kind.type, "text/html") == 0)
				continue;
			out->size = begin;
		}
		if (mime_text(&inner, depth + 1, out, fault))
			return -1;
		html = strcmp(inner_kind.type, "text/html") == 0;
	}
	return 0;
}

int mime_text(const struct mime_part *part, int depth, struct bytes *out, struct fault *fault)
{
	struct mime_kind kind = kind_of(part);

	if (depth > MIME_DEPTH_MOST)
		return fault_set(fault, FAULT_DATA, "parts in parts, more than %d", MIME_DEPTH_MOST);
	if (kind.attached)
		return 0;
	if (strncmp(kind.type, "multipart/", 10) == 0)
		return add_parts(part, &kind, depth, out, fault);
	if (strcmp(kind.type, "message/rfc822") == 0) {
		struct mime_part inner = mime_split(part->body, part->end);

		return mime_text(&inner, depth + 1, out, fault);
	}
	if (strncmp(kind.type, "text/", 5) != 0)
		return 0;
	return decode_leaf(part, &kind, out, fault);
}
