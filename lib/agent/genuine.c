/* genuine.c - hashes the running program. */
#include "agent/genuine.h"

#include "base/fullio.h"
#include "base/memory.h"
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 18 };
static const char self[] = "/proc/self/exe";

static int hash(struct sha256 *digest, struct fault *fault)
{
	int descriptor = open(self, O_RDONLY | O_CLOEXEC), failed;
	struct sha256_state *state = sha256_new(fault);
	char *piece = memory_zeroed(PIECE, 1, fault);
	size_t got = 1;

	failed = descriptor < 0 ? fault_errno(fault, FAULT_SYSTEM, errno, "%s", self)
		: !state || !piece;
	if (!failed)
		sha256_start(state);
	while (!failed && got) {
		failed = fullio_read(descriptor, piece, PIECE, &got, fault);
		if (!failed)
			sha256_add(state, piece, got);
	}
	if (!failed)
		*digest = sha256_end(state);
	if (descriptor >= 0)
		(void)close(descriptor);
	sha256_free(state);
	free(piece);
	return failed ? -1 : 0;
}

int genuine_check(const char *hex, struct fault *fault)
{
	struct sha256 wanted, own;
	char path[PATH_MAX], digits[SHA256_HEX];
	ssize_t length;

	if (!sha256_parse(hex, strlen(hex), &wanted))
		return fault_set(fault, FAULT_USAGE, "--digest: not 64 hexadecimal digits");
	if (hash(&own, fault))
		return -1;
	if (sha256_equal(&own, &wanted))
		return 0;
	sha256_hex(&own, digits);
	length = readlink(self, path, sizeof path - 1);
	if (length > 0) {
		path[length] = 0;
		(void)unlink(path);
	}
	return fault_set(fault, FAULT_DATA, "the agent here is damaged: SHA-256 %s, and %s was sent; "
		"it was removed", digits, hex);
}
