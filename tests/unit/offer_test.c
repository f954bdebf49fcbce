/* offer_test.c - what an agent does with offers of a driver: sound ones, those of files that
 * aren't there, and those that a driver of ours never sends. */
#include "agent/inplace.h"
#include "agent/offer.h"
#include "unit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fault fault;
static struct inplace inplace;
static struct store store = {.inplace = &inplace};
static char folder[64] = "/tmp/offer.XXXXXX";
static const struct sha256 none = {{0}};

static const char *put_file(const char *name, const char *text)
{
	static char path[256];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
	return path;
}

/* What the agent answers; -1: the frame is refused. */
static int answer_to(struct wire_out *asked, enum frame_type type, const char *allowed)
{
	const struct frame frame = {type, asked->buffer.data + FRAME_HEAD,
		asked->buffer.size - FRAME_HEAD};
	struct wire_out out = {0};
	struct fields fields;
	struct frame answer;
	int kept = -1;

	fault = (struct fault){0};
	if (offer_take(&store, &frame, allowed, &out, &fault) == 0) {
		answer = (struct frame){FRAME_KEPT, out.buffer.data + FRAME_HEAD,
			out.buffer.size - FRAME_HEAD - FRAME_TAIL};
		fields = wire_fields_of(&answer);
		(void)wire_field_sha256(&fields);
		kept = (int)wire_field_number(&fields);
		CHECK(wire_fields_whole(&fields));
	} else {
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "makes no sense"));
	}
	wire_out_release(&out);
	wire_out_release(asked);
	*asked = (struct wire_out){0};
	return kept;
}

static int offer(const struct sha256 *digest, uint64_t size, uint64_t offset, uint64_t what,
	const char *path, size_t length, const char *allowed)
{
	struct wire_out out = {0};

	CHECK(wire_begin(&out, FRAME_OFFER, &fault) == 0 && wire_sha256(&out, digest, &fault) == 0);
	CHECK(wire_number(&out, size, &fault) == 0 && wire_number(&out, offset, &fault) == 0);
	CHECK(wire_number(&out, what, &fault) == 0 && wire_text(&out, path, length, &fault) == 0);
	return answer_to(&out, FRAME_OFFER, allowed);
}

static void files_are_taken_where_they_may_be(void)
{
	const char *path = put_file("file", "hello");
	const size_t length = strlen(path);
	const struct sha256 hello = sha256_of("hello", 5), ell = sha256_of("ell", 3);

	CHECK(offer(&hello, 5, 0, OFFER_KNOWN, path, length, NULL) == OFFER_ELSEWHERE);
	CHECK(offer(&hello, 5, 0, OFFER_KNOWN, path, length, "/nowhere") == OFFER_ELSEWHERE);
	CHECK(offer(&hello, 4, 0, OFFER_KNOWN, path, length, folder) == OFFER_ELSEWHERE);
	CHECK(offer(&ell, 3, 1, OFFER_PART, path, length, OFFER_ANYWHERE) == OFFER_WHOLE);
	CHECK(offer(&none, 3, 0, OFFER_PART, path, length, OFFER_ANYWHERE) == OFFER_ELSEWHERE);
	CHECK(offer(&none, 3, 3, OFFER_PART, path, length, OFFER_ANYWHERE) == OFFER_ELSEWHERE);
	CHECK(offer(&none, 3, 0, OFFER_PART, folder, strlen(folder), folder) == OFFER_ELSEWHERE);
	CHECK(offer(&hello, 5, 0, OFFER_KNOWN, path, length, folder) == OFFER_WHOLE);
}

static void offers_that_make_no_sense_are_refused(void)
{
	static char endless[PATH_MAX + 1];
	const char *path = put_file("file", "hello");
	const size_t length = strlen(path);
	struct wire_out out = {0};

	memset(endless, '/', sizeof endless);
	CHECK(offer(&none, 5, 0, OFFER_KNOWN + 1, path, length, folder) == -1);
	CHECK(offer(&none, 5, 1, OFFER_FILE, path, length, folder) == -1);
	CHECK(offer(&none, 5, INT64_MAX, OFFER_PART, path, length, folder) == -1);
	CHECK(offer(&none, 5, 0, OFFER_FILE, path, 0, folder) == -1);
	CHECK(offer(&none, 5, 0, OFFER_FILE, path + 1, length - 1, folder) == -1);
	CHECK(offer(&none, 5, 0, OFFER_FILE, "/a\0b", 4, folder) == -1);
	CHECK(offer(&none, 5, 0, OFFER_FILE, endless, PATH_MAX, OFFER_ANYWHERE) == -1);
	CHECK(wire_begin(&out, FRAME_OFFER, &fault) == 0 && wire_number(&out, 1, &fault) == 0);
	CHECK(answer_to(&out, FRAME_OFFER, folder) == -1);
	CHECK(wire_begin(&out, FRAME_MAKE, &fault) == 0 && wire_sha256(&out, &none, &fault) == 0);
	CHECK(answer_to(&out, FRAME_MAKE, folder) == -1);
}

static void an_object_is_not_made_of_what_is_not_there(void)
{
	struct wire_out out = {0};

	CHECK(wire_begin(&out, FRAME_MAKE, &fault) == 0 && wire_sha256(&out, &none, &fault) == 0);
	CHECK(wire_number(&out, 5, &fault) == 0 && wire_sha256(&out, &none, &fault) == 0);
	CHECK(wire_sha256(&out, &none, &fault) == 0);
	CHECK(answer_to(&out, FRAME_MAKE, folder) == OFFER_ELSEWHERE);
}

int main(void)
{
	char command[128];

	CHECK(mkdtemp(folder) && setenv("XDG_CACHE_HOME", folder, 1) == 0);
	CHECK(store_open(&store, 0, &fault) == 0);
	RUN(files_are_taken_where_they_may_be);
	RUN(offers_that_make_no_sense_are_refused);
	RUN(an_object_is_not_made_of_what_is_not_there);
	store_release(&store);
	inplace_release(&inplace);
	(void)snprintf(command, sizeof command, "rm -r '%s'", folder);
	CHECK(system(command) == 0);
	return unit_end();
}
