/* csr.c - sparse matrices that grow by rows, and their transposes. */
#include "num/csr.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void piece_release(struct csr *csr)
{
	free(csr->start);
	free(csr->column);
	free(csr->value);
	*csr = (struct csr){0};
}

void csr_release(struct matrix *matrix)
{
	csr_release_pieces(matrix);
	*matrix = (struct matrix){0};
}

void csr_release_pieces(struct matrix *matrix)
{
	size_t i;

	for (i = 0; i < matrix->count; i++)
		piece_release(&matrix->piece[i]);
	free(matrix->piece);
	matrix->piece = NULL;
	matrix->count = matrix->room = 0;
}

/* Gives a piece exactly the memory that it uses. */
static int csr_shrink(struct csr *csr, struct fault *fault)
{
	size_t *start = realloc(csr->start, (csr->rows + 1) * sizeof *start);
	uint32_t *column;
	float *value;

	if (start)
		csr->start = start;
	column = realloc(csr->column, csr->nonzeros ? csr->nonzeros * sizeof *column : 1);
	if (column)
		csr->column = column;
	value = realloc(csr->value, csr->nonzeros ? csr->nonzeros * sizeof *value : 1);
	if (value)
		csr->value = value;
	if (!start || !column || !value)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu nonzeros",
			csr->nonzeros);
	csr->start_room = csr->rows + 1;
	csr->column_room = csr->value_room = csr->nonzeros;
	return 0;
}

static int add_piece(struct matrix *matrix, struct fault *fault)
{
	struct csr *piece;

	if (matrix->count && csr_shrink(&matrix->piece[matrix->count - 1], fault))
		return -1;
	if (memory_grow(&matrix->piece, &matrix->room, matrix->count + 1, fault))
		return -1;
	piece = &matrix->piece[matrix->count++];
	*piece = (struct csr){.first = matrix->rows};
	if (memory_grow(&piece->start, &piece->start_room, 1024, fault))
		return -1;
	piece->start[0] = 0;
	return 0;
}

/* Room for so many nonzeros: once a piece is more than small, for all that it is likely to
 * hold, so that it moves only then. */
static int make_room(struct csr *piece, size_t nonzeros, struct fault *fault)
{
	enum { SMALL = 1 << 14, SPARE = 1 << 12 };
	size_t room = nonzeros > SMALL && nonzeros < PIECE_NONZEROS + SPARE
		? PIECE_NONZEROS + SPARE : nonzeros;

	if (nonzeros <= piece->column_room && nonzeros <= piece->value_room)
		return 0;
	return memory_grow(&piece->column, &piece->column_room, room, fault)
		|| memory_grow(&piece->value, &piece->value_room, room, fault) ? -1 : 0;
}

int csr_append(struct matrix *matrix, size_t length, const uint32_t *column,
	const float *value, struct fault *fault)
{
	struct csr *piece = matrix->count ? &matrix->piece[matrix->count - 1] : NULL;
	size_t end;

	if (!piece || piece->nonzeros >= PIECE_NONZEROS || piece->rows >= PIECE_NONZEROS) {
		if (add_piece(matrix, fault))
			return -1;
		piece = &matrix->piece[matrix->count - 1];
	}
	end = piece->nonzeros + length;
	if (make_room(piece, end, fault)
		|| memory_grow(&piece->start, &piece->start_room, piece->rows + 2, fault))
		return -1;
	if (length) {
		memcpy(piece->column + piece->nonzeros, column, length * sizeof *column);
		memcpy(piece->value + piece->nonzeros, value, length * sizeof *value);
	}
	piece->nonzeros = end;
	piece->start[++piece->rows] = end;
	matrix->nonzeros += length;
	matrix->rows++;
	return 0;
}

static float largest(const struct matrix *matrix)
{
	float most = 0;
	size_t i, p;

	for (i = 0; i < matrix->count; i++)
		for (p = 0; p < matrix->piece[i].nonzeros; p++) {
			float magnitude = fabsf(matrix->piece[i].value[p]);

			most = magnitude > most ? magnitude : most;
		}
	return most;
}

