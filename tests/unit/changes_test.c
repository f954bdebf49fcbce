/* changes_test.c - a model made of an earlier one and changes is the same file, and
 * damaged changes never make another. */
#include "samples.h"
#include "stream/changedsteps.h"
#include "stream/changes.h"
#include "stream/dense.h"
#include "stream/steps.h"
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { TERMS = 3000, TOPICS = 150 };

static struct fault fault;

/* What is unlike the other models: one without the rows of some terms, one with a number
 * that is too large to differ from others. */
static enum oddity { PLAIN, LACKING, LARGE } oddity;

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
		if (oddity == LACKING && term % 1000 == 7)
			continue;
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
		if (oddity == LARGE && term == 9)
			rows.value[rows.entries - 1] = (uint64_t)1 << 62;
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

static void try_form(enum values values, unsigned pass)
{
	int from = model("a.mz", values, KIND_TOPICS, pass);
	int to = model("b.mz", values, KIND_TOPICS, pass + 1);
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
	try_form(VALUES_STEPS, 0);
	try_form(VALUES_STEPS, 1);
}

static void dense_rows_change(void)
{
	try_form(VALUES_F32, 0);
}

/* Changes up to a block of rows, and what its payload was. */
struct cut_changes {
	struct bytes before, payload;
};

/* Of a model of steps. */
static void cut_changes(int from, int to, struct cut_changes *cut)
{
	const char *path = sample_path("cut");
	int descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct blockfile file = {.descriptor = descriptor};
	struct packer *packer = pack_packer_new(&fault);
	const struct bytes *payload;
	struct bytes changes = {0};
	bool worth;

	sample_must(descriptor < 0 || !packer || changes_make(from, to, &changes, &worth, &fault)
			|| write(descriptor, changes.data, changes.size) != (ssize_t)changes.size, &fault);
	do
		sample_must(blockfile_next(&file, &fault) <= 0, &fault);
	while (file.block.rows != CHANGES_STEPS);
	sample_must(pack_unpack(packer, &file.block, &payload, &fault)
			|| bytes_append(&cut->payload, payload->data, payload->size, &fault)
			|| bytes_append(&cut->before, changes.data,
				(size_t)file.at - file.block.data.size, &fault), &fault);
	pack_packer_free(packer);
	blockfile_release(&file);
	bytes_release(&changes);
	(void)close(descriptor);
	(void)unlink(path);
}

/* Are changes with this payload, whose sums are right, taken? */
static bool is_taken(int from, const struct cut_changes *cut, size_t size)
{
	const char *path = sample_path("packed");
	int descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct packer *packer = pack_packer_new(&fault);
	struct bytes payload = cut->payload, made = {0};
	struct packed packed = {0};
	bool taken;

	payload.size = size;
	sample_must(descriptor < 0 || !packer || pack(packer, BLOCK_ROWS, CHANGES_STEPS, 0, &payload,
			size, &packed, &fault)
			|| write(descriptor, cut->before.data, cut->before.size)
				!= (ssize_t)cut->before.size
			|| write(descriptor, packed.data.data, packed.data.size)
				!= (ssize_t)packed.data.size, &fault);
	taken = changes_apply(from, descriptor, gather, &made, &fault) == 0;
	CHECK(taken || fault.kind == FAULT_DATA);
	fault = (struct fault){0};
	bytes_release(&made);
	pack_release(&packed);
	pack_packer_free(packer);
	(void)close(descriptor);
	(void)unlink(path);
	return taken;
}

/* A host's numbers make a model or are refused, whatever they are; numbers that end where
 * others begin are refused. */
static void numbers_are_checked(void)
{
	int from = model("a.mz", VALUES_STEPS, KIND_TOPICS, 1);
	int to = model("b.mz", VALUES_STEPS, KIND_TOPICS, 2);
	struct cut_changes cut = {{0}, {0}};
	size_t at, size, taken = 0, joined = 0, tries = 0;

	cut_changes(from, to, &cut);
	size = cut.payload.size;
	CHECK(is_taken(from, &cut, size));
	CHECK(!is_taken(from, &cut, size - 1));
	CHECK(!is_taken(from, &cut, 5));
	CHECK(!is_taken(from, &cut, 1));
	for (at = 0; at < size; at += at < 16 ? 1 : 1 + size / 15, tries++) {
		const char kept = cut.payload.data[at];

		cut.payload.data[at] = (char)(kept ^ 0x80);
		joined += is_taken(from, &cut, size);
		cut.payload.data[at] = 0;
		taken += is_taken(from, &cut, size);
		cut.payload.data[at] = 0x7f;
		taken += is_taken(from, &cut, size);
		cut.payload.data[at] = kept;
	}
	CHECK(joined == 0 && taken < tries * 2);
	bytes_release(&cut.before);
	bytes_release(&cut.payload);
	(void)close(from);
	(void)close(to);
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

static int odd_model(const char *name, enum oddity what, unsigned pass)
{
	int descriptor;

	oddity = what;
	descriptor = model(name, VALUES_STEPS, KIND_TOPICS, pass);
	oddity = PLAIN;
	return descriptor;
}

/* Blocks that can't be told as changes of the earlier model's are sent whole. */
static void odd_blocks_are_sent_whole(void)
{
	static const enum oddity what[] = {LACKING, LARGE};
	size_t i;
	int from, to;

	for (i = 0; i < 4; i++) {
		struct bytes changes = {0};
		bool worth;

		from = odd_model("a.mz", i % 2 ? PLAIN : what[i / 2], 1);
		to = odd_model("b.mz", i % 2 ? what[i / 2] : PLAIN, 2);
		CHECK(changes_make(from, to, &changes, &worth, &fault) == 0);
		CHECK(!worth || becomes(from, to, changes.data, changes.size));
		bytes_release(&changes);
		(void)close(from);
		(void)close(to);
	}
}

int main(void)
{
	RUN(steps_change);
	RUN(dense_rows_change);
	RUN(numbers_are_checked);
	RUN(other_files_are_sent_whole);
	RUN(odd_blocks_are_sent_whole);
	return unit_end();
}
