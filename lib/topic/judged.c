/* judged.c - a judged model to text and back. */
#include "topic/judged.h"

#include "base/memory.h"
#include "base/number.h"
#include "lda/judgement.h"
#include "stream/linefile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More topics than any model here has, more documents than are held out. */
enum { TOPICS_MOST = 1000000, DOCUMENTS_MOST = 1 << 30 };

void judged_release(struct judged *judged)
{
	free(judged->first);
	free(judged->count);
	lda_heldout_release(&judged->scores);
	*judged = (struct judged){0};
}

static int put_real(const char *key, double value, const char *unit, struct bytes *text,
	struct fault *fault)
{
	return isnan(value) ? bytes_printf(text, fault, "%s\tnan\t%s\n", key, unit)
			    : bytes_printf(text, fault, "%s\t%.6f\t%s\n", key, value, unit);
}

static int put_first(const struct judged *judged, size_t topic, struct bytes *text,
	struct fault *fault)
{
	size_t i;

	if (bytes_printf(text, fault, "first\t%zu\t", topic))
		return -1;
	for (i = 0; i < judged->count[topic]; i++)
		if (bytes_printf(text, fault, "%s%lu", i ? " " : "",
			(unsigned long)judged->first[topic * JUDGED_WORDS + i]))
			return -1;
	return bytes_append(text, "\n", 1, fault);
}

static int put_lists(const struct judged *judged, struct bytes *text, struct fault *fault)
{
	const struct lda_scores *scores = &judged->scores;
	size_t i;

	for (i = 0; i < judged->topics; i++)
		if (put_first(judged, i, text, fault))
			return -1;
	for (i = 0; i < scores->documents; i++)
		if (bytes_printf(text, fault, "score\t%.17g\t%.17g\n", scores->likelihood[i],
			scores->predicted[i]))
			return -1;
	return 0;
}

static int put_end(struct bytes *text, struct fault *fault)
{
	size_t lines = 0, i;

	for (i = 0; i < text->size; i++)
		lines += text->data[i] == '\n';
	return bytes_printf(text, fault, "end\t%zu\tlines\n", lines);
}

int judged_put(const struct judged *judged, struct bytes *text, struct fault *fault)
{
	struct lda_judgement judgement;
	char terms[DIGEST_HEX], heldout[DIGEST_HEX];

	digest_hex(&judged->terms, terms);
	digest_hex(&judged->heldout, heldout);
	return lda_judgement(&judged->scores, NULL, &judgement, fault)
		|| bytes_printf(text, fault, "judged\t1\tversion of this form\ntopics\t%zu\tK\n"
			"inference\t%s\tof the training\nalpha\t%s\tthe documents' prior\n"
			"seed\t%llu\tof the training\nterms\t%s\tthe vocabulary\n"
			"heldout\t%s\tthe documents\n", judged->topics, judged->inference,
			judged->alpha, (unsigned long long)judged->seed, terms, heldout)
		|| lda_judgement_put(&judgement, &judged->scores, text, fault)
		|| put_real("npmi", judged->npmi, "mean over topics", text, fault)
		|| put_real("exclusivity", judged->exclusivity, "mean over topics", text, fault)
		|| put_lists(judged, text, fault) || put_end(text, fault) ? -1 : 0;
}

/* A line in its fields. */
struct judged_field {
	const char *text;
	size_t length;
};

static bool is(const struct judged_field *field, const char *word)
{
	return field->length == strlen(word) && memcmp(field->text, word, field->length) == 0;
}

/* Splits at tabs: key, value and the rest; false where there is no value. */
static bool split(const char *line, size_t length, struct judged_field field[3])
{
	const char *end = line + length, *tab;
	size_t i;

	for (i = 0; i < 3; i++)
		field[i] = (struct judged_field){end, 0};
	for (i = 0; i < 3; i++) {
		tab = i < 2 ? memchr(line, '\t', (size_t)(end - line)) : NULL;
		field[i] = (struct judged_field){line, (size_t)((tab ? tab : end) - line)};
		if (!tab)
			return i > 0;
		line = tab + 1;
	}
	return true;
}

static bool take_text(const struct judged_field *field, char *out, size_t size)
{
	if (field->length >= size)
		return false;
	memcpy(out, field->text, field->length);
	out[field->length] = 0;
	return true;
}

static bool take_mean(const struct judged_field *field, double *value)
{
	*value = NAN;
	return is(field, "nan") || number_parse_real(field->text, field->length, value);
}

