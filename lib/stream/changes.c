/* changes.c - two models side by side, block by block. */
#include "stream/changes.h"

#include "stream/changedsteps.h"
#include "stream/header.h"
#include "stream/blockfile.h"
#include "stream/sections.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

/* The two files, and what is needed to look into them. */
struct sides {
	struct blockfile from, with; /* with: the later file, or the changes */
	struct packer *earlier, *later, *packer;
	struct changedsteps steps;
	struct header header; /* of the earlier model */
	struct packed packed;
	bool ended; /* the earlier one */
};

static void sides_release(struct sides *sides)
{
	blockfile_release(&sides->from);
	blockfile_release(&sides->with);
	pack_packer_free(sides->earlier);
	pack_packer_free(sides->later);
	pack_packer_free(sides->packer);
	changedsteps_release(&sides->steps);
	header_release(&sides->header);
	pack_release(&sides->packed);
}

static int sides_open(struct sides *sides, int from, int with, struct fault *fault)
{
	*sides = (struct sides){.from = {.descriptor = from}, .with = {.descriptor = with}};
	sides->earlier = pack_packer_new(fault);
	sides->later = sides->earlier ? pack_packer_new(fault) : NULL;
	sides->packer = sides->later ? pack_packer_new(fault) : NULL;
	return sides->packer ? 0 : -1;
}

/* The next block of the earlier file, the first of which is its header. */
static int next_earlier(struct sides *sides, struct fault *fault)
{
	const struct bytes *text;
	const bool first = sides->from.at == 0;
	int got = sides->ended ? 0 : blockfile_next(&sides->from, fault);

	if (got < 0)
		return -1;
	sides->ended = got == 0;
	if (!first)
		return 0;
	if (sides->ended || sides->from.block.type != BLOCK_HEADER)
		return fault_set(fault, FAULT_DATA, "the earlier model has no header");
	if (pack_unpack(sides->earlier, &sides->from.block, &text, fault)
		|| header_parse(&sides->header, text->data, text->size, fault))
		return -1;
	sides->steps.columns = sides->header.columns;
	return 0;
}

static bool is_sparse(const struct sides *sides)
{
	return sides->header.values == VALUES_STEPS;
}

/* Rows of steps are read by the row, not by the block. */
static bool is_by_place(const struct sides *sides, enum block_type type)
{
	return type != BLOCK_ROWS || !is_sparse(sides);
}

/* Are both blocks of f32 the same but for the values? */
static bool are_alike(const struct packed *a, const struct packed *b, const struct bytes *one,
	const struct bytes *other, struct sections *sections, struct fault *ignored)
{
	struct sections its;

	return one->size == other->size && sections_split(a, one, sections, ignored) == 0
		&& sections_split(b, other, &its, ignored) == 0
		&& its.values_size == sections->values_size
		&& sections->values_size == sections->nonzeros * sizeof(uint32_t)
		&& memcmp(one->data, other->data, one->size - sections->values_size) == 0;
}

static uint32_t zigzag(uint32_t difference)
{
	return difference << 1 ^ (uint32_t)-(difference >> 31);
}

static uint32_t unzigzag(uint32_t code)
{
	return code >> 1 ^ (uint32_t)-(code & 1);
}

enum { PLANES = sizeof(uint32_t) };

/* 1: they are in packed; 0: the blocks can't be compared. */
static int make_values(struct sides *sides, struct fault *fault)
{
	struct bytes *payload = pack_payload(sides->packer);
	const struct bytes *one, *other;
	struct sections sections;
	struct fault ignored = {0};
	const char *a, *b;
	size_t i, n, p;

	if (pack_unpack(sides->earlier, &sides->from.block, &one, fault)
		|| pack_unpack(sides->later, &sides->with.block, &other, fault))
		return -1;
	if (!are_alike(&sides->from.block, &sides->with.block, one, other, &sections, &ignored))
		return 0;
	n = (size_t)sections.nonzeros;
	a = one->data + one->size - sections.values_size;
	b = other->data + other->size - sections.values_size;
	if (bytes_reserve(payload, sections.values_size, fault))
		return -1;
	for (i = 0; i < n; i++) {
		uint32_t before, after, code;

		memcpy(&before, a + i * PLANES, PLANES);
		memcpy(&after, b + i * PLANES, PLANES);
		code = zigzag(after - before);
		for (p = 0; p < PLANES; p++)
			payload->data[p * n + i] = (char)(code >> 8 * (PLANES - 1 - p));
	}
	payload->size = sections.values_size;
	/* the lowest bytes are noise */
	return pack(sides->packer, BLOCK_ROWS, CHANGES_VALUES, 0, payload, n * (PLANES - 1),
		&sides->packed, fault) ? -1 : 1;
}

