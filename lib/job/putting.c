/* putting.c - copies results to the output, and holds them against their digests. */
#include "job/putting.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "stream/peek.h"

#include <stdlib.h>
#include <string.h>

enum { COPY = 1 << 18 };

/* Only what is a stream now is guarded: text is replaced by anything. */
static int check_kind(const struct job *job, const struct objects *list, struct fault *fault)
{
	const char *path = job->options->output, *makes = "text";
	enum kind there, made;

	if (job->kind->makes || job->options->force || !path || strcmp(path, "-") == 0
		|| list->count == 0 || !peek_kind(path, &there))
		return 0;
	if (peek_kind(list->object[0].path, &made))
		makes = header_kind_name(made);
	return strcmp(makes, header_kind_name(there)) == 0 ? 0
		: fault_set(fault, FAULT_USAGE, "-o %s: holds %s, and would be replaced by %s: "
			"name another file, or allow it: -f", path, header_kind_name(there), makes);
}

static int put_one(const struct job *job, const struct object *object, char *buffer,
	struct sha256_state *state, struct fault *fault)
{
	int in = input_open(object->path, fault), failed = in < 0;
	struct sha256 found;
	size_t got = 1;

	sha256_start(state);
	while (!failed && got) {
		failed = fullio_read(in, buffer, COPY, &got, fault)
			|| outfile_write(job->out, buffer, got, fault);
		sha256_add(state, buffer, failed ? 0 : got);
	}
	if (in >= 0)
		input_close(in);
	found = sha256_end(state);
	if (failed || sha256_equal(&found, &object->digest))
		return failed;
	return fault_set(fault, FAULT_IO, "%s: was damaged after it was made: give the command "
		"again", object->path);
}

int putting_out(const struct job *job, const struct objects *list, struct fault *fault)
{
	char *buffer = memory_zeroed(COPY, 1, fault);
	struct sha256_state *state = sha256_new(fault);
	int failed = !buffer || !state || check_kind(job, list, fault);
	size_t i;

	for (i = 0; !failed && i < list->count; i++)
		failed = put_one(job, &list->object[i], buffer, state, fault);
	sha256_free(state);
	free(buffer);
	return failed ? -1 : 0;
}
