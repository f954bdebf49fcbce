/* steps.c - blocks of sparse rows of whole steps, to members and back. */
#include "stream/steps.h"

#include "base/memory.h"
#include "base/varint.h"
#include "stream/sections.h"

#include <stdlib.h>

void steps_release(struct step_rows *steps)
{
	free(steps->term);
	free(steps->rest);
	free(steps->start);
	free(steps->column);
	free(steps->value);
	*steps = (struct step_rows){0};
}

void steps_clear(struct step_rows *steps)
{
	steps->count = steps->entries = 0;
}

static int reserve(struct step_rows *steps, size_t rows, size_t entries, struct fault *fault)
{
	return memory_grow(&steps->term, &steps->term_room, rows, fault)
		|| memory_grow(&steps->rest, &steps->rest_room, rows, fault)
		|| memory_grow(&steps->start, &steps->start_room, rows + 1, fault)
		|| memory_grow(&steps->column, &steps->column_room, entries, fault)
		|| memory_grow(&steps->value, &steps->value_room, entries, fault) ? -1 : 0;
}

int steps_add(struct step_rows *steps, uint32_t term, uint64_t rest, size_t n,
	struct fault *fault)
{
	size_t row = steps->count;

	if (reserve(steps, row + 1, steps->entries + n, fault))
		return -1;
	steps->term[row] = term;
	steps->rest[row] = rest;
	steps->start[row] = steps->entries;
	steps->entries += n;
	steps->start[row + 1] = steps->entries;
	steps->count++;
	return 0;
}

bool steps_full(const struct step_rows *steps)
{
	return steps->entries + steps->count >= STEPS_BLOCK_ENTRIES;
}

/* Index: the terms' gaps, then for each row its number of entries and the
 * columns, the first as it is and the others minus the one before. */
static int put_index(const struct step_rows *steps, struct bytes *out, struct fault *fault)
{
	unsigned char *at;
	uint32_t next = 0;
	size_t row, i;

	if (bytes_reserve(out, VARINT_MOST * (2 * steps->count + steps->entries), fault))
		return -1;
	at = (unsigned char *)out->data + out->size;
	for (row = 0; row < steps->count; row++) {
		at = varint_put(at, steps->term[row] - next);
		next = steps->term[row] + 1;
	}
	for (row = 0; row < steps->count; row++) {
		uint32_t before = 0;

		at = varint_put(at, (uint32_t)(steps->start[row + 1] - steps->start[row]));
		for (i = steps->start[row]; i < steps->start[row + 1]; i++) {
			at = varint_put(at, steps->column[i] - before);
			before = steps->column[i];
		}
	}
	out->size = (size_t)(at - (unsigned char *)out->data);
	return 0;
}

/* Values: for each row its rest, then its entries' steps. */
static int put_values(const struct step_rows *steps, struct bytes *out, struct fault *fault)
{
	unsigned char *at;
	size_t row, i;

	if (bytes_reserve(out, VARINT_LONG_MOST * (steps->count + steps->entries), fault))
		return -1;
	at = (unsigned char *)out->data + out->size;
	for (row = 0; row < steps->count; row++) {
		at = varint_put(at, steps->rest[row]);
		for (i = steps->start[row]; i < steps->start[row + 1]; i++)
			at = varint_put(at, steps->value[i]);
	}
	out->size = (size_t)(at - (unsigned char *)out->data);
	return 0;
}

int steps_pack(struct packer *packer, const struct step_rows *steps, struct packed *out,
	struct fault *fault)
{
	struct sections sections = {.rows = steps->count, .nonzeros = steps->entries};
	struct bytes *payload = pack_payload(packer), body = {0};
	int failed = -1;

	if (put_index(steps, &body, fault))
		goto done;
	sections.index_size = body.size;
	if (put_values(steps, &body, fault))
		goto done;
	sections.values_size = body.size - sections.index_size;
	if (sections_begin(payload, &sections, fault)
		|| bytes_append(payload, body.data, body.size, fault))
		goto done;
	failed = pack(packer, BLOCK_ROWS, steps->count, steps->entries, payload, payload->size,
		out, fault);
done:
	bytes_release(&body);
	return failed;
}

