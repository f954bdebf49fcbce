/* assignment.c - a task at the agent, from its frame to its processes. */
#include "agent/assignment.h"

#include "base/memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

void assignment_release(struct assignment *assignment)
{
	size_t i;

	for (i = 0; assignment->held && i < assignment->words.count; i++)
		if (assignment->held[i] >= 0)
			(void)close(assignment->held[i]);
	free(assignment->held);
	commandline_release(&assignment->words);
	*assignment = (struct assignment){0};
}

int assignment_take(struct assignment *assignment, const struct frame *frame,
	struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);
	uint64_t how;
	size_t i;

	*assignment = (struct assignment){.id = wire_field_number(&fields)};
	how = wire_field_number(&fields);
	assignment->most = wire_field_number(&fields);
	if (how > ASSIGNMENT_OURS) {
		(void)fault_set(fault, FAULT_DATA, "a task whose result is for nothing known");
		goto failed;
	}
	assignment->how = (enum assignment_how)how;
	if (commandline_take(&assignment->words, &fields, fault))
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

void assignment_look(struct assignment *assignment, struct store *store)
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

bool assignment_lacks(const struct assignment *assignment, const struct sha256 *digest)
{
	const struct word *word = assignment->words.word;
	size_t i;

	for (i = 0; i < assignment->words.count; i++)
		if (word[i].kind == WORD_OBJECT && assignment->held[i] < 0
			&& sha256_equal(&word[i].digest, digest))
			return true;
	return false;
}

/* A file that stands there twice is asked for once. */
static bool asked(const struct assignment *assignment, size_t end)
{
	const struct word *word = assignment->words.word;
	size_t i;

	for (i = 0; i < end; i++)
		if (word[i].kind == WORD_OBJECT && sha256_equal(&word[i].digest, &word[end].digest))
			return true;
	return false;
}

int assignment_names(const struct assignment *assignment, struct wire_out *out,
	struct fault *fault)
{
	const struct commandline *words = &assignment->words;
	size_t i;

	if (wire_begin(out, FRAME_NAMES, fault) || wire_number(out, assignment->id, fault))
		return -1;
	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == WORD_OBJECT && assignment->held[i] >= 0
			&& wire_sha256(out, &words->word[i].digest, fault))
			return -1;
	return wire_end(out, fault);
}

int assignment_need(const struct assignment *assignment, struct wire_out *out,
	struct fault *fault)
{
	const struct commandline *words = &assignment->words;
	size_t i;

	if (wire_begin(out, FRAME_NEED, fault) || wire_number(out, assignment->id, fault))
		return -1;
	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == WORD_OBJECT && assignment->held[i] < 0
			&& !asked(assignment, i)
			&& wire_sha256(out, &words->word[i].digest, fault))
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

/* Objects that lost their name since they were held: they count as lacking again. */
bool assignment_lost(struct assignment *assignment, const struct store *store,
	char path[PATH_MAX])
{
	bool lost = false;
	size_t i;

	for (i = 0; i < assignment->words.count; i++) {
		const struct word *word = &assignment->words.word[i];

		if (word->kind != WORD_OBJECT || assignment->held[i] < 0
			|| store_has(store, &word->digest, assignment->held[i]))
			continue;
		store_path(store, &word->digest, path);
		(void)close(assignment->held[i]);
		assignment->held[i] = -1;
		assignment->lacking++;
		lost = true;
	}
	return lost;
}

bool assignment_changed(const struct assignment *assignment, const struct store *store,
	char path[PATH_MAX])
{
	size_t i;
	bool is;

	for (i = 0; i < assignment->words.count; i++) {
		const struct sha256 *digest = &assignment->words.word[i].digest;

		if (assignment->held[i] < 0)
			continue;
		store_path(store, digest, path);
		if (!inplace_has(store->inplace, digest, assignment->held[i], &is) && is)
			return true;
	}
	return false;
}

size_t assignment_descriptors(void)
{
	struct rlimit limit = {.rlim_cur = 256};

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	return (size_t)limit.rlim_cur;
}

/* Scratch, and what the kernel is to allow: the filters' own files and the objects. */
static int make_room(const struct assignment *assignment, const struct stages *stages,
	const struct room *room, struct confinement *confinement, struct scratch *scratch,
	struct fault *fault)
{
	char path[PATH_MAX];
	size_t i;

	if (scratch_make(scratch, fault))
		return -1;
	if (confine_begin(confinement, &room->limits, fault)
		|| confine_scratch(confinement, scratch->path, fault)
		|| confine_folders(confinement, room->shared, fault))
		return -1;
	for (i = 0; i < stages->count; i++) {
		const char *name = stages->stage[i][0];

		if (run_knows(name) && snprintf(path, sizeof path, "%s/%s", room->bin, name)
			< (int)sizeof path && confine_run(confinement, path, fault))
			return -1;
	}
	for (i = 0; i < assignment->words.count; i++)
		if (assignment->held[i] >= 0
			&& confine_read(confinement, assignment->held[i], fault))
			return -1;
	return 0;
}

/* The folders whose files filters may name, joined by ':'. */
static int list_places(const struct assignment *assignment, const struct room *room,
	struct bytes *places, struct fault *fault)
{
	const char *path, *before = "";
	size_t i, length, known = 0;

	if (bytes_printf(places, fault, "%s%s%s", room->store->folder, room->shared ? ":" : "",
		room->shared ? room->shared : ""))
		return -1;
	for (i = 0; i < assignment->words.count; i++) {
		path = assignment->held[i] < 0 ? NULL
			: inplace_path(room->store->inplace, &assignment->words.word[i].digest);
		length = path ? (size_t)(strrchr(path, '/') - path) : 0;
		if (!path || (length == known && memcmp(path, before, length) == 0))
			continue;
		if (bytes_printf(places, fault, ":%.*s", (int)length, path))
			return -1;
		before = path;
		known = length;
	}
	return bytes_terminate(places, fault);
}

static int start_confined(const struct assignment *assignment, const struct stages *stages,
	const struct room *room, struct run *run, struct fault *fault)
{
	struct confinement confinement = {.ruleset = -1};
	struct scratch scratch = {.lock = -1};
	struct bytes places = {0};
	struct run_terms terms = {.bin = room->bin, .any = room->any,
		.confinement = &confinement, .scratch = &scratch,
		.scratch_most = room->scratch, .scripts = room->restricted};
	int failed;

	failed = list_places(assignment, room, &places, fault)
		|| make_room(assignment, stages, room, &confinement, &scratch, fault);
	terms.places = places.data;
	failed = failed
		|| run_start(run, (char *const *const *)stages->stage, stages->count, &terms, -1,
			fault);
	confine_end(&confinement);
	bytes_release(&places);
	/* from here on the minder removes it */
	if (failed)
		scratch_remove(&scratch);
	else
		scratch_release(&scratch);
	return failed ? -1 : 0;
}

int assignment_start(const struct assignment *assignment, const struct room *room,
	struct run *run, struct fault *fault)
{
	const struct run_terms terms = {.bin = room->bin, .any = room->any};
	struct places places = {.store = room->store};
	struct stages stages;
	int failed = commandline_stages(&assignment->words, 1, &stages, place, &places, fault);

	if (!failed)
		failed = room->open ? run_start(run, (char *const *const *)stages.stage,
				stages.count, &terms, -1, fault)
			: start_confined(assignment, &stages, room, run, fault);
	commandline_stages_release(&stages);
	return failed;
}
