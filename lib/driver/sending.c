/* sending.c - objects to agents: each is sent to a host once, for all its slots. */
#include "driver/sending.h"

#include "agent/offer.h"
#include "base/clock.h"
#include "driver/changing.h"
#include "driver/offering.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIECE = 1 << 18, WAITING_MOST = 1 << 20,
	RESENT_MOST = 4, RESENT_LEAST = 16 /* a store may be emptied under a host's hands */ };

static int put_out(struct driver *driver, struct slot *slot, const struct object *object,
	struct fault *fault)
{
	struct object *copy = object_list_new(&slot->outbox, fault);

	if (!copy || object_copy(copy, object, fault))
		return -1;
	return dispatch_holds(driver, slot->host, &object->digest, slot->number, fault);
}

/* Puts one on the list of what goes to this agent, or tells it where it is, unless it is on its way
 * to the host already. */
static int want(struct driver *driver, struct slot *slot, const struct object *object,
	struct fault *fault)
{
	struct holding *holding = holdings_find(&dispatch_host(driver, slot)->holdings,
		&object->digest);
	bool offered, changed;

	if (holding && holding->by != HOLDING_THERE) {
		slot->waits = slot->waits || holding->by != slot->number;
		return 0;
	}
	if (changing_send(driver, slot, object, &changed, fault))
		return -1;
	if (changed)
		return changing_there(driver, slot) ? 0
			: put_out(driver, slot, &driver->changing.file, fault);
	if (offering_send(driver, slot, object, &offered, fault))
		return -1;
	return offered ? 0 : put_out(driver, slot, object, fault);
}

static int is_sent(struct driver *driver, struct slot *slot, const struct attempt *attempt,
	struct fault *fault)
{
	return schedule_sent(driver->schedule, slot->host, slot->number, attempt->id, clock_now(),
		fault);
}

/* It was there, and is asked for again: not without end. */
static bool asks_too_often(struct driver *driver, const struct slot *slot,
	struct attempt *attempt, const struct sha256 *digest)
{
	const struct holding *holding = holdings_find(&dispatch_host(driver, slot)->holdings,
		digest);

	attempt->resent += holding && holding->by == HOLDING_THERE;
	return attempt->resent > RESENT_LEAST + RESENT_MOST * attempt->task->words.count;
}

/* The host has no more what it kept: that task is done again. */
static int lacks_kept(struct driver *driver, struct slot *slot, struct attempt *attempt,
	const struct sha256 *digest, struct fault *fault)
{
	const struct attempt_sum *sum = attempt->sum;
	size_t i;

	driver->tally.retries++;
	for (i = 0; i < sum->members; i++)
		if (sha256_equal(&sum->kept[i].digest, digest)
			&& schedule_lost(driver->schedule, slot->host, slot->number, attempt->id,
				sum->member[i], clock_now(), fault))
			return -1;
	return 0;
}

int sending_need(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	struct attempt *attempt = slot_find(slot, wire_field_number(fields));
	bool lacking = fields->size > 0;
	size_t i;

	if (!attempt || !attempt->task)
		return 0;
	while (fields->size && !fields->bad) {
		const struct sha256 digest = wire_field_sha256(fields);
		const struct object *object = task_object(attempt->task, &digest);

		if (!object)
			return fault_set(why, FAULT_DATA, "it asks for an object that its task doesn't have");
		if (attempt->sum && lacks_kept(driver, slot, attempt, &digest, fault))
			return -1;
		if (attempt->sum)
			continue;
		if (asks_too_often(driver, slot, attempt, &digest))
			return fault_set(why, FAULT_DATA, "it asks again and again for what it has");
		if (want(driver, slot, object, fault))
			return -1;
	}
	if (lacking)
		return 0;
	/* it has all, so the host has */
	for (i = 0; !attempt->sum && i < attempt->task->words.count; i++) {
		const struct word *word = &attempt->task->words.word[i];

		if (word->kind == WORD_OBJECT && dispatch_holds(driver, slot->host, &word->digest,
			HOLDING_THERE, fault))
			return -1;
	}
	return is_sent(driver, slot, attempt, fault);
}

/* Has all of the attempt's objects come to the host? */
static bool has_all(const struct driver *driver, const struct slot *slot,
	const struct attempt *attempt)
{
	const struct holdings *holdings = &dispatch_host(driver, slot)->holdings;
	size_t i;

	for (i = 0; i < attempt->task->words.count; i++) {
		const struct word *word = &attempt->task->words.word[i];
		const struct holding *holding = word->kind == WORD_OBJECT
			? holdings_find(holdings, &word->digest) : NULL;

		if (word->kind == WORD_OBJECT && (!holding || holding->by != HOLDING_THERE))
			return false;
	}
	return true;
}

static int came_whole(struct driver *driver, struct slot *slot, const struct sha256 *digest,
	struct fault *fault)
{
	size_t i;

	/* what was never sent is of no use */
	if (!holdings_find(&dispatch_host(driver, slot)->holdings, digest))
		return 0;
	if (dispatch_holds(driver, slot->host, digest, HOLDING_THERE, fault)
		|| changing_came(driver, slot, digest, fault))
		return -1;
	for (i = 0; i < slot->hands; i++) {
		const struct attempt *attempt = slot->hand[i];

		if (attempt->task && task_object(attempt->task, digest)
			&& has_all(driver, slot, attempt)
			&& is_sent(driver, slot, attempt, fault))
			return -1;
	}
	return dispatch_wake(driver, slot->host, fault);
}

