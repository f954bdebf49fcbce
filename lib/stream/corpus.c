/* corpus.c - blocks of sparse rows, to members and back. */
#include "stream/corpus.h"

#include "base/memory.h"
#include "base/varint.h"
#include "stream/sections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* varint_put, and with it perhaps a byte behind; nearly all numbers need one byte or two. */
static inline unsigned char *put(unsigned char *at, uint32_t value)
{
	const unsigned more = value >= 0x80;

	if (value >= 1 << 14)
		return varint_put(at, value);
	at[0] = (unsigned char)(value | more << 7);
	at[1] = (unsigned char)(value >> 7);
	return at + 1 + more;
}

/* Row lengths, then gaps: a column minus the one before it minus 1, the first
 * of a row as it is. */
static unsigned char *put_index(const struct rows *rows, unsigned char *at)
{
	size_t row, i;

	for (row = 0; row < rows->count; row++)
		at = put(at, (uint32_t)(rows->start[row + 1] - rows->start[row]));
	for (row = 0; row < rows->count; row++) {
		uint32_t next = 0;

		for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
			at = put(at, rows->column[i] - next);
			next = rows->column[i] + 1;
		}
	}
	return at;
}

static unsigned char *put_counts(const struct rows *rows, unsigned char *at)
{
	size_t i;

	for (i = 0; i < rows->nonzeros; i++)
		at = put(at, rows->counts[i]);
	return at;
}

/* The sizes of index and values are known once they are written: they are
 * put behind room for the longest first line, which is then moved up. */
int corpus_pack(struct packer *packer, const struct rows *rows, struct packed *out,
	struct fault *fault)
{
	struct bytes *payload = pack_payload(packer);
	size_t names = rows->count ? rows->name[rows->count] : 0, head, index, most;
	struct sections sections = {.rows = rows->count, .nonzeros = rows->nonzeros,
		.names_size = names};
	unsigned char *at, *from;
	const void *fixed = rows->f32;

	if (rows->values == VALUES_F64)
		fixed = rows->f64;
	if (!size_multiply(rows->nonzeros + rows->count, 2 * VARINT_MOST, &most)
		|| bytes_reserve(payload, 128 + names + most + rows->nonzeros * 8, fault))
		return -1;
	/* index and values first, at the far end of the room, to know their sizes */
	from = (unsigned char *)payload->data + 128 + names;
	at = put_index(rows, from);
	sections.index_size = index = (size_t)(at - from);
	if (rows->values == VALUES_COUNTS)
		sections.values_size = (size_t)(put_counts(rows, at) - at);
	else
		sections.values_size = rows->nonzeros * header_values_size(rows->values);
	if (sections_begin(payload, &sections, fault)
		|| sections_put_names(payload, rows->names, names, fault))
		return -1;
	head = payload->size;
	if (rows->values == VALUES_COUNTS) {
		memmove(payload->data + head, from, index + sections.values_size);
		payload->size += index + sections.values_size;
		return pack(packer, BLOCK_ROWS, rows->count, rows->nonzeros, payload,
			payload->size, out, fault);
	}
	memmove(payload->data + head, from, index);
	payload->size += index;
	if (bytes_append(payload, fixed, sections.values_size, fault))
		return -1;
	return pack(packer, BLOCK_ROWS, rows->count, rows->nonzeros, payload, head + index, out,
		fault);
}

static int bad_row(const struct rows *rows, size_t row, const char *problem,
	struct fault *fault)
{
	char shown[80];
	const char *name = rows_name(rows, row);

	return fault_set(fault, FAULT_DATA, "row %zu, '%s': %s", row,
		fault_quote(shown, sizeof shown, name, strlen(name)), problem);
}

static size_t row_of(const struct rows *rows, size_t nonzero)
{
	size_t row = 0;

	while (rows->start[row + 1] <= nonzero)
		row++;
	return row;
}

/* Two numbers in three need one byte or two: those without a call's checks. */
static inline bool take(const unsigned char **at, const unsigned char *end, uint32_t *value)
{
	const unsigned char *from = *at;

	if (end - from >= 2) {
		if (from[0] < 0x80) {
			*value = from[0];
			*at = from + 1;
			return true;
		}
		if (from[1] < 0x80 && from[1] != 0) {
			*value = (uint32_t)(from[0] & 0x7f) | (uint32_t)from[1] << 7;
			*at = from + 2;
			return true;
		}
	}
	return varint_take(at, end, value);
}

