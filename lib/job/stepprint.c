/* stepprint.c - a job's steps as lines for a shell. */
#include "job/stepprint.h"

#include "base/shellword.h"
#include "job/bundles.h"
#include "job/job.h"
#include "job/piecesprint.h"

#include <string.h>

/* In the shell a file of list L is $w/L-*, or $w/L where there is only ever one; a
 * group is a folder of links.  $i is a task's item, $n the pass, $p of $c the part. */
struct print {
	const struct job *job;
	const struct steps *plan;
	struct bytes *out;
	struct fault *fault;
	size_t depth, loops; /* blocks that are open; of them those that count passes */
};

static int put(struct print *print, const char *text)
{
	return bytes_append(print->out, text, strlen(text), print->fault);
}

/* The beginning of a line, indented. */
static int begin(struct print *print, const char *text)
{
	size_t i;

	for (i = 0; i < print->depth; i++)
		if (put(print, "\t"))
			return -1;
	return put(print, text);
}

static bool is_group(const struct print *print, const char *list)
{
	size_t i;

	for (i = 0; i < print->plan->count; i++) {
		const struct step *step = &print->plan->step[i];

		if (step->kind == STEP_BUNDLES && strcmp(step->to, list) == 0)
			return true;
	}
	return false;
}

/* The items of a list that are words; NULL: it has files. */
static const struct stepwords *said(const struct print *print, const char *list)
{
	size_t i;

	for (i = 0; i < print->plan->count; i++)
		if (print->plan->step[i].kind == STEP_SAY && strcmp(print->plan->step[i].to, list) == 0)
			return &print->plan->step[i].words;
	return NULL;
}

/* Whether the list only ever has one file. */
static bool is_single(const struct print *print, const char *list)
{
	size_t i;

	for (i = 0; i < print->plan->count; i++) {
		const struct step *step = &print->plan->step[i];
		bool one = step->kind == STEP_FILE || step->kind == STEP_HERE
			|| step->kind == STEP_TRY || step->kind == STEP_MERGE
			|| step->kind == STEP_SORT;

		if (step->to && strcmp(step->to, list) == 0)
			return one && !step->append && !stepwords_makes_folder(&step->words)
				&& !stepwords_makes_folder(&step->merge);
	}
	return false;
}

static int put_list(struct print *print, const char *list)
{
	return put(print, "\"$w\"/") || put(print, list)
		|| (!is_single(print, list) && put(print, "-*")) ? -1 : 0;
}

static int put_value(struct print *print, const char *name)
{
	const char *shell = strcmp(name, "part") == 0 ? "p:$c" : name;

	return put(print, "\"$") || put(print, shell)
		|| put(print, "\"") ? -1 : 0;
}

/* One of a list: $(ls ... | head -n 1). */
static int put_one(struct print *print, const char *list, const char *which)
{
	return put(print, "\"$(ls -d ") || put_list(print, list) || put(print, " | ")
		|| put(print, which) || put(print, " -n 1)\"") ? -1 : 0;
}

static int put_word(struct print *print, const struct stepword *word, const char *item)
{
	switch (word->kind) {
	case STEPWORD_TEXT:
		return shellword_put(print->out, word->text, print->fault);
	case STEPWORD_ITEM:
		return put(print, item);
	case STEPWORD_ALL:
		return put_list(print, word->text);
	case STEPWORD_FIRST:
		return put_one(print, word->text, "head");
	case STEPWORD_LAST:
		return put_one(print, word->text, "tail");
	case STEPWORD_VALUE:
		return put_value(print, word->text);
	case STEPWORD_FOLDER:
		return put(print, "\"$w\"/shards");
	case STEPWORD_PIPE:
		return put(print, "|");
	default:
		return 0;
	}
}

static int put_words(struct print *print, const struct stepwords *words, const char *item)
{
	bool first = true;
	size_t i;

	for (i = 0; i < words->count; i++) {
		if (words->word[i].kind == STEPWORD_THREADS)
			continue;
		if ((!first && put(print, " ")) || put_word(print, &words->word[i], item))
			return -1;
		first = false;
	}
	return 0;
}

/* Where a result goes: one of the list, or all of it. */
static int put_target(struct print *print, const struct step *step)
{
	if (put(print, "\"$w\"/") || put(print, step->to))
		return -1;
	return !step->append ? 0 : put(print, print->loops ? "-$(printf %06d $n)" : "-000000");
}

/* Shards that a command made, as list "shard". */
static int put_shards(struct print *print)
{
	return begin(print, "mv \"$w\"/shards/shard-*.mz \"$w\"\n");
}

/* A command here.  Its result has its name when it is whole: it may be made of the
 * one before. */
