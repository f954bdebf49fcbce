/* npy_test.c - dense rows as NumPy's array file, byte for byte. */
#include "format/formats.h"
#include "samples.h"
#include "format/sized.h"
#include "unit.h"

static struct fault fault;

/* The array's head, and where its numbers begin. */
static const char *head_of(const struct bytes *file, size_t *begin)
{
	static char head[256];
	size_t size;

	*begin = 0;
	if (file->size < 64 || memcmp(file->data, "\x93NUMPY\x01\x00", 8) != 0)
		return "";
	size = (unsigned char)file->data[8] | (size_t)(unsigned char)file->data[9] << 8;
	*begin = size + 10;
	if (*begin % 64 || *begin > file->size || file->data[*begin - 1] != '\n'
		|| size >= sizeof head)
		return "";
	memcpy(head, file->data + 10, size);
	head[size] = 0;
	return head;
}

static int write_file(const char *const *paths, size_t count, int threads, const char *to,
	const char *names)
{
	struct outfile out = {0}, names_out = {0};
	struct sized sized = {0};
	int failed;

	failed = outfile_open(&out, to, &fault)
		|| (names && outfile_open(&names_out, names, &fault))
		|| sized_open(&sized, paths, count, &fault)
		|| format_npy.write_array(&sized, threads, &out,
			names ? &names_out : NULL, &fault)
		|| outfile_commit(&out, &fault) || (names && outfile_commit(&names_out, &fault));
	sized_close(&sized);
	outfile_release(&out);
	outfile_release(&names_out);
	return failed ? -1 : 0;
}

/* The stream's own values: a row for each term, zeros where the stream has none. */
static void terms_without_a_row_are_zeros(void)
{
	const char *path = sample_path("factors.mz"), *to = sample_path("factors.npy");
	struct source source = {0};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct dense dense = {0};
	struct bytes file;
	double *wanted;
	size_t begin, terms, row;
	char shape[128];

	sample_dense(path, KIND_FACTORS, VALUES_F64, 70, 16, 3);
	CHECK(write_file(&path, 1, 2, to, NULL) == 0);
	CHECK(source_open(&source, &path, 1, &fault) == 0);
	terms = source.vocabulary.size;
	wanted = calloc(terms * 3, sizeof *wanted);
	while (source_next(&source, &packed, &fault) == 1) {
		CHECK(dense_unpack(packer, &packed, &source.header, terms, &dense, &fault) == 0);
		for (row = 0; row < dense.count; row++)
			memcpy(wanted + dense.term[row] * 3, dense.f64 + row * 3, 3 * sizeof *wanted);
	}
	file = sample_read(to);
	(void)snprintf(shape, sizeof shape,
		"{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, 3), }", terms);
	CHECK(strstr(head_of(&file, &begin), shape) != NULL);
	CHECK(file.size - begin == terms * 3 * sizeof *wanted);
	CHECK(memcmp(file.data + begin, wanted, file.size - begin) == 0);
	free(wanted);
	bytes_release(&file);
	dense_release(&dense);
	pack_release(&packed);
	pack_packer_free(packer);
	source_close(&source);
}

static void vectors_are_counted_first(void)
{
	const char *path = sample_path("vectors.mz"), *to = sample_path("vectors.npy");
	const char *names = sample_path("vectors.names"), *both[2] = {path, path};
	struct bytes file, lines;
	size_t begin;

	sample_dense(path, KIND_VECTORS, VALUES_F32, 70, 16, 5);
	CHECK(write_file(both, 2, 3, to, names) == 0);
	file = sample_read(to);
	lines = sample_read(names);
	CHECK(strstr(head_of(&file, &begin), "'descr': '<f4'") != NULL);
	CHECK(strstr(head_of(&file, &begin), "'shape': (140, 5)") != NULL);
	CHECK(file.size - begin == (size_t)140 * 5 * 4);
	/* twice the same */
	CHECK(memcmp(file.data + begin, file.data + begin + 70 * 5 * 4, 70 * 5 * 4) == 0);
	CHECK(lines.size % 2 == 0 && lines.data[lines.size - 1] == '\n');
	CHECK(memcmp(lines.data, lines.data + lines.size / 2, lines.size / 2) == 0);
	bytes_release(&file);
	bytes_release(&lines);
}

static void other_streams_are_refused(void)
{
	const char *path = sample_path("other.mz"), *to = sample_path("other.npy");
	const char *both[2] = {path, path};

	sample_corpus(path, VALUES_COUNTS, 20, 5, 10);
	CHECK(write_file(&path, 1, 1, to, NULL) < 0 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "a corpus is sparse") != NULL);
	sample_dense(path, KIND_FACTORS, VALUES_F32, 20, 5, 4);
	CHECK(write_file(both, 2, 1, to, NULL) < 0 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "merge them first") != NULL);
	CHECK(write_file(&path, 1, 1, to, sample_path("names")) < 0 && fault.kind == FAULT_USAGE);
	CHECK(access(to, F_OK) != 0);
}

int main(void)
{
	RUN(terms_without_a_row_are_zeros);
	RUN(vectors_are_counted_first);
	RUN(other_streams_are_refused);
	return unit_end();
}
