/* verdict - which of many judged models the data support.
 *
 * Models that differ in their seed alone are one setting.  The completion of a setting
 * is the mean over its seeds; stability, the mean agreement (agreement.h) of each two.
 *
 * The rule.  Each setting is compared with that of the highest completion, by the paired
 * difference d over the same documents, in nats a word.  Its error has two parts:
 *     e^2 = e_d^2 + s_a^2 / n_a + s_b^2 / n_b
 * with e_d the standard error of the difference by document (judgement.h), of scores that
 * are means over seeds, and s^2 the variance of a setting's completion between its n
 * seeds (0 where it has one, and that is said).  Where d > 2 e the setting is worse; else
 * nothing separates it from the best.  Of those that nothing separates the one with the
 * fewest topics is chosen, as the rule of one standard error chooses the simplest.
 * Where the mean over documents, of which a long one counts as much as a short one, is
 * highest for another setting than the best, that is said.
 * Source of that rule: Breiman, Friedman, Olshen, Stone (1984), Classification and
 * Regression Trees, section 3.4.3. */
#ifndef TOPIC_VERDICT_H
#define TOPIC_VERDICT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "topic/judged.h"

#include <stddef.h>

/* A zeroed struct has no models. */
struct verdict {
	struct judged_file {
		struct judged judged;
		const char *path;   /* borrowed */
		double word, error; /* completion, nats a word, and its standard error */
		double document;    /* the mean over documents */
		double stability;   /* NAN where it is alone */
	} *model;
	size_t count, room;
};

/* Reads one more.  FAULT_DATA: of other held-out documents, or of another vocabulary. */
int verdict_add(struct verdict *verdict, const char *path, struct fault *fault) MUST_USE;

/* Appends a line a model and a setting, and what follows from them, in an order that
 * does not depend on that of the files.  FAULT_DATA: the same model twice. */
int verdict_put(struct verdict *verdict, int threads, struct bytes *text,
	struct fault *fault) MUST_USE;
void verdict_release(struct verdict *verdict);

#endif
