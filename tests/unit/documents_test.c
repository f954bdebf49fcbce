/* documents_test.c - texts are split into documents at the right places,
 * whatever the chunks and however the text arrives. */
#include "text/documents.h"
#include "samples.h"
#include "unit.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct fault fault;

/* All documents as "name:text;"; in cuts the number of documents of each chunk. */
static const char *read_all(const char *input, const char *const *paths, size_t count,
	struct bytes *out, struct bytes *cuts)
{
	struct text_arguments arguments = {.input = input};
	struct documents *documents = documents_open(&arguments, paths, count, &fault);
	struct chunk chunk = {0};
	uint64_t number = 0;
	size_t i;
	int got = -1;

	out->size = 0;
	fault = (struct fault){0};
	while (documents && (got = documents_next(documents, &chunk, &fault)) == 1) {
		CHECK(chunk.first == number && chunk.count > 0);
		number += chunk.count;
		if (cuts)
			CHECK(bytes_printf(cuts, &fault, "%zu ", chunk.count) == 0);
		for (i = 0; i < chunk.count; i++) {
			const struct document *d = &chunk.document[i];
			char end = chunk.text.data[d->text + d->text_length];

			CHECK(end == 0 || end == '\n' || end == '\r');
			CHECK(chunk.names.data[d->name + d->name_length] == 0);
			CHECK(bytes_append(out, chunk.names.data + d->name, d->name_length,
				&fault) == 0);
			CHECK(bytes_append(out, ":", 1, &fault) == 0);
			CHECK(bytes_append(out, chunk.text.data + d->text, d->text_length,
				&fault) == 0);
			CHECK(bytes_append(out, ";", 1, &fault) == 0);
		}
	}
	if (got == 0)
		CHECK(documents_count(documents) == number);
	documents_chunk_release(&chunk);
	documents_close(documents);
	CHECK(bytes_terminate(out, &fault) == 0);
	return got == 0 ? out->data : fault.text;
}

static bool gives_sized(const char *input, const char *text, size_t size, const char *wanted)
{
	const char *path = sample_path("text");
	struct bytes out = {0};
	const char *got;
	bool same;

	sample_write(path, text, size);
	got = read_all(input, &path, 1, &out, NULL);
	same = strstr(got, wanted) && (strstr(wanted, "line") || strcmp(got, wanted) == 0);
	if (!same)
		printf("# '%s'\n", got);
	bytes_release(&out);
	return same;
}

static bool gives(const char *input, const char *text, const char *wanted)
{
	return gives_sized(input, text, strlen(text), wanted);
}

static void tsv(void)
{
	CHECK(gives("tsv", "", ""));
	CHECK(gives("tsv", "a\tx y\nb\t\n", "a:x y;b:;"));
	CHECK(gives("tsv", "a\tx\ty\r\nb\t\r\nc\tz", "a:x\ty;b:;c:z;"));
	CHECK(gives("tsv", "\xef\xbb\xbf" "a\tx\n", "a:x;"));
	CHECK(gives("tsv", "a b\xff\xc3\tx\n", "a b\xff\xc3:x;"));
	CHECK(gives("tsv", "a\t\n\n", "line 2: the line is empty"));
	CHECK(gives("tsv", "a\tx\nb c", "line 2: no tab between id and text; --input lines"));
	CHECK(gives("tsv", "a\tx\n\tx\n", "line 2: no id"));
	CHECK(gives("tsv", "a\rb\tx\n", "line 1: the id 'a?b' has"));
	CHECK(gives_sized("tsv", "a\0b\tx\n", 6, "line 1: the id"));
	CHECK(gives_sized("tsv", "a\tx\0y\n", 6, "a:x"));
}

static void lines(void)
{
	CHECK(gives("lines", "", ""));
	CHECK(gives("lines", "\n", "1:;"));
	CHECK(gives("lines", "x\ty\r\n\nz", "1:x\ty;2:;3:z;"));
	CHECK(gives("lines", "\xef\xbb\xbfx\n", "1:x;"));
}

static void several_texts(void)
{
	const char *paths[3];
	struct bytes out = {0};

	paths[0] = sample_path("one");
	paths[1] = sample_path("two");
	paths[2] = sample_path("three");
	sample_write(paths[0], "a\tx\nb\ty", 7);
	sample_write(paths[1], "", 0);
	sample_write(paths[2], "\xef\xbb\xbf" "c\tz\nd", 8);
	CHECK(strstr(read_all("tsv", paths, 3, &out, NULL), "three: line 2: no tab"));
	CHECK(strcmp(read_all("lines", paths, 3, &out, NULL),
		"1:a\tx;2:b\ty;3:c\tz;4:d;") == 0);
	CHECK(strstr(read_all("files", paths, 3, &out, NULL), "one:a\tx\nb\ty;"));
	CHECK(strstr(out.data, "two:;"));
	CHECK(strstr(out.data, "three:c\tz\nd;"));
	paths[1] = "/nowhere/at/all";
	CHECK(strstr(read_all("lines", paths, 3, &out, NULL), "/nowhere/at/all"));
	CHECK(fault.kind == FAULT_NO_INPUT);
	bytes_release(&out);
}

/* Lines "d<i>\t<x...>", line i with i * step % modulus bytes of text. */
static struct bytes make_lines(size_t count, size_t step, size_t modulus)
{
	struct bytes text = {0};
	size_t i, length;

