/* history.c - stages of training, to lines and back. */
#include "lda/history.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const mode_names[] = {"online", "batch", "added", "grown", "renewed"};
enum { MODES = sizeof mode_names / sizeof *mode_names };
static const char learned[] = "#learned\t", read_line[] = "#read\t";

void lda_history_fixed(struct lda_stage *stage, const size_t *topic, size_t count)
{
	size_t i, at = 0;

	*stage->fixed = 0;
	for (i = 0; i < count && at < sizeof stage->fixed; i++)
		at += (size_t)snprintf(stage->fixed + at, sizeof stage->fixed - at, "%s%zu",
			i ? "," : "", topic[i]);
	if (at >= sizeof stage->fixed)
		(void)snprintf(stage->fixed, sizeof stage->fixed, "many");
}

void lda_history_release(struct lda_history *history)
{
	free(history->stage);
	*history = (struct lda_history){0};
}

bool lda_history_has(const struct lda_history *history, const struct docsum *documents)
{
	size_t i;

	for (i = 0; i < history->count; i++)
		if (history->stage[i].known && history->stage[i].mode <= LDA_ADDED
			&& docsum_equal(&history->stage[i].documents, documents))
			return true;
	return false;
}

/* Reals are compared as they are written: shortest text that reads back the same. */
static bool same_real(double a, double b)
{
	return !(a < b) && !(b < a);
}

/* All but passes, done and documents. */
static bool alike(const struct lda_stage *a, const struct lda_stage *b)
{
	return a->mode == b->mode && a->parts == b->parts && a->known == b->known
		&& a->iterations == b->iterations && same_real(a->tolerance, b->tolerance)
		&& same_real(a->offset, b->offset) && same_real(a->kappa, b->kappa)
		&& same_real(a->decay, b->decay) && strcmp(a->fixed, b->fixed) == 0
		&& strcmp(a->labels, b->labels) == 0;
}

static int push(struct lda_history *history, const struct lda_stage *stage, struct fault *fault)
{
	if (memory_grow(&history->stage, &history->room, history->count + 1, fault))
		return -1;
	history->stage[history->count++] = *stage;
	return 0;
}

int lda_history_add(struct lda_history *history, const struct lda_stage *stage,
	struct fault *fault)
{
	struct lda_stage *last = history->count ? &history->stage[history->count - 1] : NULL;

	if (last && last->done == 0 && stage->mode <= LDA_ADDED && alike(last, stage)
		&& docsum_equal(&last->documents, &stage->documents)) {
		last->passes += stage->passes;
		return 0;
	}
	return push(history, stage, fault);
}

int lda_history_update(struct lda_history *history, const struct lda_stage *given,
	const struct lda_reading *reading, struct fault *fault)
{
	struct lda_stage *last = history->count ? &history->stage[history->count - 1] : NULL;
	struct lda_stage stage = *given;

	stage.passes = 1;
	stage.known = reading->known;
	namesketch_add(&history->names, &reading->names);
	if (reading->known) {
		stage.documents = reading->documents;
		stage.iterations = reading->iterations;
		stage.tolerance = reading->tolerance;
		memcpy(stage.labels, reading->labels, sizeof stage.labels);
	}
	if (stage.mode != LDA_ONLINE)
		return lda_history_add(history, &stage, fault);
	stage.passes = 0;
	stage.done = 1;
	stage.parts = reading->known ? reading->parts : 0;
	/* parts out of order are mini-batches of unknown parts */
	if (reading->part != (last && last->done && alike(last, &stage) ? last->done + 1 : 1))
		stage.parts = 0;
	if (last && last->done && alike(last, &stage)) {
		last->done++;
		docsum_add(&last->documents, &stage.documents);
	} else if (push(history, &stage, fault)) {
		return -1;
	}
	last = &history->stage[history->count - 1];
	if (last->parts == 0 || last->done < last->parts)
		return 0;
	stage = *last;
	stage.passes = 1;
	stage.done = 0;
	history->count--;
	return lda_history_add(history, &stage, fault);
}

static int put_real(struct bytes *lines, const char *key, double value, struct fault *fault)
{
	char text[NUMBER_TEXT];

	return bytes_printf(lines, fault, " %s=", key)
		|| bytes_append(lines, text, number_format_double(text, value), fault) ? -1 : 0;
}

static int put_whole(struct bytes *lines, const char *key, uint64_t value, struct fault *fault)
{
	return bytes_printf(lines, fault, " %s=%llu", key, (unsigned long long)value);
}

static int put_documents(struct bytes *lines, uint64_t iterations, double tolerance,
	const char *labels, const struct docsum *documents, struct fault *fault)
{
	char hex[DOCSUM_HEX];

	docsum_hex(documents, hex);
	return (*labels && bytes_printf(lines, fault, " labels=%s", labels))
		|| put_whole(lines, "iterations", iterations, fault)
		|| put_real(lines, "tolerance", tolerance, fault)
		|| put_whole(lines, "documents", documents->documents, fault)
		|| bytes_printf(lines, fault, " digest=%s", hex) ? -1 : 0;
}

