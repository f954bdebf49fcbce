/* pieces_test.c - how text is cut for the tasks that count it. */
#define _GNU_SOURCE /* mkdtemp */
#include "job/pieces.h"
#include "unit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static struct fault fault;
static char folder[] = "/tmp/pieces.XXXXXX";

static void put_file(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "w");

	CHECK(file && fwrite(text, 1, size, file) == size && fclose(file) == 0);
}

static void name_piece(void *context, char *path, size_t size)
{
	(void)snprintf(path, size, "%s/piece-%d", folder, (*(int *)context)++);
}

static int cut(struct objects *pieces, const struct text_arguments *arguments,
	const char *const *paths, size_t count, int threads, int *counter)
{
	const struct cutting cutting = {arguments, paths, count, threads, NULL, name_piece, counter};
	struct texttotals totals;

	return pieces_cut(pieces, &cutting, &totals, &fault);
}

/* Lines of 1000 bytes, and one that is larger than a piece. */
static void pieces_end_at_lines(void)
{
	const struct text_arguments tsv = {.input = "tsv"}, lines = {.input = "lines"};
	size_t size = 3 * PIECE_BYTES, i, at = 0;
	char *text = malloc(size), path[PATH_MAX];
	const char *paths[1] = {path};
	struct objects pieces = {0};
	int counter = 0;

	(void)snprintf(path, sizeof path, "%s/text", folder);
	memset(text, 'x', size);
	text[1] = text[size - 498] = '\t';
	for (i = 999; i < PIECE_BYTES; i += 1000) {
		text[i] = '\n';
		text[i + 2] = '\t';
	}
	text[size - 500] = '\n';
	put_file(path, text, size);
	CHECK(cut(&pieces, &tsv, paths, 1, 1, &counter) == 0);
	CHECK(pieces.count == 3 && counter == 0);
	for (i = 0; i < pieces.count; i++) {
		CHECK(pieces.object[i].offset == at);
		at += pieces.object[i].size;
		CHECK(at == size || text[at - 1] == '\n');
	}
	CHECK(at == size);
	CHECK(pieces.object[0].size == PIECE_BYTES / 1000 * 1000);
	CHECK(pieces.count == 3 && pieces.object[2].size == 499);
	object_list_release(&pieces);
	CHECK(cut(&pieces, &lines, paths, 1, 1, &counter) == 0);
	CHECK(pieces.count == 3 && counter == 3);
	object_list_release(&pieces);
	free(text);
}

/* Files are documents, as many to a piece as fit. */
static void pieces_of_files_have_whole_files(void)
{
	enum { FILES = 3 };
	const struct text_arguments files = {.input = "files"};
	size_t size = PIECE_BYTES / 2 - 1000, i;
	char *data = malloc(size), path[FILES][PATH_MAX];
	const char *paths[FILES];
	struct objects pieces = {0};
	int counter = 200;

	memset(data, 'x', size);
	data[100] = '\n';
	for (i = 0; i < FILES; i++) {
		(void)snprintf(path[i], sizeof path[i], "%s/file-%zu", folder, i);
		put_file(path[i], data, size);
		paths[i] = path[i];
	}
	CHECK(cut(&pieces, &files, paths, FILES, 1, &counter) == 0);
	CHECK(pieces.count == 2 && counter == 202);
	CHECK(pieces.object[0].size == 2 * (strlen(path[0]) + 1 + size + 1));
	CHECK(pieces.object[1].size == strlen(path[0]) + 1 + size + 1);
	object_list_release(&pieces);
	(void)snprintf(path[1], sizeof path[1], "%s/a\ttab", folder);
	CHECK(cut(&pieces, &files, paths, FILES, 1, &counter) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "can't have tabs or line ends"));
	object_list_release(&pieces);
	free(data);
}

static void pieces_do_not_depend_on_threads(void)
{
	enum { TEXTS = 5 };
	const struct text_arguments lines = {.input = "lines"};
	const char *paths[TEXTS];
	char text[TEXTS][PATH_MAX], *data = malloc(2 * PIECE_BYTES);
	struct objects one = {0}, four = {0};
	int counter = 100;
	size_t i;

	for (i = 0; i < 2 * PIECE_BYTES; i++)
		data[i] = i % 1777 == 7 ? '\n' : (char)('a' + i * i % 23);
	for (i = 0; i < TEXTS; i++) {
		(void)snprintf(text[i], sizeof text[i], "%s/text-%zu", folder, i);
		put_file(text[i], data + 100 * i, i == 2 ? 0 : PIECE_BYTES / 2 * (TEXTS - 1 - i) + i);
		paths[i] = text[i];
	}
	CHECK(cut(&one, &lines, paths, TEXTS, 1, &counter) == 0);
	CHECK(cut(&four, &lines, paths, TEXTS, 4, &counter) == 0);
	CHECK(one.count > TEXTS && one.count == four.count);
	for (i = 0; i < one.count && i < four.count; i++)
		CHECK(sha256_equal(&one.object[i].digest, &four.object[i].digest)
			&& !object_changed(&four.object[i]));
	object_list_release(&one);
	object_list_release(&four);
	free(data);
}

/* Where a text of several pieces has its first bytes that are no UTF-8. */
static void flaws_have_the_line_of_the_whole_text(void)
{
	enum { LINES = 2000000, BAD = 1900000 };
	const struct text_arguments tsv = {.input = "tsv"};
	char *text = malloc(LINES * 10), path[PATH_MAX];
	const char *paths[1] = {path};
	int threads;

	for (int i = 0; i < LINES; i++)
		memcpy(text + i * 10, i + 1 == BAD ? "d\tcaf\xe9 12\n" : "d\tcafe 12\n", 10);
	(void)snprintf(path, sizeof path, "%s/flaws", folder);
	put_file(path, text, LINES * 10);
	for (threads = 1; threads <= 4; threads += 3) {
		const struct cutting cutting = {&tsv, paths, 1, threads, NULL, name_piece, NULL};
		struct objects pieces = {0};
		struct texttotals totals;

		CHECK(pieces_cut(&pieces, &cutting, &totals, &fault) == 0);
		CHECK(pieces.count == 2 && totals.invalid == 1);
		CHECK(strstr(totals.flaw.place, "/flaws: line 1900000 (ISO-8859-1?)"));
		object_list_release(&pieces);
	}
	text[BAD * 10] = '\n';
	put_file(path, text, LINES * 10);
	{
		const struct cutting cutting = {&tsv, paths, 1, 2, NULL, name_piece, NULL};
		struct objects pieces = {0};
		struct texttotals totals;

		CHECK(pieces_cut(&pieces, &cutting, &totals, &fault) == -1);
		CHECK(strstr(fault.text, "/flaws: line 1900001: the line is empty"));
		object_list_release(&pieces);
	}
	free(text);
}

int main(void)
{
	char command[64];

	CHECK(mkdtemp(folder) != NULL);
	RUN(pieces_end_at_lines);
	RUN(pieces_of_files_have_whole_files);
	RUN(pieces_do_not_depend_on_threads);
	RUN(flaws_have_the_line_of_the_whole_text);
	(void)snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK(system(command) == 0);
	return unit_end();
}
