/* modelblei.c - final.beta of lda-c: a line a topic, log p(word | topic) of each word. */
#include "base/input.h"
#include "base/memory.h"
#include "format/foreignmodel.h"
#include "format/scan.h"

#include <math.h>
#include <stdlib.h>

struct blei_reading {
	struct foreign_model *model;
	double *value; /* topics x terms, as the file has it */
	size_t count, room;
};

/* Appends a line's numbers; *numbers of them. */
static int read_line(struct blei_reading *reading, const char *at, size_t *numbers,
	struct fault *fault)
{
	double value;

	for (*numbers = 0, at = scan_blanks(at); !scan_at_end(at); at = scan_blanks(at)) {
		at = scan_real(at, &value);
		if (!at || !isfinite(value))
			return fault_set(fault, FAULT_DATA, "value %zu is no finite number",
				*numbers + 1);
		if (memory_grow(&reading->value, &reading->room, reading->count + 1, fault))
			return -1;
		reading->value[reading->count++] = value;
		++*numbers;
	}
	return 0;
}

static int take_line(void *context, char *line, size_t length, struct fault *fault)
{
	struct blei_reading *reading = context;
	struct foreign_model *model = reading->model;
	size_t numbers;

	(void)length;
	if (read_line(reading, line, &numbers, fault))
		return -1;
	if (numbers == 0)
		return 0;
	if (model->terms == 0)
		model->terms = numbers;
	if (numbers != model->terms)
		return fault_set(fault, FAULT_DATA, "%zu values, and there are %zu terms", numbers,
			model->terms);
	model->topics++;
	return 0;
}

static int place(struct blei_reading *reading, struct fault *fault)
{
	struct foreign_model *model = reading->model;
	size_t k, term;

	if (foreignmodel_room(model, fault))
		return -1;
	for (k = 0; k < model->topics; k++)
		for (term = 0; term < model->terms; term++)
			model->value[term * model->topics + k] = reading->value[k * model->terms + term];
	model->meaning = MEANING_LOGARITHMS;
	return 0;
}

static int read_model(struct foreign_model *model, const char *path, struct fault *fault)
{
	struct blei_reading reading = {.model = model};
	int failed = foreignmodel_lines(path, take_line, &reading, fault);

	if (!failed && place(&reading, fault))
		failed = fault_at(fault, "%s", input_name(path));
	free(reading.value);
	return failed;
}

const struct foreign_model_format foreignmodel_blei = {"blei", read_model};