static int take_index(const struct sections *sections, uint64_t columns, struct rows *rows,
	struct fault *fault)
{
	const unsigned char *at = sections->index, *end = at + sections->index_size;
	uint64_t total = 0;
	size_t row, i;
	uint32_t value;

	for (row = 0; row < sections->rows; row++) {
		if (!take(&at, end, &value) || (total += value) > sections->nonzeros)
			return bad_row(rows, row, "damaged: an impossible length", fault);
		rows->start[row + 1] = (size_t)total;
	}
	if (total != sections->nonzeros)
		return fault_set(fault, FAULT_DATA, "damaged: row lengths don't add up");
	for (row = 0; row < sections->rows; row++) {
		uint64_t next = 0;

		for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
			if (!take(&at, end, &value))
				return bad_row(rows, row, "damaged: a column is cut", fault);
			next += value;
			if (next >= columns)
				return bad_row(rows, row, "a column number is out of range", fault);
			rows->column[i] = (uint32_t)next++;
		}
	}
	if (at != end)
		return fault_set(fault, FAULT_DATA, "damaged: bytes after the last column");
	return 0;
}

static int take_counts(const struct sections *sections, struct rows *rows,
	struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)sections->values;
	const unsigned char *end = at + sections->values_size;
	size_t i;

	for (i = 0; i < sections->nonzeros; i++)
		if (!take(&at, end, &rows->counts[i]) || rows->counts[i] == 0)
			return bad_row(rows, row_of(rows, i), "a count is zero or damaged", fault);
	if (at != end)
		return fault_set(fault, FAULT_DATA, "damaged: bytes after the last count");
	return 0;
}

static int take_floats(const struct sections *sections, struct rows *rows,
	struct fault *fault)
{
	size_t i, n = (size_t)sections->nonzeros;
	bool f32 = rows->values == VALUES_F32;

	if (sections->values_size != n * header_values_size(rows->values))
		return fault_set(fault, FAULT_DATA, "damaged: values of another size");
	if (n)
		memcpy(f32 ? (void *)rows->f32 : (void *)rows->f64, sections->values,
			sections->values_size);
	for (i = 0; i < n; i++)
		if (f32 ? !isfinite(rows->f32[i]) : !isfinite(rows->f64[i]))
			return bad_row(rows, row_of(rows, i), "a value is not finite", fault);
	return 0;
}

int corpus_unpack(struct packer *packer, const struct packed *in, const struct header *header,
	struct rows *rows, struct fault *fault)
{
	const struct bytes *payload;
	struct sections sections;
	int failed;

	if (pack_unpack(packer, in, &payload, fault))
		return -1;
	if (sections_split(in, payload, &sections, fault))
		return pack_at(in, fault);
	/* each row has at least a name's line end, each nonzero a byte of index */
	if (sections.rows > sections.names_size || sections.nonzeros > sections.index_size) {
		(void)fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
		return pack_at(in, fault);
	}
	rows_clear(rows, header->values);
	if (rows_reserve(rows, (size_t)sections.rows, (size_t)sections.nonzeros,
		    sections.names_size, fault))
		return pack_at(in, fault);
	failed = sections_take_names(&sections, rows->names, rows->name, fault)
		|| take_index(&sections, header->columns, rows, fault)
		|| (rows->values == VALUES_COUNTS ? take_counts(&sections, rows, fault)
						  : take_floats(&sections, rows, fault));
	if (failed)
		return pack_at(in, fault);
	rows->count = (size_t)sections.rows;
	rows->nonzeros = (size_t)sections.nonzeros;
	return 0;
}

int corpus_blocklist_add(struct blocklist *list, struct packer *packer, struct rows *rows,
	struct fault *fault)
{
	size_t old = list->room;

	if (memory_grow(&list->block, &list->room, list->count + 1, fault))
		return -1;
	for (; old < list->room; old++)
		list->block[old] = (struct packed){0};
	if (corpus_pack(packer, rows, &list->block[list->count], fault))
		return -1;
	list->count++;
	rows_clear(rows, rows->values);
	return 0;
}

void corpus_blocklist_release(struct blocklist *list)
{
	size_t i;

	for (i = 0; i < list->room; i++)
		pack_release(&list->block[i]);
	free(list->block);
	*list = (struct blocklist){0};
}
