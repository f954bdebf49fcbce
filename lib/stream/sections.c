/* sections.c - the frame of a block of rows. */
#include "stream/sections.h"

#include "base/number.h"
#include "stream/rows.h"

#include <string.h>

enum { FIELDS = 5 };

/* The whole number up to the byte that ends it. */
static const char *take_number(const char *at, const char *end, char stop, uint64_t *number)
{
	const char *to = at < end ? memchr(at, stop, (size_t)(end - at)) : NULL;

	/* one way to write a number: no leading zeros */
	if (!to || !number_parse_whole(at, (size_t)(to - at), number) || (*at == '0' && to > at + 1))
		return NULL;
	return to + 1;
}

int sections_split(const struct packed *block, const struct bytes *payload,
	struct sections *sections, struct fault *fault)
{
	const char *at = payload->data, *end = at + payload->size;
	uint64_t field[FIELDS], left;
	int i;

	if (payload->size < 5 || memcmp(at, "rows ", 5) != 0)
		return fault_set(fault, FAULT_DATA, "damaged: no line 'rows ...'");
	at += 5;
	for (i = 0; i < FIELDS && at; i++)
		at = take_number(at, end, i < FIELDS - 1 ? ' ' : '\n', &field[i]);
	if (!at)
		return fault_set(fault, FAULT_DATA, "damaged: the line 'rows ...' is not five numbers");
	left = (uint64_t)(end - at);
	if (field[0] != block->rows || field[1] != block->nonzeros || field[2] > left
		|| field[3] > left - field[2] || field[4] != left - field[2] - field[3])
		return fault_set(fault, FAULT_DATA, "damaged: sizes that don't add up");
	sections->rows = field[0];
	sections->nonzeros = field[1];
	sections->names_size = (size_t)field[2];
	sections->index_size = (size_t)field[3];
	sections->values_size = (size_t)field[4];
	sections->names = at;
	sections->index = (const unsigned char *)at + sections->names_size;
	sections->values = at + sections->names_size + sections->index_size;
	return 0;
}

int sections_begin(struct bytes *payload, const struct sections *sections, struct fault *fault)
{
	return bytes_printf(payload, fault, "rows %llu %llu %zu %zu %zu\n",
		(unsigned long long)sections->rows, (unsigned long long)sections->nonzeros,
		sections->names_size, sections->index_size, sections->values_size);
}

int sections_put_names(struct bytes *payload, const char *names, size_t size,
	struct fault *fault)
{
	char *at, *end;

	if (size == 0)
		return 0;
	if (bytes_append(payload, names, size, fault))
		return -1;
	end = payload->data + payload->size;
	for (at = end - size; (at = memchr(at, 0, (size_t)(end - at))) != NULL;)
		*at++ = '\n';
	return 0;
}

int sections_take_names(const struct sections *sections, char *out, size_t *start,
	struct fault *fault)
{
	const char *at = sections->names, *end = at + sections->names_size;
	uint64_t row;

	for (row = 0; row < sections->rows; row++) {
		const char *line_end = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

		if (!line_end)
			return fault_set(fault, FAULT_DATA, "damaged: fewer names than rows");
		start[row] = (size_t)(at - sections->names);
		if (!rows_name_fits(at, (size_t)(line_end - at)))
			return fault_set(fault, FAULT_DATA,
				"damaged: the name of row %llu is too long or has a tab, a return or a zero",
				(unsigned long long)row);
		at = line_end + 1;
		out[at - sections->names - 1] = 0;
		memcpy(out + start[row], sections->names + start[row],
			(size_t)(line_end - sections->names) - start[row]);
	}
	start[row] = sections->names_size;
	if (at != end)
		return fault_set(fault, FAULT_DATA, "damaged: more names than rows");
	return 0;
}
