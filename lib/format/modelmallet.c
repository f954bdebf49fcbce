/* modelmallet.c - what MALLET's train-topics writes, recognised by the first line:
 *     --output-state              "#doc source pos typeindex type topic", then a line a token
 *     --word-topic-counts-file    "number word topic:count topic:count ..."
 *     --topic-word-weights-file   "topic<TAB>word<TAB>count + beta", all words of each topic */
#include "base/input.h"
#include "base/memory.h"
#include "format/foreign.h"
#include "format/foreignmodel.h"
#include "format/scan.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define TOPICS_BELIEVED ((uint64_t)1 << 20)

enum shape { SHAPE_UNKNOWN, SHAPE_STATE, SHAPE_COUNTS, SHAPE_WEIGHTS };

struct mallet_count {
	uint32_t term, topic;
	double value;
};

struct mallet_reading {
	struct foreign_model *model;
	enum shape shape;
	uint64_t lines;
	struct mallet_count *cell;
	size_t cells, cell_room;
	uint32_t *row;     /* of a state: a type's term plus 1, 0 where not met */
	size_t row_room, rows;
	uint64_t *start;   /* where a term's word begins in model->words */
	size_t start_room;
	size_t value_room; /* of a state: of model->value */
	size_t within;     /* of weights: words of the current topic so far */
};

static int bad(struct fault *fault, const char *why)
{
	return fault_set(fault, FAULT_DATA, "%s", why);
}

static int add_cell(struct mallet_reading *reading, size_t term, uint64_t topic, double value,
	struct fault *fault)
{
	struct foreign_model *model = reading->model;

	if (foreign_check_claim(topic + 1, reading->cells, TOPICS_BELIEVED, "topics", fault)
		|| memory_grow(&reading->cell, &reading->cell_room, reading->cells + 1, fault))
		return -1;
	reading->cell[reading->cells++] = (struct mallet_count){(uint32_t)term, (uint32_t)topic, value};
	if (topic >= model->topics)
		model->topics = (size_t)topic + 1;
	return 0;
}

static int add_word(struct mallet_reading *reading, const char *word, size_t length,
	struct fault *fault)
{
	struct foreign_model *model = reading->model;

	if (model->terms == UINT32_MAX - 1)
		return bad(fault, "too many words");
	if (memory_grow(&reading->start, &reading->start_room, model->terms + 1, fault))
		return -1;
	reading->start[model->terms++] = model->words.size;
	return bytes_append(&model->words, word, length, fault)
		|| bytes_append(&model->words, "", 1, fault) ? -1 : 0;
}

static bool is_word(const struct mallet_reading *reading, size_t term, const char *word,
	size_t length)
{
	const char *there = reading->model->words.data + reading->start[term];

	return strlen(there) == length && memcmp(there, word, length) == 0;
}

/* The part of the line before *end after the last blank; *end moves to that blank. */
static const char *last_part(const char *line, const char **end, size_t *length)
{
	const char *stop = *end, *at;

	while (stop > line && (stop[-1] == ' ' || stop[-1] == '\t'))
		stop--;
	for (at = stop; at > line && at[-1] != ' ' && at[-1] != '\t'; at--)
		;
	*length = (size_t)(stop - at);
	*end = at;
	return at;
}

static bool part_whole(const char *at, size_t length, uint64_t *number)
{
	const char *stop = scan_whole(at, number);

	return length && stop && (size_t)(stop - at) == length;
}

/* "#alpha : a a a", "#beta : b". */
static int take_prior(struct mallet_reading *reading, char *line, struct fault *fault)
{
	struct foreign_model *model = reading->model;
	bool alpha = strncmp(line, "#alpha :", 8) == 0;
	const char *at = scan_blanks(line + (alpha ? 8 : 7));
	size_t n = 0, room = 0;
	double value;

	for (; !scan_at_end(at); at = scan_blanks(at)) {
		at = scan_real(at, &value);
		if (!at || !(value > 0) || !isfinite(value))
			return bad(fault, "a prior that is no positive number");
		if (!alpha)
			model->eta = value;
		else if (memory_grow(&model->alpha, &room, n + 1, fault))
			return -1;
		else
			model->alpha[n] = value;
		n++;
	}
	if (alpha)
		model->topics = n;
	return n ? 0 : bad(fault, "a prior without a number");
}

/* A state gives its topics before its tokens, so counts go to their places at once. */
static int add_row(struct mallet_reading *reading, const char *word, size_t length,
	struct fault *fault)
{
	struct foreign_model *model = reading->model;
	size_t size;

	if (!size_multiply(model->terms + 1, model->topics, &size))
		return bad(fault, "too many topics and words");
	if (memory_grow(&model->value, &reading->value_room, size, fault))
		return -1;
	memset(model->value + (size - model->topics), 0, model->topics * sizeof *model->value);
	return add_word(reading, word, length, fault);
}

/* "doc source pos typeindex type topic": the source may have blanks, the others none. */
static int take_token(struct mallet_reading *reading, const char *line, size_t length,
	struct fault *fault)
{
	const char *end = line + length, *part, *word;
	uint64_t topic, type;
	size_t size, word_size;

