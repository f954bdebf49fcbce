/* rowtext.c - rows as lines of text. */
#include "stream/rowtext.h"

#include "base/number.h"

#include <string.h>

size_t rowtext_value(char *out, const struct rows *rows, size_t nonzero)
{
	if (rows->values == VALUES_COUNTS)
		return number_format_whole(out, rows->counts[nonzero]);
	if (rows->values == VALUES_F32)
		return number_format_float(out, rows->f32[nonzero]);
	return number_format_double(out, rows->f64[nonzero]);
}

int rowtext_corpus(struct bytes *out, const struct rows *rows, size_t row,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	const char *name = rows_name(rows, row);
	size_t name_length = rows->name[row + 1] - rows->name[row] - 1, i;

	if (rows->start[row] == rows->start[row + 1])
		return bytes_append(out, name, name_length, fault)
			|| bytes_append(out, "\t\t\n", 3, fault);
	for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
		size_t length = vocabulary_length(vocabulary, rows->column[i]);
		char *at;

		if (bytes_reserve(out, name_length + length + NUMBER_TEXT + 3, fault))
			return -1;
		at = out->data + out->size;
		memcpy(at, name, name_length);
		at += name_length;
		*at++ = '\t';
		memcpy(at, vocabulary_term(vocabulary, rows->column[i]), length);
		at += length;
		*at++ = '\t';
		at += rowtext_value(at, rows, i);
		*at++ = '\n';
		out->size = (size_t)(at - out->data);
	}
	return 0;
}

static size_t format_dense(char *out, const struct dense *rows, size_t at)
{
	size_t length = 0;

	if (rows->values == VALUES_F32)
		return number_format_float(out, rows->f32[at]);
	if (rows->values == VALUES_F64)
		return number_format_double(out, rows->f64[at]);
	if (rows->i64[at] < 0)
		out[length++] = '-';
	return length
		+ number_format_whole(out + length,
			rows->i64[at] < 0 ? 0 - (uint64_t)rows->i64[at] : (uint64_t)rows->i64[at]);
}

int rowtext_dense(struct bytes *out, const struct dense *rows, size_t row,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	const char *name = rows->named ? rows->names + rows->name[row]
				       : vocabulary_term(vocabulary, rows->term[row]);
	char *at;
	size_t i;

	if (bytes_append(out, name, strlen(name), fault)
		|| bytes_reserve(out, rows->k * (NUMBER_TEXT + 1) + 1, fault))
		return -1;
	at = out->data + out->size;
	for (i = 0; i < rows->k; i++) {
		*at++ = '\t';
		at += format_dense(at, rows, row * rows->k + i);
	}
	*at++ = '\n';
	out->size = (size_t)(at - out->data);
	return 0;
}

int rowtext_steps(struct bytes *out, const struct step_rows *rows, size_t row,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	size_t i;

	if (bytes_printf(out, fault, "%s\t%llu", vocabulary_term(vocabulary, rows->term[row]),
		    (unsigned long long)rows->rest[row]))
		return -1;
	for (i = rows->start[row]; i < rows->start[row + 1]; i++)
		if (bytes_printf(out, fault, "\t%u:%llu", (unsigned)rows->column[i],
			    (unsigned long long)rows->value[i]))
			return -1;
	return bytes_append(out, "\n", 1, fault);
}