static int apply_values(struct sides *sides, struct fault *fault)
{
	const struct bytes *earlier, *planes;
	struct bytes *payload = pack_payload(sides->packer);
	struct sections sections;
	char *values;
	size_t i, n, p;

	if (pack_unpack(sides->earlier, &sides->from.block, &earlier, fault)
		|| pack_unpack(sides->later, &sides->with.block, &planes, fault)
		|| sections_split(&sides->from.block, earlier, &sections, fault)
		|| bytes_append(payload, earlier->data, earlier->size, fault))
		return -1;
	n = (size_t)sections.nonzeros;
	if (sections.values_size != planes->size || sections.nonzeros != planes->size / PLANES
		|| planes->size % PLANES)
		return fault_set(fault, FAULT_DATA, "changes of another block");
	values = payload->data + payload->size - sections.values_size;
	for (i = 0; i < n; i++) {
		uint32_t value, code = 0;

		for (p = 0; p < PLANES; p++)
			code = code << 8 | (unsigned char)planes->data[p * n + i];
		memcpy(&value, values + i * PLANES, PLANES);
		value += unzigzag(code);
		memcpy(values + i * PLANES, &value, PLANES);
	}
	return pack(sides->packer, BLOCK_ROWS, sections.rows, sections.nonzeros, payload,
		payload->size - sections.values_size, &sides->packed, fault);
}

static int make_whole(struct sides *sides, struct fault *fault)
{
	const struct bytes *data = &sides->with.block.data;
	struct bytes *payload = pack_payload(sides->packer);

	return bytes_append(payload, data->data, data->size, fault)
		|| pack(sides->packer, BLOCK_ROWS, CHANGES_WHOLE, sides->with.block.type, payload, 0,
			&sides->packed, fault) ? -1 : 0;
}

static bool is_same(const struct sides *sides)
{
	const struct bytes *one = &sides->from.block.data, *other = &sides->with.block.data;

	return !sides->ended && one->size == other->size
		&& memcmp(one->data, other->data, one->size) == 0;
}

/* The block of the later file that was read last, to packed. */
static int make_block(struct sides *sides, struct fault *fault)
{
	char equals[] = "=";
	const struct bytes same = {.data = equals, .size = 1};
	const struct packed *block = &sides->with.block;
	int made = 0;

	if (is_by_place(sides, block->type) && next_earlier(sides, fault))
		return -1;
	if (is_by_place(sides, block->type) && is_same(sides))
		return pack(sides->packer, BLOCK_ROWS, CHANGES_SAME, 0, &same, 0, &sides->packed, fault);
	if (block->type == BLOCK_ROWS && is_sparse(sides))
		made = changedsteps_make(&sides->steps, &sides->from, block, sides->packer,
			&sides->packed, fault);
	else if (block->type == BLOCK_ROWS && !sides->ended
		&& sides->from.block.type == BLOCK_ROWS && sides->header.values == VALUES_F32)
		made = make_values(sides, fault);
	return made < 0 || (made == 0 && make_whole(sides, fault)) ? -1 : 0;
}

int changes_make(int from, int to, struct bytes *out, bool *worth, struct fault *fault)
{
	struct stat status;
	struct sides sides;
	int got = 1, failed = sides_open(&sides, from, to, fault);

	*worth = !failed && fstat(to, &status) == 0;
	while (!failed && *worth && (got = blockfile_next(&sides.with, fault)) > 0) {
		failed = make_block(&sides, fault)
			|| bytes_append(out, sides.packed.data.data, sides.packed.data.size, fault);
		*worth = sides.header.kind == KIND_TOPICS
			&& (off_t)out->size < status.st_size - status.st_size / 4;
	}
	sides_release(&sides);
	return failed || got < 0 ? -1 : 0;
}

static int apply_block(struct sides *sides,
	int (*put)(void *context, const void *data, size_t size, struct fault *fault),
	void *context, struct fault *fault)
{
	const struct packed *with = &sides->with.block;
	const struct bytes *payload = &sides->packed.data;
	int failed = 0;

	if (with->type != BLOCK_ROWS || with->rows > CHANGES_STEPS)
		return fault_set(fault, FAULT_DATA, "no changes of a model");
	if (with->rows == CHANGES_WHOLE ? is_by_place(sides, (enum block_type)with->nonzeros)
		: with->rows != CHANGES_STEPS)
		failed = next_earlier(sides, fault);
	if (!failed && with->rows != CHANGES_WHOLE
		&& (sides->ended || is_sparse(sides) < (with->rows == CHANGES_STEPS)))
		failed = fault_set(fault, FAULT_DATA, "changes of another model");
	if (failed)
		return -1;
	if (with->rows == CHANGES_WHOLE)
		failed = pack_unpack(sides->later, with, &payload, fault);
	else if (with->rows == CHANGES_SAME)
		payload = &sides->from.block.data;
	else if (with->rows == CHANGES_VALUES)
		failed = apply_values(sides, fault);
	else
		failed = changedsteps_apply(&sides->steps, &sides->from, with, sides->later,
			sides->packer, &sides->packed, fault);
	return failed || put(context, payload->data, payload->size, fault) ? -1 : 0;
}

int changes_apply(int from, int changes,
	int (*put)(void *context, const void *data, size_t size, struct fault *fault),
	void *context, struct fault *fault)
{
	struct sides sides;
	int got = 1, failed = sides_open(&sides, from, changes, fault);

	while (!failed && (got = blockfile_next(&sides.with, fault)) > 0)
		failed = apply_block(&sides, put, context, fault);
	sides_release(&sides);
	return failed || got < 0 ? -1 : 0;
}
