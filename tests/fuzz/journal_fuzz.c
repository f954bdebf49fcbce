/* journal_fuzz.c - any lines as the journal of a work folder, each with the checksum that it
 * needs: a run that goes on, twice the same, or a fault. */
#define _GNU_SOURCE
#include "base/digest.h"
#include "base/fullio.h"
#include "driver/work.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];

static void must(bool right)
{
	if (!right)
		abort();
}

static void remove_folder(void)
{
	char path[128];
	const char *name[] = {"journal", "lock", "work-mark", "scratch"};
	size_t i;

	for (i = 0; i < sizeof name / sizeof *name; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, name[i]);
		(void)remove(path);
	}
	(void)rmdir(folder);
}

/* A work folder with an empty journal, once. */
static void make_folder(void)
{
	struct work work = {0};
	struct fault fault = {0};

	(void)strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/journal-XXXXXX"
		: "/tmp/journal-XXXXXX");
	must(mkdtemp(folder) != NULL && work_open(&work, folder, "fuzz", &fault) == 0);
	work_close(&work, true);
	must(atexit(remove_folder) == 0);
}

static void add_line(struct bytes *text, const char *line, size_t length)
{
	struct fault fault = {0};

	must(bytes_append(text, line, length, &fault) == 0
		&& bytes_printf(text, &fault, "\t%016llx\n",
			(unsigned long long)digest_short(line, length, 0)) == 0);
}

static void write_journal(const char *lines, size_t size)
{
	struct bytes text = {0};
	struct fault fault = {0};
	char path[128];
	const char *end = lines + size;
	int file;

	add_line(&text, "dist-run-journal\t2\tfuzz", strlen("dist-run-journal\t2\tfuzz"));
	while (lines < end) {
		const char *newline = memchr(lines, '\n', (size_t)(end - lines));
		size_t length = (size_t)((newline ? newline : end) - lines);

		add_line(&text, lines, length);
		lines += length + (newline != NULL);
	}
	(void)snprintf(path, sizeof path, "%s/journal", folder);
	file = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);
	must(file >= 0 && fullio_write(file, text.data, text.size, &fault) == 0);
	(void)close(file);
	bytes_release(&text);
}

/* What the journal has is found by its name, and the parts of a sum by theirs. */
static size_t check(const struct work *work)
{
	const struct record *sum;
	size_t i, found = 0;

	for (i = 0; i < work->records; i++) {
		const struct record *record = &work->record[i];

		found += work_find(work, &record->name) == record;
		found += work_find_kept(work, &record->name) == record;
		if (work_find_part(work, &record->name, &sum) == record)
			found += sum->kind == RECORD_SUM && sum->sum > 0;
	}
	return found;
}

static int read_work(size_t *found)
{
	struct work work = {0};
	struct fault fault = {0};
	int failed = work_open(&work, folder, "fuzz", &fault);

	must(!failed == !*fault.text);
	*found = failed ? 0 : check(&work);
	work_close(&work, true);
	return failed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t first, second;
	int failed;

	if (!*folder)
		make_folder();
	write_journal((const char *)data, size);
	failed = read_work(&first);
	must(read_work(&second) == failed && first == second);
	return 0;
}