int csr_finish(struct matrix *matrix, struct fault *fault)
{
	float most = largest(matrix);
	size_t i, p;
	double factor;
	int exponent;

	if (matrix->count && csr_shrink(&matrix->piece[matrix->count - 1], fault))
		return -1;
	if (most == 0)
		return 0;
	(void)frexpf(most, &exponent);
	if (--exponent == 0)
		return 0;
	/* values of common size keep their bits; a power of two loses none */
	factor = ldexp(1, -exponent);
	for (i = 0; i < matrix->count; i++)
		for (p = 0; p < matrix->piece[i].nonzeros; p++)
			matrix->piece[i].value[p] = (float)((double)matrix->piece[i].value[p]
				* factor);
	matrix->exponent += exponent;
	return 0;
}

size_t csr_bytes(size_t rows, size_t nonzeros)
{
	return rows * sizeof(size_t) + nonzeros * (sizeof(uint32_t) + sizeof(float));
}

double csr_squares(const struct matrix *matrix)
{
	double sum = 0;
	size_t i, p;

	for (i = 0; i < matrix->count; i++) {
		const struct csr *piece = &matrix->piece[i];
		double part = 0;

		for (p = 0; p < piece->nonzeros; p++)
			part += (double)piece->value[p] * (double)piece->value[p];
		sum += part;
	}
	return sum;
}

/* Nonzeros of each column, shifted by one: count[c + 1]. */
static size_t *count_columns(const struct matrix *matrix, struct fault *fault)
{
	size_t *count = memory_zeroed(matrix->columns + 1, sizeof *count, fault);
	size_t i, p;

	if (!count)
		return NULL;
	for (i = 0; i < matrix->count; i++)
		for (p = 0; p < matrix->piece[i].nonzeros; p++)
			count[matrix->piece[i].column[p] + 1]++;
	return count;
}

/* Lays out the pieces of a transpose by the lengths of its rows. */
static int lay_out(struct matrix *transposed, const size_t *length, struct fault *fault)
{
	size_t row = 0, rows = transposed->rows;

	while (row < rows) {
		struct csr *piece;
		size_t end = row, nonzeros = 0, i;

		while (end < rows && nonzeros < PIECE_NONZEROS)
			nonzeros += length[end++];
		if (memory_grow(&transposed->piece, &transposed->room, transposed->count + 1, fault))
			return -1;
		piece = &transposed->piece[transposed->count++];
		*piece = (struct csr){.rows = end - row, .nonzeros = nonzeros, .first = row};
		piece->start = memory_zeroed(end - row + 1, sizeof *piece->start, fault);
		piece->column = memory_aligned(nonzeros, sizeof *piece->column, fault);
		piece->value = memory_aligned(nonzeros, sizeof *piece->value, fault);
		if (!piece->start || !piece->column || !piece->value)
			return -1;
		for (i = 0; i < piece->rows; i++)
			piece->start[i + 1] = piece->start[i] + length[row + i];
		row = end;
	}
	return 0;
}

struct cursor {
	uint32_t *column;
	float *value;
};

/* Copies the nonzeros to their places, row after row, so that columns of the
 * result ascend. */
static void scatter(const struct matrix *matrix, struct cursor *cursor)
{
	size_t i, row, p;

	for (i = 0; i < matrix->count; i++) {
		const struct csr *piece = &matrix->piece[i];

		for (row = 0; row < piece->rows; row++)
			for (p = piece->start[row]; p < piece->start[row + 1]; p++) {
				struct cursor *at = &cursor[piece->column[p]];

				*at->column++ = (uint32_t)(piece->first + row);
				*at->value++ = piece->value[p];
			}
	}
}

int csr_transpose(const struct matrix *matrix, struct matrix *transposed,
	struct fault *fault)
{
	size_t *count = NULL, i, row;
	struct cursor *cursor = NULL;
	int failed = -1;

	if (matrix->rows > UINT32_MAX)
		return fault_set(fault, FAULT_DATA, "%zu rows are too many to transpose",
			matrix->rows);
	*transposed = (struct matrix){.rows = matrix->columns, .columns = matrix->rows,
		.nonzeros = matrix->nonzeros, .exponent = matrix->exponent};
	count = count_columns(matrix, fault);
	cursor = memory_zeroed(matrix->columns, sizeof *cursor, fault);
	if (!count || !cursor || lay_out(transposed, count + 1, fault))
		goto done;
	for (i = 0; i < transposed->count; i++) {
		const struct csr *piece = &transposed->piece[i];

		for (row = 0; row < piece->rows; row++)
			cursor[piece->first + row] = (struct cursor){
				piece->column + piece->start[row], piece->value + piece->start[row]};
	}
	scatter(matrix, cursor);
	failed = 0;
done:
	free(count);
	free(cursor);
	return failed;
}
