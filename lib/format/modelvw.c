/* modelvw.c - --readable_model of Vowpal Wabbit after --lda: a head, and a line a word,
 * "number lambda ... lambda", of all 2^b numbers, whether words have them or not. */
#include "base/input.h"
#include "base/memory.h"
#include "format/foreignmodel.h"
#include "format/scan.h"
#include "stream/header.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct vw_reading {
	struct foreign_model *model;
	double alpha; /* 0: not given */
	bool body;
	uint64_t next; /* the word whose line follows */
};

/* The number after the word, which a blank or the line's end follows; 0 where there is
 * none. */
static double option(const char *line, const char *word)
{
	const char *at = strstr(line, word);
	double value;

	if (!at)
		return 0;
	at = scan_real(scan_blanks(at + strlen(word)), &value);
	return at ? value : 0;
}

/* The options that training was given stand in the head, as does "lda:K". */
static int take_head(struct vw_reading *reading, char *line, size_t length, struct fault *fault)
{
	struct foreign_model *model = reading->model;
	double topics_given;
	uint64_t topics = 0;

	if (length > 4 && memcmp(line, "lda:", 4) == 0 && scan_whole(line + 4, &topics))
		model->topics = (size_t)topics;
	if (length > 8 && memcmp(line, "options:", 8) == 0) {
		line[length] = 0;
		reading->alpha = option(line, "--lda_alpha ");
		model->eta = option(line, "--lda_rho ");
		topics_given = option(line, "--lda ");
		if (model->topics == 0 && topics_given > 0 && topics_given <= COLUMNS_MOST)
			model->topics = (size_t)topics_given;
		line[length] = '\n';
	}
	if (length != 2 || memcmp(line, ":0", 2) != 0)
		return 0;
	reading->body = true;
	if (model->topics == 0 || model->topics > COLUMNS_MOST)
		return fault_set(fault, FAULT_DATA, "the head names no number of topics: "
			"no model of --lda");
	return 0;
}

static int take_word(struct vw_reading *reading, const char *at, size_t length,
	struct fault *fault)
{
	struct foreign_model *model = reading->model;
	uint64_t number;
	size_t k;

	at = scan_whole(at, &number);
	if (!at || number != reading->next)
		return fault_set(fault, FAULT_DATA, "not the line of word %llu",
			(unsigned long long)reading->next);
	/* memory for what the head says only where a line may have it */
	if (length / 2 < model->topics)
		return fault_set(fault, FAULT_DATA, "%zu topics expected, in a line of %zu bytes",
			model->topics, length);
	if (!model->value && foreignmodel_room(model, fault))
		return -1;
	reading->next++;
	if (number >= model->terms) {
		model->unused++;
		return 0;
	}
	for (k = 0; k < model->topics; k++) {
		at = scan_real(scan_blanks(at), &model->value[number * model->topics + k]);
		if (!at)
			return fault_set(fault, FAULT_DATA, "%zu topics expected, and %zu numbers found",
				model->topics, k);
	}
	return scan_end(at) ? 0 : fault_set(fault, FAULT_DATA, "more numbers than %zu topics",
		model->topics);
}

static int take_line(void *context, char *line, size_t length, struct fault *fault)
{
	struct vw_reading *reading = context;

	return reading->body ? take_word(reading, line, length, fault)
		: take_head(reading, line, length, fault);
}

static int read_model(struct foreign_model *model, const char *path, struct fault *fault)
{
	struct vw_reading reading = {.model = model};
	size_t k;

	if (model->terms == 0)
		return fault_set(fault, FAULT_USAGE, "--vocab is missing: the words by their numbers");
	if (foreignmodel_lines(path, take_line, &reading, fault))
		return -1;
	if (reading.next < model->terms)
		return fault_set(fault, FAULT_DATA, "%s: lines of %llu words, and --vocab has %zu",
			input_name(path), (unsigned long long)reading.next, model->terms);
	model->meaning = MEANING_LAMBDA;
	if (!(reading.alpha > 0))
		return 0;
	model->alpha = memory_zeroed(model->topics, sizeof *model->alpha, fault);
	for (k = 0; model->alpha && k < model->topics; k++)
		model->alpha[k] = reading.alpha;
	return model->alpha ? 0 : -1;
}

const struct foreign_model_format foreignmodel_vw = {"vw", read_model};
