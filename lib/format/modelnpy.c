/* modelnpy.c - topics by words as an array of NumPy. */
#include "base/input.h"
#include "format/foreignmodel.h"
#include "format/npyin.h"

#include <stdbool.h>

/* The array becomes the model's values, terms x topics. */
static int take(struct foreign_model *model, struct npyin *array, bool topics_are_rows,
	struct fault *fault)
{
	size_t term, k;

	if (!topics_are_rows) {
		model->topics = array->columns;
		model->value = array->value;
		array->value = NULL;
		return 0;
	}
	model->topics = array->rows;
	if (foreignmodel_room(model, fault))
		return -1;
	for (k = 0; k < model->topics; k++)
		for (term = 0; term < model->terms; term++)
			model->value[term * model->topics + k] = array->value[k * model->terms + term];
	return 0;
}

static int misfit(const struct foreign_model *model, const struct npyin *array,
	const char *path, struct fault *fault)
{
	return fault_set(fault, FAULT_DATA, "%s: an array of %zu x %zu, and --vocab has %zu terms",
		input_name(path), array->rows, array->columns, model->terms);
}

static int read_gensim(struct foreign_model *model, const char *path, struct fault *fault)
{
	struct npyin array;
	int failed;

	if (npyin_read(&array, path, fault))
		return -1;
	if (model->terms == 0)
		model->terms = array.columns;
	failed = array.columns != model->terms ? misfit(model, &array, path, fault)
		: take(model, &array, true, fault);
	npyin_release(&array);
	return failed;
}

static int read_npy(struct foreign_model *model, const char *path, struct fault *fault)
{
	struct npyin array;
	int failed;

	if (npyin_read(&array, path, fault))
		return -1;
	if (model->terms == 0)
		failed = fault_set(fault, FAULT_USAGE,
			"--vocab is missing: without its number of terms it is unknown whether "
			"topics are rows or columns of %s", input_name(path));
	else if (array.rows == array.columns)
		failed = fault_set(fault, FAULT_DATA, "%s: %zu x %zu values: topics may be rows or "
			"columns; --from gensim-npy takes rows", input_name(path), array.rows,
			array.columns);
	else if (array.rows != model->terms && array.columns != model->terms)
		failed = misfit(model, &array, path, fault);
	else
		failed = take(model, &array, array.columns == model->terms, fault);
	npyin_release(&array);
	return failed;
}

const struct foreign_model_format foreignmodel_gensim = {"gensim-npy", read_gensim};
const struct foreign_model_format foreignmodel_npy = {"npy", read_npy};
