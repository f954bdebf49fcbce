/* hints.c - reads seeds and labels. */
#include "hints.h"

#include "program.h"

int hints_recipe(const struct hints *hints, struct lda_recipe *recipe, const char *alpha,
	const char *eta, const char *form, struct fault *fault)
{
	if (hints->label_file && !alpha)
		alpha = "symmetric";
	if (hints->label_file && !form)
		form = "dense";
	return lda_recipe_priors(recipe, alpha, eta, fault)
		|| lda_recipe_form(recipe, form, fault)
		|| lda_recipe_start(recipe, hints->start, fault)
		|| lda_recipe_smooth(recipe, fault)
		|| (hints->label_file && lda_recipe_labels(recipe, fault)) ? -1 : 0;
}

int hints_read(struct hints *hints, struct lda_recipe *recipe, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	const struct lda_seeds *seeds = &hints->seeds;

	if (hints->seed_file
		&& lda_seeds_read(&hints->seeds, hints->seed_file, vocabulary, recipe->topics, fault))
		return -1;
	if (seeds->unknown)
		program_note("%s: %zu of %zu seeds left out: the vocabulary has no such word as '%s'",
			hints->seed_file, seeds->unknown, seeds->unknown + seeds->count,
			seeds->example);
	if (hints->label_file && lda_labels_read(&hints->labels, hints->label_file,
			&hints->seeds.names, recipe->topics, true, fault))
		return -1;
	recipe->seeds = seeds;
	return 0;
}

void hints_release(struct hints *hints)
{
	lda_seeds_release(&hints->seeds);
	lda_labels_release(&hints->labels);
}
