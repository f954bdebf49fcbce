/* changedsteps.c - two rows of one term, entry by entry. */
#include "stream/changedsteps.h"

#include "base/varint.h"

#include <string.h>

enum { COUNTS, GAPS, DIFFERENCES, VALUES, SECTIONS };
enum { COLUMNS_END = UINT32_MAX };
static const uint64_t steps_most = (uint64_t)1 << 62; /* so differences fit */

void changedsteps_release(struct changedsteps *steps)
{
	int i;

	steps_release(&steps->earlier);
	steps_release(&steps->later);
	for (i = 0; i < SECTIONS; i++)
		bytes_release(&steps->section[i]);
}

/* The earlier model's next row of a term that is not below this: 1; 0: there is none. */
static int find_row(struct changedsteps *steps, struct blockfile *earlier, uint32_t term,
	struct packer *packer, struct fault *fault)
{
	const struct header header = {.kind = KIND_TOPICS, .values = VALUES_STEPS,
		.columns = steps->columns};

	for (;; steps->at++) {
		while (steps->at == steps->earlier.count) {
			int got = blockfile_next(earlier, fault);

			if (got > 0 && earlier->block.type == BLOCK_END)
				return 0;
			if (got <= 0)
				return got;
			if (earlier->block.type == BLOCK_ROWS && steps_unpack(packer, &earlier->block,
				&header, UINT32_MAX, &steps->earlier, fault))
				return -1;
			steps->at = 0;
		}
		if (steps->earlier.term[steps->at] >= term)
			return 1;
	}
}

static int put(struct changedsteps *steps, int section, uint64_t number, struct fault *fault)
{
	unsigned char text[VARINT_LONG_MOST];

	return bytes_append(&steps->section[section], text,
		(size_t)(varint_put(text, number) - text), fault);
}

static int put_difference(struct changedsteps *steps, uint64_t before, uint64_t after,
	struct fault *fault)
{
	return put(steps, DIFFERENCES, after >= before ? (after - before) << 1
		: ((before - after) << 1) - 1, fault);
}

/* The rows a of earlier and b of later: 1; 0: numbers that are too large. */
static int put_row(struct changedsteps *steps, size_t a, size_t b, struct fault *fault)
{
	const struct step_rows *from = &steps->earlier, *to = &steps->later;
	size_t i = from->start[a], j = to->start[b];
	const size_t i_end = from->start[a + 1], j_end = to->start[b + 1];
	uint32_t before = 0;
	uint64_t added = 0;

	if (from->rest[a] >= steps_most || to->rest[b] >= steps_most)
		return 0;
	if (put_difference(steps, from->rest[a], to->rest[b], fault))
		return -1;
	while (i < i_end || j < j_end) {
		const uint32_t old = i < i_end ? from->column[i] : COLUMNS_END;
		const uint32_t new = j < j_end ? to->column[j] : COLUMNS_END;

		if ((i < i_end && from->value[i] >= steps_most)
			|| (j < j_end && to->value[j] >= steps_most))
			return 0;
		if (old > new) {
			if (put(steps, GAPS, new - before, fault)
				|| put(steps, VALUES, to->value[j], fault))
				return -1;
			before = new;
			added++;
		} else if (put_difference(steps, from->value[i], old == new ? to->value[j] : 0,
			fault)) {
			return -1;
		}
		i += old <= new;
		j += new <= old;
	}
	return put(steps, COUNTS, added, fault) ? -1 : 1;
}

static int pack_sections(struct changedsteps *steps, size_t rows, struct packer *packer,
	struct packed *out, struct fault *fault)
{
	struct bytes *payload = pack_payload(packer);
	unsigned char head[(SECTIONS + 2) * VARINT_LONG_MOST], *at = head;
	int i;

	at = varint_put(at, steps->later.term[0]);
	at = varint_put(at, rows);
	for (i = 0; i < SECTIONS; i++)
		at = varint_put(at, steps->section[i].size);
	if (bytes_append(payload, head, (size_t)(at - head), fault))
		return -1;
	for (i = 0; i < SECTIONS; i++)
		if (bytes_append(payload, steps->section[i].data, steps->section[i].size, fault))
			return -1;
	return pack(packer, BLOCK_ROWS, CHANGES_STEPS, 0, payload, payload->size, out, fault);
}

int changedsteps_make(struct changedsteps *steps, struct blockfile *earlier,
	const struct packed *block, struct packer *packer, struct packed *out, struct fault *fault)
{
	const struct header header = {.kind = KIND_TOPICS, .values = VALUES_STEPS,
		.columns = steps->columns};
	size_t row;
	int i, got;

	if (steps_unpack(packer, block, &header, UINT32_MAX, &steps->later, fault))
		return -1;
	for (i = 0; i < SECTIONS; i++)
		steps->section[i].size = 0;
	for (row = 0; row < steps->later.count; row++) {
		got = find_row(steps, earlier, steps->later.term[row], packer, fault);
		if (got <= 0 || steps->earlier.term[steps->at] != steps->later.term[row])
			return got < 0 ? -1 : 0;
		got = put_row(steps, steps->at, row, fault);
		if (got <= 0)
			return got;
		steps->at++;
	}
	return steps->later.count == 0 ? 0
		: pack_sections(steps, steps->later.count, packer, out, fault) ? -1 : 1;
}