/* What was done to the model before documents are added. */
static int put_change(const struct lda_stage *stage, struct bytes *lines, struct fault *fault)
{
	char hex[DOCSUM_HEX];

	docsum_hex(&stage->documents, hex);
	if (bytes_printf(lines, fault, "%s%s", learned, mode_names[stage->mode]))
		return -1;
	if (stage->mode == LDA_GROWN)
		return put_whole(lines, "terms", stage->terms, fault)
			|| bytes_append(lines, "\n", 1, fault) ? -1 : 0;
	return put_whole(lines, "topics", stage->topics, fault)
		|| put_whole(lines, "documents", stage->documents.documents, fault)
		|| bytes_printf(lines, fault, " digest=%s\n", hex) ? -1 : 0;
}

static int put_stage(const struct lda_stage *stage, struct bytes *lines, struct fault *fault)
{
	if (stage->mode == LDA_GROWN || stage->mode == LDA_RENEWED)
		return put_change(stage, lines, fault);
	return bytes_printf(lines, fault, "%s%s", learned, mode_names[stage->mode])
		|| put_whole(lines, "passes", stage->passes, fault)
		|| (stage->mode == LDA_ONLINE && (put_whole(lines, "parts", stage->parts, fault)
			|| (stage->done && put_whole(lines, "done", stage->done, fault))
			|| put_real(lines, "offset", stage->offset, fault)
			|| put_real(lines, "kappa", stage->kappa, fault)))
		|| (stage->mode == LDA_ADDED && put_real(lines, "decay", stage->decay, fault))
		|| (*stage->fixed && bytes_printf(lines, fault, " fixed=%s", stage->fixed))
		|| (stage->known && put_documents(lines, stage->iterations, stage->tolerance,
			stage->labels, &stage->documents, fault))
		|| bytes_append(lines, "\n", 1, fault) ? -1 : 0;
}

int lda_history_put(const struct lda_history *history, struct bytes *lines, struct fault *fault)
{
	size_t i;

	for (i = 0; i < history->count; i++)
		if (put_stage(&history->stage[i], lines, fault))
			return -1;
	return namesketch_put(&history->names, lines, fault);
}

/* The next word of a line, from a blank or its begin. */
static bool take_word(const char **at, const char *end, const char **word, size_t *length)
{
	const char *stop;

	if (*at < end && **at == ' ')
		++*at;
	stop = memchr(*at, ' ', (size_t)(end - *at));
	stop = stop ? stop : end;
	*word = *at;
	*length = (size_t)(stop - *at);
	*at = stop;
	return *length != 0;
}

/* "key=value" of this key: its value. */
static bool is_key(const char *word, size_t length, const char *key, const char **value,
	size_t *size)
{
	size_t n = strlen(key);

	if (length <= n + 1 || memcmp(word, key, n) != 0 || word[n] != '=')
		return false;
	*value = word + n + 1;
	*size = length - n - 1;
	return true;
}

static bool take_text(const char *value, size_t size, char *to, size_t room)
{
	if (size >= room || memchr(value, 0, size))
		return false;
	memcpy(to, value, size);
	to[size] = 0;
	return true;
}

static bool take_value(struct lda_stage *stage, const char *word, size_t length)
{
	const struct { const char *key; uint64_t *whole; double *real; } keys[] = {
		{"passes", &stage->passes, NULL}, {"parts", &stage->parts, NULL},
		{"done", &stage->done, NULL}, {"offset", NULL, &stage->offset},
		{"kappa", NULL, &stage->kappa}, {"decay", NULL, &stage->decay},
		{"iterations", &stage->iterations, NULL}, {"tolerance", NULL, &stage->tolerance},
		{"documents", &stage->documents.documents, NULL},
		{"terms", &stage->terms, NULL}, {"topics", &stage->topics, NULL}};
	const char *value;
	size_t i, size;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (is_key(word, length, keys[i].key, &value, &size))
			return keys[i].whole ? number_parse_whole(value, size, keys[i].whole)
				: number_parse_real(value, size, keys[i].real);
	if (is_key(word, length, "fixed", &value, &size))
		return take_text(value, size, stage->fixed, sizeof stage->fixed);
	if (is_key(word, length, "labels", &value, &size))
		return take_text(value, size, stage->labels, sizeof stage->labels);
	stage->known = is_key(word, length, "digest", &value, &size)
		&& docsum_parse(value, size, &stage->documents);
	return stage->known;
}