	for (i = 0; i < count; i++) {
		length = i * step % modulus;
		CHECK(bytes_printf(&text, &fault, "d%zu\t", i) == 0);
		CHECK(bytes_reserve(&text, length + 1, &fault) == 0);
		memset(text.data + text.size, 'x', length);
		text.data[text.size + length] = '\n';
		text.size += length + 1;
	}
	return text;
}

/* The same text, through a pipe that is written in small pieces. */
static const char *write_in_pieces(const struct bytes *text)
{
	const char *path = sample_path("fifo");

	(void)remove(path);
	CHECK(mkfifo(path, 0600) == 0);
	if (fork() == 0) {
		FILE *pipe = fopen(path, "wb");
		size_t at, step;

		for (at = 0; pipe && at < text->size; at += step) {
			step = text->size - at < 12345 ? text->size - at : 12345;
			if (fwrite(text->data + at, step, 1, pipe) != 1 || fflush(pipe))
				break;
		}
		_exit(pipe && fclose(pipe) == 0 ? 0 : 1);
	}
	return path;
}

static void same_chunks(size_t count, size_t step, size_t modulus)
{
	struct bytes text = make_lines(count, step, modulus), whole = {0}, piped = {0},
		cuts = {0}, piped_cuts = {0};
	const char *path = sample_path("big");
	size_t i, at = 0;
	bool good = true;
	int status;

	sample_write(path, text.data, text.size);
	(void)read_all("tsv", &path, 1, &whole, &cuts);
	/* "d0\txx\n" came as "d0:xx;" */
	CHECK(whole.size == text.size);
	for (i = 0; i < text.size; i++) {
		char c = text.data[i] == '\t' ? ':' : text.data[i] == '\n' ? ';' : text.data[i];

		good = good && whole.data[i] == c;
		at += text.data[i] == '\n';
	}
	CHECK(good && at == count);
	path = write_in_pieces(&text);
	(void)read_all("tsv", &path, 1, &piped, &piped_cuts);
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(piped.size == whole.size && memcmp(piped.data, whole.data, whole.size) == 0);
	CHECK(cuts.size > 2 && piped_cuts.size == cuts.size
		&& memcmp(cuts.data, piped_cuts.data, cuts.size) == 0);
	bytes_release(&text);
	bytes_release(&whole);
	bytes_release(&piped);
	bytes_release(&cuts);
	bytes_release(&piped_cuts);
}

static void chunks_are_cut_by_the_data(void)
{
	same_chunks(5000, 7, 1000);
	same_chunks(40, 54321, 3000000); /* documents longer than a chunk */
	same_chunks(200000, 1, 2);       /* more documents than a chunk may have */
}

static void long_documents_are_refused(void)
{
	struct text_arguments arguments = {.input = "tsv", .document_most = 100};
	const char *path = sample_path("long");
	struct bytes text = make_lines(2, 150, 200);
	struct chunk chunk = {0};
	struct documents *documents;

	sample_write(path, text.data, text.size);
	documents = documents_open(&arguments, &path, 1, &fault);
	CHECK(documents && documents_next(documents, &chunk, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "line 2: a document of more than 100"));
	documents_close(documents);
	bytes_release(&text);
	/* noticed before all of it is read */
	text = make_lines(2, 3000000, 3000001);
	sample_write(path, text.data, text.size - 2000000);
	fault = (struct fault){0};
	documents = documents_open(&arguments, &path, 1, &fault);
	CHECK(documents && documents_next(documents, &chunk, &fault) == -1);
	CHECK(strstr(fault.text, "line 2: a document of more than 100"));
	documents_close(documents);
	bytes_release(&text);
	documents_chunk_release(&chunk);
}

static void lists_of_paths(void)
{
	struct text_arguments arguments = {.input = "files", .files0 = sample_path("list")};
	const char *one = sample_path("one"), *two = sample_path("two");
	struct chunk chunk = {0};
	struct documents *documents;
	struct bytes list = {0};

	sample_write(one, "1", 1);
	sample_write(two, "2", 1);
	CHECK(bytes_printf(&list, &fault, "%s%c%s", one, 0, two) == 0);
	sample_write(arguments.files0, list.data, list.size);
	documents = documents_open(&arguments, NULL, 0, &fault);
	CHECK(documents && documents_next(documents, &chunk, &fault) == 1);
	CHECK(chunk.count == 2 && strcmp(chunk.names.data + chunk.document[1].name, two) == 0);
	CHECK(documents_next(documents, &chunk, &fault) == 0);
	documents_close(documents);
	CHECK(documents_open(&arguments, &one, 1, &fault) == NULL && fault.kind == FAULT_USAGE);
	sample_write(arguments.files0, "\0", 1);
	fault = (struct fault){0};
	documents = documents_open(&arguments, NULL, 0, &fault);
	CHECK(documents && documents_next(documents, &chunk, &fault) == -1);
	CHECK(strstr(fault.text, "path 1 is empty"));
	documents_close(documents);
	arguments.files0 = NULL;
	CHECK(documents_open(&arguments, NULL, 0, &fault) == NULL && fault.kind == FAULT_USAGE);
	bytes_release(&list);
	documents_chunk_release(&chunk);
}

int main(void)
{
	RUN(tsv);
	RUN(lines);
	RUN(several_texts);
	RUN(chunks_are_cut_by_the_data);
	RUN(long_documents_are_refused);
	RUN(lists_of_paths);
	return unit_end();
}