/* Where reading is in each section. */
struct changedsteps_reader {
	const unsigned char *at[SECTIONS], *end[SECTIONS];
};

static bool take(struct changedsteps_reader *reader, int section, uint64_t *number)
{
	return varint_take_long(&reader->at[section], reader->end[section], number);
}

/* before becomes after; false: damaged. */
static bool take_difference(struct changedsteps_reader *reader, uint64_t before, uint64_t *after)
{
	uint64_t code;

	if (!take(reader, DIFFERENCES, &code) || before >= steps_most)
		return false;
	if (code & 1 ? (code >> 1) + 1 > before : code >> 1 >= steps_most)
		return false;
	*after = code & 1 ? before - (code >> 1) - 1 : before + (code >> 1);
	return true;
}

static bool take_new(struct changedsteps_reader *reader, uint64_t left, uint64_t columns,
	uint32_t *column, uint64_t *value)
{
	uint64_t gap;

	if (left == 0)
		*column = COLUMNS_END;
	else if (!take(reader, GAPS, &gap) || gap >= columns - *column
		|| !take(reader, VALUES, value) || *value == 0)
		return false;
	else
		*column += (uint32_t)gap;
	return true;
}

/* The later form of the earlier row: 1; 0: damaged. */
static int take_row(struct changedsteps *steps, struct changedsteps_reader *reader,
	struct fault *fault)
{
	const struct step_rows *from = &steps->earlier;
	struct step_rows *to = &steps->later;
	size_t i = from->start[steps->at], end = from->start[steps->at + 1], first;
	uint32_t old, new = 0;
	uint64_t added, rest, value = 0, kept = 0;

	if (!take(reader, COUNTS, &added)
		|| added > (uint64_t)(reader->end[GAPS] - reader->at[GAPS])
		|| !take_difference(reader, from->rest[steps->at], &rest))
		return 0;
	if (steps_add(to, from->term[steps->at], rest, end - i + (size_t)added, fault))
		return -1;
	first = to->start[to->count - 1];
	if (!take_new(reader, added, steps->columns, &new, &value))
		return 0;
	while (i < end || new != COLUMNS_END) {
		old = i < end ? from->column[i] : COLUMNS_END;
		if (old == new)
			return 0;
		to->column[first + kept] = old < new ? old : new;
		to->value[first + kept] = value;
		if (old < new && !take_difference(reader, from->value[i++],
			&to->value[first + kept]))
			return 0;
		kept += to->value[first + kept] > 0;
		if (new < old && !take_new(reader, --added, steps->columns, &new, &value))
			return 0;
	}
	to->entries = to->start[to->count] = first + (size_t)kept;
	return 1;
}

static bool open_sections(const struct bytes *payload, struct changedsteps_reader *reader,
	uint64_t *term, uint64_t *rows)
{
	const unsigned char *at = (const unsigned char *)payload->data, *end = at + payload->size;
	uint64_t size[SECTIONS], all = 0;
	int i;

	if (!varint_take_long(&at, end, term) || !varint_take_long(&at, end, rows))
		return false;
	for (i = 0; i < SECTIONS; i++)
		if (!varint_take_long(&at, end, &size[i]) || size[i] > payload->size)
			return false;
		else
			all += size[i];
	/* a row has a count at least */
	if (all != (uint64_t)(end - at) || *rows > size[COUNTS] || *term >= UINT32_MAX)
		return false;
	for (i = 0; i < SECTIONS; i++) {
		reader->at[i] = at;
		at += size[i];
		reader->end[i] = at;
	}
	return true;
}

int changedsteps_apply(struct changedsteps *steps, struct blockfile *earlier,
	const struct packed *changes, struct packer *reader, struct packer *packer,
	struct packed *out, struct fault *fault)
{
	struct changedsteps_reader sections;
	const struct bytes *payload;
	uint64_t term, rows;
	int i, got = 1;

	if (pack_unpack(reader, changes, &payload, fault))
		return -1;
	steps_clear(&steps->later);
	if (!open_sections(payload, &sections, &term, &rows))
		return fault_set(fault, FAULT_DATA, "damaged changes");
	for (; got > 0 && rows > 0; rows--) {
		got = find_row(steps, earlier, (uint32_t)term, packer, fault);
		if (got > 0)
			got = take_row(steps, &sections, fault);
		steps->at += got > 0;
	}
	for (i = 0; i < SECTIONS; i++)
		got = got > 0 && sections.at[i] != sections.end[i] ? 0 : got;
	if (got <= 0)
		return got < 0 ? -1 : fault_set(fault, FAULT_DATA, "damaged changes");
	return steps_pack(packer, &steps->later, out, fault);
}
