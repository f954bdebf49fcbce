/* topicnames.c - sets, finds, reads and writes names of topics. */
#include "stream/topicnames.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char line_start[] = "#names\t";

void topicnames_release(struct topicnames *names)
{
	size_t k;

	for (k = 0; k < names->topics; k++)
		free(names->name[k]);
	free(names->name);
	hashindex_release(&names->index);
	*names = (struct topicnames){0};
}

static int check(const char *name, size_t length, struct fault *fault)
{
	uint64_t number;
	size_t i;
	unsigned n;

	if (length == 0 || length > TOPICNAMES_LONGEST)
		return fault_set(fault, FAULT_DATA, "a topic's name has 1 to %d bytes, not %zu",
			TOPICNAMES_LONGEST, length);
	for (i = 0; i < length; i += n) {
		n = utf8_length((const unsigned char *)name + i, length - i);
		if (n == 0 || (unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == ',')
			return fault_set(fault, FAULT_DATA, "a topic's name has a comma, a control "
				"character or what is no UTF-8");
	}
	if (number_parse_whole(name, length, &number))
		return fault_set(fault, FAULT_DATA, "topic '%.*s': a name, not a number, is expected: "
			"topics without a name have numbers", (int)length, name);
	return 0;
}

int topicnames_set(struct topicnames *names, size_t topics, size_t k, const char *name,
	size_t length, struct fault *fault)
{
	size_t other;

	if (check(name, length, fault))
		return -1;
	if (topicnames_find(names, name, length, &other))
		return fault_set(fault, FAULT_DATA, "two topics have the name '%.*s'", (int)length,
			name);
	if (!names->name) {
		names->name = memory_zeroed(topics, sizeof *names->name, fault);
		if (!names->name)
			return -1;
		names->topics = topics;
	}
	names->name[k] = memory_copy(name, length, fault);
	return names->name[k] ? hashindex_add(&names->index, digest_short(name, length, 0),
		(uint32_t)k, fault) : -1;
}

int topicnames_copy(struct topicnames *to, const struct topicnames *from, struct fault *fault)
{
	size_t k;

	for (k = 0; k < from->topics; k++)
		if (from->name[k] && topicnames_set(to, from->topics, k, from->name[k],
				strlen(from->name[k]), fault))
			return -1;
	return 0;
}

int topicnames_take(struct topicnames *names, const struct bytes *lines, size_t topics,
	struct fault *fault)
{
	const char *at = lines->data, *stop = at ? at + lines->size : at, *end, *tab;
	size_t k;

	for (; at < stop; at = end + 1) {
		end = memchr(at, '\n', (size_t)(stop - at));
		if (!end)
			return 0;
		if ((size_t)(end - at) < sizeof line_start - 1
			|| memcmp(at, line_start, sizeof line_start - 1) != 0)
			continue;
		at += sizeof line_start - 1;
		for (k = 0; k < topics; k++, at = tab + 1) {
			tab = memchr(at, '\t', (size_t)(end - at));
			if (!tab != (k + 1 == topics))
				return fault_set(fault, FAULT_DATA,
					"damaged: #names is not of %zu topics", topics);
			tab = tab ? tab : end;
			if (tab > at && topicnames_set(names, topics, k, at, (size_t)(tab - at),
					fault))
				return -1;
		}
		return 0;
	}
	return 0;
}

int topicnames_put(const struct topicnames *names, struct bytes *lines, struct fault *fault)
{
	size_t k;

	if (names->topics == 0)
		return 0;
	if (bytes_append(lines, line_start, sizeof line_start - 1, fault))
		return -1;
	for (k = 0; k < names->topics; k++)
		if (bytes_printf(lines, fault, "%s%s", k ? "\t" : "",
				names->name[k] ? names->name[k] : ""))
			return -1;
	return bytes_append(lines, "\n", 1, fault);
}

bool topicnames_find(const struct topicnames *names, const char *name, size_t length, size_t *k)
{
	uint64_t hash = digest_short(name, length, 0);
	size_t step = 0;
	uint32_t at;

	while ((at = hashindex_next(&names->index, hash, &step)) != HASHINDEX_NONE)
		if (strlen(names->name[at]) == length && memcmp(names->name[at], name, length) == 0) {
			*k = at;
			return true;
		}
	return false;
}

const char *topicnames_of(const struct topicnames *names, size_t k, char *number)
{
	if (k < names->topics && names->name[k])
		return names->name[k];
	(void)snprintf(number, TOPICNAMES_NUMBER, "%zu", k);
	return number;
}

int topicnames_show(const struct topicnames *names, size_t k, struct bytes *out,
	struct fault *fault)
{
	char number[TOPICNAMES_NUMBER];

	return bytes_printf(out, fault, "%s", topicnames_of(names, k, number));
}

int topicnames_json(const struct topicnames *names, size_t k, struct bytes *out,
	struct fault *fault)
{
	if (bytes_printf(out, fault, "\"topic\":%zu", k))
		return -1;
	if (k >= names->topics || !names->name[k])
		return 0;
	return bytes_printf(out, fault, ",\"name\":")
		|| json_put_string(out, names->name[k], strlen(names->name[k]), fault) ? -1 : 0;
}

int topicnames_list(const struct topicnames *names, size_t topics, const char *option,
	const char *list, size_t **topic, size_t *count, struct fault *fault)
{
	const char *at = list, *comma;
	size_t room = 0;

	*topic = NULL;
	for (*count = 0; at; at = comma ? comma + 1 : NULL) {
		size_t length, k;
		uint64_t number;

		comma = strchr(at, ',');
		length = comma ? (size_t)(comma - at) : strlen(at);
		if (!topicnames_find(names, at, length, &k)) {
			if (!number_parse_whole(at, length, &number))
				return fault_set(fault, FAULT_USAGE, "--%s %s: no topic \"%.*s\": give "
					"a number from 0, or a name that the model has", option, list,
					(int)length, at);
			if (number >= topics)
				return fault_set(fault, FAULT_USAGE, "--%s: no topic %llu: they are 0 "
					"to %zu", option, (unsigned long long)number, topics - 1);
			k = (size_t)number;
		}
		if (memory_grow(topic, &room, *count + 1, fault))
			return -1;
		(*topic)[(*count)++] = k;
	}
	return 0;
}