/* Has the file changed, or was it the way? */
static void came_damaged(struct driver *driver, const struct slot *slot,
	const struct sha256 *digest)
{
	struct fault why = {0};
	size_t i;

	for (i = 0; i < slot->hands; i++) {
		const struct task *task = slot->hand[i]->task;
		const struct object *object = task ? task_object(task, digest) : NULL;

		if (!object || !object_changed(object))
			continue;
		(void)fault_set(&why, FAULT_DATA, "%s changed while the job ran", object->path);
		dispatch_stop(driver, &why);
	}
}

static const struct object *object_in_hand(const struct slot *slot, const struct sha256 *digest)
{
	const struct object *object = NULL;
	size_t i;

	for (i = 0; i < slot->hands && !object; i++)
		if (slot->hand[i]->task)
			object = task_object(slot->hand[i]->task, digest);
	return object;
}

/* It won't be sent by this slot: another that needs it asks again. */
static int forget(struct driver *driver, const struct slot *slot, const struct sha256 *digest,
	struct fault *fault)
{
	struct holding *holding = holdings_find(&dispatch_host(driver, slot)->holdings, digest);

	if (!holding || holding->by != slot->number)
		return 0;
	holding->gone = true;
	return dispatch_wake(driver, slot->host, fault);
}

int sending_kept(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	const struct sha256 digest = wire_field_sha256(fields);
	const struct object *object = object_in_hand(slot, &digest);
	const uint64_t kept = wire_field_number(fields);

	const bool made = changing_answered(driver, slot, &digest, kept == OFFER_WHOLE);

	/* of a task that is over nobody wants it */
	if (kept == OFFER_ELSEWHERE && !object)
		return forget(driver, slot, &digest, fault);
	if (kept != OFFER_DAMAGED && !made
		&& offering_answered(driver, slot, object, kept == OFFER_WHOLE, why))
		return -1;
	if (kept == OFFER_ELSEWHERE)
		return put_out(driver, slot, object, fault);
	if (kept == OFFER_WHOLE)
		return came_whole(driver, slot, &digest, fault);
	came_damaged(driver, slot, &digest);
	return fault_set(why, FAULT_HOST, "an object arrived damaged");
}

/* Opens the next that is needed; false where there is none, or no file. */
static bool open_next(struct driver *driver, struct slot *slot)
{
	const struct object *object;
	struct fault why = {0};

	if (slot->outbox_at == slot->outbox.count) {
		object_list_release(&slot->outbox);
		slot->outbox_at = 0;
		return false;
	}
	object = &slot->outbox.object[slot->outbox_at];
	slot->sending = open(object->path, O_RDONLY | O_CLOEXEC);
	/* a model of a pass that is over is dropped, and nobody waits for it */
	if (slot->sending < 0 && errno == ENOENT && !object_in_hand(slot, &object->digest)) {
		slot->outbox_at++;
		return open_next(driver, slot);
	}
	if (slot->sending < 0
		|| (object->offset && lseek(slot->sending, (off_t)object->offset, SEEK_SET) < 0)) {
		(void)fault_errno(&why, FAULT_NO_INPUT, errno, "%s", object->path);
		dispatch_stop(driver, &why);
		return false;
	}
	slot->left = object->size;
	return true;
}

/* One piece of the file, straight into a frame. */
static int send_piece(struct driver *driver, struct slot *slot, struct fault *fault)
{
	size_t size = slot->left < PIECE ? (size_t)slot->left : PIECE, got = 0;
	struct fault why = {0};

	if (wire_begin(&slot->out, FRAME_DATA, fault)
		|| bytes_reserve(&slot->out.buffer, size, fault))
		return -1;
	while (got < size) {
		ssize_t n = read(slot->sending, slot->out.buffer.data + slot->out.buffer.size,
			size - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)fault_set(&why, FAULT_DATA, "%s changed while the job ran",
				slot->outbox.object[slot->outbox_at].path);
			dispatch_stop(driver, &why);
			return 0;
		}
		got += (size_t)n;
		slot->out.buffer.size += (size_t)n;
	}
	slot->left -= size;
	slot->sent += size;
	slot->moved = clock_now();
	return wire_end(&slot->out, fault);
}

int sending_fill(struct driver *driver, struct slot *slot, struct fault *fault)
{
	while (wire_waiting(&slot->out) < WAITING_MOST && !driver->stopping) {
		if (slot->sending >= 0 && slot->left) {
			if (send_piece(driver, slot, fault))
				return -1;
			continue;
		}
		if (slot->sending >= 0) {
			(void)close(slot->sending);
			slot->sending = -1;
			slot->outbox_at++;
		}
		if (!open_next(driver, slot))
			return 0;
		if (wire_begin(&slot->out, FRAME_OBJECT, fault)
			|| wire_sha256(&slot->out,
				&slot->outbox.object[slot->outbox_at].digest, fault)
			|| wire_number(&slot->out, slot->left, fault)
			|| wire_end(&slot->out, fault))
			return -1;
	}
	return 0;
}
