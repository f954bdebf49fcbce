/* changes_test.c - a model made of an earlier one and changes is the same file, and
 * damaged changes never make another. */
#include "samples.h"
#include "stream/changes.h"
#include "stream/dense.h"
#include "stream/steps.h"
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { TERMS = 3000, TOPICS = 150 };

static struct fault fault;

static uint64_t draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void put_steps(struct sink *sink, unsigned pass)
{
	struct step_rows rows = {0};
	struct packed packed = {0};
	uint64_t seed = 1, noise = pass;
	uint32_t term;
	size_t k;

	for (term = 0; term < TERMS; term++) {
		sample_must(steps_add(&rows, term, draw(&seed) % 5 + pass * (term % 3), TOPICS,
				    &fault), &fault);
		rows.entries = rows.start[rows.count - 1];
		/* most entries stay, some change, some come or go */
		for (k = 0; k < TOPICS; k++) {
			const uint64_t value = draw(&seed) % 900 + 1, luck = draw(&noise) % 10;

			if (luck == 0 && pass)
				continue;
			rows.column[rows.entries] = (uint32_t)k;
			rows.value[rows.entries++] = value + (luck < 3 ? pass : 0);
		}
		rows.start[rows.count] = rows.entries;
		if (term < TERMS - 1 && !steps_full(&rows))
			continue;
		sample_must(steps_pack(sink->packer, &rows, &packed, &fault)
				|| sink_put(sink, &packed, &fault), &fault);
		steps_clear(&rows);
	}
	steps_release(&rows);
	pack_release(&packed);
}

static void put_dense(struct sink *sink, unsigned pass)
{
	struct dense rows = {.values = VALUES_F32, .k = TOPICS};
	struct packed packed = {0};
	uint64_t seed = 1, noise = pass;
	uint32_t term;
	size_t k;

	for (term = 0; term < TERMS; term++) {
		void *row = NULL;

		sample_must(dense_add_term(&rows, term, &row, &fault), &fault);
		for (k = 0; k < TOPICS; k++)
			((float *)row)[k] = (float)(1 + draw(&seed) % 1000) * 1.3f
				+ (float)(pass * (draw(&noise) % 7)) * .01f;
		if (term < TERMS - 1 && term % 500 != 499)
			continue;
		sample_must(dense_pack(sink->packer, &rows, &packed, &fault)
				|| sink_put(sink, &packed, &fault), &fault);
		dense_clear(&rows, VALUES_F32, TOPICS, false);
	}
	dense_release(&rows);
	pack_release(&packed);
}

/* Writes the model of a pass; a descriptor of its file. */
static int model(const char *name, enum values values, enum kind kind, unsigned pass)
{
	struct header header = {.kind = kind, .values = values, .columns = TOPICS};
	const char *path = sample_path(name);
	struct vocabulary vocabulary;
	struct sink sink = {0};
	int descriptor;

	sample_vocabulary(&vocabulary, TERMS);
	sample_must(bytes_printf(&header.column, &fault, "#updates\t%u\n", pass)
			|| sink_open(&sink, path, true, &fault)
			|| sink_begin(&sink, &header, &vocabulary, &fault), &fault);
	if (values == VALUES_STEPS)
		put_steps(&sink, pass);
	else
		put_dense(&sink, pass);
	sample_must(sink_commit(&sink, &fault), &fault);
	sink_release(&sink);
	header_release(&header);
	vocabulary_release(&vocabulary);
	descriptor = open(path, O_RDONLY | O_CLOEXEC);
	sample_must(descriptor < 0 || unlink(path), &fault);
	return descriptor;
}

static int gather(void *context, const void *data, size_t size, struct fault *why)
{
	return bytes_append(context, data, size, why);
}

static bool same_file(int descriptor, const struct bytes *bytes)
{
	char *all = calloc(bytes->size + 1, 1);
	bool same = all && pread(descriptor, all, bytes->size + 1, 0) == (ssize_t)bytes->size
		&& memcmp(all, bytes->data, bytes->size) == 0;

	free(all);
	return same;
}

/* Do from and the changes make to? */
static bool becomes(int from, int to, const char *changes, size_t size)
{
	const char *path = sample_path("changes");
	struct bytes made = {0};
	int descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good;

	sample_must(descriptor < 0 || write(descriptor, changes, size) != (ssize_t)size, &fault);
	good = changes_apply(from, descriptor, gather, &made, &fault) == 0;
	good = good && same_file(to, &made);
	bytes_release(&made);
	(void)close(descriptor);
	(void)unlink(path);
	return good;
}

static void try_form(enum values values)
{
	int from = model("a.mz", values, KIND_TOPICS, 0), to = model("b.mz", values, KIND_TOPICS, 1);
	struct bytes changes = {0};
	bool worth = false;
	size_t at, wrong = 0;

	CHECK(changes_make(from, to, &changes, &worth, &fault) == 0);
	CHECK(worth);
	CHECK(becomes(from, to, changes.data, changes.size));
	CHECK(!becomes(to, from, changes.data, changes.size));
	/* truncated, and with a bit flipped in each of many bytes */
	CHECK(!becomes(from, to, changes.data, changes.size - 1));
	CHECK(!becomes(from, to, changes.data, changes.size / 2));
	for (at = 0; at < changes.size; at += 1 + changes.size / 61) {
		changes.data[at] ^= 4;
		/* damage in fields that only gzip reads may go unnoticed */
		wrong += becomes(from, to, changes.data, changes.size) && at % 50 > 9;
		changes.data[at] ^= 4;
	}
	CHECK(wrong == 0);
	bytes_release(&changes);
	(void)close(from);
	(void)close(to);
}

static void steps_change(void)
{
	try_form(VALUES_STEPS);
}

static void dense_rows_change(void)
{
	try_form(VALUES_F32);
}

static bool is_worth(int from, int to)
{
	struct bytes changes = {0};
	bool worth = false;

	if (changes_make(from, to, &changes, &worth, &fault) || (worth && !becomes(from, to,
		changes.data, changes.size)))
		worth = false;
	bytes_release(&changes);
	(void)close(from);
	(void)close(to);
	return worth;
}

static void other_files_are_sent_whole(void)
{
	CHECK(!is_worth(model("a.mz", VALUES_F32, KIND_TOPICS, 0),
		model("b.mz", VALUES_STEPS, KIND_TOPICS, 1)));
	CHECK(!is_worth(model("a.mz", VALUES_STEPS, KIND_TOPICS, 0),
		model("b.mz", VALUES_F32, KIND_TOPICS, 1)));
	CHECK(!is_worth(model("a.mz", VALUES_F32, KIND_BASIS, 0),
		model("b.mz", VALUES_F32, KIND_BASIS, 1)));
	CHECK(is_worth(model("a.mz", VALUES_STEPS, KIND_TOPICS, 1),
		model("b.mz", VALUES_STEPS, KIND_TOPICS, 1)));
}

int main(void)
{
	RUN(steps_change);
	RUN(dense_rows_change);
	RUN(other_files_are_sent_whole);
	return unit_end();
}