static int take_terms(const unsigned char **at, const unsigned char *end, uint64_t rows,
	uint64_t terms, struct step_rows *steps, struct fault *fault)
{
	uint64_t next = 0;
	uint32_t gap;
	size_t row;

	for (row = 0; row < rows; row++) {
		if (!varint_take(at, end, &gap) || (next += gap) >= terms)
			return fault_set(fault, FAULT_DATA,
				"row %zu: a term number is damaged or out of range", row);
		steps->term[row] = (uint32_t)next++;
	}
	return 0;
}

static int take_columns(const unsigned char **at, const unsigned char *end, size_t row,
	uint64_t columns, struct step_rows *steps, struct fault *fault)
{
	size_t i, first = steps->start[row];
	uint64_t column = 0;
	uint32_t gap;

	for (i = first; i < steps->start[row + 1]; i++) {
		if (!varint_take(at, end, &gap))
			return fault_set(fault, FAULT_DATA, "row %zu: a damaged column number", row);
		if (gap == 0 && i > first)
			return fault_set(fault, FAULT_DATA, "row %zu: column %llu is in it twice", row,
				(unsigned long long)column);
		if ((column += gap) >= columns)
			return fault_set(fault, FAULT_DATA, "row %zu: column %llu of %llu", row,
				(unsigned long long)column, (unsigned long long)columns);
		steps->column[i] = (uint32_t)column;
	}
	return 0;
}

static int take_index(const struct sections *sections, uint64_t columns, uint64_t terms,
	struct step_rows *steps, struct fault *fault)
{
	const unsigned char *at = sections->index, *end = at + sections->index_size;
	uint32_t n;
	size_t row;

	if (take_terms(&at, end, sections->rows, terms, steps, fault))
		return -1;
	steps->start[0] = 0;
	for (row = 0; row < sections->rows; row++) {
		if (!varint_take(&at, end, &n) || n > columns
			|| n > sections->nonzeros - steps->start[row])
			return fault_set(fault, FAULT_DATA, "row %zu: more entries than there can be",
				row);
		steps->start[row + 1] = steps->start[row] + n;
		if (take_columns(&at, end, row, columns, steps, fault))
			return -1;
	}
	if (at != end || steps->start[row] != sections->nonzeros)
		return fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
	return 0;
}

static int take_values(const struct sections *sections, struct step_rows *steps,
	struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)sections->values;
	const unsigned char *end = at + sections->values_size;
	size_t row, i;

	for (row = 0; row < sections->rows; row++) {
		if (!varint_take_long(&at, end, &steps->rest[row]))
			return fault_set(fault, FAULT_DATA, "row %zu: a damaged rest", row);
		for (i = steps->start[row]; i < steps->start[row + 1]; i++)
			if (!varint_take_long(&at, end, &steps->value[i]) || steps->value[i] == 0)
				return fault_set(fault, FAULT_DATA,
					"row %zu: steps that are damaged, none or negative", row);
	}
	return at == end ? 0 : fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
}

int steps_unpack(struct packer *packer, const struct packed *in, const struct header *header,
	uint64_t terms, struct step_rows *steps, struct fault *fault)
{
	const struct bytes *payload;
	struct sections sections;

	steps_clear(steps);
	if (pack_unpack(packer, in, &payload, fault))
		return -1;
	if (sections_split(in, payload, &sections, fault))
		return pack_at(in, fault);
	/* each takes a byte at least */
	if (sections.rows > sections.index_size || sections.nonzeros > sections.index_size
		|| sections.names_size) {
		(void)fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
		return pack_at(in, fault);
	}
	if (reserve(steps, (size_t)sections.rows, (size_t)sections.nonzeros, fault)
		|| take_index(&sections, header->columns, terms, steps, fault)
		|| take_values(&sections, steps, fault))
		return pack_at(in, fault);
	steps->count = (size_t)sections.rows;
	steps->entries = (size_t)sections.nonzeros;
	return 0;
}
