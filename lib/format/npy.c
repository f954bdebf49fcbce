/* npy.c - the dense kinds as NumPy's array file, version 1.0: little-endian,
 * C order, a row a term (of the vocabulary, all of them) or a document.  Several streams
 * are joined where they are vectors.  Terms without a row become rows of zeros. */
#include "format/formats.h"
#include "format/sized.h"

#include "stream/relay.h"
#include "stream/stepsform.h"

#include <stdio.h>
#include <string.h>

enum { HEAD_UNIT = 64, MAGIC = 10, ZEROS = 1 << 14 };

struct npy_writing {
	struct outfile *out, *names;
	uint64_t next; /* the term to be written */
};

/* Appends the file's head. */
static int put_head(enum values values, uint64_t rows, uint64_t columns, struct bytes *out,
	struct fault *fault)
{
	const char *type = values == VALUES_F32 ? "<f4" : values == VALUES_F64 ? "<f8" : "<i8";
	char text[4 * HEAD_UNIT];
	int length = snprintf(text + MAGIC, sizeof text - MAGIC,
		"{'descr': '%s', 'fortran_order': False, 'shape': (%llu, %llu), }", type,
		(unsigned long long)rows, (unsigned long long)columns);
	size_t size = (MAGIC + (size_t)length + HEAD_UNIT) / HEAD_UNIT * HEAD_UNIT;

	memset(text + MAGIC + length, ' ', size - MAGIC - (size_t)length);
	memcpy(text, "\x93NUMPY\x01", 8);
	text[8] = (char)(size - MAGIC);
	text[9] = (char)((size - MAGIC) >> 8);
	text[size - 1] = '\n';
	return bytes_append(out, text, size, fault);
}

static int next_block(void *from, struct packed *block, struct fault *fault)
{
	struct sized *sized = from;
	int got = sized_next(sized, block, fault);

	if (got == 1 && sized->source.header.kind != KIND_VECTORS
		&& source_streams(&sized->source) > 1)
		return fault_set(fault, FAULT_DATA,
			"several streams of %s are no one array: merge them first",
			header_kind_name(sized->source.header.kind));
	return got;
}

static int write_zeros(struct npy_writing *writing, uint64_t until, size_t row_size,
	struct fault *fault)
{
	static const char zeros[ZEROS];

	for (; writing->next < until; writing->next++) {
		size_t left = row_size;

		while (left) {
			size_t n = left < ZEROS ? left : ZEROS;

			if (outfile_write(writing->out, zeros, n, fault))
				return -1;
			left -= n;
		}
	}
	return 0;
}

static int write_names(struct npy_writing *writing, const struct dense *dense,
	struct fault *fault)
{
	size_t row;

	for (row = 0; row < dense->count; row++)
		if (outfile_write(writing->names, dense->names + dense->name[row],
			    dense->name[row + 1] - dense->name[row] - 1, fault)
			|| outfile_write(writing->names, "\n", 1, fault))
			return -1;
	return 0;
}

static int write_rows(void *context, const struct header *header, const struct dense *dense,
	struct fault *fault)
{
	struct npy_writing *writing = context;
	const char *data = dense->values == VALUES_F32 ? (const char *)dense->f32
		: dense->values == VALUES_F64          ? (const char *)dense->f64
						       : (const char *)dense->i64;
	size_t row_size = dense->k * header_values_size(dense->values), row;

	(void)header;
	if (dense->named) {
		if (writing->names && write_names(writing, dense, fault))
			return -1;
		return outfile_write(writing->out, data, dense->count * row_size, fault);
	}
	for (row = 0; row < dense->count; row++, writing->next++)
		if (write_zeros(writing, dense->term[row], row_size, fault)
			|| outfile_write(writing->out, data + row * row_size, row_size, fault))
			return -1;
	return 0;
}

static int write_array(struct sized *sized, int threads, struct outfile *out, struct outfile *names,
	struct fault *fault)
{
	struct npy_writing writing = {out, names, 0};
	const struct header *header = &sized->source.header;
	uint64_t rows = sized->source.vocabulary.size;
	struct bytes head = {0};
	int failed;

	if (header->kind == KIND_CORPUS)
		return fault_set(fault, FAULT_DATA,
			"%s: a corpus is sparse: npy takes dense kinds, as factors and vectors; "
			"SciPy reads mm (scipy.io.mmread)",
			sized_name(sized));
	if (header->kind == KIND_VECTORS) {
		if (sized_count(sized, fault))
			return -1;
		rows = sized->totals.rows;
	} else if (names) {
		return fault_set(fault, FAULT_USAGE,
			"--names: the rows of %s are terms: --terms", header_kind_name(header->kind));
	}
	failed = put_head(steps_form_values(header), rows, header->columns, &head, fault)
		|| outfile_write(out, head.data, head.size, fault)
		|| relay_blocks_dense(next_block, sized, &sized->source, threads, write_rows,
			&writing, fault)
		|| (header->kind != KIND_VECTORS
			&& write_zeros(&writing, rows,
				(size_t)header->columns * header_values_size(steps_form_values(header)),
				fault));
	bytes_release(&head);
	return failed ? -1 : 0;
}

const struct foreign_format format_npy = {.name = "npy", .write_array = write_array};
