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

/* How values are written (dense.h): as they are in memory, or whole numbers otherwise. */
enum dense_coding { DENSE_WHOLE, DENSE_NARROW, DENSE_VARINTS };

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

/* Bytes of whole numbers as varints; SIZE_MAX where one is negative. */
static size_t varints_size(const struct dense *dense)
{
	size_t count = dense->count * dense->k, size = count, i;
	uint64_t all = 0;

	for (i = 0; i < count; i++) {
		uint64_t number = (uint64_t)dense->i64[i];
		unsigned bits;

		all |= number;
		for (bits = 7; bits < 63; bits += 7)
			size += number >> bits != 0;
	}
	return all >> 63 ? SIZE_MAX : size;
}

/* How the values are written: the least bytes, and of two alike the simpler. */
static enum dense_coding coding_of(const struct dense *dense, size_t *size)
{
	size_t count = dense->count * dense->k, varints;

	*size = count * header_values_size(dense->values);
	if (dense->values != VALUES_I64)
		return DENSE_WHOLE;
	varints = varints_size(dense);
	if (varints < count * sizeof(int32_t)) {
		*size = varints;
		return DENSE_VARINTS;
	}
	if (!is_narrow(dense))
		return DENSE_WHOLE;
	*size = count * sizeof(int32_t);
	return DENSE_NARROW;
}

/* Behind what is reserved already. */
static void put_values(const struct dense *dense, enum dense_coding coding, size_t size,
	struct bytes *payload)
{
	char *to = payload->data + payload->size;
	unsigned char *at = (unsigned char *)to;
	size_t count = dense->count * dense->k, i;

	if (coding == DENSE_WHOLE && size)
		memcpy(to, values_of(dense), size);
	for (i = 0; coding == DENSE_NARROW && i < count; i++) {
		int32_t number = (int32_t)dense->i64[i];

		memcpy(to + i * sizeof number, &number, sizeof number);
	}
	for (i = 0; coding == DENSE_VARINTS && i < count; i++)
		at = varint_put(at, (uint64_t)dense->i64[i]);
	payload->size += size;
}

int dense_pack(struct packer *packer, const struct dense *dense, struct packed *out,
	struct fault *fault)
{
	struct bytes *payload = pack_payload(packer);
	size_t names = dense->named && dense->count ? dense->name[dense->count] : 0, row;
	struct sections sections = {.rows = dense->count, .nonzeros = dense->count * dense->k,
		.names_size = names};
	enum dense_coding coding = coding_of(dense, &sections.values_size);
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
	put_values(dense, coding, sections.values_size, payload);
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

static int take_varints(const struct sections *sections, size_t values, struct dense *dense,
	struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)sections->values;
	const unsigned char *end = at + sections->values_size;
	uint64_t number;
	size_t i;

	for (i = 0; i < values; i++) {
		/* most numbers are of one or two bytes */
		if (end - at > 1 && at[0] < 0x80) {
			dense->i64[i] = *at++;
			continue;
		}
		if (!varint_take_long(&at, end, &number))
			return fault_set(fault, FAULT_DATA, "row %zu: a damaged number",
				i / dense->k);
		dense->i64[i] = (int64_t)number;
	}
	return at == end ? 0 : fault_set(fault, FAULT_DATA,
		"damaged: bytes after the last number");
}

static int take_values(const struct sections *sections, size_t values, enum dense_coding coding,
	struct dense *dense, struct fault *fault)
{
	size_t i;

	if (coding == DENSE_VARINTS)
		return take_varints(sections, values, dense, fault);
	if (coding == DENSE_WHOLE && sections->values_size)
		memcpy(values_of(dense), sections->values, sections->values_size);
	for (i = 0; coding == DENSE_NARROW && i < values; i++) {
		int32_t number;

		memcpy(&number, sections->values + i * sizeof number, sizeof number);
		dense->i64[i] = number;
	}
	return 0;
}

/* The bytes of the values tell it: each number is at least one; varints are fewer than
 * four a number.  False where they are of no coding. */
static bool coding_found(const struct sections *sections, const struct header *header,
	size_t values, size_t bytes, enum dense_coding *coding)
{
	size_t size = sections->values_size;

	*coding = size == bytes ? DENSE_WHOLE : size == bytes / 2 ? DENSE_NARROW : DENSE_VARINTS;
	if (*coding != DENSE_WHOLE && header->values != VALUES_I64)
		return false;
	return *coding != DENSE_VARINTS || (size >= values && size < bytes / 2);
}

static int take(const struct sections *sections, const struct header *header, uint64_t terms,
	struct dense *dense, struct fault *fault)
{
	size_t size = header_values_size(header->values), values, bytes;
	enum dense_coding coding;

	if (size == 0 || !size_multiply((size_t)sections->rows, dense->k, &values)
		|| !size_multiply(values, size, &bytes))
		return fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
	if (!coding_found(sections, header, values, bytes, &coding)
		|| values != sections->nonzeros
		|| sections->rows > sections->names_size + sections->index_size
		|| (dense->named ? sections->index_size : sections->names_size))
		return fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
	if (reserve(dense, (size_t)sections->rows, sections->names_size, fault)
		|| (dense->named
				? sections_take_names(sections, dense->names, dense->name, fault)
				: take_terms(sections, terms, dense, fault)))
		return -1;
	if (take_values(sections, values, coding, dense, fault))
		return -1;
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
