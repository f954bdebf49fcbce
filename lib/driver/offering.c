/* offering.c - which objects are on the shared file system, and who sees them there. */
#include "driver/offering.h"

#include "agent/offer.h"
#include "base/confined.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int offering_folders(const char *given, struct bytes *folders, struct fault *fault)
{
	char name[PATH_MAX], path[PATH_MAX];
	size_t length;

	for (; *given; given += length + (given[length] == ':')) {
		length = strcspn(given, ":");
		if (length >= sizeof name)
			return fault_set(fault, FAULT_USAGE, "--shared: a name of %zu bytes", length);
		memcpy(name, given, length);
		name[length] = 0;
		if (!realpath(name, path))
			return fault_errno(fault, FAULT_NO_INPUT, errno, "--shared: %s", name);
		if (bytes_printf(folders, fault, "%s%s", folders->size ? ":" : "", path))
			return -1;
	}
	return bytes_terminate(folders, fault);
}

bool offering_place(const char *folders, const char *file, char path[PATH_MAX])
{
	return folders && realpath(file, path) && !strpbrk(path, ":\n")
		&& confined_within(folders, path);
}

/* A result of this run, for an agent of this program here: it was just measured, in a folder
 * that nobody else writes to. */
static bool is_own(const struct driver *driver, const struct slot *slot,
	const struct object *object, char path[PATH_MAX])
{
	return object->temporary && !object->part && pool_is_own(dispatch_host(driver, slot))
		&& realpath(object->path, path) && !strpbrk(path, ":\n");
}

/* Results are removed once they were merged, so they are sent. */
static bool place_of(const struct driver *driver, const struct object *object,
	char path[PATH_MAX])
{
	char work[PATH_MAX];

	return !object->temporary && offering_place(driver->shared.data, object->path, path)
		&& !(realpath(driver->work.folder, work) && confined_within(work, path));
}

int offering_send(struct driver *driver, struct slot *slot, const struct object *object,
	bool *offered, struct fault *fault)
{
	struct holdings *holdings = &dispatch_host(driver, slot)->holdings;
	struct holding *holding;
	char path[PATH_MAX];
	bool own = is_own(driver, slot, object, path);

	*offered = !holdings_refused(holdings, &object->digest)
		&& (own || place_of(driver, object, path));
	if (!*offered)
		return 0;
	if (wire_begin(&slot->out, FRAME_OFFER, fault)
		|| wire_sha256(&slot->out, &object->digest, fault)
		|| wire_number(&slot->out, object->size, fault)
		|| wire_number(&slot->out, object->offset, fault)
		|| wire_number(&slot->out, (uint64_t)(own ? OFFER_KNOWN : object->part
			? OFFER_PART : OFFER_FILE), fault)
		|| wire_text(&slot->out, path, strlen(path), fault) || wire_end(&slot->out, fault)
		|| dispatch_holds(driver, slot->host, &object->digest, slot->number, fault))
		return -1;
	holding = holdings_find(holdings, &object->digest);
	holding->offered = true;
	return 0;
}

int offering_answered(struct driver *driver, struct slot *slot, const struct object *object,
	bool taken, struct fault *why)
{
	struct holding *holding = object ? holdings_find(&dispatch_host(driver, slot)->holdings,
		&object->digest) : NULL;

	if (!holding || !holding->offered)
		return taken ? 0 : fault_set(why, FAULT_DATA, "it refuses what it was not offered");
	holding->offered = false;
	holding->refused = !taken;
	if (pool_is_own(dispatch_host(driver, slot)) && object->temporary)
		return 0;
	if (taken) {
		driver->tally.shared++;
		driver->tally.shared_bytes += object->size;
	} else if (driver->options.shared_only) {
		return fault_set(why, FAULT_HOST, "it does not see %s as it is here (--shared-only)",
			object->path);
	}
	return 0;
}