	part = last_part(line, &end, &size);
	if (!part_whole(part, size, &topic) || topic >= reading->model->topics)
		return bad(fault, "no topic of '#alpha' at the line's end");
	word = last_part(line, &end, &word_size);
	part = last_part(line, &end, &size);
	if (word_size == 0 || !part_whole(part, size, &type))
		return bad(fault, "not 'doc source pos typeindex type topic'");
	if (foreign_check_claim(type + 1, reading->lines, FOREIGN_BELIEVED, "words", fault))
		return -1;
	if (type >= reading->rows) {
		if (memory_grow(&reading->row, &reading->row_room, (size_t)type + 1, fault))
			return -1;
		memset(reading->row + reading->rows, 0,
			((size_t)type + 1 - reading->rows) * sizeof *reading->row);
		reading->rows = (size_t)type + 1;
	}
	if (reading->row[type] == 0) {
		if (add_row(reading, word, word_size, fault))
			return -1;
		reading->row[type] = (uint32_t)reading->model->terms;
	} else if (!is_word(reading, reading->row[type] - 1, word, word_size)) {
		return bad(fault, "a type that was another word before");
	}
	reading->model->value[(reading->row[type] - 1) * reading->model->topics + topic]++;
	return 0;
}

/* "number word topic:count ...". */
static int take_counts(struct mallet_reading *reading, const char *line, struct fault *fault)
{
	uint64_t number, topic, count;
	const char *at = scan_whole(line, &number), *word;

	if (!at || (*at != ' ' && *at != '\t') || number != reading->model->terms)
		return bad(fault, "not the next word's number");
	at = word = scan_blanks(at);
	while (*at != ' ' && *at != '\t' && *at != '\n')
		at++;
	if (at == word)
		return bad(fault, "no word behind the number");
	if (add_word(reading, word, (size_t)(at - word), fault))
		return -1;
	for (at = scan_blanks(at); !scan_at_end(at); at = scan_blanks(at)) {
		at = scan_whole(at, &topic);
		at = at && *at == ':' ? scan_whole(at + 1, &count) : NULL;
		if (!at || (*at != ' ' && *at != '\t' && !scan_at_end(at)))
			return bad(fault, "not 'topic:count'");
		if (add_cell(reading, reading->model->terms - 1, topic, (double)count, fault))
			return -1;
	}
	return 0;
}

/* "topic<TAB>word<TAB>weight": each topic has the words of the first, in its order. */
static int take_weight(struct mallet_reading *reading, const char *line, struct fault *fault)
{
	struct foreign_model *model = reading->model;
	uint64_t topic;
	const char *word = scan_whole(line, &topic), *end;
	double value;

	end = word && *word == '\t' ? strpbrk(word + 1, "\t\n") : NULL;
	if (!end || *end != '\t' || end == ++word)
		return bad(fault, "not 'topic<TAB>word<TAB>weight'");
	if (!scan_real(end + 1, &value) || !(value > 0) || !isfinite(value))
		return bad(fault, "a weight that is no positive number");
	if (topic != (model->topics ? model->topics - 1 : 0)) {
		if (topic != model->topics || reading->within != model->terms)
			return bad(fault, "a topic that does not follow, or a topic with fewer "
				"words than the first");
		reading->within = 0;
	}
	if (topic == 0 && add_word(reading, word, (size_t)(end - word), fault))
		return -1;
	if (reading->within == model->terms
		|| !is_word(reading, reading->within, word, (size_t)(end - word)))
		return bad(fault, "another word than the first topic has here");
	return add_cell(reading, reading->within++, topic, value, fault);
}

static int take_line(void *context, char *line, size_t length, struct fault *fault)
{
	struct mallet_reading *reading = context;

	reading->lines++;
	if (memchr(line, 0, length))
		return bad(fault, "a zero byte");
	if (reading->lines == 1 && strncmp(line, "#doc ", 5) == 0) {
		reading->shape = SHAPE_STATE;
		return 0;
	}
	if (reading->shape == SHAPE_UNKNOWN)
		reading->shape = memchr(line, '\t', length) ? SHAPE_WEIGHTS : SHAPE_COUNTS;
	if (reading->shape == SHAPE_COUNTS)
		return take_counts(reading, line, fault);
	if (reading->shape == SHAPE_WEIGHTS)
		return take_weight(reading, line, fault);
	if (strncmp(line, "#alpha :", 8) == 0 || strncmp(line, "#beta :", 7) == 0)
		return take_prior(reading, line, fault);
	return take_token(reading, line, length, fault);
}

static int place(struct mallet_reading *reading, struct fault *fault)
{
	struct foreign_model *model = reading->model;
	size_t i;

	if (reading->shape == SHAPE_WEIGHTS && reading->within != model->terms)
		return bad(fault, "the last topic has fewer words than the first: cut short?");
	model->meaning = reading->shape == SHAPE_WEIGHTS ? MEANING_LAMBDA : MEANING_COUNTS;
	if (model->value)
		return 0; /* a state */
	if (foreignmodel_room(model, fault))
		return -1;
	for (i = 0; i < reading->cells; i++)
		model->value[reading->cell[i].term * model->topics + reading->cell[i].topic]
			+= reading->cell[i].value;
	return 0;
}

static int read_model(struct foreign_model *model, const char *path, struct fault *fault)
{
	struct mallet_reading reading = {.model = model};
	int failed;

	if (model->terms)
		return fault_set(fault, FAULT_USAGE, "--vocab: MALLET's files have their words");
	failed = foreignmodel_lines(path, take_line, &reading, fault);
	if (!failed && place(&reading, fault))
		failed = fault_at(fault, "%s", input_name(path));
	free(reading.cell);
	free(reading.row);
	free(reading.start);
	return failed;
}

const struct foreign_model_format foreignmodel_mallet = {"mallet", read_model};