static bool parse_stage(struct lda_stage *stage, const char *at, const char *end)
{
	const char *word;
	size_t length, i;

	*stage = (struct lda_stage){0};
	if (!take_word(&at, end, &word, &length))
		return false;
	for (i = 0; i < MODES; i++)
		if (strlen(mode_names[i]) == length && memcmp(word, mode_names[i], length) == 0)
			break;
	if (i == MODES)
		return false;
	stage->mode = (enum lda_mode)i;
	while (at < end)
		if (!take_word(&at, end, &word, &length) || !take_value(stage, word, length))
			return false;
	return true;
}

/* The next line with this begin, without it; NULL: none. */
static const char *next_line(const struct bytes *lines, size_t *at, const char *begin,
	const char **end)
{
	size_t length = strlen(begin);

	while (*at < lines->size) {
		const char *line = lines->data + *at, *stop = memchr(line, '\n', lines->size - *at);
		size_t size = stop ? (size_t)(stop - line) : lines->size - *at;

		*at += size + 1;
		if (size >= length && memcmp(line, begin, length) == 0) {
			*end = line + size;
			return line + length;
		}
	}
	return NULL;
}

int lda_history_take(struct lda_history *history, const struct bytes *lines, struct fault *fault)
{
	const char *line, *end;
	struct lda_stage stage;
	struct bytes again = {0};
	size_t at = 0;
	int failed = namesketch_take(&history->names, lines, fault);

	while (!failed && (line = next_line(lines, &at, learned, &end)) != NULL) {
		again.size = 0;
		/* exactly what is written: no key twice, in its order, no other digits */
		if (!parse_stage(&stage, line, end))
			failed = fault_set(fault, FAULT_DATA, "damaged: a line #learned");
		else if (put_stage(&stage, &again, fault) || push(history, &stage, fault))
			failed = -1;
		else if (again.size != (size_t)(end - line) + sizeof learned
			|| memcmp(again.data + sizeof learned - 1, line, (size_t)(end - line)) != 0)
			failed = fault_set(fault, FAULT_DATA, "damaged: a line #learned");
	}
	bytes_release(&again);
	return failed;
}

int lda_history_put_reading(const struct lda_reading *reading, struct bytes *lines,
	struct fault *fault)
{
	if (!reading->known)
		return 0;
	return bytes_append(lines, read_line, sizeof read_line - 1, fault)
		|| bytes_printf(lines, fault, "part=%llu parts=%llu", (unsigned long long)reading->part,
			(unsigned long long)reading->parts)
		|| put_documents(lines, reading->iterations, reading->tolerance, reading->labels,
			&reading->documents, fault)
		|| bytes_append(lines, "\n", 1, fault)
		|| namesketch_put(&reading->names, lines, fault) ? -1 : 0;
}

static bool parse_reading(struct lda_reading *reading, const char *at, const char *end)
{
	struct lda_stage stage = {0};
	const char *word, *value;
	size_t length, size;

	*reading = (struct lda_reading){0};
	while (at < end) {
		if (!take_word(&at, end, &word, &length))
			return false;
		if (is_key(word, length, "part", &value, &size)
			? !number_parse_whole(value, size, &reading->part)
			: !take_value(&stage, word, length))
			return false;
	}
	reading->known = stage.known;
	reading->documents = stage.documents;
	reading->iterations = stage.iterations;
	reading->tolerance = stage.tolerance;
	reading->parts = stage.parts;
	memcpy(reading->labels, stage.labels, sizeof reading->labels);
	return reading->known;
}

/* *right: the line is exactly what is written: no key twice, in its order, no other digits. */
static int is_reading(const char *line, const char *end, struct lda_reading *reading, bool *right,
	struct fault *fault)
{
	struct bytes again = {0};
	size_t begin = sizeof read_line - 1;
	int failed = 0;

	*right = parse_reading(reading, line, end);
	if (*right) {
		failed = lda_history_put_reading(reading, &again, fault);
		*right = !failed && again.size == begin + (size_t)(end - line) + 1
			&& memcmp(again.data + begin, line, (size_t)(end - line)) == 0;
	}
	bytes_release(&again);
	return failed;
}

int lda_history_take_reading(struct lda_reading *reading, const struct bytes *lines,
	struct fault *fault)
{
	const char *line, *end;
	struct lda_reading one = {0};
	size_t at = 0;
	bool right = true;

	line = next_line(lines, &at, read_line, &end);
	if (line && is_reading(line, end, &one, &right, fault))
		return -1;
	if (!right)
		return fault_set(fault, FAULT_DATA, "damaged: a line #read");
	if (namesketch_take(&one.names, lines, fault))
		return -1;
	if (!reading->begun) {
		*reading = one;
		reading->begun = true;
		return 0;
	}
	reading->known = reading->known && one.known && reading->iterations == one.iterations
		&& same_real(reading->tolerance, one.tolerance)
		&& strcmp(reading->labels, one.labels) == 0;
	if (reading->part != one.part || reading->parts != one.parts)
		reading->part = reading->parts = 0;
	docsum_add(&reading->documents, &one.documents);
	namesketch_add(&reading->names, &one.names);
	return 0;
}
