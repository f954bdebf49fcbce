/* hints - what lda-init and lda-train were told of topics: seeds and labels, and how they
 * begin. */
#ifndef CMD_COMMON_HINTS_H
#define CMD_COMMON_HINTS_H

#include "base/fault.h"
#include "lda/labels.h"
#include "lda/recipe.h"
#include "lda/seeds.h"

/* A zeroed one has none. */
struct hints {
	const char *seed_file, *label_file, *start; /* NULL: not given */
	struct lda_seeds seeds;   /* of the files, after hints_read */
	struct lda_labels labels;
};

#define OPTION_ROW_DISCOUNT(recipe) \
	{"discount", 0, OPTION_REAL, &(recipe)->discount, "D", \
		"cvb0: smoothing of topics (default: by the corpus; 0: none)", 0, .9}
#define OPTION_ROW_LABELS(hints) \
	{"labels", 0, OPTION_INPUT, &(hints)->label_file, "FILE", \
		"documents have only the topics of their labels, and those of no label", 0, 0}
#define OPTION_ROW_START(hints) \
	{"start", 0, OPTION_CHOICE, &(hints)->start, "random|anchors", \
		"dense: topics begin by chance, or from words that stand for them", 0, 0}
#define OPTION_ROW_SEEDS(hints) \
	{"seeds", 0, OPTION_INPUT, &(hints)->seed_file, "FILE", \
		"names of topics, and words they have: TSV of topic, word and weight", 0, 0}

/* The priors and form of the recipe; with labels alpha is symmetric and the form dense by
 * default.  FAULT_USAGE. */
int hints_recipe(const struct hints *hints, struct lda_recipe *recipe, const char *alpha,
	const char *eta, const char *form, struct fault *fault) MUST_USE;

/* Reads the files for a new model, which the recipe points to then, and notes words that
 * the vocabulary has not. */
int hints_read(struct hints *hints, struct lda_recipe *recipe, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;
void hints_release(struct hints *hints);

#endif
