/* assignment.c - a task at the agent, from its frame to its processes. */
#include "agent/assignment.h"

#include "base/memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void assignment_release(struct assignment *assignment)
{
	size_t i;

	for (i = 0; assignment->held && i < assignment->words.count; i++)
		if (assignment->held[i] >= 0)
			(void)close(assignment->held[i]);
	free(assignment->held);
	call_release(&assignment->words);
	*assignment = (struct assignment){0};
}

int assignment_take(struct assignment *assignment, const struct frame *frame,
	struct fault *fault)
{
	struct fields fields = fields_of(frame);
	size_t i;

	*assignment = (struct assignment){.id = field_number(&fields)};
	if (call_take(&assignment->words, &fields, fault))
		goto failed;
	assignment->held = memory_zeroed(assignment->words.count, sizeof *assignment->held, fault);
	if (!assignment->held)
		goto failed;
	for (i = 0; i < assignment->words.count; i++) {
		assignment->held[i] = -1;
		assignment->lacking += assignment->words.word[i].kind == WORD_OBJECT;
	}
	return 0;
failed:
	assignment_release(assignment);
	return -1;
}

void assignment_look(struct assignment *assignment, const struct store *store)
{
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < assignment->words.count; i++) {
		const struct word *word = &assignment->words.word[i];

		if (word->kind != WORD_OBJECT || assignment->held[i] >= 0)
			continue;
		assignment->held[i] = store_hold(store, &word->digest, path);
		assignment->lacking -= assignment->held[i] >= 0;
	}
}

/* A file that stands there twice is asked for once. */
static bool asked(const struct assignment *assignment, size_t end)
{
	const struct word *word = assignment->words.word;
	size_t i;

	for (i = 0; i < end; i++)
		if (word[i].kind == WORD_OBJECT && digest_equal(&word[i].digest, &word[end].digest))
			return true;
	return false;
}

int assignment_need(const struct assignment *assignment, struct wire_out *out,
	struct fault *fault)
{
	const struct call *words = &assignment->words;
	size_t i;

	if (wire_begin(out, FRAME_NEED, fault) || wire_number(out, assignment->id, fault))
		return -1;
	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == WORD_OBJECT && assignment->held[i] < 0
			&& !asked(assignment, i)
			&& wire_digest(out, &words->word[i].digest, fault))
			return -1;
	return wire_end(out, fault);
}

struct places {
	const struct store *store;
	char path[PATH_MAX];
};

static const char *place(void *context, const struct word *word)
{
	struct places *places = context;

	store_path(places->store, &word->digest, places->path);
	return places->path;
}

int assignment_start(const struct assignment *assignment, const struct store *store,
	const char *bin, bool any, struct run *run, struct fault *fault)
{
	struct places places = {.store = store};
	struct stages stages;
	int failed = call_stages(&assignment->words, 1, &stages, place, &places, fault);

	if (!failed)
		failed = run_start(run, (char *const *const *)stages.stage, stages.count, bin, any,
			-1, fault);
	stages_release(&stages);
	return failed;
}
