/* remake.c - takes a header's recipe and lines about documents apart. */
#include "remake.h"

#include "base/digest.h"
#include "lda/retrain.h"
#include "lsi/recompute.h"
#include "stream/docsum.h"
#include "stream/namesketch.h"
#include "text/recount.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The value of " key=" in a text, up to a blank; its length. */
static size_t value_of(const char *text, size_t size, const char *key, const char **value)
{
	size_t n = strlen(key), at, end;

	for (at = 0; at + n < size; at++) {
		if (memcmp(text + at, key, n) != 0)
			continue;
		for (end = at + n; end < size && text[end] != ' '; end++)
			;
		*value = text + at + n;
		return end - at - n;
	}
	return 0;
}

/* Vectors: the options of the recipe, and the model by its digest. */
static int put_vectors(const struct header *header, struct bytes *out, struct fault *fault)
{
	static const char *const options[] = {"iterations", "tolerance", "power"};
	const char *recipe = header->recipe, *model, *value;
	size_t size = strlen(recipe), digits = value_of(recipe, size, " model=", &model), i, n;
	bool lsi = strncmp(recipe, "lsi projection ", 15) == 0;
	char key[16];

	if (digits != DIGEST_HEX - 1 || (!lsi && strncmp(recipe, "lda-infer ", 10) != 0))
		return fault_set(fault, FAULT_DATA, "the header does not say how these vectors were "
			"made");
	if (bytes_printf(out, fault, "%s --model MODEL", lsi ? "lsi-project" : "lda-infer")
		|| (strstr(recipe, " scaled ") && bytes_printf(out, fault, " --scale")))
		return -1;
	for (i = 0; i < sizeof options / sizeof *options; i++) {
		(void)snprintf(key, sizeof key, " %s=", options[i]);
		n = value_of(recipe, size, key, &value);
		if (n && bytes_printf(out, fault, " --%s %.*s", options[i], (int)n, value))
			return -1;
	}
	return bytes_printf(out, fault, " CORPUS # model %.*s\n", (int)digits, model);
}

/* What would be more to a shell than words is in no header that we wrote. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr(" =.,:+-_/", *text)
			&& (*text != ';' || text[1] != ' '))
			return false;
	return true;
}

int remake_command(const struct header *header, const struct docsum *sum, struct bytes *out,
	struct fault *fault)
{
	if (!is_plain(header->recipe) || !is_plain(header->weighting)
		|| (header->kind != KIND_CORPUS && strchr(header->recipe, ';')))
		return fault_set(fault, FAULT_DATA, "damaged: its recipe or weighting has characters that "
			"none has");
	if (header->kind == KIND_CORPUS)
		return recount(header, sum, out, fault);
	if (header->kind == KIND_TOPICS)
		return lda_retrain(header, out, fault);
	if (header->kind == KIND_STATISTICS)
		return lda_retrain_statistics(header, out, fault);
	if (header->kind == KIND_FACTORS || header->kind == KIND_BASIS
		|| header->kind == KIND_PRODUCT)
		return recompute(header, out, fault);
	return put_vectors(header, out, fault);
}

/* The next line about documents, of its own words; false: no more. */
static bool next_line(const struct header *header, size_t *at, const char **line, size_t *length)
{
	const struct bytes *lines = &header->column;

	while (*at < lines->size) {
		const char *stop = memchr(lines->data + *at, '\n', lines->size - *at);

		*line = lines->data + *at + 1; /* behind the # */
		*length = (size_t)((stop ? stop : lines->data + lines->size) - *line);
		*at += *length + 2;
		if (strncmp(*line, "learned\t", 8) == 0 || strncmp(*line, "read\t", 5) == 0)
			return true;
	}
	return false;
}

int remake_learned(const struct header *header, struct bytes *out, struct fault *fault)
{
	struct namesketch sketch = {0};
	const char *line;
	size_t at = 0, length;

	while (next_line(header, &at, &line, &length))
		if (bytes_append(out, line, length, fault) || bytes_append(out, "\n", 1, fault))
			return -1;
	return namesketch_take(&sketch, &header->column, fault)
		|| (sketch.count && bytes_printf(out, fault, "sketch\t%zu names\n", sketch.count))
		? -1 : 0;
}

/* Passes over the same documents are one line. */
static int put_once(struct bytes *out, const char *number, size_t digits, const char *digest,
	size_t length, struct fault *fault)
{
	size_t before = out->size, at;
	int failed = bytes_printf(out, fault, "documents\t%.*s\t%.*s\n", (int)digits, number,
		(int)length, digest);

	for (at = 0; !failed && at < before; at++)
		if ((at == 0 || out->data[at - 1] == '\n') && before - at >= out->size - before
			&& memcmp(out->data + at, out->data + before, out->size - before) == 0)
			out->size = before;
	return failed;
}

int remake_inputs(const struct header *header, struct bytes *out, struct fault *fault)
{
	static const char *const keys[] = {" inputs=", " model=", " basis=", " after="};
	const char *line, *value = "", *number = "";
	size_t at = 0, length, n, digits, i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++) {
		n = value_of(header->recipe, strlen(header->recipe), keys[i], &value);
		if (n && bytes_printf(out, fault, "%.*s\t%.*s\n", (int)strlen(keys[i]) - 2,
				keys[i] + 1, (int)n, value))
			return -1;
	}
	while (next_line(header, &at, &line, &length)) {
		n = value_of(line, length, "digest=", &value);
		digits = value_of(line, length, "documents=", &number);
		if (n && digits && put_once(out, number, digits, value, n, fault))
			return -1;
	}
	return 0;
}
