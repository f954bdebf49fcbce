/* knownhosts.c - the lines of known_hosts files, taken strictly. */
#include "transport/knownhosts.h"

#include "base/bytes.h"
#include "transport/base64.h"
#include "transport/hmac.h"
#include "transport/hostnames.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINE_MOST = 16384,      /* what ssh-keygen writes is far shorter */
	FILE_MOST = 64 << 20,
	KEY_MOST = LINE_MOST / 4 * 3 + 3
};

enum marker { MARKER_NONE, MARKER_REVOKED, MARKER_AUTHORITY };

struct field {
	const char *text;
	size_t length;
};

/* A line that made sense. */
struct entry {
	enum marker marker;
	struct field names, kind;
	unsigned char key[KEY_MOST];
	size_t key_size;
};

bool knownhosts_kind(const void *key, size_t size, char kind[64])
{
	const unsigned char *byte = key;
	uint32_t length;

	if (size < 4)
		return false;
	length = (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8
		| byte[3];
	if (length == 0 || length > size - 4 || length > 63)
		return false;
	memcpy(kind, byte + 4, length);
	kind[length] = 0;
	return true;
}

static struct field next_field(const char **at, const char *end)
{
	struct field field;

	while (*at < end && (**at == ' ' || **at == '\t'))
		(*at)++;
	field.text = *at;
	while (*at < end && **at != ' ' && **at != '\t')
		(*at)++;
	field.length = (size_t)(*at - field.text);
	return field;
}

static bool field_is(const struct field *field, const char *text)
{
	return field->length == strlen(text) && memcmp(field->text, text, field->length) == 0;
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* '*' is any row of characters, '?' any one. */
static bool fits(const char *pattern, size_t length, const char *name)
{
	const char *star = NULL, *back = NULL, *end = pattern + length;

	while (*name) {
		if (pattern < end && *pattern == '*') {
			star = pattern++;
			back = name;
		} else if (pattern < end && (*pattern == '?' || lower(*pattern) == *name)) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star + 1;
			name = ++back;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

/* |1|salt|digest, both in base64. */
static bool hashed_fits(const struct field *names, const char *name)
{
	const char *salt = names->text + 3, *end = names->text + names->length;
	const char *bar = memchr(salt, '|', (size_t)(end - salt));
	unsigned char key[64], want[64], have[HMAC_SIZE];
	size_t key_size, want_size;

	if (!bar || bar - salt > 64 || end - bar - 1 > 64
		|| !base64_decode(salt, (size_t)(bar - salt), key, &key_size)
		|| !base64_decode(bar + 1, (size_t)(end - bar - 1), want, &want_size)
		|| want_size != HMAC_SIZE)
		return false;
	hmac_sha1(key, key_size, name, strlen(name), have);
	return memcmp(have, want, HMAC_SIZE) == 0;
}

/* A negated name that fits takes the whole line away. */
static bool names_fit(const struct field *names, const char *name)
{
	const char *at = names->text, *end = at + names->length;
	bool found = false;

	if (names->length > 3 && memcmp(at, "|1|", 3) == 0)
		return hashed_fits(names, name);
	while (at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma ? comma : end;
		bool negated = *at == '!';

		at += negated;
		if (fits(at, (size_t)(stop - at), name)) {
			if (negated)
				return false;
			found = true;
		}
		at = comma ? comma + 1 : end;
	}
	return found;
}

/* 1: an entry; 0: nothing stands there; -1: it makes no sense. */
static int parse(const char *at, const char *end, struct entry *entry)
{
	struct field first = next_field(&at, end), key;
	char kind[64];

	entry->marker = MARKER_NONE;
	if (first.length == 0 || first.text[0] == '#')
		return 0;
	if (first.text[0] == '@') {
		if (field_is(&first, "@revoked"))
			entry->marker = MARKER_REVOKED;
		else if (field_is(&first, "@cert-authority"))
			entry->marker = MARKER_AUTHORITY;
		else
			return -1;
		first = next_field(&at, end);
	}
	entry->names = first;
	entry->kind = next_field(&at, end);
	key = next_field(&at, end);
	if (first.length == 0 || key.length == 0 || key.length > KEY_MOST
		|| !base64_decode(key.text, key.length, entry->key, &entry->key_size)
		|| !knownhosts_kind(entry->key, entry->key_size, kind)
		|| !field_is(&entry->kind, kind))
		return -1;
	return 1;
}

/* The rank of an answer among those of other lines. */
static int weight(enum knownhosts_answer answer)
{
	static const int weights[] = {
		[KNOWNHOSTS_UNKNOWN] = 0, [KNOWNHOSTS_OTHER] = 1, [KNOWNHOSTS_AUTHORITY] = 2,
		[KNOWNHOSTS_CHANGED] = 3, [KNOWNHOSTS_MATCH] = 4, [KNOWNHOSTS_REVOKED] = 5,
	};

	return weights[answer];
}

/* The kind is that of a key that parse took: 63 bytes at most. */
static void note_kind(struct knownhosts_query *query, const struct field *kind)
{
	size_t used = strlen(query->kinds);
	char word[66];

	if (used + kind->length + 2 > sizeof query->kinds)
		return;
	(void)snprintf(word, sizeof word, "%.*s ", (int)kind->length, kind->text);
	if (!strstr(query->kinds, word))
		memcpy(query->kinds + used, word, kind->length + 2);
}

static void weigh(struct knownhosts_query *query, const struct entry *entry, const char *path,
	size_t line)
{
	bool same = query->key && entry->key_size == query->key_size
		&& memcmp(entry->key, query->key, query->key_size) == 0;
	enum knownhosts_answer answer = KNOWNHOSTS_OTHER;
	char kind[64];

	if (entry->marker == MARKER_REVOKED) {
		if (!same)
			return;
		answer = KNOWNHOSTS_REVOKED;
	} else if (entry->marker == MARKER_AUTHORITY) {
		answer = KNOWNHOSTS_AUTHORITY;
	} else {
		note_kind(query, &entry->kind);
		if (same)
			answer = KNOWNHOSTS_MATCH;
		else if (query->key && knownhosts_kind(query->key, query->key_size, kind)
			&& field_is(&entry->kind, kind))
			answer = KNOWNHOSTS_CHANGED;
	}
	if (weight(answer) > weight(query->answer)) {
		query->answer = answer;
		(void)snprintf(query->place, sizeof query->place, "%.400s, line %zu", path, line);
		(void)snprintf(query->file, sizeof query->file, "%.400s", path);
	}
}

static void skipped(const struct knownhosts_query *query, const char *path, size_t line)
{
	char text[640];

	if (!query->warn)
		return;
	(void)snprintf(text, sizeof text, "%.400s, line %zu: malformed, skipped", path, line);
	query->warn(query->warn_context, text);
}

void knownhosts_scan(struct knownhosts_query *query, const char *path, const char *text,
	size_t size)
{
	const char *end = text + size;
	char name[HOST_NAME_MOST + 16];
	struct entry entry;
	size_t line = 0, i;

	if (query->port == 0 || query->port == 22)
		(void)snprintf(name, sizeof name, "%.*s", HOST_NAME_MOST, query->name);
	else
		(void)snprintf(name, sizeof name, "[%.*s]:%u", HOST_NAME_MOST, query->name,
			query->port);
	for (i = 0; name[i]; i++)
		name[i] = lower(name[i]);
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		const char *next = stop ? stop + 1 : end;
		int made;

		line++;
		if (!stop)
			stop = end;
		if (stop > text && stop[-1] == '\r')
			stop--;
		made = stop - text > LINE_MOST ? -1 : parse(text, stop, &entry);
		if (made < 0)
			skipped(query, path, line);
		else if (made > 0 && names_fit(&entry.names, name))
			weigh(query, &entry, path, line);
		text = next;
	}
}

static int read_text(const char *path, int descriptor, struct bytes *text, struct fault *fault)
{
	struct stat status;
	ssize_t n;

	if (fstat(descriptor, &status))
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	if (!S_ISREG(status.st_mode) || status.st_size > FILE_MOST) {
		if (S_ISCHR(status.st_mode)) /* /dev/null: none at all */
			return 0;
		return fault_set(fault, FAULT_NO_INPUT, "%s: no known_hosts file", path);
	}
	do {
		if (bytes_reserve(text, 65536, fault))
			return -1;
		n = read(descriptor, text->data + text->size, 65536);
		if (n > 0)
			text->size += (size_t)n;
		if (text->size > FILE_MOST)
			return fault_set(fault, FAULT_NO_INPUT, "%s: no known_hosts file", path);
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? fault_errno(fault, FAULT_NONE, errno, "%s", path) : 0;
}

int knownhosts_look(struct knownhosts_query *query, const char *path, struct fault *fault)
{
	struct bytes text = {0};
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int failed;

	if (descriptor < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 0;
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	}
	failed = read_text(path, descriptor, &text, fault);
	if (!failed)
		knownhosts_scan(query, path, text.size ? text.data : "", text.size);
	bytes_release(&text);
	(void)close(descriptor);
	return failed ? -1 : 0;
}
