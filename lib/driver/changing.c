/* changing.c - when changes pay, and to whom they are sent. */
#include "driver/changing.h"

#include "base/clock.h"
#include "stream/changes.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Of a byte of a model, before any was changed: seconds that making and applying changes
 * takes (sparse models five times dense ones), and the share that is saved. */
static const double cost_first = 60e-9, saved_first = .5;
/* Applying, of all the time; what is saved where the changes were not worth it. */
static const double both = 1.6, saved_least = .2;

void changing_release(struct changing *changing)
{
	if (changing->file.path)
		(void)unlink(changing->file.path);
	object_release(&changing->file);
	*changing = (struct changing){.cost = changing->cost, .saved = changing->saved};
}

bool changing_pays(const struct changing_price *price, double seconds, double sent, bool made)
{
	const double cost = made ? price->cost * (both - 1) / both : price->cost;

	return sent > 0 && price->saved * seconds / sent > cost;
}

/* A link that is busy with several slots is one link. */
static bool pays_host(const struct driver *driver, const struct pool_host *host, bool made)
{
	const struct changing *changing = &driver->changing;
	const struct changing_price price = changing->cost > 0
		? (struct changing_price){changing->cost, changing->saved}
		: (struct changing_price){cost_first, saved_first};

	return !host->host.here && !host->gone && host->met && host->slots
		&& changing_pays(&price, host->tally.sending / host->slots,
			(double)pool_traffic(host).sent, made);
}

static bool is_automatic(const struct driver *driver)
{
	return !driver->options.changes || strcmp(driver->options.changes, "auto") == 0;
}

static bool wanted(const struct driver *driver)
{
	size_t h;

	if (!driver->options.hosts && !driver->options.slurm)
		return false;
	if (!is_automatic(driver))
		return strcmp(driver->options.changes, "always") == 0;
	for (h = 0; h < driver->pool.hosts; h++)
		if (pays_host(driver, driver->pool.host[h], false))
			return true;
	return false;
}

static int make_of(struct driver *driver, int from, int to, struct fault *fault)
{
	struct changing *changing = &driver->changing;
	struct bytes changes = {0};
	char path[PATH_MAX];
	const double began = clock_now();
	bool worth = false;
	int failed = from < 0 || to < 0 || changes_make(from, to, &changes, &worth, fault);

	if (!failed && worth) {
		work_scratch(&driver->work, path);
		failed = object_create(&changing->file, path, changes.data, changes.size, fault);
	}
	if (!failed && changing->size) {
		changing->cost = both * (clock_now() - began) / (double)changing->size;
		changing->saved = worth ? 1 - (double)changes.size / (double)changing->size
			: saved_least;
	}
	bytes_release(&changes);
	return failed ? -1 : 0;
}

void changing_make(struct driver *driver, const struct object *earlier,
	const struct object *later)
{
	struct changing *changing = &driver->changing;
	struct fault why = {0};
	int from, to;

	changing_release(changing);
	if (!earlier->path || !later->path || !wanted(driver))
		return;
	from = open(earlier->path, O_RDONLY | O_CLOEXEC);
	to = open(later->path, O_RDONLY | O_CLOEXEC);
	changing->from = earlier->digest;
	changing->to = later->digest;
	changing->size = later->size;
	if (make_of(driver, from, to, &why))
		changing_release(changing);
	if (from >= 0)
		(void)close(from);
	if (to >= 0)
		(void)close(to);
}

static bool holds(const struct driver *driver, const struct slot *slot,
	const struct sha256 *digest)
{
	const struct holding *holding = holdings_find(&dispatch_host(driver, slot)->holdings,
		digest);

	return holding && holding->by == HOLDING_THERE;
}

bool changing_there(const struct driver *driver, const struct slot *slot)
{
	return holds(driver, slot, &driver->changing.file.digest);
}

static int order(const struct driver *driver, struct slot *slot, struct fault *fault)
{
	const struct changing *changing = &driver->changing;

	return wire_begin(&slot->out, FRAME_MAKE, fault)
		|| wire_sha256(&slot->out, &changing->to, fault)
		|| wire_number(&slot->out, changing->size, fault)
		|| wire_sha256(&slot->out, &changing->from, fault)
		|| wire_sha256(&slot->out, &changing->file.digest, fault)
		|| wire_end(&slot->out, fault) ? -1 : 0;
}

int changing_send(struct driver *driver, struct slot *slot, const struct object *object,
	bool *changed, struct fault *fault)
{
	const struct changing *changing = &driver->changing;
	struct pool_host *host = dispatch_host(driver, slot);

	*changed = changing->file.path && !host->whole && !pool_is_own(host)
		&& sha256_equal(&object->digest, &changing->to)
		&& holds(driver, slot, &changing->from)
		&& (!is_automatic(driver) || pays_host(driver, host, true));
	if (!*changed)
		return 0;
	if (dispatch_holds(driver, slot->host, &object->digest, slot->number, fault))
		return -1;
	holdings_find(&host->holdings, &object->digest)->made = true;
	return changing_there(driver, slot) ? order(driver, slot, fault) : 0;
}

int changing_came(struct driver *driver, struct slot *slot, const struct sha256 *digest,
	struct fault *fault)
{
	const struct changing *changing = &driver->changing;
	const struct holding *model;

	if (!changing->file.path || !sha256_equal(digest, &changing->file.digest))
		return 0;
	model = holdings_find(&dispatch_host(driver, slot)->holdings, &changing->to);
	return model && model->made && model->by == slot->number ? order(driver, slot, fault) : 0;
}

bool changing_answered(struct driver *driver, struct slot *slot, const struct sha256 *digest,
	bool taken)
{
	const struct changing *changing = &driver->changing;
	struct pool_host *host = dispatch_host(driver, slot);
	struct holding *holding = holdings_find(&host->holdings, digest);

	if (!holding || !holding->made)
		return false;
	holding->made = false;
	host->whole = !taken;
	driver->tally.unmade += !taken;
	if (taken && changing->file.path && sha256_equal(digest, &changing->to)) {
		driver->tally.changed++;
		driver->tally.changed_bytes += changing->size - changing->file.size;
	}
	return true;
}
