/* rows - sparse rows in memory: some documents, one after the other. */
#ifndef STREAM_ROWS_H
#define STREAM_ROWS_H

#include "base/fault.h"
#include "stream/header.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A block is closed once it holds this many nonzeros or rows, or bytes of names. */
enum { BLOCK_NONZEROS_MOST = 65536, BLOCK_ROWS_MOST = 65536, BLOCK_NAMES_MOST = 262144 };

#define NAME_BYTES_MOST 65535

/* Some rows, one after the other.  A zeroed struct holds none. */
struct rows {
	size_t count;      /* n, rows */
	size_t nonzeros;   /* of all rows */
	size_t *start;     /* size n+1: where each row begins in column and value */
	uint32_t *column;  /* size nonzeros: ascending within a row */
	uint32_t *counts;  /* size nonzeros, where values are counts, each at least 1 */
	float *f32;        /* size nonzeros, where values are f32 */
	double *f64;       /* size nonzeros, where values are f64 */
	char *names;       /* the rows' names, each zero-terminated */
	size_t *name;      /* size n+1: where each name begins in names */
	enum values values;
	size_t stream;     /* the stream they are of, from 0, as relay_each gives them */
	size_t start_room, column_room, value_room, names_room, name_room;
};

void rows_release(struct rows *rows);
void rows_clear(struct rows *rows, enum values values); /* no rows; keeps the memory */

static inline const char *rows_name(const struct rows *rows, size_t row)
{
	return rows->names + rows->name[row];
}

/* Room for more rows, nonzeros and bytes of names (zeros counted). */
int rows_reserve(struct rows *rows, size_t more_rows, size_t more_nonzeros,
	size_t more_name_bytes, struct fault *fault) MUST_USE;

/* Ends the row whose nonzeros were written at column[nonzeros..] and value:
 * adds length to nonzeros and counts the row, with its name.  Columns must
 * ascend; the caller guarantees that.  The name must be free of
 * zeros, tabs and line ends; rows_name_fits checks it. */
int rows_end(struct rows *rows, size_t length, const char *name, size_t name_length,
	struct fault *fault) MUST_USE;
bool rows_name_fits(const char *name, size_t length);

/* Copies row i of from, whose values must be of the same type. */
int rows_copy(struct rows *rows, const struct rows *from, size_t row,
	struct fault *fault) MUST_USE;

/* True once the block is full enough to be written. */
static inline bool rows_full(const struct rows *rows)
{
	return rows->nonzeros >= BLOCK_NONZEROS_MOST || rows->count >= BLOCK_ROWS_MOST
		|| (rows->count && rows->name[rows->count] >= BLOCK_NAMES_MOST);
}

#endif
