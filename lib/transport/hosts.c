/* hosts.c - reading the list of hosts, line by line and word by word. */
#include "transport/hosts.h"

#include "base/bytes.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/options.h"
#include "stream/textin.h"
#include "transport/hostnames.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORT_MOST = 65535, BIN_MOST = 1024 };

struct reader {
	struct hosts *hosts;
	size_t room;
	const char *line; /* the one at hand */
	unsigned number;  /* of it, from 1 */
};

/* A part of a line. */
struct host_word {
	const char *text;
	size_t length;
};

static int wrong(const struct reader *reader, const char *where, struct fault *fault,
	const char *text)
{
	return fault_set(fault, FAULT_DATA, "line %u, column %zu: %s", reader->number,
		(size_t)(where - reader->line) + 1, text);
}

static bool next_word(const char **at, const char *end, struct host_word *word)
{
	while (*at < end && (**at == ' ' || **at == '\t' || **at == '\r'))
		(*at)++;
	word->text = *at;
	while (*at < end && **at != ' ' && **at != '\t' && **at != '\r')
		(*at)++;
	word->length = (size_t)(*at - word->text);
	return word->length > 0 && word->text[0] != '#';
}

static bool word_is(const struct host_word *word, const char *text)
{
	return word->length == strlen(text) && memcmp(word->text, text, word->length) == 0;
}

static int take_number(const struct reader *reader, const struct host_word *value,
	unsigned most, unsigned *out, struct fault *fault)
{
	uint64_t number;
	char said[64];

	if (!number_parse_whole(value->text, value->length, &number) || number < 1
		|| number > most) {
		(void)snprintf(said, sizeof said, "not a whole number from 1 to %u", most);
		return wrong(reader, value->text, fault, said);
	}
	*out = (unsigned)number;
	return 0;
}

/* The folder becomes a word of a remote shell's command line: what could
 * mean anything but itself there is refused. */
static int take_bin(const struct reader *reader, const struct host_word *value, char **bin,
	struct fault *fault)
{
	size_t i, length = value->length;

	if (length == 0 || value->text[0] != '/')
		return wrong(reader, value->text, fault, "bin= needs a folder that begins with '/'");
	if (length > BIN_MOST)
		return wrong(reader, value->text, fault, "a folder's name that is too long");
	for (i = 0; i < length; i++)
		if (!hostnames_byte(value->text[i]) && !strchr("/+,@", value->text[i]))
			return wrong(reader, value->text + i, fault,
				"bin= may hold letters, digits and / . - _ + , @ only");
	while (length > 1 && value->text[length - 1] == '/')
		length--;
	free(*bin);
	*bin = memory_copy(value->text, length, fault);
	return *bin ? 0 : -1;
}

static int take_setting(const struct reader *reader, struct host *host,
	const struct host_word *word, struct fault *fault)
{
	const char *equals = memchr(word->text, '=', word->length);
	struct host_word key = {word->text, equals ? (size_t)(equals - word->text) : word->length};
	struct host_word value = {word->text + key.length + 1, 0};
	char said[256], quoted[64], near[32];

	if (equals) {
		value.length = word->length - key.length - 1;
		if (word_is(&key, "slots"))
			return take_number(reader, &value, SLOTS_MOST, &host->slots, fault);
		if (word_is(&key, "threads"))
			return take_number(reader, &value, SLOTS_MOST, &host->threads, fault);
		if (word_is(&key, "bin"))
			return take_bin(reader, &value, &host->bin, fault);
	}
	(void)fault_quote(quoted, sizeof quoted, key.text, key.length);
	if (!equals)
		(void)snprintf(said, sizeof said, "'%s' is not a setting (key=value)", quoted);
	else if (options_nearest(quoted, "slots|threads|bin", near, sizeof near))
		(void)snprintf(said, sizeof said, "no setting '%s=': is it '%s='?", quoted, near);
	else
		(void)snprintf(said, sizeof said,
			"no setting '%s=': there are slots=, threads= and bin=", quoted);
	return wrong(reader, word->text, fault, said);
}

