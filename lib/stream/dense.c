/* dense.c - blocks of dense rows, to members and back. */
#include "stream/dense.h"

#include "base/memory.h"
#include "base/varint.h"
#include "stream/corpus.h"
#include "stream/sections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void dense_release(struct dense *dense)
{
	free(dense->term);
	free(dense->names);
	free(dense->name);
	free(dense->f32);
	free(dense->f64);
	free(dense->i64);
	*dense = (struct dense){0};
}

void dense_clear(struct dense *dense, enum values values, size_t k, bool named)
{
	if (dense->values != values || dense->k != k) {
		free(dense->f32);
		free(dense->f64);
		free(dense->i64);
		dense->f32 = NULL;
		dense->f64 = NULL;
		dense->i64 = NULL;
		dense->value_room = 0;
	}
	dense->values = values;
	dense->k = k;
	dense->named = named;
	dense->count = 0;
	if (dense->name)
		dense->name[0] = 0;
}

static void *values_of(const struct dense *dense)
{
	return dense->values == VALUES_F32 ? (void *)dense->f32
		: dense->values == VALUES_F64 ? (void *)dense->f64
					      : (void *)dense->i64;
}

static int reserve(struct dense *dense, size_t rows, size_t name_bytes, struct fault *fault)
{
	size_t values;
	bool fresh = !dense->name;

	if (!size_multiply(rows, dense->k, &values))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows of %zu", rows,
			dense->k);
	if ((dense->named ? memory_grow(&dense->names, &dense->names_room, name_bytes, fault)
				|| memory_grow(&dense->name, &dense->name_room, rows + 1, fault)
			  : memory_grow(&dense->term, &dense->term_room, rows, fault))
		|| (dense->values == VALUES_F32
				? memory_grow(&dense->f32, &dense->value_room, values, fault)
			: dense->values == VALUES_F64
				? memory_grow(&dense->f64, &dense->value_room, values, fault)
				: memory_grow(&dense->i64, &dense->value_room, values, fault)))
		return -1;
	if (fresh && dense->named)
		dense->name[0] = 0;
	return 0;
}

static void *next_row(struct dense *dense)
{
	return (char *)values_of(dense) + dense->count++ * dense->k * header_values_size(dense->values);
}

int dense_add_term(struct dense *dense, uint32_t term, void **row, struct fault *fault)
{
	if (reserve(dense, dense->count + 1, 0, fault))
		return -1;
	dense->term[dense->count] = term;
	*row = next_row(dense);
	return 0;
}

int dense_add_named(struct dense *dense, const char *name, size_t length, void **row,
	struct fault *fault)
{
	size_t at = dense->count ? dense->name[dense->count] : 0;

	if (reserve(dense, dense->count + 1, at + length + 1, fault))
		return -1;
	memcpy(dense->names + at, name, length);
	dense->names[at + length] = 0;
	dense->name[dense->count + 1] = at + length + 1;
	*row = next_row(dense);
	return 0;
}

bool dense_full(const struct dense *dense)
{
	return dense->count * (dense->k * header_values_size(dense->values) + 1) >= DENSE_BLOCK_BYTES
		|| (dense->named && dense->count && dense->name[dense->count] >= BLOCK_NAMES_MOST);
}

/* Whether whole numbers fit in 32 bits. */
static bool is_narrow(const struct dense *dense)
{
	size_t count = dense->count * dense->k, i;
	uint64_t beyond = 0;

	if (dense->values != VALUES_I64)
		return false;
	for (i = 0; i < count; i++)
		beyond |= ((uint64_t)dense->i64[i] + 0x80000000) >> 32;
	return !beyond;
}

/* Behind what is reserved already. */
static void put_values(const struct dense *dense, bool narrow, size_t size,
	struct bytes *payload)
{
	char *to = payload->data + payload->size;
	size_t count = dense->count * dense->k, i;

	if (!narrow && size)
		memcpy(to, values_of(dense), size);
	for (i = 0; narrow && i < count; i++) {
		int32_t number = (int32_t)dense->i64[i];

		memcpy(to + i * sizeof number, &number, sizeof number);
	}
	payload->size += size;
}

int dense_pack(struct packer *packer, const struct dense *dense, struct packed *out,
	struct fault *fault)
{
	struct bytes *payload = pack_payload(packer);
	size_t names = dense->named && dense->count ? dense->name[dense->count] : 0, row;
	bool narrow = is_narrow(dense);
	struct sections sections = {.rows = dense->count, .nonzeros = dense->count * dense->k,
		.names_size = names,
		.values_size = dense->count * dense->k
			* (narrow ? sizeof(int32_t) : header_values_size(dense->values))};
	unsigned char gap[VARINT_MOST];
	uint32_t next = 0;

