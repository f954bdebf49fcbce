/* sending.c - objects to agents: each goes to a host once, whoever needs it. */
#include "base/clock.h"
#include "driver/fleet.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIECE = 1 << 18, WAITING_MOST = 1 << 20 };

static const struct object *object_of(const struct task *task, const struct digest *digest)
{
	size_t i;

	for (i = 0; i < task->words.count; i++)
		if (task->words.word[i].kind == WORD_OBJECT
			&& digest_equal(&task->words.word[i].digest, digest))
			return task->words.word[i].object;
	return NULL;
}

/* Puts one on the list of what goes to this agent, unless it is on its way
 * to the host already. */
static int want(struct peer *peer, const struct object *object, struct fault *fault)
{
	struct holding *holding = holdings_find(&peer->site->holdings, &object->digest);
	struct object *copy;

	if (holding && holding->by) {
		peer->waits = peer->waits || holding->by != peer;
		return 0;
	}
	copy = object_list_new(&peer->outbox, fault);
	if (!copy || object_copy(copy, object, fault))
		return -1;
	return holdings_add(&peer->site->holdings, &object->digest, peer, fault);
}

int sending_need(struct peer *peer, struct attempt *attempt, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	bool lacking = fields->size > 0;
	size_t i;

	while (fields->size && !fields->bad) {
		const struct digest digest = wire_field_digest(fields);
		const struct object *object = object_of(attempt->task, &digest);

		if (!object)
			return fault_set(why, FAULT_DATA, "it asks for what its task doesn't have");
		if (want(peer, object, fault))
			return -1;
	}
	if (lacking)
		return 0;
	/* it has all, so the host has */
	attempt->sent = clock_now();
	for (i = 0; i < attempt->task->words.count; i++) {
		const struct word *word = &attempt->task->words.word[i];

		if (word->kind == WORD_OBJECT
			&& holdings_add(&peer->site->holdings, &word->digest, NULL, fault))
			return -1;
	}
	return 0;
}

/* Slots that wait for what another one is sending look again. */
static int wake(struct site *site, struct fault *fault)
{
	unsigned i;

	for (i = 0; i < site->host.slots; i++) {
		struct peer *peer = site->peer[i];

		if (!peer->waits || peer->state != PEER_UP)
			continue;
		peer->waits = false;
		if (wire_send(&peer->out, FRAME_LOOK, NULL, 0, fault))
			return -1;
	}
	return 0;
}

int sending_kept(struct driver *driver, struct peer *peer, const struct digest *digest,
	bool whole, struct fault *fault)
{
	struct site *site = peer->site;
	struct fault why = {0};
	size_t i;

	if (whole) {
		if (holdings_add(&site->holdings, digest, NULL, fault))
			return -1;
		for (i = 0; i < peer->hands; i++)
			if (object_of(peer->hand[i]->task, digest))
				peer->hand[i]->sent = clock_now();
		return wake(site, fault);
	}
	for (i = 0; i < peer->hands; i++) {
		const struct object *object = object_of(peer->hand[i]->task, digest);

		/* has the file changed, or was it the way? */
		if (!object || !object_changed(object))
			continue;
		(void)fault_set(&why, FAULT_DATA, "%s changed while the job ran", object->path);
		driver_stop(driver, &why);
	}
	(void)fault_set(&why, FAULT_HOST, "an object came damaged");
	peer_fail(driver, peer, &why);
	return wake(site, fault);
}

/* Opens the next that is wanted; false where there is none, or no file. */
static bool open_next(struct driver *driver, struct peer *peer)
{
	const struct object *object;
	struct fault why = {0};

	if (peer->outbox_at == peer->outbox.count) {
		object_list_release(&peer->outbox);
		peer->outbox_at = 0;
		return false;
	}
	object = &peer->outbox.object[peer->outbox_at];
	peer->sending = open(object->path, O_RDONLY | O_CLOEXEC);
	if (peer->sending < 0
		|| (object->offset && lseek(peer->sending, (off_t)object->offset, SEEK_SET) < 0)) {
		(void)fault_errno(&why, FAULT_NO_INPUT, errno, "%s", object->path);
		driver_stop(driver, &why);
		return false;
	}
	peer->left = object->size;
	return true;
}

/* One piece of the file, straight into a frame. */
static int send_piece(struct driver *driver, struct peer *peer, struct fault *fault)
{
	size_t size = peer->left < PIECE ? (size_t)peer->left : PIECE, got = 0;
	struct fault why = {0};

	if (wire_begin(&peer->out, FRAME_DATA, fault)
		|| bytes_reserve(&peer->out.buffer, size, fault))
		return -1;
	while (got < size) {
		ssize_t n = read(peer->sending, peer->out.buffer.data + peer->out.buffer.size,
			size - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)fault_set(&why, FAULT_DATA, "%s changed while the job ran",
				peer->outbox.object[peer->outbox_at].path);
			driver_stop(driver, &why);
			return 0;
		}
		got += (size_t)n;
		peer->out.buffer.size += (size_t)n;
	}
	peer->left -= size;
	peer->site->tally.sent += size;
	return wire_end(&peer->out, fault);
}

static void close_file(struct peer *peer)
{
	if (peer->sending >= 0)
		(void)close(peer->sending);
	peer->sending = -1;
}

int sending_fill(struct driver *driver, struct peer *peer, struct fault *fault)
{
	while (wire_waiting(&peer->out) < WAITING_MOST && !driver->stopping) {
		if (peer->sending >= 0 && peer->left) {
			if (send_piece(driver, peer, fault))
				return -1;
			continue;
		}
		if (peer->sending >= 0) {
			close_file(peer);
			peer->outbox_at++;
		}
		if (!open_next(driver, peer))
			return 0;
		if (wire_begin(&peer->out, FRAME_OBJECT, fault)
			|| wire_digest(&peer->out,
				&peer->outbox.object[peer->outbox_at].digest, fault)
			|| wire_number(&peer->out, peer->left, fault)
			|| wire_end(&peer->out, fault))
			return -1;
	}
	return 0;
}

void sending_end(struct peer *peer)
{
	close_file(peer);
	object_list_release(&peer->outbox);
	peer->outbox_at = 0;
	peer->waits = false;
}
