/* foreignmodel.c - the formats of models by name, and a model's memory. */
#include "format/foreignmodel.h"

#include "base/confined.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/ram.h"
#include "format/npyin.h"
#include "format/recordfile.h"

#include <stdlib.h>
#include <string.h>

static const struct foreign_model_format *const formats[] = {
#define FOREIGN_MODEL_ENTRY(name, word, what) &foreignmodel_##name,
	FOREIGN_MODELS(FOREIGN_MODEL_ENTRY)
#undef FOREIGN_MODEL_ENTRY
};

const struct foreign_model_format *foreignmodel_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

void foreignmodel_release(struct foreign_model *model)
{
	free(model->value);
	free(model->alpha);
	bytes_release(&model->words);
	*model = (struct foreign_model){0};
}

int foreignmodel_room(struct foreign_model *model, struct fault *fault)
{
	size_t count, size;

	if (model->topics == 0 || model->terms == 0)
		return fault_set(fault, FAULT_DATA, "no topics in it");
	if (!size_multiply(model->topics, model->terms, &count)
		|| !size_multiply(count, sizeof *model->value, &size) || size > ram_there())
		return fault_set(fault, FAULT_SYSTEM, "%zu topics of %zu terms don't fit in memory",
			model->topics, model->terms);
	model->value = memory_zeroed(count, sizeof *model->value, fault);
	return model->value ? 0 : -1;
}

bool foreignmodel_alpha_fits(double alpha)
{
	return alpha >= FOREIGN_ALPHA_LEAST && alpha <= FOREIGN_ALPHA_MOST;
}

int foreignmodel_alpha(struct foreign_model *model, const char *path, struct fault *fault)
{
	struct npyin array = {0};
	int failed = (confined() && confined_check("--alpha", path, fault))
		|| npyin_read(&array, path, fault);
	size_t k;

	if (!failed && array.rows * array.columns != model->topics)
		failed = fault_set(fault, FAULT_DATA, "%s: %zu values, and the model has %zu topics",
			input_name(path), array.rows * array.columns, model->topics);
	for (k = 0; !failed && k < model->topics; k++)
		if (!foreignmodel_alpha_fits(array.value[k]))
			failed = fault_set(fault, FAULT_DATA, "%s: %g, of topic %zu, is not from %g to %g",
				input_name(path), array.value[k], k, FOREIGN_ALPHA_LEAST, FOREIGN_ALPHA_MOST);
	if (!failed) {
		free(model->alpha);
		model->alpha = array.value;
		array.value = NULL;
	}
	npyin_release(&array);
	return failed;
}

int foreignmodel_lines(const char *path,
	int (*take)(void *context, char *line, size_t length, struct fault *fault),
	void *context, struct fault *fault)
{
	struct recordfile file;
	char *line;
	size_t length;
	int got = recordfile_open(&file, path, fault) ? -1 : 1;

	while (got == 1 && (got = recordfile_next(&file, &line, &length, fault)) == 1) {
		line[length] = '\n';
		if (take(context, line, length, fault))
			got = fault_at(fault, "%s: line %llu", input_name(path),
				(unsigned long long)file.line);
	}
	recordfile_close(&file);
	return got;
}
