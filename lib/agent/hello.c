/* hello.c - what both ends of a wire say first. */
#include "agent/hello.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/ram.h"
#include "stream/header.h"
#include "stream/pack.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_processor(char *out, size_t size)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char line[256];

	(void)snprintf(out, size, "unknown");
	while (file && fgets(line, sizeof line, file)) {
		char *colon = strchr(line, ':');

		if (strncmp(line, "model name", 10) != 0 || !colon)
			continue;
		colon[1 + strcspn(colon + 1, "\n")] = 0;
		(void)snprintf(out, size, "%s", colon + 2);
		break;
	}
	if (file)
		(void)fclose(file);
}

static uint64_t read_load(void)
{
	FILE *file = fopen("/proc/loadavg", "r");
	char line[64] = "";
	double load = 0;

	if (file && fgets(line, sizeof line, file))
		(void)number_parse_real(line, strcspn(line, " "), &load);
	if (file)
		(void)fclose(file);
	return (uint64_t)(load * 100);
}

void hello_measure(struct hello *hello, const char *version)
{
	const char *blas = getenv("OPENBLAS_CORETYPE");

	*hello = (struct hello){.wire = WIRE_VERSION, .format = HEADER_VERSION};
	(void)snprintf(hello->version, sizeof hello->version, "%s", version);
	(void)snprintf(hello->engine, sizeof hello->engine, "%s", pack_engine());
	hello->clock = (uint64_t)(1e6 * clock_calendar());
	hello->cores = (uint64_t)parallel_cores();
	hello->memory = ram_there();
	(void)snprintf(hello->blas, sizeof hello->blas, "%s", blas ? blas : "");
	hello->load = read_load();
	read_processor(hello->processor, sizeof hello->processor);
}

/* Where each key goes: a number, a text (size not 0) or a truth. */
static const struct key {
	const char *name;
	size_t offset, size;
	bool truth;
} keys[] = {
	{"wire", offsetof(struct hello, wire), 0, false},
	{"format", offsetof(struct hello, format), 0, false},
	{"version", offsetof(struct hello, version), sizeof((struct hello *)0)->version, false},
	{"cores", offsetof(struct hello, cores), 0, false},
	{"memory", offsetof(struct hello, memory), 0, false},
	{"load", offsetof(struct hello, load), 0, false},
	{"processor", offsetof(struct hello, processor),
		sizeof((struct hello *)0)->processor, false},
	{"engine", offsetof(struct hello, engine), sizeof((struct hello *)0)->engine, false},
	{"store", offsetof(struct hello, store), 0, false},
	{"store-most", offsetof(struct hello, store_most), 0, false},
	{"disk", offsetof(struct hello, disk), 0, false},
	{"clock", offsetof(struct hello, clock), 0, false},
	{"lifetime", offsetof(struct hello, lifetime), 0, false},
	{"blas", offsetof(struct hello, blas), sizeof((struct hello *)0)->blas, false},
	{"restricted", offsetof(struct hello, restricted), 0, true},
	{"any", offsetof(struct hello, any), 0, true},
	{"open", offsetof(struct hello, open), 0, true},
	{"confined", offsetof(struct hello, confined),
		sizeof((struct hello *)0)->confined, false},
	{"told", offsetof(struct hello, told), sizeof((struct hello *)0)->told, false},
};

int hello_settle(const struct hello *hello, struct fault *fault)
{
	if (hello->blas[0] ? setenv("OPENBLAS_CORETYPE", hello->blas, 1)
			   : unsetenv("OPENBLAS_CORETYPE"))
		return fault_errno(fault, FAULT_SYSTEM, errno, "environment");
	return 0;
}

int hello_put(const struct hello *hello, struct wire_out *out, struct fault *fault)
{
	size_t i;

	if (wire_begin(out, FRAME_HELLO, fault))
		return -1;
	for (i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *at = (const char *)hello + keys[i].offset;
		char line[640];
		int length;

		if (keys[i].size)
			length = snprintf(line, sizeof line, "%s: %s\n", keys[i].name, at);
		else
			length = snprintf(line, sizeof line, "%s: %llu\n", keys[i].name,
				keys[i].truth ? (unsigned long long)*(const bool *)at
					: (unsigned long long)*(const uint64_t *)(const void *)at);
		if (wire_raw(out, line, (size_t)length, fault))
			return -1;
	}
	return wire_end(out, fault);
}

static void take_line(struct hello *hello, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length), *value;
	size_t i, left;
	uint64_t number;

	if (!colon || (size_t)(colon - line) + 2 > length)
		return;
	value = colon + 2;
	left = length - (size_t)(value - line);
	for (i = 0; i < sizeof keys / sizeof *keys; i++) {
		char *at = (char *)hello + keys[i].offset;

		if (strlen(keys[i].name) != (size_t)(colon - line)
			|| memcmp(keys[i].name, line, (size_t)(colon - line)) != 0)
			continue;
		if (keys[i].size)
			(void)fault_quote(at, (unsigned)keys[i].size, value, left);
		else if (number_parse_whole(value, left, &number) && keys[i].truth)
			*(bool *)at = number != 0;
		else if (number_parse_whole(value, left, &number))
			*(uint64_t *)(void *)at = number;
	}
}

int hello_take(struct hello *hello, const struct frame *frame, const char *version,
	struct fault *fault)
{
	size_t at = 0;

	*hello = (struct hello){0};
	if (frame->type != FRAME_HELLO)
		return fault_set(fault, FAULT_DATA, "the connection does not begin with a hello");
	while (at < frame->size) {
		const char *line = frame->data + at, *end = memchr(line, '\n', frame->size - at);
		size_t length = end ? (size_t)(end - line) : frame->size - at;

		take_line(hello, line, length);
		at += length + 1;
	}
	if (hello->wire != WIRE_VERSION || hello->format != HEADER_VERSION
		|| strcmp(hello->version, version) != 0)
		return fault_set(fault, FAULT_HOST, "topictools %s there (wire %llu, streams %llu) "
			"and %s here (wire %d, streams %d): install the same",
			hello->version[0] ? hello->version : "?", (unsigned long long)hello->wire,
			(unsigned long long)hello->format, version, WIRE_VERSION, HEADER_VERSION);
	return 0;
}
