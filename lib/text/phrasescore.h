/* phrasescore - how much more often words occur beside each other than chance has it.
 *
 * Of N words in all a part a occurs c(a) times, a part b c(b) times, and b right behind
 * a c(ab) times; p is c / N, and logarithms are natural:
 *
 * npmi     log(p(ab) / (p(a) p(b))) / -log p(ab), from -1 to 1
 * pmi      log(p(ab) / (p(a) p(b)))
 * mikolov  (c(ab) - discount) / (c(a) c(b)) N
 * llr      2 sum k log(k / expected k) over the four cells of a and b, there or not, and
 *          negative where c(ab) is below what is expected
 *
 * Sources: Bouma (2009); Church and Hanks (1990); Mikolov et al. (2013), eq. 6, with N as
 * their word2phrase has it; Dunning (1993). */
#ifndef TEXT_PHRASESCORE_H
#define TEXT_PHRASESCORE_H

#include "base/fault.h"

#define PHRASE_SCORES "npmi|pmi|mikolov|llr"
#define PHRASE_RULE_TEXT 80 /* room for the text of a rule */

struct phrase_pair {
	double both, first, second, words; /* counts: c(ab), c(a), c(b), N */
};

struct phrase_rule {
	double (*score)(const struct phrase_pair *pair, double discount);
	double threshold, discount;
	char text[PHRASE_RULE_TEXT]; /* in one form: "npmi:0.5", "mikolov:10:5" */
};

/* "MEASURE:THRESHOLD", of mikolov also "mikolov:THRESHOLD:DISCOUNT" (5 if not given).
 * FAULT_USAGE. */
int phrasescore_parse(struct phrase_rule *rule, const char *text, struct fault *fault) MUST_USE;

#endif
