/* step.c - builds the list of a job's steps. */
#include "job/step.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add(struct stepwords *words, enum stepword_kind kind, const char *text,
	size_t length, struct fault *fault)
{
	struct stepword *word;

	if (memory_grow(&words->word, &words->room, words->count + 1, fault))
		return -1;
	word = &words->word[words->count++];
	*word = (struct stepword){.kind = kind, .text = memory_copy(text, length, fault)};
	return word->text ? 0 : -1;
}

int stepwords_add(struct stepwords *words, const char *word, struct fault *fault)
{
	return add(words, STEPWORD_TEXT, word, strlen(word), fault);
}

static int say(struct stepwords *words, const char *word, size_t length, struct fault *fault)
{
	static const struct {
		const char *prefix;
		enum stepword_kind kind;
		bool named;
	} forms[] = {{"@j", STEPWORD_THREADS, false}, {"@item", STEPWORD_ITEM, false},
		{"@all:", STEPWORD_ALL, true}, {"@first:", STEPWORD_FIRST, true},
		{"@last:", STEPWORD_LAST, true}, {"@value:", STEPWORD_VALUE, true},
		{"@folder", STEPWORD_FOLDER, false}, {"|", STEPWORD_PIPE, false}};
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t prefix = strlen(forms[i].prefix);

		if (forms[i].named ? length > prefix && strncmp(word, forms[i].prefix, prefix) == 0
				   : length == prefix && memcmp(word, forms[i].prefix, length) == 0)
			return add(words, forms[i].kind, word + (forms[i].named ? prefix : 0),
				length - (forms[i].named ? prefix : 0), fault);
	}
	return add(words, STEPWORD_TEXT, word, length, fault);
}

int stepwords_say(struct stepwords *words, const char *text, struct fault *fault)
{
	static const char blank[] = " ";

	for (text += strspn(text, blank); *text; text += strspn(text, blank)) {
		size_t length = strcspn(text, blank);

		if (say(words, text, length, fault))
			return -1;
		text += length;
	}
	return 0;
}

int stepwords_text(struct stepwords *words, const char *option, const char *value,
	struct fault *fault)
{
	return value && (stepwords_add(words, option, fault) || stepwords_add(words, value, fault))
		? -1 : 0;
}

int stepwords_number(struct stepwords *words, const char *option, uint64_t value,
	struct fault *fault)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	return stepwords_text(words, option, value ? text : NULL, fault);
}

int stepwords_real(struct stepwords *words, const char *option, double value,
	struct fault *fault)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%.17g", value);
	return stepwords_text(words, option, text, fault);
}

bool stepwords_makes_folder(const struct stepwords *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == STEPWORD_FOLDER)
			return true;
	return false;
}

void stepwords_release(struct stepwords *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		free(words->word[i].text);
	free(words->word);
	*words = (struct stepwords){0};
}

struct step *step_add(struct steps *plan, struct step step, struct fault *fault)
{
	if (memory_grow(&plan->step, &plan->room, plan->count + 1, fault))
		return NULL;
	plan->step[plan->count] = step;
	return &plan->step[plan->count++];
}

void step_release(struct steps *plan)
{
	size_t i;

	for (i = 0; i < plan->count; i++) {
		stepwords_release(&plan->step[i].words);
		stepwords_release(&plan->step[i].merge);
		stepwords_release(&plan->step[i].combine);
		stepwords_release(&plan->step[i].judge);
	}
	free(plan->step);
	*plan = (struct steps){0};
}

/* In any stage of a pipeline. */
static bool words_run(const struct stepwords *words, step_is is, const void *context)
{
	bool begins = true;
	size_t i;

	for (i = 0; i < words->count; i++) {
		if (begins && is(context, words->word[i].text))
			return true;
		begins = words->word[i].kind == STEPWORD_PIPE;
	}
	return false;
}

bool step_runs(const struct steps *plan, step_is is, const void *context)
{
	size_t i;

	for (i = 0; i < plan->count; i++) {
		const struct step *step = &plan->step[i];

		if ((step->kind == STEP_EACH || step->kind == STEP_MERGE)
			&& (words_run(&step->words, is, context)
				|| words_run(&step->combine, is, context)))
			return true;
	}
	return false;
}

int step_cut(struct steps *plan, const char *to, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_CUT, .to = to}, fault) ? 0 : -1;
}

int step_take(struct steps *plan, const char *to, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_TAKE, .to = to}, fault) ? 0 : -1;
}

int step_file(struct steps *plan, const char *path, const char *to, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_FILE, .name = path, .to = to}, fault) ? 0 : -1;
}

int step_value(struct steps *plan, const struct stepvalue *value, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_VALUE, .value = value}, fault) ? 0 : -1;
}

int step_check(struct steps *plan, stepcheck check, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_CHECK, .check = check}, fault) ? 0 : -1;
}

int step_if(struct steps *plan, const struct stepquestion *question, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_IF, .question = question}, fault) ? 0 : -1;
}

int step_times(struct steps *plan, uint64_t times, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_TIMES, .number = times}, fault) ? 0 : -1;
}

int step_bundles(struct steps *plan, const char *to, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_BUNDLES, .from = "shard", .to = to}, fault)
		? 0 : -1;
}

int step_parts(struct steps *plan, uint64_t number, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_PARTS, .number = number}, fault) ? 0 : -1;
}

int step_plain(struct steps *plan, enum step_kind kind, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = kind}, fault) ? 0 : -1;
}

int step_put(struct steps *plan, const char *from, struct fault *fault)
{
	return step_add(plan, (struct step){.kind = STEP_PUT, .from = from}, fault) ? 0 : -1;
}

bool step_opens(enum step_kind kind)
{
	return kind == STEP_IF || kind == STEP_TIMES || kind == STEP_PARTS || kind == STEP_UNTIL;
}

size_t step_matching(const struct steps *plan, size_t i)
{
	size_t depth = 0;

	for (i++; i < plan->count; i++) {
		enum step_kind kind = plan->step[i].kind;

		if (depth == 0 && (kind == STEP_ELSE || kind == STEP_END))
			break;
		depth += step_opens(kind);
		depth -= kind == STEP_END;
	}
	return i;
}

size_t step_branch(const struct steps *plan, size_t i, bool yes, size_t *from, size_t *to)
{
	size_t end = step_matching(plan, i), last = end;

	if (plan->step[end].kind == STEP_ELSE)
		last = step_matching(plan, end);
	*from = yes ? i + 1 : end + 1;
	*to = yes ? end : last;
	return last;
}
