/* training.c - which options of lda-train go together. */
#include "training.h"

#include "base/ram.h"
#include "lda/renew.h"

#include <string.h>

enum { PASSES = 20, PASSES_ADDING = 5 };

static int check_model(const struct training_options *options, struct fault *fault)
{
	const char *which = options->add ? "--add" : "--model";

	if (options->topics == 0 && !options->from)
		return fault_set(fault, FAULT_USAGE, "-k is missing: the number of topics");
	if (options->topics != 0 && options->from)
		return fault_set(fault, FAULT_USAGE, "-k is the model's where %s is given", which);
	if (options->from && (options->inference || options->alpha || options->eta
			|| options->form || options->hints.start || options->training.recipe.seed != LDA_UNSET))
		return fault_set(fault, FAULT_USAGE,
			"inference, priors, form and seed are the model's where %s is given", which);
	if (options->from && options->hints.seed_file)
		return fault_set(fault, FAULT_USAGE, "--seeds are of a new model, and %s has one",
			which);
	if (!options->from && options->training.fixed)
		return fault_set(fault, FAULT_USAGE, "--fixed goes with --model or --add: a new model "
			"has no topics to keep");
	if (options->model && !options->forget)
		return fault_set(fault, FAULT_USAGE, "--model: passes over these documents alone "
			"would forget what %s learned from others: add them with --add, train on all "
			"documents, or say --forget-old where that is meant or these are the same "
			"documents", options->model);
	if (options->forget && !options->model)
		return fault_set(fault, FAULT_USAGE, "--forget-old goes with --model");
	return 0;
}

static int check_adding(const struct training_options *options, struct fault *fault)
{
	const struct lda_training *training = &options->training;
	uint64_t renewed;

	if (lda_renew_number(options->growth.renew, &renewed, fault))
		return -1;
	if (options->add && options->model)
		return fault_set(fault, FAULT_USAGE, "--add and --model: give one of them");
	if (training->decay >= 0 && !options->add)
		return fault_set(fault, FAULT_USAGE, "--decay goes with --add");
	if ((options->growth.grow || options->growth.renew) && !options->add)
		return fault_set(fault, FAULT_USAGE, "--grow and --renew go with --add");
	if (renewed && training->fixed)
		return fault_set(fault, FAULT_USAGE, "--renew gives all other topics the tokens of "
			"those that begin anew: not with --fixed");
	if (options->add && (training->checkpoint || training->batch
			|| (training->online_passes != LDA_UNSET && training->online_passes)))
		return fault_set(fault, FAULT_USAGE,
			"--add: --checkpoint, --batch and --online-passes are for a whole training");
	return 0;
}

int training_take(struct training_options *options, struct fault *fault)
{
	struct lda_training *training = &options->training;
	struct lda_recipe *recipe = &training->recipe;

	options->from = options->add ? options->add : options->model;
	if (check_adding(options, fault) || check_model(options, fault))
		return -1;
	training->add = options->add;
	if (options->add && !training->fixed && !options->growth.renew && training->passes)
		options->growth.renew = "auto";
	if (training->decay < 0)
		training->decay = 1;
	if (training->passes == LDA_UNSET)
		training->passes = options->add ? PASSES_ADDING : PASSES;
	training->memory = ram_there();
	recipe->topics = (size_t)options->topics;
	recipe->seed = recipe->seed == LDA_UNSET ? 1 : recipe->seed;
	recipe->inference = options->inference && strcmp(options->inference, "vb") == 0
		? LDA_VB : LDA_CVB0;
	return hints_recipe(&options->hints, recipe, options->alpha, options->eta, options->form,
		fault);
}

int training_hints(struct training_options *options, struct lda_topics *topics,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	struct lda_training *training = &options->training;
	struct hints *hints = &options->hints;
	int failed = options->from ? hints->label_file
			&& lda_labels_read(&hints->labels, hints->label_file,
				&topics->model.seeds.names, topics->model.topics, false, fault)
		: hints_read(hints, &training->recipe, vocabulary, fault);

	training->labels = hints->label_file ? &hints->labels : NULL;
	training->label_file = hints->label_file;
	return failed ? -1 : 0;
}
