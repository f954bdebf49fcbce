/* making.c - applies changes, into the store. */
#include "agent/making.h"

#include "stream/changes.h"

#include <unistd.h>

static int put(void *context, const void *data, size_t size, struct fault *fault)
{
	return store_put(context, data, size, fault);
}

int making_object(struct store *store, const struct sha256 *digest, uint64_t size,
	const struct sha256 *from, const struct sha256 *changes, struct fault *fault)
{
	char path[PATH_MAX];
	int earlier = store_hold(store, from, path), with = store_hold(store, changes, path);
	struct incoming incoming = {0};
	int failed = earlier < 0 || with < 0
		? fault_set(fault, FAULT_NO_INPUT, "the store lacks what it is made of")
		: store_begin(store, &incoming, digest, size, fault);

	failed = failed || changes_apply(earlier, with, put, &incoming, fault);
	if (!failed && incoming.got < size)
		failed = fault_set(fault, FAULT_DATA, "the changes make a smaller object");
	failed = failed || store_end(store, &incoming, fault);
	store_drop(&incoming);
	if (earlier >= 0)
		(void)close(earlier);
	if (with >= 0)
		(void)close(with);
	return failed ? -1 : 0;
}
