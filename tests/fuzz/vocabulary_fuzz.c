/* vocabulary_fuzz.c - any text as the lines of a vocabulary, and as a file of one. */
#define _GNU_SOURCE
#include "base/fullio.h"
#include "stream/vocabfile.h"
#include "stream/vocabseal.h"
#include "stream/vocabulary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must be written so that it is read as the same. */
static void check(struct vocabulary *vocabulary)
{
	struct vocabulary again;
	struct fault fault = {0};
	struct bytes text = {0};

	if (vocabulary_format_lines(vocabulary, &text, &fault)
		|| vocabulary_parse_lines(&again, text.size ? text.data : "", text.size,
			vocabulary->size, &fault))
		abort();
	again.documents = vocabulary->documents;
	if (vocabseal(&again, &fault)
		|| !digest_equal(&again.terms, &vocabulary->terms)
		|| !digest_equal(&again.frequencies, &vocabulary->frequencies))
		abort();
	vocabulary_release(&again);
	bytes_release(&text);
}

static void read_file(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[64];
	struct vocabulary vocabulary;
	struct fault fault = {0};

	if (file < 0) {
		file = memfd_create("vocabulary", 0);
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	if (ftruncate(file, 0) || lseek(file, 0, SEEK_SET) || fullio_write(file, data, size, &fault))
		abort();
	if (vocabfile_read(&vocabulary, path, &fault) == 0) {
		check(&vocabulary);
		vocabulary_release(&vocabulary);
	} else if (fault.kind != FAULT_DATA) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vocabulary vocabulary = {0};
	struct fault fault = {0};

	if (size == 0)
		return 0;
	if (data[0] & 1) {
		read_file(data + 1, size - 1);
		return 0;
	}
	if (vocabulary_parse_lines(&vocabulary, (const char *)data + 1, size - 1, data[0] >> 1,
		    &fault) == 0
		&& vocabseal(&vocabulary, &fault) == 0)
		check(&vocabulary);
	vocabulary_release(&vocabulary);
	return 0;
}
