/* docsum.c - adds up hashes of documents. */
#include "stream/docsum.h"

#include "base/digest.h"
#include "base/hex.h"

static void add(struct docsum *sum, uint64_t high, uint64_t low)
{
	sum->low += low;
	sum->high += high + (sum->low < low);
}

uint64_t docsum_row_hash(const struct rows *rows, size_t row)
{
	size_t first = rows->start[row], n = rows->start[row + 1] - first;
	size_t size = rows->values == VALUES_F64 ? sizeof(double) : sizeof(float);
	/* each hash is the next one's key, so that nothing can change places */
	uint64_t key = digest_short(rows_name(rows, row), rows->name[row + 1] - rows->name[row],
		(uint64_t)rows->values + 1);

	if (n) {
		const void *values = rows->values == VALUES_COUNTS
			? (const void *)(rows->counts + first)
			: rows->values == VALUES_F32 ? (const void *)(rows->f32 + first)
			: (const void *)(rows->f64 + first);

		key = digest_short(rows->column + first, n * sizeof *rows->column, key);
		key = digest_short(values, n * size, key);
	}
	return key;
}

void docsum_add_row(struct docsum *sum, const struct rows *rows, size_t row)
{
	uint64_t key = docsum_row_hash(rows, row);

	add(sum, digest_short(&key, sizeof key, 1), digest_short(&key, sizeof key, 2));
	sum->documents++;
}

void docsum_add_rows(struct docsum *sum, const struct rows *rows)
{
	size_t row;

	for (row = 0; row < rows->count; row++)
		docsum_add_row(sum, rows, row);
}

void docsum_add(struct docsum *sum, const struct docsum *more)
{
	add(sum, more->high, more->low);
	sum->documents += more->documents;
}

bool docsum_equal(const struct docsum *a, const struct docsum *b)
{
	return a->documents == b->documents && a->high == b->high && a->low == b->low;
}

void docsum_hex(const struct docsum *sum, char hex[DOCSUM_HEX])
{
	unsigned char byte[16];
	int i;

	for (i = 0; i < 8; i++) {
		byte[i] = (unsigned char)(sum->high >> (56 - 8 * i));
		byte[8 + i] = (unsigned char)(sum->low >> (56 - 8 * i));
	}
	hex_write(byte, sizeof byte, hex);
}

bool docsum_parse(const char *hex, size_t length, struct docsum *sum)
{
	unsigned char byte[16];
	uint64_t high = 0, low = 0;
	int i;

	if (!hex_parse(hex, length, byte, sizeof byte))
		return false;
	for (i = 0; i < 8; i++) {
		high = high << 8 | byte[i];
		low = low << 8 | byte[8 + i];
	}
	sum->high = high;
	sum->low = low;
	return true;
}