	for (row = 0; !dense->named && row < dense->count; row++) {
		sections.index_size += (size_t)(varint_put(gap, dense->term[row] - next) - gap);
		next = dense->term[row] + 1;
	}
	if (sections_begin(payload, &sections, fault)
		|| sections_put_names(payload, dense->names, names, fault)
		|| bytes_reserve(payload, sections.index_size + sections.values_size, fault))
		return -1;
	for (next = 0, row = 0; !dense->named && row < dense->count; row++) {
		unsigned char *at = (unsigned char *)payload->data + payload->size;

		payload->size += (size_t)(varint_put(at, dense->term[row] - next) - at);
		next = dense->term[row] + 1;
	}
	put_values(dense, narrow, sections.values_size, payload);
	return pack(packer, BLOCK_ROWS, dense->count, sections.nonzeros, payload,
		payload->size - sections.values_size, out, fault);
}

static int take_terms(const struct sections *sections, uint64_t terms, struct dense *dense,
	struct fault *fault)
{
	const unsigned char *at = sections->index, *end = at + sections->index_size;
	uint64_t next = 0;
	uint32_t gap;
	size_t row;

	for (row = 0; row < sections->rows; row++) {
		if (!varint_take(&at, end, &gap) || (next += gap) >= terms)
			return fault_set(fault, FAULT_DATA,
				"row %zu: a term number is damaged or out of range", row);
		dense->term[row] = (uint32_t)next++;
	}
	if (at != end)
		return fault_set(fault, FAULT_DATA, "damaged: bytes after the last term number");
	return 0;
}

static int check_finite(const struct dense *dense, size_t values, struct fault *fault)
{
	size_t i;

	for (i = 0; i < values; i++)
		if ((dense->values == VALUES_F32 && !isfinite(dense->f32[i]))
			|| (dense->values == VALUES_F64 && !isfinite(dense->f64[i])))
			return fault_set(fault, FAULT_DATA, "row %zu: a value is not finite",
				i / dense->k);
	return 0;
}

static void take_values(const struct sections *sections, size_t values, bool narrow,
	struct dense *dense)
{
	size_t i;

	if (!narrow && sections->values_size)
		memcpy(values_of(dense), sections->values, sections->values_size);
	for (i = 0; narrow && i < values; i++) {
		int32_t number;

		memcpy(&number, sections->values + i * sizeof number, sizeof number);
		dense->i64[i] = number;
	}
}

static int take(const struct sections *sections, const struct header *header, uint64_t terms,
	struct dense *dense, struct fault *fault)
{
	size_t size = header_values_size(header->values), values, bytes;
	bool narrow;

	if (size == 0 || !size_multiply((size_t)sections->rows, dense->k, &values)
		|| !size_multiply(values, size, &bytes))
		return fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
	narrow = header->values == VALUES_I64 && sections->values_size == bytes / 2;
	if ((!narrow && bytes != sections->values_size)
		|| values != sections->nonzeros
		|| sections->rows > sections->names_size + sections->index_size
		|| (dense->named ? sections->index_size : sections->names_size))
		return fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
	if (reserve(dense, (size_t)sections->rows, sections->names_size, fault)
		|| (dense->named
				? sections_take_names(sections, dense->names, dense->name, fault)
				: take_terms(sections, terms, dense, fault)))
		return -1;
	take_values(sections, values, narrow, dense);
	if (check_finite(dense, values, fault))
		return -1;
	dense->count = (size_t)sections->rows;
	return 0;
}

int dense_unpack(struct packer *packer, const struct packed *in, const struct header *header,
	uint64_t terms, struct dense *dense, struct fault *fault)
{
	const struct bytes *payload;
	struct sections sections;

	if (pack_unpack(packer, in, &payload, fault))
		return -1;
	dense_clear(dense, header->values, (size_t)header->columns, header->kind == KIND_VECTORS);
	if (sections_split(in, payload, &sections, fault)
		|| take(&sections, header, terms, dense, fault))
		return pack_at(in, fault);
	return 0;
}

int dense_terms_in_order(struct term_order *order, const struct packed *block,
	const uint32_t *term, size_t count, struct fault *fault)
{
	if (block->stream != order->stream)
		*order = (struct term_order){.stream = block->stream};
	if (count == 0)
		return 0;
	if (term[0] < order->next) {
		(void)fault_set(fault, FAULT_DATA,
			"term %u comes after one that should follow it", (unsigned)term[0]);
		return pack_at(block, fault);
	}
	order->next = (uint64_t)term[count - 1] + 1;
	return 0;
}