/* Splits [USER@]NAME[:PORT]; name keeps what is left, without brackets of
 * an address. */
static int split_address(const struct reader *reader, struct host_word *name, struct host *host,
	bool *literal, struct fault *fault)
{
	const char *end = name->text + name->length;
	const char *at = memchr(name->text, '@', name->length);
	const char *colon = NULL, *p;

	if (at) {
		if (at == name->text || name->text[0] == '-')
			return wrong(reader, name->text, fault, "no user's name before '@'");
		for (p = name->text; p < at; p++)
			if (!hostnames_byte(*p) && *p != '+')
				return wrong(reader, p, fault, "a character that no user's name has");
		host->user = memory_copy(name->text, (size_t)(at - name->text), fault);
		if (!host->user)
			return -1;
		name->text = at + 1;
	}
	for (p = name->text; p < end && *p != ']'; p++)
		;
	*literal = name->text < end && name->text[0] == '[' && p < end
		&& memchr(name->text, ':', (size_t)(p - name->text));
	for (p = *literal ? p : name->text; p < end; p++)
		if (*p == ':') {
			colon = p;
			break;
		}
	if (colon) {
		struct host_word port = {colon + 1, (size_t)(end - colon - 1)};

		if (!*literal && memchr(port.text, ':', port.length))
			return wrong(reader, name->text, fault,
				"an address with colons must be in brackets: [::1]:22");
		if (take_number(reader, &port, PORT_MOST, &host->port, fault))
			return -1;
		end = colon;
	}
	name->length = (size_t)(end - name->text);
	return 0;
}

/* The names that the word stands for. */
static int expand_name(const struct reader *reader, const struct host_word *name, bool literal,
	struct hostnames *names, struct fault *fault)
{
	bool zone = false;
	size_t at = 0, i;

	if (!literal) {
		if (hostnames_expand(names, name->text, name->length,
			HOSTS_MOST - reader->hosts->count, &at, fault) == 0)
			return 0;
		if (fault->kind != FAULT_DATA)
			return -1;
		return fault_at(fault, "line %u, column %zu", reader->number,
			(size_t)(name->text - reader->line) + at + 1);
	}
	if (name->text[name->length - 1] != ']')
		return wrong(reader, name->text, fault, "':' and a port, or nothing, follow ']'");
	for (i = 1; i + 1 < name->length; i++) {
		zone = zone || (name->text[i] == '%' && i > 1);
		if (zone ? !hostnames_byte(name->text[i]) && name->text[i] != '%'
			: !strchr("0123456789abcdefABCDEF:.", name->text[i]))
			return wrong(reader, name->text + i, fault, "a character that no address has");
	}
	if (memory_grow(&names->name, &names->room, 1, fault))
		return -1;
	names->name[0] = memory_copy(name->text + 1, name->length - 2, fault);
	if (!names->name[0])
		return -1;
	names->count = 1;
	return 0;
}

/* Its name in messages, unique in the list. */
static char *full_name(const struct host *host, struct fault *fault)
{
	struct bytes text = {0};
	bool brackets = host->address && strchr(host->address, ':');
	char *name = NULL;
	int failed;

	if (host->here)
		return memory_copy(":", 1, fault);
	failed = bytes_printf(&text, fault, "%s%s%s%s%s", host->user ? host->user : "",
		host->user ? "@" : "", brackets ? "[" : "", host->address, brackets ? "]" : "");
	if (!failed && host->port)
		failed = bytes_printf(&text, fault, ":%u", host->port);
	if (!failed)
		name = memory_copy(text.data, text.size, fault);
	bytes_release(&text);
	return name;
}

