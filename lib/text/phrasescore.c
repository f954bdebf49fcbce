/* phrasescore.c - measures of association. */
#include "text/phrasescore.h"

#include "base/number.h"
#include "num/special.h"

#include <stdbool.h>
#include <string.h>

enum { DISCOUNT = 5 };

static double pmi(const struct phrase_pair *pair, double discount)
{
	(void)discount;
	return special_log(pair->both * pair->words / pair->first / pair->second);
}

static double npmi(const struct phrase_pair *pair, double discount)
{
	if (pair->both >= pair->words)
		return 1;
	return pmi(pair, discount) / -special_log(pair->both / pair->words);
}

static double mikolov(const struct phrase_pair *pair, double discount)
{
	return (pair->both - discount) / pair->first / pair->second * pair->words;
}

/* A cell of the table: what was seen, and the sums of its row and column. */
static double cell(double seen, double row, double column, double all)
{
	return seen > 0 && row > 0 && column > 0 ? seen * special_log(seen * all / row / column) : 0;
}

static double llr(const struct phrase_pair *pair, double discount)
{
	const double n = pair->words, ab = pair->both, a = pair->first, b = pair->second;
	const double sum = cell(ab, a, b, n) + cell(a - ab, a, n - b, n) + cell(b - ab, n - a, b, n)
		+ cell(n - a - b + ab, n - a, n - b, n);

	(void)discount;
	return ab * n < a * b ? -2 * sum : 2 * sum;
}

static const struct {
	const char *name;
	double (*score)(const struct phrase_pair *pair, double discount);
	bool discounts;
} measures[] = {{"npmi", npmi, false}, {"pmi", pmi, false}, {"mikolov", mikolov, true},
	{"llr", llr, false}};

enum { MEASURES = sizeof measures / sizeof *measures };

/* A number after a colon, and *at behind it. */
static bool take(const char **at, double *number)
{
	size_t length;

	if (**at != ':')
		return false;
	length = strcspn(++*at, ":");
	if (!number_parse_real(*at, length, number) || *number > 1e300 || *number < -1e300)
		return false;
	*at += length;
	return true;
}

static void add(char *text, double number)
{
	size_t used = strlen(text);

	text[used++] = ':';
	text[used + number_format_double(text + used, number)] = 0;
}

int phrasescore_parse(struct phrase_rule *rule, const char *text, struct fault *fault)
{
	const char *at = text + strcspn(text, ":");
	size_t i, length = (size_t)(at - text);

	for (i = 0; i < MEASURES; i++)
		if (strlen(measures[i].name) == length
			&& memcmp(measures[i].name, text, length) == 0)
			break;
	*rule = (struct phrase_rule){.discount = DISCOUNT};
	if (i == MEASURES || !take(&at, &rule->threshold)
		|| (measures[i].discounts && *at && !take(&at, &rule->discount)) || *at
		|| rule->discount < 0)
		return fault_set(fault, FAULT_USAGE, "--phrases: '%.80s' is not a measure (%s), a colon "
			"and a threshold, as npmi:0.5", text, PHRASE_SCORES);
	rule->score = measures[i].score;
	(void)strcpy(rule->text, measures[i].name);
	add(rule->text, rule->threshold);
	if (measures[i].discounts)
		add(rule->text, rule->discount);
	return 0;
}