static int put_command(struct print *print, const struct step *step,
	const struct stepwords *words)
{
	if (begin(print, step->kind == STEP_TRY ? "s=0\n" : "")
		|| (step->kind == STEP_TRY && begin(print, "")) || put_words(print, words, "\"$i\""))
		return -1;
	if (step->kind == STEP_AGAIN)
		return put(print, "\n");
	if (stepwords_makes_folder(words))
		return put(print, "\n") || put_shards(print) ? -1 : 0;
	if (put(print, " >\"$w\"/next"))
		return -1;
	if (step->kind != STEP_TRY)
		return put(print, "\n") || begin(print, "mv \"$w\"/next ")
			|| put_target(print, step) || put(print, "\n") ? -1 : 0;
	return put(print, " || s=$?\n") || begin(print, "case $s in\n")
		|| begin(print, "0) mv \"$w\"/next ") || put_target(print, step)
		|| put(print, " ;;\n") || begin(print, "")
		|| bytes_printf(print->out, print->fault, "%llu) ;;\n",
			(unsigned long long)step->number)
		|| begin(print, "*) exit $s ;;\n") || begin(print, "esac\n") ? -1 : 0;
}

/* What a command made of one kind or another. */
static int put_sort(struct print *print, const struct step *step)
{
	return begin(print, "s=1\n") || begin(print, "")
		|| bytes_printf(print->out, print->fault, "if stream-info --quick \"$w\"/%s | "
			"grep -q '^kind.%s$'; then s=0; mv \"$w\"/%s ", step->from,
			header_kind_name((enum kind)step->number), step->from)
		|| put_target(print, step) || put(print, "; fi\n") ? -1 : 0;
}

/* The same over items that are words, which the shell splits again. */
static int put_said(struct print *print, const struct step *step, const struct stepwords *items)
{
	size_t i;

	if (begin(print, "n=0\n") || begin(print, "for i in"))
		return -1;
	for (i = 0; i < items->count; i++)
		if (put(print, " ") || shellword_put(print->out, items->word[i].text, print->fault))
			return -1;
	if (put(print, "; do\n"))
		return -1;
	print->depth++;
	if (begin(print, "") || put_words(print, &step->words, "$i") || put(print, " >\"$w\"/")
		|| put(print, step->to) || put(print, "-$(printf %06d $n)\n")
		|| begin(print, "n=$((n+1))\n"))
		return -1;
	print->depth--;
	return begin(print, "done\n");
}

/* A loop over the items of a list, with a task for each. */
static int put_tasks(struct print *print, const struct step *step, const char *to)
{
	bool group = is_group(print, step->from), in_place = strcmp(step->from, to) == 0;

	if (begin(print, "for i in \"$w\"/") || put(print, step->from) || put(print, "-*; do\n"))
		return -1;
	print->depth++;
	if (begin(print, "") || put_words(print, &step->words, group ? "\"$i\"/*" : "\"$i\""))
		return -1;
	if (in_place ? put(print, " >\"$w\"/next\n") || begin(print, "mv \"$w\"/next \"$i\"\n")
		: put(print, " >\"$w\"/") || put(print, to) || put(print, "-\"${i##*/")
			|| put(print, step->from) || put(print, "-}\"\n"))
		return -1;
	print->depth--;
	return begin(print, "done\n");
}

static int put_merge(struct print *print, const struct step *step)
{
	if (put_tasks(print, step, "part") || begin(print, "")
		|| put_words(print, &step->merge, "") || put(print, " \"$w\"/part-*"))
		return -1;
	if (step->elsewhere || stepwords_makes_folder(&step->merge))
		return put(print, "\n") || (!step->elsewhere && put_shards(print))
			|| begin(print, "rm \"$w\"/part-*\n") ? -1 : 0;
	return put(print, " >\"$w\"/next\n") || begin(print, "mv \"$w\"/next ")
		|| put_target(print, step) || put(print, "\n")
		|| begin(print, "rm \"$w\"/part-*\n") ? -1 : 0;
}

static int put_inputs(struct print *print)
{
	size_t i;

	for (i = 0; i < print->job->inputs; i++)
		if (put(print, " ") || shellword_put(print->out, print->job->input[i], print->fault))
			return -1;
	return 0;
}

/* Links to what is given; a copy of standard input. */
static int put_take(struct print *print, const char *to)
{
	bool folders = print->job->given == GIVEN_SHARDS;

	if (begin(print, "n=0\nfor t in") || put_inputs(print)
		|| put(print, folders ? "; do for t in \"$t\"/shard-*.mz; do\n" : "; do\n")
		|| put(print, "\t[ \"$t\" != - ] || t=$w/stdin\n"
			"\tln -s \"$(realpath -- \"$t\")\" \"$w\"/")
		|| put(print, to) || put(print, "-$(printf %06d $n)\n\tn=$((n+1))\n")
		|| put(print, folders ? "done; done\n" : "done\n"))
		return -1;
	return 0;
}

static int put_file(struct print *print, const struct step *step)
{
	return begin(print, "cat <") || shellword_put(print->out, step->name, print->fault)
		|| put(print, " >\"$w\"/") || put(print, step->to) || put(print, "\n") ? -1 : 0;
}

