/* import_fuzz.c - any bytes as each form of text: what comes out is lines of an id, a tab
 * and UTF-8, the same for one thread and pieces of any kind. */
#define _GNU_SOURCE
#include "base/utf8.h"
#include "format/textimport.h"
#include "stream/textin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(const char *path)
{
	struct bytes text = {0};
	struct fault fault = {0};
	size_t at = 0;

	if (textin_read_all(path, &text, &fault))
		abort();
	while (at < text.size) {
		const char *line = text.data + at, *end = memchr(line, '\n', text.size - at);
		size_t length = end ? (size_t)(end - line) : 0;

		if (!end || !memchr(line, '\t', length) || memchr(line, '\r', length)
			|| memchr(line, 0, length))
			abort();
		at += length + 1;
	}
	for (at = 0; at < text.size;) {
		unsigned length = utf8_length((unsigned char *)text.data + at, text.size - at);

		if (length == 0)
			abort();
		at += length;
	}
	bytes_release(&text);
}

/* The first byte names the form, and some options. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"jsonl", "csv", "tsv", "files", "mallet", "wiki", "mbox"};
	static const char *const fields[] = {"id", "text", "/a/0", "timestamp"};
	static const char *const mails[] = {"subject", "body", "from", "date"};
	static const char *const numbers[] = {"1", "2", "1", "2"};
	int in = memfd_create("in", 0), out = memfd_create("out", 0);
	char in_path[64], out_path[64];
	const char *path = in_path;
	struct importjob job = {.paths = &path, .count = 1, .threads = 1};
	struct importtotals totals;
	struct outfile file = {0};
	struct fault fault = {0};
	unsigned how = size ? data[0] : 0;

	if (in < 0 || out < 0 || (size && write(in, data + 1, size - 1) != (ssize_t)size - 1))
		abort();
	(void)snprintf(in_path, sizeof in_path, "/proc/self/fd/%d", in);
	(void)snprintf(out_path, sizeof out_path, "/proc/self/fd/%d", out);
	job.settings.form = textforms_find(names[how % 7]);
	job.settings.headerless = how / 7 % 2;
	job.settings.field = job.settings.headerless ? numbers : fields;
	if (how % 7 == 6)
		job.settings.field = mails;
	job.settings.fields = 4;
	job.settings.texts = 1 + how / 14 % 2;
	job.settings.number = how / 28 % 2;
	job.settings.unescape = how / 56 % 2;
	if (outfile_open(&file, out_path, &fault) == 0
		&& textimport_run(&job, &file, NULL, &totals, &fault) == 0
		&& outfile_commit(&file, &fault) == 0)
		check_lines(out_path);
	outfile_release(&file);
	(void)close(in);
	(void)close(out);
	return 0;
}
