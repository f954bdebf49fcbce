/* offer.c - looks for an object at the path where the driver has it. */
#include "agent/offer.h"

#include "agent/inplace.h"
#include "agent/making.h"
#include "base/confined.h"
#include "base/fullio.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 18 };

struct offered {
	struct sha256 digest;
	uint64_t size, offset;
	enum offer_what what;
	char path[PATH_MAX];
};

static int parse(const struct frame *frame, struct offered *offered, struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);
	const char *path;
	uint64_t what;
	size_t length;

	offered->digest = wire_field_sha256(&fields);
	offered->size = wire_field_number(&fields);
	offered->offset = wire_field_number(&fields);
	what = wire_field_number(&fields);
	path = wire_field_text(&fields, &length);
	if (!wire_fields_whole(&fields) || what > OFFER_KNOWN || length == 0 || length >= PATH_MAX
		|| *path != '/' || memchr(path, 0, length)
		|| offered->offset > INT64_MAX - PIECE || (offered->offset && what != OFFER_PART))
		return fault_set(fault, FAULT_DATA, "an offer that makes no sense");
	offered->what = (enum offer_what)what;
	memcpy(offered->path, path, length);
	offered->path[length] = 0;
	return 0;
}

static int copy_all(const struct offered *offered, int from, struct incoming *incoming,
	char *buffer, struct fault *fault)
{
	uint64_t left = offered->size;
	size_t want, got;

	while (left) {
		want = left < PIECE ? (size_t)left : PIECE;
		if (fullio_read(from, buffer, want, &got, fault))
			return -1;
		if (got < want)
			return fault_set(fault, FAULT_DATA, "%s: another file", offered->path);
		if (store_put(incoming, buffer, got, fault))
			return -1;
		left -= got;
	}
	return 0;
}

/* A filter reads whole files, so a part of one becomes an object of the store. */
static int copy_part(struct store *store, const struct offered *offered, struct fault *fault)
{
	int from = open(offered->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *buffer = memory_zeroed(PIECE, 1, fault);
	struct incoming incoming = {0};
	struct stat status;
	int failed = !buffer;

	if (!failed && (from < 0 || fstat(from, &status)
		|| lseek(from, (off_t)offered->offset, SEEK_SET) < 0))
		failed = fault_errno(fault, FAULT_NO_INPUT, errno, "%s", offered->path);
	else if (!failed && !S_ISREG(status.st_mode))
		failed = fault_set(fault, FAULT_DATA, "%s: another file", offered->path);
	failed = failed || store_begin(store, &incoming, &offered->digest, offered->size, fault)
		|| copy_all(offered, from, &incoming, buffer, fault)
		|| store_end(store, &incoming, fault);
	store_drop(&incoming);
	if (from >= 0)
		(void)close(from);
	free(buffer);
	return failed ? -1 : 0;
}

static int answer(struct wire_out *out, const struct sha256 *digest, bool taken,
	struct fault *fault)
{
	return wire_begin(out, FRAME_KEPT, fault) || wire_sha256(out, digest, fault)
		|| wire_number(out, taken ? OFFER_WHOLE : OFFER_ELSEWHERE, fault)
		|| wire_end(out, fault) ? -1 : 0;
}

static int make(struct store *store, const struct frame *frame, struct wire_out *out,
	struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);
	const struct sha256 digest = wire_field_sha256(&fields);
	const uint64_t size = wire_field_number(&fields);
	const struct sha256 from = wire_field_sha256(&fields);
	const struct sha256 changes = wire_field_sha256(&fields);
	struct fault why = {0};

	if (!wire_fields_whole(&fields))
		return fault_set(fault, FAULT_DATA, "an object to make that makes no sense");
	return answer(out, &digest, making_object(store, &digest, size, &from, &changes, &why) == 0,
		fault);
}

int offer_take(struct store *store, const struct frame *frame, const char *allowed,
	struct wire_out *out, struct fault *fault)
{
	struct offered offered;
	struct fault why = {0};
	int failed;

	if (frame->type == FRAME_MAKE)
		return make(store, frame, out, fault);
	if (parse(frame, &offered, fault))
		return -1;
	failed = !confined_within(allowed, offered.path) || (
		offered.what == OFFER_PART ? copy_part(store, &offered, &why)
		: inplace_add(store->inplace, offered.path, offered.size, &offered.digest,
			offered.what == OFFER_KNOWN, &why));
	return answer(out, &offered.digest, !failed, fault);
}