static int put_facts(struct print *print)
{
	return begin(print, "cat \"$w\"/shard-* | stream-info >\"$w\"/facts\n"
		"v=$(sed -n 's/^columns\\t//p' \"$w\"/facts)\n"
		"z=$(sed -n 's/^nonzeros\\t//p' \"$w\"/facts)\n"
		"d=$(sed -n 's/^rows\\t//p' \"$w\"/facts)\n");
}

/* What opens or closes a block. */
static int put_block(struct print *print, const struct step *step)
{
	unsigned long long number = step->number;

	if (step->kind == STEP_ELSE)
		print->depth--;
	if (begin(print, ""))
		return -1;
	switch (step->kind) {
	case STEP_IF:
		if (put(print, "if ") || step->question->print(print->job, print->out, print->fault)
			|| put(print, "; then\n"))
			return -1;
		break;
	case STEP_ELSE:
		if (put(print, "else\n"))
			return -1;
		break;
	case STEP_TIMES:
		if (bytes_printf(print->out, print->fault, "for n in $(seq %llu); do\n", number))
			return -1;
		break;
	case STEP_PARTS:
		if (put(print, "c=0\n") || begin(print, "for s in \"$w\"/shard-*; do c=$((c+1)); done\n")
			|| begin(print, "") || bytes_printf(print->out, print->fault,
				"c=$(((c+%llu)/%llu))\n", number - 1, number)
			|| begin(print, "for p in $(seq $c); do\n"))
			return -1;
		break;
	default: /* STEP_UNTIL */
		if (put(print, "n=0\n") || begin(print, "while n=$((n+1)); do\n"))
			return -1;
	}
	print->depth++;
	return 0;
}

/* The end of the block that was opened at a step. */
static int put_end(struct print *print, enum step_kind opened)
{
	print->depth--;
	print->loops -= opened == STEP_TIMES || opened == STEP_UNTIL;
	return begin(print, opened == STEP_IF ? "fi\n" : "done\n");
}

static int put_step(struct print *print, const struct step *step)
{
	switch (step->kind) {
	case STEP_CUT:
		return piecesprint(&print->job->options->text, print->job->input,
			print->job->inputs, step->to, print->out, print->fault);
	case STEP_TAKE:
		return put_take(print, step->to);
	case STEP_FILE:
		return put_file(print, step);
	case STEP_SAY:
		return 0;
	case STEP_EACH:
		return said(print, step->from) ? put_said(print, step, said(print, step->from))
			: put_tasks(print, step, step->to);
	case STEP_MERGE:
		return put_merge(print, step);
	case STEP_HERE:
	case STEP_TRY:
	case STEP_AGAIN:
		return put_command(print, step, &step->words);
	case STEP_SORT:
		return put_sort(print, step);
	case STEP_FACTS:
		return put_facts(print);
	case STEP_BUNDLES:
		return bundles_print(print->job->options->task_nonzeros, step->to, print->out,
			print->fault);
	case STEP_VALUE:
		return begin(print, "") || step->value->print(print->job, print->out, print->fault)
			|| put(print, "\n") ? -1 : 0;
	case STEP_BREAK:
		return begin(print, "break\n");
	case STEP_PUT:
		return begin(print, "cat ") || put_list(print, step->from) || put(print, "\n")
			? -1 : 0;
	case STEP_CHECK:
		return 0;
	default:
		print->loops += step->kind == STEP_TIMES || step->kind == STEP_UNTIL;
		return put_block(print, step);
	}
}

static int put_steps(struct print *print)
{
	enum step_kind open[16];
	size_t i, depth = 0;

	for (i = 0; i < print->plan->count; i++) {
		const struct step *step = &print->plan->step[i];

		if (step->kind == STEP_END ? put_end(print, open[--depth]) : put_step(print, step))
			return -1;
		if (step_opens(step->kind))
			open[depth++] = step->kind;
	}
	return 0;
}

/* Standard input is read once, before all else. */
static int put_stdin(struct print *print)
{
	size_t i;

	for (i = 0; i < print->job->inputs; i++)
		if (strcmp(print->job->input[i], "-") == 0)
			return put(print, "cat >\"$w\"/stdin\n");
	return 0;
}

int stepprint(const struct job *job, const struct steps *plan, struct bytes *out,
	struct fault *fault)
{
	struct print print = {.job = job, .plan = plan, .out = out, .fault = fault};
	const char *output = job->options->output;

	if (put(&print, "(set -e\nw=$(realpath \"$(mktemp -d)\")\ntrap 'rm -rf \"$w\"' EXIT\n")
		|| put_stdin(&print) || put_steps(&print) || put(&print, ")"))
		return -1;
	if (output && strcmp(output, "-") != 0 && !job->kind->folder
		&& (put(&print, " >") || shellword_put(out, output, fault)))
		return -1;
	return put(&print, "\n");
}