/* Columns of the next topic: topics come in order. */
static int take_first(struct judged *judged, const struct judged_field field[3], size_t *topic,
	struct fault *fault)
{
	const char *at = field[2].text, *end = at + field[2].length;
	uint64_t number;

	if (!number_parse_whole(field[1].text, field[1].length, &number) || number != *topic
		|| *topic >= judged->topics)
		return 1;
	if (memory_grow(&judged->count, &judged->count_room, *topic + 1, fault)
		|| memory_grow(&judged->first, &judged->first_room, (*topic + 1) * JUDGED_WORDS, fault))
		return -1;
	judged->count[*topic] = 0;
	while (at < end) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		size_t length = (size_t)((blank ? blank : end) - at);

		if (judged->count[*topic] == JUDGED_WORDS
			|| !number_parse_whole(at, length, &number) || number >= UINT32_MAX)
			return 1;
		judged->first[*topic * JUDGED_WORDS + judged->count[*topic]++] = (uint32_t)number;
		at += length + (blank != NULL);
	}
	++*topic;
	return 0;
}

static int take_score(struct lda_scores *scores, const struct judged_field field[3],
	struct fault *fault)
{
	double nats, words;

	if (!number_parse_real(field[1].text, field[1].length, &nats) || !isfinite(nats)
		|| !number_parse_real(field[2].text, field[2].length, &words)
		|| !(words >= 0 && words <= 1e15) || scores->documents == DOCUMENTS_MOST)
		return 1;
	if (memory_grow(&scores->likelihood, &scores->likelihood_room, scores->documents + 1, fault)
		|| memory_grow(&scores->predicted, &scores->predicted_room, scores->documents + 1,
			fault))
		return -1;
	scores->likelihood[scores->documents] = nats;
	scores->predicted[scores->documents++] = words;
	return 0;
}

/* Keys that occur once; others, which can be computed again, are left alone. */
static bool take_key(struct judged *judged, const struct judged_field field[3])
{
	const struct judged_field *key = &field[0], *value = &field[1];
	uint64_t number = 0;

	if (is(key, "topics")) {
		if (judged->topics || !number_parse_whole(value->text, value->length, &number)
			|| number == 0 || number > TOPICS_MOST)
			return false;
		judged->topics = (size_t)number;
		return true;
	}
	if (is(key, "inference"))
		return take_text(value, judged->inference, sizeof judged->inference);
	if (is(key, "alpha"))
		return take_text(value, judged->alpha, sizeof judged->alpha);
	if (is(key, "seed"))
		return number_parse_whole(value->text, value->length, &judged->seed);
	if (is(key, "terms"))
		return digest_parse(value->text, value->length, &judged->terms);
	if (is(key, "heldout"))
		return digest_parse(value->text, value->length, &judged->heldout);
	if (is(key, "npmi"))
		return take_mean(value, &judged->npmi);
	if (is(key, "exclusivity"))
		return take_mean(value, &judged->exclusivity);
	return true;
}

static int bad_line(const struct linefile *file, const char *path, struct fault *fault)
{
	return fault_set(fault, FAULT_DATA, "%s: line %llu: not of a judged model: lda-judge "
		"writes them", path, (unsigned long long)file->number);
}

static int read_lines(struct judged *judged, struct linefile *file, const char *path,
	struct fault *fault)
{
	struct judged_field field[3];
	const char *line;
	size_t length, topic = 0;
	uint64_t lines;
	bool ended = false;
	int got, bad = 0;

	while ((got = linefile_next(file, &line, &length, fault)) == 1) {
		if (ended || !split(line, length, field)
			|| (file->number == 1) != is(&field[0], "judged")
			|| (file->number == 1 && !is(&field[1], "1")))
			return bad_line(file, path, fault);
		if (is(&field[0], "end"))
			ended = number_parse_whole(field[1].text, field[1].length, &lines)
				&& lines + 1 == file->number;
		else if (is(&field[0], "first"))
			bad = take_first(judged, field, &topic, fault);
		else if (is(&field[0], "score"))
			bad = take_score(&judged->scores, field, fault);
		else
			bad = !take_key(judged, field);
		if (bad)
			return bad < 0 ? -1 : bad_line(file, path, fault);
	}
	if (got < 0)
		return -1;
	return ended && topic > 0 && topic == judged->topics ? 0 : fault_set(fault, FAULT_DATA,
		"%s: truncated after line %llu", path, (unsigned long long)file->number);
}

int judged_read(struct judged *judged, const char *path, struct fault *fault)
{
	struct linefile file = {0};
	int failed = linefile_open(&file, path, fault) || read_lines(judged, &file, path, fault);

	linefile_close(&file);
	return failed ? -1 : 0;
}