/* Takes a copy of the host; address is NULL for this machine. */
static int add_host(struct reader *reader, const struct host *like, const char *address,
	const char *where, struct fault *fault)
{
	struct hosts *hosts = reader->hosts;
	struct host *host;
	char said[HOST_NAME_MOST + 96];
	size_t i;

	if (hosts->count == HOSTS_MOST)
		return wrong(reader, where, fault, "too many hosts");
	if (memory_grow(&hosts->host, &reader->room, hosts->count + 1, fault))
		return -1;
	host = &hosts->host[hosts->count];
	if (hosts_copy(host, like, fault))
		return -1;
	hosts->count++;
	host->line = reader->number;
	if (address && !(host->address = memory_copy(address, strlen(address), fault)))
		return -1;
	if (!(host->name = full_name(host, fault)))
		return -1;
	for (i = 0; i + 1 < hosts->count; i++)
		if (strcmp(hosts->host[i].name, host->name) == 0) {
			(void)snprintf(said, sizeof said, "%.*s is on line %u already: slots=N is for more",
				HOST_NAME_MOST, host->name, hosts->host[i].line);
			return wrong(reader, where, fault, said);
		}
	return 0;
}

static int read_line(struct reader *reader, const char *end, struct fault *fault)
{
	const char *at = reader->line;
	struct host host = {.slots = 1};
	struct hostnames names = {0};
	struct host_word name, setting;
	const char *start;
	bool literal = false;
	size_t i;
	int failed = 0;

	if (!next_word(&at, end, &name))
		return 0;
	start = name.text;
	host.here = word_is(&name, ":");
	if (!host.here)
		failed = split_address(reader, &name, &host, &literal, fault)
			|| expand_name(reader, &name, literal, &names, fault);
	while (!failed && next_word(&at, end, &setting))
		failed = take_setting(reader, &host, &setting, fault);
	if (!failed && host.here)
		failed = add_host(reader, &host, NULL, start, fault);
	for (i = 0; !failed && i < names.count; i++)
		failed = add_host(reader, &host, names.name[i], start, fault);
	hostnames_release(&names);
	hosts_host_release(&host);
	return failed ? -1 : 0;
}

int hosts_parse(struct hosts *hosts, const char *text, size_t length, struct fault *fault)
{
	struct reader reader = {hosts, 0, text, 0};
	const char *end = text + length;

	*hosts = (struct hosts){0};
	if (memchr(text, 0, length))
		return fault_set(fault, FAULT_DATA, "not a list of hosts: it holds a zero byte");
	while (reader.line < end) {
		const char *stop = memchr(reader.line, '\n', (size_t)(end - reader.line));

		if (!stop)
			stop = end;
		reader.number++;
		if (read_line(&reader, stop, fault)) {
			hosts_release(hosts);
			return -1;
		}
		reader.line = stop < end ? stop + 1 : end;
	}
	if (hosts->count == 0)
		return fault_set(fault, FAULT_DATA, "names no host (one a line: [user@]host[:port])");
	return 0;
}

int hosts_read(struct hosts *hosts, const char *path, struct fault *fault)
{
	struct bytes text = {0};
	int failed = textin_read_all(path, &text, fault);

	if (!failed && hosts_parse(hosts, text.size ? text.data : "", text.size, fault))
		failed = fault_at(fault, "%s", input_name(path));
	bytes_release(&text);
	return failed ? -1 : 0;
}

int hosts_local(struct hosts *hosts, struct fault *fault)
{
	return hosts_parse(hosts, ":\n", 2, fault);
}

void hosts_release(struct hosts *hosts)
{
	size_t i;

	for (i = 0; i < hosts->count; i++)
		hosts_host_release(&hosts->host[i]);
	free(hosts->host);
	*hosts = (struct hosts){0};
}

static int copy_text(char **to, const char *from, struct fault *fault)
{
	if (from && !(*to = memory_copy(from, strlen(from), fault)))
		return -1;
	return 0;
}

int hosts_copy(struct host *to, const struct host *from, struct fault *fault)
{
	*to = *from;
	to->name = to->user = to->address = to->bin = NULL;
	if (copy_text(&to->name, from->name, fault) || copy_text(&to->user, from->user, fault)
		|| copy_text(&to->address, from->address, fault)
		|| copy_text(&to->bin, from->bin, fault)) {
		hosts_host_release(to);
		return -1;
	}
	return 0;
}

void hosts_host_release(struct host *host)
{
	free(host->name);
	free(host->user);
	free(host->address);
	free(host->bin);
	*host = (struct host){0};
}
